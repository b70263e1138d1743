#pragma once
// The one gate: classify, decide, ask, record, and only then hand out a Permit. Every door calls it.
// One gate a run; calls are serialised inside. A refusal is a value, not an error.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "gate/act_observer.h"
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
  std::string host;  ///< origin of the workspace
};

struct Refusal {
  enum class Kind { Denied, NeedsApproval, Declined } kind = Kind::Denied;
  safety::Verdict verdict;
  std::string message;  ///< one line for a person
};

/// Asks the person. Implementations: terminal (cli), chat, none. Called with the gate's lock held: must not call the
/// gate.
class Confirmer {
 public:
  virtual ~Confirmer() = default;
  enum class Answer { Yes, No, NobodyThere };
  /// `question` is made inert already. NobodyThere without a terminal.
  virtual Answer ask(const std::string& question, const CallContext& ctx) = 0;
};

class Gate {
 public:
  /// `confirmer` and `record` may be null: then nobody is there to ask, and only reads can pass.
  Gate(Approval approval, Confirmer* confirmer, evidence::PackWriter* record);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Who measures reach and takes restore points from now on; null for nobody. Borrowed.
  void set_observer(ActObserver* observer) { observer_ = observer; }

  using Outcome = std::variant<safety::Permit, Refusal>;
  /// Judges `action`. READ_ONLY passes; above that the approval level or the person decides, and the intent is durable
  /// in the evidence before the permit exists. Errors: Unavailable/Internal when the intent could not be written
  /// (no record, no action), Cancelled.
  Result<Outcome> request(const Action& action, const CallContext& ctx);

  enum class Applied { Applied, Failed, Unknown };
  /// Stores what became of an approved act, by the permit's intent number.
  Result<void> record_outcome(std::uint64_t intent, Applied outcome, const std::string& note);

 private:
  class Reads;
  std::mutex mutex_;
  Approval approval_;
  Confirmer* confirmer_;
  evidence::PackWriter* record_;
  ActObserver* observer_ = nullptr;
};

}  // namespace lakecode::gate
