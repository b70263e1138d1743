#pragma once
// Examples that may leave the warehouse: cut short, and masked where they may say something about a person. Pure.

#include <string>
#include <string_view>

namespace lakecode::profile {

/// All but the first two characters become "*", at most ten of them. UTF-8 stays whole.
std::string mask(std::string_view value);

/// True when the column's name hints at a person: name, mail, phone, address, birth, account numbers.
bool hints_at_person(std::string_view column);

/// The value as an example: masked when `masked`, else cut to 40 columns.
std::string show(std::string_view value, bool masked);

}  // namespace lakecode::profile
