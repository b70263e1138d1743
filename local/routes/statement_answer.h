#pragma once
// A statement and its result as the statement execution API shows them (API reference 3.5). Pure, but for the links to
// chunks that are fetched elsewhere.

#include <string_view>

#include "base/json_fwd.h"
#include "local/routes/route.h"
#include "local/statements/statement_runner.h"

namespace lakecode::local {

/// "PENDING", "RUNNING", ...
std::string_view state_name(StatementState state);
/// The rows of one chunk, as lists of texts and nulls.
JsonArray statement_rows(const StatementView& view, const ChunkPlace& place);
/// ResultData of chunk `chunk`; {} of a result without rows.
JsonObject statement_chunk(Workspace& workspace, const StatementView& view, std::size_t chunk);
/// {"statement_id", "status", "manifest", "result"}; the last two once it succeeded.
JsonObject statement_answer(Workspace& workspace, const StatementView& view);

}  // namespace lakecode::local
