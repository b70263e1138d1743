#include "config/schema.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace lakecode::config {
namespace {

using enum ValueType;
using enum Reach;

// The upper bounds of counts are judgement: far above what a session uses, far below what would overflow or stall.
constexpr std::array<KeyRow, 31> kRows = {{
    {"databricks.profile", Text, "", Never, Set, "LAKECODE_PROFILE DATABRICKS_CONFIG_PROFILE", 0, 0, "", false,
     "profile of ~/.databrickscfg"},
    {"databricks.target", Text, "", Set, Set, "LAKECODE_TARGET DATABRICKS_BUNDLE_TARGET", 0, 0, "", false,
     "bundle target"},
    {"databricks.warehouse_id", Text, "", Set, Set, "LAKECODE_WAREHOUSE_ID DATABRICKS_WAREHOUSE_ID", 0, 0, "", false,
     "SQL warehouse that runs statements"},
    {"databricks.default_catalog", Text, "", Set, Set, "LAKECODE_DEFAULT_CATALOG", 0, 0, "", false,
     "catalog for names without one"},
    {"databricks.default_schema", Text, "", Set, Set, "LAKECODE_DEFAULT_SCHEMA", 0, 0, "", false,
     "schema for names without one"},
    {"agent.provider", Text, "auto", Never, Set, "LAKECODE_PROVIDER", 0, 0, "auto|anthropic|databricks|openai|none",
     false, "where the language model is"},
    {"agent.model", Text, "", Never, Set, "LAKECODE_MODEL", 0, 0, "", false, "name of the language model"},
    {"agent.max_turns", Integer, "50", Lower, Set, "LAKECODE_MAX_TURNS", 1, 10'000, "", false,
     "answers of the model in one request"},
    {"agent.max_tokens_per_response", Integer, "32768", Lower, Set, "LAKECODE_MAX_TOKENS_PER_RESPONSE", 1, 1'000'000,
     "", false, "length of one answer in tokens"},
    {"agent.context_window_budget", Integer, "100000", Lower, Set, "LAKECODE_CONTEXT_WINDOW_BUDGET", 1'000, 100'000'000,
     "", true, "tokens sent before older turns are compacted; off: never compacted"},
    {"agent.temperature", Number, "", Set, Set, "LAKECODE_TEMPERATURE", 0, 2, "", false,
     "sampling temperature, sent only when set"},
    {"agent.system_prompt_extra", Text, "", Add, Set, "LAKECODE_SYSTEM_PROMPT_EXTRA", 0, 0, "", false,
     "text added to the system prompt"},
    {"agent.max_budget_usd", Number, "", Lower, Set, "LAKECODE_MAX_BUDGET_USD", 0, 1'000'000, "", false,
     "money one request may cost"},
    {"agent.usd_per_dbu", Number, "", Never, Set, "LAKECODE_USD_PER_DBU", 0, 1'000, "", false,
     "price of a DBU of your SQL warehouses, counted by budgets"},
    {"agent.model_overrides", List, "", Never, Set, "LAKECODE_MODEL_OVERRIDES", 0, 0, "", false,
     "what models can do and cost, as \"MODEL FIELD=VALUE…\""},
    {"safety.auto_approve", List, "", Never, Set, "LAKECODE_AUTO_APPROVE", 0, 0, "", false,
     "calls that run without asking, as tool or tool(glob)"},
    {"safety.require_confirm", List, "", Add, Add, "LAKECODE_REQUIRE_CONFIRM", 0, 0, "", false,
     "calls that are always asked about"},
    {"safety.blocked", List, "", Add, Add, "LAKECODE_BLOCKED", 0, 0, "", false, "calls that never run"},
    {"external_mcp.enabled", Flag, "false", Pinned, Never, "", 0, 0, "", false, "start the external MCP server"},
    {"external_mcp.command", Text, "", Pinned, Never, "", 0, 0, "", false, "its program"},
    {"external_mcp.args", List, "", Pinned, Never, "", 0, 0, "", false, "its arguments"},
    {"external_mcp.sha256", Text, "", Pinned, Never, "", 0, 0, "", false,
     "digest of its program, 64 hex digits; another program is not started"},
    {"sessions.dir", Path, "sessions", Never, Set, "LAKECODE_SESSIONS_DIR", 0, 0, "", false, "where sessions are kept"},
    {"sessions.retention_days", Integer, "30", Raise, Set, "LAKECODE_SESSIONS_RETENTION_DAYS", 1, 36'500, "", false,
     "days until a session may be pruned"},
    {"runs.dir", Path, "runs", Never, Set, "LAKECODE_RUNS_DIR", 0, 0, "", false, "where evidence packs are kept"},
    {"runs.retention_days", Integer, "30", Raise, Set, "LAKECODE_RUNS_RETENTION_DAYS", 1, 36'500, "", false,
     "days until a pack may be pruned"},
    {"watch.subscriptions_path", Path, "watch.yml", Never, Set, "LAKECODE_WATCH_SUBSCRIPTIONS_PATH", 0, 0, "", false,
     "file of watches"},
    {"watch.default_interval_sec", Integer, "60", Never, Set, "LAKECODE_WATCH_DEFAULT_INTERVAL_SEC", 5, 86'400, "",
     false, "seconds between two looks of a watch"},
    {"watch.max_subscriptions", Integer, "20", Lower, Set, "LAKECODE_WATCH_MAX_SUBSCRIPTIONS", 1, 1'000, "", false,
     "number of watches"},
    {"policy.global_path", Path, "policy.yml", Never, Set, "LAKECODE_POLICY_GLOBAL_PATH", 0, 0, "", false,
     "file of the person's policy"},
    {"policy.compliance", Flag, "false", TurnOn, TurnOn, "LAKECODE_COMPLIANCE", 0, 0, "", false,
     "compliance mode: more duties, none less"},
}};

}  // namespace

