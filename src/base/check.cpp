#include "base/check.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace lakecode {
namespace {
std::atomic<void (*)() noexcept> abort_hook{nullptr};
}  // namespace

void set_abort_hook(void (*hook)() noexcept) {
  abort_hook.store(hook);
}

void check_failed(const char* condition, const char* why, const char* file, int line) noexcept {
  if (auto* hook = abort_hook.load()) hook();
  std::fprintf(stderr, "lakecode: bug: %s (%s) at %s:%d\n", why, condition, file, line);
  std::abort();
}

}  // namespace lakecode
