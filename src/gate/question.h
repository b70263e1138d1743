#pragma once
// What a person is asked, and what they are told when an act did not pass. Pure; every text comes back inert.

#include <string>

#include "gate/gate.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// What the gate knows about an act when it asks.
struct Asking {
  const Action& action;
  const safety::Verdict& verdict;
  const Reach& reach;
  const std::string& digest;
  std::string because;     ///< why it is asked, when a rule or the mode says so; may be empty
  std::string tainted_by;  ///< source of outside content in this turn; may be empty
  std::string principal;   ///< who acts, when known
};

/// The act (a long one cut in its middle), why it is judged so, how far it reaches, whether it can be undone; the last
/// line holds class, host, profile and digest, so that nothing can scroll them away.
std::string make_question(const Asking& asking);

/// The whole act, for the answer "full"; empty when the question shows it whole already.
std::string full_text_of(const safety::Effect& effect);

/// What must be typed to confirm a destructive act: the object it is about, else the word "destructive".
std::string typed_name_of(const safety::Verdict& verdict);

/// One line: "DROP_TABLE (DESTRUCTIVE) did not run: …".
std::string refusal_message(const safety::Verdict& verdict, Refusal::Kind kind, const std::string& why = {});

}  // namespace lakecode::gate
