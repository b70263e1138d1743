#include "gate/undo_plan.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "gate/gate.h"
#include "gate/left_state.h"
#include "gate/recorded_acts.h"
#include "gate/recovery.h"
#include "net/url.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::gate {
namespace {

using net::ServerRequest;
using test::FakeWorkspace;
using test::json_answer;

/// Approves `effect` with restore points, closes the pack, and reads the acts back.
class Act {
 public:
  Act(net::HttpServer::Handler handler, const safety::Effect& effect, Gate::Applied applied = Gate::Applied::Applied)
      : workspace_(std::move(handler)) {
    Recovery recovery(workspace_.client(), WarehouseId("w"), record_.writer());
    Gate gate(Approval::Destructive, nullptr, &record_.writer());
    gate.set_observer(&recovery);
    const auto outcome =
        gate.request({.door = Door::Command, .name = "t", .step = "", .effect = effect, .profile = "P", .host = "h"},
                     workspace_.ctx());
    EXPECT_TRUE(outcome && std::holds_alternative<safety::Permit>(*outcome));
    if (!outcome || !std::holds_alternative<safety::Permit>(*outcome)) return;
    EXPECT_TRUE(gate.record_outcome(std::get<safety::Permit>(*outcome).intent(), applied, ""));
    EXPECT_TRUE(record_.writer().close("ok", JsonObject{}, "# t\n"));
  }

  [[nodiscard]] std::filesystem::path folder() { return record_.writer().folder(); }
  [[nodiscard]] Result<ActHistory> history() { return load_acts(folder(), record_.settings()); }
  /// The restore point of the one act.
  RestorePoint point() {
    const auto acts = history();
    EXPECT_TRUE(acts) << one_line(acts.error());
    EXPECT_EQ(acts ? acts->acts.size() : 0, 1U);
    return acts && acts->acts.size() == 1 ? acts->acts[0].point : RestorePoint{};
  }

 private:
  FakeWorkspace workspace_;
  RecordedActs record_;
};

safety::RestEffect post(const std::string& path, const std::string& body) {
  return {.method = "POST", .path = path, .query = "", .body = body};
}

net::ServerResponse job_answer(const ServerRequest&) {
  return json_answer(R"({"job_id":7,"settings":{"name":"etl","max_concurrent_runs":2,"tasks":[{"task_key":"a"}]}})");
}

net::ServerResponse resource_answer(const ServerRequest& request) {
  if (request.path.starts_with("/api/2.0/sql/warehouses/w-1"))
    return json_answer(R"({"id":"w-1","name":"bi","cluster_size":"Small","state":"RUNNING","num_active_sessions":3})");
  if (request.path.starts_with("/api/2.0/pipelines/p-1"))
    return json_answer(
        R"({"pipeline_id":"p-1","state":"IDLE","spec":{"id":"p-1","name":"ingest","continuous":false}})");
  if (request.path + "?" + net::encode_query(request.query) == "/api/2.1/clusters/get?cluster_id=c-1")
    return json_answer(R"({"cluster_id":"c-1","cluster_name":"shared","spark_version":"15.4","num_workers":4,
      "state":"RUNNING"})");
  if (request.path.starts_with("/api/2.0/serving-endpoints/e-1"))
    return json_answer(
        R"({"name":"e-1","config":{"config_version":3,"served_entities":[{"entity_name":"m","creator":"ana",
      "state":{"deployment":"READY"}}]}})");
  if (request.path.starts_with("/api/2.1/unity-catalog/volumes/a.b.v"))
    return json_answer(R"({"full_name":"a.b.v","owner":"ana","comment":"old","volume_type":"MANAGED"})");
  return json_answer(R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no"})", 404);
}

