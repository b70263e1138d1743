// Commands on a cluster (the 1.2 API): SQL runs on the engine, each command with the names that a new session has;
// other languages are refused in the command's own result, as there is no Spark behind a cluster.
// Stored: command_context (id): its cluster and language; command (id): its context, and how it was refused.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/result_table.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_state.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/statements/statement_runner.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostRows = 1000;  ///< of a result, as notebooks show it
constexpr std::string_view kLanguages[] = {"python", "scala", "sql", "r"};

Result<JsonObject> context_named(const Workspace& workspace, const std::string& cluster, const std::string& id) {
  auto context = find_body(workspace.store, "command_context", id);
  if (context && json::string_at(*context, "clusterId") == cluster) return std::move(*context);
  return refusal(ErrorCode::NotFound, fmt::format("Context {} does not exist on cluster {}.", id, cluster));
}

Result<void> check_running(Workspace& workspace, const std::string& id) {
  settle_cluster(workspace, id);
  const auto cluster = find_body(workspace.store, "cluster", id);
  if (!cluster) return refusal(ErrorCode::InvalidArgument, fmt::format("Cluster {} does not exist", id));
  if (json::string_at(*cluster, "state") == "RUNNING") return {};
  return refusal(ErrorCode::FailedPrecondition,
                 fmt::format("Cluster {} is in state {}; start it first.", id, json::string_at(*cluster, "state")));
}

Result<net::ServerResponse> create_context(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string cluster, need_text(*body, "clusterId"));
  TRY_ASSIGN(const std::string language, need_text(*body, "language"));
  if (std::find(std::begin(kLanguages), std::end(kLanguages), language) == std::end(kLanguages))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown language '{}'", language));
  TRY_VOID(check_running(workspace, cluster));
  const std::string id = workspace.random.hex(16);
  TRY_VOID(put_body(workspace, "command_context", id, JsonObject{{"clusterId", cluster}, {"language", language}}));
  return json_answer(JsonObject{{"id", id}});
}

Result<net::ServerResponse> show_context(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string cluster, need_query(call, "clusterId"));
  TRY_ASSIGN(const std::string id, need_query(call, "contextId"));
  TRY_VOID(context_named(workspace, cluster, id));
  return json_answer(JsonObject{{"id", id}, {"status", "Running"}});
}

Result<net::ServerResponse> destroy_context(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string cluster, need_text(*body, "clusterId"));
  TRY_ASSIGN(const std::string id, need_text(*body, "contextId"));
  TRY_VOID(context_named(workspace, cluster, id));
  TRY_VOID(erase_body(workspace, "command_context", id));
  return json_answer(JsonObject{{"id", id}});
}

Result<net::ServerResponse> execute(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string cluster, need_text(*body, "clusterId"));
  TRY_ASSIGN(const std::string context_id, need_text(*body, "contextId"));
  TRY_ASSIGN(const std::string text, need_text(*body, "command"));
  TRY_ASSIGN(const JsonObject context, context_named(workspace, cluster, context_id));
  TRY_VOID(check_running(workspace, cluster));
  TRY_ASSIGN(std::string language, text_member(*body, "language"));
  if (language.empty()) language = json::string_at(context, "language");
  JsonObject command{{"contextId", context_id}};
  std::string id;
  if (language == "sql") {
    const Me me = me_of(workspace.store, call.identity);
    Submission submission;
    submission.request.sql = text;
    submission.request.names.catalog = default_catalog(workspace.store);
    submission.request.names.user = me.user_name;
    submission.request.row_limit = kMostRows;
    submission.user_name = me.user_name;
    submission.user_id = me.user_id;
    submission.client = call.request.headers.find("User-Agent").value_or("");
    id = workspace.statements->submit(std::move(submission));
  } else {
    id = workspace.random.hex(16);
    command["refused"] = fmt::format("The embedded workspace runs commands in SQL, not in {}.", language);
  }
  TRY_VOID(put_body(workspace, "command", id, std::move(command)));
  return json_answer(JsonObject{{"id", id}});
}

JsonObject error_result(const std::string& summary) {
  return {{"resultType", "error"}, {"summary", summary}, {"cause", summary}};
}

