#pragma once
// What a session's journal holds, one record a line (journal.h). A record is a fact that happened; nothing is ever
// changed or taken back, a compaction included: it only says from where on the model is to read. Plain values.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "llm/message.h"
#include "llm/provider.h"

namespace lakecode::session {

/// The first record. A session taken up again adds a Resumed.
struct Opened {
  std::string title;  ///< the first words of the first request; may be empty
  std::string cwd;
  std::string profile;
  std::string workspace;  ///< host origin, or "local"; empty: none
  std::string provider;   ///< "anthropic", "databricks", "openai", "none"
  std::string model;
  std::string tool_version;
  std::string forked_from = {};  ///< id; empty: not a fork
  bool no_rows = false;          ///< table rows are kept from the model
  friend bool operator==(const Opened&, const Opened&) = default;
};

struct Resumed {
  std::string tool_version;
  std::string workspace;
  std::string provider;
  std::string model;
  friend bool operator==(const Resumed&, const Resumed&) = default;
};

struct Title {
  std::string text;
  friend bool operator==(const Title&, const Title&) = default;
};

/// What a person, or we in their name, said. Text blocks; role User.
struct UserMessage {
  llm::Message message;
  friend bool operator==(const UserMessage&, const UserMessage&) = default;
};

/// What the model said. Written before one of its tools runs.
struct AssistantMessage {
  llm::Message message;
  llm::StopReason stop = llm::StopReason::EndTurn;
  std::string model;
  bool partial = false;  ///< cut by a stop: text alone is kept, and nothing in it is acted on
  friend bool operator==(const AssistantMessage&, const AssistantMessage&) = default;
};

/// Answers to the calls of the assistant message before, in call order.
struct ToolResults {
  std::vector<llm::ToolResult> results;
  friend bool operator==(const ToolResults&, const ToolResults&) = default;
};

/// What the gate said about an act of a call.
struct Decision {
  std::string tool_use_id;  ///< empty for a slash command
  std::string tool;
  std::string effect_class;  ///< "READ_ONLY", "WRITE_REMOTE", "DESTRUCTIVE"
  std::string decision;      ///< "allowed", "denied", "needs_approval", "declined", "dry_run"
  std::string message = {};
  std::string act = {};           ///< the statement, argv or request it was about; may be empty
  std::int64_t duration_ms = 0;   ///< of the call
  std::string evidence_run = {};  ///< id of the pack it is recorded in; may be empty
  friend bool operator==(const Decision&, const Decision&) = default;
};

/// Tokens of one reply. `usd` is empty where a price is not known.
struct ModelUse {
  std::string provider;
  std::string model;
  llm::Usage tokens;
  std::optional<double> usd = {};
  std::int64_t estimated = 0;  ///< tokens of the request as we had estimated them; 0: not estimated
  friend bool operator==(const ModelUse&, const ModelUse&) = default;
};

/// One statement on a warehouse. `dbu` is an estimate (ledger.h); empty where the size is not known.
struct WarehouseUse {
  std::string warehouse_id;
  std::string statement_id;
  std::int64_t duration_ms = 0;
  std::optional<double> dbu = {};
  std::optional<double> usd = {};
  friend bool operator==(const WarehouseUse&, const WarehouseUse&) = default;
};

/// Bytes that went to and came from one origin since the record of it before.
struct Egress {
  std::string origin;
  std::string kind;  ///< "model", "workspace"
  std::int64_t requests = 0;
  std::int64_t bytes_out = 0;
  std::int64_t bytes_in = 0;
  friend bool operator==(const Egress&, const Egress&) = default;
};

/// From here on the model reads `summary` in place of everything before record `kept_from`.
struct Compaction {
  std::string trigger = "auto";   ///< or "manual"
  std::string summary;            ///< what the model reads
  std::int64_t kept_from = 0;     ///< number of the first record that is kept as it is
  std::int64_t result_limit = 0;  ///< kept tool results are shown to the model with at most so many bytes; 0: whole
  std::int64_t pre_tokens = 0;
  std::int64_t post_tokens = 0;
  std::int64_t duration_ms = 0;
  bool by_model = false;
  friend bool operator==(const Compaction&, const Compaction&) = default;
};

/// Content from outside came into the conversation.
struct Taint {
  std::string source;  ///< "rows of main.sales.orders"
  friend bool operator==(const Taint&, const Taint&) = default;
};

/// A result kept under a name, with where it is from.
struct NamedResult {
  std::string name;        ///< "1" for $1
  std::string alias = {};  ///< "orders" for $orders; may be empty
  std::string tool;
  std::string source;  ///< the statement or call
  std::string statement_id = {};
  std::string workspace;
  std::string taken_at;  ///< RFC 3339
  std::int64_t rows = 0;
  std::vector<std::string> columns = {};
  std::string data = {};  ///< JSON text of the rows kept; may be empty
  bool truncated = false;
  friend bool operator==(const NamedResult&, const NamedResult&) = default;
};

struct SkillActivated {
  std::string name;
  friend bool operator==(const SkillActivated&, const SkillActivated&) = default;
};

/// What the system prompt says of the world besides files and settings. A process that goes on with the session on the
/// same day says the same again, whatever it knows by now: a prompt that changes is paid for in full.
struct Surroundings {
  std::string today;              ///< "2026-11-28", UTC
  std::string workspace_profile;  ///< catalog::render_profile; empty: nothing was known yet
  friend bool operator==(const Surroundings&, const Surroundings&) = default;
};

/// A process let go of the session. More records may follow: it can be resumed.
struct Closed {
  std::string status;  ///< of `run`: "ok", "denied", …; "interrupted"
  friend bool operator==(const Closed&, const Closed&) = default;
};

/// A record of a kind this version does not know: kept as it is.
struct Unknown {
  std::string type;
  std::string json;
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

using Record =
    std::variant<Opened, Resumed, Title, UserMessage, AssistantMessage, ToolResults, Decision, ModelUse, WarehouseUse,
                 Egress, Compaction, Taint, NamedResult, SkillActivated, Surroundings, Closed, Unknown>;

/// A record in its place.
struct Entry {
  std::int64_t number = 0;  ///< from 0, one more than the record before
  WallTime time;
  Record record;
};

/// The `type` of a record's line: "opened", "user", "assistant", "tool_results", …
std::string_view type_of(const Record& record);

}  // namespace lakecode::session
