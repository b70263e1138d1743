#include "cli/sessions_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "base/utf8.h"
#include "cli/connection.h"
#include "cli/screens.h"
#include "render/screen_door.h"
#include "render/table.h"
#include "session/store.h"
#include "session/transcript.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"list", "", 0, 0, "sessions, the one used last first"},
    {"show", "SESSION|latest", 1, 1, "what was said and done, and what it cost"},
    {"export", "SESSION|latest [FILE]", 1, 2, "the whole session as Markdown or JSON"},
    {"delete", "SESSION", 1, 1, "remove one session"},
    {"prune", "", 0, 0, "remove sessions older than sessions.retention_days"},
};

constexpr Option kOptions[] = {
    {"output", "FORMAT", "how it is printed", "text|json|md"},
    {"egress", "", "show: which bytes went to which host", ""},
};

/// Shown results are a reminder; `export` has all of them.
constexpr std::int64_t kShownResult = 2'000;

void print_json(App& app, const JsonValue& value) {
  app.output.print(render::inert_json(json::serialize_pretty(value)) + "\n");
}

std::string cost_of(const session::Summary& summary) {
  return summary.cost_usd ? fmt::format("${:.4f}", *summary.cost_usd) : std::string("-");
}

std::string age_of(WallTime then, WallTime now) {
  using std::chrono::duration_cast;
  const auto age = std::max(now - then, std::chrono::milliseconds(0));
  if (age < std::chrono::hours(1)) return std::to_string(duration_cast<std::chrono::minutes>(age).count()) + " min";
  if (age < std::chrono::hours(48)) return std::to_string(duration_cast<std::chrono::hours>(age).count()) + " h";
  return std::to_string(duration_cast<std::chrono::hours>(age).count() / 24) + " d";
}

/// Ids are there to be copied: on a narrow screen the title gives way.
std::string list_text(const std::vector<session::Summary>& sessions, const render::Screen& screen, WallTime now) {
  constexpr std::size_t kWide = 120;
  constexpr std::size_t kOthers = 44;  // age, turns, cost, status and the gaps
  std::size_t longest = 7;
  for (const auto& each : sessions) longest = std::max(longest, each.id.size());
  const bool is_wide = screen.columns >= kWide;
  const std::size_t taken = longest + kOthers + (is_wide ? 24U : 0U);
  const std::size_t room = screen.columns > taken + 12 ? screen.columns - taken : 12;
  std::vector<render::TableColumn> columns = {{"Session"},
                                              {"Title"},
                                              {"Age", render::Align::Right},
                                              {"Turns", render::Align::Right},
                                              {"Cost", render::Align::Right},
                                              {"Status"}};
  if (is_wide) columns.push_back({"Workspace"});
  render::Table table(columns);
  for (const auto& each : sessions) {
    table.add_row({each.id, utf8::truncate(each.title, room, screen.unicode ? "…" : "~"), age_of(each.last, now),
                   std::to_string(each.turns), cost_of(each), each.status, each.workspace});
  }
  return table.render(screen);
}

JsonObject to_json(const session::Summary& summary) {
  return {{"session_id", summary.id},
          {"title", summary.title},
          {"workspace", summary.workspace},
          {"model", summary.model},
          {"status", summary.status},
          {"created_at", format_rfc3339(summary.created)},
          {"last_at", format_rfc3339(summary.last)},
          {"turns", summary.turns},
          {"cost_usd", summary.cost_usd ? JsonValue(*summary.cost_usd) : JsonValue()},
          {"bytes", summary.bytes},
          {"repairs", summary.repairs}};
}

Result<int> list(App& app, const Invocation& invocation, const std::filesystem::path& folder) {
  TRY_ASSIGN(const auto sessions, session::list_sessions(folder));
  if (invocation.wants_json()) {
    JsonArray rows;
    for (const auto& each : sessions) rows.push_back(to_json(each));
    print_json(app, JsonObject{{"sessions", std::move(rows)}});
  } else if (sessions.empty()) {
    app.output.print("No sessions yet. Try: lakecode run \"which tables are largest?\" --local\n");
  } else {
    app.output.print(list_text(sessions, result_screen(app, invocation), app.clock.now()));
  }
  return 0;
}

