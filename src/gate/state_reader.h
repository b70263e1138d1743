#pragma once
// Reads of the workspace around an act: by SQL through the gate's read door, and by typed fetches. Reads only; its
// calls may run in parallel.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/statements.h"
#include "gate/act_observer.h"
#include "safety/effect.h"

namespace lakecode::gate {

class StateReader {
 public:
  /// `warehouse` may be empty: then every query fails with FailedPrecondition. Borrows client and reads.
  StateReader(databricks::Client& client, WarehouseId warehouse, ReadDoor& reads)
      : client_(client), warehouse_(std::move(warehouse)), reads_(reads) {}

  [[nodiscard]] databricks::Client& client() const { return client_; }

  /// Runs one read with the defaults of `about`, at most `rows` rows.
  Result<databricks::StatementResult> query(const std::string& sql, const safety::SqlEffect& about, std::size_t rows,
                                            const CallContext& ctx) const;
  /// The first row's cell in the column of that name (any case); nullopt when there is no row, or it is NULL.
  static std::optional<std::string> cell(const databricks::StatementResult& result, std::string_view column,
                                         std::size_t row = 0);

  /// The three parts of `name`, completed by what the warehouse says the defaults are. InvalidArgument for a name that
  /// cannot be read back exactly.
  Result<std::vector<std::string>> full_name(const std::string& name, const safety::SqlEffect& about,
                                             const CallContext& ctx) const;

 private:
  databricks::Client& client_;
  WarehouseId warehouse_;
  ReadDoor& reads_;
};

}  // namespace lakecode::gate
