#include "databricks/statement_result.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kInlineLimit = 25U << 20U;  // more than this cannot come back inline

struct TypeName {
  std::string_view wire;
  std::string_view sql;
};

constexpr TypeName kTypeNames[] = {{"LONG", "BIGINT"}, {"SHORT", "SMALLINT"}, {"BYTE", "TINYINT"}};

std::string sql_type_name(std::string wire, const std::string& type_text) {
  if (text::to_upper(type_text) == "TIMESTAMP_NTZ") return "TIMESTAMP_NTZ";
  for (const TypeName& name : kTypeNames) {
    if (name.wire == wire) return std::string(name.sql);
  }
  return wire;
}

struct ClassRule {
  std::string_view start;  ///< of the error class or SQLSTATE
  ErrorCode code;
};

// First match wins; error classes first, then SQLSTATEs, then the service's own codes.
constexpr ClassRule kClassRules[] = {
    {"TABLE_OR_VIEW_NOT_FOUND", ErrorCode::NotFound},
    {"SCHEMA_NOT_FOUND", ErrorCode::NotFound},
    {"NO_SUCH_", ErrorCode::NotFound},
    {"PATH_NOT_FOUND", ErrorCode::NotFound},
    {"INSUFFICIENT_PERMISSIONS", ErrorCode::PermissionDenied},
    {"PERMISSION_DENIED", ErrorCode::PermissionDenied},
};
constexpr ClassRule kSqlStates[] = {
    {"42P01", ErrorCode::NotFound},     {"42704", ErrorCode::NotFound},     {"42501", ErrorCode::PermissionDenied},
    {"42", ErrorCode::InvalidArgument}, {"22", ErrorCode::InvalidArgument},
};
constexpr ClassRule kServiceCodes[] = {
    {"NOT_FOUND", ErrorCode::NotFound},
    {"UNAUTHENTICATED", ErrorCode::Unauthenticated},
    {"RESOURCE_EXHAUSTED", ErrorCode::RateLimited},
    {"DEADLINE_EXCEEDED", ErrorCode::DeadlineExceeded},
    {"TEMPORARILY_", ErrorCode::Unavailable},
    {"WORKSPACE_TEMPORARILY_", ErrorCode::Unavailable},
    {"SERVICE_UNDER_", ErrorCode::Unavailable},
    {"INTERNAL_ERROR", ErrorCode::Unavailable},
    {"IO_ERROR", ErrorCode::Unavailable},
    {"ABORTED", ErrorCode::FailedPrecondition},
    {"CANCELLED", ErrorCode::FailedPrecondition},
    {"ALREADY_EXISTS", ErrorCode::AlreadyExists},
};

std::optional<ErrorCode> match(std::span<const ClassRule> rules, std::string_view text) {
  for (const ClassRule& rule : rules) {
    if (text.starts_with(rule.start)) return rule.code;
  }
  return std::nullopt;
}

/// "[CLASS.SUBCLASS] words" -> "CLASS.SUBCLASS".
std::string_view error_class(std::string_view message) {
  if (!message.starts_with('[')) return {};
  const std::size_t close = message.find(']');
  return close == std::string_view::npos ? std::string_view() : message.substr(1, close - 1);
}

ErrorCode judge_failure(const std::string& service_code, const std::string& sql_state, const std::string& message) {
  if (const auto code = match(kClassRules, error_class(message))) return *code;
  if (text::contains_ignore_case(message, "warehouse") && text::contains_ignore_case(message, "stopped"))
    return ErrorCode::FailedPrecondition;
  if (const auto code = match(kSqlStates, sql_state)) return *code;
  return match(kServiceCodes, service_code).value_or(ErrorCode::InvalidArgument);
}

std::string advice_for_failure(ErrorCode code, const Origin& origin) {
  switch (code) {
    case ErrorCode::NotFound:
      return "check the three-part name and that you may see it";
    case ErrorCode::PermissionDenied:
      return "ask the owner for the privilege that is named";
    case ErrorCode::FailedPrecondition:
      return "start the warehouse, or use another one";
    case ErrorCode::InvalidArgument:
      return {};
    default:
      return advice_for(code, origin);
  }
}

/// The first lines of a platform message as one line: the parse tree and stack below them help nobody here.
std::string first_lines(const std::string& message) {
  std::string out;
  for (const std::string_view line : text::lines(message)) {
    const std::string_view trimmed = text::trim(line);
    if (trimmed.starts_with("==") || trimmed.starts_with("at ") || out.size() > 600) break;
    if (!trimmed.empty()) out += (out.empty() ? "" : " ") + std::string(trimmed);
  }
  while (out.ends_with('.')) out.pop_back();
  return Redactor().redact(out);
}

