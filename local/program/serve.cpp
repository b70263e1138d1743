#include "local/program/serve.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <latch>
#include <thread>

#include <fmt/format.h>

#include "base/json.h"
#include "base/process.h"
#include "base/random.h"
#include "base/time_format.h"
#include "local/engine/table_engine.h"
#include "local/faults/fault_desk.h"
#include "local/faults/steered_clock.h"
#include "local/jobs/job_runner.h"
#include "local/program/data_folder.h"
#include "local/program/filling.h"
#include "local/routes/me.h"
#include "local/routes/route.h"
#include "local/statements/statement_runner.h"
#include "net/http_server.h"

namespace lakecode::local {
namespace {

/// Waits for SIGINT or SIGTERM, or until nobody asked for `idle`.
void wait_for_end(const Clock& clock, std::optional<std::chrono::minutes> idle,
                  const std::atomic<SteadyTime::rep>& last_request) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  for (;;) {
    const timespec tick{.tv_sec = idle ? 5 : 3600, .tv_nsec = 0};
    if (sigtimedwait(&signals, nullptr, &tick) > 0) return;
    if (!idle) continue;
    const SteadyTime last{SteadyTime::duration(last_request.load())};
    if (clock.steady_now() - last >= *idle) return;
  }
}

void print_line(const Workspace& workspace, const DataFolder& folder) {
  const JsonObject line{{"host", workspace.origin},
                        {"token", workspace.token.reveal()},
                        {"pid", static_cast<std::int64_t>(::getpid())},
                        {"data", folder.path().string()}};
  fmt::print("{}\n", json::serialize(line));
  std::fflush(stdout);
}

void report_recovery(const Store& store) {
  const Journal::Recovery recovery = store.recovery();
  if (recovery.cut_bytes == 0) return;
  fmt::print(stderr, "lakecode-local: the last change was cut off ({} bytes) and has been dropped\n",
             recovery.cut_bytes);
}

Result<void> load_faults(const Options& options, FaultDesk& faults) {
  if (options.faults.empty()) return {};
  TRY_ASSIGN(const std::string text, files::read(options.faults, 1U << 20U));
  TRY_ASSIGN(FaultPlan plan, parse_fault_plan(text, options.faults.string()));
  faults.set(std::move(plan));
  return {};
}

/// The interpreter that Python tasks run on; "" when this machine has none.
std::filesystem::path find_python() {
  return find_program("python3", "/usr/local/bin:/usr/bin:/bin").value_or(std::filesystem::path());
}

}  // namespace

Result<void> serve(const Options& options) {
  const SystemClock system_clock;
  SteeredClock clock(system_clock);
  FaultDesk faults;
  TRY_VOID(load_faults(options, faults));
  SystemRandom random;
  TRY_ASSIGN(DataFolder folder, DataFolder::open(options.data));
  TRY_ASSIGN(Secret token, folder.settle_token(options.token, random));
  TRY_ASSIGN(const std::unique_ptr<Store> store, Store::open(folder.state_folder()));
  report_recovery(*store);
  TRY_ASSIGN(const Identity identity, settle_identity(*store, options));
  TableEngine engine(folder.tables_file(), *store, clock, identity.metastore_id);
  if (!identity.filled) {
    TRY_VOID(folder.clear_tables());
    TRY_VOID(fill(*store, engine, identity, {options.filling, clock.now(), folder.truth_file()}));
  }
  StatementRunner statements({engine, *store, clock, random});
  const TaskWork task_work({statements, *store, clock, folder.path() / "files",
                            [&store] { return default_catalog(*store); },
                            options.allow_python ? find_python() : std::filesystem::path()});
  JobRunner jobs({*store, clock, random, task_work, identity.workspace_id});
  TRY_VOID(jobs.recover());

  Workspace workspace{.store = *store,
                      .clock = clock,
                      .engine = &engine,
                      .statements = &statements,
                      .jobs = &jobs,
                      .random = random,
                      .files = folder.files_folder(),
                      .token = std::move(token),
                      .origin = "",
                      .workspace_id = identity.workspace_id,
                      .metastore_id = identity.metastore_id,
                      .faults = &faults,
                      .steered_clock = &clock};
  const std::vector<Route> routes = all_routes();
  std::atomic<SteadyTime::rep> last_request{clock.steady_now().time_since_epoch().count()};
  std::latch addressed(1);  // a request may come before the workspace knows its own address
  net::ServerOptions server_options;
  server_options.port = options.port;
  server_options.threads = 256;  // handlers wait for statements; every connection may have one
  TRY_ASSIGN(const net::HttpServer server,
             net::HttpServer::start(server_options, [&](const net::ServerRequest& request) {
               last_request = clock.steady_now().time_since_epoch().count();
               addressed.wait();
               return dispatch_with_faults(workspace, routes, request);
             }));
  workspace.origin = server.origin();
  jobs.set_workspace_url(workspace.origin);
  addressed.count_down();
  TRY_VOID(folder.announce(workspace.origin, ::getpid(), clock.now()));
  print_line(workspace, folder);
  // The engine takes longer to open than everything else: it opens while the first requests come.
  const std::jthread opener([&engine] { ignore_result(engine.warm_up(), "the first statement tells the reason"); });
  wait_for_end(clock, options.idle, last_request);
  folder.withdraw();
  // Handlers wait for their statements, and the server's end waits for its handlers.
  faults.close();
  jobs.stop();
  statements.stop();
  return {};
}

}  // namespace lakecode::local
