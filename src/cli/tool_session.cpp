#include "cli/tool_session.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "cli/gated_session.h"
#include "cli/version.h"
#include "config/project.h"

namespace lakecode::cli {
namespace {

/// What the official CLI needs to find its files and the network; never a token.
constexpr std::array<std::string_view, 17> kCliVariables = {"HOME",
                                                            "PATH",
                                                            "LANG",
                                                            "LC_ALL",
                                                            "TZ",
                                                            "TMPDIR",
                                                            "DATABRICKS_CONFIG_FILE",
                                                            "HTTPS_PROXY",
                                                            "HTTP_PROXY",
                                                            "NO_PROXY",
                                                            "https_proxy",
                                                            "http_proxy",
                                                            "no_proxy",
                                                            "SSL_CERT_FILE",
                                                            "SSL_CERT_DIR",
                                                            "XDG_CONFIG_HOME",
                                                            "XDG_CACHE_HOME"};

/// The official CLI: from absolute folders of PATH that are not the project's, so that a cloned folder cannot bring
/// one.
std::string find_cli(const App& app) {
  const auto project = config::find_project(app.working_folder, app.user_home(), app.lakecode_home());
  const std::filesystem::path root = project ? project->root : app.working_folder;
  const std::string path = app.variable("PATH");
  for (const std::string_view part : text::split(path, ':')) {
    if (part.empty() || part.front() != '/') continue;
    std::error_code problem;
    const auto file = std::filesystem::weakly_canonical(std::filesystem::path(part) / "databricks", problem);
    if (problem || ::access(file.c_str(), X_OK) != 0 || !std::filesystem::is_regular_file(file, problem)) continue;
    const auto inside = file.lexically_relative(root);
    if (!inside.empty() && *inside.begin() != "..") continue;
    return file.string();
  }
  return {};
}

std::map<std::string, std::string> cli_environment(const App& app) {
  std::map<std::string, std::string> variables;
  for (const std::string_view name : kCliVariables) {
    if (std::string value = app.variable(name); !value.empty()) variables.emplace(name, std::move(value));
  }
  return variables;
}

}  // namespace

ToolSession::ToolSession(App& app, const Invocation& invocation, const ToolSessionSettings& settings,
                         Connection connection)
    : app_(app),
      settings_(settings),
      connection_(std::move(connection)),
      warehouse_(invocation.value_or("warehouse", connection_.settings.text("databricks.warehouse_id"))),
      inputs_(JsonObject()),
      gate_(gate_settings(app, invocation, connection_), settings.confirmer, nullptr),
      catalog_(*connection_.client, app.clock,
               // A recording begins without names from earlier runs, so that it can be played on any machine.
               {.folder = app.cassette ? std::filesystem::path() : app.lakecode_home() / "catalog",
                .host = connection_.workspace == "local" ? "local" : connection_.client->host(),
                .profile = connection_.profile}),
      services_{.client = *connection_.client,
                .gate = gate_,
                .clock = app.clock,
                .catalog = catalog_,
                .results = results_,
                .profile = connection_.profile,
                .workspace = connection_.workspace,
                .warehouse_id = warehouse_,
                .default_catalog = connection_.settings.text("databricks.default_catalog"),
                .default_schema = connection_.settings.text("databricks.default_schema"),
                .baselines_folder = (app.lakecode_home() / "baselines").string(),
                // What another program exchanges goes past the cassette: the API is then asked natively.
                .cli_path = app.cassette ? std::string() : find_cli(app)} {
  services_.rows_to_model = !invocation.has("no-rows");
  services_.cli_environment = cli_environment(app);
  services_.files_root = app.working_folder;
  gate_.set_record_opener([this](const CallContext& ctx) { return open_pack(ctx); });
}

Result<std::unique_ptr<ToolSession>> ToolSession::open(App& app, const Invocation& invocation,
                                                       const ToolSessionSettings& settings,
                                                       config::LoadedSettings loaded, const CallContext& ctx) {
  TRY_ASSIGN(Connection connection, connect(app, invocation, std::move(loaded), ctx));
  return std::unique_ptr<ToolSession>(new ToolSession(app, invocation, settings, std::move(connection)));
}

void ToolSession::set_session(const std::string& id, const std::string& request) {
  inputs_ = JsonObject{{"session_id", id}, {"request", request}};
  services_.session_id = id;
}

Result<evidence::PackWriter*> ToolSession::open_pack(const CallContext& ctx) {
  const evidence::Opening opening{.workflow = settings_.name,
                                  .workspace = connection_.workspace,
                                  .profile = connection_.profile,
                                  .tool_version = std::string(kVersion),
                                  .inputs = inputs_,
                                  .configuration = effective_settings(connection_)};
  TRY_ASSIGN(evidence::PackWriter pack, evidence::PackWriter::create(pack_settings(app_, connection_.settings), opening,
                                                                     app_.redactor, app_.clock, app_.random));
  pack_ = std::make_unique<evidence::PackWriter>(std::move(pack));
  // Without a warehouse the reach and the restore point say themselves what they could not read.
  const auto warehouse = catalog_.choose_warehouse(warehouse_, ctx);
  recovery_ = std::make_unique<gate::Recovery>(*connection_.client, warehouse ? warehouse->id : WarehouseId(), *pack_);
  gate_.set_observer(recovery_.get());
  services_.pack = pack_.get();
  return pack_.get();
}

Result<void> ToolSession::close(std::string_view status, const JsonValue& result, std::string_view report_markdown) {
  if (pack_ == nullptr) return {};
  return pack_->close(status, result, report_markdown);
}

}  // namespace lakecode::cli
