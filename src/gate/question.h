#pragma once
// What a person is asked, and what they are told when an act did not pass. Pure; every text comes back inert.

#include <string>

#include "gate/gate.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// The act in full, why it is judged so, how far it reaches, whether it can be undone; the last line holds class, host,
/// profile and digest, so that nothing can scroll them away.
std::string make_question(const Action& action, const safety::Verdict& verdict, const Reach& reach,
                          const std::string& digest);

/// One line: "DROP_TABLE (DESTRUCTIVE) did not run: …".
std::string refusal_message(const safety::Verdict& verdict, Refusal::Kind kind);

}  // namespace lakecode::gate
