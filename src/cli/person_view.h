#pragma once
// What a tool found, as a person reads it without a model: rows as a table in place of lines for a model, answers of
// the API that are lists as rows. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "render/result_set.h"
#include "render/screen.h"
#include "tools/result_store.h"

namespace lakecode::cli {

/// The rows of a list as the API answers it ({"jobs": [{…}]}): ids, names, states and what else a person looks for of
/// each. nullopt when `answer` is no list of objects.
std::optional<render::ResultSet> listing_of(const JsonValue& answer);

/// The name of the member that holds the list: "jobs"; empty when there is none.
std::string_view list_member(const JsonValue& answer);

struct PersonView {
  std::string_view text;              ///< of the tool, for a model
  const tools::StoredResult& result;  ///< the rows it names
  std::size_t limit = 100;            ///< rows shown
  bool is_markdown = false;
  bool counts_repeats = false;  ///< the rows are failed runs (recent_failures): the same failure stands there once
};

/// `text` with the rows as a table, and without what only a model can use. Its words are wrapped to the screen, but at
/// most to 100 columns.
std::string text_with_table(const PersonView& view, const render::Screen& screen);

/// The table, fenced in Markdown. Ends with a newline.
std::string table_text(const render::ResultSet& rows, const render::Screen& screen, bool is_markdown);

}  // namespace lakecode::cli
