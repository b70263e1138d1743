#pragma once
// A session for people (Markdown) and for programs (JSON): everything that was said and done, compacted parts included.
// Pure. Texts from outside are fenced or quoted; who prints it on a terminal makes it inert.

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "session/store.h"

namespace lakecode::session {

/// {"schema": "lakecode.session_export/1", "session_id", "title", …, "usage": …, "egress": […], "repairs": […],
/// "records": [ the journal's, with "n" and "t" ]}
JsonObject export_json(const LoadedSession& session);

/// The head of the above without its records: what `sessions show --output json` prints, with "messages" as the model
/// would read them next.
JsonObject overview_json(const LoadedSession& session);

/// [{"origin", "kind", "requests", "bytes_out", "bytes_in"}]
JsonArray egress_json(const Ledger& ledger);

/// Title, facts, then what was said and done in order; thinking is left out. `result_limit` as for shorten(); 0: whole.
std::string export_markdown(const LoadedSession& session, std::int64_t result_limit = 0);

}  // namespace lakecode::session
