#pragma once
// How likely a column holds personal data, and of what sort: its name (in several languages), its comment and the shape
// of its values weighed together. Pure.

#include <string>
#include <string_view>

#include "analysis/profile/column_profile.h"

namespace lakecode::profile {

struct PersonalSign {
  std::string_view sort;  ///< "email", "phone", "person_name", "national_id", …; empty when nothing points there
  double weight = 0.0;    ///< 0 to 1; from about 0.5 on the column should be treated as personal
};

/// From name and comment alone.
PersonalSign personal_by_name(std::string_view column, std::string_view comment);

/// The same with the values of a Text answer; null when they were not looked at.
PersonalSign personal_sign(const ColumnFacts& column, const Answer* texts);

inline constexpr double kPersonalWeight = 0.5;

}  // namespace lakecode::profile
