#pragma once
// One act a line, as `policy check` reads it: what `safety classify` takes, and where the act happens. Pure.
// Source: interfaces, "Safety".

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "safety/effect.h"

namespace lakecode::cli {

struct ActLine {
  safety::Effect effect;
  std::string tool, profile, target, host, principal, workflow;  ///< "" when absent
  std::optional<std::int64_t> rows;
  std::optional<WallTime> time;
};

/// Errors: InvalidArgument for an object that holds no act.
Result<ActLine> read_act_line(const JsonValue& line);

/// {"id":…,"error":…} for a line that cannot be decided about.
std::string act_line_error(const JsonValue& id, const std::string& why);

}  // namespace lakecode::cli