TEST(UndoPlan, ResourcesGetTheirFormerSettingsBack) {
  const auto rest = [](const char* method, const char* path, const char* body) {
    return safety::Effect(safety::RestEffect{.method = method, .path = path, .query = "", .body = body});
  };
  const auto argv = [](std::vector<std::string> words) { return safety::Effect(safety::ArgvEffect{std::move(words)}); };
  const struct {
    safety::Effect act;
    std::string request;
    std::string body;
  } cases[] = {
      {rest("POST", "/api/2.0/sql/warehouses/w-1/edit", R"({"cluster_size":"Large"})"),
       "POST /api/2.0/sql/warehouses/w-1/edit", R"({"name":"bi","cluster_size":"Small"})"},
      {rest("POST", "/api/2.0/sql/warehouses/w-1/stop", ""), "POST /api/2.0/sql/warehouses/w-1/start", "{}"},
      {argv({"databricks", "warehouses", "stop", "w-1", "--no-wait"}), "POST /api/2.0/sql/warehouses/w-1/start", "{}"},
      {argv({"databricks", "warehouses", "delete", "w-1"}), "POST /api/2.0/sql/warehouses",
       R"({"name":"bi","cluster_size":"Small"})"},
      {rest("PUT", "/api/2.0/pipelines/p-1", R"({"continuous":true})"), "PUT /api/2.0/pipelines/p-1",
       R"({"id":"p-1","name":"ingest","continuous":false})"},
      {rest("POST", "/api/2.1/clusters/edit", R"({"cluster_id":"c-1","num_workers":9})"), "POST /api/2.1/clusters/edit",
       R"({"cluster_name":"shared","spark_version":"15.4","num_workers":4,"cluster_id":"c-1"})"},
      {argv({"databricks", "clusters", "delete", "c-1"}), "POST /api/2.1/clusters/start", R"({"cluster_id":"c-1"})"},
      {argv({"databricks", "clusters", "permanent-delete", "c-1"}), "POST /api/2.1/clusters/create",
       R"({"cluster_name":"shared","spark_version":"15.4","num_workers":4})"},
      {rest("PUT", "/api/2.0/serving-endpoints/e-1/config", R"({"served_entities":[]})"),
       "PUT /api/2.0/serving-endpoints/e-1/config", R"({"served_entities":[{"entity_name":"m"}]})"},
      {rest("PATCH", "/api/2.1/unity-catalog/volumes/a.b.v", R"({"comment":"new","new_name":"w"})"),
       "PATCH /api/2.1/unity-catalog/volumes/a.b.w", R"({"comment":"old","new_name":"v"})"},
      {rest("PATCH", "/api/2.1/unity-catalog/volumes/a.b.v", R"({"owner":"eve"})"),
       "PATCH /api/2.1/unity-catalog/volumes/a.b.v", R"({"owner":"ana"})"},
  };
  for (const auto& one : cases) {
    Act act(resource_answer, one.act);
    const RestorePoint point = act.point();
    ASSERT_EQ(point.steps.size(), 1U) << safety::text_of(one.act);
    const RestoreStep& step = point.steps.front();
    EXPECT_EQ(step.request.method + " " + step.request.path, one.request);
    EXPECT_EQ(step.request.body, one.body);
    EXPECT_TRUE(point.lost.empty());
  }
}

net::ServerResponse access_answer(const ServerRequest& request) {
  if (request.path == "/api/2.0/secrets/acls/get") {
    const bool known = net::encode_query(request.query) == "scope=s&principal=users";
    return known ? json_answer(R"({"principal":"users","permission":"READ"})")
                 : json_answer(R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no"})", 404);
  }
  if (request.path == "/api/2.0/fs/directories/Volumes/a/b/v") {
    const bool second = net::encode_query(request.query) == "page_token=2";
    return second ? json_answer(R"({"contents":[{"name":"old.csv"}]})")
                  : json_answer(R"({"contents":[{"name":"other"}],"next_page_token":"2"})");
  }
  if (request.path == "/api/2.0/preview/scim/v2/Groups/1")
    return json_answer(R"({"id":"1","displayName":"g","members":[{"value":"7"}],"meta":{"resourceType":"Group"}})");
  if (request.path == "/api/2.0/sql/warehouses/w-1") return json_answer(R"({"id":"w-1","state":"STOPPED"})");
  return json_answer(R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no"})", 404);
}

