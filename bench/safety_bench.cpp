// How fast statements are read and judged: short ones as an agent writes them, and texts of a megabyte against tenths
// of it, where the time a byte must not grow.
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "safety/classify.h"
#include "sql/lexer.h"
#include "sql/statement.h"

namespace lakecode::safety {
namespace {

// Median length 60 bytes.
constexpr std::array<std::string_view, 16> kShort = {
    "SELECT count(*) FROM main.sales.orders WHERE region = 'EU'",
    "SELECT id, name, amount FROM main.sales.orders LIMIT 100",
    "SHOW TABLES IN main.sales",
    "DESCRIBE HISTORY main.sales.orders",
    "SELECT region, sum(amount) AS total FROM main.sales.orders GROUP BY region",
    "DELETE FROM main.sales.orders WHERE order_day < '2020-01-01'",
    "UPDATE main.sales.orders SET state = 'done' WHERE id = 1234",
    "INSERT INTO main.sales.orders VALUES (1, 'a', 3.5), (2, 'b', 4)",
    "DROP TABLE IF EXISTS main.scratch.tmp_orders_2024",
    "OPTIMIZE main.sales.orders ZORDER BY (customer_id)",
    "GRANT SELECT ON TABLE main.sales.orders TO `analysts`",
    "SELECT * FROM a JOIN b ON a.id = b.id WHERE b.day > current_date()",
    "ALTER TABLE main.sales.orders ADD COLUMN note STRING",
    "VACUUM main.sales.orders RETAIN 168 HOURS",
    "WITH x AS (SELECT 1 AS a) SELECT a FROM x ORDER BY a DESC",
    "CREATE TABLE main.scratch.t (id INT, name STRING) CLUSTER BY (id)"};

/// Class, kind, objects, reasons and spans of one statement after the other.
void judge_short(benchmark::State& state) {
  std::vector<SqlEffect> effects;
  for (const std::string_view text : kShort) effects.push_back(SqlEffect{.text = std::string(text)});
  std::size_t judged = 0;
  for (auto round : state) {
    for (const SqlEffect& effect : effects) {
      const Verdict verdict = classify_sql(effect);
      if (!verdict.parsed) state.SkipWithError("a statement was not understood");
      ++judged;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(judged));
}
BENCHMARK(judge_short);

/// Kind and facts alone, as the parser gives them.
void parse_short(benchmark::State& state) {
  std::size_t parsed = 0;
  for (auto round : state) {
    for (const std::string_view text : kShort) {
      const sql::Lexed lexed = sql::lex(text);
      const auto statements = sql::parse_statements(sql::TokenView(text, lexed.tokens));
      if (statements.size() != 1 || !statements[0].parsed) state.SkipWithError("a statement was not understood");
      ++parsed;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(parsed));
}
BENCHMARK(parse_short);

std::string long_text(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) {
    for (const std::string_view statement : kShort) text += std::string(statement) + ";\n";
  }
  return text;
}

void lex_long(benchmark::State& state) {
  const std::string text = long_text(1'000'000);
  for (auto round : state) {
    if (!sql::lex(text).ok()) state.SkipWithError("the text must lex");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(lex_long);

struct Shape {
  const char* name;
  std::string_view unit;
};
constexpr std::array<Shape, 6> kShapes = {{{"statements", "SELECT 1;"},
                                           {"brackets", "("},
                                           {"list", "a,"},
                                           {"calls", "f(a)+"},
                                           {"comments", "/* x */"},
                                           {"tables", "a JOIN "}}};

/// Arguments: which shape, how many bytes. Time a byte must be the same for both sizes.
void judge_shape(benchmark::State& state) {
  const Shape& shape = kShapes.at(static_cast<std::size_t>(state.range(0)));
  SqlEffect effect{.text = "SELECT * FROM "};
  while (effect.text.size() < static_cast<std::size_t>(state.range(1))) effect.text += shape.unit;
  for (auto round : state) benchmark::DoNotOptimize(classify_sql(effect));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * effect.text.size()));
  state.SetLabel(shape.name);
}
BENCHMARK(judge_shape)
    ->ArgsProduct({benchmark::CreateDenseRange(0, 5, 1), {100'000, 1'000'000}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode::safety

BENCHMARK_MAIN();
