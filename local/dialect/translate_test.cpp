#include "local/dialect/translate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "local/dialect/functions.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

const SessionNames kNames{"main", "sales", "me@x.example"};

/// Calls with types to be settled carry a number of their own.
std::string without_ids(std::string sql) {
  for (std::size_t at = 0; at < sql.size(); ++at) {
    const std::size_t end = std::min(sql.find_first_not_of("0123456789", at), sql.size());
    if (end - at >= 6) sql.replace(at, end - at, "ID");
  }
  return sql;
}

std::string engine_sql(std::string_view sql, std::span<const Parameter> parameters = {}) {
  const auto translation = translate(sql, kNames, parameters);
  if (!translation) return translation.error().reason;
  std::string out;
  for (const std::string& step : translation->steps) out += (out.empty() ? "" : " ; ") + step;
  return without_ids(std::move(out));
}

struct Row {
  const char* sql;
  const char* engine;
};

class Rewriting : public testing::TestWithParam<Row> {};

TEST_P(Rewriting, GivesTheEngineItsOwnWords) {
  EXPECT_EQ(engine_sql(GetParam().sql), GetParam().engine) << GetParam().sql;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Names, Rewriting, testing::Values(
  Row{"SELECT a FROM t", R"(SELECT "a" FROM "main.sales"."t")"},
  Row{"select a from other.t", R"(SELECT "a" FROM "main.other"."t")"},
  Row{"SELECT a FROM Cat.Sch.Tab x", R"(SELECT "a" FROM "cat.sch"."tab" AS "x")"},
  Row{"SELECT `odd name`.`b c` FROM `odd name`", R"(SELECT "odd name"."b c" FROM "main.sales"."odd name")"},
  Row{"SELECT c.s.t.x FROM c.s.t", R"(SELECT "c.s"."t"."x" FROM "c.s"."t")"},
  Row{"SELECT s.t.x FROM s.t", R"(SELECT "main.s"."t"."x" FROM "main.s"."t")"},
  Row{"SELECT x FROM a, b.c AS d", R"(SELECT "x" FROM "main.sales"."a" , "main.b"."c" AS "d")"},
  Row{"WITH q AS (SELECT 1 AS x) SELECT x FROM q", R"(WITH "q" AS (SELECT 1 AS "x") SELECT "x" FROM "q")"},
  Row{"SELECT * FROM (SELECT x FROM t) AS s", R"(SELECT * FROM (SELECT "x" FROM "main.sales"."t") AS "s")"},
  Row{"SELECT t.* FROM t", R"(SELECT "t".* FROM "main.sales"."t")"},
  Row{"SELECT offset, end_ FROM t", R"(SELECT OFFSET , "end_" FROM "main.sales"."t")"},
  Row{"SELECT table_name FROM main.information_schema.tables", R"(SELECT "table_name" FROM lc_relation('main', 'tables') AS "tables")"},
  Row{"SELECT a IS NOT DISTINCT FROM b AS same FROM t", R"(SELECT "a" IS NOT DISTINCT FROM "b" AS "same" FROM "main.sales"."t")"}));

INSTANTIATE_TEST_SUITE_P(Literals, Rewriting, testing::Values(
  Row{R"(SELECT 'it''s' AS a, "x" AS b)", R"(SELECT 'it''s' AS "a" , 'x' AS "b")"},
  Row{R"(SELECT 'a\'b\\c' AS a)", R"(SELECT 'a''b\c' AS "a")"},
  Row{R"(SELECT r'\d' AS a)", R"(SELECT '\d' AS "a")"},
  Row{"SELECT 10L AS a, 1.5D AS b, 2BD AS c", R"(SELECT CAST(10 AS BIGINT) AS "a" , CAST(1.5 AS DOUBLE) AS "b" , CAST('2' AS DECIMAL(1,0)) AS "c")"},
  Row{"SELECT X'1F' AS a", R"(SELECT '\x1F'::BLOB AS "a")"},
  Row{"SELECT DATE'2024-01-01' AS d", R"(SELECT lc_to_date('2024-01-01') AS "d")"},
  Row{"SELECT INTERVAL 1 DAY AS i, INTERVAL '2' HOURS AS j", R"(SELECT (INTERVAL '1 DAY') AS "i" , (INTERVAL '2 HOURS') AS "j")"},
  Row{"SELECT INTERVAL (a) DAY AS i FROM t", R"(SELECT (((("a")) * INTERVAL '1 DAY')) AS "i" FROM "main.sales"."t")"},
  Row{"SELECT 1 -- no\n AS a /* /* nested */ */", R"(SELECT 1 AS "a")"}));

