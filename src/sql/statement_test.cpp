// The statement parser against a corpus of valid statements, a list of broken ones, and the facts it must find.
#include "sql/statement.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sql/lexer.h"
#include "tests/support/paths.h"

namespace lakecode::sql {
namespace {

struct Read {
  std::string text;
  Lexed lexed;
  std::pmr::vector<StatementFacts> statements;

  explicit Read(std::string sql) : text(std::move(sql)), lexed(lex(text)) {
    if (lexed.ok()) statements = parse_statements(TokenView(text, lexed.tokens));
  }
  [[nodiscard]] bool parsed() const {
    return lexed.ok() && !statements.empty() &&
           std::all_of(statements.begin(), statements.end(), [](const StatementFacts& s) { return s.parsed; });
  }
  /// "read a.b; write c", in the order of the text.
  [[nodiscard]] std::string objects() const {
    static constexpr std::array<std::string_view, 7> kNames = {"read", "write", "create", "alter",
                                                               "drop", "grant", "use"};
    const TokenView view(text, lexed.tokens);
    std::string out;
    for (const StatementFacts& statement : statements) {
      for (const ObjectUse& use : statement.objects) {
        out += out.empty() ? "" : "; ";
        out += std::string(kNames.at(static_cast<std::size_t>(use.access))) + " " +
               std::string(view.slice(use.name.first, use.name.last).span_text());
      }
    }
    return out;
  }
};

TEST(StatementParser, ReadsEveryStatementOfTheValidCorpus) {
  const std::filesystem::path folder = test::source_folder() + "/tests/corpus/sql-valid";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line[0] == '#') continue;
      ++count;
      const Read read(line);
      std::string why = read.lexed.problem;
      for (const StatementFacts& s : read.statements) why += s.problem;
      EXPECT_TRUE(read.parsed()) << entry.path().filename() << ": " << line << "\n  " << why;
    }
  }
  EXPECT_GT(count, 700U);
}

TEST(StatementParser, RefusesWhatIsNotOfTheLanguage) {
  for (const std::string_view sql : {"SELEC 1",
                                     "SELECT",
                                     "SELECT * FORM t",
                                     "SELECT a FROM t WERE x = 1",
                                     "SELECT a FROM t WHERE",
                                     "SELECT a, FROM t",
                                     "SELECT a FROM t GROUP a",
                                     "SELECT a FROM t ORDER a",
                                     "SELECT a b c FROM t",
                                     "SELECT (1",
                                     "SELECT 1)",
                                     "SELECT 1 +",
                                     "SELECT * FROM",
                                     "SELECT a FROM t LIMIT",
                                     "SELECT CASE WHEN a THEN 1 FROM t",
                                     "SELECT CAST(a AS frog)",
                                     "SELECT a BETWEEN 1",
                                     "SELECT a IS FROM t",
                                     "SELECT x IN FROM t",
                                     "SELECT a FROM t JOIN",
                                     "SELECT TOP 5 * FROM t",
                                     "SELECT * INTO a FROM b",
                                     "SELECT f(1",
                                     "SELECT f(1,) FROM t",
                                     "SELECT * FROM t PIVOT x y (a)",
                                     "SELECT a[0 FROM t",
                                     "SELECT sum(x) OVER (PARTITION a)",
                                     "INSERT t VALUES (1)",
                                     "INSERT INTO t",
                                     "INSERT INTO t VALUES",
                                     "DELETE t",
                                     "DELETE FROM",
                                     "UPDATE t",
                                     "UPDATE t SET",
                                     "UPDATE t SET a",
                                     "UPDATE t a = 1",
                                     "MERGE INTO t USING s",
                                     "MERGE INTO t USING s ON a = b",
                                     "DROP TABLE",
                                     "DROP t",
                                     "CREATE TABLE",
                                     "CREATE TABLE t a INT",
                                     "CREATE TABLE t (a)",
                                     "CREATE TABLE t (a frog)",
                                     "CREATE VIEW v",
                                     "CREATE VIEW v SELECT 1",
                                     "ALTER TABLE t",
                                     "ALTER TABLE t ADD",
                                     "GRANT SELECT t TO x",
                                     "GRANT SELECT ON t",
                                     "REVOKE SELECT ON t TO x",
                                     "SHOW",
                                     "SHOW ME",
                                     "DESCRIBE",
                                     "USE",
                                     "VACUUM",
                                     "RESTORE t",
                                     "COPY INTO t FROM 'x'",
                                     "EXPLAIN",
                                     "BEGIN SELECT 1",
                                     "BEGIN SELECT 1 END",
                                     "END",
                                     "WITH a AS (SELECT 1)",
                                     "REPLACE INTO t VALUES (1)",
                                     "DO $$ x $$",
                                     "CALL p",
                                     "SET a b c",
                                     "SELECT 1 SELECT 2",
                                     "SELECT a > > 1",
                                     "SELECT a < < 1",
                                     "VALUES"}) {
    EXPECT_FALSE(Read(std::string(sql)).parsed()) << sql;
  }
}

