#pragma once
// The one gate: classify, decide, ask, record, and only then hand out a Permit. Every door calls it.
// One gate a run or session; calls are serialised inside. A refusal is a value, not an error.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "gate/act_observer.h"
#include "gate/confirmer.h"
#include "gate/second_person.h"
#include "gate/standing_rules.h"
#include "policy/decide.h"
#include "policy/policy.h"
#include "safety/effect.h"
#include "safety/permit.h"
#include "safety/verdict.h"

namespace lakecode::evidence {
class PackWriter;
}

namespace lakecode::gate {

/// Who brings the act. The table of doors and its test live in gate/doors.cpp.
enum class Door { Workflow, Tool, Slash, Command, McpServer, Watch };
std::string_view name_of(Door door);

/// What a person allowed beforehand with --approve.
enum class Approval { Read, Write, Destructive };

struct Action {
  Door door = Door::Workflow;
  std::string name;  ///< workflow, tool or command
  std::string step;  ///< step id inside it; may be empty
  safety::Effect effect;
  std::string profile;
  std::string host;         ///< origin of the workspace
  std::string target = {};  ///< bundle target; may be empty
  /// Not empty: a person decides this one whatever was approved beforehand, for this reason.
  std::string ask_because = {};
};

struct Refusal {
  /// Denied: policy. NeedsApproval: nobody to ask, or a second person is waited for. Declined: the person said no.
  /// Edited: the person wants `edited` instead; bring it as a new act. DryRun: it would have gone on.
  enum class Kind { Denied, NeedsApproval, Declined, Edited, DryRun } kind = Kind::Denied;
  safety::Verdict verdict;
  std::string message;      ///< one line for a person, inert
  std::string rule = {};    ///< name of the rule that decided; may be empty
  std::string edited = {};  ///< the person's text, for Edited
};

/// What a dry run did not do, and what it read, in order.
struct PlannedAct {
  safety::EffectClass effect_class;
  std::string kind;
  std::string text;  ///< one line, inert
  std::string fate;  ///< "runs", "would run", "would be asked about", "would be denied: …"
};

struct GateSettings {
  Approval approval = Approval::Read;
  std::shared_ptr<const policy::Policy> policy = {};  ///< null: no rules, the defaults decide
  std::string read_only_because = {};                 ///< not empty: nothing above READ_ONLY passes, for this reason
  bool compliance = false;  ///< a person for everything DESTRUCTIVE, no "always", every read recorded or refused
  bool dry_run = false;
  SecondPerson* second_person = nullptr;  ///< null: two_person rules deny. Borrowed.
  /// Who acts at the platform; called once, and only when a rule asks.
  std::function<Result<std::string>(const CallContext&)> principal = {};
  policy::PatternLimits limits = {};
};

class Gate {
 public:
  /// `confirmer` and `record` may be null: then nobody is there to ask, and only reads can pass. Borrowed.
  Gate(GateSettings settings, Confirmer* confirmer, evidence::PackWriter* record);
  Gate(Approval approval, Confirmer* confirmer, evidence::PackWriter* record);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  ~Gate();

  /// Who measures reach and takes restore points from now on; null for nobody. Borrowed.
  void set_observer(ActObserver* observer) { observer_ = observer; }

  /// Who opens the record when the first act that needs one comes to a gate made without: an act above READ_ONLY, in
  /// compliance mode any. Called once, with the gate's lock held; it may set the observer. Its error is the request's:
  /// no record, no action.
  using RecordOpener = std::function<Result<evidence::PackWriter*>(const CallContext& ctx)>;
  void set_record_opener(RecordOpener opener) { opener_ = std::move(opener); }
  /// What acts are recorded in; null while none needed it. For who holds a permit of an act above READ_ONLY.
  [[nodiscard]] const evidence::PackWriter* record() const { return record_; }

  using Outcome = std::variant<safety::Permit, Refusal>;
  /// Judges `action`. What the policy denies is denied, whatever was approved. READ_ONLY passes; above that the
  /// approval level, a rule, an earlier "always" or the person decides, and the intent is durable in the evidence
  /// before the permit exists. Errors: Unavailable/Internal when the decision or intent could not be written (no
  /// record, no action), Cancelled, and what an observer stops with.
  Result<Outcome> request(const Action& action, const CallContext& ctx);

  enum class Applied { Applied, Failed, Unknown };
  /// Stores what became of an approved act, by the permit's intent number; of one that was applied, also what it left
  /// of the settings its undo would set back.
  Result<void> record_outcome(std::uint64_t intent, Applied outcome, const std::string& note);

  /// Content from outside entered the turn: until begin_turn() no act above READ_ONLY passes without a person, and the
  /// question names `reason` ("rows of main.s.t"). The first reason of a turn is the one told.
  void mark_tainted(const std::string& reason);
  void begin_turn();

  /// What "always" was answered to in this session, in words, and taking one back by its place.
  [[nodiscard]] std::vector<std::string> standing_approvals();
  bool revoke_approval(std::size_t at);

  [[nodiscard]] std::vector<PlannedAct> planned();

 private:
  class Reads;
  struct Case;
  Result<void> open_record(const Case& c, const CallContext& ctx);
  Result<void> judge(Case& c, const CallContext& ctx);
  void measure(Case& c, const CallContext& ctx);
  void weigh(Case& c) const;
  Result<void> look_for_second_person(Case& c, const CallContext& ctx);
  Result<void> ask(Case& c, const CallContext& ctx);
  void note_plan(Case& c);
  Result<Outcome> conclude(Case& c, const CallContext& ctx);
  Result<void> note_left(std::uint64_t intent);
  [[nodiscard]] bool is_approved(safety::EffectClass effect_class) const;
  Result<std::string> principal(const CallContext& ctx);
  [[nodiscard]] const policy::Policy& rules() const;

  std::mutex mutex_;
  GateSettings settings_;
  Confirmer* confirmer_;
  evidence::PackWriter* record_;
  RecordOpener opener_;
  ActObserver* observer_ = nullptr;
  policy::Policy no_rules_;
  policy::Evaluator evaluator_;
  StandingRules standing_;
  std::optional<std::string> principal_;
  std::string tainted_by_;
  std::vector<PlannedAct> planned_;
  /// Acts with a restore point whose outcome is not told yet, by intent.
  struct OpenAct {
    Action action;
    JsonBox restore_point;
    CallContext ctx;
  };
  std::map<std::uint64_t, OpenAct> open_acts_;
};

}  // namespace lakecode::gate
