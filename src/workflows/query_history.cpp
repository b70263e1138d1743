// query_history: what ran for a job, a run, a table, a user or a warehouse: the slowest, the failed, and what their
// measures advise. One paged read; filters the API lacks are applied here.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/jobs.h"
#include "databricks/query_history.h"
#include "databricks/warehouses.h"
#include "safety/classify.h"
#include "sql/literals.h"
#include "workflows/engine.h"
#include "workflows/job_facts.h"
#include "workflows/judged_query.h"
#include "workflows/records.h"

namespace lakecode::workflows {
namespace {

constexpr std::int64_t kDays = 7;
constexpr std::int64_t kMostDays = 30;     // the API keeps thirty days
constexpr std::size_t kMostRead = 20'000;  // statements looked at
constexpr std::size_t kMostShown = 500;    // statements in the result, slowest first
constexpr std::size_t kRepeated = 20;
constexpr std::chrono::minutes kRepeatedCost{5};

constexpr Input kInputs[] = {
    {"job_id", InputType::Id, false, "statements that this job sent"},
    {"run_id", InputType::Id, false, "statements of this job run"},
    {"table", InputType::String, false, "statements that name this table"},
    {"user", InputType::String, false, "statements of this user, by name or id"},
    {"warehouse_id", InputType::String, false, "statements of this warehouse"},
    {"days", InputType::Integer, false, "how many days back, 1 to 30, default 7"},
};
constexpr std::string_view kSubjects[] = {"job_id", "run_id", "table", "user", "warehouse_id"};

using databricks::Query;
using result::Severity;

/// The one subject that was given; nullopt (and the run failed) when it is not exactly one.
std::optional<std::string> subject_of(Run& run) {
  std::vector<std::string> given;
  for (const std::string_view name : kSubjects) {
    if (!run.text(name).empty()) given.emplace_back(name);
  }
  if (given.size() == 1) return given.front();
  run.fail({.code = ErrorCode::InvalidArgument,
            .action = "read input",
            .subject = given.empty() ? "query_history" : text::join(given, ", "),
            .reason = given.empty() ? "it must be told whose statements" : "only one of them can be asked about",
            .advice = "give one of job_id, run_id, table, user, warehouse_id"});
  return std::nullopt;
}

/// True when the last parts of `name` are those of `table`, without case.
bool names_table(const std::string& name, const std::vector<std::string>& table) {
  const auto parts = sql::parse_name(name);
  if (!parts || parts->size() > table.size()) return false;
  return std::equal(parts->rbegin(), parts->rend(), table.rbegin(),
                    [](const std::string& a, const std::string& b) { return text::equals_ignore_case(a, b); });
}

bool touches(const Query& query, const std::vector<std::string>& table) {
  if (!text::contains_ignore_case(query.text, table.back())) return false;
  const safety::Verdict verdict = safety::classify_sql({.text = query.text});
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) {
      if (names_table(object.name, table)) return true;
    }
  }
  return false;
}

bool fits(const Query& query, const std::string& subject, const std::string& value,
          const std::vector<std::string>& table) {
  if (subject == "job_id") return query.job_id == value;
  if (subject == "run_id") return query.job_run_id == value;
  if (subject == "table") return touches(query, table);
  if (subject == "user") return text::parse_int(value) || text::equals_ignore_case(query.user_name, value);
  return to_string(query.warehouse) == value;
}

databricks::QueryFilter filter_of(Run& run, const std::string& subject, std::int64_t days) {
  databricks::QueryFilter filter{.with_metrics = true};
  filter.started_to = run.as_of();
  filter.started_from = run.as_of() - std::chrono::days(days);
  const std::string value = run.text(subject);
  if (subject == "warehouse_id") filter.warehouses = {WarehouseId(value)};
  if (const auto id = text::parse_int(value); subject == "user" && id) filter.user_ids = {*id};
  return filter;
}

void tell_failures(Run& run, const std::vector<JudgedQuery>& judged) {
  std::map<std::string, std::vector<std::size_t>> by_class;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i].query.status == "FAILED") by_class[judged[i].failure_class].push_back(i);
  }
  for (const auto& [failure_class, which] : by_class) {
    run.add_finding(
        {.id = "failed_statements",
         .severity = Severity::Medium,
         .title = fmt::format("{} failed: {}", which.size(), failure_class.empty() ? "unknown" : failure_class),
         .detail = judged[which[0]].query.error_message.substr(0, 300),
         .recommendation = judged[which[0]].fix,
         .evidence = {{"fetch_history", "/queries/" + std::to_string(which[0])}}});
  }
}

void tell_advice(Run& run, const std::vector<JudgedQuery>& judged) {
  std::map<std::string, std::vector<std::size_t>> by_advice;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    for (const queries::Advice& advice : judged[i].advice) by_advice[advice.id].push_back(i);
  }
  for (const auto& group : by_advice) {
    const std::string& id = group.first;
    const std::vector<std::size_t>& which = group.second;
    const auto& advice = judged[which[0]].advice;
    const auto first = std::find_if(advice.begin(), advice.end(), [&](const auto& each) { return each.id == id; });
    run.add_finding({.id = id,
                     .severity = Severity::Low,
                     .title = fmt::format("{} statements: {}", which.size(), id),
                     .detail = "The slowest of them: " + first->evidence + ".",
                     .recommendation = first->text,
                     .evidence = {{"fetch_history", "/queries/" + std::to_string(which[0])}}});
  }
}

