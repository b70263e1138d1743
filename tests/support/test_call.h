#pragma once
// A call context for tests: the system clock, a stop source and a generous deadline that ends a hanging test.
// One a test; the context it hands out borrows its clock.

#include <chrono>
#include <stop_token>

#include "base/call_context.h"
#include "base/clock.h"

namespace lakecode::test {

class TestCall {
 public:
  [[nodiscard]] CallContext context() const {
    return CallContext{.stop = source_.get_token(), .clock = &clock_}.with_timeout(std::chrono::seconds(30));
  }
  void stop() { source_.request_stop(); }
  [[nodiscard]] SteadyTime now() const { return clock_.steady_now(); }

 private:
  SystemClock clock_;
  std::stop_source source_;
};

}  // namespace lakecode::test
