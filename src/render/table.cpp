#include "render/table.h"

#include <algorithm>
#include <numeric>

#include "base/utf8.h"
#include "render/screen_door.h"
#include "render/style.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 6;  // below this a cut cell says nothing

/// Takes columns off the widest one until the row fits.
void shrink_to(std::vector<std::size_t>& widths, std::size_t room) {
  for (;;) {
    const std::size_t gaps = widths.empty() ? 0 : kGap * (widths.size() - 1);
    const std::size_t total = std::accumulate(widths.begin(), widths.end(), gaps);
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (total <= room || widest == widths.end() || *widest <= kNarrowest) return;
    *widest -= std::min(total - room, *widest - kNarrowest > 4 ? std::size_t{4} : std::size_t{1});
  }
}

std::string fitted(const std::string& cell, std::size_t width, Align align, const Screen& screen) {
  const std::string text = utf8::truncate(cell, width, screen.unicode ? "…" : "~");
  const std::size_t used = utf8::width(text);
  const std::string blanks(width > used ? width - used : 0, ' ');
  return align == Align::Right ? blanks + text : text + blanks;
}

void trim_end(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

void Table::add_row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = inert_line(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::render(const Screen& screen, std::size_t indent) const {
  std::vector<std::string> titles;
  for (const TableColumn& column : columns_) titles.push_back(inert_line(column.title));
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = utf8::width(titles[i]);
    for (const auto& row : rows_) width = std::max(width, utf8::width(row[i]));
    widths.push_back(width);
  }
  shrink_to(widths, screen.columns > indent ? screen.columns - indent : 0);
  const std::string margin(indent, ' ');
  const std::string gap(kGap, ' ');
  std::string header = margin;
  std::string rule = margin;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    header += (i > 0 ? gap : "") + fitted(titles[i], widths[i], columns_[i].align, screen);
    rule += i > 0 ? gap : "";
    for (std::size_t column = 0; column < widths[i]; ++column) rule += screen.unicode ? "─" : "-";
  }
  trim_end(header);
  std::string out = styled(header, Style::Heading, screen) + "\n" + styled(rule, Style::Faint, screen) + "\n";
  for (const auto& row : rows_) {
    std::string line = margin;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      line += (i > 0 ? gap : "") + fitted(row[i], widths[i], columns_[i].align, screen);
    }
    trim_end(line);
    out += line + "\n";
  }
  return out;
}

}  // namespace lakecode::render
