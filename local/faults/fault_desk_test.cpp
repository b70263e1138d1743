#include "local/faults/fault_desk.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/json.h"
#include "base/random.h"

namespace lakecode::local {
namespace {

FaultPlan plan_of(std::string_view text) {
  auto plan = parse_fault_plan(text, "plan.yml");
  EXPECT_TRUE(plan);
  return plan ? std::move(plan).value() : FaultPlan{};
}

TEST(FaultDesk, IsIdleWithoutAPlan) {
  FaultDesk desk;
  EXPECT_TRUE(desk.idle());
  EXPECT_FALSE(desk.draw("GET", "/api/2.1/jobs/get"));
  desk.set(plan_of("faults: [{fault: html_page}]"));
  EXPECT_FALSE(desk.idle());
  desk.set({});
  EXPECT_TRUE(desk.idle());
}

TEST(FaultDesk, TheFirstRuleThatFiresWinsAndAllThatFitAreCounted) {
  FaultDesk desk;
  desk.set(plan_of("faults: [{fault: cut, method: POST}, {fault: slow, path: /a, times: 1}, {fault: html_page}]"));
  EXPECT_EQ(desk.draw("GET", "/a")->kind, FaultKind::Slow);
  EXPECT_EQ(desk.draw("GET", "/a")->kind, FaultKind::HtmlPage);
  EXPECT_EQ(desk.draw("POST", "/b")->kind, FaultKind::Cut);
  const JsonBox told = desk.describe();
  const JsonArray& faults = json::array_at(*told, "faults");
  ASSERT_EQ(faults.size(), 3U);
  EXPECT_EQ(json::int_at(faults[0], "seen"), 1);
  EXPECT_EQ(json::int_at(faults[1], "seen"), 2);
  EXPECT_EQ(json::int_at(faults[1], "fired"), 1);
  EXPECT_EQ(json::int_at(faults[2], "seen"), 3);
  EXPECT_EQ(json::int_at(faults[2], "fired"), 1);
}

TEST(FaultDesk, RemembersTheStateBeforeAChangeForSoManyReads) {
  const auto folder = std::filesystem::temp_directory_path() / ("lakecode-faults-" + SystemRandom().hex(8));
  auto opened = Store::open(folder);
  ASSERT_TRUE(opened);
  Store& store = **opened;
  ASSERT_TRUE(store.put({"user", "1", JsonBox(JsonObject{{"id", "1"}})}));
  FaultDesk desk;
  desk.set(plan_of("faults: [{fault: stale, reads: 2}]"));
  EXPECT_EQ(desk.take_past(2), nullptr);
  desk.before_change(store);
  ASSERT_TRUE(store.put({"user", "2", JsonBox(JsonObject{{"id", "2"}})}));
  for (int read = 0; read < 2; ++read) {
    const auto past = desk.take_past(2);
    ASSERT_NE(past, nullptr);
    EXPECT_NE(past->find("user", "1"), nullptr);
    EXPECT_EQ(past->find("user", "2"), nullptr);
    EXPECT_FALSE(past->put({"user", "3", JsonBox(JsonObject{})}));
  }
  EXPECT_EQ(desk.take_past(2), nullptr);
  EXPECT_NE(store.find("user", "2"), nullptr);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

TEST(FaultDesk, ClosingEndsAWait) {
  FaultDesk desk;
  std::jthread waiting([&desk] { desk.wait(std::chrono::hours(1)); });
  desk.close();
  waiting.join();  // hangs, and with it the test, when closing does not reach the wait
  EXPECT_TRUE(desk.idle());
}

}  // namespace
}  // namespace lakecode::local
