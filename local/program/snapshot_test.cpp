// Snapshot and restore through the real program: the same workspace comes back, and nothing else does.

#include "local/program/snapshot.h"

#include <gtest/gtest.h>
#include <csignal>

#include <filesystem>

#include "base/files.h"
#include "base/json.h"
#include "local/program/running_program.h"

namespace lakecode::local {
namespace {

class SnapshotTest : public ::testing::Test {
 protected:
  SnapshotTest() : data_(folder_.path() / "data"), file_(folder_.path() / "fixture.tar.zst") {}

  /// Runs `sql` on a server of the folder and gives the first cell back.
  std::string with_server(const std::string& sql) const {
    Server server({"serve", "--data", data_.string()});
    Client client(server);
    std::string cell = client.cell(sql);
    server.end(SIGTERM);
    return cell;
  }
  [[nodiscard]] Options options() const {
    Options options;
    options.data = data_;
    options.file = file_;
    return options;
  }

  const Folder folder_;
  const fs::path data_;
  const fs::path file_;
};

TEST_F(SnapshotTest, BringsTheWorkspaceBackAsItWas) {
  with_server("CREATE TABLE main.default.kept AS SELECT 41 + 1 AS a");
  ASSERT_TRUE(take_snapshot(options()));
  const std::string token = files::read(data_ / "token").value();
  with_server("DROP TABLE main.default.kept");
  with_server("CREATE TABLE main.default.later (a INT)");
  ASSERT_TRUE(restore_snapshot(options()));
  EXPECT_EQ(with_server("SELECT a FROM main.default.kept"), "42");
  EXPECT_NE(with_server("SELECT a FROM main.default.later").find("TABLE_OR_VIEW_NOT_FOUND"), std::string::npos);
  EXPECT_EQ(files::read(data_ / "token").value(), token);
}

TEST_F(SnapshotTest, HoldsNoToken) {
  with_server("SELECT 1");
  ASSERT_TRUE(take_snapshot(options()));
  Options elsewhere = options();
  elsewhere.data = folder_.path() / "other";
  ASSERT_TRUE(restore_snapshot(elsewhere));
  EXPECT_FALSE(files::exists(elsewhere.data / "token"));
  EXPECT_TRUE(files::exists(elsewhere.data / "tables.duckdb"));
}

TEST_F(SnapshotTest, NeverOverwritesAndNeedsAWorkspace) {
  const auto nothing = take_snapshot(options());
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::FailedPrecondition);
  with_server("SELECT 1");
  ASSERT_TRUE(files::write_new(file_, "mine"));
  const auto refused = take_snapshot(options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::AlreadyExists);
  EXPECT_EQ(files::read(file_).value(), "mine");
}

TEST_F(SnapshotTest, RefusesWhileAServerRuns) {
  const Server server({"serve", "--data", data_.string()});
  const auto refused = take_snapshot(options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::FailedPrecondition);
  EXPECT_FALSE(files::exists(file_));
}

TEST_F(SnapshotTest, ADamagedFileLeavesTheWorkspaceAsItIs) {
  with_server("CREATE TABLE main.default.kept AS SELECT 7 AS a");
  ASSERT_TRUE(take_snapshot(options()));
  const std::string whole = files::read(file_).value();
  std::string flipped = whole;
  flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 0x20);
  for (const std::string& bytes : {std::string("no archive at all"), std::string(), whole.substr(0, whole.size() / 2),
                                   whole.substr(0, whole.size() - 40), flipped}) {
    ASSERT_TRUE(files::write_atomic(file_, bytes));
    const auto refused = restore_snapshot(options());
    ASSERT_FALSE(refused) << bytes.size();
    EXPECT_EQ(refused.error().code, ErrorCode::CorruptData) << bytes.size();
  }
  EXPECT_EQ(with_server("SELECT a FROM main.default.kept"), "7");
}

}  // namespace
}  // namespace lakecode::local
