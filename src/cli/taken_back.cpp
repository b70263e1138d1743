#include "cli/taken_back.h"

#include <algorithm>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kLargestRecords = 512U << 20U;

std::uint64_t number_in(const JsonValue* value) {
  if (value == nullptr) return 0;
  if (value->is_int64() && value->as_int64() > 0) return static_cast<std::uint64_t>(value->as_int64());
  const auto number = value->is_string() ? text::parse_int(json::as_string(*value).value_or("")) : std::nullopt;
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

bool has(const std::vector<std::uint64_t>& acts, std::uint64_t act) {
  return std::find(acts.begin(), acts.end(), act) != acts.end();
}

std::string request_of(const gate::RestoreStep& step) {
  return step.statement.empty() ? step.request.method + " " + step.request.path : step.statement;
}

/// Whether the result of an undo says that nothing is left to do. Without one it was killed.
bool says_finished(const std::filesystem::path& folder) {
  const auto text = files::read(folder / "result.json");
  const auto result = text ? json::parse(*text, "result") : Result<JsonValue>(text.error());
  if (!result) return false;
  const JsonArray& steps = json::array_at(*result, "steps");
  return std::all_of(steps.begin(), steps.end(), [](const JsonValue& step) {
    const std::string state = json::string_at(step, "state");
    return state == "done" || state == "not_needed";
  });
}

}  // namespace

JsonBox record_of(const UndoStep& step) {
  JsonArray acts;
  for (const std::uint64_t act : step.acts) acts.emplace_back(act);
  return JsonBox(JsonObject{{"how", step.step.how},
                            {"object", step.step.object},
                            {"request", request_of(step.step)},
                            {"acts", std::move(acts)}});
}

void TakenBack::read_record(const JsonValue& record, Undo& undo) {
  const JsonValue* payload = json::find(record, "payload");
  if (payload == nullptr) return;
  const std::string type = json::string_at(record, "type");
  if (type == "open") {
    const JsonObject& inputs = json::object_at(*payload, "inputs");
    undo.of.pack = json::string_at(inputs, "pack");
    if (const std::uint64_t seq = number_in(json::find(inputs, "seq")); seq != 0) undo.of.seq = seq;
  } else if (type == kStepRecord) {
    Done done{.how = json::string_at(*payload, "how"),
              .object = json::string_at(*payload, "object"),
              .request = json::string_at(*payload, "request"),
              .acts = {},
              .intent = 0,
              .outcome = "failed",  // until the gate let it through
              .state = ""};
    for (const JsonValue& act : json::array_at(*payload, "acts")) done.acts.push_back(number_in(&act));
    undo.done.push_back(std::move(done));
  } else if (type == "gate.intent" && !undo.done.empty()) {
    undo.done.back().intent = number_in(json::find(record, "seq"));
    undo.done.back().outcome.clear();
  } else if (type == "gate.outcome" || type == kEndRecord) {
    const std::uint64_t intent = number_in(json::find(*payload, "intent"));
    for (Done& done : undo.done) {
      if (done.intent != intent) continue;
      (type == kEndRecord ? done.state : done.outcome) =
          json::string_at(*payload, type == kEndRecord ? "state" : "outcome");
    }
  }
}

std::optional<TakenBack::Undo> TakenBack::read_undo(const evidence::PackSettings& settings, const std::string& run_id) {
  const std::filesystem::path folder = settings.runs_folder / run_id;
  const auto events = files::read(folder / "events.jsonl", kLargestRecords);
  if (!events) return std::nullopt;
  Undo undo{.id = run_id, .of = {}, .is_finished = says_finished(folder), .done = {}};
  for (const std::string_view line : text::lines(*events)) {
    const auto record = json::parse(line, "record");
    if (!record) break;  // the torn tail of an interrupted pack
    read_record(*record, undo);
  }
  undo.done.erase(
      std::remove_if(undo.done.begin(), undo.done.end(), [](const Done& done) { return done.outcome == "failed"; }),
      undo.done.end());
  if (undo.done.empty()) return std::nullopt;
  const auto verified = evidence::verify_pack(folder, settings);
  const bool is_sound = verified && (verified->outcome == evidence::VerifyOutcome::Verified ||
                                     verified->outcome == evidence::VerifyOutcome::Interrupted);
  return is_sound ? std::optional<Undo>(std::move(undo)) : std::nullopt;
}

Result<TakenBack> TakenBack::load(const evidence::PackSettings& settings) {
  TakenBack out;
  TRY_ASSIGN(const auto packs, evidence::list_packs(settings));
  for (const evidence::PackSummary& pack : packs) {
    if (pack.workflow != "undo") continue;
    if (auto undo = read_undo(settings, pack.run_id)) out.undos_.push_back(std::move(*undo));
  }
  return out;
}

bool TakenBack::is_undone(const std::string& pack, std::uint64_t act, std::size_t end) const {
  for (std::size_t i = 0; i < end; ++i) {
    if (undos_[i].of.pack != pack) continue;
    for (const Done& done : undos_[i].done) {
      if (done.is_done() && (act == 0 || has(done.acts, act))) return !is_undone(undos_[i].id, done.intent, i);
    }
  }
  return false;
}

FormerUndo TakenBack::of(const std::string& pack, std::uint64_t act, const gate::RestoreStep& step) const {
  for (std::size_t i = 0; i < undos_.size(); ++i) {
    if (undos_[i].of.pack != pack) continue;
    for (const Done& done : undos_[i].done) {
      const bool same = done.how == step.how && done.object == step.object && has(done.acts, act) &&
                        (step.how == "restore_version" || done.request == request_of(step));
      // What was made is there, whatever reading it back told; other steps are simply done again then.
      const bool is_done = done.is_done() || (done.outcome == "applied" && !is_repeatable(step));
      if (!same || !(is_done || done.is_begun())) continue;
      if (is_undone(undos_[i].id, done.intent, i)) return {};
      return {.pack = undos_[i].id, .is_certain = is_done};
    }
  }
  return {};
}

std::optional<UnfinishedUndo> TakenBack::unfinished(const std::string& run_id) const {
  for (const Undo& undo : undos_) {
    if (undo.id == run_id && !undo.is_finished) return undo.of;
  }
  return std::nullopt;
}

}  // namespace lakecode::cli