TEST(StatementParser, FindsTheObjectsAndNothingElse) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"SELECT a.x, f(b) FROM m.s.t AS a, LATERAL explode(a.arr) e", "read m.s.t"},
      {"WITH c AS (SELECT * FROM t1) SELECT * FROM c JOIN t2 ON c.id = t2.id", "read t1; read t2"},
      {"WITH c AS (SELECT 1) SELECT * FROM (WITH d AS (SELECT * FROM c) SELECT * FROM d) x, s.c", "read s.c"},
      {"SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t) x JOIN t", "read t"},
      {"WITH ab AS (SELECT 1), `c` AS (SELECT 2) SELECT * FROM `a``b`, AB, `Ab`, C, `c```", "read `a``b`; read `c```"},
      {"SELECT (SELECT max(a) FROM u) FROM t WHERE EXISTS (SELECT 1 FROM v)", "read u; read t; read v"},
      {"INSERT INTO a SELECT * FROM b", "write a; read b"},
      {"WITH x AS (SELECT * FROM b) INSERT INTO a SELECT * FROM x", "read b; write a"},
      {"FROM b INSERT INTO a SELECT * INSERT OVERWRITE c SELECT *", "read b; write a; write c"},
      {"MERGE INTO a USING (SELECT * FROM b) s ON a.i = s.i WHEN MATCHED THEN DELETE", "write a; read b"},
      {"CREATE TABLE a AS SELECT * FROM b", "create a; read b"},
      {"CREATE TABLE a DEEP CLONE b", "create a; read b"},
      {"DROP TABLE IF EXISTS m.s.t", "drop m.s.t"},
      {"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b)", "alter t; read u"},
      {"GRANT SELECT ON SCHEMA m.s TO `x y`", "grant m.s"},
      {"COPY INTO t FROM 's3://b/x' FILEFORMAT = CSV", "write t; read 's3://b/x'"},
      {"SELECT * FROM parquet.`/v/x`", "read `/v/x`"},
      {"SELECT * FROM range(5), VALUES (1) AS v(a)", ""},
      {"SELECT * FROM t PIVOT (sum(a) FOR b IN (1, 2))", "read t"},
      {"BEGIN FOR r AS SELECT * FROM a DO INSERT INTO b VALUES (r.x); END FOR; END", "read a; write b"},
      {"CREATE PROCEDURE p() LANGUAGE SQL AS BEGIN DELETE FROM t; END", "create p"},
      {"EXPLAIN DELETE FROM t", "read t"},
  };
  for (const auto& [sql, expected] : cases) {
    const Read read{std::string(sql)};
    EXPECT_TRUE(read.parsed()) << sql;
    EXPECT_EQ(read.objects(), expected) << sql;
  }
}

Where where_of(std::string_view predicate) {
  const Read read("DELETE FROM main.s.t AS x WHERE " + std::string(predicate));
  EXPECT_TRUE(read.statements.size() == 1 && read.statements[0].parsed) << predicate;
  return read.statements.empty() ? Where::NotAsked : read.statements[0].where;
}

