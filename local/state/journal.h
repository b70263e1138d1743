#pragma once
// The write-ahead log of the workspace state: a folder with `state-N.snapshot` (whole state) and `state-N.log` (changes
// since). One writer, not thread-safe. Invariant: what append() acknowledged is found by the next open(), whenever the
// process dies; a torn tail is cut and reported. N grows by one with every compaction, so an old log is never read on a
// new snapshot.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace lakecode::local {

class Journal {
 public:
  struct Recovery {
    std::size_t frames = 0;
    std::size_t cut_bytes = 0;  ///< of a torn tail; 0 when the log was whole
  };

  /// Opens or starts the journal in `folder` and hands every payload to `on_payload`, oldest first.
  /// Errors: FailedPrecondition when another process has it, CorruptData for a damaged snapshot or a payload that
  /// `on_payload` refuses (it returns false).
  static Result<Journal> open(const std::filesystem::path& folder,
                              const std::function<bool(std::string_view)>& on_payload);

  /// One atomic change. With Sync::Now it also survives a power cut; with Sync::Later only the death of the process.
  Result<void> append(std::string_view payload, files::AppendFile::Sync sync);

  /// Replaces everything by `payloads`, the whole state.
  Result<void> compact(const std::vector<std::string>& payloads);

  [[nodiscard]] const Recovery& recovery() const { return recovery_; }
  [[nodiscard]] std::size_t log_bytes() const { return log_.size(); }
  [[nodiscard]] std::size_t snapshot_bytes() const { return snapshot_bytes_; }

 private:
  Journal(std::filesystem::path folder, std::uint64_t generation, files::AppendFile log);

  std::filesystem::path folder_;
  std::uint64_t generation_;
  files::AppendFile log_;
  std::size_t snapshot_bytes_ = 0;
  Recovery recovery_;
};

}  // namespace lakecode::local
