#pragma once
// Records as JSON and back: the only place that knows the member names of a journal. Pure; thread-safe.

#include "base/json_fwd.h"
#include "base/redact.h"
#include "base/result.h"
#include "session/record.h"

namespace lakecode::session {

inline constexpr std::string_view kSessionSchema = "lakecode.session/1";

/// The members of a record, `type` first, without number, time and sum. Texts are masked by `redactor`; signatures and
/// blocks only their vendor can read are not touched. Thinking that had to be masked is marked "altered": its signature
/// no longer holds, so that from_json leaves the block out.
JsonObject to_json(const Record& record, const Redactor& redactor);

/// The same without masking, for a record that came from a journal.
JsonObject to_json(const Record& record);

/// CorruptData when a member that the record cannot do without is missing or of the wrong type. A `type` we do not know
/// is Unknown, whole.
Result<Record> from_json(const JsonValue& line);

/// A message as our JSON has it: {"role", "blocks": [{"type": "text", …}]}.
JsonObject message_to_json(const llm::Message& message);

}  // namespace lakecode::session
