#include "analysis/job_audit/runtimes.h"

namespace lakecode::job_audit {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

struct Release {
  std::string_view prefix;
  sys_days end;
};

// Source: Databricks runtime release notes, support lifecycles: long-term releases live three years.
constexpr Release kReleases[] = {
    {"7.3.", year(2023) / month(9) / day(24)},  {"9.1.", year(2024) / month(12) / day(19)},
    {"10.4.", year(2025) / month(3) / day(18)}, {"11.3.", year(2025) / month(10) / day(19)},
    {"12.2.", year(2026) / month(3) / day(1)},  {"13.3.", year(2026) / month(8) / day(22)},
    {"14.3.", year(2027) / month(2) / day(1)},  {"15.4.", year(2027) / month(8) / day(19)},
    {"16.4.", year(2028) / month(5) / day(9)},  {"17.3.", year(2028) / month(10) / day(22)},
};

}  // namespace

std::optional<sys_days> end_of_support(std::string_view spark_version) {
  for (const Release& release : kReleases) {
    if (spark_version.starts_with(release.prefix)) return release.end;
  }
  return std::nullopt;
}

bool is_chosen_by_platform(std::string_view spark_version) {
  return spark_version.starts_with("auto:") || spark_version.starts_with("custom:");
}

}  // namespace lakecode::job_audit
