#pragma once
// Cuts one evidence text into lines and tells what each line is: prose, stack frame or source line, its log level
// and how deep in the chain of causes it stands. Pure; views point into the text given.
// Invariant: one pass, linear in the text; a line keeps at most 16 KiB (its head and tail) for matching.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace lakecode::analysis {

enum class LogLevel { None, Info, Warn, Error };

struct TextLine {
  std::size_t number = 0;  ///< 1-based
  std::string_view raw;
  std::string normalised;  ///< lower case, no quotes, '_' and '-' as blanks, blanks collapsed, ANSI codes removed
  LogLevel level = LogLevel::None;
  bool is_frame = false;       ///< a Java or Python stack frame
  bool is_source = false;      ///< a source line echoed below a Python frame
  bool is_suppressed = false;  ///< inside a Java "Suppressed:" block, which never is the cause
  bool wraps_another = false;  ///< below "direct cause": a Python exception raised from the one above it
  int depth = 0;               ///< number of causes above this line; 0 is the outermost exception
};

/// The form in which patterns and lines are compared.
std::string normalise(std::string_view text);

/// Calls `visit` for each line of `text` in order. `start_depth` is added to each line's depth.
/// Returns the depth reached, so that a following text can go on.
int for_each_line(std::string_view text, int start_depth, const std::function<void(const TextLine&)>& visit);

}  // namespace lakecode::analysis
