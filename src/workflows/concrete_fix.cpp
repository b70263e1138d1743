#include "workflows/concrete_fix.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "databricks/driver_logs.h"
#include "sql/literals.h"
#include "workflows/missing_rights.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kMostSuggestions = 3;
constexpr std::size_t kLongestName = 300;

std::string grants_for(const analysis::Diagnosis& diagnosis, const GatheredRun& gathered) {
  const std::string principal = gathered.job ? gathered.job->run_as_user_name : "";
  std::vector<std::string> acts;
  for (const analysis::EvidenceLine& line : diagnosis.evidence) {
    const MissingRight missing{
        .step = "", .error = {.code = ErrorCode::PermissionDenied, .reason = line.text}, .tables = {}};
    for (std::string& act : acts_that_open(missing, principal)) {
      if (std::find(acts.begin(), acts.end(), act) == acts.end()) acts.push_back(std::move(act));
    }
  }
  return acts.empty() ? "" : text::join(acts, "; ") + ".";
}

/// The names between the backticks of `text`, each whole: `a`.`b` is one name.
std::vector<std::string> quoted_names(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t at = text.find('`'); at != std::string_view::npos; at = text.find('`', at)) {
    std::size_t end = at;
    do {
      const std::size_t close = text.find('`', end + 1);
      if (close == std::string_view::npos) return names;
      end = close + 1;
    } while (end + 1 < text.size() && text[end] == '.' && text[end + 1] == '`' && ++end != 0);
    if (end - at <= kLongestName) names.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return names;
}

/// Names in brackets without backticks, as older releases write them: [net_amount, id].
std::vector<std::string> bracketed_names(std::string_view text) {
  const std::size_t open = text.find('[');
  const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
  std::vector<std::string> names;
  if (close == std::string_view::npos || close - open > kLongestName) return names;
  for (const auto& part : text::split(text.substr(open + 1, close - open - 1), ',')) {
    const std::string_view name = text::trim(part);
    if (!name.empty()) names.push_back(sql::quote_identifier(std::string(name)));
  }
  return names;
}

std::string asked_name(std::string_view before) {
  if (const auto names = quoted_names(before); !names.empty()) return names.back();
  const std::size_t close = before.find_last_of("'\"");
  if (close == std::string_view::npos || close == 0) return "";
  const std::size_t open = before.find_last_of(before[close], close - 1);
  if (open == std::string_view::npos || close - open > kLongestName) return "";
  return sql::quote_identifier(std::string(before.substr(open + 1, close - open - 1)));
}

/// "… `amount` cannot be resolved. Did you mean one of the following? [`net_amount`]."
std::string column_for(const analysis::Diagnosis& diagnosis) {
  if (diagnosis.class_id != "column_not_found") return "";
  for (const analysis::EvidenceLine& line : diagnosis.evidence) {
    const std::string_view text = line.text;
    const std::size_t resolved = text::find_ignore_case(text, "cannot be resolved");
    if (resolved == std::string_view::npos) continue;
    const std::string asked = asked_name(text.substr(0, resolved));
    if (asked.empty()) continue;
    const std::size_t mean = text::find_ignore_case(text, "did you mean");
    std::vector<std::string> near;
    if (mean != std::string_view::npos) near = quoted_names(text.substr(mean));
    if (mean != std::string_view::npos && near.empty()) near = bracketed_names(text.substr(mean));
    if (near.size() > kMostSuggestions) near.resize(kMostSuggestions);
    if (near.empty()) return "Column " + asked + " is not there.";
    return "Column " + asked + " is not there; read " + text::join(near, " or ") + " in its place, or bring " + asked +
           " back.";
  }
  return "";
}

/// A task that runs another job has its cause in that job's run.
std::string child_for(const analysis::Diagnosis& diagnosis, const GatheredRun& gathered) {
  const auto command = [](RunId child) {
    return "lakecode run workflow debug_job --input '{\"run_id\": " + to_string(child) + "}'";
  };
  for (const databricks::RunTask& task : gathered.run.tasks) {
    if (task.settings.task_key != diagnosis.task_key || !task.state.has_failed()) continue;
    for (const databricks::RunOutput& output : gathered.outputs) {
      if (output.run_id == task.run_id && output.child_run)
        return command(*output.child_run) + " looks into the child.";
    }
    if (task.child_run) return command(*task.child_run) + " looks into the child.";
  }
  return "";
}

bool delivers_logs(const GatheredRun::ClusterFacts& facts) {
  return facts.cluster && !databricks::log_destination(*facts.cluster->raw).empty();
}

/// Where the cause may still be told, given what was read already.
std::string look_next(const GatheredRun& gathered) {
  std::string text;
  for (const GatheredRun::ClusterFacts& facts : gathered.clusters) {
    if (!facts.driver_logs.empty() || !text.empty()) continue;
    text = delivers_logs(facts)
               ? "Read the driver log of cluster " + facts.cluster_id + " where it is delivered, or wait until it is. "
               : "Set cluster_log_conf on the cluster, so that the driver's log outlives the next failure. ";
  }
  text += "Look at what the task itself writes: the files or services that its last lines name";
  const std::string& page = gathered.run.run_page_url;
  return text + (page.empty() ? "." : ", and its page in the workspace.");
}

std::string counted(std::size_t count, std::string_view noun) {
  return (count == 0 ? "no" : std::to_string(count)) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

std::string looked_at(const GatheredRun& gathered) {
  const auto with = [&](std::string databricks::RunOutput::*field) {
    return std::any_of(gathered.outputs.begin(), gathered.outputs.end(),
                       [field](const databricks::RunOutput& output) { return !(output.*field).empty(); });
  };
  std::vector<std::string> parts;
  if (with(&databricks::RunOutput::error)) parts.emplace_back("error");
  if (with(&databricks::RunOutput::error_trace)) parts.emplace_back("trace");
  if (with(&databricks::RunOutput::logs)) parts.emplace_back("log");
  std::size_t events = 0;
  std::size_t logs = 0;
  for (const GatheredRun::ClusterFacts& facts : gathered.clusters) {
    events += facts.events.size();
    logs += facts.driver_logs.size();
  }
  std::string text = "Looked at: " + counted(gathered.outputs.size(), "task output");
  if (!gathered.outputs.empty()) text += parts.empty() ? " (empty)" : " (" + text::join(parts, ", ") + ")";
  text += ", " + counted(events, "event") + " of " + counted(gathered.clusters.size(), "cluster") + ", ";
  return text + counted(logs, "driver log") + ".";
}

std::string fix_for(const analysis::Diagnosis& diagnosis, const GatheredRun& gathered) {
  std::vector<std::string> steps;
  for (std::string step : {grants_for(diagnosis, gathered), column_for(diagnosis), child_for(diagnosis, gathered)}) {
    if (!step.empty()) steps.push_back(std::move(step));
  }
  steps.push_back(diagnosis.class_id == "unknown" ? look_next(gathered) : diagnosis.fix);
  return text::join(steps, " ");
}

}  // namespace lakecode::workflows
