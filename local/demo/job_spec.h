#pragma once
// A job of the demo as data: its tasks, its rhythm, and which of its runs end badly.
// Plain values with static lifetime. Invariant: `after` names only tasks of the same job, earlier in the list.

#include <cstdint>
#include <string_view>
#include <vector>

namespace lakecode::local {

enum class TaskKind { Notebook, Python, Wheel, Jar, Sql, RunJob };

struct TaskSpec {
  std::string_view key;
  TaskKind kind = TaskKind::Notebook;
  std::string_view source = {};       ///< path; package:entry point; main class; job id of a run-job task
  std::string_view after = {};        ///< task keys, comma between
  int minutes = 10;                   ///< usual duration
  std::string_view compute = "main";  ///< job cluster "main", "serverless", "shared", or "warehouse"
  int max_retries = 0;
  std::string_view run_if = "ALL_SUCCESS";
};

enum class Ending {
  Stays,     ///< the run ends with the failure
  Recovers,  ///< the retry of the task succeeds
  Repaired,  ///< the run failed and was repaired later
};

struct Outcome {
  int back = 0;  ///< 0 is the newest finished run
  std::string_view scenario;
  std::string_view task;
  Ending ending = Ending::Stays;
  std::string_view victim = {};  ///< a task at the same time that lost the same cluster
};

enum class Rhythm { Daily, Weekdays, Weekly, Hours, Never };

struct JobSpec {
  std::int64_t id = 0;
  std::string_view name;
  std::string_view description;
  std::string_view owner;  ///< login
  std::string_view run_as = "svc-prod-jobs";
  Rhythm rhythm = Rhythm::Daily;
  int hour = 3;  ///< of the day; for Rhythm::Hours the distance between runs
  int minute = 0;
  bool is_paused = false;
  bool is_running = false;     ///< one run is going on now
  bool is_child = false;       ///< started by another job's task, no schedule of its own
  bool has_large_ids = false;  ///< run ids beyond 2^53
  bool has_alerts = true;
  int timeout_minutes = 0;
  std::string_view runtime = "15.4.x-scala2.12";
  std::string_view node = "m6gd.2xlarge";
  int workers = 4;
  bool is_spot = true;
  std::string_view domain = "sales";
  std::vector<TaskSpec> tasks = {};
  std::vector<Outcome> outcomes = {};
};

// One function an area, in the file of its name; about ten jobs each.
std::vector<JobSpec> sales_jobs();
std::vector<JobSpec> logistics_jobs();
std::vector<JobSpec> finance_jobs();
std::vector<JobSpec> platform_jobs();

/// Every job, smallest id first.
std::vector<JobSpec> all_jobs();

}  // namespace lakecode::local
