#pragma once
// The names that a column which is not there may have meant. Only for local/engine.

#include <string_view>

#include "base/error.h"
#include "local/dialect/translate.h"
#include "local/state/store.h"

namespace lakecode::local {

/// An [UNRESOLVED_COLUMN] without suggestions with those columns of the statement's tables whose names come nearest;
/// other errors as they are.
Error with_suggestions(const Store& store, const dialect::Translation& translation, std::string_view sql, Error error);

}  // namespace lakecode::local
