#pragma once
// What people say before they say what they want: "hi, could you please". Pure.

#include "knowledge/request.h"

namespace lakecode::knowledge {

/// Sets `main` to the first word behind the courtesies, and `asks_leave` where one of them was "can I". A request of
/// courtesies alone is all main.
void skip_courtesies(Request& request);

}  // namespace lakecode::knowledge
