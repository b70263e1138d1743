#pragma once
// The words between a front end and the agent. Any front end can be written from this page.
//
// Session   One conversation with one workspace and one model: a journal, an evidence pack from its first decision
//           above READ_ONLY, approvals given with "always". It has one turn at a time.
// Turn      From a UserInput to its TurnDone: answers of the model and the tool calls between them. What a turn leaves
//           in the history is input of the next. Every turn ends with exactly one TurnDone, whatever happens.
// Answer    One reply of the model inside a turn. `--max-turns` and `num_turns` count answers, as scripts expect.
// ToolCall  One call a model asked for. Every call gets one CallDone and one result, in call order.
//
// Ops go in: UserInput starts a turn; PermissionReply and Interrupt act at once and never wait behind a UserInput.
// Events come out, on the thread that runs the turn, in this order:
//
//   AnswerStarted  (TextDelta | ThinkingDelta | Restarted)*  AnswerDone
//     [ (CallStarted | CallProgress | PermissionAsked | PermissionDenied | CallDone)*  ResultsDone ]   AnswerStarted …
//   TurnDone
//
// Notice and Compacted may come anywhere before TurnDone. After an Interrupt the calls that run are stopped, the others
// are answered without running, what was received of an answer is kept and marked, and TurnDone says `cancelled`.
// Texts are as the model, the person or the workspace wrote them: a front end makes them inert at its door.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "gate/confirmer.h"
#include "llm/message.h"
#include "llm/provider.h"
#include "result/finding.h"
#include "safety/verdict.h"

namespace lakecode::agent {

// Ops

struct UserInput {
  std::string text;
};
/// The answer to a PermissionAsked; a reply to a question that is no longer open is ignored. A question with a typed
/// name takes a yes only with that name in `answer.edited`.
struct PermissionReply {
  std::string request_id;
  gate::Answer answer;
};
struct Interrupt {};
using Op = std::variant<UserInput, PermissionReply, Interrupt>;

// What a turn is told to have done

struct ToolCall {
  std::string id;  ///< the model's
  std::string name;
  std::string input;                                                 ///< JSON text as the model wrote it
  safety::EffectClass effect_class = safety::EffectClass::ReadOnly;  ///< the worst act it brought to the gate
  /// "allowed", "denied", "needs_approval", "declined", "dry_run"; "not_run" when no act was brought to the gate
  /// because the call was not run, or its input was wrong.
  std::string decision = "not_run";
  std::string message = {};  ///< of a refusal, or what was wrong: one line, inert
  bool is_error = false;
  std::chrono::milliseconds duration{0};
  std::optional<result::Severity> worst = {};  ///< of the findings of the workflow it ran
  bool is_partial = false;                     ///< the workflow it ran could not look at everything
};

/// How a turn ended. The exit code of a script follows from it.
enum class Status { Ok, Denied, NeedsApproval, Budget, Refused, Cancelled, Failed };
std::string_view name_of(Status status);  ///< "ok", "denied", "needs_approval", …

/// Which limit ended the turn.
enum class Limit { None, Answers, AnswerLength, Tokens, Money, Time };
std::string_view name_of(Limit limit);  ///< "max_turns", "max_tokens_per_response", …

/// What a turn, or a session, used.
struct Spending {
  llm::Usage usage;
  std::optional<double> usd = 0.0;           ///< of the model; nullopt once a price that was needed is not known
  std::int64_t statements = 0;               ///< run on a warehouse
  std::optional<double> dbus = {};           ///< estimated; nullopt when it cannot be
  std::optional<double> warehouse_usd = {};  ///< of those DBUs; nullopt where their price is not known

  /// One statement more. One of unknown size makes the sum unknown: a lower bound would read like a total.
  void add_statement(std::optional<double> dbu, std::optional<double> price_usd = std::nullopt);
};

struct TurnEnd {
  Status status = Status::Ok;
  Limit limit = Limit::None;
  std::string text;                      ///< the final answer; what there is of it when the turn did not end well
  std::string structured = {};           ///< JSON of the final answer when a schema was asked for and met
  std::string why = {};                  ///< one line when the status is not Ok
  std::optional<Error> error = {};       ///< what failed it
  bool timed_out = false;                ///< the deadline of the caller ended it, not a person
  bool schema_missed = false;            ///< the final answer did not fit the schema after all tries
  std::string stop_reason = "end_turn";  ///< of the last answer, as the vendor names it
  int answers = 0;
  std::vector<ToolCall> calls;
  Spending spent;
  std::string model = {};  ///< as the server named it
  std::chrono::milliseconds duration{0};
  std::chrono::milliseconds model_duration{0};  ///< of it, waiting for the model
};

// Events

struct AnswerStarted {
  int number = 1;
};
struct TextDelta {
  std::string text;
};
struct ThinkingDelta {
  std::string text;
};
/// What was told of this answer is void; it is asked for again after the wait.
struct Restarted {
  int attempt = 1;
  std::chrono::milliseconds wait{0};
  std::string why;
};
struct AnswerDone {
  llm::Message message;
  std::string id;
  std::string model;
  llm::StopReason stop = llm::StopReason::EndTurn;
  llm::Usage usage;
  bool is_partial = false;  ///< the stream was stopped; the message holds what had arrived, marked
};
struct CallStarted {
  ToolCall call;
};
/// At least every 15 s while a call runs.
struct CallProgress {
  std::string id;
  std::string name;
  std::chrono::milliseconds elapsed{0};
  std::string note = {};  ///< what the tool said, or empty
};
struct PermissionAsked {
  std::string request_id;
  ToolCall call;
  gate::Question question;
};
struct PermissionDenied {
  ToolCall call;
};
struct CallDone {
  ToolCall call;
};
struct ResultsDone {
  llm::Message message;  ///< role User; first its results, in call order
};
struct Compacted {
  bool is_automatic = true;
  std::int64_t tokens_before = 0;
  std::int64_t tokens_after = 0;
  std::chrono::milliseconds duration{0};
};
struct Notice {
  std::string text;
};
struct TurnDone {
  TurnEnd end;
};

using Event = std::variant<AnswerStarted, TextDelta, ThinkingDelta, Restarted, AnswerDone, CallStarted, CallProgress,
                           PermissionAsked, PermissionDenied, CallDone, ResultsDone, Compacted, Notice, TurnDone>;

/// A front end. Called on the thread that runs the turn; must not call the agent.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace lakecode::agent
