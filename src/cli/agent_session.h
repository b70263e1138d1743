#pragma once
// A session of the agent for one command: which model, which workspace, the journal, the prompt, and its turns. The
// workspace is connected to only when the model or a tool needs it. One thread, apart from what ControlInput does.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/mailbox.h"
#include "agent/prompt.h"
#include "agent/protocol.h"
#include "agent/turn.h"
#include "base/call_context.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/terminal_confirmer.h"
#include "cli/tool_session.h"
#include "cli/turn_output.h"
#include "knowledge/router.h"
#include "knowledge/skill.h"
#include "llm/choice.h"
#include "session/journal.h"
#include "session/meter.h"

namespace lakecode::cli {

class AgentSession {
 public:
  /// Loads the settings and chooses the model. `provider()` may be null afterwards: there is none.
  /// Errors: InvalidArgument (options, settings), those of choose_model().
  static Result<std::unique_ptr<AgentSession>> open(App& app, const Invocation& invocation, const CallContext& ctx);
  AgentSession(const AgentSession&) = delete;
  AgentSession& operator=(const AgentSession&) = delete;
  ~AgentSession() { app_.meter = nullptr; }

  [[nodiscard]] bool has_model() const { return choice_.provider != nullptr; }
  /// Which model, or that there is none, and why.
  [[nodiscard]] const std::string& why() const { return choice_.why; }
  [[nodiscard]] agent::ReplyConfirmer& questions() { return replies_; }
  /// Questions are put as events and answered by questions().reply(); else at the terminal. Before prepare().
  void put_questions_as_events() { confirmer_ = &replies_; }

  /// Connects to the workspace; once, later calls give the same. Errors: those of connect().
  Result<ToolSession*> workspace(const CallContext& ctx);

  /// With a model: connects, opens or resumes the journal, puts the prompt together for `first_request`.
  Result<void> prepare(const std::string& first_request, const CallContext& ctx);
  /// One turn. prepare() was called.
  agent::TurnEnd run(agent::TurnInput input, agent::EventSink& sink, const CallContext& ctx);
  /// Lets go of the session: the journal's last record, the pack's closing record.
  Result<void> close(const agent::TurnEnd& end);

  [[nodiscard]] SessionFacts facts() const;
  /// What was used on warehouses since the last call, without a model.
  agent::Spending take_spending();

 private:
  AgentSession(App& app, const Invocation& invocation, config::LoadedSettings loaded);
  Result<void> read_options();
  Result<void> open_journal(const std::string& first_request);
  Result<void> resume(const std::string& id);
  Result<void> assemble(const std::string& first_request);
  Result<session::Surroundings> surroundings();
  void load_skills();
  std::vector<session::Record> take_use();
  [[nodiscard]] std::vector<agent::SkillText> skills_for(const std::string& request) const;
  /// Activates `skills`: true for those that were not active before.
  Result<std::vector<agent::SkillText>> activate(std::vector<agent::SkillText> skills);

  App& app_;
  const Invocation& invocation_;
  config::LoadedSettings loaded_;
  session::Meter meter_;
  llm::Choice choice_;
  agent::Mailbox mailbox_;
  agent::ReplyConfirmer replies_{mailbox_};
  TerminalConfirmer terminal_;
  gate::Confirmer* confirmer_ = &terminal_;
  std::unique_ptr<ToolSession> workspace_;
  std::optional<session::Journal> journal_;
  std::string session_id_;
  knowledge::SkillSet skills_;
  std::optional<knowledge::Router> router_;
  agent::Conversation conversation_;
  agent::TurnSettings settings_;
};

}  // namespace lakecode::cli
