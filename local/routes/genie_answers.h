#pragma once
// What a Genie space says to a question. There is no model here: a space answers what a script gave it, or the SQL of
// the example in its own instructions that asks the same. Stored: genie_script (space): {"answers", "next"}.

#include <optional>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

struct GenieAnswer {
  std::string text;         ///< "" for none
  std::string sql;          ///< "" for none
  std::string description;  ///< of the SQL
};

/// nullopt: nothing was prepared for this question.
Result<std::optional<GenieAnswer>> answer_question(Workspace& workspace, const JsonObject& space,
                                                   const std::string& question);

}  // namespace lakecode::local
