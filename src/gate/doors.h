#pragma once
// The doors an act can come through, in one table: a new door is a row here, or its test fails. Data only.

#include <span>
#include <string_view>

#include "gate/gate.h"

namespace lakecode::gate {

struct DoorRow {
  Door door;
  std::string_view name;    ///< in evidence and questions
  std::string_view brings;  ///< what comes through it, for people
};

/// Every enumerator of Door once, in its order.
std::span<const DoorRow> doors();

}  // namespace lakecode::gate