Result<int> show_egress(App& app, const Invocation& invocation, const session::LoadedSession& loaded) {
  const session::Ledger& ledger = loaded.conversation.ledger;
  if (invocation.wants_json()) {
    print_json(app, JsonObject{{"session_id", loaded.id},
                               {"no_rows", loaded.conversation.opened.no_rows},
                               {"egress", session::egress_json(ledger)}});
    return 0;
  }
  if (ledger.egress().empty()) {
    app.output.print("Nothing left this machine in session " + loaded.id + ".\n");
    return 0;
  }
  render::Table table({{"Host"},
                       {"What"},
                       {"Requests", render::Align::Right},
                       {"Bytes out", render::Align::Right},
                       {"Bytes in", render::Align::Right}});
  for (const auto& [key, total] : ledger.egress()) {
    table.add_row({key.first, total.kind, text::group_digits(total.requests), text::group_digits(total.bytes_out),
                   text::group_digits(total.bytes_in)});
  }
  app.output.print(table.render(result_screen(app, invocation)));
  if (loaded.conversation.opened.no_rows) app.output.print("Table rows were kept from the model (--no-rows).\n");
  return 0;
}

Result<int> show(App& app, const Invocation& invocation, const session::LoadedSession& loaded) {
  if (invocation.has("egress")) return show_egress(app, invocation, loaded);
  if (invocation.wants_json()) {
    print_json(app, session::overview_json(loaded));
  } else {
    app.output.print(render::inert(session::export_markdown(loaded, kShownResult)));
  }
  return 0;
}

Result<int> export_to(App& app, const Invocation& invocation, const session::LoadedSession& loaded) {
  const std::string content = invocation.wants_json()
                                  ? render::inert_json(json::serialize_pretty(session::export_json(loaded))) + "\n"
                                  : render::inert(session::export_markdown(loaded));
  if (invocation.arguments.size() < 2) {
    app.output.print(content);
    return 0;
  }
  const std::filesystem::path file = app.working_folder / invocation.arguments[1];
  auto written = files::write_new(file, content);
  if (!written && written.error().code == ErrorCode::AlreadyExists) written.error().advice = "choose another name";
  if (!written) return std::move(written).error();
  app.output.print(render::inert_line(file.string()) + "\n");
  return 0;
}

Result<int> remove(App& app, const Invocation& invocation, const std::filesystem::path& folder) {
  TRY_ASSIGN(const std::string id, session::find_session(folder, invocation.arguments.front()));
  TRY_VOID(session::delete_session(folder, id));
  app.output.print(invocation.wants_json() ? json::serialize(JsonObject{{"removed", JsonArray{JsonValue(id)}}}) + "\n"
                                           : "removed " + id + "\n");
  return 0;
}

Result<int> prune(App& app, const Invocation& invocation, const std::filesystem::path& folder, std::int64_t days) {
  TRY_ASSIGN(const auto removed, session::prune_sessions(folder, std::chrono::hours(24 * days), app.clock));
  if (invocation.wants_json()) {
    JsonArray ids;
    for (const std::string& id : removed) ids.push_back(JsonValue(id));
    app.output.print(json::serialize(JsonObject{{"removed", std::move(ids)}}) + "\n");
  } else {
    app.output.print("removed " + std::to_string(removed.size()) + " sessions older than " + std::to_string(days) +
                     " days\n");
  }
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  const std::filesystem::path folder = loaded.settings.path("sessions.dir");
  if (invocation.subcommand == "list") return list(app, invocation, folder);
  if (invocation.subcommand == "delete") return remove(app, invocation, folder);
  if (invocation.subcommand == "prune")
    return prune(app, invocation, folder, loaded.settings.integer("sessions.retention_days").value_or(30));
  TRY_ASSIGN(const session::LoadedSession session, session::load_session(folder, invocation.arguments.front()));
  return invocation.subcommand == "show" ? show(app, invocation, session) : export_to(app, invocation, session);
}

}  // namespace

const Command kSessionsCommand{"sessions",
                               "Past conversations: what was said, done and paid",
                               "lakecode sessions show latest --egress",
                               kVerbs,
                               kOptions,
                               run};

}  // namespace lakecode::cli
