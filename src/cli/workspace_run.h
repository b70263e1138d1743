#pragma once
// One workflow on one workspace: connection, gate and pack, held until it has run. Made on the main thread; run() may
// be called on another one, so that several workspaces are looked at side by side.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "agent/cost_analyst.h"
#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/terminal_confirmer.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "gate/recovery.h"
#include "llm/choice.h"
#include "workflows/engine.h"

namespace lakecode::cli {

class WorkspaceRun {
 public:
  /// Connects, without contacting a far workspace, and opens the pack. `inputs` passed check_inputs. Borrows all.
  static Result<std::unique_ptr<WorkspaceRun>> open(App& app, const Invocation& invocation,
                                                    const workflows::WorkflowRecord& record, const JsonObject& inputs,
                                                    const CallContext& ctx);

  /// Told of each step as it starts.
  void set_progress(std::function<void(std::string_view)> progress) { services_.progress = std::move(progress); }

  /// What the model may cost is divided by `workspaces`. Before run().
  void share_budget(std::size_t workspaces);

  /// Runs the workflow and closes the pack. Once. A pack that cannot be closed (a full disk) does not take the findings
  /// with it: they are kept, the run counts as failed.
  workflows::Outcome run(const CallContext& ctx);

  [[nodiscard]] const Connection& connection() const { return connection_; }
  [[nodiscard]] gate::Gate& gate() { return gate_; }

 private:
  struct Parts {
    const workflows::WorkflowRecord& record;
    JsonBox inputs;
    Connection connection;
    evidence::PackWriter pack;
    llm::Choice model;
  };
  WorkspaceRun(App& app, const Invocation& invocation, Parts parts);

  const workflows::WorkflowRecord& record_;
  JsonBox inputs_;
  Connection connection_;
  evidence::PackWriter pack_;
  TerminalConfirmer confirmer_;
  gate::Gate gate_;
  gate::Recovery recovery_;
  llm::Choice model_;     ///< for genai_cost_agent with a question; else none
  agent::Limits limits_;  ///< of that model
  agent::AnalystSpending spending_;
  const Redactor* redactor_ = nullptr;
  workflows::Services services_;
};

}  // namespace lakecode::cli
