// Statement execution (API reference 3.5). A statement that was accepted answers 200 whatever becomes of it.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/engine/privilege_check.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/statement_answer.h"
#include "local/routes/warehouse_state.h"
#include "local/statements/arrow_stream.h"
#include "local/statements/statement_runner.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMaxStatementBytes = 16U << 20U;
constexpr std::uint64_t kInlineBytes = 25U << 20U;
constexpr std::uint64_t kExternalBytes = 256U << 20U;  // what this workspace keeps of one result

struct Wanted {
  Submission submission;
  std::chrono::milliseconds wait{10'000};
  bool cancel_at_timeout = false;
};

Error wrong(std::string reason) {
  return {.code = ErrorCode::InvalidArgument, .action = "", .subject = "", .reason = std::move(reason), .advice = ""};
}

net::ServerResponse refuse(const Error& error) {
  return error.action.empty() ? bad_parameter(error.reason) : error_answer(error);
}

Result<std::chrono::milliseconds> read_wait(const JsonValue& body) {
  const std::string text = json::string_at(body, "wait_timeout");
  if (text.empty()) return std::chrono::milliseconds(10'000);
  const auto seconds =
      text.ends_with("s") ? text::parse_int(std::string_view(text).substr(0, text.size() - 1)) : std::nullopt;
  if (!seconds || (*seconds != 0 && (*seconds < 5 || *seconds > 50))) {
    return wrong(fmt::format("wait_timeout '{}' must be 0s, or between 5s and 50s", text));
  }
  return std::chrono::milliseconds(*seconds * 1000);
}

Result<std::vector<dialect::Parameter>> read_parameters(const JsonValue& body) {
  std::vector<dialect::Parameter> parameters;
  for (const JsonValue& entry : json::array_at(body, "parameters")) {
    dialect::Parameter parameter;
    parameter.name = json::string_at(entry, "name");
    if (parameter.name.empty()) return wrong("Every parameter needs a name");
    parameter.value = json::optional_string_at(entry, "value");
    if (const std::string type = json::string_at(entry, "type"); !type.empty()) parameter.type = type;
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

Result<void> read_shape(const JsonValue& body, Submission& submission) {
  const std::string disposition = json::optional_string_at(body, "disposition").value_or("INLINE");
  const std::string format = json::optional_string_at(body, "format").value_or("JSON_ARRAY");
  if (disposition != "INLINE" && disposition != "EXTERNAL_LINKS")
    return wrong("disposition must be INLINE or EXTERNAL_LINKS, got " + disposition);
  if (format != "JSON_ARRAY" && format != "CSV" && format != "ARROW_STREAM")
    return wrong("format must be JSON_ARRAY, ARROW_STREAM or CSV, got " + format);
  if (disposition == "INLINE" && format != "JSON_ARRAY")
    return wrong("The format " + format + " needs the disposition EXTERNAL_LINKS");
  submission.disposition = disposition == "INLINE" ? Disposition::Inline : Disposition::ExternalLinks;
  if (format == "CSV") submission.format = ResultFormat::Csv;
  if (format == "ARROW_STREAM") submission.format = ResultFormat::ArrowStream;
  const bool external = submission.disposition == Disposition::ExternalLinks;
  const auto byte_limit = json::int_at(body, "byte_limit");
  const auto row_limit = json::int_at(body, "row_limit");
  if ((byte_limit && *byte_limit < 1) || (row_limit && *row_limit < 1))
    return wrong("row_limit and byte_limit must be at least 1");
  submission.request.byte_limit = external ? kExternalBytes : kInlineBytes;
  submission.request.fails_over_byte_limit = !external;
  if (byte_limit && static_cast<std::uint64_t>(*byte_limit) < submission.request.byte_limit) {
    submission.request.byte_limit = static_cast<std::uint64_t>(*byte_limit);
    submission.request.fails_over_byte_limit = false;
  }
  if (row_limit) submission.request.row_limit = static_cast<std::uint64_t>(*row_limit);
  return {};
}

Result<Wanted> read_request(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox box, call.body());
  const JsonValue& body = *box;
  Wanted wanted;
  Submission& submission = wanted.submission;
  submission.request.sql = json::string_at(body, "statement");
  submission.warehouse_id = json::string_at(body, "warehouse_id");
  if (text::trim(submission.request.sql).empty()) return wrong("Missing required field: statement");
  if (submission.request.sql.size() > kMaxStatementBytes) return wrong("The statement is larger than 16 MiB");
  if (submission.warehouse_id.empty()) return wrong("Missing required field: warehouse_id");
  TRY_ASSIGN(wanted.wait, read_wait(body));
  const std::string on_timeout = json::optional_string_at(body, "on_wait_timeout").value_or("CONTINUE");
  if (on_timeout != "CONTINUE" && on_timeout != "CANCEL")
    return wrong("on_wait_timeout must be CONTINUE or CANCEL, got " + on_timeout);
  wanted.cancel_at_timeout = on_timeout == "CANCEL";
  if (wanted.cancel_at_timeout && wanted.wait.count() == 0)
    return wrong("on_wait_timeout CANCEL needs a wait_timeout above 0s");
  TRY_VOID(read_shape(body, submission));
  TRY_ASSIGN(submission.request.parameters, read_parameters(body));
  const Me me = me_of(workspace.store, call.identity);
  submission.user_name = me.user_name;
  submission.user_id = me.user_id;
  submission.client = call.request.headers.find("User-Agent").value_or("");
  const std::string catalog = json::string_at(body, "catalog");
  const std::string schema = json::string_at(body, "schema");
  submission.request.names = {text::to_lower(catalog.empty() ? default_catalog(workspace.store) : catalog),
                              text::to_lower(schema.empty() ? "default" : schema), me.user_name};
  if (!wake_warehouse(workspace, submission.warehouse_id))
    return wrong(submission.warehouse_id + " is not a valid endpoint id.");
  return wanted;
}

net::ServerResponse execute(Workspace& workspace, const Call& call) {
  auto wanted = read_request(workspace, call);
  if (!wanted) return refuse(wanted.error());
  const std::string id = workspace.statements->submit(std::move(wanted->submission));
  if (wanted->wait.count() == 0) {
    StatementView pending;
    pending.id = id;
    return json_answer(statement_answer(workspace, pending));
  }
  auto view = workspace.statements->wait(id, wanted->wait);
  const bool ended = view && view->state != StatementState::Pending && view->state != StatementState::Running;
  if (!ended && wanted->cancel_at_timeout) {
    workspace.statements->cancel(id);
    view = workspace.statements->wait(id, std::chrono::seconds(5));
  }
  return json_answer(statement_answer(workspace, *view));
}

net::ServerResponse not_found(const std::string& id) {
  return error_answer(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("The statement {} was not found.", id));
}

/// The statement that the path names, when the caller submitted it or is an admin; others do not learn that it is
/// there.
std::optional<StatementView> own_statement(const Workspace& workspace, const Call& call) {
  auto view = workspace.statements->find(call.captures[0]);
  if (!view || call.identity.id.empty()) return view;
  const std::string user = me_of(workspace.store, call.identity).user_name;
  if (view->user_name == user || Rights(workspace.store, user).unbounded()) return view;
  return std::nullopt;
}

net::ServerResponse show_statement(Workspace& workspace, const Call& call) {
  const auto view = own_statement(workspace, call);
  return view ? json_answer(statement_answer(workspace, *view)) : not_found(call.captures[0]);
}

net::ServerResponse cancel_statement(Workspace& workspace, const Call& call) {
  if (!own_statement(workspace, call) || !workspace.statements->cancel(call.captures[0]))
    return not_found(call.captures[0]);
  return json_answer(JsonObject{});
}

net::ServerResponse show_chunk(Workspace& workspace, const Call& call) {
  const auto view = own_statement(workspace, call);
  if (!view) return not_found(call.captures[0]);
  if (view->state != StatementState::Succeeded) {
    return error_answer(
        400, "BAD_REQUEST",
        fmt::format("The statement {} is {}; it has no result to read.", view->id, state_name(view->state)));
  }
  const auto chunk = text::parse_int(call.captures[1]);
  if (!chunk || *chunk < 0 || static_cast<std::size_t>(*chunk) >= view->chunks.size()) {
    return bad_parameter(
        fmt::format("The chunk index {} is not valid; there are {}.", call.captures[1], view->chunks.size()));
  }
  return json_answer(statement_chunk(workspace, *view, static_cast<std::size_t>(*chunk)));
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  return "\"" + text::replace_all(text, "\"", "\"\"") + "\"";
}

std::string render_csv(const StatementView& view, std::size_t chunk) {
  std::string out;
  const ResultTable& table = *view.table;
  if (chunk == 0) {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      out += (i == 0 ? "" : ",") + csv_field(table.columns[i].name);
    out += "\n";
  }
  const ChunkPlace& place = view.chunks[chunk];
  for (std::size_t row = place.first_row; row < place.first_row + place.rows; ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Cell& cell = table.rows[row][i];
      out += (i == 0 ? "" : ",") + (cell ? csv_field(*cell) : std::string("null"));
    }
    out += "\n";
  }
  return out;
}

net::ServerResponse typed_answer(std::string bytes, std::string type) {
  net::ServerResponse response = text_answer(std::move(bytes));
  response.headers.set("Content-Type", std::move(type));
  return response;
}

net::ServerResponse arrow_answer(const StatementView& view, const ChunkPlace& place) {
  auto stream = render_arrow_stream(*view.table, place.first_row, place.rows);
  return stream ? typed_answer(std::move(*stream), "application/vnd.apache.arrow.stream")
                : error_answer(stream.error());
}

/// Open to whoever has the link, as the platform's presigned addresses are.
net::ServerResponse show_external(Workspace& workspace, const Call& call) {
  if (call.request.headers.find("Authorization")) {
    return error_answer(400, "BAD_REQUEST", "External links are fetched without the Authorization header.");
  }
  const auto target = workspace.statements->follow_link(call.captures[0]);
  const auto view = target ? workspace.statements->find(target->id) : std::nullopt;
  if (!view || !view->table) return error_answer(403, "PERMISSION_DENIED", "The link is not valid or has expired.");
  const ChunkPlace& place = view->chunks[target->chunk];
  switch (view->format) {
    case ResultFormat::JsonArray:
      return json_answer(statement_rows(*view, place));
    case ResultFormat::ArrowStream:
      return arrow_answer(*view, place);
    case ResultFormat::Csv:
      break;
  }
  return typed_answer(render_csv(*view, target->chunk), "text/csv");
}

}  // namespace

std::vector<Route> statements_routes() {
  return {{"POST", "/api/2.*/sql/statements", execute, Access::Token, Locking::None},
          {"POST", "/api/2.*/sql/statements/", execute, Access::Token, Locking::None},
          {"GET", "/api/2.*/sql/statements/{}", show_statement},
          {"POST", "/api/2.*/sql/statements/{}/cancel", cancel_statement, Access::Token, Locking::None},
          {"GET", "/api/2.*/sql/statements/{}/result/chunks/{}", show_chunk},
          {"GET", "/external-results/{}", show_external, Access::Open}};
}

}  // namespace lakecode::local
