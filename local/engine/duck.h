#pragma once
// DuckDB's C API as owned values. Only for local/engine. A Database is thread-safe, a Connection serves one thread (but
// interrupt may come from any). Invariant: everything the API hands out is given back.

#include <duckdb.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local::duck {

/// Owns a result. Not copyable.
class QueryResult {
 public:
  QueryResult() = default;
  QueryResult(QueryResult&& other) noexcept;
  QueryResult& operator=(QueryResult&& other) noexcept;
  QueryResult(const QueryResult&) = delete;
  QueryResult& operator=(const QueryResult&) = delete;
  ~QueryResult();
  duckdb_result* raw() { return &result_; }

 private:
  duckdb_result result_{};
  bool owned_ = true;
};

class Connection {
 public:
  explicit Connection(duckdb_connection connection) : connection_(connection) {}
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// One statement. The Error's reason is the engine's own message, kind in front.
  Result<QueryResult> query(const std::string& sql);
  /// For statements whose result does not matter.
  Result<void> execute(const std::string& sql);
  /// All rows of a small result, as texts.
  /// The names of the columns of a query, which does not run.
  Result<std::vector<std::string>> column_names(const std::string& sql);
  Result<std::vector<std::vector<std::optional<std::string>>>> texts(const std::string& sql);
  /// Ends what runs on this connection with an INTERRUPT error. Any thread.
  void interrupt();
  [[nodiscard]] duckdb_connection raw() const { return connection_; }

 private:
  duckdb_connection connection_ = nullptr;
};

class Database {
 public:
  /// Opens or creates `file`. Unavailable when it cannot be opened.
  static Result<Database> open(const std::filesystem::path& file);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();
  Result<Connection> connect();

 private:
  explicit Database(duckdb_database database) : database_(database) {}
  duckdb_database database_ = nullptr;
};

/// The engine's name of a type: "DECIMAL(10,2)", "STRUCT(a INTEGER)[]". Does not take ownership.
std::string type_name(duckdb_logical_type type);

}  // namespace lakecode::local::duck
