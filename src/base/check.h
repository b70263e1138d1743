#pragma once
// LAKECODE_CHECK: for bugs, never for input. Restores the terminal, prints one line, aborts.

namespace lakecode {

/// Called before the process aborts, so that a front end can give the terminal back.
/// Must be async-signal-safe. Set once at start; nullptr clears it.
void set_abort_hook(void (*hook)() noexcept);

[[noreturn]] void check_failed(const char* condition, const char* why, const char* file, int line) noexcept;

}  // namespace lakecode

#define LAKECODE_CHECK(condition, why)                                                    \
  do {                                                                                    \
    if (!(condition)) ::lakecode::check_failed(#condition, why, __FILE_NAME__, __LINE__); \
  } while (false)