// What holds for every row is no restriction, however it is spelled.
TEST(StatementParser, FindsWhatHoldsForEveryRow) {
  for (const std::string_view predicate : {
           "a >= a",
           "a <=> a",
           "`a` = A",
           "x.a = a",
           "a = x.a",
           "t.a = a",
           "s.t.a = a",
           "main.s.t.a <= a",
           "f(a, 1) = F(a, 1)",
           "1 = 1 OR b = 2",
           "b = 2 OR 1 = 1",
           "b OR NOT b",
           "NOT b OR b",
           "NOT (NOT b) OR NOT b",
           "(a = 1) OR NOT (a = 1)",
           "a = 1 OR a <> 1",
           "a = 1 OR NOT a = 1",
           "a = 1 OR 1 != a",
           "a = b OR b <> a",
           "a < 5 OR a > 3",
           "a < 5 OR a <> 1",
           "a <> 1 OR a <> 2",
           "a <> 'x' OR a <> 'y'",
           "5 > a OR a >= 5",
           "a < -1 OR a > -2",
           "d >= DATE '2024-01-01' OR d < DATE '2024-06-01'",
           "a < b OR a = b OR a > b",
           "(a IS NULL) OR (a IS NOT NULL)",
           "isnull(a) OR isnotnull(a)",
           "a IN (1, 2) OR a NOT IN (1, 2)",
           "a LIKE 'x%' OR a NOT LIKE 'x%'",
           "a BETWEEN 1 AND 2 OR a NOT BETWEEN 1 AND 2",
           "NOT (a = 1 AND a <> 1)",
           "NOT (a > 5 AND a < 3)",
           "NOT (b AND NOT b)",
           "(b AND c) OR NOT (b AND c)",
           "b AND c OR NOT (b AND c)",
           "a = 1 AND b = 2 OR (c OR NOT c)",
           "length(s) >= 0",
           "0 <= length(s)",
           "length(s) > -1",
           "abs(a - b) >= 0",
           "size(array(a)) >= 0",
           "coalesce(true, a = 1)",
           "nvl(TRUE, a)",
           "if(a = 1, true, true)",
           "CASE WHEN a = 1 THEN true ELSE true END",
           "startswith(s, '')",
           "contains(s, '')",
           "equal_null(a, a)",
           "a IS NOT DISTINCT FROM a",
           "NOT (a IS DISTINCT FROM a)",
           "a IN (1, a)",
           "a IN (a)",
           "a BETWEEN a AND a",
           "s LIKE '%%'",
           "s ILIKE '%'",
           "s RLIKE '.*'",
           "regexp_like(s, '.*')",
           "(a = a) IS TRUE",
           "(a = a) IS NOT FALSE",
           "(a = a) = true",
           "(a = a) IS NOT NULL",
           "(a <> a OR 1 = 1) <> FALSE",
           "a IN (SELECT a FROM t)",
           "a IN (SELECT DISTINCT a FROM main.s.t)",
           "x.a IN (SELECT y.a FROM s.t AS y)",
           "EXISTS (SELECT 1)",
           "EXISTS (SELECT 1 FROM main.s.t)",
           "EXISTS (SELECT * FROM other AS o LIMIT 1)",
           "(SELECT count(*) FROM t) >= 0",
           "a IS NULL OR b = 1 OR a IS NOT NULL",
           "1 = 1.0 OR a = 1",
           "NOT ('a' > 'b')",
           "a = 1 OR 'a' < 'b'",
           "a = 1 OR true = true",
           "1 = '1'",
           "a = 1 OR 2 > 1",
       }) {
    EXPECT_EQ(where_of(predicate), Where::Always) << predicate;
  }
}

// What does restrict is never taken for a tautology.
TEST(StatementParser, TakesNoRestrictionForATautology) {
  for (const std::string_view predicate : {
           "a > 5",
           "a = b",
           "x.a = b",
           "y.a = z.a",
           "a = 1 OR a = 2",
           "a = 1 OR b <> 1",
           "a < 3 OR a > 5",
           "a <= 3 OR a > 5",
           "a <> 1",
           "a = 'x' OR a <> 'x ' AND b = 2",
           "NOT a",
           "a < a",
           "a <> a",
           "NOT (a = 1 OR a = 2)",
           "b AND NOT b",
           "a IS NULL",
           "a IS NOT NULL",
           "a IS NULL OR b IS NOT NULL",
           "a IN (1, 2)",
           "a NOT IN (1, 2)",
           "a NOT IN (1, a)",
           "a IN (1) OR a NOT IN (2)",
           "a NOT LIKE '%'",
           "length(s) > 0",
           "length(s) >= 1",
           "length(s) = 0",
           "abs(a) > 0",
           "a >= 0",
           "coalesce(a, true) AND b = 1",
           "coalesce(a, false)",
           "if(a = 1, true, false)",
           "CASE WHEN a = 1 THEN true END",
           "CASE WHEN a = 1 THEN true ELSE b END",
           "startswith(s, 'x')",
           "equal_null(a, b)",
           "a IS DISTINCT FROM a",
           "a IS DISTINCT FROM b",
           "a BETWEEN 1 AND a",
           "s LIKE '_%'",
           "s RLIKE '^x'",
           "(a = 1) IS TRUE",
           "(a = a) IS FALSE",
           "(a = 1) = true",
           "a IN (SELECT a FROM other)",
           "a IN (SELECT b FROM t)",
           "a IN (SELECT a FROM t WHERE b = 1)",
           "a IN (SELECT a FROM q.t)",
           "a NOT IN (SELECT a FROM t)",
           "EXISTS (SELECT 1 FROM other o WHERE o.id = x.id)",
           "limit > 5",
           "group = 'x'",
           "a <= 'x' OR a > 'y'",
       }) {
    EXPECT_NE(where_of(predicate), Where::Always) << predicate;
  }
}