INSTANTIATE_TEST_SUITE_P(Operators, Rewriting, testing::Values(
  Row{"SELECT a / b AS q FROM t", R"(SELECT lc_quotient(ID, "a", "b")/*ID*/ AS "q" FROM "main.sales"."t")"},
  Row{"SELECT a / sum(b) OVER (PARTITION BY c) AS q FROM t", R"(SELECT lc_quotient(ID, "a", lc_sum(ID, sum(+("b")) OVER (PARTITION BY "c"), any_value(+("b")) FILTER (WHERE false) OVER (PARTITION BY "c"))/*ID*/)/*ID*/ AS "q" FROM "main.sales"."t")"},
  Row{"SELECT 7 div 2 AS q", R"(SELECT CAST(7 // lc.main.divisor(2) AS BIGINT) AS "q")"},
  Row{"SELECT a <=> b AS q, a == b AS r, !c AS s FROM t", R"(SELECT "a" IS NOT DISTINCT FROM "b" AS "q" , "a" = "b" AS "r" , NOT "c" AS "s" FROM "main.sales"."t")"},
  Row{"SELECT a RLIKE '^x' AS q FROM t", R"(SELECT "a" SIMILAR TO ('(?s:.*)(?:' || ('^x') || ')(?s:.*)') AS "q" FROM "main.sales"."t")"},
  Row{R"(SELECT a LIKE 'x\_%' AS q FROM t)", R"(SELECT "a" LIKE 'x\_%' ESCAPE '\' AS "q" FROM "main.sales"."t")"},
  Row{"SELECT a[0] AS x, m['k'] AS y FROM t", R"(SELECT "a"[lc_index(0, len("a"))] AS "x" , "m"['k'] AS "y" FROM "main.sales"."t")"},
  Row{"SELECT a::STRING AS s FROM t", R"(SELECT lc_text("a") AS "s" FROM "main.sales"."t")"},
  Row{"SELECT 1 MINUS SELECT 2", R"(SELECT * /*ID:0*/FROM (SELECT 1 AS "1") AS lc_b WHERE EXISTS (SELECT lc_meet(ID, 'EXCEPT', lc_r0, lc_r1) FROM (SELECT 1 AS "1") AS lc_r0, (SELECT 2) AS lc_r1)/*ID*//*ID:0*/ EXCEPT SELECT * /*ID:1*/FROM (SELECT 2) AS lc_b/*ID:1*/)"},
  Row{"SELECT * EXCEPT (a, b) FROM t", R"(SELECT * EXCLUDE ("a" , "b") FROM "main.sales"."t")"}));

