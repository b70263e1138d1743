#pragma once
// Runs the tree of a SQL script, statement by statement, in one session. Only for local/engine.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "local/dialect/script.h"
#include "local/engine/session.h"
#include "local/engine/table_engine.h"

namespace lakecode::local {

class ScriptRunner {
 public:
  /// Runs one statement with its parameters in the session.
  using RunStatement = std::function<Result<StatementOutcome>(const std::string& sql,
                                                              const std::vector<dialect::Parameter>& parameters)>;

  ScriptRunner(RunStatement run, Session& session, const Interrupt& interrupt)
      : run_(std::move(run)), session_(session), interrupt_(interrupt) {}

  /// The outcome of the last statement that gave rows.
  Result<StatementOutcome> run(const dialect::ScriptNode& script);

 private:
  enum class Flow { Next, Leave, Iterate, ExitBlock };
  struct Step {
    Flow flow = Flow::Next;
    std::string label;      ///< of LEAVE and ITERATE
    std::size_t block = 0;  ///< of ExitBlock: the depth of the block that a handler leaves
  };
  struct Handlers {
    std::size_t depth = 0;  ///< of the block's scope
    std::vector<const dialect::ScriptNode*> handlers;
    std::map<std::string, std::string> conditions;  ///< declared: name and SQLSTATE
  };

  Result<Step> step(const dialect::ScriptNode& node);
  Result<Step> act(const dialect::ScriptNode& node);
  Result<Step> body(const std::vector<dialect::ScriptNode>& nodes);
  Result<Step> block(const dialect::ScriptNode& node);
  Result<Step> loop(const dialect::ScriptNode& node);
  Result<Step> for_each(const dialect::ScriptNode& node);
  Result<Step> execute(const dialect::ScriptNode& node);
  Result<Step> assign(const dialect::ScriptNode& node);
  Result<Step> declare(const dialect::ScriptNode& node);
  Result<Step> undeclare(const dialect::ScriptNode& node);
  Result<Step> choose(const dialect::ScriptNode& node);  ///< IF
  Result<Step> diagnose(const dialect::ScriptNode& node);
  Result<Step> signal(const dialect::ScriptNode& node);
  Step list_settings();
  Result<Step> setting(const dialect::ScriptNode& node);
  Result<Step> handle(const Error& error);
  Result<bool> holds(const std::string& condition);
  /// The one value of an expression, with its type.
  Result<dialect::Parameter> value_of(const std::string& expression, const std::string& type = "");
  Result<std::vector<dialect::Parameter>> values_of(const std::string& query, std::size_t count);
  Result<void> set_variables(const std::vector<std::string>& names, const std::vector<dialect::Parameter>& values);

  RunStatement run_;
  Session& session_;
  const Interrupt& interrupt_;
  std::vector<Handlers> blocks_;
  std::optional<Error> handled_;  ///< what the running handler was called for
  StatementOutcome last_;
  std::uint64_t steps_ = 0;
};

}  // namespace lakecode::local
