#include "session/record_json.h"

#include <type_traits>
#include <utility>

#include "base/json.h"

namespace lakecode::session {
namespace {

/// Writes records; `redactor_` null: as they are.
class Writer {
 public:
  explicit Writer(const Redactor* redactor) : redactor_(redactor) {}

  [[nodiscard]] std::string mask(const std::string& text) const {
    return redactor_ == nullptr ? text : redactor_->redact(text);
  }

  JsonObject operator()(const Opened& r) const {
    JsonObject out{{"type", "opened"},       {"schema", kSessionSchema}, {"title", mask(r.title)},
                   {"cwd", mask(r.cwd)},     {"profile", r.profile},     {"workspace", mask(r.workspace)},
                   {"provider", r.provider}, {"model", r.model},         {"tool_version", r.tool_version},
                   {"no_rows", r.no_rows}};
    if (!r.forked_from.empty()) out["forked_from"] = r.forked_from;
    return out;
  }
  JsonObject operator()(const Resumed& r) const {
    return {{"type", "resumed"},
            {"tool_version", r.tool_version},
            {"workspace", mask(r.workspace)},
            {"provider", r.provider},
            {"model", r.model}};
  }
  JsonObject operator()(const Title& r) const { return {{"type", "title"}, {"text", mask(r.text)}}; }
  JsonObject operator()(const UserMessage& r) const { return {{"type", "user"}, {"blocks", blocks(r.message)}}; }
  JsonObject operator()(const AssistantMessage& r) const {
    JsonObject out{
        {"type", "assistant"}, {"model", r.model}, {"stop", llm::name_of(r.stop)}, {"blocks", blocks(r.message)}};
    if (r.partial) out["partial"] = true;
    return out;
  }
  JsonObject operator()(const ToolResults& r) const {
    JsonArray list;
    for (const llm::ToolResult& result : r.results) list.push_back(block(result));
    return {{"type", "tool_results"}, {"results", std::move(list)}};
  }
  JsonObject operator()(const Decision& r) const {
    JsonObject out{{"type", "decision"},      {"tool_use_id", r.tool_use_id}, {"tool", r.tool},
                   {"class", r.effect_class}, {"decision", r.decision},       {"duration_ms", r.duration_ms}};
    if (!r.message.empty()) out["message"] = mask(r.message);
    if (!r.act.empty()) out["act"] = mask(r.act);
    if (!r.evidence_run.empty()) out["evidence_run"] = r.evidence_run;
    return out;
  }
  JsonObject operator()(const ModelUse& r) const {
    JsonObject out{{"type", "usage"},
                   {"provider", r.provider},
                   {"model", r.model},
                   {"input_tokens", r.tokens.input},
                   {"output_tokens", r.tokens.output},
                   {"cache_read_tokens", r.tokens.cache_read},
                   {"cache_write_tokens", r.tokens.cache_write},
                   {"cost_usd", r.usd ? JsonValue(*r.usd) : JsonValue()}};
    if (r.estimated > 0) out["estimated_tokens"] = r.estimated;
    return out;
  }
  JsonObject operator()(const WarehouseUse& r) const {
    return {{"type", "statement"},
            {"warehouse_id", r.warehouse_id},
            {"statement_id", r.statement_id},
            {"duration_ms", r.duration_ms},
            {"estimated_dbu", r.dbu ? JsonValue(*r.dbu) : JsonValue()},
            {"cost_usd", r.usd ? JsonValue(*r.usd) : JsonValue()}};
  }
  JsonObject operator()(const Egress& r) const {
    return {{"type", "egress"},       {"origin", mask(r.origin)}, {"kind", r.kind},
            {"requests", r.requests}, {"bytes_out", r.bytes_out}, {"bytes_in", r.bytes_in}};
  }
  JsonObject operator()(const Compaction& r) const {
    return {{"type", "compaction"},           {"trigger", r.trigger},       {"kept_from", r.kept_from},
            {"result_limit", r.result_limit}, {"pre_tokens", r.pre_tokens}, {"post_tokens", r.post_tokens},
            {"duration_ms", r.duration_ms},   {"by_model", r.by_model},     {"summary", mask(r.summary)}};
  }
  JsonObject operator()(const Taint& r) const { return {{"type", "taint"}, {"source", mask(r.source)}}; }
  JsonObject operator()(const NamedResult& r) const {
    JsonArray columns;
    for (const std::string& column : r.columns) columns.push_back(JsonValue(mask(column)));
    return {{"type", "result"},
            {"name", r.name},
            {"alias", r.alias},
            {"tool", r.tool},
            {"source", mask(r.source)},
            {"statement_id", r.statement_id},
            {"workspace", mask(r.workspace)},
            {"taken_at", r.taken_at},
            {"rows", r.rows},
            {"columns", std::move(columns)},
            {"truncated", r.truncated},
            {"data", mask(r.data)}};
  }
  JsonObject operator()(const SkillActivated& r) const { return {{"type", "skill"}, {"name", mask(r.name)}}; }
  JsonObject operator()(const Surroundings& r) const {
    return {{"type", "surroundings"}, {"today", r.today}, {"workspace_profile", mask(r.workspace_profile)}};
  }
  JsonObject operator()(const Closed& r) const { return {{"type", "closed"}, {"status", r.status}}; }
  JsonObject operator()(const Unknown& r) const {
    const auto value = json::parse(r.json, "record");
    return value && value->is_object() ? value->get_object() : JsonObject{{"type", r.type}};
  }