// "" for an act that changes nothing; "lost: …" where nothing brings it back.
TEST(UndoPlan, AccessFilesAndIdentitiesComeBackOrSayWhyNot) {
  const struct {
    const char* method;
    const char* path;
    const char* body;
    std::string request;
  } cases[] = {
      {"POST", "/api/2.0/secrets/acls/put", R"({"scope":"s","principal":"users","permission":"MANAGE"})",
       R"(POST /api/2.0/secrets/acls/put {"scope":"s","principal":"users","permission":"READ"})"},
      {"POST", "/api/2.0/secrets/acls/put", R"({"scope":"s","principal":"new","permission":"MANAGE"})",
       R"(POST /api/2.0/secrets/acls/delete {"scope":"s","principal":"new"})"},
      {"POST", "/api/2.0/secrets/acls/put", R"({"scope":"s","principal":"users","permission":"READ"})", ""},
      {"POST", "/api/2.0/secrets/acls/delete", R"({"scope":"s","principal":"users"})",
       R"(POST /api/2.0/secrets/acls/put {"scope":"s","principal":"users","permission":"READ"})"},
      {"POST", "/api/2.0/secrets/acls/delete", R"({"scope":"s","principal":"new"})", ""},
      {"PUT", "/api/2.0/fs/files/Volumes/a/b/v/new.csv", "a,b\n", "DELETE /api/2.0/fs/files/Volumes/a/b/v/new.csv "},
      {"PUT", "/api/2.0/fs/files/Volumes/a/b/v/old.csv", "a,b\n", "lost: a file stands there already"},
      {"DELETE", "/api/2.0/fs/files/Volumes/a/b/v/old.csv", "", "lost: volumes keep no versions"},
      {"PUT", "/api/2.0/fs/directories/Volumes/a/b/v/new", "", "DELETE /api/2.0/fs/directories/Volumes/a/b/v/new "},
      {"PUT", "/api/2.0/fs/directories/Volumes/a/b/v/other", "", ""},
      {"DELETE", "/api/2.0/fs/directories/Volumes/a/b/v/other", "", "PUT /api/2.0/fs/directories/Volumes/a/b/v/other "},
      {"PATCH", "/api/2.0/preview/scim/v2/Groups/1", R"({"Operations":[]})",
       R"(PUT /api/2.0/preview/scim/v2/Groups/1 {"displayName":"g","members":[{"value":"7"}]})"},
      {"DELETE", "/api/2.0/preview/scim/v2/Groups/1", "", "lost: made again it gets another id"},
      {"POST", "/api/2.0/token/delete", R"({"token_id":"t"})", "lost: the value of a token is shown once"},
      {"POST", "/api/2.0/sql/warehouses/w-1/stop", "", ""},
      {"POST", "/api/2.0/sql/warehouses/w-1/start", "", "POST /api/2.0/sql/warehouses/w-1/stop {}"},
  };
  for (const auto& one : cases) {
    Act act(access_answer, safety::RestEffect{.method = one.method, .path = one.path, .query = "", .body = one.body});
    const RestorePoint point = act.point();
    std::string found;
    for (const RestoreStep& step : point.steps)
      found += step.request.method + " " + step.request.path + " " + step.request.body;
    for (const LostPart& part : point.lost) found += "lost: " + part.why;
    if (one.request.starts_with("lost:")) found.resize(std::min(found.size(), one.request.size()));
    EXPECT_EQ(found, one.request) << one.method << " " << one.path << " " << one.body;
  }
}

TEST(UndoPlan, AResourceThatCannotBeReadIsToldAsLost) {
  for (const char* path : {"/api/2.0/sql/warehouses/gone/edit", "/api/2.0/apps/a"}) {
    Act act(resource_answer, post(path, "{}"));
    const RestorePoint point = act.point();
    EXPECT_TRUE(point.steps.empty());
    ASSERT_EQ(point.lost.size(), 1U) << path;
  }
}

TEST(UndoPlan, AJobIsResetToItsSettingsAndADeletedOneMadeAgain) {
  Act reset(job_answer, post("/api/2.2/jobs/update", R"({"job_id":7,"new_settings":{"name":"x"}})"));
  const RestorePoint point = reset.point();
  ASSERT_EQ(point.steps.size(), 1U);
  EXPECT_EQ(point.steps[0].request.path, "/api/2.2/jobs/reset");
  EXPECT_EQ(point.steps[0].request.body,
            R"({"job_id":7,"new_settings":{"name":"etl","max_concurrent_runs":2,"tasks":[{"task_key":"a"}]}})");
  Act removed(job_answer, post("/api/2.2/jobs/delete", R"({"job_id":7})"));
  EXPECT_EQ(removed.point().steps.at(0).request.path, "/api/2.2/jobs/create");
}

