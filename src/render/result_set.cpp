#include "render/result_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "render/charts.h"
#include "render/screen_door.h"
#include "render/style.h"
#include "render/table.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kMostBars = 60;

bool is_one_of(std::string_view type, std::span<const std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_integer(std::string_view type) {
  constexpr std::array<std::string_view, 5> kTypes = {"TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT"};
  return is_one_of(type, kTypes);
}

bool is_number(std::string_view type) {
  constexpr std::array<std::string_view, 4> kTypes = {"DECIMAL", "DOUBLE", "FLOAT", "REAL"};
  return is_integer(type) || is_one_of(type, kTypes);
}

bool is_nested(std::string_view type) {
  constexpr std::array<std::string_view, 4> kTypes = {"ARRAY", "MAP", "STRUCT", "VARIANT"};
  return is_one_of(type, kTypes);
}

bool is_time(std::string_view type) {
  constexpr std::array<std::string_view, 3> kTypes = {"DATE", "TIMESTAMP", "TIMESTAMP_NTZ"};
  return is_one_of(type, kTypes);
}

bool is_id(const ResultColumn& column) {
  const std::string name = text::to_lower(column.name);
  return column.type == "BIGINT" && (name == "id" || name.ends_with("_id"));
}

/// A number of JSON's grammar, so that its digits can stand as they are.
bool is_json_number(std::string_view value) {
  std::size_t at = value.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < value.size() && value[at] >= '0' && value[at] <= '9') ++at;
    return at - begin;
  };
  const bool zero = at < value.size() && value[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at < value.size() && value[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < value.size() && (value[at] == 'e' || value[at] == 'E')) {
    ++at;
    if (at < value.size() && (value[at] == '+' || value[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == value.size();
}

std::string json_text(std::string_view value) {
  return json::serialize(JsonValue(boost::json::string(utf8::sanitize(value))));
}

std::string json_cell(const ResultColumn& column, const std::optional<std::string>& cell) {
  if (!cell) return "null";
  if (column.type == "BOOLEAN" && (*cell == "true" || *cell == "false")) return *cell;
  if (is_number(column.type) && !is_id(column) && is_json_number(*cell)) return *cell;
  // The nested text stands as it came: parsing and writing it again would round its decimals.
  if (is_nested(column.type) && json::parse(*cell, "cell")) return *cell;
  return json_text(*cell);
}

std::vector<std::string> json_keys(const std::vector<ResultColumn>& columns) {
  std::vector<std::string> keys;
  std::map<std::string, int> seen;
  for (const ResultColumn& column : columns) {
    const int count = ++seen[column.name];
    keys.push_back(json_text(count == 1 ? column.name : column.name + "_" + std::to_string(count)));
  }
  return keys;
}

std::string csv_cell(std::string_view value, bool was_null) {
  std::string shown = inert(value);
  if (was_null) return "";
  if (!shown.empty() && shown.find_first_of(",\"\r\n") == std::string::npos) return shown;
  return "\"" + text::replace_all(shown, "\"", "\"\"") + "\"";
}

std::string shown_cell(const std::optional<std::string>& cell) {
  return cell ? *cell : "NULL";
}

struct ChartColumns {
  std::size_t label = 0;
  std::size_t number = 1;
};

std::optional<ChartColumns> chart_columns(const ResultSet& result) {
  if (result.columns.size() != 2) return std::nullopt;
  const bool first = is_number(result.columns[0].type) && !is_id(result.columns[0]);
  const bool second = is_number(result.columns[1].type) && !is_id(result.columns[1]);
  if (first == second) return std::nullopt;
  return first ? ChartColumns{.label = 1, .number = 0} : ChartColumns{};
}

std::vector<double> numbers_of(const ResultSet& result, std::size_t column) {
  std::vector<double> numbers;
  for (const auto& row : result.rows)
    numbers.push_back(row[column] ? text::parse_double(*row[column]).value_or(std::nan("")) : std::nan(""));
  return numbers;
}

}  // namespace

std::string render_result_table(const ResultSet& result, const Screen& screen) {
  if (result.columns.empty()) return "";
  std::vector<TableColumn> columns;
  for (const ResultColumn& column : result.columns)
    columns.push_back(TableColumn{.title = column.name, .align = is_number(column.type) ? Align::Right : Align::Left});
  Table table(std::move(columns));
  for (const auto& row : result.rows) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(shown_cell(cell));
    table.add_row(std::move(cells));
  }
  return table.render(screen);
}

std::string render_result_json(const ResultSet& result) {
  const std::vector<std::string> keys = json_keys(result.columns);
  std::string out = "[";
  for (std::size_t row = 0; row < result.rows.size(); ++row) {
    out += row == 0 ? "\n {" : ",\n {";
    for (std::size_t i = 0; i < keys.size(); ++i)
      out += (i == 0 ? "" : ", ") + keys[i] + ": " + json_cell(result.columns[i], result.rows[row][i]);
    out += "}";
  }
  return inert_json(out + (result.rows.empty() ? "]" : "\n]"));
}

std::string render_result_csv(const ResultSet& result) {
  std::string out;
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    out += (i == 0 ? "" : ",") + csv_cell(result.columns[i].name, false);
  out += "\r\n";
  for (const auto& row : result.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      out += (i == 0 ? "" : ",") + csv_cell(row[i].value_or(""), !row[i].has_value());
    out += "\r\n";
  }
  return out;
}

bool is_chartable(const ResultSet& result) {
  const auto columns = chart_columns(result);
  if (!columns || result.rows.size() < 2 || result.rows.size() > kMostBars) return false;
  const std::vector<double> numbers = numbers_of(result, columns->number);
  return std::any_of(numbers.begin(), numbers.end(), [](double n) { return std::isfinite(n) && n > 0; }) &&
         std::none_of(numbers.begin(), numbers.end(), [](double n) { return n < 0; });
}

std::string render_result_chart(const ResultSet& result, const Screen& screen) {
  const auto columns = chart_columns(result);
  if (!columns) return "";
  const std::vector<double> numbers = numbers_of(result, columns->number);
  double largest = 0;
  for (const double number : numbers) largest = std::max(largest, std::isfinite(number) ? number : 0.0);
  const std::size_t bar_columns = std::clamp<std::size_t>(screen.columns / 3, 10, 40);
  Table table({{result.columns[columns->label].name},
               {result.columns[columns->number].name, Align::Right},
               {is_time(result.columns[columns->label].type) ? sparkline(numbers, screen) : ""}});
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const auto& row = result.rows[i];
    table.add_row({shown_cell(row[columns->label]), shown_cell(row[columns->number]),
                   bar(largest > 0 ? numbers[i] / largest : 0.0, bar_columns, screen)});
  }
  return table.render(screen);
}

}  // namespace lakecode::render
