// What statements really give: Databricks SQL in, the texts of the statement API out.

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "base/json.h"
#include "local/engine/engine_fixture.h"
#include "local/engine/histogram.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

struct Row {
  const char* sql;
  const char* result;
};

constexpr Row kExpressions[] = {
    // numbers
    {"SELECT 1.5D, 1e10, 0.0001D, -0.0D, CAST('NaN' AS DOUBLE), 100D", "1.5|1.0E10|1.0E-4|-0.0|NaN|100.0"},
    {"SELECT 7 / 2, 7 div 2, -7 % 3, pmod(-7, 3), CAST(2.7D AS INT), CAST(-2.7D AS INT)", "3.5|3|-1|2|2|-2"},
    {"SELECT NULL / 0 IS NULL, try_divide(1, 0)", "true|NULL"},
    {"SELECT CAST(1 AS DECIMAL(10,2)), CAST(-0.05 AS DECIMAL(5,2)), round(2.5), ceil(1.2), floor(-1.2)",
     "1.00|-0.05|3|2|-2"},
    {"SELECT sum(id), avg(id), count(*), min(id) FROM range(5)", "10|2.0|5|0"},
    {"SELECT round(skewness(x), 6), round(stddev_samp(x), 6), round(kurtosis(x), 6) FROM VALUES (1), (2), (10) AS t(x)",
     "0.674555|4.932883|-1.5"},
    {"SELECT approx_percentile(id, array(0.5, 0.9), 100), percentile(id, 0.5) FROM range(10)", "[4,8]|4.5"},
    {"SELECT approx_top_k(x, 2, 100) FROM VALUES ('a'), ('b'), ('a') AS t(x)",
     R"([{"item":"a","count":2},{"item":"b","count":1}])"},
    {"SELECT histogram_numeric(x, 2) FROM VALUES (1), (2), (100) AS t(x)", R"([{"x":1,"y":2.0},{"x":100,"y":1.0}])"},
    {"SELECT approx_count_distinct(id % 7) FROM range(1000)", "7"},
    {"SELECT xxhash64('Spark', 123, 2), xxhash64(CAST(NULL AS INT))", "5602566077635097486|42"},
    // texts
    {"SELECT length('äö'), upper('x'), trim('  a '), substring('hello', 0, 2), substring('hello', -3), left('abc', 2)",
     "2|X|a|he|llo|ab"},
    {"SELECT regexp_replace('a1b22', '[0-9]+', '#'), 'a1' RLIKE '[0-9]', 'ab' RLIKE '^b', 'x' NOT RLIKE 'y'",
     "a#b#|true|false|true"},
    {"SELECT concat('a', 'b'), concat('a', NULL), 'a' || 'b', concat_ws('-', 'a', NULL, 'c')", "ab|NULL|ab|a-c"},
    {"SELECT split('a,b', ','), instr('abc', 'c'), locate('c', 'abc'), lpad('7', 3, '0'), initcap('ab cd')",
     R"(["a","b"]|3|3|007|Ab Cd)"},
    {"SELECT 'a_b' LIKE 'a\\_b', 'axb' LIKE 'a\\_b'", "true|false"},
    // times
    {"SELECT TIMESTAMP'2024-01-31 10:00:00', DATE'2024-01-31', TIMESTAMP'2024-01-31 10:00:00.123456'",
     "2024-01-31T10:00:00.000Z|2024-01-31|2024-01-31T10:00:00.123456Z"},
    {"SELECT try_cast('2024' AS TIMESTAMP), try_cast('x' AS TIMESTAMP), try_cast('2024-02-30' AS DATE)",
     "2024-01-01T00:00:00.000Z|NULL|NULL"},
    {"SELECT to_date('31/01/2024', 'dd/MM/yyyy'), try_to_timestamp('1/1/2024', 'dd/MM/yyyy'), "
     "date_format(DATE'2024-01-31', 'yyyyMM')",
     "2024-01-31|NULL|202401"},
    {"SELECT date_trunc('MONTH', TIMESTAMP'2024-01-31 10:00:00'), year('2024-05-06'), dayofweek(DATE'2024-01-31'), "
     "datediff(DATE'2024-02-01', DATE'2024-01-01')",
     "2024-01-01T00:00:00.000Z|2024|4|31"},
    {"SELECT DATE'2024-01-31' + INTERVAL 1 DAY > DATE'2024-01-31', date_add(DATE'2024-01-31', 1), "
     "add_months(DATE'2024-01-31', 1), current_date() = CAST(current_timestamp() AS DATE)",
     "true|2024-02-01|2024-02-29|true"},
    // nested
    {"SELECT array(1, 2)[0], map('a', 1)['a'], named_struct('x', 1).x, size(array(1, NULL)), size(map('a', 1))",
     "1|1|1|2|1"},
    {"SELECT collect_list(x), collect_set(y) FROM VALUES (1, 'a'), (NULL, 'a') AS t(x, y)", R"([1]|["a"])"},
    {"SELECT to_json(named_struct('a', 1, 'b', array('x'))), array_contains(array(1), 1), element_at(array(7, 8), 2)",
     R"({"a":1,"b":["x"]}|true|8)"},
    {"SELECT transform(array(1, 2), x -> x + 1), filter(array(1, 2), x -> x > 1)", "[2,3]|[2]"},
    {"SELECT c FROM VALUES (array(1, 2)) AS t(a) LATERAL VIEW explode(a) v AS c", "1\n2"},
    // nulls and order
    {"SELECT x FROM VALUES (2), (NULL), (1) AS t(x) ORDER BY x", "NULL\n1\n2"},
    {"SELECT x FROM VALUES (2), (NULL), (1) AS t(x) ORDER BY x DESC", "2\n1\nNULL"},
    {"SELECT NULL <=> NULL, 1 <=> NULL, nvl(NULL, 3), nullif(1, 1), if(NULL, 1, 2)", "true|false|3|NULL|2"},
    {"SELECT count(DISTINCT x, y) FROM VALUES (1, 1), (1, 1), (1, NULL) AS t(x, y)", "1"},
    {"SELECT max(x) FILTER (WHERE x < 3) FROM VALUES (1), (2), (3) AS t(x)", "2"},
    {"SELECT x, row_number() OVER (ORDER BY x DESC) AS r FROM VALUES (1), (2) AS t(x) QUALIFY r = 1", "2|1"},
    {"SELECT count(*) FROM (SELECT * FROM range(10000) TABLESAMPLE (100 PERCENT) REPEATABLE (1))", "10000"},
};

