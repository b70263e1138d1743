#include "cli/profile_matrix.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/workspace_run.h"

namespace lakecode::cli {
namespace {

using result::Severity;
using result::WorkflowStatus;

constexpr std::size_t kMostAtOnce = 8;

struct Row {
  std::string profile;
  std::unique_ptr<WorkspaceRun> workspace;  ///< null when it could not be opened
  workflows::Outcome outcome;
};

workflows::Outcome unopened(const workflows::WorkflowRecord& record, const App& app, Error error) {
  workflows::Outcome outcome;
  outcome.result.workflow = record.id;
  outcome.result.status = WorkflowStatus::Failed;
  outcome.result.started_at = outcome.result.finished_at = app.clock.now();
  outcome.result.inputs = outcome.result.data = JsonBox(JsonObject{});
  outcome.result.summary = one_line(error);
  outcome.fatal = std::move(error);
  return outcome;
}

std::vector<Row> open_all(App& app, const Invocation& invocation, const workflows::WorkflowRecord& record,
                          const JsonObject& inputs, const CallContext& ctx) {
  std::vector<Row> rows;
  const JsonValue given(inputs);
  for (const JsonValue& each : json::array_at(given, "profiles")) {
    Row row{.profile = json::as_string(each).value_or("")};
    const bool twice = std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.profile == row.profile; });
    if (twice) continue;
    Invocation chosen = invocation;
    chosen.options["profile"] = {row.profile};
    JsonObject own = inputs;
    own["profiles"] = JsonArray{JsonValue(row.profile)};
    auto workspace = WorkspaceRun::open(app, chosen, record, own, ctx);
    if (workspace) {
      row.workspace = std::move(*workspace);
    } else {
      row.outcome = unopened(record, app, std::move(workspace).error());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void run_all(App& app, std::vector<Row>& rows, std::size_t at_once, const CallContext& ctx) {
  std::mutex notes;
  for (Row& row : rows) {
    // They run side by side: what each may spend is certain beforehand.
    if (row.workspace != nullptr) row.workspace->share_budget(rows.size());
    if (row.workspace == nullptr || !app.stderr_is_terminal) continue;
    row.workspace->set_progress([&app, &notes, name = row.profile](std::string_view title) {
      const std::lock_guard lock(notes);
      app.output.note("  " + name + ": " + std::string(title));
    });
  }
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < rows.size(); i = next++) {
      if (rows[i].workspace != nullptr) rows[i].outcome = rows[i].workspace->run(ctx);
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(rows.size(), at_once); ++i) threads.emplace_back(work);
  work();
}

std::int64_t count_of(const result::WorkflowResult& result, Severity severity) {
  return std::count_if(result.findings.begin(), result.findings.end(),
                       [&](const result::Finding& finding) { return finding.severity == severity; });
}

JsonObject row_to_json(const Row& row) {
  const result::WorkflowResult& result = row.outcome.result;
  JsonObject object{{"profile", row.profile},
                    {"workspace", result.workspace},
                    {"status", result::name_of(result.status)},
                    {"summary", result.summary}};
  for (const Severity severity :
       {Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info}) {
    object[result::name_of(severity)] = count_of(result, severity);
  }
  object["evidence_pack"] = result.evidence_pack;
  return object;
}

/// One line a finding id: its worst severity, and for each profile how often it was found.
JsonArray findings_matrix(const std::vector<Row>& rows) {
  struct Line {
    Severity worst = Severity::Info;
    std::string title;
    std::map<std::string, std::int64_t> counts;
  };
  std::map<std::string, Line> lines;
  for (const Row& row : rows) {
    for (const result::Finding& finding : row.outcome.result.findings) {
      Line& line = lines[finding.id];
      if (line.title.empty() || finding.severity > line.worst) line.title = finding.title;
      line.worst = std::max(line.worst, finding.severity);
      ++line.counts[row.profile];
    }
  }
  std::vector<std::pair<std::string, Line>> sorted(lines.begin(), lines.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.worst > b.second.worst; });
  JsonArray array;
  for (const auto& [id, line] : sorted) {
    JsonObject counts;
    for (const auto& [profile, count] : line.counts) counts[profile] = count;
    array.push_back(JsonObject{
        {"id", id}, {"severity", result::name_of(line.worst)}, {"title", line.title}, {"profiles", std::move(counts)}});
  }
  return array;
}

/// The worst that happened, as far as it is one answer: what some could not do makes it partial.
WorkflowStatus status_of(const std::vector<Row>& rows) {
  const auto has = [&](WorkflowStatus status) {
    return std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.outcome.result.status == status; });
  };
  const bool any_told = has(WorkflowStatus::Ok) || has(WorkflowStatus::Partial);
  if (has(WorkflowStatus::Denied)) return WorkflowStatus::Denied;
  if (has(WorkflowStatus::NeedsApproval)) return WorkflowStatus::NeedsApproval;
  if (!any_told) return WorkflowStatus::Failed;
  return has(WorkflowStatus::Failed) || has(WorkflowStatus::Partial) ? WorkflowStatus::Partial : WorkflowStatus::Ok;
}

