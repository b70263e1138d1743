#include "analysis/failures/signals.h"

#include <algorithm>
#include <array>

#include "analysis/failures/rule_matcher.h"
#include "analysis/failures/user_code.h"
#include "base/text.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxPerClass = 6;
constexpr std::size_t kRecoveryReach = 12;  // log lines a "succeeded on retry" line speaks for

// Lines of logs that carry no news of the task's own work, and lines that say an earlier trouble passed.
constexpr auto kNoise = std::to_array<Rule>({
    {"~noise", Weight::Exact,
     "native hadoop|nativecodeloader|mbean|appinfoparser|illegal reflective access|slf4j|"
     "userwarning|futurewarning|deprecationwarning|insecurerequestwarning|has been deprecated|"
     "is deprecated|will be removed in|log4j:|listenerbus|asynceventqueue|appstatuslistener|"
     "eventlogginglistener|sparklistener|listener push|querylistener|dropping event|"
     "usage logging|usage reporting|skipped & !launch & !init script & !node"},
    {"~noise", Weight::Exact,
     "metrics|metric|statsd|graphite|prometheus|ganglia|datadog|newrelic|new relic|splunk|telemetry|"
     "opentelemetry|otel|openlineage|lineage|sentry|jmx|audit log|usage report|event listener|"
     "tracing|marquez|purview|slack|webhook|pagerduty|teams channel|cloudwatch|log analytics|"
     "loganalytics|heartbeat emitter|status listener|notification|listener:|"
     "observability & push|report|sink|system|reporter|endpoint|send|export|collector|publish|emit|"
     "gateway|agent|scrape|fail|error|refused|timed out|unreachable|403|401|denied|exception|"
     "could not|cannot|dropp|post|unknownhost|unavailable"},
    {"~noise", Weight::Exact,
     "executor|worker|node|instance|executors|cluster & idle|autoscal|scale down|scaling down|scaled down|"
     "scale in|downsiz|dynamic allocation|unrelated to the running & !preempt & !evict & !spot & "
     "!reclaim & !heap & !oom & !137 & !provider"},
    {"~noise", Weight::Exact,
     "ignoring|ignored|non fatal|nonfatal|harmless|can be ignored|safe to ignore|not fatal|"
     "best effort|continuing without|continuing anyway|skipping optional"},
    {"~success", Weight::Exact,
     "succeeded|successful|successfully|recovered|re established|reestablished|reconnected|completed|"
     "connected|<ok>|passed|done|renewed|refreshed|healthy & retry|retried|attempt|resubmit|again|"
     "reconnect|recover|second try|try 2|try 3|re established|reestablished|backoff|back to normal & "
     "!not succe & !unsuccess & !failed after & !gave up & !giving up"},
});

// Troubles that pass by themselves; only these are cleared at ERROR level by a later success.
constexpr auto kTransient = std::to_array<std::string_view>(
    {"external_connection_failure", "dns_resolution", "api_rate_limit", "shuffle_fetch_failure", "~executor_lost",
     "delta_concurrent_write", "warehouse_unavailable", "metastore_unavailable", "platform_internal_error",
     "external_auth_failure", "storage_access_denied", "spot_preemption", "executor_oom", "~oom",
     "library_install_failure", "auth_token_invalid"});

const RuleMatcher& matcher() {
  static const RuleMatcher kMatcher({compute_rules(), memory_rules(), code_rules(), data_rules(), external_rules(),
                                     access_rules(), orchestration_rules(), sqlstate_rules(), kNoise});
  return kMatcher;
}

const CodeTable& codes() {
  static const CodeTable kCodes({error_code_rules(), cluster_code_rules()});
  return kCodes;
}

bool is_transient(std::string_view class_id) {
  return std::find(kTransient.begin(), kTransient.end(), class_id) != kTransient.end();
}

class SignalReader {
 public:
  int read(std::string_view text, Field field, int depth) {
    const std::size_t first = signals_.size();
    UserCodeReader user_code;
    const bool in_chain = field != Field::Logs && field != Field::ClusterEvents;
    const int reached = for_each_line(text, depth, [&](const TextLine& line) {
      if (line.is_suppressed) return;
      read_line(line, field);
      user_code.read(line);
    });
    for (const RaisedException& raised : user_code.found()) {
      if (!in_chain && raised.weight == Weight::Weak) continue;
      add({"user_code_exception", raised.weight, Role::Cause, field, LogLevel::None, raised.line, raised.depth, 0,
           raised.text});
    }
    if (field == Field::Logs) forget_recovered(first);
    successes_.clear();
    return reached;
  }

