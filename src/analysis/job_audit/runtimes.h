#pragma once
// How long Databricks runtimes are supported. Pure.

#include <chrono>
#include <optional>
#include <string_view>

namespace lakecode::job_audit {

/// The last day of support of the long-term release that `spark_version` ("13.3.x-photon-scala2.12") is of; nullopt for
/// other releases and for what is newer than the table.
std::optional<std::chrono::sys_days> end_of_support(std::string_view spark_version);

/// True for versions that a policy or the platform fills in ("auto:latest-lts", "custom:…").
bool is_chosen_by_platform(std::string_view spark_version);

}  // namespace lakecode::job_audit
