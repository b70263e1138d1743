// The tools that list, look up, run batches, workflows and command lines, each with what it refuses.
#include <sys/stat.h>

#include <fstream>

#include "catalog/name_check.h"
#include "tests/workspace/tool_fixture.h"

namespace lakecode::test {
namespace {

TEST(Listings, CatalogsSchemasTablesAndFunctions) {
  ToolSession session;
  const auto catalogs = session.call("list_catalogs", "{}");
  EXPECT_TRUE(has(catalogs.text, "\nprod")) << catalogs.text;
  EXPECT_FALSE(catalogs.untrusted.empty());
  EXPECT_TRUE(has(session.call("list_schemas", R"({"catalog": "prod"})").text, "\nsales")) << catalogs.text;
  const auto tables = session.call("list_tables", R"({"schema": "prod.sales", "pattern": "ord*"})");
  EXPECT_FALSE(tables.is_error) << tables.text;
  EXPECT_TRUE(has(tables.text, "\norders  MANAGED")) << tables.text;
  EXPECT_EQ(json::array_at(*json::parse(tables.data, "data"), "tables").size(), 2U) << tables.data;
  EXPECT_TRUE(tables.acts.empty()) << "typed reads bring nothing to the gate";
}

TEST(Listings, WhatIsNotThereIsAnsweredWithWhatIs) {
  const struct {
    const char* tool;
    const char* input;
    const char* expected;
  } cases[] = {
      {"list_schemas", "{}", "`catalog` is missing"},
      {"list_schemas", R"({"catalog": "prdo"})", "did you mean prod?"},
      {"list_schemas", R"({"catalog": "a.b"})", "FAILED"},
      {"list_tables", "{}", "`schema` is missing"},
      {"list_tables", R"({"schema": "prod.slaes"})", "did you mean sales?"},
      {"list_tables", R"({"schema": "prod.sales.orders"})", "write catalog.schema"},
      {"list_tables", R"({"schema": "finance"})", "it is a catalog, not a schema"},
      {"describe_table", R"({"table": "prod.sales.ordres"})", "did you mean prod.sales.orders?"},
      {"describe_table", R"({"table": "orders"})", "it names no schema"},
      {"describe_table", R"({"table": "../../etc/passwd"})", "no name of a table"},
      {"describe_table", "{}", "`table` is missing"},
  };
  ToolSession session;
  for (const auto& c : cases) {
    const auto out = session.call(c.tool, c.input);
    EXPECT_TRUE(out.is_error) << c.tool << c.input;
    EXPECT_TRUE(has(out.text, c.expected)) << c.tool << c.input << "\n" << out.text;
  }
}

TEST(DescribeTable, TellsColumnsWithTypes) {
  ToolSession session;
  const auto out = session.call("describe_table", R"({"table": "prod.sales.orders"})");
  EXPECT_FALSE(out.is_error) << out.text;
  EXPECT_TRUE(has(out.text, "prod.sales.orders: MANAGED")) << out.text;
  EXPECT_TRUE(has(out.text, "basket_lines  int")) << out.text;
  EXPECT_TRUE(has(out.text, "12 columns")) << out.text;
}

TEST(DescribeTable, DefaultsCompleteAName) {
  ToolSession session;
  session.services().default_catalog = "prod";
  session.services().default_schema = "sales";
  EXPECT_FALSE(session.call("describe_table", R"({"table": "orders"})").is_error);
}

/// Statements that name `column` of `table` in every place a column may stand.
std::vector<std::string> uses_of(const std::string& column, const std::string& table) {
  return {
      "SELECT " + column + " FROM " + table,
      "SELECT t." + column + " AS a1, count(*) n FROM " + table + " AS t GROUP BY t." + column +
          " HAVING n > 0 ORDER BY a1",
      "SELECT max(" + column + ") FROM " + table + " WHERE " + column + " IS NOT NULL AND NOT (" + column + " = NULL)",
      "SELECT CASE WHEN " + column + " IS NULL THEN 1 ELSE 2 END AS c FROM " + table + " ORDER BY c, " + column,
      "SELECT l." + column + " FROM " + table + " l JOIN " + table + " r ON l." + column + " = r." + column,
      "SELECT x FROM (SELECT " + column + " AS x FROM " + table + ") WHERE x IS NOT NULL",
      "SELECT row_number() OVER (PARTITION BY " + column + " ORDER BY " + column + ") AS rn FROM " + table};
}

TEST(NameCheck, NoRightNameOfAnyDemoTableIsStopped) {
  ToolSession session;
  std::size_t columns = 0;
  std::size_t caught = 0;
  const auto schemas = session.catalog().schemas("prod", catalog::Freshness::Lately, session.ctx());
  ASSERT_TRUE(schemas);
  for (const auto& schema : *schemas) {
    if (schema.name == "information_schema") continue;
    const auto names =
        session.catalog().schema({.catalog = "prod", .schema = schema.name}, catalog::Freshness::Lately, session.ctx());
    ASSERT_TRUE(names);
    for (const auto& table : *names->tables) {
      const std::string full = "prod." + schema.name + "." + table.name;
      const auto info = session.catalog().table(full, session.ctx());
      ASSERT_TRUE(info) << full;
      for (const auto& column : info->columns) {
        ++columns;
        for (const std::string& sql : uses_of(column.name, full)) {
          const auto problems = catalog::check_names(
              session.catalog(), {.text = sql, .default_catalog = {}, .default_schema = {}, .parameters = {}},
              session.ctx());
          ASSERT_TRUE(problems) << sql;
          for (const auto& problem : *problems) ADD_FAILURE() << sql << "\n" << problem.text;
        }
        const auto wrong = catalog::check_names(session.catalog(),
                                                {.text = "SELECT " + column.name + "zz FROM " + full,
                                                 .default_catalog = {},
                                                 .default_schema = {},
                                                 .parameters = {}},
                                                session.ctx());
        ASSERT_TRUE(wrong);
        caught += wrong->size();
      }
    }
  }
  EXPECT_GT(columns, 50U);
  EXPECT_EQ(caught, columns) << "every slip in a simple statement is caught";
}

TEST(BatchSql, RunsInOrderAndStopsWhatDependsOnAFailure) {
  ToolSession session(gate::Approval::Destructive);
  const auto out = session.call("batch_sql", R"~({"statements": [
    "CREATE OR REPLACE TABLE prod.sales.batch_a AS SELECT 1 AS x; INSERT INTO prod.sales.batch_a VALUES (2)",
    "SELECT sum(x) AS total FROM prod.sales.batch_a",
    "SELECT 1/0 + cast('nothing' AS INT) AS bad",
    "CREATE OR REPLACE TABLE prod.sales.batch_b AS SELECT raise_error('planted') AS y",
    "SELECT * FROM prod.sales.batch_b",
    "DROP TABLE prod.sales.batch_a"]})~");
  EXPECT_TRUE(out.is_error);
  EXPECT_TRUE(has(out.text, "7 statements: 4 done, 2 failed, 0 refused, 1 not run")) << out.text;
  EXPECT_TRUE(has(out.text, "total\n3\n")) << out.text;
  EXPECT_TRUE(has(out.text, "NOT RUN: it needs number 5")) << out.text;
  EXPECT_FALSE(out.untrusted.empty());
}

