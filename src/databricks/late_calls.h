#pragma once
// LateCalls: calls that must be seen to their end although nobody waits for them any more. A statement that a stop
// overtakes on its way to the warehouse gets its id only with the answer, and can be cancelled only then. For this
// folder's sources only; thread-safe.

#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/call_context.h"
#include "base/guarded.h"
#include "databricks/wire.h"

namespace lakecode::databricks {

class LateCalls {
 public:
  using Call = std::function<Result<Answer>(const CallContext& own)>;
  using OnLate = std::function<void(const Answer& answer)>;

  LateCalls() = default;
  LateCalls(const LateCalls&) = delete;
  LateCalls& operator=(const LateCalls&) = delete;
  /// Gives what is under way up to three seconds, then stops it.
  ~LateCalls();

  /// Makes `call` on a thread of its own and waits for its answer. When `ctx` ends first, returns Cancelled or
  /// DeadlineExceeded within 100 ms, and `on_late` gets the answer, if one comes, on that thread. What both hold must
  /// live as long as the client.
  Result<Answer> run(Call call, OnLate on_late, const CallContext& ctx);

 private:
  struct Shared;
  struct Left {
    std::shared_ptr<Shared> shared;
    std::jthread thread;
  };
  void keep(Left left);

  Guarded<std::vector<Left>> left_;
};

}  // namespace lakecode::databricks
