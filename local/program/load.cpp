#include "local/program/load.h"

#include <cstdio>

#include <fmt/format.h>

#include "base/call_context.h"
#include "base/files.h"
#include "base/json.h"
#include "base/random.h"
#include "local/program/data_folder.h"
#include "local/program/filling.h"
#include "local/routes/load_request.h"
#include "local/routes/me.h"
#include "net/http_client.h"

namespace lakecode::local {
namespace {

constexpr std::chrono::minutes kLoadLimit{30};

Result<LoadOrder> make_order(const Options& options) {
  LoadOrder order;
  std::error_code failure;
  order.file = std::filesystem::canonical(options.file, failure);
  if (failure) return files::error_from_errno(failure.value(), "load", options.file);
  order.table = options.table;
  order.append = options.append;
  if (!options.meta.empty()) {
    TRY_ASSIGN(const std::string text, files::read(options.meta));
    TRY_ASSIGN(JsonValue meta, json::parse(text, options.meta.string()));
    order.meta = JsonBox(std::move(meta));
  }
  return order;
}

void print_rows(const Options& options, std::uint64_t rows) {
  if (options.json) {
    fmt::print("{}\n", json::serialize(JsonObject{{"table", options.table}, {"rows", rows}}));
  } else {
    fmt::print("{}: {} rows\n", options.table, rows);
  }
}

Result<void> load_through(const RunningServer& server, const LoadOrder& order, const Options& options) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = server.host + "/api/lakecode/load";
  request.headers.set("Authorization", fmt::format("Bearer {}", server.token.reveal()));
  request.headers.set("Content-Type", "application/json");
  request.body = json::serialize(render_load_order(order));
  request.repeat = net::Repeat::NotRepeatable;
  request.timeout = kLoadLimit;
  const SystemClock clock;
  CallContext context;
  context.clock = &clock;
  net::HttpClient client({});
  TRY_ASSIGN(const net::HttpResponse response, client.send(request, context));
  TRY_ASSIGN(const JsonValue body, json::parse(response.body, "the server's answer"));
  if (response.status != 200) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "load",
                 .subject = order.file.string(),
                 .reason = json::string_at(body, "message"),
                 .advice = ""};
  }
  print_rows(options, static_cast<std::uint64_t>(json::int_at(body, "rows").value_or(0)));
  return {};
}

}  // namespace

Result<void> load(const Options& options) {
  TRY_ASSIGN(const LoadOrder order, make_order(options));
  if (!options.host.empty()) return load_through({options.host, Secret(options.token)}, order, options);
  TRY_ASSIGN(const std::optional<RunningServer> server, find_running_server(options.data));
  if (server) return load_through(*server, order, options);
  const SystemClock clock;
  TRY_ASSIGN(DataFolder folder, DataFolder::open(options.data));
  TRY_ASSIGN(const std::unique_ptr<Store> store, Store::open(folder.state_folder()));
  TRY_ASSIGN(const Identity identity, settle_identity(*store, options));
  TableEngine engine(folder.tables_file(), *store, clock, identity.metastore_id);
  if (!identity.filled) {
    TRY_VOID(folder.clear_tables());
    TRY_VOID(
        fill(*store, engine, identity, {options.filling, clock.now(), folder.truth_file(), folder.files_folder()}));
  }
  TRY_ASSIGN(const std::uint64_t rows, run_load_order(engine, *store, order, me_of(*store).user_name));
  print_rows(options, rows);
  return {};
}

Result<void> reset(const Options& options) {
  TRY_ASSIGN(DataFolder folder, DataFolder::open(options.data));
  return folder.clear();
}

}  // namespace lakecode::local
