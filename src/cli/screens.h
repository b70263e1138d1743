#pragma once
// What standard output can show, from the terminal, the environment and --color.

#include "cli/app.h"
#include "cli/command.h"
#include "render/screen.h"

namespace lakecode::cli {

/// Columns of the terminal, 40 to 160.
std::size_t terminal_columns(const App& app);

/// Colour by --color, NO_COLOR, CLICOLOR_FORCE and TERM, in this order; never on a pipe unless asked for.
/// Unicode unless the locale variables name another encoding. 100 columns on a pipe.
render::Screen result_screen(const App& app, const Invocation& invocation);

}  // namespace lakecode::cli