void add_row(workflows::Outcome& whole, Row& row, std::size_t place, JsonArray& results) {
  result::WorkflowResult& result = row.outcome.result;
  for (result::Finding finding : result.findings) {
    finding.title = row.profile + ": " + finding.title;
    for (result::EvidenceRef& ref : finding.evidence) {
      ref.step = row.profile + "/" + ref.step;
      ref.pointer = "/profiles/" + std::to_string(place) + "/data" + ref.pointer;
    }
    whole.result.findings.push_back(std::move(finding));
  }
  for (result::Step step : result.steps) {
    step.id = row.profile + "/" + step.id;
    step.title = row.profile + ": " + step.title;
    whole.result.steps.push_back(std::move(step));
  }
  if (result.steps.empty() && row.outcome.fatal) {
    whole.result.steps.push_back({.id = row.profile + "/connect",
                                  .title = row.profile + ": Connect",
                                  .status = result::StepStatus::Failed,
                                  .error = one_line(*row.outcome.fatal)});
  }
  JsonValue json = result::to_json(result);
  json.as_object()["profile"] = row.profile;
  results.push_back(std::move(json));
}

/// Summaries stand one behind the other: each ends as a sentence does.
std::string as_sentence(const std::string& text) {
  const bool ends = text.empty() || std::string_view(".!?").find(text.back()) != std::string_view::npos;
  return ends ? text : text + ".";
}

std::string summary_of(const std::vector<Row>& rows) {
  const auto told = std::count_if(rows.begin(), rows.end(), [](const Row& row) {
    return row.outcome.result.status == WorkflowStatus::Ok || row.outcome.result.status == WorkflowStatus::Partial;
  });
  std::string text = fmt::format("{} of {} workspaces looked at.", told, rows.size());
  for (const Row& row : rows) text += " " + row.profile + ": " + as_sentence(row.outcome.result.summary);
  return text;
}

}  // namespace

workflows::Outcome run_on_profiles(App& app, const Invocation& invocation, const workflows::WorkflowRecord& record,
                                   const JsonObject& inputs, const CallContext& ctx) {
  workflows::Outcome whole;
  whole.result.workflow = record.id;
  whole.result.started_at = app.clock.now();
  whole.result.inputs = JsonBox(inputs);
  std::vector<Row> rows = open_all(app, invocation, record, inputs, ctx);
  run_all(app, rows, record.effect == safety::EffectClass::ReadOnly ? kMostAtOnce : 1, ctx);
  JsonArray matrix;
  JsonArray results;
  std::vector<std::string> workspaces;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    matrix.push_back(row_to_json(rows[i]));
    add_row(whole, rows[i], i, results);
    workspaces.push_back(rows[i].outcome.result.workspace.empty() ? rows[i].profile : rows[i].outcome.result.workspace);
    whole.cancelled = whole.cancelled || rows[i].outcome.cancelled;
    whole.out_of_time = whole.out_of_time || rows[i].outcome.out_of_time;
    whole.over_budget = whole.over_budget || rows[i].outcome.over_budget;
  }
  std::stable_sort(whole.result.findings.begin(), whole.result.findings.end(),
                   [](const auto& a, const auto& b) { return a.severity > b.severity; });
  whole.result.workspace = text::join(workspaces, ", ");
  whole.result.data = JsonBox(
      JsonObject{{"matrix", std::move(matrix)}, {"findings", findings_matrix(rows)}, {"profiles", std::move(results)}});
  whole.result.summary = summary_of(rows);
  whole.result.status = status_of(rows);
  if (whole.result.status == WorkflowStatus::Failed) {
    for (const Row& row : rows) {
      if (!whole.fatal) whole.fatal = row.outcome.fatal;
    }
  }
  whole.result.finished_at = app.clock.now();
  return whole;
}

}  // namespace lakecode::cli
