#include "agent/loop_guard.h"

#include <algorithm>
#include <vector>

#include "base/json.h"

namespace lakecode::agent {
namespace {

// A call that failed may be tried once more (the warehouse was starting); a third time it is not run, and a model that
// asks for it three more times is stopped. Judgement: two identical failures prove the point, five are a loop.
constexpr int kRuns = 2;
constexpr int kRepeats = 3;
constexpr std::size_t kShownReason = 400;

/// `value` with the keys of every object in order.
JsonValue sorted(const JsonValue& value) {
  if (value.is_array()) {
    JsonArray out;
    for (const JsonValue& element : value.get_array()) out.push_back(sorted(element));
    return out;
  }
  if (!value.is_object()) return value;
  std::vector<std::string> keys;
  for (const auto& member : value.get_object()) keys.emplace_back(member.key());
  std::sort(keys.begin(), keys.end());
  JsonObject out;
  for (const std::string& key : keys) out[key] = sorted(value.get_object().at(key));
  return out;
}

std::string key_of(const llm::ToolUse& call) {
  const auto input = json::parse(call.input, call.name);
  return call.name + "\n" + (input ? json::serialize(sorted(*input)) : call.input);
}

}  // namespace

LoopGuard::Ruling LoopGuard::judge(const llm::ToolUse& call) {
  const std::string key = key_of(call);
  if (const auto refused = refused_.find(key); refused != refused_.end()) {
    const bool goes_on = ++asked_again_[key] > kRepeats;
    return {.kind = goes_on ? Ruling::Kind::Stop : Ruling::Kind::Answer,
            .text = "Not run and not asked about: this very call was refused earlier in this turn (" + refused->second +
                    "). The refusal stands until the person's next message. Do not ask for it again; go on without it, "
                    "or tell the person what you would need."};
  }
  const auto failed = failures_.find(key);
  if (failed == failures_.end() || failed->second.runs < kRuns) return {};
  const bool goes_on = ++failed->second.repeats > kRepeats;
  return {.kind = goes_on ? Ruling::Kind::Stop : Ruling::Kind::Answer,
          .text = "Not run: this very call failed " + std::to_string(failed->second.runs) +
                  " times in this turn, the last time with: " + failed->second.why +
                  " Change the call, take another way, or tell the person what is wrong."};
}

void LoopGuard::note_refused(const llm::ToolUse& call, const std::string& message) {
  refused_.emplace(key_of(call), message);
}

void LoopGuard::note_failed(const llm::ToolUse& call, const std::string& why) {
  Failure& failure = failures_[key_of(call)];
  ++failure.runs;
  failure.why = why.substr(0, kShownReason);
}

}  // namespace lakecode::agent