TEST(EngineExpressions, GiveWhatThePlatformPrints) {
  Engine engine;
  for (const Row& row : kExpressions) EXPECT_EQ(engine.run(row.sql), row.result) << row.sql;
}

struct Failure {
  const char* sql;
  const char* condition;
};

constexpr Failure kFailures[] = {
    {"SELECT 1 / 0", "[DIVIDE_BY_ZERO]"},
    {"SELECT 1 % 0", "[REMAINDER_BY_ZERO]"},
    {"SELECT CAST('abc' AS INT)", "[CAST_INVALID_INPUT]"},
    {"SELECT CAST('12.5' AS BIGINT)", "[CAST_INVALID_INPUT]"},
    {"SELECT CAST('x' AS DOUBLE)", "[CAST_INVALID_INPUT]"},
    {"SELECT CAST('x' AS TIMESTAMP)", "[CAST_INVALID_INPUT]"},
    {"SELECT CAST(2147483647 AS INT) + CAST(1 AS INT)", "[ARITHMETIC_OVERFLOW]"},
    {"SELECT * FROM nope", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`default`.`nope` cannot be found."},
    {"SELECT * FROM main.none.nope", "[TABLE_OR_VIEW_NOT_FOUND]"},
    {"SELECT nope FROM VALUES (1) AS t(id)", "[UNRESOLVED_COLUMN.WITH_SUGGESTION]"},
    {"SELECT id, count(*) FROM range(3)", "[MISSING_GROUP_BY]"},
    {"SELECT 1 +", "[PARSE_SYNTAX_ERROR]"},
    {"SELECT assert_true(false)", "[USER_RAISED_EXCEPTION]"},
    {"CREATE TABLE none.x.t (a INT)", "[NO_SUCH_CATALOG_EXCEPTION]"},
    {"CREATE TABLE main.x.t (a INT)", "[SCHEMA_NOT_FOUND]"},
    {"USE CATALOG none", "[NO_SUCH_CATALOG_EXCEPTION]"},
    {"DESCRIBE nope", "[TABLE_OR_VIEW_NOT_FOUND]"},
    {"SELECT * FROM main.information_schema.nope", "[TABLE_OR_VIEW_NOT_FOUND]"},
    {"INSERT INTO nope VALUES (1)", "[TABLE_OR_VIEW_NOT_FOUND]"},
};

TEST(EngineErrors, NameTheConditionOfThePlatform) {
  Engine engine;
  for (const Failure& failure : kFailures) {
    const std::string reason = engine.run(failure.sql);
    EXPECT_TRUE(reason.starts_with(failure.condition)) << failure.sql << " gave " << reason;
  }
}

TEST(EngineTables, DefinitionsAreKeptAndTold) {
  Engine engine;
  EXPECT_EQ(engine.run("CREATE TABLE t (id BIGINT NOT NULL COMMENT 'key', d DECIMAL(5,1), PRIMARY KEY (id)) COMMENT "
                       "'note' PARTITIONED BY (d)"),
            "");
  EXPECT_EQ(engine.run("INSERT INTO t VALUES (1, 1.5), (2, NULL)"), "2|2");
  EXPECT_EQ(engine.run("UPDATE t SET d = 2 WHERE id = 2"), "1");
  EXPECT_EQ(engine.run("DELETE FROM t WHERE id = 1"), "1");
  EXPECT_EQ(engine.run("SELECT * FROM t"), "2|2.0");
  EXPECT_EQ(engine.run("DESCRIBE t"),
            "id|bigint|key\nd|decimal(5,1)|NULL\n# Partition Information||\n# "
            "col_name|data_type|comment\nd|decimal(5,1)|NULL");
  EXPECT_EQ(engine.run("SELECT column_name, is_nullable, data_type, numeric_scale, partition_index FROM "
                       "information_schema.columns WHERE table_name = 't'"),
            "id|NO|LONG|NULL|NULL\nd|YES|DECIMAL|1|0");
  EXPECT_EQ(engine.run("SELECT constraint_type FROM main.information_schema.table_constraints"), "PRIMARY KEY");
  EXPECT_EQ(engine.run("SHOW TABLES LIKE 't*'"), "default|t|false");
  EXPECT_EQ(engine.run("SHOW TABLES LIKE 'x*|y'"), "");
  EXPECT_TRUE(engine.run("DESCRIBE HISTORY t LIMIT 1").find("|DELETE|") != std::string::npos);
  EXPECT_EQ(engine.run("ALTER TABLE t RENAME TO u"), "");
  EXPECT_EQ(engine.run("SELECT count(*) FROM u"), "1");
  EXPECT_TRUE(engine.run("SELECT * FROM t").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
  EXPECT_EQ(engine.run("CREATE TABLE IF NOT EXISTS u (x INT)"), "");
  EXPECT_TRUE(engine.run("CREATE TABLE u (x INT)").starts_with("[TABLE_OR_VIEW_ALREADY_EXISTS]"));
  EXPECT_EQ(engine.run("DROP TABLE u"), "");
  EXPECT_EQ(engine.run("DROP TABLE IF EXISTS u"), "");
}

TEST(EngineTables, TablesOfTwoCatalogsMeetInOneStatement) {
  Engine engine;
  engine.run("CREATE CATALOG other");
  engine.run("CREATE TABLE other.default.a AS SELECT id FROM range(3)");
  EXPECT_EQ(engine.run("CREATE TABLE c AS SELECT 1 AS id"), "");
  EXPECT_EQ(engine.run("CREATE TABLE b AS SELECT other.default.a.id, c.id AS one FROM other.default.a JOIN c ON true"),
            "");
  EXPECT_EQ(engine.run("SELECT sum(id), sum(one) FROM b"), "3|3");
  EXPECT_TRUE(engine.run("DROP CATALOG other").starts_with("[CATALOG_NOT_EMPTY]"));
  EXPECT_EQ(engine.run("DROP CATALOG IF EXISTS other CASCADE"), "");
  EXPECT_EQ(engine.run("SHOW CATALOGS"), "main");
}

TEST(EngineTables, SurviveAReopen) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT)");
  engine.run("INSERT INTO t VALUES (1)");
  engine.close();
  engine.open();
  EXPECT_EQ(engine.run("SELECT * FROM t"), "1");
  EXPECT_EQ(engine.run("SHOW TABLES"), "default|t|false");
}

