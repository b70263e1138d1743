#include "gate/recovery.h"

#include "base/json.h"
#include "evidence/pack.h"
#include "gate/blast_radius.h"
#include "gate/gate.h"
#include "gate/restore_command.h"
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

namespace {

/// Reads what `effect` will change and adds it to `point`.
class RestorePointReader {
 public:
  RestorePointReader(databricks::Client& client, const StateReader& reader, evidence::PackWriter& pack,
                     const safety::Verdict& verdict, RestorePoint& point)
      : client_(client), reader_(reader), pack_(pack), verdict_(verdict), point_(point) {}

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
    return add_restore_steps(request, client_, pack_, point_, ctx);
  }

  databricks::Client& client_;
  const StateReader& reader_;
  evidence::PackWriter& pack_;
  const safety::Verdict& verdict_;
  RestorePoint& point_;
};

}  // namespace

Result<JsonBox> Recovery::take_restore_point(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                                             const CallContext& ctx) {
  RestorePoint point;
  const StateReader reader(client_, warehouse_, reads);
  RestorePointReader steps(client_, reader, pack_, verdict, point);
  TRY_VOID(steps.add(action.effect, ctx.with_timeout(kRestoreBudget)));
  drop_unkept(point, pack_);
  return to_json(point);  // an empty one says that the act changes nothing
}

}  // namespace lakecode::gate
