#include "workflows/changes_before.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time_format.h"
#include "databricks/workspace_objects.h"
#include "workflows/change_timeline.h"

namespace lakecode::workflows {
namespace {

using result::Severity;

constexpr std::chrono::days kLookBack{7};  // where no success is known
constexpr std::chrono::days kLongestLookBack{30};
constexpr std::chrono::milliseconds kShortRun{60'000};
constexpr std::size_t kTraceRead = 20'000;  // bytes of a trace that are searched for names of tables

/// Everything between the last success and the first failure, or a week before it where none is known.
ChangeWindow window_of(const GatheredRun& gathered, const Recurrence& recurrence) {
  const WallTime end = recurrence.since.value_or(gathered.run.start_time.value_or(WallTime{}));
  const WallTime begin = recurrence.last_success.value_or(end - kLookBack);
  return {std::max(begin, end - kLongestLookBack), end + std::max(gathered.run.duration, kShortRun)};
}

/// What a change has to do with this kind of failure; most telling first.
int weight_of(const ChangeEvent& event, std::string_view cause) {
  const bool access =
      cause.find("permission") != std::string_view::npos || cause.find("access") != std::string_view::npos;
  if (event.kind == "grant") return access ? 3 : 1;
  if (event.kind == "table_schema") return access ? 1 : 3;
  return event.kind == "job_settings" ? 2 : 0;
}

/// The code of the root task, where it is a file or notebook of the workspace: it names the tables that an error may
/// not.
std::string source_of(Run& run, const GatheredRun& gathered, const analysis::Diagnosis& diagnosis) {
  std::string path;
  for (const JsonValue& task : json::array_at(*gathered.run.raw, "tasks")) {
    if (json::string_at(task, "task_key") != diagnosis.task_key) continue;
    path = json::string_at_path(task, {"sql_task", "file", "path"}) +
           json::string_at_path(task, {"notebook_task", "notebook_path"}) +
           json::string_at_path(task, {"spark_python_task", "python_file"});  // a task has one of them
  }
  if (!path.starts_with("/") || path.starts_with("/Volumes/")) return "";
  const auto source = run.step<std::string>({"read_source", "Read the code of the task", result::StepKind::Api},
                                            [&](const CallContext& ctx) -> Result<std::string> {
                                              auto bytes = databricks::fetch_export(run.client(), path, "AUTO", ctx);
                                              if (bytes) return bytes->substr(0, kTraceRead * 10);
                                              // Not every run's code is still there, or may be seen: the diagnosis
                                              // stands without it.
                                              if (bytes.error().code == ErrorCode::Cancelled) return bytes.error();
                                              return std::string();
                                            });
  return source.value_or("");
}

}  // namespace

void tell_changes_before(Run& run, const GatheredRun& gathered, const Recurrence& recurrence,
                         const analysis::Diagnosis& diagnosis) {
  if (!gathered.run.start_time || gathered.run.job_id.value() <= 0) return;
  std::vector<std::string> texts;
  for (const databricks::RunOutput& output : gathered.outputs) {
    texts.push_back(output.error);
    texts.push_back(output.error_trace.substr(0, kTraceRead));
  }
  texts.push_back(source_of(run, gathered, diagnosis));
  ChangeWindow window = window_of(gathered, recurrence);
  if (!run.text("as_of").empty()) window.to = std::max(window.from, std::min(window.to, run.as_of()));
  const Timeline timeline = gather_changes(run, gathered.run.job_id.value(), tables_named_in(texts), window);
  JsonArray missing;
  for (const std::string& each : timeline.missing) missing.push_back(JsonValue(each));
  run.set_data("changes", JsonObject{{"from", format_rfc3339(window.from)},
                                     {"to", format_rfc3339(window.to)},
                                     {"events", events_to_json(timeline.events)},
                                     {"missing", std::move(missing)}});
  // Data written in the window is the usual thing; the others are what a person would want to be told of.
  std::size_t best = timeline.events.size();
  for (std::size_t i = 0; i < timeline.events.size(); ++i) {
    const int weight = weight_of(timeline.events[i], diagnosis.class_id);
    if (weight > 0 &&
        (best == timeline.events.size() || weight >= weight_of(timeline.events[best], diagnosis.class_id))) {
      best = i;
    }
  }
  if (best == timeline.events.size()) return;
  const ChangeEvent& event = timeline.events[best];
  run.add_finding(
      {.id = "changed_before",
       .severity = Severity::Medium,
       .title = event.object + " was changed before it " + (recurrence.failures > 1 ? "first failed" : "failed"),
       .detail =
           format_minute(event.when) + " UTC, by " + (event.who.empty() ? "somebody" : event.who) + ": " + event.what,
       .recommendation = "Ask whether this change was meant; the timeline shows the others.",
       .evidence = {{event.kind.starts_with("table") ? "history_" + event.object : "read_audit",
                     "/changes/events/" + std::to_string(best)}}});
}

}  // namespace lakecode::workflows
