#pragma once
// The inside of TableEngine, shared by its sources. Only for local/engine.

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "local/dialect/translate.h"
#include "local/engine/duck.h"
#include "local/engine/relation_function.h"
#include "local/engine/system_tables.h"
#include "local/engine/table_engine.h"
#include "local/engine/table_info.h"

namespace lakecode::local {

struct Interrupt::State {
  struct Target {
    duck::Connection* connection = nullptr;
    bool cancelled = false;
  };
  /// DuckDB forgets an interruption that comes while a query begins: it is repeated until the connection is let go.
  void repeat(const std::stop_token& stop);

  mutable Guarded<Target> target;
  std::jthread repeater;  ///< of the first cancel() that met a connection; last member, so that it ends first
};

/// One entry of DESCRIBE HISTORY. A name of "" adds none.
struct Operation {
  std::string name;
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> metrics;
};

struct TableEngine::State {
  State(std::filesystem::path path, Store& objects, const Clock& time, std::string metastore)
      : file(std::move(path)), store(objects), clock(time), metastore_id(std::move(metastore)) {}

  std::filesystem::path file;
  Store& store;
  const Clock& clock;
  std::string metastore_id;
  RelationSource relations;
  Guarded<std::optional<duck::Database>> database;
  struct Writer {};
  Guarded<Writer> writer;  ///< held while anything writes, so that versions follow one another

  // table_engine.cpp
  Result<duck::Connection> connect();
  Result<ResultTable> query(duck::Connection& connection, const std::string& sql, const StatementRequest& request,
                            const Interrupt& interrupt);
  Result<std::uint64_t> run_steps(duck::Connection& connection, const std::vector<std::string>& steps);

  // engine_changes.cpp
  /// INSERT, UPDATE, DELETE, MERGE, TRUNCATE.
  Result<ResultTable> change(duck::Connection& connection, const dialect::Translation& translation,
                             const std::string& user);

  // engine_definitions.cpp
  Result<ResultTable> define(duck::Connection& connection, const dialect::Translation& translation,
                             const std::string& user);

  // engine_functions.cpp
  Result<ResultTable> define_function(duck::Connection& connection, const dialect::Translation& translation,
                                      const std::string& user);

  // engine_volumes.cpp
  Result<ResultTable> define_volume(const dialect::Definition& definition, const std::string& user);

  // engine_tasks.cpp
  /// RESTORE, UNDROP, VACUUM and what else works on versions.
  Result<ResultTable> perform(duck::Connection& connection, const dialect::Translation& translation,
                              const std::string& user);

  /// What CLONE answers: sizes of what is in `table` now.
  Result<ResultTable> copied_answer(duck::Connection& connection, const dialect::TableName& table);

  // engine_history.cpp
  /// The version a table is at; 0 for one without history.
  [[nodiscard]] Result<std::int64_t> version_of(const dialect::TableName& table) const;
  /// Adds to `change` the table's next history entry.
  Result<void> add_history(Store::Change& change, const dialect::TableName& table, const Operation& operation,
                           const std::string& user) const;
  /// Engine SQL that reads `table` as it was. [DELTA_...] for a version that is not there.
  Result<std::string> earlier(duck::Connection& connection, const dialect::TableName& table,
                              const dialect::VersionOf& version);
  /// The version that is meant, checked against the history.
  Result<std::int64_t> resolve_version(duck::Connection& connection, const dialect::TableName& table,
                                       const dialect::VersionOf& version);

  // table_engine.cpp
  /// Bytes of the blocks that hold `table`; 0 when the engine cannot say.
  std::uint64_t blocks_of(duck::Connection& connection, const dialect::TableName& table);

  // engine_catalog.cpp
  /// A table as the engine has it; nullopt when it has none.
  Result<std::optional<EngineTable>> describe(duck::Connection& connection, const dialect::TableName& name);
  Result<std::vector<EngineTable>> describe_all(duck::Connection& connection);
  /// Makes the stored objects agree with the engine, after a death between the two.
  Result<void> reconcile(duck::Connection& connection);
  [[nodiscard]] Stamp stamp(const std::string& user) const;

  // table_engine.cpp
  /// What stands in every row of a system table.
  [[nodiscard]] SystemPlace place() const;
};

/// Runs `body` in a transaction of `connection`: committed when it succeeds, else rolled back.
template <typename Body>
Result<void> in_transaction(duck::Connection& connection, const Body& body) {
  TRY_VOID(connection.execute("BEGIN TRANSACTION"));
  Result<void> ran = body();
  if (ran) ran = connection.execute("COMMIT");
  if (!ran) ignore_result(connection.execute("ROLLBACK"), "the first failure is told");
  return ran;
}

/// The error of the engine as the platform would tell it.
Error platform_error(const Error& engine_error);

}  // namespace lakecode::local
