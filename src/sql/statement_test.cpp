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
      {"a < 5 OR a >= 5", Where::Loose},
      {"NOT a = 1", Where::Loose},
      {"a BETWEEN 1 AND 2", Where::Restricts},
      {"a IS NULL OR a IS NOT NULL", Where::Loose},
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
