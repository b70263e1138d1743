#pragma once
// Judges one statement, without its ";". Pure. Scripts and texts of several statements are cut up before.

#include <optional>
#include <string>
#include <vector>

#include "safety/effect.h"
#include "safety/verdict.h"
#include "sql/token.h"

namespace lakecode::safety {

struct JudgedStatement {
  StatementVerdict verdict;
  bool parsed = true;
  std::vector<std::string> reasons;
};

/// Where a statement stands: inside a script SET means a variable; nested text counts its depth.
struct StatementContext {
  const SqlEffect* effect = nullptr;  ///< for defaults; never null
  bool in_script = false;
  int depth = 0;  ///< of EXECUTE IMMEDIATE inside EXECUTE IMMEDIATE
};

JudgedStatement judge_statement(const sql::TokenView& view, const StatementContext& context);

/// The objects a statement names, as far as a plain reading of its words tells.
std::vector<TouchedObject> find_objects(const sql::TokenView& view, std::string_view kind, const SqlEffect& effect);

/// classify_sql with the depth of nesting; beyond the limit the text is not understood.
Verdict classify_sql_text(const SqlEffect& effect, int depth);

/// How `kind` can be undone, if at all.
std::optional<Undo> undo_of(std::string_view kind);

}  // namespace lakecode::safety
