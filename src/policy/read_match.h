#pragma once
// The parts of a rule that say what it is about: `match`, and the acts of examples. For the readers of this folder.

#include <optional>
#include <string_view>

#include "policy/policy.h"
#include "policy/read_values.h"

namespace lakecode::policy {

Match read_match(const Node& node);

/// "DELETE FROM t", "databricks jobs list", "POST /api/…", or a mapping with sql, argv or method and path, and with
/// tool, profile, target, host, principal, workflow, rows, time; `more_keys` are allowed beside them.
/// nullopt after a mistake.
std::optional<Example> read_example(const Node& node, std::span<const std::string_view> more_keys = {});

/// An allow of this match says by itself that destructive acts are meant: it names the class, the kind, or begins its
/// pattern with a verb that is always destructive.
bool names_destructive(const Match& match);

}  // namespace lakecode::policy
