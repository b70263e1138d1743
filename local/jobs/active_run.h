#pragma once
// One job run while it is under way: its tasks, how far each one is, and the document that tells it. Not thread-safe:
// the runner holds it under its lock. Invariant: `shown` of a step and `head` are always what runs/get answers; members
// that start with "lakecode_" are ours and are left out of answers.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "local/jobs/notebook_cells.h"
#include "local/jobs/references.h"
#include "local/jobs/run_state.h"
#include "local/state/document.h"

namespace lakecode::local {

/// One task of a run, or one iteration of a for-each task.
struct Step {
  enum class Phase { Blocked, Waiting, Running, Ended };

  std::string key;
  JsonBox settings;  ///< of the task, references unresolved
  JsonBox shown = empty_document();
  std::vector<JsonBox> earlier;  ///< attempts before this one
  Phase phase = Phase::Blocked;
  std::int64_t run_id = 0;
  int attempt = 0;      ///< attempt_number: retries and repairs count
  int failures = 0;     ///< of this start of the run, for max_retries
  std::string result;   ///< RunResultState, once Ended
  std::string message;  ///< as above
  std::string outcome;  ///< of a condition task: "true", "false"
  std::stop_source stop;
  std::string stopped_by;              ///< "cancel" or "timeout" once it was asked to stop
  SteadyTime due = SteadyTime::max();  ///< Waiting: when it starts again; Running: its timeout
  std::int64_t child_run = 0;          ///< of a run-job task
  std::vector<Step> iterations;        ///< of a for-each task
  std::string input;                   ///< of an iteration: its element, JSON
  TextValues values;                   ///< task values, JSON texts
  TextValues facts;                    ///< "output.rows" ...
};

struct ActiveRun {
  std::int64_t run_id = 0;
  std::int64_t job_id = 0;          ///< 0 for a submitted run
  JsonBox head = empty_document();  ///< the Run without its tasks
  JsonBox settings;                 ///< of the job when the run began
  JsonBox request;                  ///< what run-now was given
  std::vector<Step> steps;
  std::string user_name;
  std::int64_t user_id = 0;
  bool queued = false;
  std::string stopped_by;              ///< "cancel" or "timeout"
  SteadyTime due = SteadyTime::max();  ///< its timeout
  std::int64_t parent_run = 0;         ///< whose run-job task started it
  int depth = 0;                       ///< of run-job tasks
};

/// The step whose present attempt is `run_id`; iterations too. nullptr when there is none.
Step* find_step(ActiveRun& run, std::int64_t run_id);
Step* find_step(std::vector<Step>& steps, std::string_view key);

/// A step for `settings`, blocked.
Step make_step(const JsonValue& settings, std::int64_t run_id);
/// The step gets another attempt: what it showed becomes an earlier one.
void begin_attempt(Step& step, std::int64_t run_id);
/// What is shown of a step before it starts.
void show_blocked(Step& step);

/// The run as it is stored.
Document make_run_document(const ActiveRun& run);
/// A stored run again, every step ended: for repairs. nullopt when it cannot be read.
std::optional<ActiveRun> read_run(const JsonValue& stored, const JsonValue& settings);

/// Parameters by name: job parameters over those of run-now over those of the task.
TextValues named_parameters(const ActiveRun& run, const JsonValue& task);
std::vector<std::string> python_arguments(const ActiveRun& run, const JsonValue& task);

struct WorkspaceFacts {
  std::string id;
  std::string url;
};
/// What the settings of `step` may refer to.
ReferenceValues reference_values(const ActiveRun& run, const Step& step, const WorkspaceFacts& workspace);

}  // namespace lakecode::local
