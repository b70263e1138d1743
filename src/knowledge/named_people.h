#pragma once
// Who a request speaks of (user, group, service principal) and what they may do (SELECT, MODIFY, …). Pure.

#include "knowledge/free_words.h"
#include "knowledge/named_things.h"

namespace lakecode::knowledge {

/// Sets `principal`, unless an e-mail address has set it already; the name's words are taken.
void find_people(FreeWords& words, NamedThings& things);

/// Sets `privilege`; takes no words, for its verbs say more than that.
void find_privilege(FreeWords& words, NamedThings& things);

}  // namespace lakecode::knowledge
