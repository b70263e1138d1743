// A table is one INSERT over range(n). Three levels of subquery: row numbers with their copies, six hashes, the
// columns. A planted defect is a CASE on the row number around the column's own expression, so that what was planted
// can be counted here without running the SQL.
#include "local/demo/table_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kGapPercent = 60;  // where in the table rows are dropped

std::string timestamp_literal(WallTime time) {
  const std::string text = format_rfc3339(time);
  return "TIMESTAMP '" + text.substr(0, 10) + " " + text.substr(11, 8) + "'";
}

bool is_drawn(Plant plant) {
  return plant == Plant::Replace || plant == Plant::Flood || plant == Plant::CopyRow || plant == Plant::CopyKey;
}

std::string row_test(const PlantedDefect& p) {
  return fmt::format("i % {} = {}", p.defect.every, p.offset);
}

bool is_meant(const PlantedDefect& p, std::int64_t i) {
  return i % p.defect.every == p.offset;
}

struct DroppedRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

DroppedRange dropped_range(const BuiltTable& table) {
  for (const PlantedDefect& p : table.planted) {
    if (p.defect.plant == Plant::DropRows) {
      const std::int64_t begin = table.numbers * kGapPercent / 100;
      return {begin, begin + p.defect.every};
    }
  }
  return {};
}

/// How often row number `i` is in the table.
std::int64_t copies(const BuiltTable& table, const DroppedRange& dropped, std::int64_t i) {
  if (i >= dropped.begin && i < dropped.end) {
    return 0;
  }
  return 1 + std::count_if(table.planted.begin(), table.planted.end(), [i](const PlantedDefect& p) {
           return (p.defect.plant == Plant::CopyRow || p.defect.plant == Plant::CopyKey) && is_meant(p, i);
         });
}

/// True when a defect listed before `p` already replaces the value of its column in row `i`.
bool is_replaced_before(const BuiltTable& table, const PlantedDefect& p, std::int64_t i) {
  for (const PlantedDefect& earlier : table.planted) {
    if (&earlier == &p) {
      return false;
    }
    if (earlier.defect.plant == Plant::Replace && earlier.defect.column == p.defect.column && is_meant(earlier, i)) {
      return true;
    }
  }
  return false;
}

/// Adds row `i`, there `times` times, to the counts; the first defect of a column wins, as in its CASE.
void count_row(BuiltTable& table, std::int64_t i, std::int64_t times) {
  for (PlantedDefect& p : table.planted) {
    switch (p.defect.plant) {
      case Plant::Replace:
        p.count += is_meant(p, i) && !is_replaced_before(table, p, i) ? times : 0;
        break;
      case Plant::Flood:
        p.count += is_meant(p, i) ? 0 : times;
        break;
      case Plant::WholeColumn:
        p.count += times;
        break;
      case Plant::CopyRow:
        p.count += is_meant(p, i) ? 1 : 0;
        break;
      case Plant::CopyKey:
        p.count += times - 1;  // every further row with this key, full copies included
        break;
      default:
        break;
    }
  }
}

std::int64_t count_of_whole(const BuiltTable& table, const Defect& defect) {
  switch (defect.plant) {
    case Plant::DropRows:
      return defect.every * table.spec.span_days / table.numbers;
    case Plant::StopEarly:
      return defect.every / kMinutesADay;
    case Plant::FileLayout:
      return defect.every;
    case Plant::ColumnChange:
      return 1;
    default:
      return 0;
  }
}

void count_planted(BuiltTable& table) {
  const DroppedRange dropped = dropped_range(table);
  for (std::int64_t i = 0; i < table.numbers; ++i) {
    const std::int64_t times = copies(table, dropped, i);
    table.rows += times;
    if (times > 0) {
      count_row(table, i, times);
    }
  }
  for (PlantedDefect& p : table.planted) {
    p.count += count_of_whole(table, p.defect);
  }
}

std::string column_sql(const BuiltTable& table, const ColumnSpec& column) {
  std::string cases;
  std::string flooded(column.expression);
  for (const PlantedDefect& p : table.planted) {
    if (p.defect.column != column.name) {
      continue;
    }
    if (p.defect.plant == Plant::Replace) {
      cases += fmt::format("WHEN {} THEN {} ", row_test(p), p.defect.sql);
    } else if (p.defect.plant == Plant::Flood) {
      flooded = fmt::format("CASE WHEN {} THEN {} ELSE {} END", row_test(p), flooded, p.defect.sql);
    }
  }
  return cases.empty() ? flooded : "CASE " + cases + "ELSE " + flooded + " END";
}

