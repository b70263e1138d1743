#pragma once
// What the demo company really has wrong with it, for tests and for people who want to check an answer.
// Plain values. Invariant: every failed run of the company is listed, and every table is either in `planted` or clean.

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.h"

namespace lakecode::local {

struct TrueFailure {
  std::int64_t job_id = 0;
  std::string job_name;
  std::int64_t run_id = 0;
  std::string root_class;        ///< an id of the failure taxonomy
  std::string root_task;         ///< task key; "" when the run was skipped before any task
  std::int64_t task_run_id = 0;  ///< last attempt of the root task; 0 without a root task
  std::string outcome;           ///< FAILED, TIMEDOUT, CANCELED, MAXIMUM_CONCURRENT_RUNS_REACHED, SUCCESS (after retry)
  bool is_latest_run = false;
  std::int64_t start_time = 0;  ///< epoch milliseconds
};

struct TrueFinding {
  std::string table;
  std::string finding;     ///< a finding id of prove_table
  std::string column;      ///< "" when the table as a whole is meant
  std::int64_t count = 0;  ///< see PlantedDefect::count
  std::int64_t rows = 0;   ///< rows of the table
};

struct Truth {
  std::uint64_t seed = 0;
  std::int64_t now_ms = 0;
  std::string flagship_table;
  std::int64_t flagship_job = 0;
  std::vector<TrueFailure> failures;  ///< by job, newest run first
  std::vector<TrueFinding> planted;
  std::vector<TrueFinding> tolerated;  ///< not planted, yet fair to report; counts are 0
  std::vector<std::string> clean_tables;
};

/// One object with the members of Truth under the same names.
JsonValue truth_json(const Truth& truth);

}  // namespace lakecode::local
