#pragma once
// How runs and tasks are told to be: `state` and `status` say the same in two vocabularies. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json_fwd.h"

namespace lakecode::local {

/// How a run or a task ended.
struct RunEnd {
  std::string result;  ///< RunResultState; "" for an end without one
  std::string life_cycle = "TERMINATED";
  std::string code = "SUCCESS";  ///< TerminationCodeCode
  std::string type = "SUCCESS";  ///< TerminationTypeType
  std::string message;
};

RunEnd end_of_success();
/// The user's work failed.
RunEnd end_of_failure(std::string message = "Workload failed, see run output for details");
/// The settings ask for what this workspace cannot do or does not have.
RunEnd end_of_configuration(std::string_view code, std::string message);
RunEnd end_of_cancel();
RunEnd end_of_timeout(std::string_view what);
/// Did not run: UPSTREAM_FAILED, UPSTREAM_CANCELED, EXCLUDED, DISABLED.
RunEnd end_without_running(const std::string& result);
/// The server went away under it.
RunEnd end_of_lost_run();
RunEnd end_of_too_many_runs(std::int64_t limit);

/// `life_cycle` is a RunLifeCycleState that is no end.
void set_state(JsonObject& shown, std::string_view life_cycle, std::string_view message = "");
void set_end(JsonObject& shown, const RunEnd& end);

/// A document without members yet: {}.
JsonBox empty_document();

}  // namespace lakecode::local
