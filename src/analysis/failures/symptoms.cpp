#include "analysis/failures/symptoms.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <span>

#include "analysis/failures/working_ids.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxDeciding = 6;
constexpr double kDepthBonus = 15.0;  // the innermost cause outweighs one step of Weight
constexpr double kSymptomScore = 54.0;
constexpr double kTellingSymptomScore = 66.0;  // a crash signal or a fetch failure outweighs a vague exception
constexpr double kNamingScore = 38.0;          // below it nothing is named

// What may stand behind a symptom, most telling first (taxonomy: "symptom seen, deeper evidence").
struct Deeper {
  std::string_view symptom;
  std::array<std::string_view, 6> classes;
};
constexpr auto kDeeper = std::to_array<Deeper>({
    {"shuffle_fetch_failure", {"spot_preemption", "executor_oom", "disk_full", "", "", ""}},
    {"~executor_lost", {"spot_preemption", "executor_oom", "disk_full", "python_worker_crash", "data_skew", ""}},
    {"driver_unresponsive",
     {"spot_preemption", "metastore_unavailable", "driver_oom", "disk_full", "user_cancelled", "python_worker_crash"}},
    {"python_worker_crash", {"executor_oom", "disk_full", "", "", "", ""}},
    {"run_timeout",
     {"data_skew", "driver_oom", "executor_oom", "disk_full", "spot_preemption", "metastore_unavailable"}},
    {"library_install_failure", {"init_script_failure", "dns_resolution", "", "", "", ""}},
    {"~file_read",
     {"storage_access_denied", "delta_log_corrupt", "delta_files_missing", "corrupt_input_file", "schema_mismatch",
      ""}},
    {"executor_oom", {"data_skew", "", "", "", "", ""}},
    {"~slow", {"data_skew", "disk_full", "spot_preemption", "", "", ""}},
});

// Facts about the whole cluster: they may come from another task that ran on it.
constexpr auto kClusterWide = std::to_array<std::string_view>(
    {"spot_preemption", "metastore_unavailable", "driver_oom", "disk_full", "init_script_failure"});

double base_score(const Signal& signal) {
  if (signal.role == Role::Symptom)
    return signal.weight == Weight::Exact && signal.class_id != "run_timeout" ? kTellingSymptomScore : kSymptomScore;
  switch (signal.weight) {
    case Weight::Exact:
      return 92.0;
    case Weight::Specific:
      return 80.0;
    case Weight::Generic:
      return 62.0;
    case Weight::Weak:
      return 45.0;
  }
  return 0.0;
}

double place_score(const Signal& signal) {
  if (signal.field == Field::Logs) {
    if (signal.level == LogLevel::Warn) return -35.0;
    return signal.level == LogLevel::Info ? -40.0 : -12.0;
  }
  if (signal.field == Field::ClusterEvents) return -5.0;
  const bool is_message = signal.field == Field::RunMessage || signal.field == Field::TaskMessage;
  if (signal.max_depth == 0) return is_message ? -2.0 : 0.0;
  return (is_message ? -2.0 : 0.0) + kDepthBonus * signal.depth / signal.max_depth;
}

double score_of(const Signal& signal) {
  return base_score(signal) + place_score(signal);
}

bool is_chain(const Signal& signal) {
  return signal.field != Field::Logs && signal.field != Field::ClusterEvents;
}

bool may_be_deeper(std::string_view symptom, std::string_view class_id) {
  for (const Deeper& row : kDeeper) {
    if (row.symptom != symptom) continue;
    return std::find(row.classes.begin(), row.classes.end(), class_id) != row.classes.end();
  }
  return false;
}

struct Candidate {
  std::string_view class_id;
  double score = 0.0;
  bool is_symptom = true;
  const Signal* best = nullptr;
};

bool can_be_candidate(const Signal& signal) {
  constexpr auto kWorkingSymptoms = std::to_array<std::string_view>({"~executor_lost", "~file_read", "~slow"});
  if (signal.role == Role::Hint) return false;
  if (!signal.class_id.starts_with('~')) return true;
  return std::find(kWorkingSymptoms.begin(), kWorkingSymptoms.end(), signal.class_id) != kWorkingSymptoms.end();
}

// One candidate a class; further lines of the same class add a little.
std::vector<Candidate> candidates_of(const std::vector<Signal>& signals) {
  std::map<std::string_view, Candidate> by_class;
  for (const Signal& signal : signals) {
    if (!can_be_candidate(signal)) continue;
    Candidate& candidate = by_class[signal.class_id];
    const double score = score_of(signal);
    candidate.class_id = signal.class_id;
    candidate.is_symptom = candidate.is_symptom && signal.role == Role::Symptom;
    if (candidate.best == nullptr || score > candidate.score) {
      candidate.score = score;
      candidate.best = &signal;
    }
  }
  std::vector<Candidate> out;
  for (const auto& [class_id, candidate] : by_class) out.push_back(candidate);
  std::sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  return out;
}

const Candidate* strongest_symptom(const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    if (candidate.is_symptom && (is_chain(*candidate.best) || candidate.class_id == "run_timeout")) return &candidate;
  }
  return nullptr;
}

// A cause that only logs tell is believed beside a chain symptom when it can explain that symptom, or when the
// symptom is a timeout, which anything can explain.
bool may_stand(const Candidate& candidate, const Candidate* symptom) {
  if (candidate.is_symptom || is_chain(*candidate.best) || symptom == nullptr) return true;
  if (may_be_deeper(symptom->class_id, candidate.class_id)) return true;
  return symptom->class_id == "run_timeout" && candidate.best->level != LogLevel::Warn;
}

