#pragma once
// One SQL statement on behalf of the model, from its text to a named result: warehouse, names, gate, run, record. What
// sql_execute and batch_sql share. Thread-safe as its services.

#include <chrono>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/statements.h"
#include "tools/tool.h"

namespace lakecode::tools {

struct StatementCall {
  std::string tool;  ///< who asks, for gate and query tags
  std::string step = {};
  std::string statement;  ///< exactly one
  std::string catalog = {};
  std::string schema = {};
  std::string warehouse_id = {};  ///< asked for by the model; empty: chosen
  std::string result_name = {};
  std::vector<databricks::StatementParameter> parameters = {};
  std::size_t row_limit = 1'000;
  std::size_t shown_rows = 100;
  std::chrono::milliseconds timeout{300'000};
};

struct StatementEnd {
  enum class Kind { Done, Failed, Refused, NotSent, DryRun } kind = Kind::Failed;
  std::string text;       ///< for the model; inert, bounded
  std::string untrusted;  ///< see Output
  std::vector<Act> acts;
  std::string handle = {};  ///< of the result; empty without rows
  StatementId statement = {};
  std::string data = {};  ///< see Output
};

/// Errors end the turn: Cancelled (the statement is cancelled on the warehouse), the time of the turn, no record.
Result<StatementEnd> run_statement(const StatementCall& call, Services& services, const CallContext& ctx);

/// The output of a tool that ran this one statement.
Output output_of(StatementEnd end);

}  // namespace lakecode::tools
