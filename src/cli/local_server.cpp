#include "cli/local_server.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/process.h"
#include "net/http_client.h"

namespace lakecode::cli {
namespace {

// The first start writes the demo company. A program that ends is noticed at once, and Ctrl-C ends the wait: the limit
// is for one that hangs, not for a busy machine.
constexpr std::chrono::milliseconds kStartLimit{600'000};
constexpr std::chrono::milliseconds kProbeLimit{2'000};
constexpr std::chrono::milliseconds kStopLimit{10'000};
constexpr std::string_view kIdleMinutes = "15";  // interfaces: "ends after 15 idle minutes"

Error local_error(ErrorCode code, std::string action, const std::filesystem::path& data, std::string reason,
                  std::string advice) {
  return Error{.code = code,
               .action = std::move(action),
               .subject = data.string(),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

/// True when something that speaks for this folder's token answers at `host`.
Result<bool> answers(const LocalServer& server, const CallContext& ctx) {
  net::HttpClient client(net::ClientOptions{});
  net::HttpRequest request{.url = server.host + "/api/2.0/preview/scim/v2/Me", .timeout = kProbeLimit};
  request.headers.add("Authorization", "Bearer " + std::string(server.token.reveal()));
  const auto response = client.send(request, ctx);
  if (!response && response.error().code == ErrorCode::Cancelled) return response.error();
  return response && response->status == 200;
}

Result<LocalServer> parse_first_line(const std::string& line, const std::filesystem::path& data) {
  const auto parsed = json::parse(line, "the first line of lakecode-local");
  if (!parsed || json::string_at(*parsed, "host").empty()) {
    return local_error(ErrorCode::Unavailable, "start the embedded workspace in", data,
                       line.empty() ? "it ended at once" : "it printed no address",
                       "see " + (data.parent_path() / "local.log").string());
  }
  return LocalServer{.host = json::string_at(*parsed, "host"),
                     .token = Secret(json::string_at(*parsed, "token")),
                     .pid = static_cast<int>(json::int_at(*parsed, "pid").value_or(0)),
                     .data = data};
}

Result<LocalServer> start(App& app, const std::filesystem::path& data, std::optional<std::uint64_t> seed,
                          const CallContext& ctx) {
  TRY_ASSIGN(const std::filesystem::path program, local_program(app));
  ProcessSpec spec{.program = program,
                   .arguments = {"serve", "--demo", "--data", data.string(), "--idle-minutes",
                                 std::string(kIdleMinutes), "--output", "json"},
                   .environment = {{"PATH", app.variable("PATH")}, {"HOME", app.variable("HOME")}},
                   .working_folder = data};
  if (seed) {
    spec.arguments.emplace_back("--seed");
    spec.arguments.push_back(std::to_string(*seed));
  }
  app.output.note("starting the embedded workspace in " + data.string());
  const auto started = start_daemon(spec, data.parent_path() / "local.log", ctx.with_timeout(kStartLimit));
  if (!started) return started.error();
  return parse_first_line(started->first_line, data);
}

}  // namespace

Error no_home() {
  return {.code = ErrorCode::InvalidArgument,
          .action = "find the home folder",
          .reason = "neither LAKECODE_HOME nor HOME is set",
          .advice = "set LAKECODE_HOME to a folder of yours"};
}

Result<std::filesystem::path> local_data_folder(const App& app) {
  const std::filesystem::path home = app.lakecode_home();
  if (home.empty()) return no_home();
  return home / "local";
}

Result<std::filesystem::path> local_program(const App& app) {
  const std::filesystem::path program = app.program_folder / "lakecode-local";
  if (files::exists(program)) return program;
  return Error{.code = ErrorCode::NotFound,
               .action = "start the embedded workspace",
               .subject = program.string(),
               .reason = "the program is not there",
               .advice = "install it beside lakecode, or build it with `./run build`"};
}

Result<std::optional<LocalServer>> find_local_server(const std::filesystem::path& data, const CallContext& ctx) {
  const auto state = files::read(data / "server.json", 64U << 10U);
  const auto token = files::read(data / "token", 4096);
  if (!state || !token) return std::optional<LocalServer>();
  const auto parsed = json::parse(*state, "server.json");
  if (!parsed) return std::optional<LocalServer>();
  std::string secret = *token;
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  LocalServer server{.host = json::string_at(*parsed, "host"),
                     .token = Secret(std::move(secret)),
                     .pid = static_cast<int>(json::int_at(*parsed, "pid").value_or(0)),
                     .data = data};
  if (server.host.empty()) return std::optional<LocalServer>();
  TRY_ASSIGN(const bool alive, answers(server, ctx));
  if (!alive) return std::optional<LocalServer>();
  return std::optional<LocalServer>(std::move(server));
}

Result<LocalServer> ensure_local_server(App& app, const std::filesystem::path& data, std::optional<std::uint64_t> seed,
                                        const CallContext& ctx) {
  TRY_VOID(files::make_private_folder(data));
  TRY_ASSIGN(auto running, find_local_server(data, ctx));
  if (running) {
    app.redactor.add(running->token);
    return std::move(*running);
  }
  auto started = start(app, data, seed, ctx);
  if (!started && started.error().code == ErrorCode::Unavailable) {
    // Another command may have started it in the same instant and holds the folder's lock.
    TRY_ASSIGN(auto other, find_local_server(data, ctx));
    if (other) return std::move(*other);
  }
  if (started) app.redactor.add(started->token);
  return started;
}

Result<bool> stop_local_server(const std::filesystem::path& data, const CallContext& ctx) {
  TRY_ASSIGN(const auto running, find_local_server(data, ctx));
  if (!running || running->pid <= 1) return false;
  if (::kill(running->pid, SIGTERM) != 0 && errno != ESRCH) {
    return local_error(ErrorCode::FailedPrecondition, "stop the embedded workspace in", data,
                       "process " + std::to_string(running->pid) + " could not be signalled", "");
  }
  const CallContext limited = ctx.with_timeout(kStopLimit);
  for (;;) {
    if (files::FileLock::acquire(data / "lock")) return true;
    TRY_VOID(limited.wait(std::chrono::milliseconds(20), "stop the embedded workspace"));
  }
}

}  // namespace lakecode::cli
