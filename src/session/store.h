#pragma once
// The sessions of one folder: find, list, fork, delete, prune. Journals are read whole; a session that another process
// writes is told as running and never touched. Links and files of other names are not ours and are left alone.

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/redact.h"
#include "base/result.h"
#include "session/conversation.h"
#include "session/journal.h"

namespace lakecode::session {

/// YYYYMMDDTHHMMSSZ-<8 hex>: sorts by age.
std::string make_session_id(WallTime now, RandomSource& random);

struct Summary {
  std::string id;
  std::string title;
  std::string workspace;
  std::string model;
  std::string status;  ///< of the last close; "interrupted", "running", "damaged"
  WallTime created;
  WallTime last;
  std::int64_t turns = 0;
  std::optional<double> cost_usd;  ///< nullopt: a price is not known
  std::int64_t bytes = 0;
  std::int64_t repairs = 0;  ///< damaged places in the journal
};

/// All sessions, the one used last first. An absent folder is empty. A journal that cannot be read is "damaged".
Result<std::vector<Summary>> list_sessions(const std::filesystem::path& folder);

/// The id that `given` names: an id, the beginning of exactly one, or "latest" ("last"): the one used last.
/// Errors: NotFound, InvalidArgument (ambiguous, or no session id).
Result<std::string> find_session(const std::filesystem::path& folder, std::string_view given);

struct LoadedSession {
  std::string id;
  LoadedJournal journal;
  Conversation conversation;
};

/// Reads a session without changing it. Errors: those of find_session and load_journal.
Result<LoadedSession> load_session(const std::filesystem::path& folder, std::string_view given);

/// A session of its own with all records of `given`, which may be running meanwhile, and its torn tail left out; the
/// new session's `opened` names the old one. Records of kinds we do not know go along.
/// Errors: AlreadyExists, those of load_session and of writing.
Result<Journal> fork_session(const std::filesystem::path& folder, std::string_view given, const std::string& new_id,
                             const Redactor& redactor, const Clock& clock);

/// Removes a session and what was moved aside from it. FailedPrecondition when another process writes it.
Result<void> delete_session(const std::filesystem::path& folder, const std::string& id);

/// Removes sessions whose last record is older than `age`; running ones stay. Returns their ids, oldest first.
/// Also removes temporary files that a killed process left.
Result<std::vector<std::string>> prune_sessions(const std::filesystem::path& folder, std::chrono::hours age,
                                                const Clock& clock);

}  // namespace lakecode::session
