#pragma once
// The filter language of SCIM (RFC 7644, 3.4.2.2) on stored objects: comparisons of attributes joined by and, or, not
// and brackets. Pure.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

class ScimFilter {
 public:
  /// An empty text matches everything. InvalidArgument (a refusal) for what is no filter.
  static Result<ScimFilter> parse(std::string_view text);
  [[nodiscard]] bool matches(const JsonObject& object) const;

  enum class Operator { Eq, Ne, Co, Sw, Ew, Pr, Gt, Ge, Lt, Le };
  /// One step of the filter in reverse Polish order.
  struct Step {
    enum class Kind { Compare, And, Or, Not } kind = Kind::Compare;
    std::vector<std::string> path;  ///< of a comparison
    Operator op = Operator::Eq;
    std::string value;  ///< the literal as text; booleans are true and false
  };

 private:
  std::vector<Step> steps_;
};

}  // namespace lakecode::local
