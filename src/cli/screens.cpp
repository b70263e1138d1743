#include "cli/screens.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kPipeColumns = 100;
constexpr std::size_t kWidest = 160;  // longer lines are hard to read back

bool wants_color(const App& app, const Invocation& invocation) {
  const std::string when = invocation.value_or("color", "auto");
  if (when == "always") return true;
  if (when == "never" || !app.variable("NO_COLOR").empty()) return false;
  if (const std::string force = app.variable("CLICOLOR_FORCE"); !force.empty() && force != "0") return true;
  return app.stdout_is_terminal && app.variable("TERM") != "dumb" && !app.variable("TERM").empty();
}

bool speaks_unicode(const App& app) {
  for (const std::string_view name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = app.variable(name);
    if (locale.empty()) continue;
    return text::contains_ignore_case(locale, "utf-8") || text::contains_ignore_case(locale, "utf8");
  }
  return !app.stdout_is_terminal || app.variable("TERM") != "linux";
}

}  // namespace

std::size_t terminal_columns(const App& app) {
  constexpr std::size_t kNarrowest = 40;
  return std::clamp(static_cast<std::size_t>(std::max(app.terminal_columns, 0)), kNarrowest, kWidest);
}

render::Screen result_screen(const App& app, const Invocation& invocation) {
  return {.columns = app.stdout_is_terminal ? terminal_columns(app) : kPipeColumns,
          .color = wants_color(app, invocation),
          .unicode = speaks_unicode(app)};
}

}  // namespace lakecode::cli
