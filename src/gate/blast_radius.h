#pragma once
// How far an act reaches: rows and bytes held and affected, last change, owner, who reads it, what is built on it.
// Read in parallel within the caller's deadline; what could not be read is told, never left out.

#include "base/call_context.h"
#include "gate/act_observer.h"
#include "gate/state_reader.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// Facts about the objects `verdict` says are changed, at most three of them. Reads only; returns soon after the
/// deadline of `ctx`.
Reach measure_blast_radius(const safety::Effect& effect, const safety::Verdict& verdict, const StateReader& reader,
                           const CallContext& ctx);

/// The bounded count of the rows a DELETE or UPDATE of one table would change, with the statement's own WHERE taken
/// byte for byte: "SELECT count(*) AS n FROM (SELECT 1 FROM t AS x WHERE … LIMIT n)". "" when the statement is none of
/// these.
std::string count_of_affected(const safety::StatementVerdict& statement, std::string_view text);

}  // namespace lakecode::gate
