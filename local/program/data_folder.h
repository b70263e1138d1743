#pragma once
// The folder of one workspace on disk: lock, token, state/, tables.duckdb, files/, truth.json of a demo, and
// server.json while it is served.
// One owner at a time: the lock is held as long as the value lives. Not thread-safe.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace lakecode::local {

class DataFolder {
 public:
  /// Makes the folder when absent and locks it. FailedPrecondition when a server or another command has it.
  static Result<DataFolder> open(const std::filesystem::path& path);

  [[nodiscard]] std::filesystem::path state_folder() const { return path_ / "state"; }
  [[nodiscard]] std::filesystem::path tables_file() const { return path_ / "tables.duckdb"; }
  /// What the demo company has wrong with it; only where the demo was filled in.
  [[nodiscard]] std::filesystem::path truth_file() const { return path_ / "truth.json"; }
  [[nodiscard]] std::filesystem::path files_folder() const { return path_ / "files"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// `given`, or the kept token, or a new one of 32 random bytes; kept in `token` (0600).
  Result<Secret> settle_token(const std::string& given, RandomSource& random);

  /// server.json: {host, pid, started_at}, written whole.
  Result<void> announce(const std::string& host, int pid, WallTime started);
  void withdraw() noexcept;

  /// Names at the top of the folder that belong to the workspace: all but token, lock, server.json and hidden ones.
  [[nodiscard]] Result<std::vector<std::string>> content() const;
  /// Removes the workspace; the token stays.
  Result<void> clear();
  /// Removes what a first start that was cut off left in the engine.
  Result<void> clear_tables();

 private:
  DataFolder(std::filesystem::path path, files::FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  files::FileLock lock_;
};

/// Where a running server of `folder` is and its token; nullopt when none runs there.
struct RunningServer {
  std::string host;
  Secret token;
};
Result<std::optional<RunningServer>> find_running_server(const std::filesystem::path& folder);

}  // namespace lakecode::local
