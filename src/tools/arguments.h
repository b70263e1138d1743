#pragma once
// Reading the checked input of a tool. Borrows it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"

namespace lakecode::tools {

class Arguments {
 public:
  explicit Arguments(const JsonObject& input) : input_(input) {}

  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise = "") const;
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  /// The same kept within [least, most].
  [[nodiscard]] std::size_t count(std::string_view name, std::size_t otherwise, std::size_t least,
                                  std::size_t most) const;
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] const JsonObject& object(std::string_view name) const;  ///< an empty one when absent

 private:
  const JsonObject& input_;
};

}  // namespace lakecode::tools
