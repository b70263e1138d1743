#pragma once
// The inside of TableEngine, shared by its sources. Only for local/engine.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "local/dialect/translate.h"
#include "local/engine/duck.h"
#include "local/engine/relation_function.h"
#include "local/engine/table_engine.h"
#include "local/engine/table_info.h"

namespace lakecode::local {

struct Interrupt::State {
  struct Target {
    duck::Connection* connection = nullptr;
    bool cancelled = false;
  };
  mutable Guarded<Target> target;
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
  Guarded<Writer> writer;  ///< held while definitions run and while documents follow a change

  // table_engine.cpp
  Result<duck::Connection> connect();
  Result<ResultTable> query(duck::Connection& connection, const std::string& sql, const StatementRequest& request,
                            const Interrupt& interrupt);
  Result<std::uint64_t> run_steps(duck::Connection& connection, const std::vector<std::string>& steps);

  // engine_definitions.cpp
  Result<ResultTable> define(duck::Connection& connection, const dialect::Translation& translation,
                             const std::string& user);
  /// Adds to `change` the table's next history entry.
  Result<void> add_history(Store::Change& change, const dialect::TableName& table, const std::string& operation,
                           JsonObject metrics, const std::string& user);

  // engine_catalog.cpp
  /// A table as the engine has it; nullopt when it has none.
  Result<std::optional<EngineTable>> describe(duck::Connection& connection, const dialect::TableName& name);
  Result<std::vector<EngineTable>> describe_all(duck::Connection& connection);
  /// Makes the stored objects agree with the engine, after a death between the two.
  Result<void> reconcile(duck::Connection& connection);
  [[nodiscard]] Stamp stamp(const std::string& user) const;
};

/// The error of the engine as the platform would tell it.
Error platform_error(const Error& engine_error);

}  // namespace lakecode::local
