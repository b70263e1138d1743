#pragma once
// One act a line, as `policy check` and its kin read it, and the judgement of it as JSON. Pure.
// Source: interfaces, "Safety": {"id","sql"}, {"id","argv"} or {"id","method","path","body"?}.

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::cli {

struct ActLine {
  JsonBox id;  ///< as it was given; null when absent
  safety::Effect effect;
  std::string tool, profile, target, host, principal, workflow;  ///< "" when absent
  std::optional<std::int64_t> rows;
  std::optional<WallTime> time;
};

/// Errors: CorruptData for what is no JSON object; InvalidArgument for an object that holds no act.
Result<ActLine> parse_act_line(std::string_view line);

/// {"id","class","kind","parsed","statements","reasons","undo"}.
JsonBox judgement_json(const JsonValue& id, const safety::Verdict& verdict);

/// {"id":null,"error":…} for a line that cannot be read.
std::string act_line_error(const std::string& why);

}  // namespace lakecode::cli
