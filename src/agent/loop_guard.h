#pragma once
// What a model may not do over and over in one turn: repeat a call that was refused, and repeat a call that fails.
// Calls are the same when name and input are, the input compared as JSON without regard to the order of keys.
// One thread; one a turn.

#include <map>
#include <set>
#include <string>

#include "llm/message.h"

namespace lakecode::agent {

class LoopGuard {
 public:
  struct Ruling {
    enum class Kind {
      Run,
      Answer,  ///< do not run it; `text` is its result
      Stop,    ///< the turn ends: the model does not get away from this call
    } kind = Kind::Run;
    std::string text = {};
  };
  /// Before a call runs.
  [[nodiscard]] Ruling judge(const llm::ToolUse& call);
  /// After it ran or was answered.
  void note_refused(const llm::ToolUse& call, const std::string& message);
  void note_failed(const llm::ToolUse& call, const std::string& why);
  /// A change went through: what failed before may work now.
  void note_change() { failures_.clear(); }

 private:
  struct Failure {
    int runs = 0;     ///< times it ran and failed
    int repeats = 0;  ///< times it was asked for again after that was enough
    std::string why;
  };
  std::map<std::string, Failure> failures_;
  std::map<std::string, std::string> refused_;
  std::map<std::string, int> asked_again_;  ///< of refused calls
};

}  // namespace lakecode::agent
