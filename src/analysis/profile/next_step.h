#pragma once
// What to do about an anomaly, in a sentence a person can act on, and the command that shows the rows. Pure.

#include <string>
#include <string_view>

#include "analysis/profile/anomaly.h"

namespace lakecode::profile {

/// `sql` as one argument of `lakecode sql` in a POSIX shell; "" when it does not fit on one line.
std::string shown_by(std::string_view sql);

/// The act that fits the anomaly's kind, then the command that shows it, then why it may be meant.
/// `table` is the quoted name.
std::string next_step(const Anomaly& anomaly, std::string_view table);

}  // namespace lakecode::profile