const Candidate* choose(const std::vector<Candidate>& candidates) {
  const Candidate* symptom = strongest_symptom(candidates);
  const Candidate* chosen = nullptr;
  for (const Candidate& candidate : candidates) {
    if (!may_stand(candidate, symptom)) continue;
    if (chosen == nullptr || candidate.score > chosen->score) chosen = &candidate;
  }
  return chosen;
}

struct DeeperFact {
  std::string_view class_id;
  const Signal* best = nullptr;
};

int strength(Weight weight) {
  return 3 - static_cast<int>(weight);
}

void consider(DeeperFact& found, const Signal& signal, std::string_view symptom) {
  if (!may_be_deeper(symptom, signal.class_id)) return;
  if (signal.role == Role::Symptom && signal.weight != Weight::Exact) return;
  if (symptom == "executor_oom" && signal.class_id != "data_skew") return;
  if (found.best == nullptr || strength(signal.weight) > strength(found.best->weight)) {
    found = {signal.class_id, &signal};
  }
}

DeeperFact find_deeper(std::string_view symptom, const std::vector<Signal>& own, const std::vector<Signal>& nearby) {
  DeeperFact found;
  for (const Deeper& row : kDeeper) {
    if (row.symptom != symptom) continue;
    for (const std::string_view class_id : row.classes) {
      DeeperFact fact;
      for (const Signal& signal : own) {
        if (signal.class_id == class_id) consider(fact, signal, symptom);
      }
      const bool shared = std::find(kClusterWide.begin(), kClusterWide.end(), class_id) != kClusterWide.end();
      for (const Signal& signal : nearby) {
        if (shared && signal.class_id == class_id && signal.role != Role::Symptom) consider(fact, signal, symptom);
      }
      if (fact.best != nullptr &&
          (found.best == nullptr || strength(fact.best->weight) > strength(found.best->weight))) {
        found = fact;
      }
    }
  }
  return found;
}

// One specific phrase alone stays below 0.8: words mean other things elsewhere. A second rule for the same class, or an
// exception name of the job's own code, lifts it.
double confidence_of(const Candidate& chosen, bool resolved, std::size_t support) {
  constexpr std::array<double, 4> kByWeight = {0.94, 0.78, 0.68, 0.5};
  double confidence = kByWeight.at(static_cast<std::size_t>(chosen.best->weight));
  const bool is_named = chosen.class_id == "user_code_exception";
  if (chosen.best->weight == Weight::Specific && (support > 1 || is_named)) confidence = 0.88;
  if (chosen.is_symptom) confidence = chosen.best->weight == Weight::Exact ? 0.85 : 0.74;
  if (resolved) confidence = std::min(confidence, 0.86);
  if (!resolved && chosen.best->field == Field::Logs) {
    confidence -= chosen.best->level == LogLevel::Error ? 0.12 : 0.2;
  }
  return confidence;
}

std::vector<Signal> deciding_lines(std::string_view class_id, const Signal& best, std::string_view symptom,
                                   const std::vector<Signal>& own) {
  std::vector<Signal> out = {best};
  const auto add_all = [&out, &own](std::string_view wanted) {
    for (const Signal& signal : own) {
      if (signal.class_id != wanted || out.size() >= kMaxDeciding) continue;
      const bool known = std::any_of(out.begin(), out.end(), [&signal](const Signal& seen) {
        return seen.text.data() == signal.text.data() || seen.text == signal.text;
      });
      if (!known) out.push_back(signal);
    }
  };
  add_all(class_id);
  if (symptom != class_id) add_all(symptom);
  return out;
}

Candidate follow_symptoms(Candidate chosen, const std::vector<Signal>& own, const std::vector<Signal>& nearby,
                          bool& resolved) {
  constexpr int kMaxHops = 3;
  for (int hop = 0; hop < kMaxHops; ++hop) {
    const DeeperFact fact = find_deeper(chosen.class_id, own, nearby);
    if (fact.best == nullptr) break;
    resolved = true;
    chosen = {fact.class_id, std::max(chosen.score, 70.0), false, fact.best};
  }
  return chosen;
}

}  // namespace

Judgement judge(std::vector<Signal> own, const std::vector<Signal>& nearby) {
  translate_working_ids(own);
  const std::vector<Candidate> candidates = candidates_of(own);
  const Candidate* strongest = choose(candidates);
  Judgement out;
  if (strongest == nullptr || strongest->score < kNamingScore) return out;
  bool resolved = false;
  const Candidate chosen = follow_symptoms(*strongest, own, nearby, resolved);
  for (const Candidate& other : candidates) {
    if (other.class_id != chosen.class_id && !other.class_id.starts_with('~') && out.others.size() < 4) {
      out.others.push_back(other.class_id);
    }
  }
  if (chosen.class_id.starts_with('~')) return out;
  out.class_id = chosen.class_id;
  out.score = chosen.score;
  out.is_symptom = chosen.is_symptom;
  const auto support = std::count_if(own.begin(), own.end(), [&chosen](const Signal& signal) {
    return signal.class_id == chosen.class_id && signal.role != Role::Symptom;
  });
  out.confidence = confidence_of(chosen, resolved, static_cast<std::size_t>(support));
  const bool rival = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
    return other.class_id != chosen.class_id && !other.is_symptom && is_chain(*other.best) &&
           other.class_id != strongest->class_id && chosen.score - other.score < 9.0;
  });
  if (rival) out.confidence = std::min(out.confidence - 0.1, 0.78);
  out.deciding = deciding_lines(chosen.class_id, *chosen.best, strongest->class_id, own);
  return out;
}

}  // namespace lakecode::analysis
