#include "workflows/cost_changes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "sql/literals.h"
#include "workflows/audit_log.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

using std::chrono::days;

constexpr int kDaysBefore = 3;  // a change on Friday shows on Monday
constexpr std::size_t kMostTold = 5;

// Under what names the platform's services log the thing that was changed, and what of a request moves cost.
constexpr std::array<std::string_view, 11> kIdFields = {"id",    "warehouse_id", "warehouseId", "endpointId", "job_id",
                                                        "jobId", "pipeline_id",  "pipelineId",  "endpoint",   "name"};
constexpr std::array<std::string_view, 12> kSizes = {
    "cluster_size", "clusterSize", "min_num_clusters",        "max_num_clusters", "maxNumClusters", "auto_stop_mins",
    "autoStopMins", "num_workers", "autotermination_minutes", "workload_size",    "full_refresh",   "schedule"};

struct Service {
  std::string_view dimension;
  std::string_view service_name;
  std::string_view actions;  ///< a list of SQL literals
};
constexpr std::array<Service, 5> kServices = {
    {{"warehouse", "databrickssql",
      "'editEndpoint', 'editWarehouse', 'createEndpoint', 'createWarehouse', 'setEndpointConfig'"},
     {"job", "jobs", "'update', 'reset', 'create'"},
     {"pipeline", "deltaPipelines", "'edit', 'create', 'startUpdate'"},
     {"cluster", "clusters", "'edit', 'resize', 'create'"},
     {"endpoint", "serverlessRealTimeInference", "'createServingEndpoint', 'updateServingEndpoint'"}}};

bool is_full_refresh_or_edit(const std::string& action, const std::string& sizes) {
  return action != "startUpdate" || sizes.find("full_refresh true") != std::string::npos;
}

std::string changed_id(const AuditLog& audit) {
  std::vector<std::string> fields;
  for (const std::string_view name : kIdFields) fields.push_back(audit.field("request_params", name));
  return "coalesce(" + text::join(fields, ", ") + ")";
}

std::string sizes_set(const AuditLog& audit) {
  std::vector<std::string> sizes;
  for (const std::string_view name : kSizes) {
    sizes.push_back(
        fmt::format("{} || {}", sql::quote_string(std::string(name) + " "), audit.field("request_params", name)));
  }
  return "concat_ws(', ', " + text::join(sizes, ", ") + ")";
}

/// "" when nothing is asked about.
std::string about(const AuditLog& audit, const std::vector<ChangedBefore>& questions) {
  std::vector<std::string> conditions;
  for (const Service& service : kServices) {
    std::vector<std::string> ids;
    for (const ChangedBefore& question : questions) {
      for (const auto& [dimension, id] : question.objects) {
        const std::string quoted = sql::quote_string(id);
        const bool is_new = std::find(ids.begin(), ids.end(), quoted) == ids.end();
        if (dimension == service.dimension && is_new) ids.push_back(quoted);
      }
    }
    if (ids.empty()) continue;
    conditions.push_back(fmt::format("(a.service_name = '{}' AND a.action_name IN ({}) AND {} IN ({}))",
                                     service.service_name, service.actions, changed_id(audit), text::join(ids, ", ")));
  }
  return text::join(conditions, " OR ");
}

bool asks_about_a_thing(const ChangedBefore& question) {
  return std::any_of(question.objects.begin(), question.objects.end(), [](const CostKeyName& object) {
    return std::any_of(kServices.begin(), kServices.end(),
                       [&](const Service& service) { return service.dimension == object.first; });
  });
}

std::string_view dimension_of_service(std::string_view name) {
  for (const Service& service : kServices) {
    if (service.service_name == name) return service.dimension;
  }
  return "";
}

std::vector<CostChange> changes_in(const databricks::StatementResult& rows) {
  std::vector<CostChange> changes;
  for (const databricks::Row& row : rows.rows) {
    if (row.size() < 6) continue;
    const auto when = timestamp_of(row[0].value_or(""));
    const std::string action = row[3].value_or("");
    const std::string sizes = row[5].value_or("");
    if (!when || !is_full_refresh_or_edit(action, sizes)) continue;
    changes.push_back({*when,
                       row[1].value_or(""),
                       {std::string(dimension_of_service(row[2].value_or(""))), row[4].value_or("")},
                       sizes.empty() ? action : action + " (" + sizes + ")"});
  }
  return changes;
}

}  // namespace

std::vector<std::vector<CostChange>> find_changes(Run& run, const std::vector<ChangedBefore>& questions) {
  std::vector<std::vector<CostChange>> found(questions.size());
  cost::Day first = cost::Day::max();
  cost::Day last = cost::Day::min();
  for (const ChangedBefore& question : questions) {
    if (!asks_about_a_thing(question)) continue;
    first = std::min(first, question.start);
    last = std::max(last, question.start);
  }
  if (first > last) return found;
  const auto audit = find_audit_log(run);
  if (!audit) return found;
  const auto rows =
      ask(run, {"read_changes", "Read what was changed before", result::StepKind::Sql},
          fmt::format(
              "SELECT CAST(a.event_time AS STRING), {}, a.service_name, a.action_name, {}, {} FROM {} a WHERE {} "
              "AND ({}) ORDER BY a.event_time, a.action_name",
              audit->field("user_identity", "email"), changed_id(*audit), sizes_set(*audit), kAuditTable,
              audit->during(WallTime(first - days(kDaysBefore)), WallTime(last + days(1))), about(*audit, questions)));
  if (!rows) return found;
  for (const CostChange& change : changes_in(*rows)) {
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const ChangedBefore& question = questions[i];
      const bool is_near = change.when >= question.start - days(kDaysBefore) && change.when < question.start + days(1);
      const bool is_its =
          std::find(question.objects.begin(), question.objects.end(), change.object) != question.objects.end();
      if (is_near && is_its) found[i].push_back(change);
    }
  }
  // The last ones before the event say most.
  for (std::vector<CostChange>& changes : found) {
    if (changes.size() > kMostTold) changes.erase(changes.begin(), changes.end() - kMostTold);
  }
  return found;
}

}  // namespace lakecode::workflows
