#include "local/program/data_folder.h"

#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTokenBytes = 32;

}  // namespace

Result<DataFolder> DataFolder::open(const fs::path& path) {
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure);
  if (failure) return files::error_from_errno(failure.value(), "open workspace", path);
  TRY_VOID(files::make_private_folder(absolute));
  auto lock = files::FileLock::acquire(absolute / "lock");
  if (!lock) {
    Error error = lock.error();
    if (error.code == ErrorCode::FailedPrecondition) {
      error.action = "open workspace";
      error.subject = absolute.string();
      error.reason = "a server of this workspace is running";
      error.advice = "use that one, or stop it with `lakecode local stop`";
    }
    return error;
  }
  return DataFolder(absolute, std::move(lock).value());
}

Result<Secret> DataFolder::settle_token(const std::string& given, RandomSource& random) {
  const fs::path file = path_ / "token";
  if (given.empty() && files::exists(file)) {
    TRY_ASSIGN(const std::string kept, files::read(file, 4096));
    const std::string_view trimmed = text::trim(kept);
    if (!trimmed.empty()) return Secret(std::string(trimmed));
  }
  const std::string token = given.empty() ? random.hex(kTokenBytes) : given;
  TRY_VOID(files::write_atomic(file, token + "\n"));
  return Secret(token);
}

Result<void> DataFolder::announce(const std::string& host, int pid, WallTime started) {
  const JsonObject body{{"host", host}, {"pid", pid}, {"started_at", format_rfc3339(started)}};
  return files::write_atomic(path_ / "server.json", json::serialize(body) + "\n");
}

void DataFolder::withdraw() noexcept {
  std::error_code ignored;
  fs::remove(path_ / "server.json", ignored);
}

Result<std::vector<std::string>> DataFolder::content() const {
  TRY_ASSIGN(std::vector<std::string> names, files::list(path_));
  std::erase_if(names, [](const std::string& name) {
    return name.starts_with(".") || name == "token" || name == "lock" || name == "server.json";
  });
  return names;
}

Result<void> DataFolder::clear() {
  TRY_ASSIGN(const std::vector<std::string> names, content());
  for (const std::string& name : names) {
    std::error_code failure;
    fs::remove_all(path_ / name, failure);
    if (failure) return files::error_from_errno(failure.value(), "remove", path_ / name);
  }
  return {};
}

Result<void> DataFolder::clear_tables() {
  for (const fs::path& path : {tables_file(), fs::path(tables_file().string() + ".wal"), truth_file()}) {
    std::error_code failure;
    fs::remove(path, failure);
    if (failure) return files::error_from_errno(failure.value(), "remove", path);
  }
  return {};
}

Result<std::optional<RunningServer>> find_running_server(const fs::path& folder) {
  if (!files::exists(folder / "lock") || !files::exists(folder / "server.json")) return std::optional<RunningServer>();
  // server.json may have been left by a dead process: who can take the lock knows that nobody serves.
  if (const auto lock = files::FileLock::acquire(folder / "lock")) return std::optional<RunningServer>();
  TRY_ASSIGN(const std::string content, files::read(folder / "server.json", 65536));
  TRY_ASSIGN(const JsonValue body, json::parse(content, "server.json"));
  TRY_ASSIGN(const std::string token, files::read(folder / "token", 4096));
  return std::optional<RunningServer>(
      RunningServer{json::string_at(body, "host"), Secret(std::string(text::trim(token)))});
}

}  // namespace lakecode::local
