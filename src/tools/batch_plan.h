#pragma once
// In which order the statements of a batch may run: what one writes, another that reads or writes it must wait for.
// Found from the names that our grammar reads; what it cannot read waits for everything before it, and everything after
// it waits. USE and SET CATALOG are followed, not sent: each statement has a session of its own. Pure.

#include <cstddef>
#include <string>
#include <vector>

#include "safety/verdict.h"

namespace lakecode::tools {

struct BatchText {
  std::string text;
  std::string place;  ///< "statement 2", "load.sql, line 14"
};

struct BatchNode {
  std::string text;
  std::string place;
  std::string catalog;  ///< defaults that hold for it
  std::string schema;
  std::string kind;  ///< "INSERT"
  safety::EffectClass effect_class = safety::EffectClass::Destructive;
  bool only_names = false;         ///< USE: followed, not sent
  std::string lost = {};           ///< "CREATE TEMPORARY VIEW": its effect ends with it
  std::vector<std::size_t> after;  ///< nodes it waits for, ascending
};

std::vector<BatchNode> make_batch_plan(const std::vector<BatchText>& texts, std::string catalog, std::string schema);

}  // namespace lakecode::tools
