#include "databricks/late_calls.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace lakecode::databricks {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 40ms;      // an answer that is nearly there is worth more than a thread that waits for it
constexpr auto kLateTime = 3s;     // judgement: how long the end of a program may wait for a workspace
constexpr auto kLongestWait = 1h;  // the clock may count further than a wait can

}  // namespace

struct LateCalls::Shared {
  std::mutex mutex;  // guards all but `stop`
  std::condition_variable_any changed;
  std::optional<Result<Answer>> answer;
  bool is_left = false;
  bool is_done = false;
  std::stop_source stop;

  void work(const Call& call, const OnLate& on_late, const CallContext& own) {
    auto got = call(own);
    std::unique_lock lock(mutex);
    if (is_left) {
      lock.unlock();
      if (got) on_late(*got);
      lock.lock();
    } else {
      answer = std::move(got);
    }
    is_done = true;
    changed.notify_all();
  }

  /// True when the answer is there.
  bool wait(const CallContext& ctx) {
    std::unique_lock lock(mutex);
    const auto is_there = [this] { return is_done; };
    while (!is_done && !ctx.stopped() && ctx.remaining().count() > 0)
      changed.wait_for(lock, ctx.stop, std::min<std::chrono::milliseconds>(ctx.remaining(), kLongestWait), is_there);
    is_left = !changed.wait_for(lock, kGrace, is_there);
    return !is_left;
  }
};

Result<Answer> LateCalls::run(Call call, OnLate on_late, const CallContext& ctx) {
  TRY_VOID(ctx.check("call the workspace"));
  const auto shared = std::make_shared<Shared>();
  const CallContext own{.stop = shared->stop.get_token(), .clock = ctx.clock, .log = ctx.log};
  std::jthread thread(
      [shared, own, call = std::move(call), on_late = std::move(on_late)] { shared->work(call, on_late, own); });
  if (shared->wait(ctx)) {
    thread.join();
    return *std::move(shared->answer);
  }
  keep({shared, std::move(thread)});
  TRY_VOID(ctx.check("call the workspace"));
  return Error{
      .code = ErrorCode::DeadlineExceeded, .action = "call the workspace", .subject = "", .reason = "the time is up"};
}

void LateCalls::keep(Left left) {
  auto all = left_.lock();
  std::erase_if(*all, [](const Left& one) {
    const std::lock_guard lock(one.shared->mutex);
    return one.shared->is_done;
  });
  all->push_back(std::move(left));
}

LateCalls::~LateCalls() {
  const auto until = std::chrono::steady_clock::now() + kLateTime;
  auto all = left_.lock();
  for (const Left& one : *all) {
    std::unique_lock lock(one.shared->mutex);
    one.shared->changed.wait_until(lock, until, [&one] { return one.shared->is_done; });
    lock.unlock();
    one.shared->stop.request_stop();
  }
  all->clear();  // joins
}

}  // namespace lakecode::databricks