INSTANTIATE_TEST_SUITE_P(Functions, Rewriting, testing::Values(
  Row{"SELECT approx_count_distinct(c, 0.02) AS n FROM t", R"(SELECT count(DISTINCT "c") AS "n" FROM "main.sales"."t")"},
  Row{"SELECT approx_top_k(c, 3, 100) FILTER (WHERE a > 1) AS k FROM t", R"(SELECT lc.main.top_k(histogram("c") FILTER (WHERE "a" > 1), 3) AS "k" FROM "main.sales"."t")"},
  Row{"SELECT collect_list(DISTINCT c) AS l FROM t", R"(SELECT coalesce(list(DISTINCT "c") FILTER (WHERE ("c") IS NOT NULL AND true), []) AS "l" FROM "main.sales"."t")"},
  Row{"SELECT nvl(a, 0) AS x, if(a > 1, 2, 3) AS y FROM t", R"(SELECT coalesce("a", 0) AS "x" , CASE WHEN "a" > 1 THEN 2 ELSE 3 END AS "y" FROM "main.sales"."t")"},
  Row{"SELECT try_cast(a AS DOUBLE) AS x, cast(a AS INT) AS y, cast(a AS TIMESTAMP) AS z FROM t", R"(SELECT TRY_CAST("a" AS DOUBLE) AS "x" , CAST(lc_to_int("a") AS INTEGER) AS "y" , lc_to_timestamp("a") AS "z" FROM "main.sales"."t")"},
  Row{"SELECT regexp_replace(a, '([0-9])', '<$1>') AS x FROM t", R"(SELECT regexp_replace("a", '([0-9])', '<\1>', 'g') AS "x" FROM "main.sales"."t")"},
  Row{"SELECT count(DISTINCT a, b) AS n FROM t", R"(SELECT count(DISTINCT CASE WHEN "a" IS NOT NULL AND "b" IS NOT NULL THEN row("a", "b") END) AS "n" FROM "main.sales"."t")"},
  Row{"SELECT xxhash64(*) AS h FROM t", R"(SELECT lc_xxhash64(*COLUMNS(*)) AS "h" FROM "main.sales"."t")"},
  Row{"SELECT named_struct('a', 1, 'b', x) AS s FROM t", R"(SELECT struct_pack("a" := 1, "b" := "x") AS "s" FROM "main.sales"."t")"},
  Row{"SELECT current_catalog() AS c, current_schema() AS s, current_user() AS u", R"(SELECT 'main' AS "c" , 'sales' AS "s" , 'me@x.example' AS "u")"},
  Row{"SELECT extract(YEAR FROM d) AS y FROM t", R"(SELECT CAST(date_part('year', lc_to_timestamp("d")) AS INTEGER) AS "y" FROM "main.sales"."t")"},
  Row{"SELECT dateadd(DAY, 2, d) AS y FROM t", R"(SELECT (lc_to_timestamp("d") + CAST(2 AS BIGINT) * INTERVAL '1 day') AS "y" FROM "main.sales"."t")"}));

INSTANTIATE_TEST_SUITE_P(Tables, Rewriting, testing::Values(
  Row{"SELECT * FROM VALUES (1, 'a') AS v(x, y)", R"(SELECT * FROM (VALUES (1 , 'a')) AS "v"("x" , "y"))"},
  Row{"SELECT * FROM VALUES 1, 2", R"(SELECT * FROM (VALUES (1), (2)) AS lc_values(col1))"},
  Row{"SELECT * FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (7) AS s", R"(SELECT * FROM "main.sales"."t" AS "s" TABLESAMPLE bernoulli(10 PERCENT) REPEATABLE (7))"},
  Row{"SELECT id FROM range(3)", R"(SELECT "id" FROM (SELECT range AS id FROM range(3)) AS "lc_id")"},
  Row{"SELECT * FROM a LEFT ANTI JOIN b ON a.x = b.x", R"(SELECT * FROM "main.sales"."a" ANTI JOIN "main.sales"."b" ON "a"."x" = "b"."x")"},
  Row{"SELECT v.e FROM t LATERAL VIEW explode(t.a) v AS e", R"(SELECT "e" FROM (SELECT *, unnest("t"."a") AS "e" FROM "main.sales"."t") AS "t")"}));

INSTANTIATE_TEST_SUITE_P(Headings, Rewriting, testing::Values(
  Row{"SELECT count(*), max( x ) FROM t", R"q(SELECT count(*) AS "count(1)" , max("x") AS "max( x )" FROM "main.sales"."t")q"},
  Row{"SELECT a b, c + 1, 'x' FROM t", R"(SELECT "a" "b" , "c" + 1 AS "c + 1" , 'x' AS "'x'" FROM "main.sales"."t")"},
  Row{"SELECT CASE WHEN a THEN 1 END FROM t", R"(SELECT CASE WHEN "a" THEN 1 END AS "CASE WHEN a THEN 1 END" FROM "main.sales"."t")"}));

