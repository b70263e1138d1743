#include "knowledge/intent_arguments.h"

#include <algorithm>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/name_forms.h"
#include "sql/literals.h"

namespace lakecode::knowledge {
namespace {

constexpr std::int64_t kHoursBack = 24;    // of recent_failures, where no time is said
constexpr std::int64_t kTablesShown = 10;  // of top_tables_by_size, where no number is said

struct Source {
  const Request& request;
  const NamedThings& things;
  const Concepts& concepts;
  JsonObject& into;
};

void set(Source& source, std::string_view key, const std::string& value) {
  if (!value.empty()) source.into[key] = value;
}

void set_first(Source& source, std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) source.into[key] = values.front();
}

void set_days(Source& source) {
  if (!source.things.span_hours) return;
  source.into["days"] = std::max<std::int64_t>(1, (*source.things.span_hours + 23) / 24);
}

std::string table_of(const NamedThings& things) {
  if (!things.tables.empty()) return things.tables.front();
  if (!things.pairs.empty()) return things.pairs.front();
  return things.table_name;
}

/// A dotted name, or "type:name".
std::string object_of(const NamedThings& things) {
  if (!things.typed.empty()) return things.typed;
  if (!things.tables.empty()) return things.tables.front();
  if (!things.pairs.empty()) return things.pairs.front();
  if (!things.catalog.empty() && !things.schema.empty()) return things.catalog + "." + things.schema;
  if (!things.schema.empty()) return things.schema;
  return things.catalog.empty() ? things.table_name : things.catalog;
}

void job_or_run(Source& source) {
  if (!source.things.runs.empty()) {
    set_first(source, "run_id", source.things.runs);
  } else if (!source.things.jobs.empty()) {
    set_first(source, "job_id", source.things.jobs);
  } else {
    set_first(source, "job_id", source.things.job_names);
  }
}

void fill_prove(Source& source) {
  set(source, "table", table_of(source.things));
  if (source.things.rows) source.into["sample_rows"] = *source.things.rows;
  const bool samples = source.things.limit && source.concepts.has(Concept::Preview);  // "sample 5000"
  if (samples && !source.things.rows) source.into["sample_rows"] = *source.things.limit;
  const std::vector<std::string>& paths = source.things.local_paths;
  const bool document = !paths.empty() && (paths.front().ends_with(".yml") || paths.front().ends_with(".yaml"));
  if (document || source.concepts.has_any({Concept::Contract, Concept::Diff})) set_first(source, "contract", paths);
}

void fill_question(Source& source) {
  source.into["question"] = source.request.text;
  set_days(source);
}

/// What follows "if": a change that is only supposed.
std::string supposed(const Request& request) {
  for (std::size_t i = 0; i + 1 < request.words.size(); ++i) {
    if (request.words[i].lower != "if") continue;
    std::string_view rest = std::string_view(request.text).substr(request.words[i + 1].begin);
    while (!rest.empty() && std::string_view("?.! ").find(rest.back()) != std::string_view::npos) rest.remove_suffix(1);
    return std::string(rest);
  }
  return {};
}

void fill_access(Source& source) {
  set(source, "principal", source.things.principal);
  set(source, "object", object_of(source.things));
  set(source, "action", source.things.privilege);
  set(source, "if", supposed(source.request));
}

void fill_grant_diff(Source& source) {
  set(source, "object", object_of(source.things));
  set_first(source, "desired", source.things.local_paths);
}

void fill_bundle(Source& source) {
  set(source, "bundle", source.things.bundle);
  set(source, "target", source.things.target);
}

/// The folder or file that captured code goes to.
void fill_destination(Source& source) {
  const Request& request = source.request;
  for (std::size_t i = 1; i < request.words.size(); ++i) {
    const std::string& word = request.words[i].text;
    const bool to = request.words[i - 1].lower == "to" || request.words[i - 1].lower == "into" ||
                    request.words[i - 1].lower == "in" || request.words[i - 1].lower == "under";
    if (to && (is_local_path(word) || word.find('/') != std::string::npos)) source.into["to"] = word;
  }
  if (!source.into.contains("to") && !source.things.local_paths.empty())
    source.into["to"] = source.things.local_paths.front();
}

/// The run; without one the job, of which the newest run is meant.
void fill_logs(Source& source) {
  set_first(source, "run_id", source.things.runs);
  if (source.things.runs.empty()) set_first(source, "job_id", source.things.jobs);
  set(source, "task_key", source.things.task);
  if (source.concepts.has(Concept::Follow)) source.into["follow"] = true;
}

/// "key=value" in the text; keys of ours are not parameters of the job.
JsonObject named_parameters(const Request& request) {
  JsonObject parameters;
  for (const std::string_view token : text::split(request.text, ' ')) {
    const std::size_t sign = token.find('=');
    if (sign == 0 || sign == std::string_view::npos || sign + 1 >= token.size()) continue;
    const std::string_view key = token.substr(0, sign);
    std::string_view value = token.substr(sign + 1);
    while (!value.empty() && std::string_view(",;\"'").find(value.back()) != std::string_view::npos)
      value.remove_suffix(1);
    while (!value.empty() && std::string_view("\"'").find(value.front()) != std::string_view::npos)
      value.remove_prefix(1);
    if (!is_identifier(key) || key == "job_id" || key == "job" || key == "id" || key == "wait") continue;
    parameters[key] = value;
  }
  return parameters;
}

void fill_run(Source& source) {
  set_first(source, "job_id", source.things.jobs);
  JsonObject parameters = named_parameters(source.request);
  const std::size_t open = source.request.text.find('{');
  const std::size_t close = source.request.text.rfind('}');
  if (open != std::string::npos && close != std::string::npos && open < close) {
    const auto object = json::parse(std::string_view(source.request.text).substr(open, close - open + 1), "parameters");
    if (object && object->is_object()) parameters = object->get_object();
  }
  if (!parameters.empty()) source.into["parameters"] = std::move(parameters);
  const bool waits = source.concepts.has(Concept::Wait);
  if (waits) source.into["wait"] = !source.concepts.has(Concept::Not);
}

void fill_deploy(Source& source) {
  set_first(source, "local_path", source.things.local_paths);
  set_first(source, "workspace_path", source.things.remote_paths);
  if (source.concepts.has(Concept::Overwrite)) source.into["overwrite"] = !source.concepts.has(Concept::Not);
}

void fill_history(Source& source) {
  const NamedThings& things = source.things;
  if (!things.runs.empty()) {
    set_first(source, "run_id", things.runs);
  } else if (!things.jobs.empty()) {
    set_first(source, "job_id", things.jobs);
  } else if (!things.warehouse.empty()) {
    set(source, "warehouse_id", things.warehouse);
  } else if (!things.principal.empty()) {
    set(source, "user", things.principal);
  } else {
    set(source, "table", table_of(things));
  }
  set_days(source);
}

void fill_failures(Source& source) {
  source.into["hours"] = source.things.span_hours.value_or(kHoursBack);
}

/// "the largest table", "which table is biggest": one is asked for.
bool asks_for_one_table(const Request& request) {
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < request.words.size() && request.words[i].lower == word;
  };
  for (std::size_t i = 0; i < request.words.size(); ++i) {
    if (!is(i, "table")) continue;
    const bool superlative = i > 0 && request.words[i - 1].lower.ends_with("est");
    const bool which = i > 0 && (is(i - 1, "which") || is(i - 1, "what")) && (is(i + 1, "is") || is(i + 1, "takes"));
    if (superlative || which) return true;
  }
  return false;
}