TEST(EngineTables, AMarkLeftByADeathIsMended) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT)");
  Store::Change change;
  change.erases.push_back({"table", "main.default.t"});
  change.puts.push_back({"table", "main.default.ghost", JsonBox(JsonObject{{"name", "ghost"}})});
  change.puts.push_back({"workspace", "unsettled", JsonBox(JsonObject{})});
  ASSERT_TRUE(engine.store().commit(change));
  engine.close();
  engine.open();
  ASSERT_TRUE(engine.engine().warm_up());
  EXPECT_EQ(engine.run("SHOW TABLES"), "default|t|false");
  EXPECT_EQ(engine.run("SELECT count(*) FROM t"), "0");
  EXPECT_EQ(engine.store().find("workspace", "unsettled"), nullptr);
}

TEST(EngineTables, NoStatementReachesTheFileSystem) {
  Engine engine;
  std::ofstream(engine.folder() / "secret.csv") << "a\n1\n";
  const std::string path = (engine.folder() / "secret.csv").string();
  const std::vector<std::string> statements{"SELECT * FROM read_csv('" + path + "')",
                                            "SELECT * FROM '" + path + "'",
                                            "COPY t TO '" + path + "'",
                                            "SELECT * FROM csv.`" + path + "`",
                                            "SELECT getenv('HOME')",
                                            "INSTALL httpfs",
                                            "ATTACH '" + path + "'"};
  for (const std::string& sql : statements) {
    EXPECT_TRUE(engine.run(sql).starts_with("[")) << sql;
  }
}

