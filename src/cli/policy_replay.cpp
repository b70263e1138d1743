#include "cli/policy_replay.h"

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "cli/connection.h"
#include "cli/policy_view.h"
#include "cli/screens.h"
#include "databricks/query_history.h"
#include "policy/decide.h"
#include "render/screen_door.h"
#include "render/table.h"
#include "safety/classify.h"

namespace lakecode::cli {
namespace {

// Judgement: what a person can look through, and a page budget that a history API bears.
constexpr std::size_t kUsualLimit = 10'000;
constexpr long long kMaxLimit = 100'000;
constexpr std::size_t kShownRows = 50;
constexpr std::size_t kShownText = 100;

struct Replayed {
  databricks::Query query;
  policy::Decision decision;
  std::string kind;
  std::string message;
};

struct Replay {
  std::vector<Replayed> stopped;  ///< denied or asked about, newest first
  std::map<std::string, std::size_t> counts;
  std::size_t total = 0;
  bool is_cut = false;
};

Error bad_option(const std::string& option, const std::string& given, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run lakecode policy replay",
               .subject = "with --" + option + " " + given,
               .reason = std::move(reason),
               .advice = {}};
}

/// "30d", "12h", "90m".
Result<std::chrono::minutes> parse_age(const std::string& text) {
  const auto number =
      text.size() < 2 ? std::nullopt : text::parse_int(std::string_view(text).substr(0, text.size() - 1));
  const std::size_t unit = std::string_view("mhd").find(text.empty() ? '?' : text.back());
  constexpr int kMinutes[] = {1, 60, 24 * 60};
  if (!number || *number <= 0 || *number > 100'000 || unit == std::string_view::npos)
    return bad_option("since", text, "an age is such as 30d, 12h or 90m");
  return std::chrono::minutes(*number * kMinutes[unit]);
}

Replay replay(const std::vector<databricks::Query>& queries, const policy::Policy& policy,
              const Connection& connection) {
  Replay result{.total = queries.size()};
  policy::Evaluator evaluator;
  for (const databricks::Query& query : queries) {
    const safety::Effect effect = safety::SqlEffect{.text = query.text};
    const safety::Verdict verdict = safety::classify(effect);
    const policy::Act act{.effect = effect,
                          .verdict = verdict,
                          .tool = "sql_execute",
                          .profile = connection.profile,
                          .host = connection.workspace,
                          .principal = query.user_name,
                          .time = query.start_time};
    const policy::Decision decision = evaluator.decide(policy, act);
    ++result.counts[std::string(policy::plain_name_of(decision.ruling))];
    if (decision.ruling == policy::Ruling::Allow) continue;
    result.stopped.push_back(Replayed{.query = query,
                                      .decision = decision,
                                      .kind = verdict.kind,
                                      .message = policy::message_of(policy, decision, verdict)});
  }
  return result;
}

std::string rule_of(const Replayed& one) {
  return one.decision.rule == nullptr ? "(default)" : one.decision.rule->name;
}

void print_json(App& app, Replay& replay) {
  JsonArray stopped;
  for (const Replayed& one : replay.stopped) {
    stopped.push_back(JsonObject{
        {"statement_id", one.query.id.value()},
        {"user", one.query.user_name},
        {"started_at", one.query.start_time ? JsonValue(format_rfc3339(*one.query.start_time)) : JsonValue(nullptr)},
        {"kind", one.kind},
        {"decision", policy::plain_name_of(one.decision.ruling)},
        {"action", policy::name_of(one.decision.ruling)},
        {"rule", one.decision.rule == nullptr ? JsonValue(nullptr) : JsonValue(one.decision.rule->name)},
        {"message", one.message},
        {"text", one.query.text}});
  }
  const JsonObject object{{"queries", replay.total},           {"truncated", replay.is_cut},
                          {"allowed", replay.counts["allow"]}, {"asked", replay.counts["confirm"]},
                          {"denied", replay.counts["deny"]},   {"stopped", std::move(stopped)}};
  app.output.print(render::inert_json(json::serialize_pretty(object)) + "\n");
}

void print_text(App& app, const Invocation& invocation, Replay& replay) {
  std::string head = text::group_digits(static_cast<long long>(replay.total)) +
                     " queries: " + std::to_string(replay.counts["allow"]) + " allowed, " +
                     std::to_string(replay.counts["confirm"]) + " asked about, " +
                     std::to_string(replay.counts["deny"]) + " denied";
  if (replay.is_cut) head += " (older ones were not read; raise --limit)";
  app.output.print(head + "\n");
  if (replay.stopped.empty()) return;
  render::Table table({{"Started (UTC)"}, {"User"}, {"Decision"}, {"Rule"}, {"Statement"}});
  for (std::size_t i = 0; i < replay.stopped.size() && i < kShownRows; ++i) {
    const Replayed& one = replay.stopped[i];
    table.add_row({one.query.start_time ? format_minute(*one.query.start_time) : "", one.query.user_name,
                   std::string(policy::name_of(one.decision.ruling)), rule_of(one),
                   render::inert_line(one.query.text).substr(0, kShownText)});
  }
  app.output.print(table.render(result_screen(app, invocation)));
  if (replay.stopped.size() > kShownRows)
    app.output.print("and " + std::to_string(replay.stopped.size() - kShownRows) + " more; --output json has all\n");
}

}  // namespace

Result<int> run_policy_replay(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::chrono::minutes age, parse_age(invocation.value_or("since", "30d")));
  std::size_t limit = kUsualLimit;
  if (const auto given = invocation.value("limit")) {
    const auto number = text::parse_int(*given);
    if (!number || *number < 1 || *number > kMaxLimit) return bad_option("limit", *given, "a number up to 100000");
    limit = static_cast<std::size_t>(*number);
  }
  TRY_ASSIGN(const auto policy, chosen_policy(app, invocation));
  const CallContext ctx = app.context();
  TRY_ASSIGN(const Connection connection, connect(app, invocation, ctx));
  const databricks::QueryFilter filter{.started_from = app.clock.now() - age};
  TRY_ASSIGN(const auto queries, databricks::fetch_query_history(*connection.client, filter, limit, ctx));
  Replay result = replay(queries, *policy, connection);
  result.is_cut = queries.size() >= limit;
  if (invocation.wants_json()) {
    print_json(app, result);
  } else {
    print_text(app, invocation, result);
  }
  return 0;
}

}  // namespace lakecode::cli
