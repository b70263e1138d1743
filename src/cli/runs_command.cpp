#include "cli/runs_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/time_format.h"
#include "base/utf8.h"
#include "cli/connection.h"
#include "cli/screens.h"
#include "evidence/pack.h"
#include "render/screen_door.h"
#include "render/table.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"list", "", 0, 0, "runs, newest first"},
    {"show", "RUN|last", 1, 1, "the report of one run"},
    {"open", "RUN|last", 1, 1, "the folder of one run"},
    {"verify", "RUN|DIR", 1, 1, "whether the evidence is whole and unchanged"},
    {"export", "RUN DIR", 2, 2, "a copy that can be verified elsewhere"},
    {"prune", "", 0, 0, "remove runs older than runs.retention_days"},
};

Result<std::filesystem::path> folder_of(const evidence::PackSettings& settings, const std::string& given) {
  const std::filesystem::path path(given);
  if (given.find('/') != std::string::npos || files::exists(path / "events.jsonl")) return path;
  return evidence::find_pack(settings, given);
}

/// Ids are there to be copied: on a narrow screen what they say themselves (workflow and start) goes first.
std::string list_text(const std::vector<evidence::PackSummary>& packs, const render::Screen& screen) {
  constexpr std::size_t kWide = 120;
  constexpr std::size_t kStatus = 11;
  if (screen.columns >= kWide) {
    render::Table table({{"Run"}, {"Workflow"}, {"Workspace"}, {"Status"}, {"Started (UTC)"}});
    for (const auto& pack : packs)
      table.add_row({pack.run_id, pack.workflow, pack.workspace, pack.status, format_minute(pack.started_at)});
    return table.render(screen);
  }
  std::size_t longest = 0;
  for (const auto& pack : packs) longest = std::max(longest, pack.run_id.size());
  const std::size_t taken = longest + kStatus + 4;
  const std::size_t room = screen.columns > taken + 6 ? screen.columns - taken : 6;
  render::Table table({{"Run"}, {"Status"}, {"Workspace"}});
  for (const auto& pack : packs)
    table.add_row({pack.run_id, pack.status, utf8::truncate(pack.workspace, room, screen.unicode ? "…" : "~")});
  return table.render(screen);
}

Result<int> list(App& app, const Invocation& invocation, const evidence::PackSettings& settings) {
  TRY_ASSIGN(const auto packs, evidence::list_packs(settings));
  if (invocation.wants_json()) {
    JsonArray rows;
    for (const auto& pack : packs) {
      rows.push_back(JsonObject{{"run_id", pack.run_id},
                                {"workflow", pack.workflow},
                                {"workspace", pack.workspace},
                                {"status", pack.status},
                                {"started_at", format_rfc3339(pack.started_at)},
                                {"bytes", pack.bytes}});
    }
    app.output.print(json::serialize_pretty(JsonObject{{"runs", std::move(rows)}}) + "\n");
    return 0;
  }
  if (packs.empty()) {
    app.output.print("No runs yet. Try: lakecode run workflow debug_job --input '{\"job_id\": 1001}' --local\n");
    return 0;
  }
  app.output.print(list_text(packs, result_screen(app, invocation)));
  return 0;
}

Result<int> show(App& app, const Invocation& invocation, const std::filesystem::path& folder) {
  const bool as_json = invocation.wants_json();
  const std::filesystem::path file = folder / (as_json ? "result.json" : "report.md");
  auto content = files::read(file);
  if (!content) {
    return Error{.code = ErrorCode::NotFound,
                 .action = "show run",
                 .subject = folder.filename().string(),
                 .reason = "it has no " + file.filename().string() + ": the run was interrupted",
                 .advice = "its events are in " + (folder / "events.jsonl").string()};
  }
  app.output.print(as_json ? *content + (content->ends_with("\n") ? "" : "\n") : render::inert(*content));
  return 0;
}

int exit_code_of(evidence::VerifyOutcome outcome) {
  if (outcome == evidence::VerifyOutcome::Verified) return 0;
  return outcome == evidence::VerifyOutcome::Tampered ? 9 : 10;
}

Result<int> verify(App& app, const Invocation& invocation, const evidence::PackSettings& settings,
                   const std::filesystem::path& folder) {
  TRY_ASSIGN(const evidence::Verification verification, evidence::verify_pack(folder, settings));
  const bool ok = verification.outcome == evidence::VerifyOutcome::Verified;
  if (invocation.wants_json()) {
    JsonArray problems;
    for (const auto& problem : verification.problems) {
      problems.push_back(JsonObject{{"file", problem.file}, {"record", problem.record}, {"problem", problem.problem}});
    }
    JsonObject object{
        {"ok", ok}, {"outcome", evidence::name_of(verification.outcome)}, {"strength", verification.strength}};
    if (!ok) object["problems"] = std::move(problems);
    app.output.print(json::serialize(object) + "\n");
    return exit_code_of(verification.outcome);
  }
  std::string text = folder.filename().string() + ": " + std::string(evidence::name_of(verification.outcome));
  if (!verification.strength.empty()) text += " (" + verification.strength + ")";
  text += "\n";
  for (const auto& problem : verification.problems) {
    text += "  " + problem.file + (problem.record >= 0 ? " record " + std::to_string(problem.record) : "") + ": " +
            problem.problem + "\n";
  }
  app.output.print(render::inert(text));
  return exit_code_of(verification.outcome);
}

Result<int> prune(App& app, const Invocation& invocation, const evidence::PackSettings& settings, std::int64_t days) {
  TRY_ASSIGN(const auto removed, evidence::prune_packs(settings, std::chrono::hours(24 * days), app.clock));
  if (invocation.wants_json()) {
    JsonArray ids;
    for (const std::string& id : removed) ids.push_back(JsonValue(id));
    app.output.print(json::serialize(JsonObject{{"removed", std::move(ids)}}) + "\n");
  } else {
    app.output.print("removed " + std::to_string(removed.size()) + " runs older than " + std::to_string(days) +
                     " days\n");
  }
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  const config::Settings& settings = loaded.settings;
  const evidence::PackSettings packs = pack_settings(app, settings);
  if (invocation.subcommand == "list") return list(app, invocation, packs);
  if (invocation.subcommand == "prune") {
    return prune(app, invocation, packs, settings.integer("runs.retention_days").value_or(30));
  }
  TRY_ASSIGN(const std::filesystem::path folder, folder_of(packs, invocation.arguments.front()));
  if (invocation.subcommand == "show") return show(app, invocation, folder);
  if (invocation.subcommand == "verify") return verify(app, invocation, packs, folder);
  if (invocation.subcommand == "export") {
    TRY_VOID(evidence::export_pack(folder, packs, invocation.arguments[1]));
    app.output.print((std::filesystem::path(invocation.arguments[1]) / folder.filename()).string() + "\n");
    return 0;
  }
  app.output.print(folder.string() + "\n");
  return 0;
}

}  // namespace

const Command kRunsCommand{
    "runs", "Past runs and their evidence", "lakecode runs verify last --output json", kVerbs, {}, run};

}  // namespace lakecode::cli
