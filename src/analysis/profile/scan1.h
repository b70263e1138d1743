#pragma once
// Scan 1: one aggregate row for every batch of columns. Pure text in, text out.

#include <vector>

#include "analysis/profile/column_profile.h"
#include "analysis/profile/scan_plan.h"
#include "base/result.h"

namespace lakecode::profile {

/// One expression of a scan-1 statement and where its value goes.
struct Measure {
  std::size_t column = 0;  ///< index into TableFacts::columns
  int slot = 0;            ///< which member of ColumnProfile; known to scan1.cpp
};

struct ScanOne {
  Sampling sampling;
  std::vector<Statement> statements;
  std::vector<std::vector<Measure>> measures;  ///< beside `statements`; result column 0 is count(*), then these
  std::vector<std::string> unread;             ///< columns beyond the limit
};

ScanOne plan_scan1(const TableFacts& facts, const ScanOptions& options);

/// `answers[i]` are the rows of `statements[i]`; an absent one (the statement failed) leaves its columns out.
/// Errors: CorruptData when a present answer is not one row of the planned width.
Result<std::vector<ColumnProfile>> parse_scan1(const TableFacts& facts, const ScanOne& plan,
                                               const std::vector<std::optional<Rows>>& answers);

}  // namespace lakecode::profile
