#pragma once
// Turns the names of a statement into the objects it touches: defaults applied, USE followed within one text, views of
// the session left out. One resolver reads one text from its beginning to its end.

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "safety/effect.h"
#include "safety/verdict.h"
#include "sql/statement.h"

namespace lakecode::safety {

class NameResolver {
 public:
  explicit NameResolver(const SqlEffect& effect) : catalog_(effect.default_catalog), schema_(effect.default_schema) {}

  /// The objects of one statement, each once for each access, in the order of the text.
  std::vector<TouchedObject> objects_of(const sql::TokenView& view, const sql::StatementFacts& facts);
  /// Follows USE, SET CATALOG and temporary views for the statements behind this one.
  void pass(const sql::TokenView& view, const sql::StatementFacts& facts);

 private:
  /// False for a view of this session, which is no object of a catalog.
  bool resolve(const sql::TokenView& view, const sql::ObjectUse& use, TouchedObject& object) const;

  std::string catalog_;
  std::string schema_;
  std::unordered_set<std::string> session_views_;  ///< lower case
};

/// True for a path that is not in the workspace: another store or server.
bool is_external_path(std::string_view path);

}  // namespace lakecode::safety
