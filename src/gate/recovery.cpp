#include "gate/recovery.h"

#include <algorithm>

#include "base/json.h"
#include "evidence/pack.h"
#include "gate/blast_radius.h"
#include "gate/gate.h"
#include "gate/left_state.h"
#include "gate/restore_command.h"
#include "gate/restore_point.h"
#include "gate/restore_rest.h"
#include "gate/restore_sql.h"
#include "gate/state_reader.h"
#include "gate/undo_plan.h"
#include "safety/classify.h"

namespace lakecode::gate {
namespace {

using namespace std::chrono_literals;

constexpr auto kLeftBudget = 10'000ms;     // the act is done: what is not read by then cannot be compared later
constexpr auto kRestoreBudget = 30'000ms;  // a person waits; what is not read by then is told as lost

/// Evidence is redacted when it is stored: a statement that would come back changed cannot be kept.
void drop_unkept(RestorePoint& point, const evidence::PackWriter& pack) {
  std::vector<RestoreStep> kept;
  for (RestoreStep& step : point.steps) {
    if (pack.keeps(step.statement)) {
      kept.push_back(std::move(step));
    } else {
      point.lost.push_back({.object = step.object,
                            .why = "it holds what looks like a secret, and evidence keeps none: save it by hand"});
    }
  }
  point.steps = std::move(kept);
}

}  // namespace

Reach Recovery::measure_reach(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                              const CallContext& ctx) {
  return measure_blast_radius(action.effect, verdict, StateReader(client_, warehouse_, reads), ctx);
}

namespace {

/// Reads what `effect` will change and adds it to `point`.
class RestorePointReader {
 public:
  /// `pack` keeps large bodies; null: they stand in their steps.
  RestorePointReader(const StateReader& reader, evidence::PackWriter* pack, const safety::Verdict& verdict,
                     RestorePoint& point)
      : reader_(reader), pack_(pack), verdict_(verdict), point_(point) {}

  Result<void> add(const safety::Effect& effect, const CallContext& ctx) {
    if (const auto* text = std::get_if<safety::SqlEffect>(&effect)) return add_statements(*text, ctx);
    if (const auto* request = std::get_if<safety::RestEffect>(&effect)) return add_request(*request, ctx);
    if (const auto request = request_of(std::get<safety::ArgvEffect>(effect))) return add_request(*request, ctx);
    lose("the command", "what it changes is not read beforehand");
    return {};
  }

 private:
  void lose(std::string object, std::string why) {
    point_.lost.push_back({.object = std::move(object), .why = std::move(why)});
  }

  Result<void> add_statements(const safety::SqlEffect& text, const CallContext& ctx) {
    for (const safety::StatementVerdict& part : verdict_.statements) {
      if (part.effect_class != safety::EffectClass::ReadOnly)
        TRY_VOID(add_restore_steps(part, text, reader_, point_, ctx));
    }
    if (verdict_.statements.empty()) lose("the act", "the text was not understood");
    return {};
  }

  Result<void> add_request(const safety::RestEffect& request, const CallContext& ctx) {
    if (const auto text = statement_of(request)) return add_statements(*text, ctx);
    return add_restore_steps(request, reader_.client(), pack_, point_, ctx);
  }

  const StateReader& reader_;
  evidence::PackWriter* pack_;
  const safety::Verdict& verdict_;
  RestorePoint& point_;
};

}  // namespace

Result<JsonBox> Recovery::take_restore_point(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                                             const CallContext& ctx) {
  RestorePoint point;
  const StateReader reader(client_, warehouse_, reads);
  RestorePointReader steps(reader, &pack_, verdict, point);
  TRY_VOID(steps.add(action.effect, ctx.with_timeout(kRestoreBudget)));
  drop_unkept(point, pack_);
  return to_json(point);  // an empty one says that the act changes nothing
}

Result<RestorePoint> read_restore_point(const safety::Effect& effect, const StateReader& reader,
                                        const CallContext& ctx) {
  RestorePoint point;
  const safety::Verdict verdict = safety::classify(effect);
  TRY_VOID(RestorePointReader(reader, nullptr, verdict, point).add(effect, ctx.with_timeout(kRestoreBudget)));
  return point;
}

namespace {

/// What the act left of what `step` sets back.
Result<JsonBox> left_of(const RestoreStep& step, const StateReader& reader, const evidence::PackWriter& pack,
                        const CallContext& ctx) {
  TRY_ASSIGN(const safety::Effect effect, effect_of(step, pack.folder()));
  TRY_ASSIGN(const RestorePoint now, read_restore_point(effect, reader, ctx));
  if (!now.lost.empty()) return JsonBox(JsonObject{{"unread", now.lost.front().why}});
  TRY_ASSIGN(const SettingDigests digests, digests_of(now.steps, {}));
  const bool kept = std::all_of(now.steps.begin(), now.steps.end(), [&pack](const RestoreStep& found) {
    return pack.keeps(found.statement) && pack.keeps(found.request.body);
  });
  // The digest of a short secret would tell it to who tries them all.
  if (!kept) return JsonBox(JsonObject{{"unread", "it holds what looks like a secret"}});
  return to_json(digests);
}

}  // namespace

JsonBox Recovery::note_left(const Action& /*action*/, const JsonValue& restore_point, ReadDoor& reads,
                            const CallContext& ctx) {
  const auto point = parse_restore_point(restore_point);
  if (!point) return {};
  const StateReader reader(client_, warehouse_, reads);
  const CallContext limited = ctx.with_timeout(kLeftBudget);
  JsonArray steps;
  bool any = false;
  for (const RestoreStep& step : point->steps) {
    if (!is_comparable(step)) {
      steps.emplace_back(nullptr);
      continue;
    }
    any = true;
    auto left = left_of(step, reader, pack_, limited);
    steps.push_back(left ? **left : JsonValue(JsonObject{{"unread", left.error().reason}}));
  }
  return any ? JsonBox(std::move(steps)) : JsonBox();
}

}  // namespace lakecode::gate