std::span<const KeyRow> key_rows() {
  return kRows;
}

const KeyRow* find_key_row(std::string_view name) {
  const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const KeyRow& row) { return row.name == name; });
  return found == kRows.end() ? nullptr : &*found;
}

std::optional<std::string> nearest_key(std::string_view name) {
  std::vector<std::string> names;
  for (const KeyRow& row : kRows) names.emplace_back(row.name);
  if (auto nearest = text::nearest(name, names)) return nearest;
  // The right key under the wrong section, or without any.
  const std::string_view last = name.substr(name.rfind('.') == std::string_view::npos ? 0 : name.rfind('.') + 1);
  std::vector<std::string> tails;
  for (const std::string& full : names) tails.push_back(full.substr(full.find('.') + 1));
  const auto tail = text::nearest(last, tails);
  if (!tail) return std::nullopt;
  const auto at = static_cast<std::size_t>(std::find(tails.begin(), tails.end(), *tail) - tails.begin());
  return names[at];
}

std::string render_number(double value) {
  std::array<char, 400> buffer;  // the longest fixed form of a double has 309 digits before the point
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return std::string(buffer.data(), end.ptr);
}

std::string describe_allowed(const KeyRow& row) {
  const std::string off = row.can_be_off ? ", or off" : "";
  switch (row.type) {
    case Integer:
      return "a whole number from " + render_number(row.least) + " to " + render_number(row.most) + off;
    case Number:
      return "a number from " + render_number(row.least) + " to " + render_number(row.most) + off;
    case Flag:
      return "true or false";
    case List:
      return row.name.substr(0, 7) == "safety." ? "a list of `tool` or `tool(glob)`" : "a list of strings";
    case Path:
      return "a path";
    case Text:
      break;
  }
  if (row.choices.empty()) return "a string";
  return "one of " + text::replace_all(row.choices, "|", ", ");
}

std::string_view name_of(ValueType type) {
  constexpr std::string_view kNames[] = {"string", "integer", "number", "boolean", "list of strings", "path"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view name_of(Reach reach) {
  constexpr std::string_view kNames[] = {"never",     "may set",     "may add",        "may lower",
                                         "may raise", "may turn on", "may set, pinned"};
  return kNames[static_cast<std::size_t>(reach)];
}

}  // namespace lakecode::config
