#include "render/blocks.h"

#include <algorithm>

#include "base/utf8.h"
#include "render/charts.h"
#include "render/paragraph.h"
#include "render/screen_door.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kBarColumns = 10;
constexpr std::size_t kIndent = 2;

std::string chart_of(const Cell& cell, const Screen& screen) {
  std::string out;
  if (cell.bar) out = bar(*cell.bar, kBarColumns, screen);
  if (!cell.spark.empty()) out += sparkline(cell.spark, screen);
  if (!out.empty() && !cell.text.empty()) out += ' ';
  return out;
}

/// True when another child of the same parent follows node `position` at `depth`.
bool has_later_sibling(const Tree& tree, std::size_t position, std::size_t depth) {
  for (std::size_t i = position + 1; i < tree.nodes.size() && tree.nodes[i].depth >= depth; ++i) {
    if (tree.nodes[i].depth == depth) return true;
  }
  return false;
}

/// The lines that lead from the margin to a node.
std::string branch_of(const Tree& tree, std::size_t position, const Screen& screen) {
  constexpr std::size_t kDeepest = 16;  // deeper nodes hang at this level
  std::string out;
  const std::size_t depth = std::min(tree.nodes[position].depth, kDeepest);
  for (std::size_t level = 1; level <= depth; ++level) {
    const bool goes_on = has_later_sibling(tree, position, level);
    if (level < depth) {
      out += goes_on ? (screen.unicode ? "│  " : "|  ") : "   ";
    } else if (screen.unicode) {
      out += goes_on ? "├─ " : "└─ ";
    } else {
      out += goes_on ? "|- " : "`- ";
    }
  }
  return out;
}

struct TerminalWriter {
  const Screen& screen;
  std::string& out;

  void operator()(const Heading& heading) const {
    if (!out.empty()) out += "\n";
    out += styled(inert_line(heading.text), Style::Heading, screen) + "\n";
  }
  void operator()(const Paragraph& text) const { out += paragraph(text.text, screen, kIndent); }
  void operator()(const Fields& fields) const {
    std::size_t width = 0;
    for (const auto& [label, cell] : fields.rows) width = std::max(width, utf8::width(label));
    for (const auto& [label, cell] : fields.rows) {
      const std::string line = labelled(label, chart_of(cell, screen) + cell.text, width, screen, kIndent);
      out += cell.style == Style::Plain ? line : colored_value(line, cell.style, width);
    }
  }
  void operator()(const Grid& grid) const {
    Table table(grid.columns);
    for (const auto& row : grid.rows) {
      std::vector<std::string> cells;
      cells.reserve(row.size());
      for (const Cell& cell : row) cells.push_back(chart_of(cell, screen) + cell.text);
      table.add_row(std::move(cells));
    }
    out += table.render(screen, kIndent);
  }
  void operator()(const Bullets& bullets) const {
    for (const std::string& item : bullets.items) {
      const std::string body = paragraph(item, screen, kIndent + 2);
      out += body.size() > kIndent ? std::string(kIndent, ' ') + (screen.unicode ? "•" : "-") + body.substr(kIndent + 1)
                                   : body;
    }
  }
  void operator()(const Verbatim& verbatim) const {
    for (const std::string& line : verbatim.lines) {
      // Wrapped, not cut: the end of a log line is often what decides.
      std::string body = paragraph(inert_line(line), screen, kIndent + 4);
      if (body.size() > kIndent + 4) body.replace(kIndent, 2, screen.unicode ? "› " : "> ");
      out += styled(body.substr(0, body.size() - 1), Style::Faint, screen) + "\n";
    }
  }
  void operator()(const Tree& tree) const {
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const std::string branch = std::string(kIndent, ' ') + branch_of(tree, i, screen);
      const std::size_t used = utf8::width(branch);
      const std::size_t room = screen.columns > used ? screen.columns - used : 1;
      const std::string text = utf8::truncate(inert_line(tree.nodes[i].text), room, screen.unicode ? "…" : "~");
      out += branch + styled(text, tree.nodes[i].style, screen) + "\n";
    }
  }

 private:
  /// Colours what stands after the label; wrapped lines keep their colour to the end.
  [[nodiscard]] std::string colored_value(const std::string& line, Style style, std::size_t width) const {
    if (!screen.color) return line;
    const std::size_t label_end = line.find("\x1b[0m");
    if (label_end == std::string::npos) return line;
    const std::size_t begin = std::min(label_end + 4 + 2, line.size());
    static_cast<void>(width);
    return line.substr(0, begin) + styled(line.substr(begin, line.size() - begin - 1), style, screen) + "\n";
  }
};

/// Markdown is stored and shown by others: control characters are out, and what would be markup is escaped.
std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : inert(text)) {
    if (std::string_view("\\`*_[]<>|#&~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string one_line_markdown(std::string_view text) {
  std::string out = markdown_text(inert_line(text));
  return out;
}

struct MarkdownWriter {
  std::string& out;

  void operator()(const Heading& heading) const { out += "## " + one_line_markdown(heading.text) + "\n\n"; }
  void operator()(const Paragraph& text) const { out += markdown_text(text.text) + "\n\n"; }
  void operator()(const Fields& fields) const {
    for (const auto& [label, cell] : fields.rows) {
      // Without a label it belongs to the line before.
      const std::string text = chart_of(cell, Screen{}) + one_line_markdown(cell.text);
      out += label.empty() ? "  " + text + "\n" : "- **" + one_line_markdown(label) + "**: " + text + "\n";
    }
    out += "\n";
  }
  void operator()(const Grid& grid) const {
    out += "|";
    for (const TableColumn& column : grid.columns) out += " " + one_line_markdown(column.title) + " |";
    out += "\n|";
    for (const TableColumn& column : grid.columns) out += column.align == Align::Right ? " ---: |" : " --- |";
    out += "\n";
    for (const auto& row : grid.rows) {
      out += "|";
      for (const Cell& cell : row) out += " " + chart_of(cell, Screen{}) + one_line_markdown(cell.text) + " |";
      out += "\n";
    }
    out += "\n";
  }
  void operator()(const Tree& tree) const {
    for (const Tree::Node& node : tree.nodes) {
      out += std::string(2 * std::min<std::size_t>(node.depth, 16), ' ') + "- " + one_line_markdown(node.text) + "\n";
    }
    out += "\n";
  }
  void operator()(const Bullets& bullets) const {
    for (const std::string& item : bullets.items) out += "- " + one_line_markdown(item) + "\n";
    out += "\n";
  }
  void operator()(const Verbatim& verbatim) const {
    // An indented block: no fence that the text itself could close.
    for (const std::string& line : verbatim.lines) out += "    " + inert_line(line) + "\n";
    out += "\n";
  }
};

}  // namespace

std::string render_blocks(const Blocks& blocks, const Screen& screen) {
  std::string out;
  for (const Block& block : blocks) std::visit(TerminalWriter{screen, out}, block);
  return out;
}

std::string render_blocks_markdown(const Blocks& blocks) {
  std::string out;
  for (const Block& block : blocks) std::visit(MarkdownWriter{out}, block);
  return out;
}

}  // namespace lakecode::render
