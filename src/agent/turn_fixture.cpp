#include "agent/turn_fixture.h"

#include <stdexcept>

#include "base/json.h"

namespace lakecode::agent {
namespace {

using tools::Output;
using tools::Parameter;
using tools::ParameterType;
using tools::Services;
using tools::ToolRecord;

constexpr Parameter kParameters[] = {{"text", ParameterType::String, false, "what it says"},
                                     {"wait_ms", ParameterType::Integer, false, "how long it takes"},
                                     {"sql", ParameterType::String, false, "what it brings to the gate"}};

class Running {
 public:
  Running() {
    ToolWatch& watch = tool_watch();
    ++watch.runs;
    const int now = ++watch.running;
    int most = watch.most_at_once.load();
    while (most < now && !watch.most_at_once.compare_exchange_weak(most, now)) {
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { --tool_watch().running; }
};

Result<Output> look(const JsonObject& input, Services&, const CallContext& ctx) {
  const Running running;
  const JsonValue value(input);
  if (const auto wait = json::int_at(value, "wait_ms"); wait)
    TRY_VOID(ctx.wait(std::chrono::milliseconds(*wait), "look"));
  return Output{.text = json::string_at(value, "text")};
}

Result<Output> change(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Running running;
  ++tool_watch().asked;
  const gate::Action action{.door = gate::Door::Tool,
                            .name = "change",
                            .step = "",
                            .effect = safety::SqlEffect{.text = json::string_at(JsonValue(input), "sql")},
                            .profile = "P",
                            .host = "https://h"};
  TRY_ASSIGN(const auto outcome, services.gate.request(action, ctx));
  const auto verdict = safety::EffectClass::WriteRemote;
  if (const auto* refusal = std::get_if<gate::Refusal>(&outcome)) {
    constexpr const char* kDecisions[] = {"denied", "needs_approval", "declined", "declined", "dry_run"};
    return Output{.text = "refused: " + refusal->message,
                  .is_error = true,
                  .acts = {{verdict, kDecisions[static_cast<std::size_t>(refusal->kind)], refusal->message}}};
  }
  return Output{.text = "done", .acts = {{verdict, "allowed", ""}}};
}

Result<Output> fail(const JsonObject&, Services&, const CallContext&) {
  const Running running;
  return Output{.text = "it does not work", .is_error = true};
}

Result<Output> break_turn(const JsonObject&, Services&, const CallContext&) {
  return Error{.code = ErrorCode::Unavailable, .action = "reach", .subject = "the workspace", .reason = "it is gone"};
}

Result<Output> throw_up(const JsonObject&, Services&, const CallContext&) {
  throw std::runtime_error("a bug");  // what a tool must never do
}

Result<Output> leak(const JsonObject& input, Services&, const CallContext&) {
  return Output{.text = json::string_at(JsonValue(input), "text"), .untrusted = "rows of main.s.t"};
}

constexpr auto kRead = safety::EffectClass::ReadOnly;
constexpr ToolRecord kLook{"look", "Look", "Looks.", kParameters, kRead, look};
constexpr ToolRecord kChange{"change", "Change", "Changes.", kParameters, safety::EffectClass::Destructive, change};
constexpr ToolRecord kFail{"fail", "Fail", "Fails.", kParameters, kRead, fail};
constexpr ToolRecord kBreak{"break", "Break", "Breaks.", kParameters, kRead, break_turn};
constexpr ToolRecord kThrow{"throw_up", "Throw", "Throws.", kParameters, kRead, throw_up};
constexpr ToolRecord kLeak{"leak", "Leak", "Leaks.", kParameters, kRead, leak};
constexpr const ToolRecord* kTools[] = {&kLook, &kChange, &kFail, &kBreak, &kThrow, &kLeak};

}  // namespace

ToolWatch& tool_watch() {
  static ToolWatch watch;
  return watch;
}

std::span<const tools::ToolRecord* const> test_tools() {
  return kTools;
}

}  // namespace lakecode::agent