void tell_repeated(Run& run, const std::vector<JudgedQuery>& judged) {
  struct Sum {
    std::size_t first = 0;
    std::size_t count = 0;
    std::chrono::milliseconds total{0};
  };
  std::map<std::string, Sum> sums;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const Query& query = judged[i].query;
    if (query.status != "FINISHED" || (query.measures && query.measures->from_cache)) continue;
    Sum& sum = sums[query.text];
    if (sum.count++ == 0) sum.first = i;
    sum.total += query.duration;
  }
  for (const auto& [text, sum] : sums) {
    if (sum.count < kRepeated || sum.total < kRepeatedCost) continue;
    run.add_finding({.id = "repeated_statement",
                     .severity = Severity::Low,
                     .title = fmt::format("The same statement ran {} times", sum.count),
                     .detail = fmt::format("{} in all: {}", format_duration(sum.total), text.substr(0, 200)),
                     .recommendation = "Keep its result in a materialized view, or let the result cache serve it.",
                     .evidence = {{"fetch_history", "/queries/" + std::to_string(sum.first)}}});
  }
}

std::optional<std::vector<Query>> gather(Run& run, const std::string& subject, std::int64_t days) {
  std::vector<std::string> table;
  if (subject == "table") {
    const auto parts = sql::parse_name(run.text("table"));
    if (!parts) {
      run.fail(parts.error());
      return std::nullopt;
    }
    table = *parts;
  }
  using Queries = std::vector<Query>;
  auto all = run.step<Queries>(
      {"fetch_history", "Read the query history", result::StepKind::Api}, [&](const CallContext& ctx) {
        return databricks::fetch_query_history(run.client(), filter_of(run, subject, days), kMostRead, ctx);
      });
  if (!all) {
    if (!run.stopped()) run.fail(*run.last_error());
    return std::nullopt;
  }
  run.set_data("statements_read", static_cast<std::int64_t>(all->size()));
  run.set_data("complete", all->size() < kMostRead);
  std::erase_if(*all, [&](const Query& query) { return !fits(query, subject, run.text(subject), table); });
  return all;
}

/// A table or user may be misspelt as well as idle; the history cannot tell.
std::string nothing_text(const std::string& subject) {
  if (subject == "table") return "; the history does not know the table: it was not read, or is not called so";
  return subject == "user" ? "; the history does not know the user: nothing was run, or they are not called so" : "";
}

/// Where nothing was found: whether what was asked about is there at all. False, and the run has failed, when not.
bool check_subject(Run& run, const std::string& subject) {
  const std::string value = run.text(subject);
  const bool numbered = subject == "job_id" || subject == "run_id";
  if (!numbered && subject != "warehouse_id") return true;
  const auto found = run.step<bool>({"check_" + subject, "See whether it is there", result::StepKind::Api},
                                    [&](const CallContext& ctx) -> Result<bool> {
                                      if (subject == "warehouse_id") {
                                        TRY_VOID(databricks::fetch_warehouse(run.client(), WarehouseId(value), ctx));
                                        return true;
                                      }
                                      TRY_ASSIGN(const std::int64_t id, parse_number_id(value, subject));
                                      if (subject == "job_id") {
                                        TRY_VOID(databricks::fetch_job(run.client(), JobId(id), ctx));
                                      } else {
                                        TRY_VOID(databricks::fetch_run(run.client(), RunId(id), ctx));
                                      }
                                      return true;
                                    });
  if (found || run.stopped()) return true;
  const ErrorCode code = run.last_error()->code;
  if (code != ErrorCode::NotFound && code != ErrorCode::InvalidArgument) return true;  // it may be there, unseen by us
  run.fail(*run.last_error());
  return false;
}

void run_query_history(Run& run) {
  run.set_data("queries", JsonArray{});
  const auto subject = subject_of(run);
  if (!subject) return;
  const std::int64_t days = run.integer("days").value_or(kDays);
  if (days < 1 || days > kMostDays) {
    return run.fail({.code = ErrorCode::InvalidArgument,
                     .action = "read input",
                     .subject = "days",
                     .reason = fmt::format("{} is not from 1 to {}", days, kMostDays),
                     .advice = "the platform keeps thirty days; older ones are in system.query.history"});
  }
  auto found = gather(run, *subject, days);
  if (!found) return;
  if (found->empty() && !check_subject(run, *subject)) return;
  const std::vector<JudgedQuery> judged = judge_queries(std::move(*found));
  JsonArray list;
  std::size_t failed = 0;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i].query.status == "FAILED") ++failed;
    if (i < kMostShown) list.push_back(judged_to_json(judged[i]));
  }
  run.set_data("queries", std::move(list));
  run.set_data("query_count", static_cast<std::int64_t>(judged.size()));
  tell_failures(run, judged);
  tell_advice(run, judged);
  tell_repeated(run, judged);
  run.set_summary(fmt::format(
      "{} statements of {} {} in the last {} days, {} failed{}.", judged.size(), *subject, run.text(*subject), days,
      failed,
      judged.empty() ? nothing_text(*subject) : "; the slowest took " + format_duration(judged[0].query.duration)));
}

}  // namespace

const WorkflowRecord kQueryHistory{"query_history",
                                   "Query history",
                                   "what ran for a job, run, table, user or warehouse: slow, failed, and why",
                                   kInputs,
                                   safety::EffectClass::ReadOnly,
                                   run_query_history};

}  // namespace lakecode::workflows
