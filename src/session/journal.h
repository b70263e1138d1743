#pragma once
// The journal of one session: SESSIONS_DIR/<id>.jsonl, one JSON record a line, that only grows. What append() was asked
// to keep is on disk when it returns. One writer: a kernel lock on the file, which ends with its process. Files are
// 0600. Secrets are masked on the way in; what a vendor signed is kept byte for byte. A journal belongs to one thread.
//
//   {"n": N, "t": RFC 3339, "type": …, …, "sum": first 16 hex digits of the SHA-256 of the line up to ,"sum"}\n
//
// Line 0 is `opened` and carries "schema":"lakecode.session/1"; it and `resumed` name the process that wrote them.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/redact.h"
#include "base/result.h"
#include "session/record.h"

namespace lakecode::session {

/// What was wrong with a journal, and what was done about it; a sentence without full stop, for a notice.
struct Repair {
  std::int64_t line = 0;    ///< in the file, from 1
  std::int64_t offset = 0;  ///< of its first byte
  std::string what;         ///< "line 12 (byte 4711) is torn: its 57 bytes were moved to …"
};

struct LoadedJournal {
  std::vector<Entry> entries;   ///< whole records in file order; numbers grow
  std::vector<Repair> repairs;  ///< empty for a sound journal
  std::size_t whole_bytes = 0;  ///< up to the last line's newline; what follows is a torn tail
  std::size_t bytes = 0;
  std::int64_t next_number = 0;
  std::string writer;  ///< who wrote it last: "process 4711 on HOST"; may be empty
};

/// Reads a journal without changing it. Damage is no error: it is told in `repairs`, and the rest is read.
/// Errors: NotFound, PermissionDenied, InvalidArgument (larger than 1 GiB, no file), Unsupported (a newer version).
Result<LoadedJournal> load_journal(const std::filesystem::path& file);

/// The same from bytes; `name` is the journal in errors. Pure.
Result<LoadedJournal> parse_journal(std::string_view bytes, std::string_view name);

class Journal {
 public:
  /// A new session. Errors: AlreadyExists, and those of the file system.
  static Result<Journal> create(const std::filesystem::path& folder, const std::string& id, const Opened& opened,
                                const Redactor& redactor, const Clock& clock);

  struct Reopened;
  /// Takes a session up again: locks, loads, moves a torn tail to <id>.torn, adds `resumed`.
  /// Errors: NotFound; FailedPrecondition when another process writes it, naming it; those of load_journal.
  static Result<Reopened> resume(const std::filesystem::path& folder, const std::string& id, const Resumed& resumed,
                                 const Redactor& redactor, const Clock& clock);

  /// A session that leaves nothing on disk: append() numbers records and forgets them.
  static Journal make_private(const std::string& id, const Clock& clock);

  /// Keeps the records, in order, with one write and one sync; returns the number of the last one. After a failure
  /// every later append fails: what was told to be kept is never in doubt.
  Result<std::int64_t> append(std::span<const Record> records);
  Result<std::int64_t> append(const Record& record) { return append(std::span(&record, 1)); }

  /// Adds the records of another session but its `opened`, under their numbers and times: for a fork, once, right after
  /// create().
  Result<void> copy(const LoadedJournal& other);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] bool is_private() const { return !file_; }

 private:
  Journal(std::string id, const Redactor* redactor, const Clock& clock)
      : id_(std::move(id)), redactor_(redactor), clock_(&clock) {}
  std::string id_;
  const Redactor* redactor_;  ///< null for a private one
  const Clock* clock_;
  std::optional<files::AppendFile> file_;
  std::int64_t next_number_ = 0;
};

struct Journal::Reopened {
  Journal journal;
  LoadedJournal loaded;  ///< what stood in it before `resumed`
};

/// Letters, digits, ".", "_" and "-", beginning with a letter or digit, without "..", at most 64; not "latest".
bool is_session_id(std::string_view id);

std::filesystem::path journal_file(const std::filesystem::path& folder, std::string_view id);

}  // namespace lakecode::session