// The settings are read once more after the act; of one that failed, or that made something new, nothing is noted.
TEST(UndoPlan, WhatTheActLeftIsNotedAfterIt) {
  int reads = 0;
  const auto counting = [&reads](const ServerRequest&) {
    return json_answer(R"({"job_id":7,"settings":{"name":")" + std::to_string(++reads) + R"(","timeout_seconds":5}})");
  };
  const safety::RestEffect update = post("/api/2.2/jobs/update", R"({"job_id":7,"new_settings":{"name":"2"}})");
  Act applied(counting, update);
  const RestorePoint point = applied.point();
  ASSERT_EQ(point.steps.size(), 1U);
  ASSERT_TRUE(point.steps[0].left);
  RestoreStep after = point.steps[0];
  EXPECT_NE(digests_of({after}, {}).value(), *after.left);
  after.request.body = R"({"job_id":7,"new_settings":{"name":"2","timeout_seconds":5}})";
  EXPECT_EQ(digests_of({after}, {}).value(), *after.left);
  EXPECT_EQ(reads, 2);
  Act failed(job_answer, update, Gate::Applied::Failed);
  EXPECT_FALSE(failed.point().steps.at(0).left);
  Act removed(job_answer, post("/api/2.2/jobs/delete", R"({"job_id":7})"));
  EXPECT_FALSE(removed.point().steps.at(0).left);
}

TEST(UndoPlan, ACommandHasTheRestorePointOfItsRequest) {
  Act removed(job_answer, safety::ArgvEffect{.argv = {"databricks", "jobs", "delete", "7"}});
  const RestorePoint point = removed.point();
  ASSERT_EQ(point.steps.size(), 1U);
  EXPECT_EQ(point.steps[0].request.path, "/api/2.2/jobs/create");
  EXPECT_TRUE(point.lost.empty());
  Act unknown(job_answer, safety::ArgvEffect{.argv = {"databricks", "clusters", "pin", "x"}});
  EXPECT_TRUE(unknown.point().steps.empty());
  EXPECT_EQ(unknown.point().lost.size(), 1U);
}