std::string numbers_sql(const BuiltTable& table) {
  std::string sql = fmt::format("SELECT range AS i, 0 AS c FROM range({})", table.numbers);
  for (const PlantedDefect& p : table.planted) {
    if (p.defect.plant == Plant::CopyRow || p.defect.plant == Plant::CopyKey) {
      sql += fmt::format(" UNION ALL SELECT range AS i, {} AS c FROM range({}) WHERE range % {} = {}",
                         p.defect.plant == Plant::CopyKey ? 1 : 0, table.numbers, p.defect.every, p.offset);
    }
  }
  return sql;
}

std::string rows_sql(const BuiltTable& table, const Dice& dice) {
  const auto span = std::chrono::duration_cast<std::chrono::microseconds>(table.newest - table.first).count();
  const std::int64_t step = std::max<std::int64_t>(1, span / table.numbers);
  std::string hashes;
  for (int h = 1; h <= 6; ++h) {
    const auto salt = dice.roll(table.spec.name, static_cast<std::uint64_t>(h)) % 1'000'000'000;
    hashes += fmt::format(", CAST(hash(i, c, {}) % 1000000007 AS BIGINT) AS h{}", salt, h);
  }
  const DroppedRange dropped = dropped_range(table);
  const std::string filter =
      dropped.end == 0 ? "" : fmt::format(" WHERE i < {} OR i >= {}", dropped.begin, dropped.end);
  return fmt::format(
      "SELECT i, i AS k, h1, h2, h3, h4, h5, h6, date_trunc('second', {} + to_microseconds(i * {} + h6 % {})) AS ts "
      "FROM (SELECT i, c{} FROM ({}) AS numbers{}) AS hashed",
      timestamp_literal(table.first), step, step, hashes, numbers_sql(table), filter);
}

}  // namespace

BuiltTable plan_table(const TableSpec& spec, const Dice& dice, WallTime now) {
  BuiltTable table;
  table.spec = spec;
  const std::string what = "rows of " + std::string(spec.name);
  table.numbers = spec.rows + (spec.exact_rows ? 0 : dice.between(0, spec.rows / 25, what));
  std::int64_t newest_minutes = spec.newest_minutes;
  for (std::size_t n = 0; n < spec.defects.size(); ++n) {
    PlantedDefect p;
    p.defect = spec.defects[n];
    if (is_drawn(p.defect.plant)) {
      LAKECODE_CHECK(p.defect.every > 1, "a defect that concerns some rows says how many");
      p.defect.every += dice.between(0, p.defect.every / 6, what, 2 * n + 1);
      p.offset = dice.between(0, p.defect.every - 1, what, 2 * n + 2);
    }
    if (p.defect.plant == Plant::StopEarly) {
      newest_minutes = p.defect.every;
    }
    table.planted.push_back(p);
  }
  table.newest = now - std::chrono::minutes(newest_minutes);
  table.first = table.newest - std::chrono::hours(24 * spec.span_days);
  count_planted(table);
  return table;
}

std::vector<std::string> render_table_sql(const BuiltTable& table, const Dice& dice, WallTime now) {
  std::vector<std::string> definitions;
  std::vector<std::string> values;
  for (const ColumnSpec& column : table.spec.columns) {
    definitions.push_back(fmt::format("{} {}", column.name, column.type));
    values.push_back(column_sql(table, column));
  }
  std::string insert = fmt::format("INSERT INTO {} SELECT {} FROM ({}) AS numbered", table.spec.name,
                                   text::join(values, ", "), rows_sql(table, dice));
  insert = text::replace_all(insert, "@NOW", timestamp_literal(now));
  insert = text::replace_all(insert, "@ROWS", std::to_string(table.numbers));
  return {fmt::format("CREATE TABLE {} ({})", table.spec.name, text::join(definitions, ", ")), insert};
}

std::vector<std::string> render_company_sql(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now) {
  std::vector<std::string> sql;
  std::vector<std::string> seen;
  const auto add_once = [&](const std::string& statement) {
    if (std::find(seen.begin(), seen.end(), statement) == seen.end()) {
      seen.push_back(statement);
      sql.push_back(statement);
    }
  };
  for (const BuiltTable& table : tables) {
    const std::string name(table.spec.name);
    add_once("ATTACH_CATALOG " + name.substr(0, name.find('.')));
    add_once("CREATE SCHEMA " + name.substr(0, name.rfind('.')));
    for (std::string& statement : render_table_sql(table, dice, now)) {
      sql.push_back(std::move(statement));
    }
  }
  return sql;
}

}  // namespace lakecode::local
