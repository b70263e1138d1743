#include "analysis/failures/diagnosis.h"

#include <algorithm>
#include <cmath>

#include "analysis/failures/evidence_text.h"
#include "analysis/failures/failure_classes.h"
#include "analysis/failures/quote.h"
#include "analysis/failures/root_task.h"
#include "analysis/failures/signals.h"
#include "analysis/failures/state_signals.h"
#include "analysis/failures/symptoms.h"
#include "base/text.h"

namespace lakecode::analysis {
namespace {

constexpr std::int64_t kSameMoment = 60'000;  // ms: a victim may be marked as failed a little before the root is

struct Suspect {
  std::size_t task = 0;
  Judgement judgement;
  std::string_view cancelled_state;
};

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// "Task KEY failed …": the run message names its task.
bool names_task(std::string_view message, std::string_view key) {
  if (key.empty()) return false;
  for (std::size_t at = message.find(key); at != std::string_view::npos; at = message.find(key, at + 1)) {
    const std::size_t end = at + key.size();
    const bool whole =
        (at == 0 || !is_word_char(message[at - 1])) && (end == message.size() || !is_word_char(message[end]));
    const std::size_t from = at < 6 ? 0 : at - 6;
    if (whole && text::contains_ignore_case(message.substr(from, at - from), "task")) return true;
  }
  return false;
}

// "Task KEY failed with message: REASON": the key is no evidence, the reason is.
std::string_view reason_in(std::string_view message) {
  constexpr std::string_view kFrame = "failed with message:";
  const std::size_t place = text::find_ignore_case(message, kFrame);
  return place == std::string_view::npos ? message : message.substr(place + kFrame.size());
}

// The run message speaks for a task when it names it, or when it names none of the candidates.
std::string_view message_for(const RunEvidence& run, std::size_t task, const std::vector<std::size_t>& candidates) {
  if (names_task(run.state_message, run.tasks[task].task_key)) return reason_in(run.state_message);
  const bool names_other = std::any_of(candidates.begin(), candidates.end(), [&run](std::size_t other) {
    return names_task(run.state_message, run.tasks[other].task_key);
  });
  return names_other ? std::string_view{} : reason_in(run.state_message);
}

void drop_cancellations(std::vector<Signal>& signals) {
  signals.erase(std::remove_if(signals.begin(), signals.end(),
                               [](const Signal& signal) {
                                 return signal.class_id == "user_cancelled" && signal.field != Field::TerminationCode;
                               }),
                signals.end());
}

std::vector<Signal> signals_of(const RunEvidence& run, std::size_t position, std::string_view message) {
  const TaskEvidence& task = run.tasks[position];
  std::vector<Signal> out = read_task(task, message).signals;
  if (is_timed_out(run, task)) drop_cancellations(out);
  const std::vector<Signal> states = read_states(run, task);
  out.insert(out.end(), states.begin(), states.end());
  for (const ClusterEvidence& cluster : run.clusters) {
    if (!cluster.cluster_id.empty() && !task.cluster_id.empty() && cluster.cluster_id != task.cluster_id) continue;
    const std::vector<Signal> events = read_cluster(cluster);
    out.insert(out.end(), events.begin(), events.end());
  }
  return out;
}

bool may_share_cluster(const TaskEvidence& a, const TaskEvidence& b) {
  return a.cluster_id.empty() || b.cluster_id.empty() || a.cluster_id == b.cluster_id;
}

std::vector<Suspect> judge_candidates(const RunEvidence& run, const std::vector<std::size_t>& candidates) {
  std::vector<std::vector<Signal>> texts(run.tasks.size());
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    const bool is_candidate = std::find(candidates.begin(), candidates.end(), i) != candidates.end();
    if (is_candidate) {
      texts[i] = signals_of(run, i, message_for(run, i, candidates));
    } else {
      texts[i] = read_task(run.tasks[i], {}).signals;
    }
  }
  std::vector<Suspect> out;
  for (const std::size_t position : candidates) {
    std::vector<Signal> nearby;
    for (std::size_t i = 0; i < run.tasks.size(); ++i) {
      if (i == position || !may_share_cluster(run.tasks[i], run.tasks[position])) continue;
      nearby.insert(nearby.end(), texts[i].begin(), texts[i].end());
    }
    out.push_back({position, judge(texts[position], nearby), {}});
  }
  return out;
}

// 2 for a cause, 1 for a symptom or a bare cancellation, 0 for nothing: victims give way to a task with a cause.
int quality(const RunEvidence& run, const Suspect& suspect) {
  if (suspect.judgement.class_id == "unknown") return 0;
  const std::string& state = run.tasks[suspect.task].result_state;
  const bool cancelled = text::equals_ignore_case(state, "CANCELED") || text::equals_ignore_case(state, "CANCELLED");
  if (suspect.judgement.is_symptom && suspect.judgement.class_id != "run_timeout") return 1;
  return cancelled && suspect.judgement.class_id != "user_cancelled" ? 1 : 2;
}

bool is_better_root(const RunEvidence& run, const Suspect& a, const Suspect& b) {
  const int quality_a = quality(run, a);
  const int quality_b = quality(run, b);
  if (quality_a != quality_b) return quality_a > quality_b;
  const auto& end_a = run.tasks[a.task].end_time;
  const auto& end_b = run.tasks[b.task].end_time;
  if (end_a && end_b && *end_a != *end_b) return *end_a < *end_b;
  const bool named_a = names_task(run.state_message, run.tasks[a.task].task_key);
  const bool named_b = names_task(run.state_message, run.tasks[b.task].task_key);
  if (named_a != named_b) return named_a;
  return a.judgement.score > b.judgement.score + 20.0;
}

/// The text of `task` that `line` points into; empty when it is none of them.
std::string_view text_around(const TaskEvidence& task, std::string_view line) {
  for (const std::string* text : {&task.error, &task.error_trace, &task.logs, &task.state_message}) {
    if (line.data() >= text->data() && line.data() < text->data() + text->size()) return *text;
  }
  return {};
}

bool overlaps(std::string_view a, std::string_view b) {
  return a.data() < b.data() + b.size() && b.data() < a.data() + a.size();
}

/// A result state decides like a termination code, but is none.
bool is_result_state(const RunEvidence& run, std::string_view text) {
  const auto holds = [text](const std::string& state) { return !state.empty() && state.data() == text.data(); };
  return holds(run.result_state) || std::any_of(run.tasks.begin(), run.tasks.end(),
                                                [&](const TaskEvidence& task) { return holds(task.result_state); });
}

/// Quotes each deciding line once, with the rest of its sentence.
std::vector<EvidenceLine> quote_all(const RunEvidence& run, const Suspect& root) {
  std::vector<EvidenceLine> lines;
  std::vector<std::string_view> quoted;
  for (const Signal& signal : root.judgement.deciding) {
    EvidenceLine line{.field = std::string(name_of(signal.field)), .line = signal.line};
    std::string_view sentence = signal.text;
    const bool of_run = signal.field == Field::RunMessage || signal.field == Field::ClusterEvents ||
                        signal.field == Field::TerminationCode;
    if (is_result_state(run, signal.text)) line.field = "result_state";
    if (!of_run) line.task_key = run.tasks[root.task].task_key;
    for (const TaskEvidence& task : run.tasks) {
      const std::string_view text = of_run ? std::string_view() : text_around(task, signal.text);
      if (text.empty()) continue;
      line.task_key = task.task_key;
      sentence = whole_sentence(signal.text, text);
    }
    const auto seen = [sentence](std::string_view other) { return overlaps(sentence, other); };
    if (std::any_of(quoted.begin(), quoted.end(), seen)) continue;
    quoted.push_back(sentence);
    line.text = one_line_quote(sentence);
    lines.push_back(std::move(line));
  }
  return lines;
}

/// A task that failed beside the root on its cluster and has only symptoms to tell ("the cluster became unusable") fell
/// with it, where the root has a cause.
bool is_victim(const RunEvidence& run, const Suspect& suspect, const Suspect& root) {
  if (suspect.task == root.task || quality(run, root) < 2 || root.judgement.class_id == "user_cancelled") return false;
  if (!may_share_cluster(run.tasks[suspect.task], run.tasks[root.task])) return false;
  const auto& end = run.tasks[suspect.task].end_time;
  const auto& root_end = run.tasks[root.task].end_time;
  if (end && root_end && *end + kSameMoment < *root_end) return false;
  const std::vector<Signal> own = read_task(run.tasks[suspect.task], {}).signals;
  const auto is_symptom = [](const Signal& signal) { return signal.role == Role::Symptom; };
  const auto is_cause = [](const Signal& signal) {
    return signal.role == Role::Cause && signal.weight != Weight::Weak;
  };
  return std::any_of(own.begin(), own.end(), is_symptom) && std::none_of(own.begin(), own.end(), is_cause);
}

/// Of the lines on skew the one that names the key leads: it is what one has to know.
void lead_with_key(std::vector<EvidenceLine>& lines) {
  std::stable_partition(lines.begin(), lines.end(), [](const EvidenceLine& line) {
    const std::string text = " " + normalise(line.text);
    return text.find(" key ") != std::string::npos || text.find(" key=") != std::string::npos;
  });
}

void tell(const RunEvidence& run, const std::vector<Suspect>& suspects, const Suspect& root, Diagnosis& out) {
  out.class_id = root.judgement.class_id;
  out.confidence = std::round(root.judgement.confidence * 100.0) / 100.0;
  out.task_key = run.tasks[root.task].task_key;
  out.evidence = quote_all(run, root);
  for (const std::string_view other : root.judgement.others) out.contributing.emplace_back(other);
  if (out.class_id == "data_skew") lead_with_key(out.evidence);
  std::vector<std::size_t> victims;
  for (const Suspect& suspect : suspects) {
    if (is_victim(run, suspect, root)) victims.push_back(suspect.task);
  }
  out.cascade = cascade_of(run, root.task, victims);
}

}  // namespace

Diagnosis diagnose(const RunEvidence& run) {
  Diagnosis out;
  RunEvidence alone;
  const RunEvidence* evidence = &run;
  if (run.tasks.empty()) {
    // A run that never got as far as tasks is judged by its own states and message.
    alone = run;
    alone.tasks.push_back({});
    alone.tasks.front().result_state = run.result_state;
    evidence = &alone;
  }
  const std::vector<std::size_t> candidates = root_candidates(*evidence);
  const std::vector<Suspect> suspects = judge_candidates(*evidence, candidates);
  const Suspect* root = &suspects.front();
  for (const Suspect& suspect : suspects) {
    if (is_better_root(*evidence, suspect, *root)) root = &suspect;
  }
  tell(*evidence, suspects, *root, out);
  const FailureClass& row = failure_class(out.class_id);
  out.fix = row.fix;
  out.retry_helps = row.retry_helps;
  return out;
}

}  // namespace lakecode::analysis
