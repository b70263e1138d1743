// Routes of our own that make the workspace misbehave and move its clock. They need the token as all do.
//   GET, PUT, DELETE /api/lakecode/faults   the plan with its counters; a new plan (JSON or YAML); none
//   GET, PUT, DELETE /api/lakecode/clock    {"now","held"}; {"now"?, "advance_ms"?, "held"?}; the true time again

#include "base/json.h"
#include "base/time_format.h"
#include "local/faults/fault_desk.h"
#include "local/faults/steered_clock.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"

namespace lakecode::local {
namespace {

net::ServerResponse not_steered() {
  return error_answer(404, "ENDPOINT_NOT_FOUND", "This server does not misbehave on demand.");
}

net::ServerResponse show_faults(Workspace& workspace, const Call&) {
  if (workspace.faults == nullptr) return not_steered();
  return json_answer(*workspace.faults->describe());
}

net::ServerResponse set_faults(Workspace& workspace, const Call& call) {
  if (workspace.faults == nullptr) return not_steered();
  auto plan = parse_fault_plan(call.request.body, "body");
  if (!plan) return bad_parameter(one_line(plan.error()));
  workspace.faults->set(std::move(plan).value());
  return show_faults(workspace, call);
}

net::ServerResponse clear_faults(Workspace& workspace, const Call& call) {
  if (workspace.faults == nullptr) return not_steered();
  workspace.faults->set({});
  return show_faults(workspace, call);
}

net::ServerResponse show_clock(Workspace& workspace, const Call&) {
  const bool held = workspace.steered_clock != nullptr && workspace.steered_clock->is_held();
  return json_answer(JsonObject{{"now", format_rfc3339(workspace.clock.now())}, {"held", held}});
}

net::ServerResponse set_clock(Workspace& workspace, const Call& call) {
  if (workspace.steered_clock == nullptr) return not_steered();
  const auto body = call.body();
  if (!body) return error_answer(body.error());
  const auto now = json::optional_string_at(**body, "now");
  std::optional<WallTime> time;
  if (now) {
    const auto parsed = parse_rfc3339(*now);
    if (!parsed) return bad_parameter("now must be an RFC 3339 time such as 2026-01-31T08:00:00Z");
    time = *parsed;
  }
  const auto advance = json::int_at(**body, "advance_ms");
  if (json::find(**body, "advance_ms") != nullptr && !advance)
    return bad_parameter("advance_ms must be a whole number");
  SteeredClock& clock = *workspace.steered_clock;
  if (time) clock.set(*time);
  if (advance) clock.advance(std::chrono::milliseconds(*advance));
  const auto held = json::bool_at(**body, "held");
  if (held == true) clock.hold();
  if (held == false && clock.is_held()) clock.release();
  return show_clock(workspace, call);
}

net::ServerResponse reset_clock(Workspace& workspace, const Call& call) {
  if (workspace.steered_clock == nullptr) return not_steered();
  workspace.steered_clock->reset();
  return show_clock(workspace, call);
}

}  // namespace

std::vector<Route> fault_routes() {
  return {{"GET", "/api/lakecode/faults", show_faults},     {"PUT", "/api/lakecode/faults", set_faults},
          {"DELETE", "/api/lakecode/faults", clear_faults}, {"GET", "/api/lakecode/clock", show_clock},
          {"PUT", "/api/lakecode/clock", set_clock},        {"DELETE", "/api/lakecode/clock", reset_clock}};
}

}  // namespace lakecode::local
