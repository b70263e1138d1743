#pragma once
// What a report is made of, before anybody decides whether it becomes terminal text or Markdown. Plain values; the
// texts are raw and pass the screen door in the renderer.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "render/screen.h"
#include "render/style.h"
#include "render/table.h"

namespace lakecode::render {

/// A cell or a line: text, and maybe a small chart in front of it.
struct Cell {
  std::string text;
  Style style = Style::Plain;
  std::optional<double> bar;  ///< 0..1, drawn ten columns wide
  std::vector<double> spark;  ///< drawn one column a value
};

struct Heading {
  std::string text;
};
struct Paragraph {
  std::string text;
};
struct Fields {
  std::vector<std::pair<std::string, Cell>> rows;
};
struct Grid {
  std::vector<TableColumn> columns;
  std::vector<std::vector<Cell>> rows;
};
struct Bullets {
  std::vector<std::string> items;
};
/// Lines shown as they are, as of a log or a statement.
struct Verbatim {
  std::vector<std::string> lines;
};

/// Lines that hang below one another: a node's children follow it with a depth one greater.
struct Tree {
  struct Node {
    std::size_t depth = 0;
    std::string text;
    Style style = Style::Plain;
  };
  std::vector<Node> nodes;
};

using Block = std::variant<Heading, Paragraph, Fields, Grid, Bullets, Verbatim, Tree>;
using Blocks = std::vector<Block>;

std::string render_blocks(const Blocks& blocks, const Screen& screen);
std::string render_blocks_markdown(const Blocks& blocks);

}  // namespace lakecode::render
