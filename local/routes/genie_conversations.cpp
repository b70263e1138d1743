// Conversations of a Genie space: asked, answered with words or with SQL that runs on the space's warehouse, read
// again, commented, thrown away. Stored: genie_conversation (space/id): GenieConversation; genie_message
// (space/conversation/id): GenieMessage, as it was when last looked at; genie_comment (space/conversation/message/id):
// GenieMessageComment; genie_download (statement id): the signature that reads it.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/genie_answers.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/statement_answer.h"
#include "local/routes/warehouse_state.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kConversation = "genie_conversation";
constexpr std::string_view kMessage = "genie_message";
constexpr std::string_view kComment = "genie_comment";
constexpr std::string_view kDownload = "genie_download";
constexpr std::size_t kTitleLength = 100;

std::string joined(const std::vector<std::string>& captures, std::size_t count) {
  std::string key;
  for (std::size_t i = 0; i < count && i < captures.size(); ++i) key += (i == 0 ? "" : "/") + captures[i];
  return key;
}

Result<JsonObject> space_of(const Workspace& workspace, const Call& call) {
  auto space = find_body(workspace.store, "genie_space", call.captures[0]);
  if (!space)
    return refusal(ErrorCode::NotFound, fmt::format("Genie space with ID {} does not exist.", call.captures[0]));
  return std::move(*space);
}

Result<JsonObject> conversation_of(const Workspace& workspace, const Call& call) {
  TRY_VOID(space_of(workspace, call));
  auto conversation = find_body(workspace.store, kConversation, joined(call.captures, 2));
  if (!conversation)
    return refusal(ErrorCode::NotFound, fmt::format("Conversation {} does not exist.", call.captures[1]));
  return std::move(*conversation);
}

Result<JsonObject> message_of(const Workspace& workspace, const Call& call) {
  TRY_VOID(conversation_of(workspace, call));
  auto message = find_body(workspace.store, kMessage, joined(call.captures, 3));
  if (!message) return refusal(ErrorCode::NotFound, fmt::format("Message {} does not exist.", call.captures[2]));
  return std::move(*message);
}