TEST(EngineLoad, CsvIsTextAndEmptyIsNull) {
  Engine engine;
  const fs::path file = engine.folder() / "x.csv";
  std::ofstream(file) << "id,name\n1,\"a,b\"\n2,\n";
  const auto rows = engine.engine().load(
      {.file = file, .format = "csv", .table = {"main", "raw", "x"}, .append = false, .columns = {}, .user = "me"});
  ASSERT_TRUE(rows) << one_line(rows.error());
  EXPECT_EQ(*rows, 2U);
  EXPECT_EQ(engine.run("SELECT * FROM raw.x"), "1|a,b\n2|NULL");
  EXPECT_EQ(engine.run("SELECT full_data_type FROM information_schema.columns WHERE table_name = 'x'"),
            "string\nstring");
  const auto typed = engine.engine().load({.file = file,
                                           .format = "csv",
                                           .table = {"main", "raw", "x"},
                                           .append = false,
                                           .columns = {{"id", "BIGINT"}, {"name", "STRING"}},
                                           .user = "me"});
  ASSERT_TRUE(typed);
  EXPECT_EQ(engine.run("SELECT sum(id) FROM raw.x"), "3");
  const auto wrong = engine.engine().load({.file = file,
                                           .format = "csv",
                                           .table = {"main", "raw", "x"},
                                           .append = true,
                                           .columns = {{"nope", "INT"}},
                                           .user = "me"});
  EXPECT_FALSE(wrong);
  EXPECT_EQ(engine.run("SELECT count(*) FROM raw.x"), "2");
}

TEST(EngineRun, ACancelledStatementEnds) {
  Engine engine;
  ASSERT_TRUE(engine.engine().warm_up());
  Interrupt interrupt;
  std::jthread canceller([&interrupt] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
    interrupt.cancel();
  });
  StatementRequest request;
  request.sql = "SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.id % 1000 = b.id % 999";
  request.names = {"main", "default", "me"};
  const auto outcome = engine.engine().run(request, interrupt);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

TEST(Histogram, KeepsEveryValueInAtMostNBins) {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(i % 37);
  const auto bins = histogram(values, 10);
  EXPECT_LE(bins.size(), 10U);
  double total = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    total += bins[i].y;
    EXPECT_TRUE(i == 0 || bins[i - 1].x < bins[i].x);
  }
  EXPECT_EQ(total, 1000);
}

}  // namespace
}  // namespace lakecode::local
