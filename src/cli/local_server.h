#pragma once
// The embedded workspace as seen from here: a program of its own, found by the files it keeps in its data folder
// (server.json, token) and reached by HTTP like any far workspace.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/call_context.h"
#include "base/result.h"
#include "base/secret.h"
#include "cli/app.h"

namespace lakecode::cli {

struct LocalServer {
  std::string host;  ///< "http://127.0.0.1:PORT"
  Secret token;
  int pid = 0;
  std::filesystem::path data;
};

/// InvalidArgument: neither LAKECODE_HOME nor HOME is set.
Error no_home();

/// $LAKECODE_HOME/local. InvalidArgument when no home is known.
Result<std::filesystem::path> local_data_folder(const App& app);

/// The server that answers for `data`, or nullopt when none runs. Asks it over HTTP, so a stale server.json is none.
Result<std::optional<LocalServer>> find_local_server(const std::filesystem::path& data, const CallContext& ctx);

/// The running server, or a new one with the demo company that ends after 15 idle minutes.
/// `seed` fills a workspace that is still empty.
Result<LocalServer> ensure_local_server(App& app, const std::filesystem::path& data, std::optional<std::uint64_t> seed,
                                        const CallContext& ctx);

/// Asks it to end and waits until its data folder is free. False when none ran.
Result<bool> stop_local_server(const std::filesystem::path& data, const CallContext& ctx);

/// Path of the lakecode-local program beside this one. NotFound with what to build.
Result<std::filesystem::path> local_program(const App& app);

}  // namespace lakecode::cli