Result<std::vector<RecordPointer>> all_below(const Workspace& workspace, std::string_view kind,
                                             const std::string& parent) {
  ListQuery query;
  query.kind = kind;
  query.parent = parent;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

// ---- answers ----

void fail(JsonObject& message, std::string_view type, std::string_view why) {
  message["status"] = "FAILED";
  message["error"] = JsonObject{{"type", type}, {"error", why}};
}

/// Genie asks and never changes.
bool only_reads(std::string_view sql) {
  sql = text::trim(sql);
  std::size_t end = 0;
  while (end < sql.size() && ((sql[end] | 0x20) >= 'a' && (sql[end] | 0x20) <= 'z')) ++end;
  const std::string word = text::to_upper(sql.substr(0, end));
  return word == "SELECT" || word == "WITH" || word == "FROM" || word == "VALUES" || word == "SHOW" ||
         word == "DESCRIBE";
}

/// The id of the statement; a refusal when the space's warehouse is gone.
Result<std::string> run_query(Workspace& workspace, const Call& call, const JsonObject& space, const std::string& sql,
                              Disposition disposition = Disposition::Inline) {
  Submission submission;
  submission.disposition = disposition;
  submission.warehouse_id = json::string_at(space, "warehouse_id");
  if (!wake_warehouse(workspace, submission.warehouse_id)) {
    return refusal(ErrorCode::InvalidArgument, fmt::format("{} is not a valid endpoint id.", submission.warehouse_id));
  }
  const Me me = me_of(workspace.store, call.identity);
  submission.user_name = me.user_name;
  submission.user_id = me.user_id;
  submission.client = "Databricks SQL Genie Space";
  submission.source = JsonBox(JsonObject{{"genie_space_id", json::string_at(space, "space_id")}});
  submission.request.sql = sql;
  submission.request.names = {text::to_lower(default_catalog(workspace.store)), "default", me.user_name};
  return workspace.statements->submit(std::move(submission));
}

/// Fills what the space says to the message's question.
Result<void> reply(Workspace& workspace, const Call& call, const JsonObject& space, JsonObject& message) {
  TRY_ASSIGN(const auto answer, answer_question(workspace, space, json::string_at(message, "content")));
  if (!answer) {
    fail(message, "UNKNOWN_AI_MODEL",
         "The embedded workspace has no model behind its Genie spaces. It answers the example questions of the space's "
         "instructions, and what POST /api/lakecode/genie-script prepared.");
    return {};
  }
  JsonArray attachments;
  if (!answer->text.empty()) {
    attachments.push_back(
        JsonObject{{"attachment_id", workspace.random.hex(16)}, {"text", JsonObject{{"content", answer->text}}}});
  }
  message["status"] = "COMPLETED";
  if (!answer->sql.empty()) {
    if (!only_reads(answer->sql)) {
      fail(message, "GENERIC_SQL_EXEC_API_CALL_EXCEPTION", "Genie runs queries that read, and no other statements.");
      return {};
    }
    auto statement = run_query(workspace, call, space, answer->sql);
    if (!statement) {
      fail(message, "WAREHOUSE_ACCESS_MISSING_EXCEPTION", statement.error().reason);
      return {};
    }
    JsonObject query{{"query", answer->sql}, {"statement_id", *statement}};
    if (!answer->description.empty()) query["description"] = answer->description;
    attachments.push_back(JsonObject{{"attachment_id", workspace.random.hex(16)}, {"query", std::move(query)}});
    message["query_result"] = JsonObject{{"statement_id", *statement}};
    message["status"] = "EXECUTING_QUERY";
  }
  message["attachments"] = std::move(attachments);
  return {};
}

/// The message's query attachment; nullptr when it has none.
JsonObject* query_of(JsonObject& message) {
  const auto attachments = message.find("attachments");
  if (attachments == message.end() || !attachments->value().is_array()) return nullptr;
  for (JsonValue& attachment : attachments->value().as_array()) {
    if (!attachment.is_object()) continue;
    const auto query = attachment.as_object().find("query");
    if (query != attachment.as_object().end()) return &query->value().as_object();
  }
  return nullptr;
}

/// The message as its statement has it by now.
void settle(const Workspace& workspace, JsonObject& message) {
  const std::string status = json::string_at(message, "status");
  JsonObject* query = query_of(message);
  if (query == nullptr || (status != "EXECUTING_QUERY" && status != "COMPLETED")) return;
  const auto view = workspace.statements->find(json::string_at(*query, "statement_id"));
  if (!view || view->state == StatementState::Closed) {
    message["status"] = "QUERY_RESULT_EXPIRED";
  } else if (view->state == StatementState::Succeeded) {
    message["status"] = "COMPLETED";
    (*query)["query_result_metadata"] =
        JsonObject{{"row_count", view->table->rows.size()}, {"is_truncated", view->table->truncated}};
  } else if (view->state == StatementState::Failed) {
    fail(message, "SQL_EXECUTION_EXCEPTION", view->message);
  } else if (view->state == StatementState::Canceled) {
    message["status"] = "CANCELLED";
  }
}

// ---- asking ----

Result<JsonObject> add_message(Workspace& workspace, const Call& call, const JsonObject& space,
                               const std::string& conversation_id) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string content, need_text(*body, "content"));
  const std::string parent = call.captures[0] + "/" + conversation_id;
  const std::string id = workspace.random.hex(16);
  const std::int64_t now = now_ms(workspace);
  TRY_ASSIGN(const auto earlier, all_below(workspace, kMessage, parent));
  JsonObject message{{"id", id},
                     {"message_id", id},
                     {"space_id", call.captures[0]},
                     {"conversation_id", conversation_id},
                     {"user_id", me_of(workspace.store, call.identity).user_id},
                     {"content", content},
                     {"status", "SUBMITTED"},
                     {"created_timestamp", now},
                     {"last_updated_timestamp", now},
                     {"lakecode_parent", parent},
                     {"lakecode_order", now * 1000 + static_cast<std::int64_t>(earlier.size())}};
  TRY_VOID(reply(workspace, call, space, message));
  TRY_VOID(put_body(workspace, kMessage, parent + "/" + id, message));
  return public_part(std::move(message));
}

