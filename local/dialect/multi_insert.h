#pragma once
// FROM t INSERT INTO a SELECT ... INSERT INTO b SELECT ...: one source for several tables. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::local::dialect {

/// The statement as one INSERT for each table, in order; empty when `sql` is none of this form.
std::vector<std::string> split_inserts(std::string_view sql);

}  // namespace lakecode::local::dialect
