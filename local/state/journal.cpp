#include "local/state/journal.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "local/state/frame.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 4ULL << 30U;
constexpr std::string_view kSnapshotEnd = "end of snapshot";

fs::path snapshot_path(const fs::path& folder, std::uint64_t generation) {
  return folder / fmt::format("state-{}.snapshot", generation);
}

fs::path log_path(const fs::path& folder, std::uint64_t generation) {
  return folder / fmt::format("state-{}.log", generation);
}

/// N of "state-N.snapshot", else nullopt.
std::optional<std::uint64_t> generation_of(std::string_view name) {
  constexpr std::string_view kHead = "state-";
  constexpr std::string_view kTail = ".snapshot";
  if (!name.starts_with(kHead) || !name.ends_with(kTail) || name.size() <= kHead.size() + kTail.size()) {
    return std::nullopt;
  }
  const auto number = text::parse_int(name.substr(kHead.size(), name.size() - kHead.size() - kTail.size()));
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

Result<std::uint64_t> newest_generation(const fs::path& folder) {
  TRY_ASSIGN(const std::vector<std::string> names, files::list(folder));
  std::uint64_t newest = 0;
  for (const std::string& name : names) {
    if (const auto generation = generation_of(name); generation && *generation > newest) newest = *generation;
  }
  return newest;
}

Error damaged(const fs::path& path, std::string reason) {
  return {.code = ErrorCode::CorruptData,
          .action = "read workspace state",
          .subject = path.string(),
          .reason = std::move(reason),
          .advice = "restore the folder from a copy, or start again with `lakecode local reset`"};
}

/// Feeds all frames; returns the offset after the last whole one.
std::optional<std::size_t> replay(std::string_view bytes, std::size_t& frames,
                                  const std::function<bool(std::string_view)>& on_payload) {
  std::size_t offset = 0;
  while (const auto frame = read_frame(bytes, offset)) {
    if (frame->payload != kSnapshotEnd && !on_payload(frame->payload)) return std::nullopt;
    offset = frame->next;
    ++frames;
  }
  return offset;
}

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

}  // namespace

Journal::Journal(fs::path folder, std::uint64_t generation, files::AppendFile log)
    : folder_(std::move(folder)), generation_(generation), log_(std::move(log)) {}

Result<Journal> Journal::open(const fs::path& folder, const std::function<bool(std::string_view)>& on_payload) {
  TRY_VOID(files::make_private_folder(folder));
  TRY_ASSIGN(const std::uint64_t generation, newest_generation(folder));
  TRY_ASSIGN(files::AppendFile log, files::AppendFile::open(log_path(folder, generation)));
  Journal journal(folder, generation, std::move(log));

  if (generation > 0) {
    const fs::path path = snapshot_path(folder, generation);
    TRY_ASSIGN(const std::string bytes, files::read(path, kMaxFileBytes));
    const auto end = replay(bytes, journal.recovery_.frames, on_payload);
    if (end != bytes.size() || !bytes.ends_with(kSnapshotEnd)) return damaged(path, "the snapshot is damaged");
    journal.snapshot_bytes_ = bytes.size();
  }
  const fs::path path = log_path(folder, generation);
  TRY_ASSIGN(const std::string bytes, files::read(path, kMaxFileBytes));
  const auto end = replay(bytes, journal.recovery_.frames, on_payload);
  if (!end) return damaged(path, "a record cannot be understood");
  if (*end < bytes.size()) {
    if (!is_torn_tail(bytes, *end)) return damaged(path, fmt::format("the record at byte {} is damaged", *end));
    journal.recovery_.cut_bytes = bytes.size() - *end;
    TRY_VOID(journal.log_.truncate(*end));
  }
  return journal;
}

Result<void> Journal::append(std::string_view payload, files::AppendFile::Sync sync) {
  return log_.append(make_frame(payload), sync);
}

Result<void> Journal::compact(const std::vector<std::string>& payloads) {
  std::string bytes;
  for (const std::string& payload : payloads) bytes += make_frame(payload);
  bytes += make_frame(kSnapshotEnd);
  const std::uint64_t next = generation_ + 1;
  // The new log exists before the snapshot that makes it current; a death between the two leaves the old pair in force.
  remove_quietly(log_path(folder_, next));
  TRY_ASSIGN(files::AppendFile log, files::AppendFile::open(log_path(folder_, next)));
  TRY_VOID(files::write_atomic(snapshot_path(folder_, next), bytes));
  remove_quietly(log_path(folder_, generation_));
  remove_quietly(snapshot_path(folder_, generation_));
  log_ = std::move(log);
  generation_ = next;
  snapshot_bytes_ = bytes.size();
  return {};
}

}  // namespace lakecode::local
