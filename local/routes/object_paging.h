#pragma once
// Paging inside one object (API reference 3.2): the 2.2 API cuts the arrays of a job or run into hundreds. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

/// Keeps of each array named in `arrays` only the elements of the page that `page_token` asks for ("" is the first),
/// and sets next_page_token when any array goes on. InvalidArgument for a token that was not made here.
Result<void> cut_page(JsonObject& object, const std::vector<std::string_view>& arrays, std::string_view page_token);

}  // namespace lakecode::local
