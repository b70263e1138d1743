#pragma once
// A job as the audit reads it: its settings with the path each stands at, its runs, who may manage it. Plain values.
// Paths are RFC 6901 pointers into the job's settings ("/tasks/0/max_retries").

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace lakecode::job_audit {

/// One text of the settings that may hold anything: a parameter, a Spark setting, an environment variable.
struct SettingText {
  std::string path;
  std::string name;  ///< its key, or the flag before it; "" when it has none
  std::string value;
};

/// A cluster the job runs on: one of its own, or an all-purpose one.
struct Compute {
  std::string path;  ///< "" for an all-purpose cluster: it is not in the job's settings
  std::string key;   ///< job cluster key, task key or cluster id
  enum class Kind { JobCluster, TaskCluster, AllPurpose } kind = Kind::JobCluster;
  std::string spark_version;
  std::string policy_id;
  std::string data_security_mode;
  std::string runtime_engine;
  std::string cloud;  ///< "aws", "azure", "gcp"; "" unknown
  std::string availability;
  std::optional<std::int64_t> first_on_demand;
  std::optional<std::int64_t> num_workers;  ///< nullopt with autoscaling
  std::optional<std::int64_t> min_workers;  ///< with autoscaling
  std::optional<std::int64_t> max_workers;  ///< with autoscaling
  std::string node_type_id;
  bool is_single_node = false;  ///< configured to run on its driver alone
  bool has_tags = false;
  bool delivers_logs = false;
  std::vector<std::pair<std::string, std::string>> init_scripts;  ///< kind ("dbfs", "volumes", …) and destination
};

struct Library {
  std::string path;
  std::string kind;  ///< "pypi", "maven", "cran", "jar", "whl", "egg", "requirements", "environment"
  std::string text;
};

/// Something the job names that must exist.
struct Reference {
  std::string kind;  ///< "cluster", "warehouse", "pipeline", "job", "notebook", "secret_scope", "job_cluster"
  std::string id;
  std::string path;
  auto operator<=>(const Reference&) const = default;  // NOLINT(modernize-use-nullptr): taken for a literal 0
};

struct Task {
  std::string path;
  std::string key;
  std::string kind;         ///< "notebook", "sql", …; "" unknown
  std::string source_path;  ///< of a notebook or file; "" else
  std::string source_at;    ///< path of that setting
  std::vector<std::string> depends_on;
  std::string run_if;
  std::string existing_cluster_id;
  bool is_serverless = false;  ///< no cluster and no warehouse is named
  bool optimizes_itself = true;
  std::int64_t max_retries = 0;
  bool retries_on_timeout = false;
  std::int64_t timeout_seconds = 0;
  bool alerts_on_failure = false;
  bool limits_duration = false;  ///< a health rule on its duration
  bool is_legacy_jar = false;    ///< jar_uri, or run as REPL
  std::vector<Library> libraries;
};

struct RunFact {
  WallTime start;
  enum class End { Active, Succeeded, Failed, Canceled, Skipped } end = End::Active;
  bool was_crowded_out = false;    ///< skipped because too many ran already
  std::int64_t seconds = 0;        ///< what it took, without waiting
  std::int64_t delay_seconds = 0;  ///< queue and setup
};

struct Manager {
  std::string principal;
  bool is_group = false;
  bool is_owner = false;
};

struct Job {
  std::int64_t id = 0;
  std::string name;
  std::string creator;
  std::optional<std::string> run_as;  ///< nullopt: the answer did not say; "" when it named nobody
  std::optional<WallTime> created;
  enum class Trigger { None, Schedule, Periodic, Event, Continuous } trigger = Trigger::None;
  std::string cron;
  std::string zone;
  std::int64_t period_seconds = 0;  ///< of a periodic trigger
  bool is_paused = false;
  bool is_production = false;  ///< its tags say so
  bool has_tags = false;       ///< its own, or a usage policy's
  bool alerts_on_failure = false;
  bool limits_duration = false;
  bool has_health_rules = false;
  std::int64_t timeout_seconds = 0;
  std::int64_t max_concurrent_runs = 1;
  bool queues = false;
  std::string git_url;
  std::string git_branch;
  bool has_git_pin = false;  ///< a tag or a commit
  bool is_from_bundle = false;
  std::string edit_mode;
  std::vector<Task> tasks;
  std::vector<Compute> computes;
  std::vector<SettingText> texts;
  std::vector<Reference> references;
  std::vector<RunFact> runs;  ///< newest first
  std::optional<std::vector<Manager>> managers;
  std::optional<double> usd;          ///< what it cost in the window
  std::optional<double> worker_load;  ///< mean CPU of its workers in percent; nullopt: not read

  [[nodiscard]] bool is_scheduled() const { return trigger != Trigger::None; }
  /// It has a cluster with a fixed number of workers, and many of them.
  [[nodiscard]] bool has_large_fleet() const;
};

/// As many workers as one would rather have scaled. Source: rule R28 of the methods document.
inline constexpr std::int64_t kLargeFleet = 8;

/// What the rules hold a job against. An absent part means that it could not be read.
struct Surroundings {
  WallTime now;
  bool runs_known = false;
  std::optional<std::map<std::string, bool>> principals;        ///< user names, application ids: active?
  std::optional<std::set<std::string>> spark_versions;          ///< supported ones
  std::set<Reference> missing;                                  ///< looked for and not there; paths are ""
  std::set<Reference> unknown;                                  ///< could not be looked for
  std::map<std::string, Compute> all_purpose;                   ///< by cluster id
  std::optional<std::vector<std::string>> global_init_scripts;  ///< enabled ones, by name
  std::optional<std::map<std::int64_t, double>> cost_jumps;     ///< USD more than the past explains, by job
};

}  // namespace lakecode::job_audit
