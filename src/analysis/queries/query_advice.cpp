#include "analysis/queries/query_advice.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::queries {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kMiB = std::int64_t{1} << 20;
constexpr std::int64_t kGiB = std::int64_t{1} << 30;
constexpr milliseconds kNoticeable = seconds(5);  // shorter waits are not worth a change
constexpr double kMostOfIt = 0.3;                 // share of the time that makes a part the problem
constexpr std::int64_t kManyFiles = 200;          // below it opening files costs next to nothing
constexpr double kPrunesLittle = 0.1;
constexpr std::int64_t kSmallFile = 8 * kMiB;  // Delta aims at 16 MiB and more
constexpr std::int64_t kManyRows = 10'000'000;
constexpr std::int64_t kReadsPerRow = 100'000;
constexpr std::int64_t kManyResultRows = 100'000;

double share(milliseconds part, milliseconds whole) {
  return whole.count() <= 0 ? 0.0 : static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

bool dominates(milliseconds part, const QueryFacts& query) {
  return part >= kNoticeable && share(part, query.total) >= kMostOfIt;
}

std::string part_text(milliseconds part, const QueryFacts& query, std::string_view what) {
  return fmt::format("{} of {} were {}", format_duration(part), format_duration(query.total), what);
}

std::optional<Advice> judge_spill(const QueryFacts& query) {
  if (query.spilled_bytes < 256 * kMiB) return std::nullopt;
  return Advice{"spill", "Use a larger warehouse, read fewer columns, or filter and aggregate before the join or sort.",
                fmt::format("{} spilled to disk", size_text(query.spilled_bytes))};
}

std::optional<Advice> judge_capacity(const QueryFacts& query) {
  if (!dominates(query.waited_for_capacity, query)) return std::nullopt;
  return Advice{"queued",
                "Raise the warehouse's maximum number of clusters, or move scheduled work off its busy hours.",
                part_text(query.waited_for_capacity, query, "spent waiting for a free cluster")};
}

std::optional<Advice> judge_start(const QueryFacts& query) {
  if (!dominates(query.waited_for_start, query)) return std::nullopt;
  return Advice{"cold_start",
                "Use a serverless warehouse, or a longer auto-stop where queries come at short intervals.",
                part_text(query.waited_for_start, query, "spent until the warehouse had started")};
}

std::optional<Advice> judge_pruning(const QueryFacts& query) {
  const std::int64_t files = query.read_files + query.pruned_files;
  if (query.read_files < kManyFiles || query.read_bytes < kGiB) return std::nullopt;
  if (static_cast<double>(query.pruned_files) >= kPrunesLittle * static_cast<double>(files)) return std::nullopt;
  return Advice{"no_pruning",
                "Filter on the clustering or partition columns, or cluster the table by what is filtered on.",
                fmt::format("{} of {} files were read, {}", text::group_digits(query.read_files),
                            text::group_digits(files), size_text(query.read_bytes))};
}

std::optional<Advice> judge_files(const QueryFacts& query) {
  if (query.read_files < kManyFiles || query.read_bytes / query.read_files >= kSmallFile) return std::nullopt;
  return Advice{"small_files", "Run OPTIMIZE on the table, and let predictive optimization keep it so.",
                fmt::format("{} files with {} on average", text::group_digits(query.read_files),
                            size_text(query.read_bytes / query.read_files))};
}

std::optional<Advice> judge_rows(const QueryFacts& query) {
  const bool wasteful =
      query.rows_read >= kManyRows && query.rows_read / std::max<std::int64_t>(query.rows_produced, 1) >= kReadsPerRow;
  if (!wasteful || query.total < seconds(30)) return std::nullopt;
  return Advice{"reads_much_returns_little", "Keep the aggregate in a materialized view, or filter earlier.",
                fmt::format("{} rows read for {} returned", text::group_digits(query.rows_read),
                            text::group_digits(query.rows_produced))};
}

std::optional<Advice> judge_fetch(const QueryFacts& query) {
  if (!dominates(query.result_fetch, query) && query.rows_produced < kManyResultRows * 10) return std::nullopt;
  return Advice{"large_result", "Write the result to a table, or add LIMIT: fetching it takes longer than finding it.",
                fmt::format("{} rows returned, {} of fetching", text::group_digits(query.rows_produced),
                            format_duration(query.result_fetch))};
}

std::optional<Advice> judge_compilation(const QueryFacts& query) {
  if (!dominates(query.compilation, query)) return std::nullopt;
  return Advice{"slow_compilation", "Split the statement, or reduce the number of views and files it has to plan.",
                part_text(query.compilation, query, "spent planning")};
}

constexpr std::array<std::optional<Advice> (*)(const QueryFacts&), 8> kRules = {
    judge_spill, judge_capacity, judge_start, judge_pruning, judge_files, judge_rows, judge_fetch, judge_compilation};

}  // namespace

std::vector<Advice> advise(const QueryFacts& query) {
  std::vector<Advice> advice;
  if (!query.has_metrics || query.status == "RUNNING" || query.status == "QUEUED") return advice;
  for (const auto& rule : kRules) {
    if (auto found = rule(query)) advice.push_back(std::move(*found));
  }
  return advice;
}

std::string size_text(std::int64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace lakecode::queries
