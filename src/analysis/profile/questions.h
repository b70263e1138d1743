#pragma once
// Which questions scan 1 leaves open for each column, and the grouping key that answers each. Pure.

#include <set>
#include <vector>

#include "analysis/profile/column_profile.h"
#include "analysis/profile/scan_plan.h"

namespace lakecode::profile {

struct QuestionContext {
  const TableFacts& facts;
  const std::vector<ColumnProfile>& profiles;
  const ScanOptions& options;
  std::int64_t rows = 0;  ///< rows the scans read
  bool sampled = false;
};

/// Bins of a Number question: kind "bN" holds values x with N = floor(20 * sign(u) * ln(1 + |u|)), u = (x - centre) /
/// spread.
inline constexpr double kBinsPerUnit = 20.0;

/// Values that stand for "no value" in number columns; kind "sN" of a Number question.
inline constexpr int kSentinels[] = {-1, 99, -99, 999, -999, 9999, -9999, 99999, -99999, 999999, 99999999};

// Questions in order of their worth; the judged column is the last of `columns`.
std::vector<Question> key_questions(const QuestionContext& context);
/// Copies of rows, told by the columns in `read`; empty when they cannot be counted.
std::vector<Question> row_copy_questions(const QuestionContext& context, const std::set<std::size_t>& read);
std::vector<Question> reference_questions(const QuestionContext& context);
std::vector<Question> pair_questions(const QuestionContext& context);
std::vector<Question> day_questions(const QuestionContext& context);
std::vector<Question> text_questions(const QuestionContext& context);
std::vector<Question> number_questions(const QuestionContext& context);
/// What the contract expects of whole rows; these are always asked.
std::vector<Question> expected_questions(const QuestionContext& context);
std::vector<Question> unique_questions(const QuestionContext& context);

/// Groups of at most `most` questions such that no column is in two of them; questions that share a column stay
/// together, and the columns with most distinct values come first. A group that alone is too large loses its last
/// questions.
std::vector<std::vector<Question>> split_questions(const QuestionContext& context, std::vector<Question> questions,
                                                   std::size_t most);

/// `s`.`name`, the form every key expression uses for a column of the profiled table.
std::string column_sql(const TableFacts& facts, std::size_t column);

}  // namespace lakecode::profile
