#pragma once
// What each kind of SQL statement does by itself, and what its traits make of it. Data only. A kind without a row is
// not known, hence DESTRUCTIVE.

#include <span>
#include <string_view>

#include "safety/verdict.h"
#include "sql/statement.h"

namespace lakecode::safety {

struct KindRule {
  std::string_view kind;  ///< whole, or a beginning that ends with "_"
  EffectClass effect_class;
  std::string_view rule;    ///< id in docs/safety.md
  std::string_view reason;  ///< without a full stop
};

/// The row of `kind`: the whole name before the longest beginning; nullptr when there is none.
const KindRule* find_kind_rule(std::string_view kind);

/// A trait that makes a statement worse, whatever its kind.
struct TraitRule {
  sql::Trait trait;
  EffectClass effect_class;
  std::string_view rule;
  std::string_view reason;
};

/// nullptr for traits that do not by themselves make a statement worse.
const TraitRule* find_trait_rule(sql::Trait trait);

/// Session parameters that may be set freely; any case.
bool is_benign_setting(std::string_view key);

/// True when the kind keeps a definition rather than data, so that OR REPLACE loses only text.
bool keeps_definition(std::string_view kind);

}  // namespace lakecode::safety