Result<net::ServerResponse> start_conversation(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject space, space_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string content, need_text(*body, "content"));
  const std::string id = workspace.random.hex(16);
  const std::int64_t now = now_ms(workspace);
  JsonObject conversation{{"id", id},
                          {"conversation_id", id},
                          {"space_id", call.captures[0]},
                          {"user_id", me_of(workspace.store, call.identity).user_id},
                          {"title", content.substr(0, kTitleLength)},
                          {"created_timestamp", now},
                          {"last_updated_timestamp", now},
                          {"lakecode_parent", call.captures[0]},
                          {"lakecode_order", now}};
  TRY_VOID(put_body(workspace, kConversation, call.captures[0] + "/" + id, conversation));
  TRY_ASSIGN(JsonObject message, add_message(workspace, call, space, id));
  const std::string message_id = json::string_at(message, "id");
  return json_answer(JsonObject{{"conversation_id", id},
                                {"message_id", message_id},
                                {"conversation", public_part(std::move(conversation))},
                                {"message", std::move(message)}});
}

Result<net::ServerResponse> create_message(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject space, space_of(workspace, call));
  TRY_ASSIGN(JsonObject conversation, conversation_of(workspace, call));
  TRY_ASSIGN(JsonObject message, add_message(workspace, call, space, call.captures[1]));
  conversation["last_updated_timestamp"] = now_ms(workspace);
  TRY_VOID(put_body(workspace, kConversation, joined(call.captures, 2), std::move(conversation)));
  return json_answer(message);
}

// ---- reading ----

/// A person sees conversations of their own; include_all, which is for who manages the space, brings the others.
Result<net::ServerResponse> list_conversations(Workspace& workspace, const Call& call) {
  TRY_VOID(space_of(workspace, call));
  TRY_ASSIGN(ListQuery query, page_query(call, kConversation, {"", "page_size", 20, 100}));
  query.parent = call.captures[0];
  query.newest_first = true;
  const std::int64_t me = me_of(workspace.store, call.identity).user_id;
  const bool all = call.flag_query("include_all");
  query.filter = [me, all](const Record& record) { return all || json::int_at(body_of(record), "user_id") == me; };
  return page_answer(workspace, query, "conversations", [](JsonObject stored) {
    JsonObject summary;
    copy_members(summary, JsonValue(std::move(stored)), {"conversation_id", "title", "created_timestamp"});
    return summary;
  });
}

Result<net::ServerResponse> list_messages(Workspace& workspace, const Call& call) {
  TRY_VOID(conversation_of(workspace, call));
  TRY_ASSIGN(ListQuery query, page_query(call, kMessage, {"", "page_size", 20, 100}));
  query.parent = joined(call.captures, 2);
  return page_answer(workspace, query, "messages", [&workspace](JsonObject message) {
    settle(workspace, message);
    return public_part(std::move(message));
  });
}

Result<net::ServerResponse> show_message(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject message, message_of(workspace, call));
  settle(workspace, message);
  return json_answer(public_part(std::move(message)));
}

Result<JsonObject> query_in(JsonObject& message, const Call& call) {
  const JsonObject* query = query_of(message);
  if (query == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("Message {} has no query.", json::string_at(message, "id")));
  if (call.captures.size() < 4) return *query;
  for (const JsonValue& attachment : json::array_at(message, "attachments")) {
    const bool named = json::string_at(attachment, "attachment_id") == call.captures[3];
    if (named && json::find(attachment, "query") != nullptr) return *query;
  }
  return refusal(ErrorCode::NotFound, fmt::format("Attachment {} has no query.", call.captures[3]));
}