TEST(StatementParser, LongChainsOfTermsAreReadInTime) {
  std::string equal = "a = 0";
  std::string hidden = "a = 0";
  for (int i = 1; i < 20'000; ++i) equal += " OR a = " + std::to_string(i);
  for (int i = 1; i < 20'000; ++i) hidden += " OR b NOT IN (" + std::to_string(i) + ")";
  EXPECT_EQ(where_of(equal), Where::Restricts);
  EXPECT_NE(where_of(hidden), Where::Restricts) << "what is not compared may complete something";
}

TEST(StatementParser, JudgesWhetherWhereRestricts) {
  const std::pair<std::string_view, Where> cases[] = {
      {"a = 1", Where::Restricts},
      {"end = 5 AND start < 4", Where::Restricts},
      {"date = '2024-01-01'", Where::Restricts},
      {"DATE '2024-01-01' > '2020'", Where::Always},
      {"a = 1 AND 1 = 1", Where::Restricts},
      {"a = 1 OR b = 2", Where::Restricts},
      {"a IN (SELECT 1)", Where::Restricts},
      {"TRUE", Where::Always},
      {"1 = 1", Where::Always},
      {"'a' = 'a'", Where::Always},
      {"NOT false", Where::Always},
      {"((1 = 1))", Where::Always},
      {"a = 1 OR true", Where::Always},
      {"a = a", Where::Always},
      {"A = a", Where::Always},
      {"2 > 1", Where::Always},
      {"length('x') = 1", Where::Always},
      {"a LIKE '%'", Where::Always},
      {"a < 5 OR a >= 5", Where::Always},
      {"NOT a = 1", Where::Loose},
      {"a BETWEEN 1 AND 2", Where::Restricts},
      {"a IS NULL OR a IS NOT NULL", Where::Always},
  };
  for (const auto& [predicate, expected] : cases) {
    const Read read("DELETE FROM t WHERE " + std::string(predicate));
    ASSERT_TRUE(read.parsed()) << predicate;
    EXPECT_EQ(read.statements[0].where, expected) << predicate;
  }
  EXPECT_EQ(Read("DELETE FROM t").statements[0].where, Where::Missing);
  EXPECT_EQ(Read("SELECT 1 FROM t WHERE a = 1").statements[0].where, Where::NotAsked);
}

TEST(StatementParser, MoreThanAnybodyCouldApproveIsNotRead) {
  std::string list = "SELECT * FROM a0";
  for (std::size_t i = 1; i < kMaxObjects; ++i) list += ", a" + std::to_string(i);
  EXPECT_TRUE(Read(list).parsed());
  EXPECT_FALSE(Read(list + ", b").parsed());
  EXPECT_FALSE(Read(list + ", b; DROP TABLE c").statements.back().parsed) << "what was not reached is not passed over";

  std::string many;
  for (std::size_t i = 0; i <= kMaxStatements; ++i) many += "SELECT 1;";
  EXPECT_EQ(Read(many + "SELECT 1").statements.size(), kMaxStatements + 1);
}

TEST(StatementParser, DeepNestingIsRefusedNotFollowed) {
  for (const std::string open : {"(", "f(", "CASE WHEN ", "(SELECT ", "ARRAY(", "x[", "NOT (", "BEGIN "}) {
    std::string text = "SELECT ";
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_FALSE(Read(text).parsed()) << open;
  }
  std::string type = "SELECT CAST(a AS ";
  for (int i = 0; i < 100'000; ++i) type += "ARRAY<";
  EXPECT_FALSE(Read(type).parsed());
}

}  // namespace
}  // namespace lakecode::sql