void fill_sizes(Source& source) {
  const NamedThings& things = source.things;
  if (!things.pairs.empty()) {
    set_first(source, "schema", things.pairs);
  } else if (!things.schema.empty() && !things.catalog.empty()) {
    set(source, "schema", things.catalog + "." + things.schema);
  } else {
    set(source, "schema", things.schema);
    if (things.schema.empty()) set(source, "catalog", things.catalog);
  }
  source.into["limit"] = things.limit.value_or(asks_for_one_table(source.request) ? 1 : kTablesShown);
}

void fill_tables(Source& source) {
  const NamedThings& things = source.things;
  if (!things.pairs.empty() && things.pairs.front().find('.') != std::string::npos) {
    const std::string& pair = things.pairs.front();
    source.into["catalog"] = pair.substr(0, pair.find('.'));
    source.into["schema"] = pair.substr(pair.find('.') + 1);
    return;
  }
  set(source, "catalog", things.catalog);
  set(source, "schema", things.schema);
}

void fill_schemas(Source& source) {
  set(source, "catalog", source.things.catalog);
}

void fill_table(Source& source) {
  set(source, "table", table_of(source.things));
}

/// Plain names stay as they were typed; others are quoted.
std::string sql_name(const std::string& name) {
  if (name.find('-') == std::string::npos) return name;
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(name, '.')) parts.emplace_back(part);
  return sql::quote_name(parts);
}

