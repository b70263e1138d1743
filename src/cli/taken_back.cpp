#include "cli/taken_back.h"

#include <algorithm>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace lakecode::cli {
namespace {

std::uint64_t number_in(const JsonValue& value) {
  const auto number = value.is_string() ? text::parse_int(json::as_string(value).value_or("")) : std::nullopt;
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

bool has(const std::vector<std::uint64_t>& acts, std::uint64_t act) {
  return std::find(acts.begin(), acts.end(), act) != acts.end();
}

}  // namespace

std::vector<TakenBack::Done> TakenBack::read_done(const JsonValue& result) {
  std::vector<Done> out;
  for (const JsonValue& step : json::array_at(result, "steps")) {
    if (json::string_at(step, "state") != "done") continue;
    Done done;
    done.how = json::string_at(step, "how");
    done.object = json::string_at(step, "object");
    done.request = json::string_at(step, "statement") + json::string_at(step, "request");
    for (const JsonValue& act : json::array_at(step, "acts")) done.acts.push_back(number_in(act));
    if (const JsonValue* act = json::find(step, "act"); act != nullptr && done.acts.empty())
      done.acts.push_back(number_in(*act));
    if (const JsonValue* record = json::find(step, "record")) done.intent = number_in(*record);
    out.push_back(std::move(done));
  }
  return out;
}

Result<TakenBack> TakenBack::load(const evidence::PackSettings& settings) {
  TakenBack out;
  TRY_ASSIGN(const auto packs, evidence::list_packs(settings));
  for (const evidence::PackSummary& pack : packs) {
    if (pack.workflow != "undo") continue;
    const std::filesystem::path folder = settings.runs_folder / pack.run_id;
    const auto text = files::read(folder / "result.json");
    if (!text) continue;  // it was interrupted
    const auto result = json::parse(*text, "result");
    if (!result) continue;
    Undo undo{.id = pack.run_id, .pack = json::string_at(*result, "pack"), .done = read_done(*result)};
    if (undo.done.empty()) continue;
    const auto verified = evidence::verify_pack(folder, settings);
    if (verified && verified->outcome == evidence::VerifyOutcome::Verified) out.undos_.push_back(std::move(undo));
  }
  return out;
}

bool TakenBack::is_undone(const std::string& pack, std::uint64_t act, std::size_t end) const {
  for (std::size_t i = 0; i < end; ++i) {
    if (undos_[i].pack != pack) continue;
    for (const Done& done : undos_[i].done) {
      if (act == 0 || has(done.acts, act)) return !is_undone(undos_[i].id, done.intent, i);
    }
  }
  return false;
}

std::string TakenBack::by(const std::string& pack, std::uint64_t act, const gate::RestoreStep& step) const {
  const std::string request = step.statement.empty() ? step.request.method + " " + step.request.path : step.statement;
  for (std::size_t i = 0; i < undos_.size(); ++i) {
    if (undos_[i].pack != pack) continue;
    for (const Done& done : undos_[i].done) {
      const bool same = done.how == step.how && done.object == step.object && has(done.acts, act) &&
                        (step.how == "restore_version" || done.request == request);
      if (same) return is_undone(undos_[i].id, done.intent, i) ? "" : undos_[i].id;
    }
  }
  return "";
}

}  // namespace lakecode::cli