Result<net::ServerResponse> show_result(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject message, message_of(workspace, call));
  TRY_ASSIGN(const JsonObject query, query_in(message, call));
  const auto view = workspace.statements->find(json::string_at(query, "statement_id"));
  if (!view || view->state == StatementState::Closed) {
    return refusal(ErrorCode::NotFound, "The result of the query has expired; run it again with execute-query.");
  }
  return json_answer(JsonObject{{"statement_response", statement_answer(workspace, *view)}});
}

Result<net::ServerResponse> run_again(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject space, space_of(workspace, call));
  TRY_ASSIGN(JsonObject message, message_of(workspace, call));
  TRY_ASSIGN(const JsonObject query, query_in(message, call));
  TRY_ASSIGN(const std::string statement, run_query(workspace, call, space, json::string_at(query, "query")));
  (*query_of(message))["statement_id"] = statement;
  message["query_result"] = JsonObject{{"statement_id", statement}};
  message["status"] = "EXECUTING_QUERY";
  message.stable_erase("error");
  TRY_VOID(put_body(workspace, kMessage, joined(call.captures, 3), std::move(message)));
  const auto view = workspace.statements->wait(statement, std::chrono::seconds(5));
  return json_answer(JsonObject{{"statement_response", statement_answer(workspace, *view)}});
}

// ---- the whole result ----

/// Runs the query once more; its result is read by links, with the two words that are told here.
Result<net::ServerResponse> start_download(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject space, space_of(workspace, call));
  TRY_ASSIGN(JsonObject message, message_of(workspace, call));
  TRY_ASSIGN(const JsonObject query, query_in(message, call));
  TRY_ASSIGN(const std::string statement,
             run_query(workspace, call, space, json::string_at(query, "query"), Disposition::ExternalLinks));
  const std::string signature = workspace.random.hex(32);
  TRY_VOID(put_body(workspace, kDownload, statement, {{"signature", signature}}));
  return json_answer(JsonObject{{"download_id", statement}, {"download_id_signature", signature}});
}

Result<net::ServerResponse> show_download(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject message, message_of(workspace, call));
  TRY_VOID(query_in(message, call));
  TRY_ASSIGN(const std::string signature, need_query(call, "download_id_signature"));
  const std::string& id = call.captures[4];
  const auto download = find_body(workspace.store, kDownload, id);
  const auto view = download ? workspace.statements->find(id) : std::nullopt;
  if (!view || json::string_at(*download, "signature") != signature)
    return refusal(ErrorCode::NotFound, fmt::format("Download {} does not exist.", id));
  return json_answer(JsonObject{{"statement_response", statement_answer(workspace, *view)}});
}

// ---- comments ----

Result<net::ServerResponse> create_comment(Workspace& workspace, const Call& call) {
  TRY_VOID(message_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string content, need_text(*body, "content"));
  const std::string id = workspace.random.hex(16);
  const std::string parent = joined(call.captures, 3);
  const std::int64_t now = now_ms(workspace);
  TRY_ASSIGN(const auto earlier, all_below(workspace, kComment, parent));
  JsonObject comment{{"space_id", call.captures[0]},
                     {"conversation_id", call.captures[1]},
                     {"message_id", call.captures[2]},
                     {"message_comment_id", id},
                     {"content", content},
                     {"created_timestamp", now},
                     {"user_id", me_of(workspace.store, call.identity).user_id},
                     {"lakecode_parent", parent},
                     {"lakecode_order", now * 1000 + static_cast<std::int64_t>(earlier.size())}};
  TRY_VOID(put_body(workspace, kComment, parent + "/" + id, comment));
  return json_answer(public_part(std::move(comment)));
}

