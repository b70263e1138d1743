#include "workflows/cost_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/text.h"
#include "databricks/clusters.h"
#include "databricks/job_lists.h"
#include "databricks/pipelines.h"
#include "databricks/principals.h"
#include "databricks/warehouses.h"

namespace lakecode::workflows {
namespace {

using cost::CostLine;
using Names = std::map<std::string, std::string>;

constexpr std::size_t kMostNamed = 20;  // the dearest; the result holds the others by id

using Unnamed = std::vector<CostLine*>;

Result<Names> job_names(databricks::Client& client, const Unnamed& lines, const CallContext& ctx) {
  std::vector<JobId> ids;
  for (const CostLine* line : lines) {
    if (const auto id = text::parse_int(line->key)) ids.emplace_back(*id);
  }
  Names names;
  for (const auto& job : databricks::fetch_jobs_by_id(client, ids, ctx)) {
    if (!job && job.error().code == ErrorCode::Cancelled) return job.error();
    if (job) names.emplace(to_string(job->id), job->name);
  }
  return names;
}

Result<Names> warehouse_names(databricks::Client& client, const Unnamed&, const CallContext& ctx) {
  TRY_ASSIGN(const auto warehouses, databricks::fetch_warehouses(client, ctx));
  Names names;
  for (const databricks::Warehouse& each : warehouses) names.emplace(to_string(each.id), each.name);
  return names;
}

Result<Names> cluster_names(databricks::Client& client, const Unnamed& lines, const CallContext& ctx) {
  std::vector<ClusterId> ids;
  for (const CostLine* line : lines) ids.emplace_back(line->key);
  Names names;
  for (const auto& cluster : databricks::fetch_clusters(client, ids, ctx)) {
    if (!cluster && cluster.error().code == ErrorCode::Cancelled) return cluster.error();
    if (cluster) names.emplace(to_string(cluster->id), cluster->name);
  }
  return names;
}

Result<Names> pipeline_names(databricks::Client& client, const Unnamed& lines, const CallContext& ctx) {
  std::vector<std::string> ids;
  for (const CostLine* line : lines) ids.push_back(line->key);
  const auto found = databricks::fetch_pipeline_names(client, ids, ctx);
  Names names;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i] && found[i].error().code == ErrorCode::Cancelled) return found[i].error();
    if (found[i]) names.emplace(ids[i], *found[i]);
  }
  return names;
}

/// Users are told by their address; a service principal's application id says nothing to a person.
Result<Names> robot_names(databricks::Client& client, const Unnamed& lines, const CallContext& ctx) {
  const auto is_robot = [](const CostLine* line) { return line->key.find('@') == std::string::npos; };
  if (std::none_of(lines.begin(), lines.end(), is_robot)) return Names{};
  TRY_ASSIGN(const auto robots, databricks::fetch_service_principals(client, ctx));
  Names names;
  for (const databricks::Principal& each : robots) names.emplace(each.name, each.display_name);
  return names;
}

struct Source {
  std::string_view dimension;
  const char* step;
  const char* title;
  Result<Names> (*names)(databricks::Client& client, const Unnamed& lines, const CallContext& ctx);
};
constexpr std::array<Source, 5> kSources = {
    {{"job", "name_jobs", "Read the names of the dearest jobs", job_names},
     {"warehouse", "name_warehouses", "Read the names of the warehouses", warehouse_names},
     {"cluster", "name_clusters", "Read the names of the dearest clusters", cluster_names},
     {"pipeline", "name_pipelines", "Read the names of the dearest pipelines", pipeline_names},
     {"identity", "name_identities", "Read the names of service principals", robot_names}}};

}  // namespace

void name_lines(Run& run, std::string_view dimension, std::vector<CostLine>& lines) {
  const auto source =
      std::find_if(kSources.begin(), kSources.end(), [&](const Source& s) { return s.dimension == dimension; });
  if (source == kSources.end()) return;
  Unnamed unnamed;
  for (std::size_t i = 0; i < lines.size() && i < kMostNamed; ++i) {
    if (lines[i].label.empty() && !lines[i].key.empty()) unnamed.push_back(&lines[i]);
  }
  if (unnamed.empty()) return;
  run.step<bool>({source->step, source->title, result::StepKind::Api}, [&](const CallContext& ctx) -> Result<bool> {
    const auto names = source->names(run.client(), unnamed, ctx);
    if (!names && names.error().code == ErrorCode::Cancelled) return names.error();
    if (!names) return true;
    for (CostLine* line : unnamed) {
      if (const auto found = names->find(line->key); found != names->end()) line->label = found->second;
    }
    return true;
  });
}

std::map<CostKeyName, std::string> names_of(Run& run, const std::vector<CostKeyName>& keys) {
  std::map<std::string, std::vector<CostLine>> lines;
  for (const CostKeyName& name : keys) {
    std::vector<CostLine>& of_dimension = lines[name.first];
    const bool is_there = std::any_of(of_dimension.begin(), of_dimension.end(),
                                      [&](const CostLine& line) { return line.key == name.second; });
    if (is_there) continue;
    of_dimension.emplace_back();
    of_dimension.back().key = name.second;
  }
  std::map<CostKeyName, std::string> names;
  for (auto& [dimension, of_dimension] : lines) {
    name_lines(run, dimension, of_dimension);
    for (const CostLine& line : of_dimension) {
      if (!line.label.empty()) names.emplace(CostKeyName(dimension, line.key), line.label);
    }
  }
  return names;
}

}  // namespace lakecode::workflows
