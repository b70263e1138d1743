// Queries to serving endpoints (API reference 3.12), in the platform's own, OpenAI's and Anthropic's shape. A chat
// endpoint answers from its script: what POST /api/lakecode/serving-script stored, in order, the last one again and
// again; without a script it repeats what it was asked. Tokens are counted as words. Stored: serving_script (name):
// {"answers":[text or {"tool_calls"}], "next": n}.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Error missing_endpoint(const std::string& name) {
  return refusal(ErrorCode::NotFound, fmt::format("Endpoint with name '{}' does not exist.", name));
}

std::int64_t count_tokens(std::string_view text) {
  std::int64_t words = 0;
  for (const std::string_view line : text::lines(text)) {
    for (const std::string_view word : text::split(line, ' ')) words += word.empty() ? 0 : 1;
  }
  return words;
}

/// The text of a message: a string, or parts with text.
std::string content_of(const JsonValue& message) {
  if (auto whole = json::optional_string_at(message, "content")) return *whole;
  std::string joined;
  for (const JsonValue& part : json::array_at(message, "content")) joined += json::string_at(part, "text");
  return joined;
}

struct Chat {
  std::string endpoint;
  std::string model;  ///< the served entity
  std::string text;
  JsonArray tool_calls;  ///< OpenAI's form
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  [[nodiscard]] std::int64_t total() const { return prompt_tokens + completion_tokens; }
};

/// The next answer of the script; null when there is none.
Result<JsonValue> next_of_script(Workspace& workspace, const std::string& name) {
  const auto lock = workspace.changes->lock();
  auto script = find_body(workspace.store, "serving_script", name);
  if (!script) return JsonValue();
  const JsonArray& answers = json::array_at(*script, "answers");
  if (answers.empty()) return JsonValue();
  const auto next = static_cast<std::size_t>(json::int_at(*script, "next").value_or(0));
  const JsonValue answer = answers[std::min(next, answers.size() - 1)];
  (*script)["next"] = next + 1;
  TRY_VOID(put_body(workspace, "serving_script", name, std::move(*script)));
  return answer;
}

Result<Chat> answer_chat(Workspace& workspace, const std::string& name, const JsonValue& body) {
  const auto endpoint = find_body(workspace.store, "serving_endpoint", name);
  if (!endpoint) return missing_endpoint(name);
  const JsonArray& messages = json::array_at(body, "messages");
  if (messages.empty()) return refusal(ErrorCode::InvalidArgument, "BAD_REQUEST", "Missing required field: messages");
  Chat chat;
  chat.endpoint = name;
  const JsonArray& entities = json::array_at(json::object_at(*endpoint, "config"), "served_entities");
  chat.model = entities.empty() ? name : json::string_at(entities.front(), "name");
  chat.prompt_tokens = count_tokens(json::string_at(body, "system"));
  for (const JsonValue& message : messages) chat.prompt_tokens += count_tokens(content_of(message));
  TRY_ASSIGN(const JsonValue scripted, next_of_script(workspace, name));
  chat.text = scripted.is_null() ? content_of(messages.back())
                                 : json::as_string(scripted).value_or(json::string_at(scripted, "content"));
  chat.tool_calls = json::array_at(scripted, "tool_calls");
  chat.completion_tokens = std::max<std::int64_t>(count_tokens(chat.text), 1);
  return chat;
}

JsonObject usage_of(const Chat& chat) {
  return {{"prompt_tokens", chat.prompt_tokens},
          {"completion_tokens", chat.completion_tokens},
          {"total_tokens", chat.total()}};
}

net::ServerResponse event_stream(std::string body, const Chat& chat) {
  net::ServerResponse response;
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("served-model-name", chat.model);
  response.body = std::move(body);
  return response;
}

std::string_view finish_reason(const Chat& chat) {
  return chat.tool_calls.empty() ? "stop" : "tool_calls";
}

