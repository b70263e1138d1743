#include "local/demo/marks.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

// Lines that every cluster writes and nobody should act on. {} takes a number.
constexpr std::array<std::string_view, 18> kNoise{{
    "WARN NativeCodeLoader: Unable to load native-hadoop library for your platform, using builtin-java classes",
    "WARN SparkConf: The configuration key 'spark.yarn.access.namenodes' has been deprecated as of Spark 3.0",
    "INFO MemoryStore: Block broadcast_{} stored as values in memory (estimated size 41.2 KiB, free 9.1 GiB)",
    "INFO BlockManagerInfo: Removed broadcast_{}_piece0 on disk",
    "INFO TaskSetManager: Finished task {}.0 in stage 4.0 in 812 ms",
    "WARN MetricsSystem: sink 'prometheus' is not configured, skipping",
    "INFO ContextCleaner: Cleaned accumulator {}",
    "INFO DAGScheduler: Submitting {} missing tasks from ShuffleMapStage 3",
    "WARN ManagementMBean: could not register MBean metrics:name=jvm, it is there already",
    "INFO FileSourceStrategy: Pruning directories with: isnotnull(day#{})",
    "INFO CodeGenerator: Code generated in {}.4 ms",
    "INFO DeltaLog: Loading version {} starting from checkpoint",
    "WARN HiveConf: HiveConf of name hive.stats.jdbc.timeout does not exist",
    "INFO ClusterLoadMonitor: Added query with execution ID:{}. Current active queries:1",
    "WARN LineageListener: lineage event {} dropped, the queue was full",
    "INFO AutoscalingClient: scale-down of an idle worker accepted",
    "INFO SnapshotManager: update took {} ms",
    "WARN URLConnectionFileNameMap: java.net.URLConnection guesses no content type for file {}",
}};

std::string log_time(WallTime time) {  // 26/11/23 04:12:55
  const std::string text = format_rfc3339(time);
  return text::replace_all(text.substr(2, 8), "-", "/") + " " + text.substr(11, 8);
}

/// The text between this at-sign and the next when it looks like a mark, else "".
std::string_view mark_at(std::string_view text, std::size_t at) {
  const std::size_t close = text.find('@', at + 1);
  if (close == std::string_view::npos || close == at + 1) {
    return {};
  }
  const std::string_view name = text.substr(at + 1, close - at - 1);
  const bool is_mark = name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ") == std::string_view::npos;
  return is_mark ? name : std::string_view{};
}

class Filler {
 public:
  Filler(const MarkValues& values, const Dice& dice) : values_(values), dice_(dice), reached_(values.start) {}

  std::string fill(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t next = text.find('@', at);
      out += text.substr(at, next - at);
      if (next == std::string_view::npos) {
        break;
      }
      const std::string_view name = mark_at(text, next);
      const std::size_t after = next + (name.empty() ? 1 : name.size() + 2);
      out += name.empty() ? "@" : replacement(name, text.substr(after));
      at = after;
    }
    return out;
  }

 private:
  std::string replacement(std::string_view name, std::string_view rest) {
    if (name.substr(0, 2) == "T-") {
      reached_ = moment(name);
      return log_time(reached_);
    }
    if (name.substr(0, 6) == "NOISE ") {
      return noise(text::parse_int(name.substr(6)).value_or(0), rest);
    }
    return plain(name);
  }

  std::string plain(std::string_view name) const {
    if (name == "ESC") return "\x1b";
    if (name == "RUN") return std::to_string(values_.task_run_id);
    if (name == "JOB") return std::to_string(values_.job_id);
    if (name == "CHILD_JOB") return std::to_string(values_.child_job_id);
    if (name == "CHILD_RUN") return std::to_string(values_.child_run_id);
    if (name == "CLUSTER") return values_.cluster_id;
    if (name == "USER") return values_.user;
    if (name == "DAY") return format_rfc3339(values_.end).substr(0, 10);
    if (name == "APP") return "app-" + format_compact(values_.start).substr(0, 8) + "-0000";
    if (name == "REQUEST") return dice_.uuid("request", static_cast<std::uint64_t>(values_.task_run_id));
    if (name == "HOST1") return host(1);
    if (name == "HOST2") return host(2);
    return "@" + std::string(name) + "@";
  }

  std::string host(std::uint64_t n) const {
    const auto run = static_cast<std::uint64_t>(values_.task_run_id) * 4 + n;
    return fmt::format("10.139.{}.{}", dice_.between(64, 71, "host net", run), dice_.between(4, 250, "host", run));
  }

  WallTime moment(std::string_view mark) const {
    return values_.end - std::chrono::seconds(text::parse_int(mark.substr(2)).value_or(0));
  }

  /// `count` lines between the last time written and the next one that `rest` asks for.
  std::string noise(std::int64_t count, std::string_view rest) {
    const std::size_t next = rest.find("@T-");
    const WallTime until = next == std::string_view::npos ? values_.end : moment(mark_at(rest, next));
    const auto step = (until > reached_ ? until - reached_ : std::chrono::milliseconds(0)) / (count + 1);
    std::string out;
    for (std::int64_t i = 1; i <= count; ++i) {
      const std::uint64_t n = static_cast<std::uint64_t>(values_.task_run_id) * 100 + ++noise_lines_;
      const std::string line = text::replace_all(kNoise[dice_.roll("noise", n) % kNoise.size()], "{}",
                                                 std::to_string(dice_.between(2, 980, "noise number", n)));
      out += log_time(reached_ + step * i) + " " + line + "\n";
    }
    reached_ = until;
    return out;
  }

  const MarkValues& values_;
  const Dice& dice_;
  WallTime reached_;
  std::uint64_t noise_lines_ = 0;
};

}  // namespace

std::string fill_marks(std::string_view text, const MarkValues& values, const Dice& dice) {
  return Filler(values, dice).fill(text);
}

}  // namespace lakecode::local
