#include "local/routes/object_paging.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kPageElements = 100;
constexpr std::string_view kTokenHead = "part";

}  // namespace

Result<void> cut_page(JsonObject& object, const std::vector<std::string_view>& arrays, std::string_view page_token) {
  std::size_t page = 0;
  if (!page_token.empty()) {
    const auto number =
        page_token.starts_with(kTokenHead) ? text::parse_int(page_token.substr(kTokenHead.size())) : std::nullopt;
    if (!number || *number < 1 || *number > 1'000'000) {
      return Error{.code = ErrorCode::InvalidArgument,
                   .action = "read page",
                   .subject = std::string(page_token),
                   .reason = "the page token is not valid",
                   .advice = "start again without page_token"};
    }
    page = static_cast<std::size_t>(*number);
  }
  bool more = false;
  for (const std::string_view name : arrays) {
    const auto found = object.find(name);
    if (found == object.end() || !found->value().is_array()) continue;
    JsonArray& array = found->value().as_array();
    const std::size_t begin = std::min(page * kPageElements, array.size());
    const std::size_t end = std::min(begin + kPageElements, array.size());
    more = more || end < array.size();
    if (begin == 0 && end == array.size()) continue;
    found->value() = JsonArray(array.begin() + begin, array.begin() + end);
  }
  if (more) object["next_page_token"] = std::string(kTokenHead) + std::to_string(page + 1);
  return {};
}

}  // namespace lakecode::local
