#pragma once
// Runs Databricks SQL on the tables of the workspace: dialect, engine, and the stored objects that follow from what
// ran. Thread-safe: statements run on the callers' threads, several at a time; definitions one after the other. The
// engine is opened by the first statement (or warm_up), so that a workspace starts without waiting for it.

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "local/dialect/column_origins.h"
#include "local/dialect/names.h"
#include "local/dialect/rewriter.h"
#include "local/engine/result_table.h"
#include "local/engine/session.h"
#include "local/state/store.h"

namespace lakecode::local {

/// Lets another thread end a statement that runs. Shared by both.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  void cancel();
  [[nodiscard]] bool cancelled() const;

 private:
  friend class TableEngine;
  struct State;
  std::unique_ptr<State> state_;
};

struct StatementRequest {
  std::string sql;
  dialect::SessionNames names;
  std::vector<dialect::Parameter> parameters;
  std::optional<std::uint64_t> row_limit;
  std::uint64_t byte_limit = 25U << 20U;  ///< of cell texts
  bool fails_over_byte_limit = true;      ///< else the result is cut and marked
};

struct StatementOutcome {
  ResultTable table;
  std::string statement_type;
  std::uint64_t rows_read = 0;  ///< rows of the tables that were read, as the engine estimates them
  std::vector<dialect::TableName> reads;
  dialect::TableName target;                   ///< the table or view it wrote or made; no name for none
  std::vector<dialect::ColumnOrigin> origins;  ///< of the target's columns, as far as the statement tells
};

class TableEngine {
 public:
  /// Opens nothing yet.
  TableEngine(std::filesystem::path file, Store& store, const Clock& clock, std::string metastore_id);
  ~TableEngine();

  Result<void> warm_up();

  /// Error: Cancelled, or InvalidArgument with "[CONDITION] ... SQLSTATE: xxxxx" as reason.
  Result<StatementOutcome> run(const StatementRequest& request, Interrupt& interrupt);
  /// The same in a session that goes on: USE, variables and temporary views stay in `session`, whose names count
  /// (those of `request` do not).
  Result<StatementOutcome> run(const StatementRequest& request, Interrupt& interrupt, Session& session);

  /// The statements of DemoData, in order, on a fresh engine; then one document for every catalog, schema and table,
  /// `extra` laid over them. Returns all documents to store.
  Result<std::vector<Document>> fill(std::span<const std::string> script, std::vector<Document> extra,
                                     const std::string& user);

  /// Loads rows from a file of this machine: the one door that reads files. `ending` csv, json or parquet.
  struct LoadRequest {
    std::filesystem::path file;
    std::string format;
    dialect::TableName table;
    bool append = false;
    std::vector<std::pair<std::string, std::string>>
        columns;  ///< name and type text; empty: by the file, CSV all strings
    std::string user;
  };
  Result<std::uint64_t> load(const LoadRequest& request);

  struct State;  ///< the inside, for the sources of local/engine

 private:
  Result<StatementOutcome> run_statement(const StatementRequest& request, Interrupt& interrupt, Session& session);
  /// What a failed try has taught, as dialect::Lookups has it.
  struct Retry {
    bool casts_to_text = false;
    bool typed_minus = false;
    bool plain_sets = false;
    std::set<std::string> array_fields;
    /// True when `reason` tells something new.
    bool learn(const std::string& reason);
  };
  Result<StatementOutcome> run_translated(const StatementRequest& request, Interrupt& interrupt, Session& session,
                                          const Retry& retry);

  std::unique_ptr<State> state_;
};

}  // namespace lakecode::local
