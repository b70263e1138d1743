#pragma once
// Every number the rules judge by, in one place, each with its reason. A ratio is of all rows unless it says otherwise.

#include <cstdint>

namespace lakecode::profile::thresholds {

// Completeness
inline constexpr double kNullRatio = 0.05;          ///< the share from which tools in the field report missing values
inline constexpr double kKeyNullRatio = 0.0;        ///< a key may miss nothing
inline constexpr double kPlaceholderRatio = 0.003;  ///< a handful of "N/A" in a large table is typing, not a habit
inline constexpr double kWeakPlaceholderRatio = 0.30;  ///< above it, "none" or "unknown" is one of the categories
inline constexpr std::int64_t kPlaceholderRows = 3;    ///< fewer equal values may be chance
inline constexpr std::int64_t kSmallTable = 20;        ///< below it shares say nothing

// Values that say little
inline constexpr double kDominant =
    0.95;  ///< above it a column has almost no information, below it many real ones live
inline constexpr double kConstantNulls = 0.05;  ///< with more nulls "set or not set" is the information

// Uniqueness
inline constexpr double kKeyDistinct = 0.70;       ///< a column named like the table's key is one when mostly distinct
inline constexpr double kLooseKeyDistinct = 0.95;  ///< other id-like columns need to be nearly unique

// Text
inline constexpr double kFormatShare = 0.01;  ///< a second format below this share is a slip of single rows
inline constexpr std::int64_t kFormatRows = 3;
inline constexpr double kTypedText = 0.95;  ///< numbers or dates in text, of the values that are not placeholders
inline constexpr double kSpaceRatio = 0.002;
inline constexpr std::int64_t kSpaceRows = 2;
inline constexpr double kStyleMain = 0.80;       ///< one letter case rules the column, the rest are variants
inline constexpr double kPersonalColumn = 0.50;  ///< the column is made of personal data
inline constexpr double kPersonalStray = 0.003;  ///< personal data strayed into other text

// Numbers
inline constexpr double kNegativeShare = 0.10;     ///< above it negative values are part of the meaning
inline constexpr double kRefundShare = 0.03;       ///< for money columns, where credits are normal business
inline constexpr double kOutlierShare = 0.04;      ///< more than this is a second population
inline constexpr double kOutlierFloorScale = 0.5;  ///< smallest empty stretch before outliers, in log scale units
inline constexpr double kSentinelSpike = 5.0;      ///< a sentinel is this many times as frequent as its neighbours

// Time
inline constexpr double kFutureShare = 0.20;      ///< above it the column is about the future
inline constexpr double kImpossibleShare = 0.30;  ///< above it an early or late date is what the column means
inline constexpr int kSeriesDays = 400;           ///< days of history looked at for gaps
inline constexpr int kSeriesDistinctDays = 20;    ///< fewer days show no cadence
inline constexpr int kBeatDistinctDays = 7;       ///< a weekly or monthly one shows in fewer
inline constexpr double kSeriesPresent = 0.35;    ///< rows on fewer of the days are no daily series
inline constexpr double kBeatDays = 5.0;          ///< from here on regular gaps are a rhythm: weekly, monthly
inline constexpr double kStaleCadences = 3.0;     ///< newest value older than this many usual gaps is stale
inline constexpr double kExpectedWeekday = 0.75;  ///< a weekday is expected when present in this share of weeks
inline constexpr double kChanceOfGap = 0.002;     ///< a silent run less likely than this is no accident
inline constexpr double kPairBad = 0.15;          ///< above it the order of the two columns is no rule

// References
inline constexpr double kGuessedOrphans = 0.30;  ///< above it a reference guessed from names was a wrong guess

// Layout
inline constexpr double kSkewFactor = 5.0;  ///< largest partition against the median
inline constexpr double kSkewShare = 0.30;  ///< and its share of all rows
inline constexpr std::int64_t kSmallFileBytes = 16LL << 20;
inline constexpr std::int64_t kManyFiles = 1000;
inline constexpr std::int64_t kTargetFileBytes = 128LL << 20;
inline constexpr std::int64_t kFilesOverTarget = 10;  ///< files against the number 128 MB files would need
inline constexpr std::int64_t kFewFiles = 50;         ///< a small table in few files costs nobody anything

}  // namespace lakecode::profile::thresholds