  std::vector<Signal> take() {
    int deepest = 0;
    for (const Signal& signal : signals_) {
      if (signal.field != Field::Logs) deepest = std::max(deepest, signal.depth);
    }
    for (Signal& signal : signals_) signal.max_depth = deepest;
    return std::move(signals_);
  }

 private:
  void read_line(const TextLine& line, Field field) {
    rules_.clear();
    matcher().match(line.normalised, line.is_frame || line.is_source, scratch_, rules_);
    bool is_noise = false;
    for (const Rule* rule : rules_) {
      is_noise = is_noise || rule->class_id == "~noise";
      if (rule->class_id == "~success" && line.level != LogLevel::Error) successes_.push_back(line.number);
    }
    if (is_noise && (field == Field::Logs || line.level == LogLevel::Warn)) return;
    for (const Rule* rule : rules_) {
      if (rule->class_id == "~noise" || rule->class_id == "~success") continue;
      add({rule->class_id, rule->weight, rule->role, field, line.level, line.number, line.depth, 0, line.raw});
    }
    if (line.is_frame || line.is_source) return;
    codes_.clear();
    codes().match(line.raw, codes_);
    for (const CodeRule* code : codes_) {
      add({code->class_id, code->weight, code->role, field, line.level, line.number, line.depth, 0, line.raw});
    }
  }

  // Keeps the first signals of a class and field, and replaces the last kept one by later, deeper ones.
  void add(const Signal& signal) {
    std::size_t count = 0;
    Signal* last = nullptr;
    for (Signal& kept : signals_) {
      if (kept.class_id != signal.class_id || kept.field != signal.field || kept.role != signal.role) continue;
      ++count;
      last = &kept;
    }
    if (count < kMaxPerClass) {
      signals_.push_back(signal);
    } else if (last->weight >= signal.weight) {
      *last = signal;
    }
  }

  void forget_recovered(std::size_t first) {
    const auto is_past = [this](const Signal& signal) {
      if (signal.field != Field::Logs) return false;
      if (signal.level == LogLevel::Error && !is_transient(signal.class_id)) return false;
      if (signal.role == Role::Hint && !is_transient(signal.class_id)) return false;
      return std::any_of(successes_.begin(), successes_.end(), [&signal](std::size_t line) {
        return line >= signal.line && line - signal.line <= kRecoveryReach;
      });
    };
    signals_.erase(std::remove_if(signals_.begin() + static_cast<std::ptrdiff_t>(first), signals_.end(), is_past),
                   signals_.end());
  }

  std::vector<Signal> signals_;
  std::vector<std::size_t> successes_;
  RuleMatcher::Scratch scratch_;
  std::vector<const Rule*> rules_;
  std::vector<const CodeRule*> codes_;
};

}  // namespace

std::string_view name_of(Field field) {
  constexpr std::array<std::string_view, 7> kNames = {"termination_code", "state_message", "state_message", "error",
                                                      "error_trace",      "logs",          "cluster_events"};
  return kNames.at(static_cast<std::size_t>(field));
}

TaskSignals read_task(const TaskEvidence& task, std::string_view run_message) {
  SignalReader reader;
  reader.read(run_message, Field::RunMessage, 0);
  reader.read(task.state_message, Field::TaskMessage, 0);
  const int depth = reader.read(task.error, Field::Error, 0);
  reader.read(task.error_trace, Field::ErrorTrace, depth);
  reader.read(task.logs, Field::Logs, 0);
  TaskSignals out;
  out.text_is_empty =
      text::trim(task.error).empty() && text::trim(task.error_trace).empty() && text::trim(task.logs).empty();
  out.signals = reader.take();
  return out;
}

std::vector<Signal> read_cluster(const ClusterEvidence& cluster) {
  SignalReader reader;
  for (const ClusterEvent& event : cluster.events) {
    reader.read(event.type, Field::ClusterEvents, 0);
    reader.read(event.details, Field::ClusterEvents, 0);
  }
  reader.read(cluster.termination_code, Field::ClusterEvents, 0);
  reader.read(cluster.termination_parameters, Field::ClusterEvents, 0);
  return reader.take();
}

}  // namespace lakecode::analysis
