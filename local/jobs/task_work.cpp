#include "local/jobs/task_work.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/translate.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/workspace_source.h"

namespace lakecode::local {
namespace {

constexpr std::chrono::hours kLongestStatement{24};
constexpr std::size_t kMostRows = 10'000;

TaskResult refused(std::string_view code, const std::string& message) {
  TaskResult result;
  result.end = end_of_configuration(code, message);
  result.output->as_object()["error"] = message;
  return result;
}

TaskResult unreadable(const Error& error) {
  return refused("RESOURCE_NOT_FOUND", error.reason);
}

void fail(TaskResult& result, const std::string& message, const std::string& trace) {
  result.end = end_of_failure();
  result.output->as_object()["error"] = message;
  result.output->as_object()["error_trace"] = trace;
}

bool is_git(const JsonValue& work) {
  return json::string_at(work, "source") == "GIT";
}

TaskResult no_git(const std::string& path) {
  return refused("REPOSITORY_CHECKOUT_FAILED",
                 fmt::format("The embedded workspace fetches no git repositories, so {} cannot be read", path));
}

/// The output of a SQL task names its statements.
void add_statement(TaskResult& result, const std::string& id) {
  JsonValue* sql = result.output->as_object().if_contains("sql_output");
  if (sql == nullptr || !sql->is_object()) return;
  JsonValue* output = sql->as_object().if_contains("query_output");
  if (output == nullptr || !output->is_object()) return;
  JsonValue& list = output->as_object()["sql_statements"];
  if (!list.is_array()) list = JsonArray();
  list.as_array().push_back(JsonObject{{"lookup_key", id}});
}

}  // namespace

/// What the statements of one task share.
struct TaskWork::Session {
  std::stop_token stop;
  const TaskOrder* order;
  std::string warehouse_id;
  dialect::SessionNames names;
  TextValues parameters;
  std::string place;  ///< where the code comes from, for traces
};

bool TaskWork::wake_warehouse(const std::string& id) const {
  const RecordPointer record = parts_.store.find("warehouse", id);
  if (record == nullptr) return false;
  auto body = json::parse(record->text, "stored warehouse");
  if (!body || json::string_at(*body, "state") == "RUNNING") return body.has_value();
  body->as_object()["state"] = "RUNNING";
  body->as_object()["num_clusters"] = 1;
  return parts_.store.put({"warehouse", id, JsonBox(std::move(*body))}).has_value();
}

bool TaskWork::run_statement(const std::string& sql, Session& session, TaskResult& result) const {
  Submission submission;
  submission.request.sql = expand_widgets(sql, session.parameters);
  submission.request.names = session.names;
  submission.request.row_limit = kMostRows;
  for (const auto& parameter : session.parameters)
    submission.request.parameters.push_back({parameter.first, parameter.second, "STRING"});
  submission.warehouse_id = session.warehouse_id;
  submission.user_name = session.order->user_name;
  submission.user_id = session.order->user_id;
  submission.client = "lakecode-local jobs";
  submission.source =
      JsonObject{{"job_info", JsonObject{{"job_id", std::to_string(session.order->job_id)},
                                         {"job_run_id", std::to_string(session.order->job_run_id)},
                                         {"job_task_run_id", std::to_string(session.order->task_run_id)}}}};
  const auto translated = dialect::translate(submission.request.sql, session.names, submission.request.parameters);
  const std::string id = parts_.statements.submit(std::move(submission));
  add_statement(result, id);
  const std::stop_callback on_stop(session.stop, [&] { parts_.statements.cancel(id); });
  const auto view = parts_.statements.wait(id, kLongestStatement);
  if (!view || view->state != StatementState::Succeeded) {
    const std::string message = view ? view->message : "the statement is not known any more";
    fail(result, message, fmt::format("{}\n\nStatement:\n{}\n\nError: {}", session.place, sql, message));
    return false;
  }
  if (translated && translated->command.kind == dialect::CommandKind::UseCatalog)
    session.names.catalog = translated->command.name.catalog;
  if (translated && translated->command.kind == dialect::CommandKind::UseSchema) {
    session.names.catalog = translated->command.name.catalog;
    session.names.schema = translated->command.name.schema;
  }
  if (!view->table) return true;
  const ResultTable& table = *view->table;
  result.facts.clear();
  result.facts["output.rows"] = std::to_string(table.rows.size());
  for (std::size_t i = 0; !table.rows.empty() && i < table.columns.size(); ++i)
    result.facts["output.first_row." + table.columns[i].name] = table.rows[0][i].value_or("");
  return true;
}

bool TaskWork::run_statements(const std::string& sql, Session& session, TaskResult& result) const {
  const auto statements = split_statements(sql);
  if (!statements) {
    fail(result, statements.error().reason, fmt::format("{}\n\nError: {}", session.place, statements.error().reason));
    return false;
  }
  for (const std::string& statement : *statements) {
    if (session.stop.stop_requested() || !run_statement(statement, session, result)) return false;
  }
  return true;
}

TaskResult TaskWork::run_sql_task(const TaskOrder& order, const std::stop_token& stop) const {
  const JsonValue& sql = *json::find(*order.task, "sql_task");
  for (const char* form : {"alert", "dashboard"}) {
    if (json::find(sql, form) != nullptr)
      return refused("FEATURE_DISABLED", fmt::format("The embedded workspace does not run SQL tasks on a {}; it runs "
                                                     "queries and files",
                                                     form));
  }
  Session session{stop, &order, json::string_at(sql, "warehouse_id"), {}, order.parameters, ""};
  session.names = {parts_.default_catalog(), "default", order.user_name};
  std::string code;
  if (const JsonValue* file = json::find(sql, "file")) {
    session.place = json::string_at(*file, "path");
    if (is_git(*file)) return no_git(session.place);
    auto source = read_source(parts_.store, parts_.files, session.place);
    if (!source) return unreadable(source.error());
    code = std::move(source->text);
  } else {
    const std::string id = json::string_at(*json::find(sql, "query"), "query_id");
    auto query = read_saved_query(parts_.store, id);
    if (!query) return unreadable(query.error());
    code = std::move(query->sql);
    session.place = "Query " + id;
    session.parameters.insert(query->parameters.begin(), query->parameters.end());
    if (!query->catalog.empty()) session.names.catalog = text::to_lower(query->catalog);
    if (!query->schema.empty()) session.names.schema = text::to_lower(query->schema);
  }
  if (!wake_warehouse(session.warehouse_id))
    return refused("RESOURCE_NOT_FOUND", fmt::format("SQL warehouse {} does not exist.", session.warehouse_id));
  TaskResult result;
  result.output->as_object()["sql_output"] =
      JsonObject{{"query_output", JsonObject{{"query_text", code}, {"warehouse_id", session.warehouse_id}}}};
  run_statements(code, session, result);
  return result;
}

TaskResult TaskWork::run_notebook(const TaskOrder& order, const std::stop_token& stop) const {
  const JsonValue& notebook = *json::find(*order.task, "notebook_task");
  const std::string path = json::string_at(notebook, "notebook_path");
  if (is_git(notebook)) return no_git(path);
  auto source = read_source(parts_.store, parts_.files, path);
  if (!source) return unreadable(source.error());
  const std::vector<CellCode> cells = split_cells(source->text, source->language.empty() ? "SQL" : source->language);
  Session session{stop, &order, json::string_at(notebook, "warehouse_id"), {}, order.parameters, path};
  session.names = {parts_.default_catalog(), "default", order.user_name};
  TaskResult result;
  result.output->as_object()["notebook_output"] = JsonObject{{"truncated", false}};
  std::string python;
  std::size_t number = 0;
  bool has_sql = false;
  for (const CellCode& cell : cells) {
    session.place = fmt::format("{}, cell {}", path, ++number);
    if (cell.language == "md" || cell.language == "md-sandbox") continue;
    if (cell.language == "python") {
      python += cell.code;
    } else if (cell.language == "sql") {
      has_sql = true;
      if (!run_statements(cell.code, session, result)) return result;
    } else {
      return refused("FEATURE_DISABLED",
                     fmt::format("{}: the embedded workspace does not run %{} cells", session.place, cell.language));
    }
    if (has_sql && !python.empty())
      return refused("FEATURE_DISABLED", fmt::format("{}: the embedded workspace does not run SQL and Python cells in "
                                                     "one notebook",
                                                     session.place));
  }
  return python.empty() ? result : run_python(python, order, stop);
}

TaskResult TaskWork::run_script(const TaskOrder& order, const std::stop_token& stop) const {
  const JsonValue& script = *json::find(*order.task, "spark_python_task");
  const std::string path = json::string_at(script, "python_file");
  if (is_git(script)) return no_git(path);
  auto source = read_source(parts_.store, parts_.files, path);
  if (!source) return unreadable(source.error());
  return run_python(source->text, order, stop);
}

TaskResult TaskWork::run(const TaskOrder& order, const std::stop_token& stop) const {
  const std::string work = work_member(*order.task);
  if (work == "sql_task") return run_sql_task(order, stop);
  if (work == "notebook_task") return run_notebook(order, stop);
  if (work == "spark_python_task") return run_script(order, stop);
  return refused("FEATURE_DISABLED", fmt::format("The embedded workspace does not run {}; it runs sql_task, "
                                                 "notebook_task, spark_python_task, condition_task, for_each_task "
                                                 "and run_job_task",
                                                 work));
}

}  // namespace lakecode::local
