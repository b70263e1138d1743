#pragma once
// The SQL texts the profiler wants run, and how to read their answers. The whole profile costs two reads of each
// column: scan 1 takes one row of aggregates for every batch of columns, scan 2 is one statement that answers all open
// questions by GROUPING SETS, one set a question. Plain Databricks SQL; pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/profile/table_facts.h"
#include "base/clock.h"

namespace lakecode::profile {

using Row = std::vector<std::optional<std::string>>;  ///< values as text; nullopt is NULL
using Rows = std::vector<Row>;

/// What a person expects of the rows, counted in the same scans as everything else.
struct Expectations {
  struct OfColumn {
    std::size_t column = 0;
    std::string failing;  ///< SQL over the column's quoted name, true for a bad row; scan 1 counts it
  };
  struct OfRow {
    std::vector<std::size_t> columns;  ///< those it reads
    std::string holds;                 ///< SQL predicate; false for a bad row; scan 2 counts it
  };
  std::vector<OfColumn> columns;
  std::vector<OfRow> rows;
  std::vector<std::vector<std::size_t>> unique;  ///< sets of columns whose values must not repeat; scan 2 counts
};

struct ScanOptions {
  WallTime as_of;
  Expectations expectations;
  std::int64_t max_rows = 50'000'000;       ///< above it the table is sampled
  std::int64_t max_bytes = 20'000'000'000;  ///< the same, by size of its files
  std::optional<std::int64_t> sample_rows;  ///< asked for by a person: sample to about this many rows
  std::int64_t exact_rows = 2'000'000;      ///< up to here values are counted one by one in scan 2
  std::int64_t whole_keys = 5'000'000;      ///< up to here keys and references are counted whole, sampled or not
  std::size_t columns_per_statement = 40;   ///< keeps generated code and answer rows small
  std::size_t max_columns = 2000;           ///< columns beyond it are named, not read
  std::optional<std::string>
      newest_partition;  ///< value of the first partition column from which to read, when sampled
};

/// What part of the table the scans read.
struct Sampling {
  bool sampled = false;
  double percent = 100.0;          ///< of the rows, at random
  std::int64_t expected_rows = 0;  ///< 0 when the row count is unknown
  double smallest_rate = 0.0;      ///< a defect rarer than this is missed with a chance above 5 %
  std::string note;                ///< one sentence for the report; empty when everything is read
  std::string relation;            ///< what stands after FROM
};

Sampling choose_sampling(const TableFacts& facts, const ScanOptions& options);

/// How many rows of the table one of the `rows_read` stands for; 1 when everything was read.
double projection(const TableFacts& facts, const Sampling& sampling, std::int64_t rows_read);
/// `rows` of those read as the whole table's: times `scale`, never more than the table has.
std::int64_t project(const TableFacts& facts, std::int64_t rows, double scale);

struct Statement {
  std::string id;  ///< "scan1_1"
  std::string sql;
  std::vector<std::size_t> columns;  ///< indexes into TableFacts::columns
};

}  // namespace lakecode::profile
