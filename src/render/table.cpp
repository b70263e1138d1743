#include "render/table.h"

#include <algorithm>
#include <numeric>

#include "base/utf8.h"
#include "render/paragraph.h"
#include "render/screen_door.h"
#include "render/style.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 12;  // below this a cut cell says nothing

std::size_t columns_taken(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), widths.empty() ? 0 : kGap * (widths.size() - 1));
}

/// Takes columns off the widest text until the row fits; a figure is never cut, for a part of it is another figure.
/// False when the row cannot fit.
bool shrink_to(std::vector<std::size_t>& widths, const std::vector<TableColumn>& columns, std::size_t room) {
  while (columns_taken(widths) > room) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (columns[i].align == Align::Left && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    }
    if (widest == nullptr || *widest <= kNarrowest) return false;
    const std::size_t step = *widest - kNarrowest > 4 ? 4 : 1;
    *widest -= std::min(columns_taken(widths) - room, step);
  }
  return true;
}

/// One value a line, for rows that do not fit: the first column's stands over the others.
std::string render_records(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows,
                           const Screen& screen, std::size_t indent) {
  std::size_t width = 0;
  for (std::size_t i = 1; i < titles.size(); ++i) width = std::max(width, utf8::width(titles[i]));
  std::string out;
  for (const auto& row : rows) {
    const std::string head = paragraph(titles[0] + " " + row[0], screen, indent);
    out += styled(head.substr(0, head.size() - 1), Style::Heading, screen) + "\n";
    for (std::size_t i = 1; i < titles.size(); ++i)
      if (!row[i].empty()) out += labelled(titles[i], row[i], width, screen, indent + kGap);
  }
  return out;
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
  const bool fits = shrink_to(widths, columns_, screen.columns > indent ? screen.columns - indent : 0);
  if (!fits && columns_.size() > 1) return render_records(titles, rows_, screen, indent);
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
