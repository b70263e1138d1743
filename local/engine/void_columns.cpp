#include "local/engine/void_columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "local/engine/owned_type.h"
#include "local/engine/typed_bind.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kMark = "[LAKECODE_VOIDS] ";

void bind_voids(duckdb_bind_info info) {
  const LogicalType row(type_of_argument(info, 0));
  std::string places(kMark);
  const idx_t count = row.id() == DUCKDB_TYPE_STRUCT ? duckdb_struct_type_child_count(row.raw()) : 0;
  for (idx_t i = 0; i < count; ++i) {
    if (LogicalType(duckdb_struct_type_child_type(row.raw(), i)).id() == DUCKDB_TYPE_SQLNULL)
      places += fmt::format("{},", i);
  }
  duckdb_scalar_function_bind_set_error(info, places.c_str());
}

}  // namespace

duckdb_scalar_function make_voids_function() {
  return make_typed({"lc_voids", {DUCKDB_TYPE_ANY}, DUCKDB_TYPE_BOOLEAN, run_unbound, bind_voids});
}

std::set<std::size_t> void_columns(duck::Connection& connection, const std::string& query) {
  std::set<std::size_t> places;
  const auto asked = connection.query(fmt::format("SELECT lc_voids(lc_r) FROM ({}) AS lc_r", query));
  if (asked) return places;
  const std::string& reason = asked.error().reason;
  const std::size_t at = reason.find(kMark);
  if (at == std::string::npos) return places;
  const std::string_view list = std::string_view(reason).substr(at + kMark.size());
  for (const std::string_view part : text::split(list.substr(0, list.find_last_of(',') + 1), ',')) {
    if (const auto place = text::parse_int(part)) places.insert(static_cast<std::size_t>(*place));
  }
  return places;
}

void respell_voids(duck::Connection& connection, const std::string& query, ResultTable& table) {
  const auto is_empty = [&table](std::size_t column) {
    return table.columns[column].type.text == "int" &&
           std::all_of(table.rows.begin(), table.rows.end(), [column](const auto& row) { return !row[column]; });
  };
  bool any = false;
  for (std::size_t i = 0; i < table.columns.size() && !any; ++i) any = is_empty(i);
  if (!any) return;
  for (const std::size_t place : void_columns(connection, query)) {
    if (place < table.columns.size() && is_empty(place))
      table.columns[place].type = dialect::facts_of_engine_type("NULL");
  }
}

}  // namespace lakecode::local
