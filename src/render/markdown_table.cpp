#include "render/markdown_table.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/text.h"
#include "base/utf8.h"
#include "render/paragraph.h"
#include "render/screen_door.h"
#include "render/table.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kGap = 2;  // between the columns of a grid

/// A cell without the marks of emphasis and code around it.
std::string cell_of(std::string_view text) {
  std::string_view cell = text::trim(text);
  for (const std::string_view mark : {"**", "`"}) {
    const bool is_marked = cell.size() > 2 * mark.size() && cell.starts_with(mark) && cell.ends_with(mark);
    if (!is_marked) continue;
    const std::string_view inner = cell.substr(mark.size(), cell.size() - 2 * mark.size());
    if (inner.find(mark) == std::string_view::npos) cell = inner;
  }
  return inert_line(cell);
}

/// Cells between the bars; "\|" is a bar of the text.
std::vector<std::string> cells_of(std::string_view line) {
  line = text::trim(line);
  line.remove_prefix(1);
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += line[++i];
    } else if (line[i] == '|') {
      cells.push_back(cell_of(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  if (!text::trim(cell).empty()) cells.push_back(cell_of(cell));
  return cells;
}

bool is_rule(const std::vector<std::string>& cells) {
  return !cells.empty() && std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return cell.find('-') != std::string::npos && cell.find_first_not_of("-: ") == std::string::npos;
  });
}

/// Each row as titles and values, for what is wider than the screen.
std::string records(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows,
                    const Screen& screen) {
  std::size_t width = 0;
  for (const std::string& title : titles) width = std::max(width, utf8::width(title));
  width = std::min(width, screen.columns / 3);
  std::string out;
  for (const auto& row : rows) {
    if (!out.empty()) out += "\n";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += labelled(i < titles.size() ? titles[i] : std::string(), row[i], width, screen);
  }
  return out;
}

}  // namespace

std::string markdown_table(const std::vector<std::string>& lines, const Screen& screen) {
  const std::vector<std::string> titles = lines.empty() ? std::vector<std::string>() : cells_of(lines[0]);
  const std::vector<std::string> rule = lines.size() < 2 ? std::vector<std::string>() : cells_of(lines[1]);
  if (!is_rule(rule) || rule.size() != titles.size()) {
    std::string out;
    for (const std::string& line : lines) out += inert_line(line) + "\n";
    return out;
  }
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> widths;
  for (const std::string& title : titles) widths.push_back(utf8::width(title));
  bool fits = true;
  for (std::size_t i = 2; i < lines.size(); ++i) {
    rows.push_back(cells_of(lines[i]));
    fits = fits && rows.back().size() <= titles.size();  // a cell too many would be lost in the grid
    for (std::size_t c = 0; c < std::min(rows.back().size(), widths.size()); ++c)
      widths[c] = std::max(widths[c], utf8::width(rows.back()[c]));
  }
  const std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  if (!rows.empty() && (!fits || total > screen.columns)) return records(titles, rows, screen);
  std::vector<TableColumn> columns;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const bool is_right = rule[i].ends_with(':') && !rule[i].starts_with(':');
    columns.push_back({.title = titles[i], .align = is_right ? Align::Right : Align::Left});
  }
  Table table(std::move(columns));
  for (auto& row : rows) table.add_row(std::move(row));
  return table.render(screen);
}

}  // namespace lakecode::render
