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
#include "local/jobs/scheduler.h"
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
                  const std::atomic<SteadyTime::rep>& last_request, std::stop_source& end) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  for (;;) {
    // With several workspaces a signal reaches one of them, which tells the others.
    const timespec tick{.tv_sec = 1, .tv_nsec = 0};
    if (sigtimedwait(&signals, nullptr, &tick) > 0) end.request_stop();
    if (end.stop_requested()) return;
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

/// Jobs older than this came with the filling, and are not started by their schedules.
std::int64_t jobs_of_people_since(const Store& store) {
  const RecordPointer self = store.find("workspace", "self");
  const auto body = self == nullptr ? Result<JsonValue>(JsonValue()) : json::parse(self->text, "stored workspace");
  return body ? json::int_at(*body, "created_at").value_or(0) : 0;
}

/// The interpreter that Python tasks run on; "" when this machine has none.
std::filesystem::path find_python() {
  return find_program("python3", "/usr/local/bin:/usr/bin:/bin").value_or(std::filesystem::path());
}

/// What a fresh folder is filled through.
struct Fresh {
  Store& store;
  TableEngine& engine;
  const Identity& identity;
  const Clock& clock;
};

Result<void> fill_folder(const Options& options, DataFolder& folder, Fresh fresh) {
  TRY_VOID(folder.clear_tables());
  return fill(fresh.store, fresh.engine, fresh.identity,
              {options.filling, fresh.clock.now(), folder.truth_file(), folder.files_folder(), options.scale});
}

net::ServerOptions server_options(const Options& options) {
  net::ServerOptions out;
  out.port = options.port;
  out.threads = 256;  // handlers wait for statements; every connection may have one
  return out;
}

/// The engine takes longer to open than everything else: it opens while the first requests come.
std::jthread warm(TableEngine& engine) {
  return std::jthread([&engine] { ignore_result(engine.warm_up(), "the first statement tells the reason"); });
}

Result<void> serve_one(const Options& options, std::stop_source& end) {
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
  if (!identity.filled) TRY_VOID(fill_folder(options, folder, {*store, engine, identity, clock}));
  StatementRunner statements({engine, *store, clock, random});
  const TaskWork task_work({statements, *store, clock, folder.path() / "files",
                            [&store] { return default_catalog(*store); },
                            options.allow_python ? find_python() : std::filesystem::path()});
  JobRunner jobs({*store, clock, random, task_work, identity.workspace_id});
  TRY_VOID(jobs.recover());
  const Scheduler scheduler(*store, jobs, clock, jobs_of_people_since(*store));

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
  TRY_ASSIGN(const net::HttpServer server,
             net::HttpServer::start(server_options(options), [&](const net::ServerRequest& request) {
               last_request = clock.steady_now().time_since_epoch().count();
               addressed.wait();
               return dispatch_with_faults(workspace, routes, request);
             }));
  workspace.origin = server.origin();
  jobs.set_workspace_url(workspace.origin);
  addressed.count_down();
  TRY_VOID(folder.announce(workspace.origin, ::getpid(), clock.now()));
  print_line(workspace, folder);
  const std::jthread opener = warm(engine);
  wait_for_end(clock, options.idle, last_request, end);
  folder.withdraw();
  // Handlers wait for their statements, and the server's end waits for its handlers.
  faults.close();
  jobs.stop();
  statements.stop();
  return {};
}

}  // namespace

Result<void> serve(const Options& options) {
  std::stop_source end;
  if (options.workspaces == 1) return serve_one(options, end);
  std::vector<Result<void>> results(static_cast<std::size_t>(options.workspaces));
  {
    std::vector<std::jthread> servers;
    for (int i = 0; i < options.workspaces; ++i) {
      Options one = options;
      one.data = options.data / fmt::format("workspace-{}", i + 1);
      if (options.port != 0) one.port = options.port + i;
      one.seed = options.seed.value_or(42) + static_cast<std::uint64_t>(i);
      servers.emplace_back([one, &end, &result = results[static_cast<std::size_t>(i)]] {
        result = serve_one(one, end);
        if (!result) end.request_stop();
      });
    }
  }
  for (const Result<void>& result : results) TRY_VOID(result);
  return {};
}

}  // namespace lakecode::local