  [[nodiscard]] JsonArray blocks(const llm::Message& message) const {
    JsonArray list;
    for (const llm::Block& each : message.blocks)
      list.push_back(std::visit([this](const auto& typed) { return block(typed); }, each));
    return list;
  }

 private:
  [[nodiscard]] JsonObject block(const llm::TextBlock& b) const { return {{"type", "text"}, {"text", mask(b.text)}}; }
  [[nodiscard]] JsonObject block(const llm::ThinkingBlock& b) const {
    const std::string text = mask(b.text);
    JsonObject out{{"type", "thinking"}, {"text", text}, {"signature", b.signature}};
    if (text != b.text) out["altered"] = true;
    return out;
  }
  [[nodiscard]] JsonObject block(const llm::ToolUse& b) const {
    return {{"type", "tool_use"}, {"id", b.id}, {"name", mask(b.name)}, {"input", mask(b.input)}};
  }
  [[nodiscard]] JsonObject block(const llm::ToolResult& b) const {
    JsonObject out{{"type", "tool_result"}, {"tool_use_id", b.tool_use_id}, {"content", mask(b.content)}};
    if (b.is_error) out["is_error"] = true;
    return out;
  }
  [[nodiscard]] JsonObject block(const llm::OpaqueBlock& b) const {
    // Encrypted by the vendor: nothing readable is in it, and one changed byte makes it worthless.
    const bool is_sealed = b.type == "redacted_thinking" || b.type == "compaction";
    return {{"type", "opaque"}, {"kind", b.type}, {"json", is_sealed ? b.json : mask(b.json)}};
  }