void fill_count(Source& source) {
  source.into["statement"] = "SELECT count(*) FROM " + sql_name(table_of(source.things));
}

void fill_preview(Source& source) {
  const std::int64_t rows = source.things.rows.value_or(source.things.limit.value_or(kTablesShown));
  source.into["statement"] = "SELECT * FROM " + sql_name(table_of(source.things)) + " LIMIT " + std::to_string(rows);
}

/// Who changed a job is in the audit log alone.
void fill_job_changes(Source& source) {
  std::string statement =
      "SELECT event_time, user_identity.email AS who, action_name AS change FROM system.access.audit WHERE "
      "service_name = 'jobs' AND request_params['job_id'] = '" +
      source.things.jobs.front() + "' AND action_name IN ('create', 'update', 'reset', 'delete', 'changeJobAcl')";
  if (source.things.span_hours) {
    statement +=
        " AND event_time >= current_timestamp() - INTERVAL " + std::to_string(*source.things.span_hours) + " HOURS";
  }
  source.into["statement"] = statement + " ORDER BY event_time DESC LIMIT 50";
}

void fill_plan(Source& source) {
  set(source, "plan_id", source.things.plan);
}

void fill_capture_job(Source& source) {
  set_first(source, "job_id", source.things.jobs);
  fill_destination(source);
}

void fill_capture_pipeline(Source& source) {
  set(source, "pipeline_id", source.things.pipeline);
  fill_destination(source);
}

void fill_job(Source& source) {
  set_first(source, "job_id", source.things.jobs.empty() ? source.things.job_names : source.things.jobs);
}

struct Row {
  std::string_view name;
  void (*fill)(Source& source);
};

constexpr Row kRows[] = {
    {"debug_job", job_or_run},
    {"prove_table", fill_prove},
    {"cost_top", set_days},
    {"cost_spike", set_days},
    {"genai_cost_agent", fill_question},
    {"uc_explain_access", fill_access},
    {"uc_diff_grants", fill_grant_diff},
    {"uc_apply_grants", fill_plan},
    {"capture_job", fill_capture_job},
    {"capture_pipeline", fill_capture_pipeline},
    {"drift_detect", fill_bundle},
    {"bundle_deploy", fill_bundle},
    {"job_status", fill_job},
    {"job_logs", fill_logs},
    {"run_job", fill_run},
    {"deploy_file", fill_deploy},
    {"query_history", fill_history},
    {"recent_failures", fill_failures},
    {"top_tables_by_size", fill_sizes},
    {"list_schemas", fill_schemas},
    {"list_tables", fill_tables},
    {"describe_table", fill_table},
    {"count_rows", fill_count},
    {"preview_rows", fill_preview},
    {"job_changes", fill_job_changes},
};

}  // namespace

JsonObject intent_arguments(std::string_view name, const Request& request, const NamedThings& things,
                            const Concepts& concepts) {
  JsonObject arguments;
  Source source{request, things, concepts, arguments};
  for (const Row& row : kRows) {
    if (row.name == name) row.fill(source);
  }
  return arguments;
}

}  // namespace lakecode::knowledge
