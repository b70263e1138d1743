#pragma once
// Lists of names as the model reads them: one a line, inert, filtered, bounded, with what was left out said. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::tools {

struct ListItem {
  std::string name;
  std::string note = {};  ///< kind, comment; shown behind the name, cut
};

struct ListView {
  std::string pattern = {};  ///< part of a name, or with * for any run of characters; case ignored; empty: all
  std::size_t limit = 200;
};

/// `what` names the items in the note: "tables of prod.sales".
std::string render_list(const std::vector<ListItem>& items, const ListView& view, std::string_view what);

/// [{"name","note"}] of the items that fit the view's pattern, all of them.
std::string list_data(const std::vector<ListItem>& items, const ListView& view);

/// "1 row", "1,204 rows": a number and what it counts, whose plural is made with "s".
std::string counted(std::size_t number, std::string_view noun);

/// True when `name` fits `pattern` (see ListView).
bool fits_pattern(std::string_view name, std::string_view pattern);

}  // namespace lakecode::tools