/// The answer in pieces of a word, then [DONE].
net::ServerResponse stream_chat(const Chat& chat, const std::string& id, std::int64_t created) {
  std::string body;
  const auto add = [&](JsonObject delta, const JsonValue& finish) {
    const JsonObject chunk{
        {"id", id},
        {"object", "chat.completion.chunk"},
        {"created", created},
        {"model", chat.model},
        {"choices", JsonArray{JsonObject{{"index", 0}, {"delta", std::move(delta)}, {"finish_reason", finish}}}}};
    body += "data: " + json::serialize(chunk) + "\n\n";
  };
  add({{"role", "assistant"}, {"content", ""}}, JsonValue());
  std::string_view rest = chat.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' ', 1), rest.size());
    add({{"content", rest.substr(0, end)}}, JsonValue());
    rest.remove_prefix(end);
  }
  for (std::size_t i = 0; i < chat.tool_calls.size(); ++i) {
    JsonObject piece = chat.tool_calls[i].is_object() ? chat.tool_calls[i].as_object() : JsonObject();
    piece["index"] = i;
    add({{"tool_calls", JsonArray{std::move(piece)}}}, JsonValue());
  }
  const JsonObject last{
      {"id", id},
      {"object", "chat.completion.chunk"},
      {"created", created},
      {"model", chat.model},
      {"choices", JsonArray{JsonObject{{"index", 0}, {"delta", JsonObject()}, {"finish_reason", finish_reason(chat)}}}},
      {"usage", usage_of(chat)}};
  body += "data: " + json::serialize(last) + "\n\ndata: [DONE]\n\n";
  return event_stream(std::move(body), chat);
}

net::ServerResponse whole_chat(const Chat& chat, const std::string& id, std::int64_t created) {
  JsonObject message{{"role", "assistant"}, {"content", chat.text}};
  if (!chat.tool_calls.empty()) message["tool_calls"] = chat.tool_calls;
  net::ServerResponse response = json_answer(JsonObject{
      {"id", id},
      {"object", "chat.completion"},
      {"created", created},
      {"model", chat.model},
      {"choices",
       JsonArray{JsonObject{{"index", 0}, {"message", std::move(message)}, {"finish_reason", finish_reason(chat)}}}},
      {"usage", usage_of(chat)}});
  response.headers.add("served-model-name", chat.model);
  return response;
}

Result<net::ServerResponse> chat_with(Workspace& workspace, const std::string& name, const JsonValue& body) {
  TRY_ASSIGN(const Chat chat, answer_chat(workspace, name, body));
  TRY_ASSIGN(const bool stream, flag_member(body, "stream"));
  const std::string id = "chatcmpl_" + workspace.random.hex(12);
  const std::int64_t created = now_ms(workspace) / 1000;
  return stream ? stream_chat(chat, id, created) : whole_chat(chat, id, created);
}

/// A vector of eight numbers that follows from the text alone.
JsonArray embedding_of(std::string_view text) {
  std::uint64_t state = 1469598103934665603ULL;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  JsonArray vector;
  for (int i = 0; i < 8; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    vector.emplace_back(static_cast<double>(state >> 40U) / 16777216.0 - 0.5);
  }
  return vector;
}

Result<net::ServerResponse> embed(const std::string& name, const JsonValue& body) {
  const JsonValue* input = json::find(body, "input");
  const JsonArray texts = input->is_array() ? input->as_array() : JsonArray{*input};
  JsonArray data;
  std::int64_t tokens = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string text = json::as_string(texts[i]).value_or("");
    tokens += count_tokens(text);
    data.push_back(JsonObject{{"index", i}, {"object", "embedding"}, {"embedding", embedding_of(text)}});
  }
  return json_answer(JsonObject{{"object", "list"},
                                {"model", name},
                                {"data", std::move(data)},
                                {"usage", JsonObject{{"prompt_tokens", tokens}, {"total_tokens", tokens}}}});
}

Result<net::ServerResponse> invoke(Workspace& workspace, const Call& call) {
  const std::string& name = call.captures[0];
  if (workspace.store.find("serving_endpoint", name) == nullptr) return missing_endpoint(name);
  TRY_ASSIGN(const JsonBox body, call.body());
  if (json::find(*body, "messages") != nullptr) return chat_with(workspace, name, *body);
  if (json::find(*body, "input") != nullptr) return embed(name, *body);
  for (const char* form : {"dataframe_records", "dataframe_split", "instances", "inputs", "prompt"}) {
    if (json::find(*body, form) != nullptr) {
      return refusal(ErrorCode::Unsupported,
                     fmt::format("The embedded workspace runs no models: it answers messages and input, not {}", form));
    }
  }
  return refusal(ErrorCode::InvalidArgument, "BAD_REQUEST", "The request has neither messages nor input");
}

Result<net::ServerResponse> chat_completions(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "model"));
  return chat_with(workspace, name, *body);
}