  const Redactor* redactor_;
};

// ---- reading

std::optional<llm::Block> read_block(const JsonValue& value) {
  const std::string type = json::string_at(value, "type");
  if (type == "text") return llm::TextBlock{json::string_at(value, "text")};
  if (type == "thinking") {
    if (json::bool_at(value, "altered").value_or(false)) return std::nullopt;
    return llm::ThinkingBlock{json::string_at(value, "text"), json::string_at(value, "signature")};
  }
  if (type == "tool_use")
    return llm::ToolUse{json::string_at(value, "id"), json::string_at(value, "name"), json::string_at(value, "input")};
  if (type == "tool_result")
    return llm::ToolResult{json::string_at(value, "tool_use_id"), json::string_at(value, "content"),
                           json::bool_at(value, "is_error").value_or(false)};
  if (type == "opaque") return llm::OpaqueBlock{json::string_at(value, "kind"), json::string_at(value, "json")};
  return std::nullopt;
}

llm::Message read_message(const JsonValue& line, llm::Role role) {
  llm::Message message{.role = role, .blocks = {}};
  for (const JsonValue& each : json::array_at(line, "blocks")) {
    if (auto block = read_block(each)) message.blocks.push_back(std::move(*block));
  }
  return message;
}

llm::StopReason read_stop(std::string_view name) {
  using enum llm::StopReason;
  for (const auto reason : {EndTurn, ToolUse, MaxTokens, StopSequence, Pause, Refusal, ContextFull}) {
    if (llm::name_of(reason) == name) return reason;
  }
  return EndTurn;
}

Record read_opened(const JsonValue& line) {
  return Opened{.title = json::string_at(line, "title"),
                .cwd = json::string_at(line, "cwd"),
                .profile = json::string_at(line, "profile"),
                .workspace = json::string_at(line, "workspace"),
                .provider = json::string_at(line, "provider"),
                .model = json::string_at(line, "model"),
                .tool_version = json::string_at(line, "tool_version"),
                .forked_from = json::string_at(line, "forked_from"),
                .no_rows = json::bool_at(line, "no_rows").value_or(false)};
}

Record read_resumed(const JsonValue& line) {
  return Resumed{.tool_version = json::string_at(line, "tool_version"),
                 .workspace = json::string_at(line, "workspace"),
                 .provider = json::string_at(line, "provider"),
                 .model = json::string_at(line, "model")};
}

Record read_title(const JsonValue& line) {
  return Title{json::string_at(line, "text")};
}

Record read_user(const JsonValue& line) {
  return UserMessage{read_message(line, llm::Role::User)};
}

Record read_assistant(const JsonValue& line) {
  return AssistantMessage{.message = read_message(line, llm::Role::Assistant),
                          .stop = read_stop(json::string_at(line, "stop")),
                          .model = json::string_at(line, "model"),
                          .partial = json::bool_at(line, "partial").value_or(false)};
}

Record read_results(const JsonValue& line) {
  ToolResults results;
  for (const JsonValue& each : json::array_at(line, "results")) {
    auto block = read_block(each);
    if (!block) continue;
    if (auto* result = std::get_if<llm::ToolResult>(&*block)) results.results.push_back(std::move(*result));
  }
  return results;
}

Record read_decision(const JsonValue& line) {
  return Decision{.tool_use_id = json::string_at(line, "tool_use_id"),
                  .tool = json::string_at(line, "tool"),
                  .effect_class = json::string_at(line, "class"),
                  .decision = json::string_at(line, "decision"),
                  .message = json::string_at(line, "message"),
                  .act = json::string_at(line, "act"),
                  .duration_ms = json::int_at(line, "duration_ms").value_or(0),
                  .evidence_run = json::string_at(line, "evidence_run")};
}

Record read_usage(const JsonValue& line) {
  return ModelUse{.provider = json::string_at(line, "provider"),
                  .model = json::string_at(line, "model"),
                  .tokens = {.input = json::int_at(line, "input_tokens").value_or(0),
                             .output = json::int_at(line, "output_tokens").value_or(0),
                             .cache_read = json::int_at(line, "cache_read_tokens").value_or(0),
                             .cache_write = json::int_at(line, "cache_write_tokens").value_or(0)},
                  .usd = json::double_at(line, "cost_usd"),
                  .estimated = json::int_at(line, "estimated_tokens").value_or(0)};
}

Record read_statement(const JsonValue& line) {
  return WarehouseUse{.warehouse_id = json::string_at(line, "warehouse_id"),
                      .statement_id = json::string_at(line, "statement_id"),
                      .duration_ms = json::int_at(line, "duration_ms").value_or(0),
                      .dbu = json::double_at(line, "estimated_dbu"),
                      .usd = json::double_at(line, "cost_usd")};
}

Record read_egress(const JsonValue& line) {
  return Egress{.origin = json::string_at(line, "origin"),
                .kind = json::string_at(line, "kind"),
                .requests = json::int_at(line, "requests").value_or(0),
                .bytes_out = json::int_at(line, "bytes_out").value_or(0),
                .bytes_in = json::int_at(line, "bytes_in").value_or(0)};
}

Record read_compaction(const JsonValue& line) {
  return Compaction{.trigger = json::string_at(line, "trigger"),
                    .summary = json::string_at(line, "summary"),
                    .kept_from = json::int_at(line, "kept_from").value_or(0),
                    .result_limit = json::int_at(line, "result_limit").value_or(0),
                    .pre_tokens = json::int_at(line, "pre_tokens").value_or(0),
                    .post_tokens = json::int_at(line, "post_tokens").value_or(0),
                    .duration_ms = json::int_at(line, "duration_ms").value_or(0),
                    .by_model = json::bool_at(line, "by_model").value_or(false)};
}

Record read_taint(const JsonValue& line) {
  return Taint{json::string_at(line, "source")};
}

Record read_named(const JsonValue& line) {
  NamedResult result{.name = json::string_at(line, "name"),
                     .alias = json::string_at(line, "alias"),
                     .tool = json::string_at(line, "tool"),
                     .source = json::string_at(line, "source"),
                     .statement_id = json::string_at(line, "statement_id"),
                     .workspace = json::string_at(line, "workspace"),
                     .taken_at = json::string_at(line, "taken_at"),
                     .rows = json::int_at(line, "rows").value_or(0),
                     .columns = {},
                     .data = json::string_at(line, "data"),
                     .truncated = json::bool_at(line, "truncated").value_or(false)};
  for (const JsonValue& column : json::array_at(line, "columns"))
    result.columns.push_back(json::as_string(column).value_or(""));
  return result;
}

Record read_skill(const JsonValue& line) {
  return SkillActivated{json::string_at(line, "name")};
}

Record read_surroundings(const JsonValue& line) {
  return Surroundings{.today = json::string_at(line, "today"),
                      .workspace_profile = json::string_at(line, "workspace_profile")};
}

Record read_closed(const JsonValue& line) {
  return Closed{json::string_at(line, "status")};
}

/// A kind of record: its type, the member it cannot do without, and how it is read.
struct Kind {
  std::string_view type;
  std::string_view needs;
  Record (*read)(const JsonValue& line);
};
constexpr Kind kKinds[] = {
    {"opened", "schema", read_opened},
    {"resumed", "tool_version", read_resumed},
    {"title", "text", read_title},
    {"user", "blocks", read_user},
    {"assistant", "blocks", read_assistant},
    {"tool_results", "results", read_results},
    {"decision", "decision", read_decision},
    {"usage", "model", read_usage},
    {"statement", "duration_ms", read_statement},
    {"egress", "origin", read_egress},
    {"compaction", "summary", read_compaction},
    {"taint", "source", read_taint},
    {"result", "name", read_named},
    {"skill", "name", read_skill},
    {"surroundings", "today", read_surroundings},
    {"closed", "status", read_closed},
};

}  // namespace

JsonObject to_json(const Record& record, const Redactor& redactor) {
  return std::visit(Writer(&redactor), record);
}

JsonObject to_json(const Record& record) {
  return std::visit(Writer(nullptr), record);
}

Result<Record> from_json(const JsonValue& line) {
  const std::string type = json::string_at(line, "type");
  for (const Kind& kind : kKinds) {
    if (kind.type != type) continue;
    if (json::find(line, kind.needs) != nullptr) return kind.read(line);
    return Error{.code = ErrorCode::CorruptData,
                 .action = "read record",
                 .subject = type,
                 .reason = "it has no `" + std::string(kind.needs) + "`"};
  }
  if (!type.empty()) return Record(Unknown{type, json::serialize(line)});
  return Error{.code = ErrorCode::CorruptData, .action = "read record", .subject = "", .reason = "it has no type"};
}

JsonObject message_to_json(const llm::Message& message) {
  return {{"role", message.role == llm::Role::User ? "user" : "assistant"},
          {"blocks", Writer(nullptr).blocks(message)}};
}

std::string_view type_of(const Record& record) {
  struct Names {
    std::string_view operator()(const Opened&) const { return "opened"; }
    std::string_view operator()(const Resumed&) const { return "resumed"; }
    std::string_view operator()(const Title&) const { return "title"; }
    std::string_view operator()(const UserMessage&) const { return "user"; }
    std::string_view operator()(const AssistantMessage&) const { return "assistant"; }
    std::string_view operator()(const ToolResults&) const { return "tool_results"; }
    std::string_view operator()(const Decision&) const { return "decision"; }
    std::string_view operator()(const ModelUse&) const { return "usage"; }
    std::string_view operator()(const WarehouseUse&) const { return "statement"; }
    std::string_view operator()(const Egress&) const { return "egress"; }
    std::string_view operator()(const Compaction&) const { return "compaction"; }
    std::string_view operator()(const Taint&) const { return "taint"; }
    std::string_view operator()(const NamedResult&) const { return "result"; }
    std::string_view operator()(const SkillActivated&) const { return "skill"; }
    std::string_view operator()(const Surroundings&) const { return "surroundings"; }
    std::string_view operator()(const Closed&) const { return "closed"; }
    std::string_view operator()(const Unknown& record) const { return record.type; }
  };
  return std::visit(Names(), record);
}

}  // namespace lakecode::session