INSTANTIATE_TEST_SUITE_P(Changes, Rewriting, testing::Values(
  Row{"INSERT INTO t (a, b) VALUES (1, 'x')", R"(INSERT INTO "main.sales"."t" ("a", "b") VALUES (1 , 'x'))"},
  Row{"INSERT OVERWRITE TABLE t SELECT * FROM s", R"(DELETE FROM "main.sales"."t" ; INSERT INTO "main.sales"."t" SELECT * FROM "main.sales"."s")"},
  Row{"UPDATE t SET a = nvl(a, 0) WHERE b = 1", R"(UPDATE "main.sales"."t" SET "a" = coalesce("a", 0) WHERE "b" = 1)"},
  Row{"DELETE FROM c.s.t WHERE a IN (SELECT x FROM y)", R"(DELETE FROM "c.s"."t" WHERE "a" IN (SELECT "x" FROM "main.sales"."y"))"},
  Row{"TRUNCATE TABLE t", R"(DELETE FROM "main.sales"."t")"},
  Row{"MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.d THEN DELETE WHEN MATCHED THEN UPDATE SET t.b = s.b WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)",
      R"(MERGE INTO "main.sales"."t" USING "main.sales"."s" ON "t"."a" = "s"."a" WHEN MATCHED AND "s"."d" THEN DELETE WHEN MATCHED THEN UPDATE SET "b" = "s"."b" WHEN NOT MATCHED THEN INSERT ("a") VALUES ("s"."a"))"},
  Row{"CREATE TABLE t (a BIGINT NOT NULL COMMENT 'k', b ARRAY<STRUCT<x:INT,y:STRING>>, PRIMARY KEY (a)) USING DELTA CLUSTER BY (a) TBLPROPERTIES ('p' = 'q')",
      R"(CREATE TABLE "main.sales"."t" ("a" BIGINT NOT NULL, "b" STRUCT("x" INTEGER, "y" VARCHAR)[]))"},
  Row{"CREATE OR REPLACE TABLE t AS SELECT count(*) FROM s", R"q(CREATE OR REPLACE TABLE "main.sales"."t" AS SELECT count(*) AS "count(1)" FROM "main.sales"."s")q"},
  Row{"CREATE SCHEMA IF NOT EXISTS c.s", R"(CREATE SCHEMA IF NOT EXISTS "c.s")"},
  Row{"DROP TABLE IF EXISTS t", R"(DROP TABLE IF EXISTS "main.sales"."t")"},
  Row{"ALTER TABLE t ADD COLUMNS (x INT, y DATE)", R"(ALTER TABLE "main.sales"."t" ADD COLUMN "x" INTEGER ; ALTER TABLE "main.sales"."t" ADD COLUMN "y" DATE)"}));
// clang-format on

struct Refusal {
  const char* sql;
  const char* condition;
};

class Refusing : public testing::TestWithParam<Refusal> {};

TEST_P(Refusing, NamesTheCondition) {
  const auto translation = translate(GetParam().sql, kNames, {});
  ASSERT_FALSE(translation) << GetParam().sql << " gave " << engine_sql(GetParam().sql);
  EXPECT_TRUE(translation.error().reason.starts_with(std::string("[") + GetParam().condition + "]"))
      << translation.error().reason;
  EXPECT_EQ(sql_state_of(translation.error().reason).size(), 5U);
}