/// Of one message, or of all of a conversation.
Result<net::ServerResponse> list_comments(Workspace& workspace, const Call& call) {
  const bool one = call.captures.size() == 3;
  if (one)
    TRY_VOID(message_of(workspace, call));
  else
    TRY_VOID(conversation_of(workspace, call));
  TRY_ASSIGN(ListQuery query, page_query(call, kComment, {"", "page_size", 20, 100}));
  const std::string above = joined(call.captures, call.captures.size());
  if (one) query.parent = above;
  query.filter = [above](const Record& record) { return record.id.starts_with(above + "/"); };
  return page_answer(workspace, query, "comments");
}

/// Adds to `change` the comments on everything below `above`.
Result<void> erase_comments(const Workspace& workspace, const std::string& above, Store::Change& change) {
  ListQuery query;
  query.kind = kComment;
  query.limit = SIZE_MAX;
  query.filter = [above](const Record& record) { return record.id.starts_with(above + "/"); };
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  for (const RecordPointer& record : page.records) change.erases.push_back({std::string(kComment), record->id});
  return {};
}

// ---- the rest ----

Result<net::ServerResponse> delete_conversation(Workspace& workspace, const Call& call) {
  TRY_VOID(conversation_of(workspace, call));
  Store::Change change;
  change.erases.push_back({std::string(kConversation), joined(call.captures, 2)});
  TRY_ASSIGN(const auto messages, all_below(workspace, kMessage, joined(call.captures, 2)));
  for (const RecordPointer& message : messages) change.erases.push_back({std::string(kMessage), message->id});
  TRY_VOID(erase_comments(workspace, joined(call.captures, 2), change));
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_message(Workspace& workspace, const Call& call) {
  TRY_VOID(message_of(workspace, call));
  Store::Change change;
  change.erases.push_back({std::string(kMessage), joined(call.captures, 3)});
  TRY_VOID(erase_comments(workspace, joined(call.captures, 3), change));
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> send_feedback(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject message, message_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string rating, need_text(*body, "rating"));
  if (rating != "POSITIVE" && rating != "NEGATIVE" && rating != "NONE")
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("rating must be POSITIVE, NEGATIVE or NONE, got {}", rating));
  message["feedback"] = JsonObject{{"rating", rating}};
  TRY_VOID(put_body(workspace, kMessage, joined(call.captures, 3), std::move(message)));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> genie_conversations_routes() {
  constexpr std::string_view kMany = "/api/2.*/genie/spaces/{}/conversations";
  constexpr std::string_view kMessages = "/api/2.*/genie/spaces/{}/conversations/{}/messages";
  constexpr std::string_view kOne = "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}";
  constexpr std::string_view kComments = "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/comments";
  return {{"POST", "/api/2.*/genie/spaces/{}/start-conversation", answered<start_conversation>},
          {"GET", kMany, answered<list_conversations>},
          {"DELETE", "/api/2.*/genie/spaces/{}/conversations/{}", answered<delete_conversation>},
          {"GET", kMessages, answered<list_messages>},
          {"POST", kMessages, answered<create_message>},
          {"GET", kOne, answered<show_message>},
          {"DELETE", kOne, answered<delete_message>},
          {"POST", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/feedback", answered<send_feedback>},
          {"GET", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/query-result", answered<show_result>},
          {"GET", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/query-result/{}", answered<show_result>},
          {"GET", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/attachments/{}/query-result",
           answered<show_result>},
          {"POST", kComments, answered<create_comment>},
          {"GET", kComments, answered<list_comments>},
          {"GET", "/api/2.*/genie/spaces/{}/conversations/{}/list-comments", answered<list_comments>},
          {"POST", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/attachments/{}/downloads",
           answered<start_download>},
          {"GET", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/attachments/{}/downloads/{}",
           answered<show_download>},
          {"POST", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/execute-query", answered<run_again>,
           Access::Token, Locking::None},
          {"POST", "/api/2.*/genie/spaces/{}/conversations/{}/messages/{}/attachments/{}/execute-query",
           answered<run_again>, Access::Token, Locking::None}};
}

}  // namespace lakecode::local
