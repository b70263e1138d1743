#include "cli/undo_step.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sql/literals.h"

namespace lakecode::cli {
namespace {

constexpr const char* kRestore = "restore_version";

/// Adds `step`, which runs after those that are there; a RESTORE takes the place of later versions' RESTOREs.
void add_step(std::vector<UndoStep>& steps, UndoStep step) {
  step.is_by_id = !step.step.id.empty() && std::any_of(steps.begin(), steps.end(), [&step](const UndoStep& other) {
    return other.step.how == "drop_created" && other.step.object == step.step.object;
  });
  const auto same = std::find_if(steps.begin(), steps.end(), [&step](const UndoStep& other) {
    return step.step.how == kRestore && other.step.how == kRestore && other.step.object == step.step.object &&
           other.state == step.state && (step.state == "planned" || other.note == step.note);
  });
  if (same != steps.end()) {
    if (same->act != step.act) step.acts.insert(step.acts.end(), same->acts.begin(), same->acts.end());
    for (const std::int64_t version : same->own) {
      // Two statements of one act saw the same version before; smaller numbers are of a table that was made anew.
      if (!step.own.empty() && version >= step.own.front()) step.own.push_back(std::max(version, step.own.back() + 1));
    }
    if (step.note.empty()) step.note = same->note;
    steps.erase(same);
  }
  steps.push_back(std::move(step));
}

/// A RESTORE takes back every later act on the table too, also those that were not asked for.
void add_later_acts(UndoStep& step, const std::vector<gate::RecordedAct>& all) {
  if (step.step.how != kRestore) return;
  for (const gate::RecordedAct& act : all) {
    const bool known = std::find(step.acts.begin(), step.acts.end(), act.seq) != step.acts.end();
    if (known || act.seq < step.act || act.outcome == "failed") continue;
    const bool touches = std::any_of(
        act.point.steps.begin(), act.point.steps.end(),
        [&step](const gate::RestoreStep& other) { return other.how == kRestore && other.object == step.step.object; });
    if (touches) step.acts.push_back(act.seq);
  }
  std::sort(step.acts.begin(), step.acts.end());
}

void note_former(UndoStep& step, const FormerUndo& former) {
  if (former.pack.empty()) return;
  if (former.is_certain) {
    step.state = "not_needed";
    step.note = "already undone by " + former.pack;
  } else if (is_repeatable(step.step)) {
    step.note = former.pack + " began this and was stopped: doing it again does no harm";
  } else {
    step.state = "unknown";
    step.note = former.pack +
                " began this and was stopped: look whether it is there. Nothing is made a second time; if it is not "
                "there, send the request by hand";
  }
}

}  // namespace

bool is_repeatable(const gate::RestoreStep& step) {
  if (!step.statement.empty() || step.request.method != "POST") return true;
  static constexpr std::array<std::string_view, 9> kVerbs = {"reset", "update", "edit", "resize", "start",
                                                             "stop",  "delete", "put",  "import"};
  const std::string_view path = step.request.path;
  return std::find(kVerbs.begin(), kVerbs.end(), path.substr(path.rfind('/') + 1)) != kVerbs.end();
}

gate::RestoreStep sent_for(const UndoStep& step) {
  gate::RestoreStep sent = step.step;
  if (step.is_by_id) sent.statement = "UNDROP TABLE WITH ID " + sql::quote_string(sent.id);
  return sent;
}

UndoSteps make_undo_steps(const std::vector<gate::RecordedAct>& acts, const std::vector<gate::RecordedAct>& all,
                          const TakenBackBy& taken_back_by) {
  UndoSteps out;
  for (auto act = acts.rbegin(); act != acts.rend(); ++act) {
    if (act->outcome == "failed") continue;  // nothing was applied
    for (auto saved = act->point.steps.rbegin(); saved != act->point.steps.rend(); ++saved) {
      UndoStep step;
      step.act = act->seq;
      step.acts = {act->seq};
      step.step = *saved;
      if (saved->version) step.own = {*saved->version + 1};
      if (act->outcome != "applied") step.note = "it is not known whether the act was applied";
      note_former(step, taken_back_by(act->seq, *saved));
      add_step(out.steps, std::move(step));
    }
    out.lost.insert(out.lost.end(), act->point.lost.begin(), act->point.lost.end());
    if (act->point.empty() && !act->looked_at)
      out.lost.push_back({.object = act->kind, .why = "no restore point was taken: nothing to change was found"});
  }
  for (UndoStep& step : out.steps) add_later_acts(step, all);
  return out;
}

}  // namespace lakecode::cli
