#include "base/call_context.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace lakecode {

std::chrono::milliseconds CallContext::remaining() const {
  if (deadline == SteadyTime::max()) return std::chrono::milliseconds::max();
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock->steady_now());
  return std::max(left, std::chrono::milliseconds::zero());
}

Result<void> CallContext::check(std::string_view action) const {
  if (stopped())
    return Error{.code = ErrorCode::Cancelled, .action = std::string(action), .reason = "stopped on request"};
  if (deadline != SteadyTime::max() && clock->steady_now() >= deadline) {
    return Error{
        .code = ErrorCode::DeadlineExceeded, .action = std::string(action), .reason = "the time limit was reached"};
  }
  return {};
}

CallContext CallContext::with_timeout(std::chrono::milliseconds limit) const {
  CallContext shorter = *this;
  shorter.deadline = std::min(deadline, clock->steady_now() + limit);
  return shorter;
}

Result<void> CallContext::wait(std::chrono::milliseconds duration, std::string_view action) const {
  const auto span = std::min(duration, remaining());
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop, span, [] { return false; });
  return check(action);
}

}  // namespace lakecode
