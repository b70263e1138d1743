#pragma once
// The result sets of a session: `$1`, `$2`, … in the order they came, or under a name of the model's (`$orders`), each
// with where it came from. Bounded: when the rows of all take too much, the oldest lose theirs and say so. Thread-safe.

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "databricks/statements.h"

namespace lakecode::tools {

struct Provenance {
  StatementId statement;  ///< empty when no statement made it
  WallTime at;
  std::string workspace;
  std::string source;  ///< the statement, or what was asked for; from outside, not inert
};

struct StoredResult {
  std::string handle;  ///< "$1", "$orders"
  std::vector<databricks::Column> columns;
  std::vector<databricks::Row> rows;
  bool truncated = false;       ///< a limit cut the rows
  std::int64_t total_rows = 0;  ///< as far as the platform told
  Provenance provenance;
};

class ResultStore {
 public:
  static constexpr std::size_t kMaxBytes = 64U << 20U;  ///< of all rows kept
  static constexpr std::size_t kMaxResults = 1'000;

  explicit ResultStore(std::size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  /// The next number as a handle, for results that are made at the same time and must be numbered in order.
  std::string reserve();

  /// Keeps `result` under `name` (letters, digits, "_"; an earlier one of that name is replaced) or a reserved handle,
  /// or under the next number when it is empty. The handle is set in what is returned.
  std::shared_ptr<const StoredResult> add(StoredResult result, std::string_view name);

  /// "$1" or "1". NotFound names what there is, FailedPrecondition tells that the rows had to go.
  Result<std::shared_ptr<const StoredResult>> find(std::string_view handle);

  /// The handles there are, oldest first.
  std::vector<std::string> handles();

 private:
  struct Entry {
    std::string handle;
    std::shared_ptr<const StoredResult> result;  ///< null when it had to go
    std::size_t bytes = 0;
  };
  struct State {
    std::deque<Entry> entries;
    std::size_t bytes = 0;
    std::size_t last_number = 0;
  };
  void make_room(State& state) const;

  const std::size_t max_bytes_;
  Guarded<State> state_;
};

/// True for a name that a model may give a result.
bool is_result_name(std::string_view name);

}  // namespace lakecode::tools