TEST(BatchSql, EachChangeIsRefusedOnItsOwnAndReadsGoOn) {
  ToolSession session;
  const auto out =
      session.call("batch_sql", R"({"statements": ["DROP TABLE prod.sales.orders", "SELECT 41 + 1 AS answer",
    "SELECT count(*) FROM prod.sales.orders"]})");
  EXPECT_TRUE(out.is_error);
  EXPECT_TRUE(has(out.text, "1 done, 0 failed, 1 refused, 1 not run")) << out.text;
  EXPECT_TRUE(has(out.text, "answer\n42")) << out.text;
}

TEST(BatchSql, ReadsFilesOfTheProjectAlone) {
  TempFolder project;
  TempFolder outside;
  std::ofstream(project / "good.sql") << "USE CATALOG prod;\nUSE SCHEMA sales;\nSELECT count(*) AS n FROM orders;\n";
  std::ofstream(project / "open.sql") << "SELECT 1;\nSELECT 'open";
  std::ofstream(project / "notes.txt") << "SELECT 1";
  std::ofstream(outside / "secret.sql") << "SELECT 'secret'";
  std::filesystem::create_symlink(outside / "secret.sql", project / "link.sql");
  ToolSession session;
  EXPECT_TRUE(has(session.call("batch_sql", R"({"files": ["good.sql"]})").text, "files cannot be read here"));
  session.services().files_root = project.path();
  const auto good = session.call("batch_sql", R"({"files": ["good.sql"]})");
  EXPECT_FALSE(good.is_error) << good.text;
  EXPECT_TRUE(has(good.text, "good.sql, line 3, SELECT: $")) << good.text;
  const struct {
    const char* file;
    const char* expected;
  } cases[] = {
      {"link.sql", "outside of the project folder"},
      {"../x.sql", "there is no such file"},
      {"notes.txt", "only .sql files"},
      {"open.sql", "(line 2)"},
      {"/etc/passwd", "outside of the project"},
      {"none.sql", "there is no such file"},
  };
  for (const auto& c : cases) {
    const auto out = session.call("batch_sql", json::serialize(JsonObject{{"files", JsonArray{JsonValue(c.file)}}}));
    EXPECT_TRUE(out.is_error) << c.file;
    EXPECT_TRUE(has(out.text, c.expected)) << c.file << "\n" << out.text;
  }
  EXPECT_TRUE(has(session.call("batch_sql", "{}").text, "there is nothing to run"));
}