INSTANTIATE_TEST_SUITE_P(
    All, Refusing,
    testing::Values(Refusal{"", "PARSE_SYNTAX_ERROR"}, Refusal{"FRM x", "PARSE_SYNTAX_ERROR"},
                    Refusal{"SELECT 'a", "PARSE_SYNTAX_ERROR"}, Refusal{"SELECT (1", "PARSE_SYNTAX_ERROR"},
                    Refusal{"SELECT 1; SELECT 2", "PARSE_SYNTAX_ERROR"},
                    Refusal{"SELECT 1 /* x", "UNCLOSED_BRACKETED_COMMENT"},
                    Refusal{"SELECT \x01", "PARSE_SYNTAX_ERROR"}, Refusal{"SELECT 12abc", "PARSE_SYNTAX_ERROR"},
                    Refusal{"SELECT no_such(1)", "UNRESOLVED_ROUTINE"},
                    Refusal{"SELECT read_csv('/etc/passwd')", "UNRESOLVED_ROUTINE"},
                    Refusal{"SELECT getenv('HOME')", "UNRESOLVED_ROUTINE"},
                    Refusal{"SELECT * FROM duckdb_tables()", "UNRESOLVABLE_TABLE_VALUED_FUNCTION"},
                    Refusal{"SELECT * FROM read_parquet('x')", "UNRESOLVABLE_TABLE_VALUED_FUNCTION"},
                    Refusal{"SELECT * FROM '/etc/passwd'", "PARSE_SYNTAX_ERROR"},
                    Refusal{"SELECT upper('a', 'b')", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION"},
                    Refusal{"SELECT :missing", "UNBOUND_SQL_PARAMETER"},
                    Refusal{"SELECT * FROM a.b.c.d", "IDENTIFIER_TOO_MANY_NAME_PARTS"},
                    Refusal{"SELECT * FROM t VERSION AS OF 1", "UNSUPPORTED_FEATURE"},
                    Refusal{"DENY SELECT ON t TO x", "UNSUPPORTED_FEATURE"},
                    Refusal{"COPY INTO t FROM '/x' FILEFORMAT = CSV", "UNSUPPORTED_FEATURE"},
                    Refusal{"CALL p()", "UNSUPPORTED_FEATURE"}, Refusal{"PRAGMA version", "PARSE_SYNTAX_ERROR"},
                    Refusal{"ATTACH 'x'", "PARSE_SYNTAX_ERROR"}, Refusal{"INSTALL x", "PARSE_SYNTAX_ERROR"},
                    Refusal{"CREATE TABLE t (a NOTATYPE)", "UNSUPPORTED_DATATYPE"},
                    Refusal{"CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON AS 'x'", "UNSUPPORTED_FEATURE"},
                    Refusal{"SHOW SHARES", "UNSUPPORTED_FEATURE"}));

TEST(Translate, ParametersBecomeTypedValuesAndCannotBreakOut) {
  const std::vector<Parameter> parameters{{"n", "7", "INT"},
                                          {"s", "x' OR '1'='1", "STRING"},
                                          {"none", std::nullopt, "DOUBLE"},
                                          {"d", "1.50", "DECIMAL(5,2)"}};
  EXPECT_EQ(engine_sql("SELECT a FROM t WHERE a = :n AND b = :s AND c = :none AND d = :d", parameters),
            R"(SELECT "a" FROM "main.sales"."t" WHERE "a" = CAST('7' AS INTEGER) AND "b" = 'x'' OR ''1''=''1' AND )"
            R"("c" = CAST(NULL AS DOUBLE) AND "d" = CAST('1.50' AS DECIMAL(5,2)))");
  const std::vector<Parameter> positional{{"", "1", "INT"}, {"", "2", "INT"}};
  EXPECT_EQ(engine_sql("SELECT ? AS a, ? AS b", positional),
            R"(SELECT CAST('1' AS INTEGER) AS "a" , CAST('2' AS INTEGER) AS "b")");
}

TEST(Translate, IdentifierTakesItsNameFromAParameter) {
  const std::vector<Parameter> parameters{{"t", "c.s.`odd t`", "STRING"}};
  EXPECT_EQ(engine_sql("SELECT 1 AS x FROM IDENTIFIER(:t)", parameters), R"(SELECT 1 AS "x" FROM "c.s"."odd t")");
}

TEST(Translate, TellsWhatItReadsAndWrites) {
  const auto translation = translate("INSERT INTO a.b.c SELECT * FROM d JOIN e.f ON true", kNames, {});
  ASSERT_TRUE(translation);
  EXPECT_EQ(translation->target.full(), "a.b.c");
  ASSERT_EQ(translation->reads.size(), 2U);
  EXPECT_EQ(translation->reads[0].full(), "main.sales.d");
  EXPECT_EQ(translation->reads[1].full(), "main.e.f");
  EXPECT_EQ(translation->statement_type, "INSERT");
}

TEST(Translate, KeepsWhatTheEngineDoesNot) {
  const auto translation = translate(
      "CREATE TABLE t (a INT COMMENT 'key', b STRING, CONSTRAINT fk FOREIGN KEY (b) REFERENCES other.p (x)) "
      "USING DELTA PARTITIONED BY (b) COMMENT 'note' TBLPROPERTIES ('delta.x' = 'y', z = 1)",
      kNames, {});
  ASSERT_TRUE(translation) << translation.error().reason;
  const Definition& definition = translation->definition;
  EXPECT_EQ(definition.comment, "note");
  EXPECT_EQ(definition.columns.at(0).comment, "key");
  EXPECT_EQ(definition.partition_columns, std::vector<std::string>{"b"});
  EXPECT_EQ(definition.properties.at("delta.x"), "y");
  EXPECT_EQ(definition.properties.at("z"), "1");
  ASSERT_EQ(definition.keys.size(), 1U);
  EXPECT_EQ(definition.keys[0].parent_table, "main.other.p");
}

TEST(Translate, ReadsCommands) {
  const auto history = translate("DESCRIBE HISTORY c.s.t LIMIT 5", kNames, {});
  ASSERT_TRUE(history);
  EXPECT_EQ(history->command.kind, CommandKind::DescribeHistory);
  EXPECT_EQ(history->command.limit, 5U);
  const auto json = translate("DESCRIBE TABLE EXTENDED t AS JSON", kNames, {});
  ASSERT_TRUE(json);
  EXPECT_EQ(json->command.kind, CommandKind::DescribeJson);
  const auto tables = translate("SHOW TABLES IN c.s LIKE 'a*|b'", kNames, {});
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->command.name.schema_full(), "c.s");
  EXPECT_EQ(tables->command.pattern, "a*|b");
}

