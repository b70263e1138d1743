#pragma once
// What to say when a model is not there: the nearest of those that are. Pure.

#include <string>
#include <vector>

#include "base/error.h"

namespace lakecode::llm {

/// `error` with the nearest of `models` to `wanted` in its advice; as it is when none is near.
Error with_nearest_model(Error error, const std::string& wanted, const std::vector<std::string>& models);

/// Scheme, host and port of a URL.
std::string origin_of(const std::string& url);

}  // namespace lakecode::llm
