// The pure parts of running jobs: settings, run_if, conditions, references, cells and statements.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/json.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/notebook_cells.h"
#include "local/jobs/references.h"
#include "local/jobs/run_conditions.h"

namespace lakecode::local {
namespace {

JsonValue parsed(std::string_view text) {
  return json::parse(text, "test").value();
}

TEST(Settings, DefaultsOfThePlatform) {
  const auto settings = complete_settings(parsed(
      R"({"name":"n","tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/x"},"depends_on":[{"task_key":"c"},{"task_key":"b"}]},
          {"task_key":"b","condition_task":{"op":"EQUAL_TO","left":"1","right":"1"}},
          {"task_key":"c","sql_task":{"warehouse_id":"w","query":{"query_id":"q"}}}]})"));
  ASSERT_TRUE(settings) << settings.error().reason;
  EXPECT_EQ(json::string_at(**settings, "format"), "MULTI_TASK");
  EXPECT_EQ(json::int_at(**settings, "max_concurrent_runs"), 1);
  EXPECT_EQ(json::int_at(**settings, "timeout_seconds"), 0);
  EXPECT_NE(json::find(**settings, "email_notifications"), nullptr);
  const JsonValue& task = json::array_at(**settings, "tasks")[0];
  EXPECT_EQ(json::string_at(task, "run_if"), "ALL_SUCCESS");
  EXPECT_EQ(json::string_at_path(task, {"notebook_task", "source"}), "WORKSPACE");
  EXPECT_EQ(json::string_at(json::array_at(task, "depends_on")[0], "task_key"), "b");
}

TEST(Settings, RefusalsNameWhatIsWrong) {
  constexpr std::string_view kSql = R"("sql_task":{"warehouse_id":"w","query":{"query_id":"q"}})";
  const auto task = [&](std::string_view key, std::string_view more) {
    return fmt::format(R"({{"task_key":"{}",{}{}}})", key, kSql, more);
  };
  const std::pair<std::string, std::string> cases[] = {
      {R"({"tasks":5})", "tasks"},
      {R"({"name":7})", "name"},
      {R"({"tasks":[5]})", "task_key"},
      {R"({"tasks":[{"task_key":"a"}]})", "exactly one kind of work"},
      {fmt::format(R"({{"tasks":[{},{}]}})", task("a", ""), task("a", "")), "more than once"},
      {fmt::format(R"({{"tasks":[{}]}})", task("a", R"(,"depends_on":[{"task_key":"z"}])")), "'z'"},
      {fmt::format(R"({{"tasks":[{},{}]}})", task("a", R"(,"depends_on":[{"task_key":"b"}])"),
                   task("b", R"(,"depends_on":[{"task_key":"a"}])")),
       "cycle"},
      {fmt::format(R"({{"tasks":[{}]}})", task("a b", "")), "task_key 'a b'"},
      {fmt::format(R"({{"tasks":[{}]}})", task("a", R"(,"job_cluster_key":"k")")), "'k'"},
      {fmt::format(R"({{"tasks":[{}]}})", task("a", R"(,"run_if":"SOMETIMES")")), "SOMETIMES"},
      {R"({"tasks":[{"task_key":"a","spark_python_task":{"python_file":"/x.py"}}]})", "no compute"},
      {R"({"tasks":[{"task_key":"a","sql_task":{"warehouse_id":"w"}}]})", "query, file"},
      {R"({"schedule":{"quartz_cron_expression":"0 0","timezone_id":"UTC"}})", "cron"},
      {R"({"git_source":{"git_url":"https://x"}})", "git_provider"},
      {R"({"max_concurrent_runs":1001})", "1001"}};
  for (const auto& entry : cases) {
    const auto settings = complete_settings(parsed(entry.first));
    ASSERT_FALSE(settings) << entry.first;
    EXPECT_NE(settings.error().reason.find(entry.second), std::string::npos) << settings.error().reason;
  }
}

TEST(Settings, UpdateMergesTasksByKeyAndRemovesFields) {
  const JsonValue old =
      *complete_settings(
           parsed(
               R"({"name":"n","tags":{"a":"1"},"tasks":[{"task_key":"a","run_job_task":{"job_id":1}},{"task_key":"b","run_job_task":{"job_id":2}}]})"))
           .value();
  const auto changed = update_settings(
      old,
      parsed(
          R"({"name":"m","tasks":[{"task_key":"b","run_job_task":{"job_id":3}},{"task_key":"c","run_job_task":{"job_id":4}}]})"),
      parsed(R"(["tags","tasks/a"])").as_array());
  ASSERT_TRUE(changed);
  std::string seen;
  for (const JsonValue& task : json::array_at(**changed, "tasks"))
    seen += fmt::format("{}{} ", json::string_at(task, "task_key"), *json::int_at(task.at("run_job_task"), "job_id"));
  EXPECT_EQ(seen, "b3 c4 ");
  EXPECT_EQ(json::find(**changed, "tags"), nullptr);
  EXPECT_EQ(json::string_at(**changed, "name"), "m");
}

TEST(RunIf, DecidesByTheEndsOfItsDependencies) {
  struct Case {
    std::string_view run_if;
    std::vector<std::string> ends;
    std::string_view expected;  ///< "" runs
  };
  const Case cases[] = {{"ALL_SUCCESS", {}, ""},
                        {"ALL_SUCCESS", {"SUCCESS", "SUCCESS"}, ""},
                        {"ALL_SUCCESS", {"SUCCESS", "FAILED"}, "UPSTREAM_FAILED"},
                        {"ALL_SUCCESS", {"CANCELED"}, "UPSTREAM_CANCELED"},
                        {"ALL_SUCCESS", {"EXCLUDED", "SUCCESS"}, ""},
                        {"ALL_SUCCESS", {"EXCLUDED"}, "EXCLUDED"},
                        {"ALL_DONE", {"FAILED", "TIMEDOUT"}, ""},
                        {"NONE_FAILED", {"SUCCESS", "EXCLUDED"}, ""},
                        {"NONE_FAILED", {"SUCCESS", "UPSTREAM_FAILED"}, "UPSTREAM_FAILED"},
                        {"AT_LEAST_ONE_SUCCESS", {"FAILED", "SUCCESS"}, ""},
                        {"AT_LEAST_ONE_SUCCESS", {"FAILED", "FAILED"}, "UPSTREAM_FAILED"},
                        {"ALL_FAILED", {"FAILED", "TIMEDOUT"}, ""},
                        {"ALL_FAILED", {"FAILED", "SUCCESS"}, "EXCLUDED"},
                        {"AT_LEAST_ONE_FAILED", {"FAILED", "SUCCESS"}, ""},
                        {"AT_LEAST_ONE_FAILED", {"SUCCESS"}, "EXCLUDED"}};
  for (const Case& tested : cases) {
    std::vector<DependencyEnd> ends;
    for (const std::string& end : tested.ends) ends.push_back({end, true});
    EXPECT_EQ(decide_run_if(tested.run_if, ends), tested.expected) << tested.run_if << " " << ends.size();
  }
  EXPECT_EQ(decide_run_if("ALL_SUCCESS", {{"SUCCESS", false}, {"SUCCESS", true}}), "EXCLUDED");
  EXPECT_EQ(decide_run_if("AT_LEAST_ONE_SUCCESS", {{"SUCCESS", false}, {"SUCCESS", true}}), "");
}

TEST(Condition, ComparesTextsAndNumbers) {
  EXPECT_FALSE(*compare_condition("EQUAL_TO", "12.0", "12"));
  EXPECT_TRUE(*compare_condition("NOT_EQUAL", "12.0", "12"));
  EXPECT_TRUE(*compare_condition("GREATER_THAN_OR_EQUAL", "12.0", "12"));
  EXPECT_FALSE(*compare_condition("EQUAL_TO", "a", "b"));
  EXPECT_TRUE(*compare_condition("NOT_EQUAL", "a", "b"));
  EXPECT_TRUE(*compare_condition("GREATER_THAN", "10", "9"));
  EXPECT_TRUE(*compare_condition("LESS_THAN_OR_EQUAL", "9", "9"));
  EXPECT_FALSE(compare_condition("LESS_THAN", "a", "9"));
}

TEST(References, ReplacesWhatIsKnownAndLeavesTheRest) {
  ReferenceValues values{{"job.id", "7"}};
  add_json_reference(values, "tasks.a.values.row", R"({"day":"monday","n":3})");
  EXPECT_EQ(resolve_references("{{job.id}}/{{ tasks.a.values.row.day }}/{{nobody}}/{{", values),
            "7/monday/{{nobody}}/{{");
  EXPECT_EQ(resolve_references("{{tasks.a.values.row}}", values), R"({"day":"monday","n":3})");
  JsonValue each = parsed(R"({"inputs":"[{{job.id}}]","task":{"x":"{{job.id}}"}})");
  resolve_references_in(each, values);
  EXPECT_EQ(json::serialize(each), R"({"inputs":"[7]","task":{"x":"{{job.id}}"}})");
}

TEST(Cells, OfANotebookInSql) {
  const auto cells = split_cells(
      "-- Databricks notebook source\n-- MAGIC %md\n-- MAGIC # Title\n\n-- COMMAND ----------\n\nSELECT 1\n\n"
      "-- COMMAND ----------\n\n-- DBTITLE 1,Python\n-- MAGIC %python\n-- MAGIC print(1)\n",
      "SQL");
  ASSERT_EQ(cells.size(), 3U);
  EXPECT_EQ(cells[0].language, "md");
  EXPECT_EQ(cells[1].language, "sql");
  EXPECT_NE(cells[1].code.find("SELECT 1"), std::string::npos);
  EXPECT_EQ(cells[2].language, "python");
  EXPECT_EQ(cells[2].code, "print(1)\n");
}

TEST(Cells, StatementsAreSplitWhereTheyEnd) {
  const auto statements =
      split_statements("SELECT ';' AS a; -- one; two\n /* ; */ SELECT 2;;\n BEGIN SELECT 1; SELECT 2; END");
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 3U);
  EXPECT_EQ((*statements)[0], "SELECT ';' AS a");
  EXPECT_EQ((*statements)[2], "BEGIN SELECT 1; SELECT 2; END");
  EXPECT_FALSE(split_statements("SELECT 'open"));
}

TEST(Cells, WidgetsNeverBecomeSql) {
  const TextValues values{{"t", "main.a.b"}, {"n", "12"}, {"evil", "x'; DROP TABLE t; --"}};
  EXPECT_EQ(expand_widgets("SELECT ${n} FROM ${t}", values), "SELECT 12 FROM main.a.b");
  EXPECT_EQ(expand_widgets("SELECT ${evil}, '{{evil}}', ${other}", values),
            R"(SELECT :evil, 'x\'; DROP TABLE t; --', ${other})");
}

}  // namespace
}  // namespace lakecode::local