/// Numbers and booleans as such, everything else as text.
JsonValue cell_value(const Cell& cell, std::string_view type) {
  if (!cell) return {};
  if (type == "BOOLEAN") return *cell == "true";
  const bool whole = type == "INT" || type == "LONG" || type == "SHORT" || type == "BYTE";
  if (const auto number = text::parse_int(*cell); number && whole) return *number;
  if (const auto number = text::parse_double(*cell); number && (type == "DOUBLE" || type == "FLOAT")) return *number;
  return JsonValue(*cell);
}

JsonObject table_result(const ResultTable& table) {
  if (table.columns.empty()) return {{"resultType", "text"}, {"data", ""}};
  JsonArray schema;
  for (const ResultColumn& column : table.columns) {
    schema.push_back(JsonObject{
        {"name", column.name}, {"type", fmt::format("\"{}\"", text::to_lower(column.type.text))}, {"metadata", "{}"}});
  }
  JsonArray data;
  for (const auto& row : table.rows) {
    JsonArray cells;
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(cell_value(row[i], table.columns[i].type.name));
    data.push_back(std::move(cells));
  }
  return {{"resultType", "table"},
          {"schema", std::move(schema)},
          {"data", std::move(data)},
          {"truncated", table.truncated},
          {"isJsonSchema", true}};
}

/// The command's status and, once it ended, its results.
JsonObject shown_command(const std::string& id, const StatementView& view) {
  JsonObject out{{"id", id}, {"status", "Running"}};
  if (view.state == StatementState::Pending) out["status"] = "Queued";
  if (view.state == StatementState::Canceled || view.state == StatementState::Closed) out["status"] = "Cancelled";
  if (view.state != StatementState::Succeeded && view.state != StatementState::Failed) return out;
  out["status"] = "Finished";
  out["results"] = view.state == StatementState::Failed ? error_result(view.message) : table_result(*view.table);
  return out;
}

Result<JsonObject> command_named(const Workspace& workspace, const std::string& context, const std::string& id) {
  auto command = find_body(workspace.store, "command", id);
  if (command && json::string_at(*command, "contextId") == context) return std::move(*command);
  return refusal(ErrorCode::NotFound, fmt::format("Command {} does not exist in context {}.", id, context));
}

Result<net::ServerResponse> show_command(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string cluster, need_query(call, "clusterId"));
  TRY_ASSIGN(const std::string context, need_query(call, "contextId"));
  TRY_ASSIGN(const std::string id, need_query(call, "commandId"));
  TRY_VOID(context_named(workspace, cluster, context));
  TRY_ASSIGN(const JsonObject command, command_named(workspace, context, id));
  const std::string refused = json::string_at(command, "refused");
  if (!refused.empty())
    return json_answer(JsonObject{{"id", id}, {"status", "Finished"}, {"results", error_result(refused)}});
  const auto view = workspace.statements->find(id);
  if (!view) return refusal(ErrorCode::NotFound, fmt::format("The result of command {} is gone.", id));
  return json_answer(shown_command(id, *view));
}

Result<net::ServerResponse> cancel_command(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string cluster, need_text(*body, "clusterId"));
  TRY_ASSIGN(const std::string context, need_text(*body, "contextId"));
  TRY_ASSIGN(const std::string id, need_text(*body, "commandId"));
  TRY_VOID(context_named(workspace, cluster, context));
  TRY_VOID(command_named(workspace, context, id));
  workspace.statements->cancel(id);
  return json_answer(JsonObject{{"id", id}});
}

}  // namespace

std::vector<Route> command_execution_routes() {
  return {{"POST", "/api/1.2/contexts/create", answered<create_context>, Access::Token, Locking::None},
          {"GET", "/api/1.2/contexts/status", answered<show_context>},
          {"POST", "/api/1.2/contexts/destroy", answered<destroy_context>},
          {"POST", "/api/1.2/commands/execute", answered<execute>, Access::Token, Locking::None},
          {"GET", "/api/1.2/commands/status", answered<show_command>},
          {"POST", "/api/1.2/commands/cancel", answered<cancel_command>}};
}

}  // namespace lakecode::local
