#pragma once
// Scan 2: the questions scan 1 left open, answered by one statement that reads each column once more at most.
// Every question is a grouping key whose text is "KIND" or "KIND|VALUE"; rare values are folded into their kind on the
// warehouse, so the answer stays small whatever the table's size. Pure text in, text out.

#include <optional>
#include <vector>

#include "analysis/profile/column_profile.h"
#include "analysis/profile/scan_plan.h"
#include "base/result.h"

namespace lakecode::profile {

/// One statement and the questions it answers. A sampled table needs more than one, as copies of a key do not survive
/// random sampling: keys and references are then counted in one hash bucket, each in a statement over that column
/// alone.
struct ScanTwoPart {
  Statement statement;
  std::vector<Question> questions;
  double scale = 1.0;  ///< rows of the table for one row counted
};

struct ScanTwo {
  std::vector<ScanTwoPart> parts;    ///< no column is in two of them
  std::vector<std::string> skipped;  ///< what was not asked and why, for the report
};

inline constexpr int kHashBuckets = 1024;
inline constexpr std::size_t kMaxQuestions = 60;  ///< the platform allows 64 grouping columns
inline constexpr std::size_t kMaxAnswerRows = 20'000;

ScanTwo plan_scan2(const TableFacts& facts, const std::vector<ColumnProfile>& profiles, const Sampling& sampling,
                   const ScanOptions& options);

/// `answers[i]` are the rows of `parts[i]`; an absent one leaves its questions unanswered.
/// Errors: CorruptData when a row is not of the planned form.
Result<std::vector<Answer>> parse_scan2(const ScanTwo& plan, const std::vector<std::optional<Rows>>& answers);

}  // namespace lakecode::profile