std::optional<std::string> cell_text(const JsonValue& cell) {
  if (cell.is_null()) return std::nullopt;
  if (auto text = json::as_string(cell)) return text;
  return json::serialize(cell);
}

}  // namespace

Result<bool> RowCollector::take(const JsonArray& rows, const Naming& naming) {
  for (const JsonValue& value : rows) {
    if (result_.rows.size() >= request_.row_limit || bytes_ >= request_.byte_limit) {
      result_.truncated = true;
      return false;
    }
    const JsonArray* cells = value.if_array();
    if (cells == nullptr || cells->size() != result_.columns.size()) {
      return Error{.code = ErrorCode::CorruptData,
                   .action = naming.action,
                   .subject = naming.subject,
                   .reason = "a row does not fit the columns of the result",
                   .advice = "run the statement again"};
    }
    Row row;
    row.reserve(cells->size());
    for (const JsonValue& cell : *cells) {
      row.push_back(cell_text(cell));
      bytes_ += row.back() ? row.back()->size() : 0;
    }
    result_.rows.push_back(std::move(row));
  }
  return true;
}

void read_manifest(const JsonValue& response, StatementResult& result) {
  const JsonValue* manifest = json::find(response, "manifest");
  if (manifest == nullptr) return;
  result.truncated = json::bool_at(*manifest, "truncated").value_or(false);
  result.total_rows = json::int_at(*manifest, "total_row_count").value_or(0);
  const JsonValue* schema = json::find(*manifest, "schema");
  if (schema == nullptr) return;
  for (const JsonValue& column : json::array_at(*schema, "columns")) {
    const std::string type_text = json::string_at(column, "type_text");
    result.columns.push_back(Column{.name = json::string_at(column, "name"),
                                    .type_name = sql_type_name(json::string_at(column, "type_name"), type_text),
                                    .type_text = type_text});
  }
}

ResultChunk read_chunk(const JsonValue& result) {
  ResultChunk chunk;
  chunk.next = json::int_at(result, "next_chunk_index");
  for (const JsonValue& value : json::array_at(result, "external_links")) {
    ResultLink link;
    link.url = json::string_at(value, "external_link");
    for (const auto& header : json::object_at(value, "http_headers")) {
      if (const auto text = json::as_string(header.value())) link.headers.set(std::string(header.key()), *text);
    }
    chunk.next = json::int_at(value, "next_chunk_index");
    if (!link.url.empty()) chunk.links.push_back(std::move(link));
  }
  return chunk;
}

Error error_of_statement(const JsonValue& response, const Naming& naming, const Origin& origin) {
  const std::string state = json::string_at_path(response, {"status", "state"});
  Error error{.code = ErrorCode::FailedPrecondition, .action = naming.action, .subject = naming.subject};
  const std::string message = json::string_at_path(response, {"status", "error", "message"});
  const std::string service_code = json::string_at_path(response, {"status", "error", "error_code"});
  if (state == "CANCELED") {
    error.reason = "the statement was cancelled on the warehouse";
  } else if (state == "CLOSED") {
    error.reason = "the result is closed and can no longer be read";
    error.advice = "run the statement again";
  } else {
    error.code = judge_failure(service_code, json::string_at_path(response, {"status", "sql_state"}), message);
    error.reason = message.empty() ? "the statement ended in state " + state : first_lines(message);
    error.advice = advice_for_failure(error.code, origin);
  }
  error.detail = "statement " + json::string_at(response, "statement_id") + ", " + state + " " + service_code;
  return error;
}

std::string statement_body(const StatementRequest& request) {
  JsonObject body;
  body["statement"] = request.statement;
  body["warehouse_id"] = to_string(request.warehouse);
  if (!request.catalog.empty()) body["catalog"] = request.catalog;
  if (!request.schema.empty()) body["schema"] = request.schema;
  JsonArray parameters;
  for (const StatementParameter& parameter : request.parameters) {
    JsonObject item;
    item["name"] = parameter.name;
    if (parameter.value) item["value"] = *parameter.value;
    item["type"] = parameter.type;
    parameters.emplace_back(std::move(item));
  }
  if (!parameters.empty()) body["parameters"] = std::move(parameters);
  JsonArray tags;
  for (const auto& tag : request.query_tags) tags.push_back(JsonObject{{"key", tag.first}, {"value", tag.second}});
  if (!tags.empty()) body["query_tags"] = std::move(tags);
  body["row_limit"] = request.row_limit;
  body["byte_limit"] = request.byte_limit;
  body["format"] = "JSON_ARRAY";
  body["disposition"] = request.byte_limit > kInlineLimit ? "EXTERNAL_LINKS" : "INLINE";
  body["wait_timeout"] = "0s";
  return json::serialize(JsonValue(std::move(body)));
}

}  // namespace lakecode::databricks
