#include "cli/local_demo.h"

#include <string>

#include "base/json.h"
#include "cli/local_server.h"
#include "cli/screens.h"
#include "cli/workflow_session.h"
#include "render/report.h"
#include "render/style.h"
#include "workflows/engine.h"

namespace lakecode::cli {
namespace {

// What the demo company holds for every seed; a test of the embedded workspace keeps them true.
constexpr std::string_view kDemoJob = "1001";
constexpr std::uint64_t kUsualSeed = 42;  // what lakecode-local fills from when no seed is given
constexpr std::string_view kDemoTable = "prod.sales.orders";

/// The usual folder for the usual seed, else one of its own beside it, so that no workspace is replaced.
Result<std::filesystem::path> folder_for(const App& app, std::optional<std::uint64_t> seed) {
  TRY_ASSIGN(const std::filesystem::path usual, local_data_folder(app));
  if (!seed || *seed == kUsualSeed) return usual;
  return usual.parent_path() / ("local-seed-" + std::to_string(*seed));
}

Result<int> show(App& app, const Invocation& invocation, std::string_view workflow, const JsonObject& inputs) {
  const workflows::WorkflowRecord* record = workflows::find_workflow(workflow);
  LAKECODE_CHECK(record != nullptr, "the demo runs registered workflows");
  TRY_ASSIGN(const WorkflowRun run, run_workflow_session(app, invocation, *record, inputs));
  app.output.print(render::render_report(run.outcome.result, result_screen(app, invocation)) + "\n");
  if (run.outcome.fatal) return *run.outcome.fatal;
  return exit_code_of(run, std::nullopt);
}

std::string next_steps(const LocalServer& server, bool usual) {
  const std::string prefix =
      usual ? ""
            : "DATABRICKS_HOST=" + server.host + " DATABRICKS_TOKEN=$(cat " + (server.data / "token").string() + ") ";
  const std::string suffix = usual ? " --local" : "";
  return "What to try next\n  " + prefix + "lakecode run workflow job_status --input '{\"job_id\": 1002}'" + suffix +
         "\n  " + prefix + "lakecode run workflow debug_job --input '{\"job_id\": 1003}' --output json" + suffix +
         "\n  " + prefix + "lakecode run workflow prove_table --input '{\"table\": \"" + std::string(kDemoTable) +
         "\"}' --fail-on high" + suffix +
         "\n  lakecode runs list\n  lakecode runs verify last\n  lakecode local stop\n";
}

}  // namespace

Result<int> run_local_demo(App& app, const Invocation& invocation, std::optional<std::uint64_t> seed) {
  TRY_ASSIGN(const std::filesystem::path data, folder_for(app, seed));
  TRY_ASSIGN(const LocalServer server, ensure_local_server(app, data, seed, app.context()));
  Invocation local = invocation;
  local.options["local"] = {};
  local.options["data"] = {data.string()};
  app.output.print("The embedded workspace runs at " + server.host + ", data in " + data.string() + "\n\n");
  TRY_ASSIGN(const int diagnosed, show(app, local, "debug_job", JsonObject{{"job_id", kDemoJob}}));
  TRY_ASSIGN(const int proved, show(app, local, "prove_table", JsonObject{{"table", kDemoTable}}));
  TRY_ASSIGN(const std::filesystem::path usual, local_data_folder(app));
  app.output.print(next_steps(server, data == usual));
  return diagnosed != 0 ? diagnosed : proved;
}

}  // namespace lakecode::cli
