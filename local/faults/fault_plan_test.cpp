#include "local/faults/fault_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace lakecode::local {
namespace {

FaultPlan plan_of(std::string_view text) {
  auto plan = parse_fault_plan(text, "plan.yml");
  EXPECT_TRUE(plan) << text;
  return plan ? std::move(plan).value() : FaultPlan{};
}

Error error_of(std::string_view text) {
  const auto plan = parse_fault_plan(text, "plan.yml");
  EXPECT_FALSE(plan) << text;
  return plan ? Error{} : plan.error();
}

TEST(FaultPlan, ReadsEveryKey) {
  const FaultPlan plan = plan_of(
      "seed: 7\nfaults:\n"
      "  - {fault: rate_limit, method: get, path: /api/**, skip: 2, times: 3, probability: 0.5, retry_after: 4}\n"
      "  - {fault: slow, delay_ms: 250}\n  - {fault: cut, cut_at: 12}\n  - {fault: stale, reads: 5}\n");
  ASSERT_EQ(plan.rules.size(), 4U);
  EXPECT_EQ(plan.seed, 7U);
  EXPECT_EQ(plan.rules[0].kind, FaultKind::RateLimit);
  EXPECT_EQ(plan.rules[0].method, "GET");
  EXPECT_EQ(plan.rules[0].path, "/api/**");
  EXPECT_EQ(plan.rules[0].skip, 2U);
  EXPECT_EQ(plan.rules[0].times, std::optional<std::uint64_t>(3));
  EXPECT_EQ(plan.rules[0].retry_after, std::chrono::seconds(4));
  EXPECT_EQ(plan.rules[1].delay, std::chrono::milliseconds(250));
  EXPECT_EQ(plan.rules[1].path, "**");
  EXPECT_EQ(plan.rules[2].cut_at, 12U);
  EXPECT_EQ(plan.rules[3].reads, 5U);
}

TEST(FaultPlan, TakesJsonAndNothing) {
  EXPECT_EQ(plan_of(R"({"faults":[{"fault":"html_page","times":1}]})").rules.size(), 1U);
  EXPECT_TRUE(plan_of("").rules.empty());
  EXPECT_TRUE(plan_of("seed: 3\n").rules.empty());
}

TEST(FaultPlan, NamesThePlaceOfAMistake) {
  EXPECT_EQ(error_of("faults:\n  - fault: rate_limt\n").subject, "plan.yml:2:5");
  EXPECT_NE(error_of("faults:\n  - fault: rate_limt\n").advice.find("rate_limit"), std::string::npos);
  EXPECT_EQ(error_of("faults:\n  - fault: slow\n    delay: 3\n").subject, "plan.yml:3:5");
  EXPECT_EQ(error_of("seeds: 1\n").subject, "plan.yml:1:1");
}

TEST(FaultPlan, RefusesValuesOutOfBounds) {
  for (const std::string_view text :
       {"seed: -1", "seed: x", "faults: 3", "faults: [3]", "faults: [{path: /x}]", "- fault: slow",
        "faults: [{fault: 3}]", "faults: [{fault: slow, delay_ms: -5}]", "faults: [{fault: slow, delay_ms: 99999999}]",
        "faults: [{fault: slow, probability: 2}]", "faults: [{fault: slow, probability: half}]",
        "faults: [{fault: slow, path: ''}]", "faults: [{fault: slow, times: 1.5}]"}) {
    EXPECT_EQ(error_of(text).code, ErrorCode::InvalidArgument) << text;
  }
}

TEST(FaultPath, OneStarStaysInItsSegment) {
  EXPECT_TRUE(fits_path("/api/*/jobs/get", "/api/2.1/jobs/get"));
  EXPECT_FALSE(fits_path("/api/*/get", "/api/2.1/jobs/get"));
  EXPECT_TRUE(fits_path("/api/2.*/jobs/*", "/api/2.2/jobs/list"));
  EXPECT_FALSE(fits_path("/api/2.*/jobs/*", "/api/2.2/jobs/runs/list"));
  EXPECT_FALSE(fits_path("/api", "/api/2.1"));
  EXPECT_FALSE(fits_path("/api/2.1/x", "/api/2.1"));
}

TEST(FaultPath, TwoStarsCrossSegments) {
  EXPECT_TRUE(fits_path("**", "/api/2.1/jobs/get"));
  EXPECT_TRUE(fits_path("**", ""));
  EXPECT_TRUE(fits_path("/api/**/get", "/api/2.1/jobs/runs/get"));
  EXPECT_FALSE(fits_path("/api/**/get", "/api/2.1/jobs/runs/get-output"));
  EXPECT_TRUE(fits_path("/api/**/runs/*", "/api/2.1/runs/runs/list"));
  EXPECT_FALSE(fits_path("/api/**/runs/*", "/api/2.1/runs/list/x"));
}

TEST(FaultPlan, SkipsThenFiresSoOften) {
  const FaultPlan plan = plan_of("faults: [{fault: slow, skip: 2, times: 3}]");
  std::string seen;
  for (std::uint64_t n = 0; n < 8; ++n) seen.push_back(fires(plan, 0, n) ? 'x' : '.');
  EXPECT_EQ(seen, "..xxx...");
}

TEST(FaultPlan, ProbabilityFollowsTheSeed) {
  const auto drawn = [](std::string_view text) {
    const FaultPlan plan = plan_of(text);
    std::string seen;
    for (std::uint64_t n = 0; n < 2'000; ++n) seen.push_back(fires(plan, 0, n) ? 'x' : '.');
    return seen;
  };
  const std::string once = drawn("{seed: 1, faults: [{fault: slow, probability: 0.25}]}");
  EXPECT_EQ(once, drawn("{seed: 1, faults: [{fault: slow, probability: 0.25}]}"));
  EXPECT_NE(once, drawn("{seed: 2, faults: [{fault: slow, probability: 0.25}]}"));
  const auto fired = std::count(once.begin(), once.end(), 'x');
  EXPECT_GT(fired, 400);
  EXPECT_LT(fired, 600);
  EXPECT_EQ(drawn("faults: [{fault: slow, probability: 0}]").find('x'), std::string::npos);
  EXPECT_EQ(drawn("faults: [{fault: slow, probability: 1}]").find('.'), std::string::npos);
}

}  // namespace
}  // namespace lakecode::local
