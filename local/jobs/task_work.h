#pragma once
// What one attempt of a task does: statements, notebooks, Python. Blocks until it ended or was stopped; several run at
// a time, each on its own thread. Never touches runs: the runner writes what comes back.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "local/jobs/notebook_cells.h"
#include "local/jobs/run_state.h"
#include "local/state/store.h"
#include "local/statements/statement_runner.h"

namespace lakecode::local {

/// One attempt.
struct TaskOrder {
  JsonBox task;  ///< its settings, references resolved
  TextValues parameters;
  std::vector<std::string> arguments;  ///< of Python scripts
  TextValues known_values;             ///< task values of the run so far: "load.values.rows", JSON texts
  std::string folder_name;             ///< of its scratch folder
  std::string user_name;
  std::int64_t user_id = 0;
  std::int64_t job_id = 0;
  std::int64_t job_run_id = 0;
  std::int64_t task_run_id = 0;
};

struct TaskResult {
  RunEnd end = end_of_success();
  JsonBox output = empty_document();  ///< RunOutput without metadata
  TextValues values;                  ///< task values, as JSON texts
  TextValues facts;                   ///< what others may refer to: "output.rows", "output.first_row.day"
};

class TaskWork {
 public:
  struct Parts {
    StatementRunner& statements;
    Store& store;
    const Clock& clock;
    std::filesystem::path files;  ///< the folder of bytes of the workspace
    std::function<std::string()> default_catalog;
    std::filesystem::path python;  ///< the interpreter; "" while Python is switched off
  };
  explicit TaskWork(Parts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] TaskResult run(const TaskOrder& order, const std::stop_token& stop) const;

 private:
  struct Session;
  [[nodiscard]] TaskResult run_sql_task(const TaskOrder& order, const std::stop_token& stop) const;
  [[nodiscard]] TaskResult run_notebook(const TaskOrder& order, const std::stop_token& stop) const;
  [[nodiscard]] TaskResult run_script(const TaskOrder& order, const std::stop_token& stop) const;
  [[nodiscard]] TaskResult run_python(const std::string& code, const TaskOrder& order,
                                      const std::stop_token& stop) const;
  bool run_statement(const std::string& sql, Session& session, TaskResult& result) const;
  bool run_statements(const std::string& sql, Session& session, TaskResult& result) const;
  [[nodiscard]] bool wake_warehouse(const std::string& id) const;

  Parts parts_;
};

}  // namespace lakecode::local
