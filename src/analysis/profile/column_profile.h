#pragma once
// What scan 1 measured about one column, and what scan 2 counted. Plain values; safe to copy between threads.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/profile/table_facts.h"

namespace lakecode::profile {

inline constexpr std::array<double, 9> kQuantiles{0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};
enum QuantileIndex : std::size_t { kQ001, kQ01, kQ05, kQ25, kQ50, kQ75, kQ95, kQ99, kQ999 };

struct ColumnProfile {
  std::size_t column = 0;  ///< index into TableFacts::columns
  TypeClass type = TypeClass::Other;
  std::int64_t rows = 0;
  std::int64_t nulls = 0;
  std::optional<std::int64_t> approx_distinct;
  std::optional<std::string> min;  ///< as text; for Text the first 80 characters
  std::optional<std::string> max;

  // Text
  std::int64_t blanks = 0;
  std::int64_t min_length = 0;
  std::int64_t max_length = 0;
  double mean_length = 0.0;

  // Numbers
  std::optional<double> mean;
  std::optional<double> stddev;
  std::int64_t negatives = 0;
  std::int64_t zeros = 0;
  std::int64_t nans = 0;
  std::vector<double> quantiles;  ///< at kQuantiles; empty when unknown

  // Dates and timestamps
  std::int64_t future = 0;                      ///< later than as_of + 1 day
  std::int64_t ancient = 0;                     ///< up to 1900-01-01
  std::int64_t epoch_day = 0;                   ///< on 1970-01-01
  std::int64_t far_future = 0;                  ///< from 2100-01-01 on
  std::optional<std::string> newest_valid;      ///< newest value not after as_of
  std::optional<std::string> oldest_plausible;  ///< oldest value after 1900-01-01 that is not 1970-01-01

  /// Bad rows by Expectations::columns: index there, rows.
  std::vector<std::pair<std::size_t, std::int64_t>> failing;

  std::int64_t trues = 0;     ///< Boolean
  std::int64_t min_size = 0;  ///< Array, Map
  std::int64_t max_size = 0;

  [[nodiscard]] std::int64_t filled() const { return rows - nulls; }
  [[nodiscard]] double null_ratio() const {
    return rows == 0 ? 0.0 : static_cast<double>(nulls) / static_cast<double>(rows);
  }
  [[nodiscard]] bool is_number() const { return type == TypeClass::Whole || type == TypeClass::Fraction; }
  [[nodiscard]] bool is_time() const { return type == TypeClass::Date || type == TypeClass::Timestamp; }
};

/// One line of a question's answer: the rows of one kind of value, or of one frequent value.
struct Group {
  std::string kind;
  std::optional<std::string> value;  ///< set when the line is about one single value
  std::int64_t rows = 0;
  std::int64_t values = 0;              ///< distinct values behind it
  std::int64_t extra = 0;               ///< rows beyond the first of each value
  std::int64_t top = 0;                 ///< rows of its most frequent value
  std::vector<std::string> samples;     ///< at most two values
  std::vector<std::string> duplicates;  ///< at most two values that occur more than once
};

enum class QuestionKind { Text, Variants, Number, Day, Key, RowCopy, Reference, Pair, Total, Expected, Unique };

struct Question {
  QuestionKind kind = QuestionKind::Text;
  std::vector<std::size_t> columns;  ///< what it reads, the judged column last
  std::string key;                   ///< SQL expression of the grouping key
  std::int64_t list_from = 1;        ///< values with at least this many rows are listed one by one
  bool by_value = false;             ///< the key holds the value: `extra` and `values` are exact
  bool kind_later = false;           ///< Text: the key is "v|VALUE", and its kind is found once a value, not once a row
  std::size_t reference = 0;  ///< Reference: index into TableFacts::references; Expected, Unique: into Expectations
  std::string failing;        ///< Pair, Total: SQL condition of a bad row
  double centre = 0.0;        ///< Number: median and scale of the bins
  double spread = 1.0;
};

struct Answer {
  Question question;
  std::vector<Group> groups;  ///< most frequent first
  double scale = 1.0;         ///< rows of the table for one row counted
};

}  // namespace lakecode::profile
