#include "tools/rows_text.h"

#include <algorithm>

#include "base/text.h"
#include "render/screen_door.h"

namespace lakecode::tools {
namespace {

std::string csv_cell(const std::optional<std::string>& cell, std::size_t max_bytes) {
  if (!cell) return "NULL";
  const std::string shown = render::inert(cut_text(*cell, max_bytes));
  const bool plain = !shown.empty() && shown != "NULL" && shown.find_first_of(",\"\n") == std::string::npos;
  return plain ? shown : "\"" + text::replace_all(shown, "\"", "\"\"") + "\"";
}

std::vector<std::size_t> columns_of(const StoredResult& result, const RowsView& view) {
  std::vector<std::size_t> chosen;
  const auto add = [&](std::string_view name) {
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
      if (name.empty() || text::equals_ignore_case(result.columns[i].name, name)) chosen.push_back(i);
    }
  };
  if (view.columns.empty()) add("");
  for (const std::string& name : view.columns) {
    if (!name.empty()) add(name);
  }
  return chosen;
}

std::string number(std::size_t value) {
  return text::group_digits(static_cast<long long>(value));
}

std::string note_of(const StoredResult& result, std::size_t offset, std::size_t shown) {
  const std::size_t end = offset + shown;
  std::string note;
  if (end < result.rows.size() || offset > 0) {
    note += "[" + (shown == 0 ? "no rows" : "rows " + number(offset + 1) + " to " + number(end)) + " of " +
            number(result.rows.size()) + " kept";
    if (end < result.rows.size()) {
      note +=
          "; the rest: read_result {\"result\": \"" + result.handle + "\", \"offset\": " + std::to_string(end) + "}";
    }
    note += "]\n";
  }
  if (result.truncated) {
    const bool known = result.total_rows > static_cast<std::int64_t>(result.rows.size());
    note += "[the result was cut at " + number(result.rows.size()) + " rows" +
            (known ? " of " + text::group_digits(result.total_rows) : "") +
            "; what is counted or summed from these rows is not the whole: aggregate in SQL]\n";
  }
  return note;
}

}  // namespace

std::string cut_text(std::string_view given, std::size_t max_bytes) {
  if (given.size() <= max_bytes) return std::string(given);
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(given[end]) & 0xC0U) == 0x80U) --end;
  return std::string(given.substr(0, end)) + "…[" + number(given.size() - end) + " bytes cut]";
}

std::string render_rows(const StoredResult& result, const RowsView& view) {
  const std::vector<std::size_t> columns = columns_of(result, view);
  std::string out;
  for (const std::size_t column : columns) {
    out += (out.empty() ? "" : ",") + csv_cell(result.columns[column].name, view.max_cell);
  }
  out += "\n";
  const std::size_t begin = std::min(view.offset, result.rows.size());
  const std::size_t end = std::min(result.rows.size(), begin + view.limit);
  std::size_t at = begin;
  for (; at < end; ++at) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i)
      line += (i == 0 ? "" : ",") + csv_cell(result.rows[at][columns[i]], view.max_cell);
    // One row always fits: a reader that gets none could never go on.
    if (at > begin && out.size() + line.size() > view.max_bytes) break;
    out += cut_text(line, view.max_bytes) + "\n";
  }
  return out + note_of(result, begin, at - begin);
}

}  // namespace lakecode::tools
