#pragma once
// Masks secrets in text that is stored or shown: tokens of Databricks and of the clouds, JWTs, PEM keys,
// connection strings, values after secret-looking keys, and the exact secrets it was told of. Pure; thread-safe
// after the last add(). Never used on what is executed.

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace lakecode {

class Redactor {
 public:
  /// Also masks every occurrence of this exact secret (when 6 bytes or longer), and its base64 and percent-encoded
  /// forms.
  void add(const Secret& secret);
  /// `text` with each secret replaced by "[redacted:KIND]". Linear in the text.
  [[nodiscard]] std::string redact(std::string_view text) const;

 private:
  std::vector<Secret> exact_;
};

}  // namespace lakecode
