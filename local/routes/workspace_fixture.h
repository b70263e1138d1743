#pragma once
// A workspace in a fresh folder for tests of routes: fixed clock, counted ids, a token "secret". For tests only.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "local/engine/table_engine.h"
#include "local/jobs/job_runner.h"
#include "local/routes/route.h"
#include "local/statements/statement_runner.h"

namespace lakecode::local {

/// Zero bytes with a count in the last one: every id can be written down beforehand.
class CountedRandom final : public RandomSource {
 public:
  void fill(std::span<std::byte> out) override {
    for (std::byte& byte : out) byte = std::byte{0};
    if (!out.empty()) out.back() = static_cast<std::byte>(++count_);
  }

 private:
  std::atomic<unsigned> count_{0};
};

class WorkspaceFixture {
 public:
  WorkspaceFixture()
      : folder_(std::filesystem::temp_directory_path() / ("lakecode-routes-" + SystemRandom().hex(8))),
        clock_(WallTime(std::chrono::milliseconds(1'767'225'600'000))) {
    auto store = Store::open(folder_ / "state");
    EXPECT_TRUE(store);
    store_ = std::move(store).value();
    engine_ = std::make_unique<TableEngine>(folder_ / "tables.duckdb", *store_, clock_, kMetastore);
    runner_ = std::make_unique<StatementRunner>(StatementRunner::Parts{*engine_, *store_, clock_, random_}, 4);
    work_ = std::make_unique<TaskWork>(
        TaskWork::Parts{*runner_, *store_, clock_, folder_ / "files", [] { return std::string("main"); }, {}});
    jobs_ = std::make_unique<JobRunner>(JobRunner::Parts{*store_, clock_, random_, *work_, "900800700600"}, 2);
    workspace_ = std::make_unique<Workspace>(Workspace{.store = *store_,
                                                       .clock = clock_,
                                                       .engine = engine_.get(),
                                                       .statements = runner_.get(),
                                                       .jobs = jobs_.get(),
                                                       .random = random_,
                                                       .files = folder_ / "files",
                                                       .token = Secret("secret"),
                                                       .origin = "http://127.0.0.1:8080",
                                                       .workspace_id = "900800700600",
                                                       .metastore_id = kMetastore});
  }
  WorkspaceFixture(const WorkspaceFixture&) = delete;
  WorkspaceFixture& operator=(const WorkspaceFixture&) = delete;
  ~WorkspaceFixture() {
    jobs_.reset();
    runner_.reset();
    engine_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] Workspace& workspace() { return *workspace_; }
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] TableEngine& engine() { return *engine_; }
  [[nodiscard]] FixedClock& clock() { return clock_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  static constexpr const char* kMetastore = "11111111-2222-4333-8444-555555555555";
  std::filesystem::path folder_;
  FixedClock clock_;
  CountedRandom random_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<TableEngine> engine_;
  std::unique_ptr<StatementRunner> runner_;
  std::unique_ptr<TaskWork> work_;
  std::unique_ptr<JobRunner> jobs_;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace lakecode::local
