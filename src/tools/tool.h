#pragma once
// A tool for the model: a record and a function; its description for the model is the .md file beside it, built into
// the program. JSON schema, help and the approval text come from the record and from nowhere else. One file a tool, one
// line in registry.cpp. Read-only tools may run on several threads at once; everything in Services is then shared.

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "result/finding.h"
#include "safety/verdict.h"

namespace lakecode::catalog {
class Catalog;
}

namespace lakecode::tools {

class ResultStore;

enum class ParameterType { String, Integer, Boolean, Strings, Object };

struct Parameter {
  std::string_view name;
  ParameterType type = ParameterType::String;
  bool required = false;
  std::string_view help;
  std::string_view choices = {};  ///< "a|b", or empty for anything
};

/// One act a call brought to the gate, for the record of the session.
struct Act {
  safety::EffectClass effect_class = safety::EffectClass::ReadOnly;
  std::string decision;  ///< "allowed", "denied", "needs_approval", "declined", "dry_run"
  std::string message;   ///< of a refusal; inert
};

/// What the model gets to read. A failed or refused call is an output too (is_error): an Error ends the turn.
struct Output {
  std::string text;  ///< bounded; what was cut is said, with the handle to the rest
  bool is_error = false;
  std::vector<Act> acts;
  std::string untrusted = {};  ///< not empty: content from outside is in `text`, from here ("rows of main.s.t")
  std::string data = {};       ///< JSON of the whole result, for scripts and people, never for the model; may be empty
  std::optional<result::Severity> worst = {};  ///< of the findings of a workflow, for --fail-on
  bool is_masked = false;                      ///< secrets are masked already; our own words look like some
  bool is_partial = false;  ///< the workflow could not look at everything: with --fail-on it has not passed
};

/// What tools may use. Borrowed for the session.
struct Services {
  databricks::Client& client;
  gate::Gate& gate;
  const Clock& clock;
  catalog::Catalog& catalog;
  ResultStore& results;
  evidence::PackWriter* pack = nullptr;
  std::string profile;
  std::string workspace;         ///< host origin, or "local"
  std::string warehouse_id;      ///< configured; may be empty
  std::string default_catalog;   ///< may be empty
  std::string default_schema;    ///< may be empty
  std::string baselines_folder;  ///< for prove_table; may be empty
  std::string cli_path;          ///< the official CLI; empty when it is not on PATH
  bool rows_to_model = true;     ///< false with --no-rows
  /// The whole environment of the official CLI: what finds its configuration (HOME, PATH, proxies). Never a secret.
  std::map<std::string, std::string> cli_environment = {};
  std::filesystem::path files_root = {};  ///< files below it may be read (batch_sql); empty: none
  std::string session_id = {};            ///< for the tags of queries; may be empty
  /// Handle for the first result of this call, reserved by who runs calls at the same time, so that numbers follow the
  /// order of the calls; empty: the next number.
  std::string result_handle = {};
  /// Asks the person; nullopt when nobody is there.
  std::function<std::optional<std::string>(const std::string& question, const std::vector<std::string>& choices)> ask;
  /// The body of a skill, secrets of foreign ones masked; nullopt when there is none of that name.
  std::function<std::optional<std::string>(std::string_view name)> skill;
  std::function<void(std::string_view)> progress;  ///< may be empty; called from several threads at once
};

struct ToolRecord {
  std::string_view name;
  std::string_view title;
  std::string_view description;  ///< the text of <name>.md
  std::span<const Parameter> parameters;
  safety::EffectClass effect;  ///< the worst it may bring to the gate; ReadOnly ones may run in parallel
  Result<Output> (*run)(const JsonObject& input, Services& services, const CallContext& ctx);
  /// The worst this very call may bring, where its input tells; only to run reads side by side, the gate judges anew.
  safety::EffectClass (*effect_of)(const JsonObject& input) = nullptr;
};

/// All tools, in the order the model sees them.
std::span<const ToolRecord* const> registry();
const ToolRecord* find_tool(std::string_view name);

/// The record's parameters as a flat JSON object schema with stable key order.
std::string input_schema_of(const ToolRecord& record);

/// Checks the model's input against the record: not JSON, unknown or missing names and wrong types are InvalidArgument
/// that tell the model what is allowed.
Result<JsonBox> check_input(const ToolRecord& record, std::string_view json);

}  // namespace lakecode::tools
