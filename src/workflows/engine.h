#pragma once
// The workflow engine: a workflow is a record and a function that runs steps. A failed step is a Step with an error and
// the rest goes on; independent steps run in parallel; a stop keeps what was found. The engine times, records evidence,
// and settles the status. One Run a thread; `parallel` uses threads of its own and joins them before it returns.

#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/change.h"
#include "databricks/client.h"
#include "databricks/statements.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "result/workflow_result.h"
#include "safety/verdict.h"
#include "workflows/genai_loop.h"
#include "workflows/missing_rights.h"

namespace lakecode::workflows {

/// Type of an input: Id takes a string or a number and is kept as a string.
enum class InputType { String, Id, Integer, Number, Boolean, Object, Strings };

struct Input {
  std::string_view name;
  InputType type = InputType::String;
  bool required = false;
  std::string_view help;
};

class Run;

struct WorkflowRecord {
  std::string_view id;
  std::string_view title;
  std::string_view help;
  std::span<const Input> inputs;
  safety::EffectClass effect = safety::EffectClass::ReadOnly;  ///< the worst it may bring to the gate
  void (*run)(Run& run);
};

/// What a run may use. Borrowed for the run.
struct Services {
  databricks::Client& client;
  gate::Gate& gate;
  const Clock& clock;
  evidence::PackWriter* pack = nullptr;  ///< null: no evidence is written (tests, benches)
  std::string profile;
  std::string workspace;        ///< host origin, or "local"
  std::string warehouse_id;     ///< configured default; may be empty
  std::string default_catalog;  ///< may be empty
  std::string default_schema;
  std::string baselines_folder;                    ///< where prove_table keeps what it measured; empty: nowhere
  std::string program_path;                        ///< PATH, for deploy_file's syntax check; may be empty
  GenaiLoop genai_loop;                            ///< leads genai_cost_agent where a model is configured; may be empty
  std::function<void(std::string_view)> progress;  ///< told of each step as it starts; may be empty
};

struct StepSpec {
  std::string id;
  std::string title;
  result::StepKind kind = result::StepKind::Api;
};

class Run {
 public:
  Run(const WorkflowRecord& record, JsonObject inputs, Services& services, CallContext ctx);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // Inputs, checked against the record already.
  [[nodiscard]] std::string text(std::string_view name) const;  ///< "" when absent
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  [[nodiscard]] const JsonValue& input(std::string_view name) const;  ///< null value when absent
  /// `as_of` input, else the clock's now.
  [[nodiscard]] WallTime as_of() const;

  [[nodiscard]] Services& services() { return services_; }
  [[nodiscard]] databricks::Client& client() { return services_.client; }
  [[nodiscard]] const CallContext& context() const { return ctx_; }
  [[nodiscard]] bool stopped() const { return ctx_.stopped(); }
  [[nodiscard]] bool out_of_time() const { return ctx_.remaining() == std::chrono::milliseconds(0); }

  /// Runs one step: times it, records status and error. nullopt when it failed; the Error is in last_error().
  /// After a stop it does not run and is recorded as skipped.
  template <typename T>
  std::optional<T> step(const StepSpec& spec, const std::function<Result<T>(const CallContext&)>& body) {
    std::optional<T> value;
    run_step(spec, [&](const CallContext& ctx) -> Result<void> {
      Result<T> result = body(ctx);
      if (!result) return std::move(result).error();
      value = std::move(result).value();
      return {};
    });
    return value;
  }

  struct Job {
    StepSpec spec;
    std::function<Result<void>(const CallContext&)> body;  ///< runs on another thread; writes only what is its own
  };
  /// Runs all at once (at most 8 threads); steps are listed in the order given. True when none failed. `meanwhile` runs
  /// on this thread before it helps, and may run steps, which are listed before these.
  bool parallel(std::vector<Job> jobs, const std::function<void()>& meanwhile = {});

  /// One SQL statement through the gate, as a step. nullopt when it failed or was refused.
  std::optional<databricks::StatementResult> sql(const StepSpec& spec, const databricks::StatementRequest& request);

  /// One change through the gate, as a step; what became of it is recorded. The platform's answer; nullopt when it
  /// failed or was refused. With EvenWhenStopped it is sent after a stop too, within five seconds: for ending what this
  /// run began.
  enum class When { Running, EvenWhenStopped };
  std::optional<JsonBox> change(const StepSpec& spec, const databricks::Change& change, When when = When::Running);

  /// The warehouse to use: input `warehouse_id`, else the configured one, else one that runs, else the smallest that
  /// can start. A step of its own; nullopt when there is none.
  std::optional<WarehouseId> warehouse();

  void skip(const StepSpec& spec, std::string why);
  /// A source that could not be read for want of a right, told with what would open it. Failed steps are noted by
  /// themselves; this is for those that the workflow can do without.
  void miss(MissingRight missing);

  /// Ends the workflow as failed: what it was asked about cannot be had. Findings so far stay.
  void fail(Error error);
  [[nodiscard]] const std::optional<Error>& last_error() const { return last_error_; }

  void add_finding(result::Finding finding);
  void set_summary(std::string summary);
  void set_narrative(result::Narrative narrative);
  /// Sets one member of `data`.
  void set_data(std::string_view key, JsonValue value);
  /// Stores an artefact in the pack (job settings, a log, an SQL text). Failing to is recorded as a step error.
  void keep(std::string_view title, std::string_view media_type, std::string_view bytes);

 private:
  friend struct Settle;
  bool run_step(const StepSpec& spec, const std::function<Result<void>(const CallContext&)>& body);
  void time_step(const StepSpec& spec, const std::function<Result<void>(const CallContext&)>& body,
                 const CallContext& ctx);
  /// Permit or refusal for `effect`; a refusal is kept in `refused` and is an error of the step.
  Result<safety::Permit> permit(const StepSpec& spec, safety::Effect effect, std::optional<gate::Refusal>& refused,
                                const CallContext& ctx);
  void settle_refusal(const std::optional<gate::Refusal>& refused);
  void record(result::Step step);

  const WorkflowRecord& record_;
  JsonBox inputs_;
  Services& services_;
  CallContext ctx_;
  result::WorkflowResult result_;
  std::optional<Error> fatal_;
  std::optional<Error> last_error_;
  std::optional<result::WorkflowStatus> refusal_;
  std::optional<WarehouseId> warehouse_;
  std::vector<MissingRight> missing_;
};

struct Outcome {
  result::WorkflowResult result;
  std::optional<Error> fatal;  ///< why `status` is failed
  bool cancelled = false;      ///< a stop ended it early
  bool out_of_time = false;    ///< the end of its time ended it early
  bool over_budget = false;    ///< a limit on the model ended its part
};

/// Checks `inputs` against the record: unknown keys, missing ones and wrong types are InvalidArgument with what is
/// allowed. Returns the object with ids as strings.
Result<JsonBox> check_inputs(const WorkflowRecord& record, const JsonValue& inputs);

/// Runs a workflow to its end. `inputs` passed check_inputs. The pack, if any, is not closed.
Outcome run_workflow(const WorkflowRecord& record, const JsonObject& inputs, Services& services,
                     const CallContext& ctx);

/// All workflows in the order of help; null when none has that id.
std::span<const WorkflowRecord* const> registry();
const WorkflowRecord* find_workflow(std::string_view id);

}  // namespace lakecode::workflows
