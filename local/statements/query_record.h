#pragma once
// One statement that ran, as a document of the query history (API reference 3.6). Pure.

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "local/state/document.h"
#include "local/statements/statement_runner.h"

namespace lakecode::local {

struct QueryRecord {
  std::string id;
  const Submission* submission = nullptr;
  WallTime submitted;
  WallTime started;
  WallTime ended;
  const StatementOutcome* outcome = nullptr;  ///< null when it failed
  std::optional<Error> error;
  bool audited = true;  ///< told in system.access.audit too
};

Document make_query_document(const QueryRecord& record);

}  // namespace lakecode::local
