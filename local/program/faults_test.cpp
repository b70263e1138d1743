// Misbehaviour on demand, on the real program: what a client sees, and whether the act behind it was done.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "base/files.h"
#include "base/json.h"
#include "local/program/running_program.h"

namespace lakecode::local {
namespace {

class FaultsTest : public ::testing::Test {
 protected:
  FaultsTest() : server_({"serve", "--data", folder_.path().string()}), client_(server_) {}

  void plan(JsonArray faults) {
    const Answer set =
        client_.send("PUT", "/api/lakecode/faults", JsonObject{{"seed", 1}, {"faults", std::move(faults)}});
    EXPECT_EQ(set.status, 200) << json::serialize(*set.body);
  }
  void clear() { EXPECT_EQ(client_.send("DELETE", "/api/lakecode/faults").status, 200); }

  const Folder folder_;
  Server server_;
  Client client_;
};

constexpr const char* kMe = "/api/2.0/preview/scim/v2/Me";

TEST_F(FaultsTest, RateLimitsWithRetryAfterThenPasses) {
  plan({JsonObject{{"fault", "rate_limit"}, {"times", 2}, {"retry_after", 3}}});
  for (int i = 0; i < 2; ++i) {
    const Answer refused = client_.send("GET", kMe);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.find("Retry-After"), "3");
    EXPECT_EQ(json::string_at(*refused.body, "error_code"), "RESOURCE_EXHAUSTED");
  }
  EXPECT_EQ(client_.send("GET", kMe).status, 200);
}

TEST_F(FaultsTest, UnavailableBeforeDoesNothingAndAfterDoesTheAct) {
  ASSERT_EQ(client_.cell("SELECT 1"), "1");  // the warehouse is known from here on
  plan({JsonObject{{"fault", "unavailable_before"}, {"method", "POST"}, {"times", 1}},
        JsonObject{{"fault", "unavailable_after"}, {"method", "POST"}, {"skip", 1}, {"times", 1}}});
  EXPECT_EQ(client_.execute("CREATE TABLE main.default.before (a INT)").status, 503);
  EXPECT_EQ(client_.execute("CREATE TABLE main.default.after (a INT)").status, 503);
  clear();
  EXPECT_EQ(client_.send("GET", "/api/2.1/unity-catalog/tables/main.default.before").status, 404);
  EXPECT_EQ(client_.send("GET", "/api/2.1/unity-catalog/tables/main.default.after").status, 200);
}

TEST_F(FaultsTest, AnswersPagesAndExpiredTokensAndCutsBodies) {
  plan({JsonObject{{"fault", "html_page"}, {"times", 1}},
        JsonObject{{"fault", "expired_token"}, {"skip", 1}, {"times", 1}},
        JsonObject{{"fault", "cut"}, {"skip", 2}, {"times", 1}, {"cut_at", 5}}});
  const Answer page = client_.send("GET", kMe);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body->is_null());
  EXPECT_NE(page.headers.find("Content-Type").value_or("").find("text/html"), std::string::npos);
  EXPECT_EQ(client_.send("GET", kMe).status, 403);
  EXPECT_EQ(client_.send("GET", kMe).status, 0);
  EXPECT_EQ(client_.send("GET", kMe).status, 200);
}

TEST_F(FaultsTest, ReadsLagBehindAChange) {
  ASSERT_EQ(client_.cell("SELECT 1"), "1");
  plan({JsonObject{{"fault", "stale"}, {"method", "GET"}, {"reads", 2}}});
  ASSERT_EQ(client_.execute("CREATE TABLE main.default.fresh (a INT)").status, 200);
  const std::string path = "/api/2.1/unity-catalog/tables/main.default.fresh";
  EXPECT_EQ(client_.send("GET", path).status, 404);
  EXPECT_EQ(client_.send("GET", path).status, 404);
  EXPECT_EQ(client_.send("GET", path).status, 200);
}

TEST_F(FaultsTest, SlowAnswersTakeTheirTimeAndStoppingEndsThem) {
  plan({JsonObject{{"fault", "slow"}, {"path", "/api/2.0/preview/**"}, {"times", 1}, {"delay_ms", 60}}});
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(client_.send("GET", kMe).status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(60));
}

TEST_F(FaultsTest, TellsWhatWasSeenAndRefusesABadPlan) {
  plan({JsonObject{{"fault", "slow"}, {"path", "/api/2.0/preview/**"}}});
  client_.send("GET", kMe);
  const Answer told = client_.send("GET", "/api/lakecode/faults");
  EXPECT_EQ(json::int_at(json::array_at(*told.body, "faults").at(0), "fired"), 1);
  const Answer refused = client_.send("PUT", "/api/lakecode/faults", JsonObject{{"faults", 3}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(json::string_at(*refused.body, "message").find("faults must be a list"), std::string::npos);
  client_.set_token("guess");
  EXPECT_EQ(client_.send("DELETE", "/api/lakecode/faults").status, 401);
}

TEST_F(FaultsTest, TheClockCanBeSetHeldAndGivenBack) {
  const Answer set =
      client_.send("PUT", "/api/lakecode/clock", JsonObject{{"now", "2031-05-06T07:08:09Z"}, {"held", true}});
  EXPECT_EQ(json::string_at(*set.body, "now"), "2031-05-06T07:08:09.000Z");
  const Answer moved = client_.send("PUT", "/api/lakecode/clock", JsonObject{{"advance_ms", 60'000}});
  EXPECT_EQ(json::string_at(*moved.body, "now"), "2031-05-06T07:09:09.000Z");
  ASSERT_EQ(client_.execute("CREATE TABLE main.default.later (a INT)").status, 200);
  const Answer table = client_.send("GET", "/api/2.1/unity-catalog/tables/main.default.later");
  EXPECT_EQ(json::int_at(*table.body, "created_at"), 1'935'817'749'000);
  EXPECT_EQ(client_.send("PUT", "/api/lakecode/clock", JsonObject{{"now", "tomorrow"}}).status, 400);
  const Answer back = client_.send("DELETE", "/api/lakecode/clock");
  EXPECT_FALSE(json::string_at(*back.body, "now").starts_with("2031"));
}

TEST(Faults, APlanFileIsReadAtTheStartAndAMistakeInItEndsTheStart) {
  const Folder folder;
  ASSERT_TRUE(files::write_atomic(folder.path() / "plan.yml", "faults:\n  - fault: rate_limit\n    times: 1\n"));
  {
    Server server(
        {"serve", "--data", (folder.path() / "w").string(), "--faults", (folder.path() / "plan.yml").string()});
    Client client(server);
    EXPECT_EQ(client.send("GET", kMe).status, 429);
    EXPECT_EQ(client.send("GET", kMe).status, 200);
  }
  ASSERT_TRUE(files::write_atomic(folder.path() / "plan.yml", "faults:\n  - fault: nonsense\n"));
  Server refused(
      {"serve", "--data", (folder.path() / "w").string(), "--faults", (folder.path() / "plan.yml").string()});
  EXPECT_EQ(refused.host(), "");
}

}  // namespace
}  // namespace lakecode::local
