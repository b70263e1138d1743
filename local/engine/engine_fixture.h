#pragma once
// A workspace's engine in a folder of its own, for tests. Only for tests.

#include <gtest/gtest.h>

#include <filesystem>

#include "base/random.h"
#include "local/engine/table_engine.h"

namespace lakecode::local {

/// Cells of a row joined by "|", rows by newlines, NULL for none.
inline std::string rows_text(const ResultTable& table) {
  std::string out;
  for (const auto& row : table.rows) {
    if (!out.empty()) out += "\n";
    for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : "|") + row[i].value_or("NULL");
  }
  return out;
}

class Engine {
 public:
  Engine() : folder_(std::filesystem::temp_directory_path() / ("lakecode-engine-" + SystemRandom().hex(8))) { open(); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() {
    close();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  void open() {
    auto store = Store::open(folder_ / "state");
    EXPECT_TRUE(store);
    store_ = std::move(store).value();
    engine_ = std::make_unique<TableEngine>(folder_ / "tables.duckdb", *store_, clock_, "m");
    if (store_->find("catalog", "main") == nullptr) run("CREATE CATALOG main");
  }
  void close() {
    engine_.reset();
    store_.reset();
  }

  Result<StatementOutcome> try_run(const std::string& sql) {
    StatementRequest request;
    request.sql = sql;
    request.names = {"main", "default", "me@x.example"};
    Interrupt interrupt;
    return engine_->run(request, interrupt);
  }
  /// The rows as text; the reason of a failure.
  std::string run(const std::string& sql) {
    const auto outcome = try_run(sql);
    return outcome ? rows_text(outcome->table) : outcome.error().reason;
  }
  [[nodiscard]] TableEngine& engine() { return *engine_; }
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  SystemClock clock_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<TableEngine> engine_;
};

}  // namespace lakecode::local
