#include "catalog/column_use.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sql/lexer.h"

namespace lakecode::catalog {
namespace {

/// "a, o.b" of a simple SELECT, "-" when it is not simple.
std::string columns_of(std::string_view statement) {
  const sql::Lexed lexed = sql::lex(statement);
  const sql::TokenView view(statement, lexed.tokens);
  const auto facts = sql::parse_statements(view);
  if (facts.size() != 1) return "-";
  const auto names = names_of_select(view, facts.front());
  if (!names) return "-";
  std::vector<std::string> words;
  for (const ColumnUse& use : names->columns)
    words.push_back((use.qualifier.empty() ? "" : use.qualifier + ".") + use.name);
  return text::join(words, ", ");
}

TEST(ColumnUse, FindsWhatASimpleSelectNames) {
  const struct {
    const char* sql;
    const char* columns;
  } cases[] = {
      {"SELECT a, b FROM c.s.t", "a, b"},
      {"SELECT o.a, upper(b) AS big FROM c.s.t o WHERE big = 'x' AND o.c > 3 ORDER BY d DESC", "o.a, b, o.c, d"},
      {"SELECT t.a FROM c.s.t JOIN c.s.u AS v ON t.id = v.id", "t.a, t.id, v.id"},
      {"SELECT count(*) n, max(a) FROM t GROUP BY b HAVING n > 1", "a, b"},
      {"SELECT `a b`, `ab` FROM t", "ab"},
      {"SELECT a + b * -d, (e) FROM t", "a, b, d, e"},
      {"SELECT CASE WHEN a THEN b ELSE d END FROM t", "a, b, d"},
      {"SELECT a FROM t WHERE b IN (1, 2) AND d BETWEEN e AND f", "a, b, d, e, f"},
      {"SELECT CAST(a AS decimal(10, 2)), b::date FROM t", "a, b"},
      {"SELECT * FROM t LIMIT 3", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(columns_of(c.sql), c.columns) << c.sql;
}

TEST(ColumnUse, TakesNoOtherNameForAColumn) {
  const char* cases[] = {
      "SELECT extract(year FROM current_date) FROM t",
      "SELECT date_add(DAY, 1, current_timestamp) FROM t",
      "SELECT t.* FROM c.s.t",
      "SELECT s.t.`_metadata` FROM c.s.t",
      "SELECT _metadata.file_path FROM t",
      "SELECT DATE '2020-01-01', TIMESTAMP '2020-01-01 00:00:00' FROM t",
      "SELECT my.functions.f(1) FROM t",
      "SELECT count(1) FROM t ORDER BY `count(1)`",
      "SELECT 1 AS x, 2 y FROM t ORDER BY x, y",
      "SELECT system.session.v FROM t",
      "SELECT interval 3 days FROM t",
  };
  for (const char* sql : cases) {
    const std::string columns = columns_of(sql);
    EXPECT_TRUE(columns.empty() || columns == "-") << sql << ": " << columns;
  }
}

TEST(ColumnUse, LeavesAloneWhatItCannotTell) {
  const char* cases[] = {
      "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
      "SELECT a FROM (SELECT b AS a FROM t)",
      "SELECT a FROM t WHERE b IN (SELECT d FROM u)",
      "SELECT a FROM t UNION ALL SELECT b FROM u",
      "SELECT id FROM range(10)",
      "SELECT id FROM t, range(10)",
      "SELECT col FROM t LATERAL VIEW explode(xs) e AS col",
      "SELECT explode(xs), col FROM t",
      "SELECT transform(xs, x -> x + y) FROM t",
      "SELECT a:b.d FROM t",
      "SELECT * FROM t PIVOT (sum(a) FOR b IN (1, 2))",
      "SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b)",
      "SELECT a FROM IDENTIFIER(:name)",
      "SELECT a FROM VALUES (1) AS v(a)",
      "SELECT a FROM delta.`/tmp/x`",
      "FROM t |> SELECT a",
      "INSERT INTO t SELECT a FROM u",
      "SELECT a FROM t AS x(a, b)",
      "SELECT a FROM",
  };
  for (const char* sql : cases) EXPECT_EQ(columns_of(sql), "-") << sql;
}

}  // namespace
}  // namespace lakecode::catalog
