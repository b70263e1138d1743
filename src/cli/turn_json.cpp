#include "cli/turn_json.h"

#include "base/json.h"

namespace lakecode::cli {
namespace {

using agent::Limit;
using agent::Status;

JsonValue money(const std::optional<double>& usd) {
  return usd ? JsonValue(*usd) : JsonValue(nullptr);
}

/// Usage in the vendor's words, as messages carry it.
JsonObject vendor_usage(const llm::Usage& usage) {
  JsonObject object;
  object["input_tokens"] = usage.input;
  object["output_tokens"] = usage.output;
  object["cache_read_input_tokens"] = usage.cache_read;
  object["cache_creation_input_tokens"] = usage.cache_write;
  return object;
}

bool is_refusal(const agent::ToolCall& call) {
  return call.decision == "denied" || call.decision == "needs_approval" || call.decision == "declined";
}

JsonArray denials_of(const agent::TurnEnd& end, const Redactor& redactor) {
  JsonArray denials;
  for (const agent::ToolCall& call : end.calls) {
    if (!is_refusal(call)) continue;
    JsonObject denial;
    denial["tool_name"] = call.name;
    denial["tool_use_id"] = call.id;
    denial["tool_input"] = input_value(call.input, redactor);
    denial["decision"] = call.decision;
    denial["message"] = redactor.redact(call.message);
    denials.emplace_back(std::move(denial));
  }
  return denials;
}

JsonValue structured_of(const agent::TurnEnd& end, const Redactor& redactor) {
  auto parsed = json::parse(redactor.redact(end.structured), "the answer");
  return parsed ? std::move(*parsed) : JsonValue(nullptr);
}

JsonObject warehouse_object(const agent::Spending& spent) {
  JsonObject object;
  object["statements"] = spent.statements;
  object["estimated_dbu"] = money(spent.dbus);
  object["cost_usd"] = money(spent.warehouse_usd);
  return object;
}

std::string_view subtype_of(const agent::TurnEnd& end) {
  if (end.schema_missed) return "error_max_structured_output_retries";
  switch (end.status) {
    case Status::Ok:
    case Status::Denied:
    case Status::NeedsApproval:
      return "success";
    case Status::Budget:
      if (end.limit == Limit::Money) return "error_max_budget_usd";
      return end.limit == Limit::Answers ? "error_max_turns" : "error_during_execution";
    default:
      return "error_during_execution";
  }
}

/// A block as its vendor writes it; what the vendor signed stays as it is.
JsonObject block_object(const llm::Block& block, const Redactor& redactor) {
  JsonObject object;
  if (const auto* text = std::get_if<llm::TextBlock>(&block)) {
    object["type"] = "text";
    object["text"] = redactor.redact(text->text);
  } else if (const auto* thinking = std::get_if<llm::ThinkingBlock>(&block)) {
    object["type"] = "thinking";
    object["thinking"] = redactor.redact(thinking->text);
    object["signature"] = thinking->signature;
  } else if (const auto* use = std::get_if<llm::ToolUse>(&block)) {
    object["type"] = "tool_use";
    object["id"] = use->id;
    object["name"] = use->name;
    object["input"] = input_value(use->input, redactor);
  } else if (const auto* result = std::get_if<llm::ToolResult>(&block)) {
    object["type"] = "tool_result";
    object["tool_use_id"] = result->tool_use_id;
    object["content"] = redactor.redact(result->content);
    object["is_error"] = result->is_error;
  } else {
    object["type"] = std::get_if<llm::OpaqueBlock>(&block)->type;
  }
  return object;
}

JsonArray blocks_of(const llm::Message& message, const Redactor& redactor) {
  JsonArray blocks;
  for (const llm::Block& block : message.blocks) blocks.emplace_back(block_object(block, redactor));
  return blocks;
}

}  // namespace

JsonValue input_value(const std::string& input, const Redactor& redactor) {
  const std::string masked = redactor.redact(input);
  auto parsed = json::parse(masked, "tool input");
  return parsed ? std::move(*parsed) : JsonValue(masked);
}

JsonObject usage_object(const agent::Spending& spent) {
  JsonObject object;
  object["input_tokens"] = spent.usage.input;
  object["output_tokens"] = spent.usage.output;
  object["cache_read_tokens"] = spent.usage.cache_read;
  object["cache_write_tokens"] = spent.usage.cache_write;
  object["cost_usd"] = money(spent.usd);
  return object;
}

JsonObject turn_object(const agent::TurnEnd& end, const SessionFacts& facts, const Redactor& redactor) {
  JsonObject object;
  object["session_id"] = facts.session_id;
  object["status"] = agent::name_of(end.status);
  object["text"] = redactor.redact(end.text);
  object["turns"] = end.answers;
  JsonArray calls;
  for (const agent::ToolCall& call : end.calls) {
    JsonObject one;
    one["name"] = call.name;
    one["class"] = safety::name_of(call.effect_class);
    one["decision"] = call.decision;
    one["duration_ms"] = call.duration.count();
    one["is_error"] = call.is_error;
    if (call.is_error && !call.message.empty()) one["message"] = redactor.redact(call.message);
    calls.emplace_back(std::move(one));
  }
  object["tool_calls"] = std::move(calls);
  object["usage"] = usage_object(end.spent);
  object["model"] = end.model.empty() ? JsonValue(nullptr) : JsonValue(end.model);
  object["provider"] = facts.provider;
  object["workspace"] = facts.workspace;
  object["warehouse"] = warehouse_object(end.spent);
  object["stop_reason"] = end.stop_reason;
  object["duration_ms"] = end.duration.count();
  object["permission_denials"] = denials_of(end, redactor);
  if (!end.structured.empty()) object["structured_output"] = structured_of(end, redactor);
  if (!end.why.empty()) object["error"] = redactor.redact(end.why);
  object["evidence_pack"] = facts.evidence_pack.empty() ? JsonValue(nullptr) : JsonValue(facts.evidence_pack);
  return object;
}

JsonObject result_line(const agent::TurnEnd& end, const SessionFacts& facts, const Redactor& redactor) {
  JsonObject line;
  line["type"] = "result";
  line["subtype"] = subtype_of(end);
  line["is_error"] = end.status != Status::Ok;
  line["status"] = agent::name_of(end.status);
  line["duration_ms"] = end.duration.count();
  line["duration_api_ms"] = end.model_duration.count();
  line["num_turns"] = end.answers;
  line["result"] = redactor.redact(end.text);
  line["stop_reason"] = end.stop_reason;
  line["total_cost_usd"] = money(end.spent.usd);
  line["usage"] = vendor_usage(end.spent.usage);
  JsonObject use;
  use["inputTokens"] = end.spent.usage.input;
  use["outputTokens"] = end.spent.usage.output;
  use["cacheReadInputTokens"] = end.spent.usage.cache_read;
  use["cacheCreationInputTokens"] = end.spent.usage.cache_write;
  use["costUSD"] = money(end.spent.usd);
  use["contextWindow"] = facts.capabilities.context_window;
  use["maxOutputTokens"] = facts.capabilities.max_output;
  JsonObject models;
  if (!end.model.empty()) models[end.model] = std::move(use);
  line["modelUsage"] = std::move(models);
  line["warehouse"] = warehouse_object(end.spent);
  line["permission_denials"] = denials_of(end, redactor);
  if (!end.structured.empty()) line["structured_output"] = structured_of(end, redactor);
  JsonArray errors;
  if (!end.why.empty()) errors.emplace_back(redactor.redact(end.why));
  line["errors"] = std::move(errors);
  line["evidence_pack"] = facts.evidence_pack.empty() ? JsonValue(nullptr) : JsonValue(facts.evidence_pack);
  return line;
}

JsonObject assistant_line(const agent::AnswerDone& answer, const Redactor& redactor) {
  JsonObject message;
  message["id"] = answer.id;
  message["type"] = "message";
  message["role"] = "assistant";
  message["model"] = answer.model;
  message["content"] = blocks_of(answer.message, redactor);
  message["stop_reason"] = answer.is_partial ? JsonValue(nullptr) : JsonValue(llm::name_of(answer.stop));
  message["stop_sequence"] = nullptr;
  message["usage"] = vendor_usage(answer.usage);
  JsonObject line;
  line["type"] = "assistant";
  line["message"] = std::move(message);
  line["parent_tool_use_id"] = nullptr;
  if (answer.stop == llm::StopReason::MaxTokens) line["error"] = "max_output_tokens";
  if (answer.is_partial) line["interrupted"] = true;
  return line;
}

JsonObject results_line(const llm::Message& results, const Redactor& redactor) {
  JsonObject message;
  message["role"] = "user";
  message["content"] = blocks_of(results, redactor);
  JsonObject line;
  line["type"] = "user";
  line["message"] = std::move(message);
  line["parent_tool_use_id"] = nullptr;
  return line;
}

}  // namespace lakecode::cli
