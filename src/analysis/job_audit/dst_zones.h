#pragma once
// Time zones whose clocks change twice a year. Pure.

#include <string_view>

namespace lakecode::job_audit {

/// True when local time in `zone` (IANA name) jumps in spring and repeats in autumn.
bool has_daylight_saving(std::string_view zone);

}  // namespace lakecode::job_audit