JsonArray anthropic_content(const Chat& chat) {
  JsonArray content;
  if (!chat.text.empty() || chat.tool_calls.empty())
    content.push_back(JsonObject{{"type", "text"}, {"text", chat.text}});
  for (const JsonValue& tool : chat.tool_calls) {
    const auto arguments = json::parse(json::string_at_path(tool, {"function", "arguments"}), "arguments");
    content.push_back(JsonObject{{"type", "tool_use"},
                                 {"id", json::string_at(tool, "id")},
                                 {"name", json::string_at_path(tool, {"function", "name"})},
                                 {"input", arguments ? *arguments : JsonValue(JsonObject())}});
  }
  return content;
}

net::ServerResponse anthropic_error(const Error& error) {
  const bool missing = error.code == ErrorCode::NotFound;
  net::ServerResponse response =
      json_answer(JsonObject{{"type", "error"},
                             {"error", JsonObject{{"type", missing ? "not_found_error" : "invalid_request_error"},
                                                  {"message", error.reason}}}});
  response.status = missing ? 404 : 400;
  return response;
}

net::ServerResponse stream_anthropic(const Chat& chat, JsonObject message) {
  std::string body;
  const auto add = [&](std::string_view type, JsonObject data) {
    data["type"] = type;
    body += fmt::format("event: {}\ndata: {}\n\n", type, json::serialize(data));
  };
  const JsonArray content = json::array_at(message, "content");
  const JsonValue stop = message["stop_reason"];
  message["content"] = JsonArray();
  message["stop_reason"] = nullptr;
  message["usage"] = JsonObject{{"input_tokens", chat.prompt_tokens}, {"output_tokens", 0}};
  add("message_start", {{"message", std::move(message)}});
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool tool = json::string_at(content[i], "type") == "tool_use";
    JsonObject start = content[i].as_object();
    JsonObject delta;
    if (tool) {
      delta = {{"type", "input_json_delta"}, {"partial_json", json::serialize(start["input"])}};
      start["input"] = JsonObject();
    } else {
      delta = {{"type", "text_delta"}, {"text", start["text"]}};
      start["text"] = "";
    }
    add("content_block_start", {{"index", i}, {"content_block", std::move(start)}});
    add("content_block_delta", {{"index", i}, {"delta", std::move(delta)}});
    add("content_block_stop", {{"index", i}});
  }
  add("message_delta", {{"delta", JsonObject{{"stop_reason", stop}, {"stop_sequence", nullptr}}},
                        {"usage", JsonObject{{"output_tokens", chat.completion_tokens}}}});
  add("message_stop", {});
  return event_stream(std::move(body), chat);
}

net::ServerResponse anthropic_messages(Workspace& workspace, const Call& call) {
  const auto body = call.body();
  if (!body) return anthropic_error(body.error());
  const auto name = need_text(**body, "model");
  if (!name) return anthropic_error(name.error());
  const auto chat = answer_chat(workspace, *name, **body);
  if (!chat) return anthropic_error(chat.error());
  JsonObject message{
      {"id", "msg_" + workspace.random.hex(12)},
      {"type", "message"},
      {"role", "assistant"},
      {"model", *name},
      {"content", anthropic_content(*chat)},
      {"stop_reason", chat->tool_calls.empty() ? "end_turn" : "tool_use"},
      {"stop_sequence", nullptr},
      {"usage", JsonObject{{"input_tokens", chat->prompt_tokens}, {"output_tokens", chat->completion_tokens}}}};
  if (json::bool_at(**body, "stream") == true) return stream_anthropic(*chat, std::move(message));
  return json_answer(message);
}

/// {"endpoint": name, "answers": [text | {"content", "tool_calls"}]}: what the endpoint says next.
Result<net::ServerResponse> set_script(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "endpoint"));
  if (workspace.store.find("serving_endpoint", name) == nullptr) return missing_endpoint(name);
  const JsonArray& answers = json::array_at(*body, "answers");
  TRY_VOID(put_body(workspace, "serving_script", name, {{"answers", answers}, {"next", 0}}));
  return json_answer(JsonObject{{"endpoint", name}, {"answers", answers.size()}});
}

}  // namespace

std::vector<Route> serving_query_routes() {
  return {{"POST", "/serving-endpoints/{}/invocations", answered<invoke>, Access::Token, Locking::None},
          {"POST", "/serving-endpoints/chat/completions", answered<chat_completions>, Access::Token, Locking::None},
          {"POST", "/serving-endpoints/anthropic/v1/messages", anthropic_messages, Access::Token, Locking::None},
          {"POST", "/api/lakecode/serving-script", answered<set_script>}};
}

}  // namespace lakecode::local
