#pragma once
// REST requests whose class differs from what their method says, and the known areas of the API. Data and its matcher.

#include <span>
#include <string_view>

#include "safety/verdict.h"

namespace lakecode::safety {

struct RestRule {
  std::string_view method;
  std::string_view path;  ///< "{}" one segment, "{+}" one or more, "*" any version
  EffectClass effect_class;
  std::string_view rule;    ///< id in docs/safety.md
  std::string_view reason;  ///< without a full stop
};

std::span<const RestRule> rest_rules();
/// Sorted "/api/VERSION/AREA".
std::span<const std::string_view> rest_areas();

/// True when `path`, normalised, is one that `pattern` describes. Linear in both.
bool matches_path(std::string_view pattern, std::string_view path);

}  // namespace lakecode::safety
