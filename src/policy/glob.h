#pragma once
// Name patterns: "*" is any run of characters, dots included, "?" is one; ASCII case is ignored. Immutable.

#include <string>
#include <string_view>

namespace lakecode::policy {

class Glob {
 public:
  explicit Glob(std::string pattern) : pattern_(std::move(pattern)) {}

  [[nodiscard]] const std::string& text() const { return pattern_; }
  /// The whole of `text` is what the pattern describes. At most linear in the product of both.
  [[nodiscard]] bool matches(std::string_view text) const;
  /// Some text that begins with `prefix` is what the pattern describes.
  [[nodiscard]] bool can_continue(std::string_view prefix) const;
  /// Begins with a wildcard, so that it says nothing: "*", "**", "".
  [[nodiscard]] bool is_everything() const { return pattern_.find_first_not_of('*') == std::string::npos; }

 private:
  std::string pattern_;
};

}  // namespace lakecode::policy
