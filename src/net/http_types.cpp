#include "net/http_types.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::net {

void Headers::set(std::string name, std::string value) {
  list_.erase(std::remove_if(list_.begin(), list_.end(),
                             [&](const auto& header) { return text::equals_ignore_case(header.first, name); }),
              list_.end());
  add(std::move(name), std::move(value));
}

std::optional<std::string> Headers::find(std::string_view name) const {
  const auto found = std::find_if(list_.begin(), list_.end(),
                                  [&](const auto& header) { return text::equals_ignore_case(header.first, name); });
  if (found == list_.end()) return std::nullopt;
  return found->second;
}

}  // namespace lakecode::net