TEST(UndoPlan, ContentsAreKeptAsAnArtefactAndCheckedWhenRead) {
  const std::string source(20'000, 'x');
  const auto handler = [&](const ServerRequest& request) {
    if (request.path.ends_with("/export"))
      return json_answer(R"({"content":")" + crypto::base64_encode(source) + R"("})");
    return json_answer(R"({"path":"/n","object_type":"NOTEBOOK","language":"PYTHON"})");
  };
  Act act(handler, post("/api/2.0/workspace/delete", R"({"path":"/n"})"));
  const RestoreStep step = act.point().steps.at(0);
  ASSERT_FALSE(step.body_blob.empty());
  const auto body = load_body(step, act.folder());
  ASSERT_TRUE(body) << one_line(body.error());
  EXPECT_NE(body->find(crypto::base64_encode(source)), std::string::npos);
  RestoreStep forged = step;
  forged.body_blob = "../../events.jsonl";
  EXPECT_FALSE(load_body(forged, act.folder()));
}

TEST(UndoPlan, WhatHoldsASecretIsToldAsLost) {
  const std::string source = "password = \"hunter2-hunter2\"\n";
  const auto handler = [&](const ServerRequest& request) {
    if (request.path.ends_with("/export"))
      return json_answer(R"({"content":")" + crypto::base64_encode(source) + R"("})");
    return json_answer(R"({"path":"/n","object_type":"NOTEBOOK","language":"PYTHON"})");
  };
  Act act(handler, post("/api/2.0/workspace/delete", R"({"path":"/n"})"));
  const RestorePoint point = act.point();
  EXPECT_TRUE(point.steps.empty());
  ASSERT_EQ(point.lost.size(), 1U);
  EXPECT_NE(point.lost[0].why.find("secret"), std::string::npos);
}

TEST(UndoPlan, OnlyWhatAGrantReallyAddsIsTakenBack) {
  const auto handler = [](const ServerRequest&) {
    return json_answer(R"({"privilege_assignments":[{"principal":"a","privileges":["SELECT"]}]})");
  };
  Act act(handler, safety::RestEffect{.method = "PATCH",
                                      .path = "/api/2.1/unity-catalog/permissions/table/main.s.t",
                                      .query = "",
                                      .body = R"({"changes":[{"principal":"a","add":["SELECT","MODIFY"]}]})"});
  EXPECT_EQ(act.point().steps.at(0).request.body, R"({"changes":[{"principal":"a","add":[],"remove":["MODIFY"]}]})");
  Act sql(handler, safety::SqlEffect{.text = "GRANT SELECT, MODIFY ON TABLE main.s.t TO a"});
  EXPECT_EQ(sql.point().steps.at(0).statement, "REVOKE MODIFY ON TABLE `main`.`s`.`t` FROM `a`");
  Act revoke(handler, safety::SqlEffect{.text = "REVOKE ALL PRIVILEGES ON main.s.t FROM `a`"});
  EXPECT_EQ(revoke.point().steps.at(0).statement, "GRANT SELECT ON TABLE `main`.`s`.`t` TO `a`");
}

TEST(UndoPlan, ATableDroppedByARequestKeepsItsIdAndAViewIsLost) {
  const safety::RestEffect drop{
      .method = "DELETE", .path = "/api/2.1/unity-catalog/tables/main.s.t", .query = "", .body = ""};
  Act table([](const ServerRequest&) { return json_answer(R"({"name":"t","table_type":"MANAGED","table_id":"5-6"})"); },
            drop);
  const RestorePoint point = table.point();
  ASSERT_EQ(point.steps.size(), 1U);
  EXPECT_EQ(point.steps[0].statement, "UNDROP TABLE `main`.`s`.`t`");
  EXPECT_EQ(point.steps[0].id, "5-6");
  Act view([](const ServerRequest&) { return json_answer(R"({"name":"t","table_type":"VIEW"})"); }, drop);
  EXPECT_TRUE(view.point().steps.empty());
  EXPECT_EQ(view.point().lost.size(), 1U);
}

TEST(UndoPlan, WhatNoVersionHoldsIsSetBackByItself) {
  const auto handler = [](const ServerRequest&) {
    return json_answer(
        R"({"full_name":"main.s.t","name":"t","table_type":"MANAGED","properties":{"delta.constraints.ck":"c > 0"},
      "row_filter":{"function_name":"main.s.f","input_column_names":["c","d e"]},
      "columns":[{"name":"c","mask":{"function_name":"main.s.m","using_column_names":["d e"]}},{"name":"d e"},
                 {"name":"k","mask":{"function_name":"main.s.m","using_arguments":[{"constant":"x"}]}}],
      "table_constraints":[{"primary_key_constraint":{"name":"pk","child_columns":["c","ts"],"timeseries_columns":["ts"],"rely":true}},
        {"foreign_key_constraint":{"name":"fk","child_columns":["c"],"parent_table":"main.s.p","parent_columns":["id"]}}]})");
  };
  const std::string head = "ALTER TABLE `main`.`s`.`t` ";
  const struct {
    const char* form;
    const char* back;  ///< "" when it is lost
  } cases[] = {
      {"DROP ROW FILTER", "SET ROW FILTER `main`.`s`.`f` ON (`c`, `d e`)"},
      {"SET ROW FILTER main.s.g ON (c)", "SET ROW FILTER `main`.`s`.`f` ON (`c`, `d e`)"},
      {"ALTER COLUMN C DROP MASK", "ALTER COLUMN `c` SET MASK `main`.`s`.`m` USING COLUMNS (`d e`)"},
      {"ALTER COLUMN `d e` SET MASK main.s.m", "ALTER COLUMN `d e` DROP MASK"},
      {"ALTER COLUMN k DROP MASK", ""},
      {"DROP PRIMARY KEY CASCADE", "ADD CONSTRAINT `pk` PRIMARY KEY (`c`, `ts` TIMESERIES) RELY"},
      {"DROP CONSTRAINT IF EXISTS fk", "ADD CONSTRAINT `fk` FOREIGN KEY (`c`) REFERENCES `main`.`s`.`p` (`id`)"},
      {"ADD CONSTRAINT f2 FOREIGN KEY (c) REFERENCES main.s.q", "DROP CONSTRAINT `f2`"},
      {"ADD FOREIGN KEY (c, `d e`) REFERENCES main.s.q", "DROP FOREIGN KEY (`c`, `d e`)"},
      {"SET LOCATION 's3://b/p'", ""},
      {"ENABLE PREDICTIVE OPTIMIZATION", ""},
      {"SET MANAGED", ""},
  };
  for (const auto& c : cases) {
    Act act(handler, safety::SqlEffect{.text = std::string("ALTER TABLE main.s.t ") + c.form});
    const RestorePoint point = act.point();
    const bool is_lost = std::string_view(c.back).empty();
    ASSERT_EQ(point.steps.size(), is_lost ? 0U : 1U) << c.form;
    EXPECT_EQ(point.lost.size(), is_lost ? 1U : 0U) << c.form;
    if (is_lost) continue;
    EXPECT_EQ(point.steps[0].statement, head + c.back);
  }
}

