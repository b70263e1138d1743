// When a table is above the caps, rows are thinned by TABLESAMPLE … REPEATABLE, which spares CPU and memory but opens
// every file; reading only from the newest partitions is what spares IO. A sample of n rows misses a defect of rate p
// with probability (1-p)^n, so the smallest rate seen with 95 % is about 3/n.

#include <algorithm>
#include <cmath>

#include "analysis/profile/scan_plan.h"
#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

constexpr int kSampleSeed = 42;  // fixed, so that two runs look at the same rows

double wanted_percent(const TableFacts& facts, const ScanOptions& options) {
  double percent = 100.0;
  const auto lower_to = [&](double cap, double size) {
    if (size > cap) percent = std::min(percent, 100.0 * cap / size);
  };
  if (facts.row_count) {
    const auto rows = static_cast<double>(*facts.row_count);
    lower_to(static_cast<double>(options.max_rows), rows);
    if (options.sample_rows) lower_to(static_cast<double>(*options.sample_rows), rows);
  }
  if (facts.detail.size_in_bytes) {
    lower_to(static_cast<double>(options.max_bytes), static_cast<double>(*facts.detail.size_in_bytes));
  }
  return percent;
}

std::string percent_text(double percent) {
  const auto millis = static_cast<std::int64_t>(std::max(1.0, std::floor(percent * 1000.0)));
  std::string fraction = std::to_string(millis % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(millis / 1000) + "." + fraction;
}

}  // namespace

Sampling choose_sampling(const TableFacts& facts, const ScanOptions& options) {
  Sampling sampling;
  sampling.relation = sql::quote_name(facts.name);
  sampling.expected_rows = facts.row_count.value_or(0);
  const double percent = wanted_percent(facts, options);
  if (percent >= 100.0) return sampling;

  sampling.sampled = true;
  const std::string shown = percent_text(percent);
  sampling.percent = text::parse_double(shown).value_or(percent);
  std::string from = sampling.relation;
  std::string part;
  if (options.newest_partition && !facts.detail.partition_columns.empty()) {
    const std::string& column = facts.detail.partition_columns.front();
    from = "(SELECT * FROM " + from + " WHERE " + sql::quote_identifier(column) +
           " >= " + sql::quote_string(*options.newest_partition) + ")";
    part = " of the partitions from " + *options.newest_partition + " on";
  }
  sampling.relation = from + " TABLESAMPLE (" + shown + " PERCENT) REPEATABLE (" + std::to_string(kSampleSeed) + ")";
  if (facts.row_count) {
    sampling.expected_rows =
        static_cast<std::int64_t>(static_cast<double>(*facts.row_count) * sampling.percent / 100.0);
    sampling.smallest_rate = 3.0 / static_cast<double>(std::max<std::int64_t>(sampling.expected_rows, 1));
  }
  sampling.note =
      "read " + shown + " % of the rows" + part + "; counts are projected to the whole table, so they are about right";
  if (sampling.smallest_rate > 0.0) {
    sampling.note += "; a fault in fewer than 1 of " +
                     text::group_digits(static_cast<std::int64_t>(1.0 / sampling.smallest_rate)) +
                     " rows can be missed";
  }
  return sampling;
}

double projection(const TableFacts& facts, const Sampling& sampling, std::int64_t rows_read) {
  if (!sampling.sampled) return 1.0;
  // A sample is only about as large as asked for: what it really held is what counts.
  if (facts.row_count && rows_read > 0) return static_cast<double>(*facts.row_count) / static_cast<double>(rows_read);
  return 100.0 / sampling.percent;
}

std::int64_t project(const TableFacts& facts, std::int64_t rows, double scale) {
  const std::int64_t all = std::llround(static_cast<double>(rows) * scale);
  // A sample's rows may differ from scan to scan by a few.
  return facts.row_count ? std::min(all, std::max(rows, *facts.row_count)) : all;
}

}  // namespace lakecode::profile
