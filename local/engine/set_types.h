#pragma once
// The types of the columns of UNION, INTERSECT and EXCEPT: where a STRING meets another type, it becomes that one, as
// in the least common types of the platform. Only for local/engine.

#include <duckdb.h>

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::local {

/// lc_meet(ID, word, row, row, ...), which always goes away and leaves its branches with the types they need.
duckdb_scalar_function make_meet_function();

/// Whether the parts of a message (typed_calls.h) ask for the types of branches.
bool asks_for_branches(const std::vector<std::string_view>& parts);

/// `sql` without the call that the parts are of, its branches as they say.
std::string with_branches(std::string sql, const std::vector<std::string_view>& parts);

/// `sql` without any of these calls, the branches as they are.
std::string without_meetings(std::string sql);

}  // namespace lakecode::local
