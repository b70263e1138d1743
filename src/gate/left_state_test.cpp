#include "gate/left_state.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace lakecode::gate {
namespace {

SettingDigests digests(const std::string& body, const std::string& path = "/api/2.2/jobs/reset") {
  RestoreStep step;
  step.how = "request";
  step.request = {.method = "POST", .path = path, .query = "", .body = body};
  auto found = digests_of({step}, {});
  EXPECT_TRUE(found);
  return found ? *found : SettingDigests();
}

using Places = std::vector<std::string>;

TEST(LeftState, OnlyWhatOthersChangedIsTold) {
  const auto left = digests(R"({"job_id":1,"new_settings":{"name":"a","limit":9,"tags":{"team":"x"}}})");
  const auto target = digests(R"({"job_id":1,"new_settings":{"name":"a","limit":1,"tags":{"team":"x"}}})");
  const struct {
    const char* now;
    Places places;
  } cases[] = {
      {R"({"job_id":1,"new_settings":{"name":"a","limit":9,"tags":{"team":"x"}}})", {}},
      {R"({"job_id":1,"new_settings":{"tags":{"team":"x"},"limit":9,"name":"a"}})", {}},  // another order
      {R"({"job_id":1,"new_settings":{"name":"a","limit":1,"tags":{"team":"x"}}})", {}},  // as the undo sets it
      {R"({"job_id":1,"new_settings":{"name":"b","limit":9,"tags":{"team":"x"}}})", {"name"}},
      {R"({"job_id":1,"new_settings":{"name":"a","limit":5,"tags":{"team":"x"}}})", {"limit"}},
      {R"({"job_id":1,"new_settings":{"name":"a","limit":9}})", {"tags.team"}},
      {R"({"job_id":1,"new_settings":{"name":"a","limit":9,"tags":{"team":"y","z":"1"}}})", {"tags.team", "tags.z"}},
  };
  for (const auto& one : cases) EXPECT_EQ(changed_since(left, digests(one.now), target), one.places) << one.now;
}

TEST(LeftState, EntriesOfListsAreKnownByTheirNames) {
  const auto left = digests(R"({"tasks":[{"task_key":"a","x":1},{"task_key":"b","x":1}],"plain":[1,2]})");
  const auto target = digests(R"({"tasks":[],"plain":[]})");
  const auto moved = digests(R"({"tasks":[{"task_key":"b","x":1},{"task_key":"a","x":2}],"plain":[2,1]})");
  EXPECT_EQ(changed_since(left, moved, target), (Places{"plain", "tasks[a].x"}));
  const auto twice = digests(R"({"tasks":[{"task_key":"a","x":1},{"task_key":"a","x":2}],"plain":[1,2]})");
  EXPECT_EQ(changed_since(left, twice, target).front(), "tasks");  // no names of their own: the list as one
}

TEST(LeftState, WhatTheUndoWouldNotChangeIsNotTold) {
  const auto left = digests(R"({"name":"a"})");
  EXPECT_TRUE(changed_since(left, {}, digests(R"({"name":"b"})")).empty());
}

TEST(LeftState, ChangedStatementsAndVanishedObjectsAreTold) {
  const auto text = [](const std::string& statement) {
    RestoreStep step;
    step.how = "recreate";
    step.statement = statement;
    return digests_of({step}, {}).value();
  };
  EXPECT_EQ(changed_since(text("a"), text("b"), text("c")), Places{"definition"});
  EXPECT_TRUE(changed_since(text("a"), text("a"), text("c")).empty());
  const auto other = digests(R"({"path":"/x"})", "/api/2.0/workspace/delete");
  const auto left = digests(R"({"path":"/x"})", "/api/2.0/workspace/import");
  EXPECT_EQ(changed_since(left, other, left), Places{"whether it is there"});
  EXPECT_TRUE(changed_since(left, other, other).empty());
}

TEST(LeftState, DigestsComeBackAsTheyWereStored) {
  const auto left = digests(R"({"password":"hunter2","n":1})");
  const JsonBox stored = to_json(left);
  EXPECT_EQ(parse_digests(*stored), left);
  EXPECT_EQ(json::serialize(*stored).find("hunter2"), std::string::npos);
}

TEST(LeftState, VersionsAndUndropsAreNotCompared) {
  RestoreStep step;
  step.statement = "x";
  for (const char* how : {"restore_version", "undrop"}) {
    step.how = how;
    EXPECT_FALSE(is_comparable(step)) << how;
  }
  for (const char* how : {"set_back", "grant_back", "recreate", "drop_created"}) {
    step.how = how;
    EXPECT_TRUE(is_comparable(step)) << how;
  }
}

}  // namespace
}  // namespace lakecode::gate
