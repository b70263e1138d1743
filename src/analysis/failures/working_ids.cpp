#include "analysis/failures/working_ids.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/text.h"

namespace lakecode::analysis {
namespace {

bool has_class(const std::vector<Signal>& signals, std::string_view class_id) {
  return std::any_of(signals.begin(), signals.end(), [class_id](const Signal& s) { return s.class_id == class_id; });
}

bool chain_has(const std::vector<Signal>& signals, std::string_view class_id) {
  return std::any_of(signals.begin(), signals.end(), [class_id](const Signal& s) {
    return s.class_id == class_id && s.field != Field::Logs && s.field != Field::ClusterEvents;
  });
}

bool says_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text::contains_ignore_case(text, word); });
}

bool any_text_says(const std::vector<Signal>& signals, std::initializer_list<std::string_view> words) {
  return std::any_of(signals.begin(), signals.end(), [words](const Signal& s) { return says_any(s.text, words); });
}

// Memory ran out: the words of the line say whose, else the frames, else the driver, where user code runs.
void translate_memory(Signal& signal, const std::vector<Signal>& all) {
  const bool in_task = says_any(signal.text, {"lost task", "in stage", "executor", "of stage", "in task",
                                              "stage failure", "(tid ", "taskrunner", "python worker"});
  const bool on_driver =
      says_any(signal.text, {"driver", "topandas", "collect", "kernel", "notebook"}) || chain_has(all, "~driver_frame");
  const bool in_worker = chain_has(all, "~worker_frame") || chain_has(all, "~python_runner_frame");
  const bool near_task = has_class(all, "~executor_lost") || has_class(all, "shuffle_fetch_failure") ||
                         chain_has(all, "python_worker_crash") || any_text_says(all, {"lost task", "stage failure"});
  if (in_task || in_worker || (near_task && !on_driver)) {
    signal.class_id = "executor_oom";
  } else {
    signal.class_id = "driver_oom";
    if (!on_driver && !chain_has(all, "driver_unresponsive")) signal.weight = std::max(signal.weight, Weight::Generic);
  }
}

// "27.8G->27.6G(28.0G)": after a useful collection much less than the capacity is in use.
std::optional<double> fill_after_collection(std::string_view line) {
  const std::size_t arrow = line.find("->");
  if (arrow == std::string_view::npos) return std::nullopt;
  const std::size_t open = line.find('(', arrow);
  const std::size_t close = line.find(')', arrow);
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto amount = [](std::string_view text) -> std::optional<double> {
    const std::size_t unit = text.find_first_not_of("0123456789.");
    if (unit == std::string_view::npos) return std::nullopt;
    const std::optional<double> number = text::parse_double(text.substr(0, unit));
    if (!number) return std::nullopt;
    constexpr std::string_view kUnits = "BKMGT";
    const std::size_t power = kUnits.find(text[unit]);
    double scale = 1.0;
    for (std::size_t i = 0; power != std::string_view::npos && i < power; ++i) scale *= 1024.0;
    return *number * scale;
  };
  const std::optional<double> used = amount(line.substr(arrow + 2, open - arrow - 2));
  const std::optional<double> capacity = amount(line.substr(open + 1, close - open - 1));
  if (!used || !capacity || *capacity <= 0.0) return std::nullopt;
  return *used / *capacity;
}

bool is_ordinary_collection(const Signal& signal) {
  constexpr double kTight = 0.8;
  if (signal.class_id != "driver_oom" || signal.role != Role::Hint) return false;
  const std::optional<double> fill = fill_after_collection(signal.text);
  return fill && *fill < kTight;
}

// A lost path below a file read is a data file, or the log itself.
void translate_missing_path(Signal& signal, const std::vector<Signal>& all) {
  if (any_text_says(all, {"_delta_log"}) &&
      says_any(signal.text, {"_delta_log", ".checkpoint.", ".json", "last_checkpoint"})) {
    signal.class_id = "delta_log_corrupt";
    signal.weight = Weight::Exact;
  } else if (chain_has(all, "~file_read") && !says_any(signal.text, {"/_checkpoint", "/offsets/", "/state/"})) {
    signal.class_id = any_text_says(all, {"_delta_log"}) ? "delta_log_corrupt" : "delta_files_missing";
  }
}

void translate_connection(Signal& signal, const std::vector<Signal>& all) {
  if (signal.weight != Weight::Generic) return;
  if (has_class(all, "~metastore_frame")) {
    signal.class_id = "metastore_unavailable";
    signal.weight = Weight::Specific;
  } else if (has_class(all, "~shuffle_frame") || chain_has(all, "shuffle_fetch_failure")) {
    signal.class_id = "shuffle_fetch_failure";
    signal.role = Role::Symptom;
  }
}

// Exit 137 without a word of memory is the provider's kill when the machine was taken back.
bool is_bare_137_beside_reclaim(const Signal& signal, const std::vector<Signal>& all) {
  if (signal.class_id != "executor_oom" && signal.class_id != "driver_oom") return false;
  return says_any(signal.text, {"137"}) && !says_any(signal.text, {"memory", "oom"}) &&
         has_class(all, "spot_preemption");
}

void translate(Signal& signal, const std::vector<Signal>& all) {
  if (signal.class_id == "~oom") {
    translate_memory(signal, all);
  } else if (signal.class_id == "path_not_found") {
    translate_missing_path(signal, all);
  } else if (signal.class_id == "external_connection_failure") {
    translate_connection(signal, all);
  } else if (signal.class_id == "~future_timeout" && has_class(all, "~broadcast_frame")) {
    signal.class_id = "broadcast_failure";
    signal.role = Role::Cause;
    signal.weight = Weight::Specific;
  } else if (signal.class_id == "~executor_lost" && signal.role == Role::Symptom) {
    return;
  }
  if (is_bare_137_beside_reclaim(signal, all)) {
    signal.role = Role::Hint;
    signal.weight = Weight::Weak;
  }
}

}  // namespace

void translate_working_ids(std::vector<Signal>& signals) {
  const std::vector<Signal> before = signals;
  for (Signal& signal : signals) translate(signal, before);
  signals.erase(std::remove_if(signals.begin(), signals.end(), is_ordinary_collection), signals.end());
}

}  // namespace lakecode::analysis