TEST(Translate, DeepNestingIsAnErrorAndNoCrash) {
  const std::string deep = "SELECT " + std::string(5000, '(') + "1" + std::string(5000, ')');
  const auto translation = translate(deep, kNames, {});
  ASSERT_FALSE(translation);
  EXPECT_EQ(sql_state_of(translation.error().reason), "54001");
}

TEST(Translate, FoldsTheNamesOfDemoStatements) {
  EXPECT_EQ(fold_engine_names("CREATE SCHEMA prod.sales").value(), R"(CREATE SCHEMA "prod.sales")");
  EXPECT_EQ(fold_engine_names("INSERT INTO prod.sales.orders SELECT r.id, 'a.b.c', 1.5 FROM range(3) r").value(),
            R"(INSERT INTO "prod.sales"."orders" SELECT r.id, 'a.b.c', 1.5 FROM range(3) r)");
  EXPECT_FALSE(fold_engine_names("SELECT 'open"));
}

TEST(Functions, EveryFormUsesItsArgumentsOnly) {
  for (const FunctionRule& rule : function_rules()) {
    EXPECT_EQ(rule.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos)
        << rule.name;
    EXPECT_TRUE(rule.max_arguments < 0 || rule.min_arguments <= rule.max_arguments) << rule.name;
    for (std::size_t i = 0; i + 1 < rule.form.size(); ++i) {
      if (rule.form[i] != '$' || rule.form[i + 1] < '1' || rule.form[i + 1] > '9') continue;
      EXPECT_TRUE(rule.max_arguments < 0 || rule.form[i + 1] - '0' <= rule.max_arguments) << rule.name;
    }
  }
}

TEST(Errors, EngineMessagesBecomeThePlatforms) {
  const Error column = translate_engine_error(
      "Binder Error: Referenced column \"nope\" not found in FROM clause!\nCandidate bindings: \"id\", "
      "\"name\"\n\nLINE 1");
  EXPECT_EQ(column.reason,
            "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `nope` cannot "
            "be resolved. "
            "Did you mean one of the following? [`id`, `name`]. SQLSTATE: 42703");
  EXPECT_EQ(
      sql_state_of(translate_engine_error("Catalog Error: Table with name t does not exist!\nDid you mean").reason),
      "42P01");
  EXPECT_EQ(sql_state_of(translate_engine_error("Conversion Error: Could not convert string 'abc' to INT32").reason),
            "22018");
  EXPECT_EQ(sql_state_of(translate_engine_error("Parser Error: syntax error at or near \"x\"").reason), "42601");
  EXPECT_EQ(translate_engine_error("Invalid Input Error: [DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012").reason,
            "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012");
  EXPECT_EQ(translate_engine_error("INTERRUPT Error: Interrupted!").code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace lakecode::local::dialect
