// Rules over the clusters a job runs on, its own and the all-purpose ones it names.

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "analysis/job_audit/fragments.h"
#include "analysis/job_audit/rules.h"
#include "analysis/job_audit/runtimes.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::job_audit {
namespace {

using result::Severity;
using std::chrono::days;

constexpr days kEndIsNear{90};
constexpr double kIdleLoad = 40;  // percent of CPU: half of the workers would carry it too
constexpr double kTiny = 120;     // seconds
constexpr double kLong = 3600;    // seconds
constexpr std::size_t kEnoughRuns = 5;

/// Where a setting of `compute` stands: a path into the job's settings, or the all-purpose cluster's own.
std::string place(const Compute& compute, std::string_view setting) {
  if (compute.kind == Compute::Kind::AllPurpose) return "cluster " + compute.key + ": " + std::string(setting);
  return compute.path + "/" + std::string(setting);
}

/// The job's own clusters, and the all-purpose ones it names that could be read.
std::vector<const Compute*> all_computes(const Case& c) {
  std::vector<const Compute*> all;
  for (const Compute& compute : c.job.computes) all.push_back(&compute);
  for (const Task& task : c.job.tasks) {
    const auto found = c.around.all_purpose.find(task.existing_cluster_id);
    if (found == c.around.all_purpose.end()) continue;
    if (std::find(all.begin(), all.end(), &found->second) == all.end()) all.push_back(&found->second);
  }
  return all;
}

/// Worst first: unsupported, unknown to the platform, near its end.
void judge_runtime(const Case& c, Outcome& out) {
  bool unsupported = false;
  for (const Compute* compute : all_computes(c)) {
    const std::string& version = compute->spark_version;
    if (version.empty() || is_chosen_by_platform(version)) continue;
    const auto end = end_of_support(version);
    const bool is_over = end && WallTime(*end) < c.around.now;
    const bool is_unlisted = c.around.spark_versions && !c.around.spark_versions->contains(version);
    const bool ends_soon = end && !is_over && WallTime(*end) < c.around.now + kEndIsNear;
    if (!is_over && !is_unlisted && !ends_soon) {
      if (!end && !c.around.spark_versions) out.not_evaluated = "the supported runtimes could not be listed";
      continue;
    }
    unsupported = unsupported || is_over || is_unlisted;
    out.fire(place(*compute, "spark_version"), version);
    if (end) out.detail = "Support ends " + format_rfc3339(WallTime(*end)).substr(0, 10) + ".";
    if (is_over) out.detail = "Support ended " + format_rfc3339(WallTime(*end)).substr(0, 10) + ".";
    propose_for(out, *compute, R"("spark_version": "auto:latest-lts")");
  }
  if (out.places.empty()) return;
  out.not_evaluated.clear();
  if (!unsupported) out.severity = Severity::Medium;
}

/// An absent first_on_demand is the platform's default for the usual fallback offer, and no promise for plain spot.
bool has_spot_driver(const Compute& compute) {
  const std::string& kind = compute.availability;
  const bool is_plain = kind == "SPOT" || kind == "SPOT_AZURE" || kind == "PREEMPTIBLE_GCP";
  const bool is_fallback =
      kind == "SPOT_WITH_FALLBACK" || kind == "SPOT_WITH_FALLBACK_AZURE" || kind == "PREEMPTIBLE_WITH_FALLBACK_GCP";
  if (!is_plain && !is_fallback) return false;
  return compute.first_on_demand ? *compute.first_on_demand == 0 : is_plain;
}

void judge_spot_driver(const Case& c, Outcome& out) {
  for (const Compute* compute : all_computes(c)) {
    if (!has_spot_driver(*compute)) continue;
    const std::string attributes = (compute->cloud.empty() ? "aws" : compute->cloud) + "_attributes";
    out.fire(place(*compute, attributes + "/first_on_demand"), compute->availability);
    propose_for(out, *compute,
                fmt::format(R"("{}": {{"availability": {}, "first_on_demand": 1}})", attributes,
                            json_text(compute->availability)));
  }
}

/// A job cluster as much like the shared one as is known of it; capitals stand for what is not.
std::string new_cluster(const Case& c, const std::string& cluster_id) {
  const auto found = c.around.all_purpose.find(cluster_id);
  const Compute known = found == c.around.all_purpose.end() ? Compute{} : found->second;
  const auto or_else = [](const std::string& text, std::string_view otherwise) {
    return json_text(text.empty() ? otherwise : std::string_view(text));
  };
  const std::string size = known.max_workers ? fmt::format(R"("autoscale": {{"min_workers": {}, "max_workers": {}}})",
                                                           known.min_workers.value_or(1), *known.max_workers)
                                             : fmt::format(R"("num_workers": {})", known.num_workers.value_or(1));
  const std::string single =
      known.is_single_node ? R"(, "spark_conf": {"spark.databricks.cluster.profile": "singleNode", "spark.master": )"
                             R"("local[*]"}, "custom_tags": {"ResourceClass": "SingleNode"})"
                           : "";
  return fmt::format(R"({{"spark_version": {}, "node_type_id": {}, {}, "data_security_mode": {}{}}})",
                     or_else(known.spark_version, "auto:latest-lts"), or_else(known.node_type_id, "NODE_TYPE"), size,
                     or_else(known.data_security_mode, "SINGLE_USER"), single);
}

/// "main", or the first of main_2, main_3, … that no cluster of the job has.
std::string free_key(const Job& job, const std::map<std::string, std::string>& taken) {
  const auto is_taken = [&](const std::string& key) {
    return std::any_of(job.computes.begin(), job.computes.end(), [&](const Compute& own) { return own.key == key; }) ||
           std::any_of(taken.begin(), taken.end(), [&](const auto& other) { return other.second == key; });
  };
  std::string key = "main";
  for (int i = 2; is_taken(key); ++i) key = "main_" + std::to_string(i);
  return key;
}

void judge_all_purpose(const Case& c, Outcome& out) {
  if (!c.job.is_scheduled()) return;
  std::map<std::string, std::string> keys;  // of the new job cluster for each shared one
  for (const Task& task : c.job.tasks) {
    const std::string& shared = task.existing_cluster_id;
    if (shared.empty()) continue;
    out.fire(task.path + "/existing_cluster_id", shared);
    if (!keys.contains(shared)) {
      const std::string key = free_key(c.job, keys);
      keys.emplace(shared, key);
      out.parts.push_back(fmt::format(R"({{"job_clusters": [{{"job_cluster_key": {}, "new_cluster": {}}}]}})",
                                      json_text(key), new_cluster(c, shared)));
    }
    propose_for(out, task,
                fmt::format(R"("existing_cluster_id": null, "job_cluster_key": {})", json_text(keys.at(shared))));
  }
}

/// Global ones run on every classic cluster: those of the job's own and the shared ones it names.
void judge_global_scripts(const Case& c, Outcome& out) {
  if (all_computes(c).empty()) return;
  if (!c.around.global_init_scripts) {
    if (out.places.empty()) out.not_evaluated = "global init scripts could not be read";
    return;
  }
  for (const std::string& name : *c.around.global_init_scripts) {
    out.fire("", "global init script " + name + " runs on its clusters");
  }
}

void judge_init_scripts(const Case& c, Outcome& out) {
  for (const Compute* compute : all_computes(c)) {
    for (std::size_t i = 0; i < compute->init_scripts.size(); ++i) {
      const auto& [kind, destination] = compute->init_scripts[i];
      if (kind != "dbfs" && !destination.starts_with("dbfs:/")) continue;
      out.fire(place(*compute, fmt::format("init_scripts/{}", i)), destination);
      propose_for(out, *compute,
                  R"("init_scripts": [{"volumes": {"destination": "/Volumes/CATALOG/SCHEMA/VOLUME/SCRIPT.sh"}}])");
    }
  }
  judge_global_scripts(c, out);
}

void judge_isolation(const Case& c, Outcome& out) {
  for (const Compute* compute : all_computes(c)) {
    const std::string& mode = compute->data_security_mode;
    if (mode != "NONE" && !mode.starts_with("LEGACY_")) continue;
    out.fire(place(*compute, "data_security_mode"), mode);
    propose_for(out, *compute, R"("data_security_mode": "SINGLE_USER")");
  }
}

void judge_policy_and_tags(const Case& c, Outcome& out) {
  bool has_tags = c.job.has_tags;
  for (const Compute& compute : c.job.computes) {
    has_tags = has_tags || compute.has_tags;
    if (!compute.policy_id.empty()) continue;
    out.fire(place(compute, "policy_id"), "absent");
    propose_for(out, compute, R"("policy_id": "POLICY_ID")");
  }
  if (has_tags) return;
  out.fire("/tags", "absent");
  out.settings = R"({"tags": {"team": "TEAM", "cost_center": "COST_CENTER"}})";
}

void judge_size(const Case& c, Outcome& out) {
  for (const Compute& compute : c.job.computes) {
    if (!compute.num_workers) continue;
    const std::int64_t workers = *compute.num_workers;
    if (compute.is_single_node && workers > 0) {
      out.fire(place(compute, "num_workers"), std::to_string(workers));
      out.detail = "It is configured to run on its driver alone: its workers idle.";
      propose_for(out, compute, R"("num_workers": 0)");
    } else if (workers >= kLargeFleet && c.job.worker_load.value_or(0) < kIdleLoad) {
      out.fire(place(compute, "num_workers"), std::to_string(workers));
      out.detail = c.job.worker_load
                       ? fmt::format("Its workers used {:.0f} % of their CPUs in the last 30 days.", *c.job.worker_load)
                       : "A fixed number; how busy the nodes are was not read.";
      propose_for(out, compute,
                  fmt::format(R"("autoscale": {{"min_workers": {}, "max_workers": {}}})", workers / 4, workers));
    }
  }
}

bool has_photon(const Compute& compute) {
  return compute.runtime_engine == "PHOTON" || compute.spark_version.find("-photon-") != std::string::npos;
}

void judge_photon(const Case& c, Outcome& out) {
  std::vector<double> seconds;
  for (const RunFact* run : c.history.finished) seconds.push_back(static_cast<double>(run->seconds));
  const bool judged = seconds.size() >= kEnoughRuns;
  const double usual = median(seconds);
  for (const Compute& compute : c.job.computes) {
    const bool is_ml = compute.spark_version.find("-ml-") != std::string::npos;
    if (!has_photon(compute)) continue;
    if (!is_ml && !(judged && usual < kTiny)) continue;
    out.fire(place(compute, "runtime_engine"), "PHOTON");
    out.detail = is_ml ? "Machine learning in Python gains nothing from it and pays for it."
                       : "Runs end before it pays off: " +
                             format_duration(std::chrono::seconds(static_cast<std::int64_t>(usual))) + " (median).";
    propose_for(out, compute, R"("runtime_engine": "STANDARD")");
  }
  const bool is_sql = std::all_of(c.job.tasks.begin(), c.job.tasks.end(), [](const Task& task) {
    return task.kind == "dbt" || text::contains_ignore_case(task.source_path, ".sql");
  });
  if (!out.places.empty() || !is_sql || !judged || usual < kLong || c.job.computes.empty()) return;
  const Compute& compute = c.job.computes.front();
  if (has_photon(compute)) return;
  out.fire(place(compute, "runtime_engine"), compute.runtime_engine.empty() ? "STANDARD" : compute.runtime_engine);
  out.detail = "Long SQL without it.";
  propose_for(out, compute, R"("runtime_engine": "PHOTON")");
}

void judge_logs(const Case& c, Outcome& out) {
  if (!c.around.runs_known) {
    out.not_evaluated = "its runs could not be read";
    return;
  }
  if (c.history.failures == 0) return;
  for (const Compute& compute : c.job.computes) {
    if (compute.delivers_logs) continue;
    out.fire(place(compute, "cluster_log_conf"), "absent");
    propose_for(out, compute,
                R"("cluster_log_conf": {"volumes": {"destination": "/Volumes/CATALOG/SCHEMA/VOLUME/logs"}})");
  }
}

constexpr Rule kRules[] = {
    {"R07", "old_runtime", "Its runtime is out of support, or soon will be", Severity::High,
     "Move to the newest long-term release, in a copy of the job first.", judge_runtime},
    {"R08", "spot_driver", "Its driver may be taken away", Severity::High,
     "Keep the driver on demand (first_on_demand 1): losing it ends the run.", judge_spot_driver},
    {"R13", "all_purpose_compute", "A scheduled job runs on all-purpose compute", Severity::Medium,
     "Give it a job cluster or serverless: a lower price for the same work, and nobody else's load.",
     judge_all_purpose},
    {"R24", "legacy_init_script", "Its init scripts lie on DBFS, or are global", Severity::High,
     "Move them to a volume or a cluster policy: whoever writes to DBFS, or makes global ones, runs code on its "
     "clusters.",
     judge_init_scripts},
    {"R26", "no_isolation", "Its cluster goes around Unity Catalog", Severity::High,
     "Use SINGLE_USER or USER_ISOLATION, so that grants hold.", judge_isolation},
    {"R27", "no_policy_or_tags", "No cluster policy, or no cost tags", Severity::Low,
     "Put its cluster under a policy and tag it with who pays.", judge_policy_and_tags},
    {"R28", "fixed_size", "A large cluster of fixed size", Severity::Medium,
     "Let it autoscale, or show that all nodes are busy.", judge_size},
    {"R29", "photon_misfit", "Photon where it does not pay, or none where it would", Severity::Low,
     "Compare one run with and one without.", judge_photon},
    {"R34", "no_logs", "It failed and its cluster's logs are not kept", Severity::Low,
     "Deliver them to a volume: the cluster is gone when somebody looks.", judge_logs},
};

}  // namespace

std::span<const Rule> compute_rules() {
  return kRules;
}

}  // namespace lakecode::job_audit
