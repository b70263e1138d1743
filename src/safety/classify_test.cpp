#include "safety/classify.h"
#include "sql/statement.h"

#include <gtest/gtest.h>

namespace lakecode::safety {
namespace {

constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kWrite = EffectClass::WriteRemote;
constexpr auto kDestroy = EffectClass::Destructive;

struct SqlCase {
  std::string_view sql;
  EffectClass expected;
};

class SqlClassifier : public testing::TestWithParam<SqlCase> {};

TEST_P(SqlClassifier, GivesTheClass) {
  const Verdict verdict = classify_sql(SqlEffect{.text = std::string(GetParam().sql)});
  std::string reasons;
  for (const Reason& reason : reasons_of(verdict)) reasons += reason.text() + "; ";
  EXPECT_EQ(name_of(verdict.effect_class), name_of(GetParam().expected)) << GetParam().sql << "\n" << reasons;
}

constexpr SqlCase kReads[] = {
    {"SELECT 1", kRead},
    {"select count(*), approx_count_distinct(`a`) from main.s.t where x is not null", kRead},
    {"SELECT a, delete, t.update FROM t", kRead},
    {"SELECT t(1) OVER (PARTITION BY a ORDER BY b) FROM t", kWrite},
    {"SELECT sum(x) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t", kRead},
    {"SELECT CAST(a AS DECIMAL(10,2)), b::DECIMAL(3,1) FROM t TABLESAMPLE (10 PERCENT)", kRead},
    {"WITH a(x, y) AS (SELECT 1, 2), b AS (VALUES (1)) SELECT * FROM a, b", kRead},
    {"SELECT * FROM (VALUES (1, 2)) AS v(a, b)", kRead},
    {"SELECT * FROM (SELECT 1) t(a)", kRead},
    {"SELECT /*+ BROADCAST(t) */ * FROM t", kRead},
    {"SELECT * FROM a JOIN b USING (id) LEFT JOIN c ON (a.x = c.x)", kRead},
    {"SELECT transform(arr, x -> x + 1), system.builtin.abs(-1) FROM t", kRead},
    {"SELECT data:delete.update, m['drop'] FROM t", kRead},
    {"SHOW TABLES IN main.sales", kRead},
    {"DESCRIBE TABLE EXTENDED main.sales.orders", kRead},
    {"DESC DETAIL `main`.`s`.`t`", kRead},
    {"SET TIME ZONE 'UTC'", kRead},
    {"USE CATALOG main", kRead},
    {"SELECT * FROM t VERSION AS OF 3", kRead},
    {"TABLE main.s.t", kRead},
    {"SELECT a FROM t WHERE update = 1 AND delete < 2 AND merge IS NULL", kRead},
    {"SHOW TBLPROPERTIES main.s.t ('delta.appendOnly')", kRead},
    {"DECLARE OR REPLACE VARIABLE x INT DEFAULT (SELECT 1)", kRead},
    {"SELECT count(*) FILTER (WHERE a), sum(x) OVER (w), percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM t", kRead},
};
constexpr SqlCase kNotReads[] = {
    {"SELECT my.udf.f(1)", kWrite},
    {"SELECT `my_udf`(1)", kWrite},
    {"SELECT ai_gen('x')", kWrite},
    {"SELECT over(x) FROM t", kWrite},
    {"SELECT 2 * filter_all(x), where(x) FROM t", kDestroy},
    {"SELECT a FROM t ORDER BY window_of(x), options(x)", kWrite},
    {"FROM x and INSERT INTO y SELECT *", kDestroy},
    {"SELECT http_request(conn => 'c', method => 'GET', path => '/')", kWrite},
    {"SELECT http_request(conn => 'c', method => 'POST', path => '/')", kDestroy},
    {"SELECT http_request(conn => 'c', method => concat('GE','T'))", kDestroy},
    {"SELECT http_request(conn => f(method => 'GET'), method => 'POST')", kDestroy},
    {"SELECT http_request(method => 'GET', `method` => 'POST')", kDestroy},
    {"SELECT * FROM remote_query('c', query => 'SELECT 1')", kWrite},
    {"SELECT * FROM remote_query('c', query => 'DROP TABLE t')", kDestroy},
    {"SELECT * FROM remote_query('c', `table` => 't', sessionInitStatement => 'DROP TABLE t')", kDestroy},
    {"SELECT * FROM remote_query('c', query => 'SELECT 1' 'x', `table` => 't')", kDestroy},
    {"SELECT java_method('java.lang.Runtime', 'getRuntime')", kDestroy},
    {"SELECT /* x */ reflect /* y */ ('a', 'b')", kDestroy},
    {"SELECT IDENTIFIER('reflect')('a', 'b')", kDestroy},
    {"SELECT \"reflect\"('a', 'b')", kDestroy},
    {"WITH x AS (SELECT 1) DELETE FROM t", kDestroy},
    {"WITH x AS (SELECT 1) UPDATE t SET a = 1", kDestroy},
    {"WITH x AS (SELECT 1)", kDestroy},
    {"WITH x AS (SELECT 1) MERGE INTO t USING x ON t.a = x.a WHEN MATCHED THEN DELETE", kDestroy},
    {"FROM t AS INSERT INTO u SELECT *", kDestroy},
    {"FROM a INSERT OVERWRITE b SELECT *", kDestroy},
    {"SELECT * INTO u FROM t", kDestroy},
    {"SELECT 1 DROP TABLE t", kDestroy},
    {"SELECT (1", kDestroy},
    {"SELECT 1)", kDestroy},
    {"SELECT a FROM t |> CALL f()", kDestroy},
    {"UPDATE t SET a = 1 WHERE 1 = 1", kDestroy},
    {"UPDATE t SET a = 1 WHERE true", kDestroy},
    {"UPDATE t SET a = 1 WHERE id = 5 OR 1 = 1", kDestroy},
    {"UPDATE t AS where SET a = 1", kDestroy},
    {"UPDATE t SET a = (SELECT 1 FROM x WHERE y = 2)", kDestroy},
    {"UPDATE t SET a = 1 WHERE id = 5", kWrite},
    {"VACUUM t DRY RUN", kRead},
    {"VACUUM t.dry RETAIN 1 HOURS", kDestroy},
    {"VACUUM DRY RUN", kDestroy},
    {"SET spark.databricks.delta.retentionDurationCheck.enabled = false", kDestroy},
    {"ALTER TABLE t UNSET TBLPROPERTIES ('delta.deletedFileRetentionDuration')", kDestroy},
    {"ALTER TABLE t FROBNICATE", kDestroy},
    {"CREATE WIDGET w", kDestroy},
    {"CREATE WIDGET TEXT w DEFAULT 'main'", kWrite},
    {"create widget dropdown w default 'a' choices select distinct a from main.s.t", kWrite},
    {"CREATE WIDGET COMBOBOX w DEFAULT 'a' CHOICES SELECT reflect('a','b')", kDestroy},
    {"CREATE WIDGET SLIDER w DEFAULT 'a'", kDestroy},
    {"CREATE OR REPLACE WIDGET TEXT w DEFAULT 'a'", kDestroy},
    {"REMOVE WIDGET w", kWrite},
    {"REMOVE WIDGET 'w'", kDestroy},
    {"PUT WIDGET w", kDestroy},
    {"LIST WIDGET w", kDestroy},
    {"REMOVE '/Volumes/a/b/c/widget'", kDestroy},
    {"SET STATEMENT_TIMEOUT = (SELECT secret('a','b'))", kWrite},
    {"CREATE TEMP VIEW v AS SELECT secret('a','b')", kWrite},
    {"CREATE TABLE t AS SELECT reflect('a','b')", kDestroy},
    {"EXECUTE IMMEDIATE 'DROP ' 'TABLE t'", kDestroy},
    {"EXECUTE IMMEDIATE 'SELECT 1' || 'x'", kDestroy},
    {"EXECUTE IMMEDIATE '\\u0044ROP TABLE t'", kDestroy},
    {"EXPLAIN ANALYZE SELECT 1", kDestroy},
    {"EXPLAIN SELECT 1", kRead},
    {"DESCRIBE RECIPIENT r", kWrite},
    {"SHOW ME", kDestroy},
    {"", kDestroy},
    {" ; -- nothing\n;", kDestroy},
    {"BEGIN SELECT 1; IF x > 1 THEN DROP TABLE t; END IF; END", kDestroy},
    {"BEGIN SELECT 1; IF x > 1 THEN SELECT 2; END IF; END", kRead},
    {"BEGIN SELECT 1;", kDestroy},
    {"END", kDestroy},
    {"DO $$ x $$", kDestroy},
    {"SELECT a://--; DROP TABLE t", kDestroy},
    {"SELECT '{{ x }}'", kDestroy},
    {"INSERT INTO t REPLACE USING (a) SELECT 1", kDestroy},
    {"CREATE OR REPLACE FUNCTION f() RETURNS INT RETURN 1", kDestroy},
    {"SELECT TRANSFORM(a) ROW FORMAT DELIMITED USING 'cat' FROM t", kDestroy},
    {"MAP a USING 'cat' FROM t", kDestroy},
};

INSTANTIATE_TEST_SUITE_P(Reads, SqlClassifier, testing::ValuesIn(kReads));
INSTANTIATE_TEST_SUITE_P(NotReads, SqlClassifier, testing::ValuesIn(kNotReads));

TEST(SqlVerdict, NamesObjectsWithDefaults) {
  const Verdict verdict = classify_sql(
      SqlEffect{.text = "DROP TABLE IF EXISTS orders", .default_catalog = "main", .default_schema = "sales"});
  ASSERT_EQ(verdict.statements.size(), 1U);
  ASSERT_EQ(verdict.statements[0].objects.size(), 1U);
  EXPECT_EQ(verdict.statements[0].objects[0].name, "main.sales.orders");
  EXPECT_EQ(verdict.statements[0].objects[0].access, "drop");
  EXPECT_EQ(verdict.kind, "DROP_TABLE");
  ASSERT_TRUE(verdict.undo.has_value());
  EXPECT_TRUE(verdict.undo->possible);
}

struct ObjectRow {
  const char* sql;
  const char* objects;  ///< "access type name", joined by ", "
};

constexpr ObjectRow kObjects[] = {
    {"SELECT * FROM table_changes('main.s.t', 1, 5)", "read table main.s.t"},
    {"SELECT * FROM table_changes('t', 1)", "read table c.d.t"},
    {"SELECT * FROM read_files('/Volumes/a/b/c', format => 'csv')", "read path /Volumes/a/b/c"},
    {"SELECT * FROM vector_search(index => 'a.b.i', query_text => 'x')", "read table a.b.i"},
    {"SELECT * FROM table_changes(:t, 1)", ""},
    {"DESCRIBE FUNCTION EXTENDED a.b.f", "read function a.b.f"},
    {"DESCRIBE FUNCTION abs", ""},
    {"GRANT CREATE CATALOG ON METASTORE TO g", "grant metastore METASTORE"},
    {"SHOW ARCHIVED FILES FOR a.b.t", "read table a.b.t"},
    {"FROM a.b.s MAP x, y USING 'p' AS k", "read table a.b.s"},
};

TEST(SqlVerdict, NamesWhatTextsAndFunctionsRead) {
  for (const ObjectRow& row : kObjects) {
    const Verdict verdict =
        classify_sql(SqlEffect{.text = row.sql, .default_catalog = "c", .default_schema = "d", .parameters = {}});
    EXPECT_TRUE(verdict.parsed) << row.sql;
    std::string found;
    for (const TouchedObject& object : verdict.statements.at(0).objects)
      found +=
          (found.empty() ? "" : ", ") + std::string(object.access) + " " + std::string(object.type) + " " + object.name;
    EXPECT_EQ(found, row.objects) << row.sql;
  }
}

struct UndoRow {
  Effect effect;
  bool possible;
  const char* how;  ///< a part of it
};

TEST(SafetyUndo, SaysHowAnActIsTakenBack) {
  const UndoRow rows[] = {
      {SqlEffect{.text = "INSERT OVERWRITE DIRECTORY '/x' USING parquet SELECT 1"}, false, ""},
      {SqlEffect{.text = "INSERT OVERWRITE a.b.t SELECT 1"}, true, "RESTORE TABLE"},
      {SqlEffect{.text = "EXECUTE IMMEDIATE 'DROP TABLE a.b.t'"}, true, "UNDROP"},
      {SqlEffect{.text = "VACUUM a.b.t"}, false, ""},
      {SqlEffect{.text = "DROP TABLE a.b.t; VACUUM a.b.u; DROP TABLE a.b.v"}, false, ""},
      {SqlEffect{.text = "DROP TABLE a.b.t; SELECT 1; DROP TABLE a.b.v"}, true, "each statement"},
      {ArgvEffect{.argv = {"databricks", "jobs", "reset", "--json", "{}"}}, true, "jobs reset"},
      {ArgvEffect{.argv = {"databricks", "volumes", "delete", "a.b.v"}}, false, ""},
      {ArgvEffect{.argv = {"databricks", "clusters", "delete", "x"}}, true, "clusters start"},
      {RestEffect{.method = "DELETE", .path = "/api/2.1/unity-catalog/tables/a.b.t"}, true, "UNDROP"},
      {RestEffect{.method = "DELETE", .path = "/api/2.1/unity-catalog/schemas/a.b"}, false, ""},
      {RestEffect{.method = "POST", .path = "/api/2.2/jobs/create", .body = "{}"}, true, "delete what it made"},
      {RestEffect{.method = "PUT", .path = "/api/2.0/fs/files/Volumes/a/b/c/x"}, true, "if there was none before"},
      {RestEffect{.method = "DELETE", .path = "/api/2.0/fs/files/Volumes/a/b/c/x"}, false, "no versions"},
      {RestEffect{.method = "delete", .path = "/api/2.0/fs/files/Volumes/a/b/c/x/"}, false, "no versions"},
      {RestEffect{.method = "PATCH", .path = "/api/2.0/preview/scim/v2/Groups/1", .body = "{}"}, true, "members"},
      {RestEffect{.method = "DELETE", .path = "/api/2.0/preview/scim/v2/Users/1"}, false, "another id"},
      {RestEffect{.method = "POST", .path = "/api/2.0/token/create", .body = "{}"}, true, "token/delete"},
      {RestEffect{.method = "POST", .path = "/api/2.0/token/delete", .body = "{}"}, false, "shown once"},
      {RestEffect{.method = "PATCH", .path = "/api/2.0/accounts/a/workspaces/1", .body = "{}"}, true, "by hand"},
      {RestEffect{.method = "DELETE", .path = "/api/2.0/accounts/a/scim/v2/Users/1"}, false, "account"},
      {RestEffect{.method = "POST", .path = "/api/2.0/secrets/put", .body = "{}"}, false, "no versions"},
      {ArgvEffect{.argv = {"databricks", "secrets", "put-acl", "s", "p", "READ"}}, true, "access before"},
      {ArgvEffect{.argv = {"databricks", "api", "delete", "/api/2.0/preview/scim/v2/Users/1"}}, false, "another id"},
      {ArgvEffect{.argv = {"databricks", "psql", "x"}}, false, "stays done"},
  };
  for (const UndoRow& row : rows) {
    const Verdict verdict = classify(row.effect);
    ASSERT_TRUE(verdict.undo.has_value()) << text_of(row.effect);
    EXPECT_EQ(verdict.undo->possible, row.possible) << text_of(row.effect);
    EXPECT_NE(verdict.undo->how.find(row.how), std::string_view::npos) << text_of(row.effect);
  }
  EXPECT_FALSE(classify(SqlEffect{.text = "SELECT 1"}).undo.has_value());
}

TEST(SafetyUndo, ACommandAndItsRequestSayTheSame) {
  const struct {
    std::vector<std::string> command;
    const char* method;
    const char* path;
  } rows[] = {
      {{"jobs", "run-now", "7"}, "POST", "/api/2.2/jobs/run-now"},
      {{"jobs", "submit"}, "POST", "/api/2.2/jobs/runs/submit"},
      {{"jobs", "repair-run", "7"}, "POST", "/api/2.2/jobs/runs/repair"},
      {{"jobs", "cancel-run", "7"}, "POST", "/api/2.2/jobs/runs/cancel"},
      {{"jobs", "cancel-all-runs"}, "POST", "/api/2.2/jobs/runs/cancel-all"},
      {{"jobs", "reset"}, "POST", "/api/2.2/jobs/reset"},
      {{"clusters", "restart", "c"}, "POST", "/api/2.1/clusters/restart"},
      {{"clusters", "resize", "c"}, "POST", "/api/2.1/clusters/resize"},
      {{"clusters", "pin", "c"}, "POST", "/api/2.1/clusters/pin"},
      {{"schemas", "create", "s", "c"}, "POST", "/api/2.1/unity-catalog/schemas"},
      {{"catalogs", "create", "c"}, "POST", "/api/2.1/unity-catalog/catalogs"},
      {{"volumes", "delete", "a.b.v"}, "DELETE", "/api/2.1/unity-catalog/volumes/a.b.v"},
      {{"warehouses", "create"}, "POST", "/api/2.0/sql/warehouses"},
      {{"warehouses", "stop", "w"}, "POST", "/api/2.0/sql/warehouses/w/stop"},
      {{"pipelines", "create"}, "POST", "/api/2.0/pipelines"},
      {{"pipelines", "start-update", "p"}, "POST", "/api/2.0/pipelines/p/updates"},
      {{"secrets", "put-secret", "s", "k"}, "POST", "/api/2.0/secrets/put"},
      {{"groups", "create"}, "POST", "/api/2.0/preview/scim/v2/Groups"},
      {{"workspace", "mkdirs", "/a"}, "POST", "/api/2.0/workspace/mkdirs"},
  };
  for (const auto& row : rows) {
    ArgvEffect argv{.argv = {"databricks"}};
    argv.argv.insert(argv.argv.end(), row.command.begin(), row.command.end());
    const auto of_command = classify(argv).undo;
    const auto of_request = classify(RestEffect{.method = row.method, .path = row.path, .body = "{}"}).undo;
    ASSERT_TRUE(of_command.has_value()) << text_of(argv);
    ASSERT_TRUE(of_request.has_value()) << row.path;
    EXPECT_EQ(of_command->possible, of_request->possible) << row.path;
  }
}

TEST(SqlVerdict, TellsEachStatementsFacts) {
  const std::string text = "SELECT 1; -- then\n DELETE /* x */ FROM  t ;";
  const Verdict verdict = classify_sql(SqlEffect{.text = text});
  ASSERT_EQ(verdict.statements.size(), 2U);
  const StatementVerdict& removal = verdict.statements[1];
  EXPECT_EQ(removal.normalised, "DELETE FROM t");
  EXPECT_EQ(text.substr(removal.span.begin, removal.span.end - removal.span.begin), "DELETE /* x */ FROM  t");
  EXPECT_TRUE(removal.parsed);
  EXPECT_FALSE(removal.reasons.empty());
  ASSERT_TRUE(removal.undo.has_value());
  EXPECT_TRUE(removal.undo->possible);
}

TEST(SqlVerdict, AMegabyteOfBracketsIsJudged) {
  std::string text = "SELECT ";
  text.append(200'000, '(');
  EXPECT_EQ(classify_sql(SqlEffect{.text = text}).effect_class, kDestroy);
  for (const std::string call : {"identifier(", "http_request(", "remote_query("}) {
    std::string calls = "SELECT ";
    for (int i = 0; i < 60'000; ++i) calls += call;
    calls.append(60'000, ')');
    EXPECT_EQ(classify_sql(SqlEffect{.text = calls}).effect_class, kDestroy) << call;
  }
}

struct RestCase {
  std::string_view method, path, body;
  EffectClass expected;
};

TEST(RestClassifier, GivesTheClass) {
  const RestCase cases[] = {
      {"GET", "/api/2.2/jobs/get", "", kRead},
      {"GET", "/api/2.0/preview/scim/v2/Me", "", kRead},
      {"POST", "/api/2.1/clusters/events", R"({"cluster_id":"c"})", kRead},
      {"POST", "/api/2.1/clusters/events", R"(not json)", kDestroy},
      {"POST", "/api/2.3/clusters/events", R"({"cluster_id":"c"})", kDestroy},
      {"GET", "/api/9.9/secrets/get", "", kWrite},
      {"POST", "/api/2.2/jobs/run-now", R"({"job_id":1})", kWrite},
      {"POST", "/api/2.2/jobs/run-now", R"({"job_id":1,"pipeline_params":{"full_refresh":true}})", kDestroy},
      {"POST", "/api/2.7/jobs/reset", "{}", kDestroy},
      {"POST", "/api/2.0/sql/statements", R"({"Statement":"SELECT 1"})", kDestroy},
      {"POST", "/api/2.0/sql/statements", R"({"st\u0061tement":"DROP TABLE t","statement":"SELECT 1"})", kDestroy},
      {"POST", "/api/2.0/sql/statements/01ef/cancel", "", kWrite},
      {"GET", "/api/2.0//secrets/get", "", kDestroy},
      {"GET", "/API/2.0/jobs/list", "", kDestroy},
      {"GET", "/api/2.0/secrets%2Fget", "", kDestroy},
      {"GET", "/driver-proxy-api/o/1/c/80/x", "", kDestroy},
      {"POST", "/api/2.0/unknown/thing", "{}", kDestroy},
      {"GET", "/api/2.1/unity-catalog/tables/main.s.odd%20name", "", kRead},
      // Another method than the one that was judged.
      {"GET", "/api/2.2/jobs/list?limit=1&_method=delete", "", kDestroy},
      {"GET", "/api/2.2/jobs/list?%58-HTTP-Method-Override=POST", "", kDestroy},
      {"POST", "/api/2.1/unity-catalog/tables/main.s.t?x-http-method-override=DELETE", "{}", kDestroy},
      {"POST", "/api/2.0/mlflow/runs/search", R"({"_m\u0065thod":"DELETE"})", kDestroy},
      {"GET", "/api/2.2/jobs/list?_method=GET&name=_method", "", kRead},
      {"POST", "/api/2.0/mlflow/runs/search", R"({"filter":"params.method = '_method'"})", kRead},
  };
  for (const RestCase& c : cases) {
    const RestEffect effect{
        .method = std::string(c.method), .path = std::string(c.path), .query = "", .body = std::string(c.body)};
    EXPECT_EQ(name_of(classify_rest(effect).effect_class), name_of(c.expected))
        << c.method << " " << c.path << " " << c.body;
  }
}

TEST(ArgvClassifier, GivesTheClass) {
  const std::vector<std::pair<std::vector<std::string>, EffectClass>> cases = {
      {{"databricks", "jobs", "list"}, kRead},
      {{"databricks", "jobs", "list", "--limit", "5", "-o", "json"}, kRead},
      {{"databricks", "jobs", "get-and-drop"}, kDestroy},
      {{"databricks", "--profile", "list", "jobs", "delete", "123"}, kDestroy},
      {{"databricks", "jobs", "delete", "1", "--help=false"}, kDestroy},
      {{"databricks", "jobs", "delete", "1", "--", "--help"}, kDestroy},
      {{"databricks", "jobs", "list", ";", "rm"}, kDestroy},
      {{"/usr/bin/databricks", "jobs", "list"}, kDestroy},
      {{"databricks", "api", "GET", "/api/2.0/x"}, kDestroy},
      {{"databricks", "fs", "cat", "/etc/passwd"}, kWrite},
      {{"databricks", "secrets", "get-secret", "a", "b"}, kWrite},
      {{"databricks", "jobs", "--frob", "list", "delete", "5"}, kDestroy},
      {{"databricks", "--frob", "jobs", "jobs", "list"}, kRead},
      {{"databricks", "jobs", "delete", "5", "--frob", "--help"}, kDestroy},
      // "--" may be the value of the flag before it, and one word may hold several short flags.
      {{"databricks", "jobs", "list", "--name", "--", "--log-file", "/home/me/.profile"}, kWrite},
      {{"databricks", "jobs", "list", "--name", "--", "--target", "dev"}, kWrite},
      {{"databricks", "volumes", "update", "a.b.c", "--comment", "--", "--force"}, kDestroy},
      {{"databricks", "jobs", "delete", "5", "--no-wait", "--", "--help"}, kDestroy},
      {{"databricks", "jobs", "list", "--", "--log-file", "x"}, kRead},
      {{"databricks", "fs", "ls", "-lt=dev", "dbfs:/x"}, kWrite},
      {{"databricks", "fs", "ls", "-l", "dbfs:/x"}, kRead},
      {{"databricks", "jobs", "delete", "5", "--help"}, kRead},
      {{"databricks", "nonsense", "--help"}, kDestroy},
      {{"databricks", "fs", "cat", "--", "/etc/passwd"}, kWrite},
      {{"databricks", "experimental", "aitools", "tools", "query", "SELECT `a` FROM t"}, kRead},
      {{"databricks", "experimental", "aitools", "tools", "query", "SELECT 1", "--", "DROP TABLE t"}, kDestroy},
      {{"databricks", "sync", ".", "/x", "--dry-run"}, kRead},
      {{"databricks", "sync", ".", "/x", "--dry-run=false"}, kWrite},
      {{"databricks", "sync", ".", "/x", "--exclude", "--dry-run"}, kWrite},
      {{"databricks", "sync", ".", "/x", "--dry-run", "--watch"}, kDestroy},
      {{"databricks", "apps", "deploy"}, kDestroy},
      {{"databricks", "apps", "deploy", "a"}, kWrite},
      {{"databricks", "jobs", "get", "5; rm -rf x"}, kDestroy},
      {{"databricks", "serving-endpoints", "http-request", "c", "GET", "/x"}, kWrite},
      {{"databricks"}, kRead},
      {{}, kDestroy},
  };
  for (const auto& [argv, expected] : cases) {
    const Verdict verdict = classify_argv(ArgvEffect{argv});
    EXPECT_EQ(name_of(verdict.effect_class), name_of(expected)) << text_of(ArgvEffect{argv});
  }
}

TEST(Classify, WhatIsTooLongToApproveIsDestructive) {
  std::string list = "SELECT * FROM a0";
  for (std::size_t i = 1; i <= sql::kMaxObjects; ++i) list += ", a" + std::to_string(i);
  std::string many = "SELECT 1";
  for (std::size_t i = 0; i < sql::kMaxStatements; ++i) many += ";SELECT 1";
  for (const std::string& text : {list, many}) {
    const Verdict verdict = classify_sql({.text = text});
    EXPECT_EQ(verdict.effect_class, EffectClass::Destructive);
    EXPECT_FALSE(verdict.parsed);
  }
}

}  // namespace
}  // namespace lakecode::safety