TEST(DatabricksCli, ReadsTheApiNativelyWhereThereIsNoCli) {
  ToolSession session;
  const auto out = session.call("databricks_cli", R"({"arguments": ["api", "get", "/api/2.2/jobs/list?limit=2"]})");
  EXPECT_FALSE(out.is_error) << out.text;
  EXPECT_TRUE(has(out.text, "\"job_id\"")) << out.text;
  ASSERT_EQ(out.acts.size(), 1U);
  EXPECT_EQ(out.acts[0].effect_class, safety::EffectClass::ReadOnly);
  EXPECT_FALSE(out.untrusted.empty());
}

TEST(DatabricksCli, LongAnswersAreKeptAndPaged) {
  ToolSession session;
  const auto out = session.call(
      "databricks_cli", R"({"arguments": ["api", "get", "/api/2.2/jobs/runs/list?limit=25&expand_tasks=true"]})");
  EXPECT_FALSE(out.is_error) << out.text;
  EXPECT_LT(out.text.size(), 18'000U);
  EXPECT_TRUE(has(out.text, "read_result {\"result\": \"$1\", \"offset\": ")) << out.text.substr(0, 300);
  EXPECT_FALSE(session.call("read_result", R"({"result": "$1", "offset": 100, "limit": 5})").is_error);
}

TEST(DatabricksCli, ChangesAreAskedForAndWrongWordsAreNotRun) {
  const struct {
    const char* words;
    const char* expected;
  } cases[] = {
      {R"(["api", "post", "/api/2.2/jobs/delete", "--json", "{\"job_id\": 1001}"])", "NOT RUN (DESTRUCTIVE"},
      {R"(["api", "post", "/api/2.2/jobs/run-now", "--json", "{\"job_id\": 1001}"])", "NOT RUN (WRITE_REMOTE"},
      {R"(["api", "get", "https://evil.example/x"])", "the official CLI is not used here"},
      {R"(["api", "post", "/api/2.2/jobs/reset", "--json", "@/etc/passwd"])", "the official CLI is not used here"},
      {R"(["jobs", "list"])", "the official CLI is not used here"},
      {R"(["jobs list"])", "give each word as an element"},
      {R"(["jobs", "list", "--profile", "OTHER"])", "the profile is that of the session"},
      {R"(["-pOTHER", "jobs", "list"])", "the profile is that of the session"},
      {R"(["jobs", "list", "--name", "--", "--profile", "OTHER"])", "the profile is that of the session"},
      {R"(["fs", "ls", "-lp", "OTHER", "dbfs:/"])", "the profile is that of the session"},
      {R"(["api", "get", "/api/2.0/secrets/get?scope=s&key=k"])", "NOT RUN (WRITE_REMOTE"},
      {"[]", "there are no words"},
      {R"(["api", "get", "/api/2.2/jobs/get?job_id=99999999"])", "FAILED"},
  };
  ToolSession session;
  for (const auto& c : cases) {
    const auto out = session.call("databricks_cli", std::string(R"({"arguments": )") + c.words + "}");
    EXPECT_TRUE(out.is_error) << c.words;
    EXPECT_TRUE(has(out.text, c.expected)) << c.words << "\n" << out.text;
  }
}

/// A program in the CLI's place that tells what it was given.
std::string make_cli(const TempFolder& folder, const std::string& body) {
  std::string path = (folder / "databricks").string();
  std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
  ::chmod(path.c_str(), 0700);
  return path;
}

TEST(DatabricksCli, TheProgramGetsWordsAndProfileAndNothingElse) {
  TempFolder folder;
  ToolSession session;
  session.services().workspace = "https://far.example";
  session.services().profile = "PROD";
  session.services().cli_environment = {{"HOME", "/nowhere"}};
  session.services().cli_path = make_cli(folder, "printf '[%s]' \"$@\"; /usr/bin/env; printf '\\033[2J'");
  const auto shell = session.call("databricks_cli", R"~({"arguments": ["databricks", "jobs", "get", "a b; $(id)"]})~");
  EXPECT_TRUE(has(shell.text, "DESTRUCTIVE")) << "shell syntax is not judged harmless: " << shell.text;
  const auto plain = session.call("databricks_cli", R"({"arguments": ["jobs", "list", "--limit", "5"]})");
  EXPECT_FALSE(plain.is_error) << plain.text;
  EXPECT_TRUE(has(plain.text, "[--profile][PROD][jobs][list][--limit][5]")) << plain.text;
  EXPECT_TRUE(has(plain.text, "AI_AGENT=lakecode")) << plain.text;
  EXPECT_TRUE(has(plain.text, "HOME=/nowhere")) << plain.text;
  EXPECT_FALSE(has(plain.text, "PATH=/")) << "the environment of the test is not handed on: " << plain.text;
  EXPECT_EQ(plain.text.find('\x1b'), std::string::npos);
}

TEST(DatabricksCli, CredentialsAreNotFetchedForAModelWhateverWasApproved) {
  TempFolder folder;
  ToolSession session(gate::Approval::Destructive);
  session.services().workspace = "https://far.example";
  session.services().profile = "PROD";
  session.services().cli_path = make_cli(folder, "echo ran; : > " + (folder / "ran").string());
  for (const char* words : {R"(["auth", "token"])", R"(["auth", "env"])", R"(["secrets", "get-secret", "fs", "k"])",
                            R"(["auth", "describe", "--sensitive"])"}) {
    const auto out = session.call("databricks_cli", std::string(R"({"arguments": )") + words + "}");
    EXPECT_TRUE(has(out.text, "its answer is a credential")) << words << "\n" << out.text;
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "ran"));
  EXPECT_TRUE(has(session.call("databricks_cli", R"({"arguments": ["secrets", "list-scopes"]})").text, "ran"));
}

TEST(DatabricksCli, AFailedProgramAndAStopAreTold) {
  TempFolder folder;
  ToolSession session;
  session.services().workspace = "https://far.example";
  session.services().profile = "PROD";
  session.services().cli_path = make_cli(folder, "echo out; echo 'Error: no such job' >&2; exit 3");
  const auto out = session.call("databricks_cli", R"({"arguments": ["jobs", "get", "1"]})");
  EXPECT_TRUE(out.is_error);
  EXPECT_TRUE(has(out.text, "exit code 3") && has(out.text, "standard error: Error: no such job")) << out.text;
  session.services().cli_path = make_cli(folder, "exec /bin/sleep 30");
  EXPECT_TRUE(
      has(session.call("databricks_cli", R"({"arguments": ["jobs", "list"], "timeout_seconds": 1})").text, "FAILED"));
  session.services().cli_path = (folder / "gone").string();
  EXPECT_TRUE(session.call("databricks_cli", R"({"arguments": ["jobs", "list"]})").is_error);
}

TEST(DatabricksCli, AnActThatItsTimeLimitCutIsStillAnAct) {
  TempFolder folder;
  ToolSession session(gate::Approval::Destructive);
  session.services().workspace = "https://far.example";
  session.services().profile = "PROD";
  session.services().cli_path = make_cli(folder, "exec /bin/sleep 30");
  const auto out = session.call("databricks_cli", R"({"arguments": ["jobs", "delete", "1001"], "timeout_seconds": 1})");
  EXPECT_TRUE(out.is_error);
  ASSERT_EQ(out.acts.size(), 1U) << out.text;
  EXPECT_EQ(out.acts[0].effect_class, safety::EffectClass::Destructive);
  EXPECT_EQ(out.acts[0].decision, "allowed");
}

TEST(RunWorkflow, GivesFindingsAndSaysWhatItTakes) {
  ToolSession session;
  EXPECT_TRUE(has(session.call("run_workflow", "{}").text, "debug_job: "));
  const auto out =
      session.call("run_workflow", R"({"workflow": "prove_table", "input": {"table": "prod.sales.orders"}})");
  EXPECT_FALSE(out.is_error) << out.text;
  EXPECT_TRUE(has(out.text, "prove_table: ")) << out.text;
  EXPECT_TRUE(has(out.text, "data:\n")) << out.text;
  EXPECT_LT(out.text.size(), 40'000U);
  EXPECT_TRUE(has(out.data, "lakecode.workflow_result/1"));
  EXPECT_FALSE(out.untrusted.empty());
}

TEST(RunWorkflow, WrongNamesAndInputsAreTold) {
  ToolSession session;
  EXPECT_TRUE(has(session.call("run_workflow", R"({"workflow": "debugjob"})").text, "did you mean debug_job?"));
  const auto missing = session.call("run_workflow", R"({"workflow": "prove_table", "input": {"tabel": "x"}})");
  EXPECT_TRUE(missing.is_error);
  EXPECT_TRUE(has(missing.text, "did you mean `table`?")) << missing.text;
  const auto gone = session.call("run_workflow", R"({"workflow": "job_status", "input": {"job_id": "99999999"}})");
  EXPECT_TRUE(gone.is_error) << gone.text;
}

TEST(RecentFailures, ListsRunsAndNamesTheNextStep) {
  ToolSession session;
  const auto out = session.call("recent_failures", R"({"hours": 720, "limit": 5})");
  EXPECT_FALSE(out.is_error) << out.text;
  EXPECT_TRUE(has(out.text, "runs failed in the last 720 hours")) << out.text;
  EXPECT_TRUE(has(out.text, "run_id,job_id,run_name")) << out.text;
  EXPECT_TRUE(has(out.text, "\"workflow\": \"debug_job\"")) << out.text;
  EXPECT_TRUE(session.call("recent_failures", R"({"hours": "soon"})").is_error);
}

TEST(TopTablesBySize, TheLargestComesFirst) {
  ToolSession session;
  const auto out = session.call("top_tables_by_size", R"({"schema": "sales", "limit": 2})");
  EXPECT_FALSE(out.is_error) << out.text;
  const auto kept = session.results().find("$1");
  ASSERT_TRUE(kept) << out.text;
  ASSERT_GE((*kept)->rows.size(), 2U) << out.text;
  for (std::size_t i = 1; i < (*kept)->rows.size(); ++i)
    EXPECT_GE(std::stoll(*(*kept)->rows[i - 1][2]), std::stoll(*(*kept)->rows[i][2])) << out.text;
  EXPECT_EQ(out.acts.size(), 1U) << "one line for all reads of a kind";
  EXPECT_TRUE(session.call("top_tables_by_size", R"({"schema": "nowhere"})").is_error);
}

TEST(AskUser, AnAnswerOrTheWordThatNobodyIsThere) {
  ToolSession session;
  const auto alone = session.call("ask_user", R"({"question": "Which table?"})");
  EXPECT_TRUE(alone.is_error);
  EXPECT_TRUE(has(alone.text, "nobody is here")) << alone.text;
  std::string asked;
  session.services().ask = [&](const std::string& question, const std::vector<std::string>& choices) {
    asked = question + "|" + choices.at(1);
    return std::optional<std::string>("the second");
  };
  EXPECT_EQ(session.call("ask_user", R"({"question": "Which?\u001b[2J", "choices": ["a", "b"]})").text, "the second");
  EXPECT_EQ(asked, "Which?\\x1b[2J|b");
}

TEST(ActivateSkill, GivesTheBodyOrSaysThereIsNone) {
  ToolSession session;
  EXPECT_TRUE(session.call("activate_skill", R"({"name": "databricks-jobs"})").is_error);
  session.services().skill = [](std::string_view name) {
    return name == "databricks-jobs" ? std::optional<std::string>("# Jobs") : std::nullopt;
  };
  EXPECT_TRUE(has(session.call("activate_skill", R"({"name": "databricks-jobs"})").text, "# Jobs"));
  EXPECT_TRUE(has(session.call("activate_skill", R"({"name": "nope"})").text, "there is no skill nope"));
}

}  // namespace
}  // namespace lakecode::test