TEST(UndoPlan, SettingsAreSetBackOneStatementAKind) {
  const auto handler = [](const ServerRequest&) {
    return json_answer(
        R"({"full_name":"main.s.t","name":"t","table_type":"MANAGED","owner":"ana","comment":"it's","properties":{"a":"1"},
      "columns":[{"name":"c","comment":"old"}]})");
  };
  const struct {
    const char* text;
    std::vector<std::string> back;
  } cases[] = {
      {"ALTER TABLE main.s.t SET TBLPROPERTIES ('a' = '2', b.c = 'x')",
       {"ALTER TABLE `main`.`s`.`t` SET TBLPROPERTIES ('a' = '1')",
        "ALTER TABLE `main`.`s`.`t` UNSET TBLPROPERTIES IF EXISTS ('b.c')"}},
      {"ALTER TABLE main.s.t RENAME TO main.s.u", {"ALTER TABLE `main`.`s`.`u` RENAME TO `main`.`s`.`t`"}},
      {"COMMENT ON COLUMN main.s.t.C IS 'new'", {"COMMENT ON COLUMN `main`.`s`.`t`.`c` IS 'old'"}},
      {"ALTER TABLE main.s.t OWNER TO bob", {"ALTER TABLE `main`.`s`.`t` OWNER TO `ana`"}},
      {"ALTER TABLE main.s.t ALTER COLUMN c COMMENT 'new'",
       {"ALTER TABLE `main`.`s`.`t` ALTER COLUMN `c` COMMENT 'old'"}},
  };
  for (const auto& c : cases) {
    Act act(handler, safety::SqlEffect{.text = c.text});
    std::vector<std::string> back;
    const RestorePoint point = act.point();
    for (const RestoreStep& step : point.steps) back.push_back(step.statement);
    EXPECT_EQ(back, c.back) << c.text << (point.lost.empty() ? "" : "\nlost: " + point.lost[0].why);
  }
}

TEST(UndoPlan, WhatHasNoWayBackIsTold) {
  const auto handler = [](const ServerRequest&) {
    return json_answer(R"({"error_code":"PERMISSION_DENIED","message":"no"})", 403);
  };
  for (const char* text :
       {"VACUUM main.s.t", "DROP CATALOG main", "CALL main.s.p()", "gibberish", "DELETE FROM main.s.t"}) {
    Act act(handler, safety::SqlEffect{.text = text});
    const RestorePoint point = act.point();
    EXPECT_TRUE(point.steps.empty()) << text;
    EXPECT_FALSE(point.lost.empty()) << text;
  }
}

TEST(UndoPlan, ATamperedPackGivesNoPlan) {
  Act act(job_answer, post("/api/2.2/jobs/update", R"({"job_id":7,"new_settings":{"name":"x"}})"));
  const auto file = act.folder() / "events.jsonl";
  auto events = files::read(file);
  ASSERT_TRUE(events);
  const auto at = events->find("max_concurrent_runs");
  ASSERT_NE(at, std::string::npos);
  (*events)[at] = 'M';
  ASSERT_TRUE(files::write_atomic(file, *events));
  const auto history = act.history();
  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().code, ErrorCode::CorruptData);
}

TEST(UndoPlan, RestorePointsReadBackWhole) {
  const RestorePoint point{.steps = {{.how = "restore_version",
                                      .object_type = "table",
                                      .object = "a.b.c",
                                      .statement = "RESTORE TABLE t TO VERSION AS OF 3",
                                      .version = 3,
                                      .before = "version 3",
                                      .within = "7 days"},
                                     {.how = "request",
                                      .object_type = "job",
                                      .object = "job 7",
                                      .statement = "",
                                      .request = {.method = "POST", .path = "/p", .query = "a=b", .body = "{}"}}},
                           .lost = {{.object = "x", .why = "y"}}};
  const JsonBox once = to_json(point);
  const auto parsed = parse_restore_point(*once);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(json::serialize(*to_json(*parsed)), json::serialize(*once));
  EXPECT_FALSE(parse_restore_point(JsonObject{{"steps", JsonArray{JsonObject{{"how", "undrop"}}}}}));
}

}  // namespace
}  // namespace lakecode::gate
