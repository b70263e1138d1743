#pragma once
// A kept result as JSON, for scripts and people: the `data` of an output. Pure.

#include <string>

#include "tools/result_store.h"

namespace lakecode::tools {

/// {"result","statement_id","columns":[{"name","type"}],"rows":[{…}],"row_count","total_rows","truncated"}. At most
/// 1,000 rows and 1 MiB of them; "rows_left_out" tells how many more are kept. Numbers keep their digits.
std::string data_of(const StoredResult& result);

}  // namespace lakecode::tools
