#include "cli/gated_session.h"

#include <utility>

#include "base/json.h"
#include "cli/version.h"
#include "config/schema.h"
#include "databricks/warehouse_choice.h"
#include "safety/classify.h"

namespace lakecode::cli {
namespace {

/// An answer that says no means it was not applied; no answer, or a stop in between, leaves it open.
gate::Gate::Applied applied_of(const Error* error) {
  if (error == nullptr) return gate::Gate::Applied::Applied;
  switch (error->code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unauthenticated:
    case ErrorCode::PermissionDenied:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::FailedPrecondition:
    case ErrorCode::Unsupported:
      return gate::Gate::Applied::Failed;
    default:
      return gate::Gate::Applied::Unknown;
  }
}

/// Reads about an act, each brought to the gate like any other.
class GateReads final : public gate::ReadDoor {
 public:
  GateReads(gate::Gate& gate, const gate::Action& action) : gate_(gate), action_(action) {}

  Result<safety::Permit> permit_read(const safety::Effect& effect, const CallContext& ctx) override {
    gate::Action reading = action_;
    reading.effect = effect;
    Error refused{.code = ErrorCode::FailedPrecondition,
                  .action = "read about",
                  .subject = action_.name,
                  .reason = "it is more than a read",
                  .advice = ""};
    if (safety::classify(effect).effect_class != safety::EffectClass::ReadOnly) return refused;
    TRY_ASSIGN(gate::Gate::Outcome outcome, gate_.request(reading, ctx));
    if (auto* permit = std::get_if<safety::Permit>(&outcome)) return std::move(*permit);
    refused.reason = std::get<gate::Refusal>(outcome).message;
    return refused;
  }

 private:
  gate::Gate& gate_;
  const gate::Action& action_;
};

}  // namespace

JsonBox effective_settings(const Connection& connection) {
  JsonObject object;
  for (const config::KeyRow& row : config::key_rows())
    object[row.name] = config::to_json(connection.settings.at(row.name).value);
  object["policy.sha256"] = connection.policy.policy->digest();
  object["policy.rules"] = connection.policy.policy->rules().size();
  object["policy.broken"] = connection.policy.read_only_because;
  return JsonBox(std::move(object));
}

GatedSession::GatedSession(App& app, const Invocation& invocation, Connection connection)
    : app_(app), invocation_(invocation), connection_(std::move(connection)), confirmer_(app) {
  gate_ = std::make_unique<gate::Gate>(gate_settings(app_, invocation_, connection_), &confirmer_, nullptr);
}

Result<std::unique_ptr<GatedSession>> GatedSession::open(App& app, const Invocation& invocation,
                                                         const CallContext& ctx) {
  TRY_ASSIGN(Connection connection, connect(app, invocation, ctx));
  return std::unique_ptr<GatedSession>(new GatedSession(app, invocation, std::move(connection)));
}

Result<WarehouseId> GatedSession::warehouse(const CallContext& ctx) {
  const std::string given = invocation_.value_or("warehouse", connection_.settings.text("databricks.warehouse_id"));
  if (!given.empty()) return WarehouseId(given);
  return databricks::choose_warehouse(client(), databricks::Idle::StaysStopped, ctx);
}

Result<void> GatedSession::record(const std::string& name, const JsonBox& inputs, const WarehouseId& warehouse) {
  const evidence::Opening opening{.workflow = name,
                                  .workspace = connection_.workspace,
                                  .profile = connection_.profile,
                                  .tool_version = std::string(kVersion),
                                  .inputs = inputs,
                                  .configuration = effective_settings(connection_)};
  TRY_ASSIGN(evidence::PackWriter pack, evidence::PackWriter::create(pack_settings(app_, connection_.settings), opening,
                                                                     app_.redactor, app_.clock, app_.random));
  pack_ = std::make_unique<evidence::PackWriter>(std::move(pack));
  gate_ = std::make_unique<gate::Gate>(gate_settings(app_, invocation_, connection_), &confirmer_, pack_.get());
  recovery_ = std::make_unique<gate::Recovery>(client(), warehouse, *pack_);
  gate_->set_observer(recovery_.get());
  return {};
}

Result<void> GatedSession::close(std::string_view status, const JsonValue& result, std::string_view report_markdown) {
  if (pack_ == nullptr) return {};
  return pack_->close(status, result, report_markdown);
}

gate::Action GatedSession::action_of(const std::string& name, const std::string& step, safety::Effect effect) const {
  return {.door = gate::Door::Command,
          .name = name,
          .step = step,
          .effect = std::move(effect),
          .profile = connection_.profile,
          .host = connection_.client->host()};
}

Result<gate::Gate::Outcome> GatedSession::request(const std::string& name, const std::string& step,
                                                  safety::Effect effect, const CallContext& ctx,
                                                  const std::string& ask_because) {
  gate::Action action = action_of(name, step, std::move(effect));
  action.ask_because = ask_because;
  return gate_->request(action, ctx);
}

Result<JsonBox> GatedSession::way_back_of(const std::string& name, safety::Effect effect, const CallContext& ctx) {
  if (recovery_ == nullptr) return JsonBox();
  const gate::Action action = action_of(name, "read back", std::move(effect));
  GateReads reads(*gate_, action);
  return recovery_->take_restore_point(action, safety::classify(action.effect), reads, ctx);
}

Result<gate::RestorePoint> GatedSession::state_before(const std::string& name, safety::Effect effect,
                                                      const WarehouseId& warehouse, const CallContext& ctx) {
  const gate::Action action = action_of(name, "look", std::move(effect));
  GateReads reads(*gate_, action);
  return gate::read_restore_point(action.effect, gate::StateReader(client(), warehouse, reads), ctx);
}

Result<void> GatedSession::record_outcome(std::uint64_t intent, const Error* error) {
  return gate_->record_outcome(intent, applied_of(error), error == nullptr ? "" : one_line(*error));
}

}  // namespace lakecode::cli
