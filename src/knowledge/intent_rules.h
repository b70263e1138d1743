#pragma once
// The rules of the intent reader: rows of concepts, tried in order, the first that holds decides.

#include <span>
#include <string_view>

#include "knowledge/intent.h"
#include "knowledge/lexicon.h"

namespace lakecode::knowledge {

struct IntentRule {
  IntentKind kind;
  std::string_view name;
  double confidence;
  Concepts all;       ///< every one must be there
  Concepts any = {};  ///< at least one, unless the set is empty
  Concepts none = {};
};

/// In order: changes that are ordered in so many words, then what names its object, then lists.
std::span<const IntentRule> intent_rules();

/// The row that holds; null when none does.
const IntentRule* find_rule(const Concepts& concepts);

}  // namespace lakecode::knowledge
