#include "session/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/time_format.h"

namespace lakecode::session {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".jsonl";
constexpr std::string_view kLeftover = ".lakecode-";

bool is_plain_file(const fs::path& path) {
  std::error_code failure;
  return fs::symlink_status(path, failure).type() == fs::file_type::regular;
}

Result<std::vector<std::string>> names_in(const fs::path& folder) {
  auto names = files::list(folder);
  if (!names && names.error().code == ErrorCode::NotFound) return std::vector<std::string>();
  return names;
}

/// Ids of the journals in the folder, sorted.
Result<std::vector<std::string>> session_ids(const fs::path& folder) {
  TRY_ASSIGN(const auto names, names_in(folder));
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    if (!name.ends_with(kEnding)) continue;
    std::string id = name.substr(0, name.size() - kEnding.size());
    if (is_session_id(id) && is_plain_file(folder / name)) ids.push_back(std::move(id));
  }
  return ids;
}

/// Looks at the lock for an instant; never makes the file, which may be deleted meanwhile.
bool is_being_written(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return false;
  const bool is_held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return is_held;
}

WallTime file_time(const fs::path& file) {
  std::error_code failure;
  const auto written = fs::last_write_time(file, failure);
  if (failure) return WallTime();
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(written));
}

Summary summarize(const fs::path& folder, const std::string& id) {
  const fs::path file = journal_file(folder, id);
  Summary summary{.id = id, .status = "damaged"};
  std::error_code failure;
  summary.bytes = static_cast<std::int64_t>(fs::file_size(file, failure));
  summary.created = summary.last = file_time(file);
  const auto loaded = load_journal(file);
  if (!loaded) return summary;
  const Conversation conversation = conversation_of(loaded->entries);
  summary.repairs = static_cast<std::int64_t>(loaded->repairs.size());
  summary.title = conversation.title;
  summary.workspace = conversation.opened.workspace;
  summary.model = conversation.opened.model;
  summary.turns = conversation.turns;
  summary.cost_usd = conversation.ledger.model_usd();
  if (!loaded->entries.empty()) {
    summary.created = conversation.created;
    summary.last = conversation.last;
    summary.status = conversation.status;
  }
  if (is_being_written(file)) summary.status = "running";
  return summary;
}

Error not_found(std::string_view given) {
  const bool any = given == "latest" || given == "last";
  return Error{.code = ErrorCode::NotFound,
               .action = "find session",
               .subject = std::string(given),
               .reason = any ? "there is no session yet" : "there is no such session",
               .advice = any ? "begin one with `lakecode run PROMPT`" : "see `lakecode sessions list`"};
}

Error ambiguous(std::string_view given, const std::vector<std::string>& matches) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "find session",
               .subject = std::string(given),
               .reason = std::to_string(matches.size()) + " sessions begin so: " + matches[0] + ", " + matches[1] +
                         (matches.size() > 2 ? ", …" : ""),
               .advice = "give more of the id"};
}

Result<std::string> find_latest(const fs::path& folder, std::string_view given) {
  TRY_ASSIGN(const auto ids, session_ids(folder));
  if (ids.empty()) return not_found(given);
  // The time of the file is that of its last record: no need to read them all.
  return *std::max_element(ids.begin(), ids.end(), [&](const std::string& a, const std::string& b) {
    const auto of_a = file_time(journal_file(folder, a));
    const auto of_b = file_time(journal_file(folder, b));
    return of_a == of_b ? a < b : of_a < of_b;
  });
}

Result<void> remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return files::error_from_errno(errno, "delete", path);
}

}  // namespace

std::string make_session_id(WallTime now, RandomSource& random) {
  return format_compact(now) + "-" + random.hex(4);
}

Result<std::vector<Summary>> list_sessions(const fs::path& folder) {
  TRY_ASSIGN(const auto ids, session_ids(folder));
  std::vector<Summary> summaries;
  summaries.reserve(ids.size());
  for (const std::string& id : ids) summaries.push_back(summarize(folder, id));
  std::stable_sort(summaries.begin(), summaries.end(),
                   [](const Summary& a, const Summary& b) { return a.last == b.last ? a.id > b.id : a.last > b.last; });
  return summaries;
}

Result<std::string> find_session(const fs::path& folder, std::string_view given) {
  if (given == "latest" || given == "last") return find_latest(folder, given);
  if (!is_session_id(given)) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "find session",
                 .subject = std::string(given.substr(0, 80)),
                 .reason = "that is no session id",
                 .advice = "see `lakecode sessions list`, or say `latest`"};
  }
  TRY_ASSIGN(const auto ids, session_ids(folder));
  std::vector<std::string> matches;
  for (const std::string& id : ids) {
    if (id == given) return id;
    if (id.starts_with(given)) matches.push_back(id);
  }
  if (matches.empty()) return not_found(given);
  if (matches.size() > 1) return ambiguous(given, matches);
  return matches.front();
}

Result<LoadedSession> load_session(const fs::path& folder, std::string_view given) {
  LoadedSession session;
  TRY_ASSIGN(session.id, find_session(folder, given));
  TRY_ASSIGN(session.journal, load_journal(journal_file(folder, session.id)));
  session.conversation = conversation_of(session.journal.entries);
  return session;
}

Result<Journal> fork_session(const fs::path& folder, std::string_view given, const std::string& new_id,
                             const Redactor& redactor, const Clock& clock) {
  TRY_ASSIGN(const LoadedSession old, load_session(folder, given));
  Opened opened = old.conversation.opened;
  opened.title = old.conversation.title;
  opened.forked_from = old.id;
  TRY_ASSIGN(Journal journal, Journal::create(folder, new_id, opened, redactor, clock));
  // Numbers stay, since compactions name records by them; the new `opened` takes the place of the old one.
  TRY_VOID(journal.copy(old.journal));
  return journal;
}

Result<void> delete_session(const fs::path& folder, const std::string& id) {
  if (!is_session_id(id)) return not_found(id);
  const fs::path file = journal_file(folder, id);
  if (!is_plain_file(file)) return not_found(id);
  // Who deletes holds the lock: nobody can be writing it, and who comes later finds nothing.
  auto held = files::AppendFile::open(file);
  if (!held && held.error().code == ErrorCode::FailedPrecondition) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "delete session",
                 .subject = id,
                 .reason = "another process is writing it",
                 .advice = "wait until it ends"};
  }
  if (!held) return std::move(held).error();
  TRY_VOID(remove_file(file));
  return remove_file(folder / (id + ".torn"));
}

Result<std::vector<std::string>> prune_sessions(const fs::path& folder, std::chrono::hours age, const Clock& clock) {
  TRY_ASSIGN(auto sessions, list_sessions(folder));
  std::reverse(sessions.begin(), sessions.end());
  std::vector<std::string> removed;
  const WallTime oldest_kept = clock.now() - age;
  for (const Summary& session : sessions) {
    if (session.status == "running" || session.last >= oldest_kept) continue;
    auto deleted = delete_session(folder, session.id);
    // Taken up, or removed by someone else, in the meantime.
    if (!deleted &&
        (deleted.error().code == ErrorCode::FailedPrecondition || deleted.error().code == ErrorCode::NotFound))
      continue;
    if (!deleted) return std::move(deleted).error();
    removed.push_back(session.id);
  }
  TRY_ASSIGN(const auto names, names_in(folder));
  for (const std::string& name : names) {
    if (name.starts_with(kLeftover) && is_plain_file(folder / name) && file_time(folder / name) < oldest_kept)
      TRY_VOID(remove_file(folder / name));
  }
  return removed;
}

}  // namespace lakecode::session
