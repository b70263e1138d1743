#include "local/jobs/run_state.h"

#include <fmt/format.h>

#include <cstdint>

#include "base/json.h"

namespace lakecode::local {
namespace {

std::string_view status_of(std::string_view life_cycle) {
  if (life_cycle == "WAITING_FOR_RETRY") return "WAITING";
  if (life_cycle == "SKIPPED" || life_cycle == "INTERNAL_ERROR") return "TERMINATED";
  return life_cycle;
}

}  // namespace

RunEnd end_of_success() {
  return {.result = "SUCCESS"};
}

RunEnd end_of_failure(std::string message) {
  return {.result = "FAILED", .code = "RUN_EXECUTION_ERROR", .type = "CLIENT_ERROR", .message = std::move(message)};
}

RunEnd end_of_configuration(std::string_view code, std::string message) {
  return {.result = "FAILED",
          .life_cycle = "INTERNAL_ERROR",
          .code = std::string(code),
          .type = "CLIENT_ERROR",
          .message = std::move(message)};
}

RunEnd end_of_cancel() {
  return {.result = "CANCELED", .code = "USER_CANCELED", .type = "CLIENT_ERROR", .message = "Run cancelled."};
}

RunEnd end_of_timeout(std::string_view what) {
  return {.result = "TIMEDOUT",
          .code = "CANCELED",
          .type = "CLIENT_ERROR",
          .message = fmt::format("{} was cancelled because it ran longer than its timeout_seconds.", what)};
}

RunEnd end_without_running(const std::string& result) {
  if (result == "EXCLUDED" || result == "DISABLED") {
    return {.result = result,
            .code = result == "DISABLED" ? "DISABLED" : "SKIPPED",
            .message = result == "DISABLED" ? "The task is disabled." : "The task's run condition was not met."};
  }
  return {.result = result,
          .code = "SKIPPED",
          .type = "CLIENT_ERROR",
          .message = result == "UPSTREAM_CANCELED" ? "An upstream task was cancelled." : "An upstream task failed."};
}

RunEnd end_of_lost_run() {
  return {.result = "FAILED",
          .life_cycle = "INTERNAL_ERROR",
          .code = "DRIVER_ERROR",
          .type = "INTERNAL_ERROR",
          .message = "The workspace server ended while the run was under way."};
}

RunEnd end_of_too_many_runs(std::int64_t limit) {
  return {.result = "MAXIMUM_CONCURRENT_RUNS_REACHED",
          .life_cycle = "SKIPPED",
          .code = "MAX_CONCURRENT_RUNS_EXCEEDED",
          .type = "CLIENT_ERROR",
          .message = fmt::format("Skipped: the job already has {} active runs, its max_concurrent_runs.", limit)};
}

void set_state(JsonObject& shown, std::string_view life_cycle, std::string_view message) {
  shown["state"] =
      JsonObject{{"life_cycle_state", life_cycle}, {"state_message", message}, {"user_cancelled_or_timedout", false}};
  JsonObject status{{"state", status_of(life_cycle)}};
  if (life_cycle == "QUEUED")
    status["queue_details"] = JsonObject{{"code", "MAX_CONCURRENT_RUNS_REACHED"}, {"message", message}};
  shown["status"] = std::move(status);
}

void set_end(JsonObject& shown, const RunEnd& end) {
  JsonObject state{{"life_cycle_state", end.life_cycle}};
  if (!end.result.empty()) state["result_state"] = end.result;
  state["state_message"] = end.message;
  state["user_cancelled_or_timedout"] = end.result == "CANCELED" || end.result == "TIMEDOUT";
  shown["state"] = std::move(state);
  shown["status"] =
      JsonObject{{"state", "TERMINATED"},
                 {"termination_details", JsonObject{{"code", end.code}, {"type", end.type}, {"message", end.message}}}};
}

JsonBox empty_document() {
  return JsonObject();
}

}  // namespace lakecode::local
