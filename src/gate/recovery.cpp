#include "gate/recovery.h"

#include "base/json.h"
#include "evidence/pack.h"
#include "gate/blast_radius.h"
#include "gate/gate.h"
#include "gate/restore_point.h"
#include "gate/restore_rest.h"
#include "gate/restore_sql.h"
#include "gate/state_reader.h"

namespace lakecode::gate {
namespace {

using namespace std::chrono_literals;

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

Result<JsonBox> Recovery::take_restore_point(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                                             const CallContext& ctx) {
  RestorePoint point;
  const StateReader reader(client_, warehouse_, reads);
  const CallContext limited = ctx.with_timeout(kRestoreBudget);
  if (const auto* statement = std::get_if<safety::SqlEffect>(&action.effect)) {
    for (const safety::StatementVerdict& part : verdict.statements) {
      if (part.effect_class != safety::EffectClass::ReadOnly)
        TRY_VOID(add_restore_steps(part, *statement, reader, point, limited));
    }
    if (verdict.statements.empty()) point.lost.push_back({.object = "the act", .why = "the text was not understood"});
  } else if (const auto* request = std::get_if<safety::RestEffect>(&action.effect)) {
    TRY_VOID(add_restore_steps(*request, client_, pack_, point, limited));
  } else {
    point.lost.push_back({.object = "the command", .why = "what it changes is not read beforehand"});
  }
  drop_unkept(point, pack_);
  return point.empty() ? JsonBox() : to_json(point);
}

}  // namespace lakecode::gate
