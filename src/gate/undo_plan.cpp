#include "gate/undo_plan.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "gate/left_state.h"

namespace lakecode::gate {
namespace {

constexpr std::size_t kLargestEvents = 512U << 20U;

Error tampered(const std::filesystem::path& folder, const evidence::Verification& verification) {
  const std::string first = verification.problems.empty()
                                ? "it does not verify"
                                : verification.problems[0].file + ": " + verification.problems[0].problem;
  return Error{.code = ErrorCode::CorruptData,
               .action = "read the acts of",
               .subject = folder.filename().string(),
               .reason = "the pack was tampered with (" + first + ")",
               .advice = "undo by hand; lakecode runs verify tells more"};
}

void read_intent(const JsonValue& record, const JsonValue& payload, ActHistory& history) {
  RecordedAct act{.seq = static_cast<std::uint64_t>(json::int_at(record, "seq").value_or(0)),
                  .time = json::string_at(record, "time"),
                  .kind = json::string_at(payload, "kind"),
                  .text = json::string_at(payload, "text"),
                  .outcome = "",
                  .point = {}};
  const JsonValue* point = json::find(payload, "restore_point");
  if (point != nullptr) {
    auto parsed = parse_restore_point(*point);
    act.looked_at = true;
    if (parsed) {
      act.point = std::move(*parsed);
    } else {
      act.point.lost.push_back({.object = act.kind, .why = parsed.error().reason});
    }
  }
  history.acts.push_back(std::move(act));
}

void read_outcome(const JsonValue& payload, ActHistory& history) {
  const auto intent = static_cast<std::uint64_t>(json::int_at(payload, "intent").value_or(-1));
  const auto act = std::find_if(history.acts.begin(), history.acts.end(),
                                [&](const RecordedAct& known) { return known.seq == intent; });
  if (act != history.acts.end()) act->outcome = json::string_at(payload, "outcome");
}

void read_left(const JsonValue& payload, ActHistory& history) {
  const auto intent = static_cast<std::uint64_t>(json::int_at(payload, "intent").value_or(-1));
  const JsonArray& steps = json::array_at(payload, "steps");
  for (RecordedAct& act : history.acts) {
    if (act.seq != intent) continue;
    for (std::size_t i = 0; i < steps.size() && i < act.point.steps.size(); ++i) {
      if (json::find(steps[i], "places") != nullptr) act.point.steps[i].left = parse_digests(steps[i]);
    }
  }
}

}  // namespace

Result<ActHistory> load_acts(const std::filesystem::path& folder, const evidence::PackSettings& settings) {
  TRY_ASSIGN(const evidence::Verification verification, evidence::verify_pack(folder, settings));
  if (verification.outcome == evidence::VerifyOutcome::Tampered) return tampered(folder, verification);
  ActHistory history;
  history.strength = verification.outcome == evidence::VerifyOutcome::Verified
                         ? verification.strength
                         : std::string(evidence::name_of(verification.outcome));
  const auto events = files::read(folder / "events.jsonl", kLargestEvents);
  const bool never_began = verification.outcome == evidence::VerifyOutcome::Interrupted && !events &&
                           events.error().code == ErrorCode::NotFound;
  if (never_began) return history;  // killed before its first record, hence before anything was sent
  if (!events) return events.error();
  for (const std::string_view line : text::lines(*events)) {
    const auto record = json::parse(line, "record");
    if (!record) break;  // the torn tail of an interrupted pack
    const JsonValue* payload = json::find(*record, "payload");
    if (payload == nullptr) continue;
    const std::string type = json::string_at(*record, "type");
    if (json::int_at(*record, "seq") == 0) history.workspace = json::string_at(*payload, "workspace");
    if (type == "gate.intent") read_intent(*record, *payload, history);
    if (type == "gate.outcome") read_outcome(*payload, history);
    if (type == "gate.left") read_left(*payload, history);
  }
  return history;
}

Result<safety::Effect> effect_of(const RestoreStep& step, const std::filesystem::path& folder) {
  if (!step.statement.empty()) return safety::Effect(safety::SqlEffect{.text = step.statement});
  safety::RestEffect request = step.request;
  TRY_ASSIGN(request.body, load_body(step, folder));
  return safety::Effect(std::move(request));
}

Result<std::string> load_body(const RestoreStep& step, const std::filesystem::path& folder) {
  if (step.body_blob.empty()) return step.request.body;
  const bool digest =
      step.body_blob.size() == 64 && step.body_blob.find_first_not_of("0123456789abcdef") == std::string::npos;
  Error damaged{.code = ErrorCode::CorruptData,
                .action = "read the saved state of",
                .subject = step.object,
                .reason = "its artefact is not what was recorded",
                .advice = "undo it by hand"};
  if (!digest) return damaged;
  TRY_ASSIGN(std::string body, files::read(folder / "blobs" / step.body_blob));
  if (crypto::sha256_hex(body) != step.body_blob) return damaged;
  return body;
}

}  // namespace lakecode::gate
