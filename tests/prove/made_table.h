#pragma once
// Tables made from recipes, with planted defects and their labels, for tests of the profiler. The same spec gives the
// same rows everywhere: the dice are our own. Cells are text as in a CSV file; nullopt is NULL.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::made {

using Cell = std::optional<std::string>;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double unit();                                            ///< [0, 1)
  std::int64_t whole(std::int64_t low, std::int64_t high);  ///< both ends included
  double normal();

 private:
  std::uint64_t state_;
};

struct MadeColumn {
  std::string name;
  std::string type;
  std::string recipe;
  double missing = 0.0;
  std::vector<Cell> cells;
};

struct ParentTable {
  std::string column;
  std::string table;
  std::string key;
  std::int64_t rows = 0;  ///< keys 1 to rows
};

struct Label {
  std::string id;
  std::string column;  ///< "" when it concerns the table
  std::optional<std::int64_t> count;
  bool operator<(const Label& other) const { return std::tie(id, column) < std::tie(other.id, other.column); }
};

struct MadeTable {
  std::string name;  ///< of the case
  std::string table;
  std::vector<MadeColumn> columns;
  std::vector<ParentTable> parents;
  std::vector<std::string> partitions;
  std::vector<std::pair<std::string, std::string>> earlier;  ///< name and type of each column before; empty: unknown
  std::optional<std::int64_t> files;
  std::optional<std::int64_t> bytes;
  std::vector<Label> labels;
  std::set<std::string> tolerated;  ///< "id:column"

  [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns.front().cells.size(); }
  [[nodiscard]] MadeColumn* find(const std::string& column);
};

/// Fills the cells of every column by its recipe.
void fill(MadeTable& table, std::size_t rows, Dice& dice);
/// Plants one defect of a case line and adds its label.
void plant(MadeTable& table, const JsonValue& defect, Dice& dice);

/// All cases of bases.json and cases.jsonl in `folder`.
Result<std::vector<MadeTable>> load_cases(const std::string& folder);

// Days and seconds since 1970, as text and back.
std::string day_text(std::int64_t day);
std::string time_text(std::int64_t second);
std::int64_t parse_seconds(const std::string& text);

}  // namespace lakecode::made
