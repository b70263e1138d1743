#include "session/journal.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/call_context.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "session/journal_line.h"
#include "session/record_json.h"

namespace lakecode::session {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestJournal = 1U << 30U;
constexpr std::size_t kLongestId = 64;
constexpr std::int64_t kLastNumber = 1LL << 53;  // far beyond what a journal can hold, and one more is still a number
constexpr std::string_view kSchemaFamily = "lakecode.session/";

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("this machine");
}

/// Reads the lines of one journal, keeping what is whole and telling what is not.
class LineReader {
 public:
  explicit LineReader(std::string_view name) : name_(name) {}

  Result<void> take(std::string_view line, std::size_t offset) {
    ++lines_;
    const auto value = parse_line(line);
    if (!value) {
      skip(offset, value.error().reason);
      return {};
    }
    TRY_VOID(check_schema(**value));
    auto record = from_json(**value);
    const auto number = json::int_at(**value, "n");
    if (!record || !number || *number < 0 || *number > kLastNumber) {
      skip(offset, record ? "it has no number" : record.error().reason);
      return {};
    }
    note_writer(**value);
    const auto time = parse_rfc3339(json::string_at(**value, "t"));
    out_.entries.push_back({*number, time ? *time : WallTime(), std::move(*record)});
    places_.push_back({lines_, static_cast<std::int64_t>(offset)});
    return {};
  }

  LoadedJournal finish(std::size_t whole_bytes, std::size_t bytes) {
    out_.whole_bytes = whole_bytes;
    out_.bytes = bytes;
    put_in_order();
    if (bytes > whole_bytes) {
      repair(lines_ + 1, whole_bytes,
             "is torn: its " + std::to_string(bytes - whole_bytes) + " bytes, never acknowledged, are left out");
    }
    return std::move(out_);
  }

 private:
  /// Line and byte of an entry, in step with out_.entries until they are put in order.
  struct Place {
    std::int64_t line = 0;
    std::int64_t offset = 0;
  };

  void repair(std::int64_t line, std::size_t offset, const std::string& what) {
    out_.repairs.push_back({line, static_cast<std::int64_t>(offset),
                            "line " + std::to_string(line) + " (byte " + std::to_string(offset) + ") " + what});
  }

  void skip(std::size_t offset, const std::string& why) {
    ++skipped_;
    repair(lines_, offset, "is damaged and left out: " + why);
  }

  Result<void> check_schema(const JsonValue& line) const {
    const std::string schema = json::string_at(line, "schema");
    if (json::string_at(line, "type") != "opened" || schema == kSessionSchema || !schema.starts_with(kSchemaFamily))
      return {};
    return Error{.code = ErrorCode::Unsupported,
                 .action = "load session",
                 .subject = std::string(name_),
                 .reason = "it is written in format " + schema + ", this version reads " + std::string(kSessionSchema),
                 .advice = "use the version of lakecode that wrote it, or a later one"};
  }

  void note_writer(const JsonValue& line) {
    const auto pid = json::int_at(line, "pid");
    if (pid) out_.writer = "process " + std::to_string(*pid) + " on " + json::string_at(line, "host");
  }

  /// Entries by number, each once; what moved or is missing is told.
  void put_in_order() {
    std::int64_t expected = 0;
    for (std::size_t i = 0; i < out_.entries.size(); ++i) {
      if (out_.entries[i].number < expected) {
        repair(places_[i].line, static_cast<std::size_t>(places_[i].offset),
               "is out of place: it holds record " + std::to_string(out_.entries[i].number));
      }
      expected = std::max(expected, out_.entries[i].number + 1);
    }
    const auto by_number = [](const Entry& a, const Entry& b) { return a.number < b.number; };
    std::stable_sort(out_.entries.begin(), out_.entries.end(), by_number);
    const auto same = [](const Entry& a, const Entry& b) { return a.number == b.number; };
    out_.entries.erase(std::unique(out_.entries.begin(), out_.entries.end(), same), out_.entries.end());
    const std::int64_t missing = expected - static_cast<std::int64_t>(out_.entries.size()) - skipped_;
    if (missing > 0)
      repair(lines_, out_.whole_bytes, "ends a journal of which " + std::to_string(missing) + " records are missing");
    out_.next_number = std::max(expected, lines_);
  }

  std::string_view name_;
  LoadedJournal out_;
  std::vector<Place> places_;
  std::int64_t lines_ = 0;
  std::int64_t skipped_ = 0;
};

Error no_such_session(std::string_view id) {
  return Error{.code = ErrorCode::NotFound,
               .action = "open session",
               .subject = std::string(id),
               .reason = "there is no such session",
               .advice = "see `lakecode sessions list`"};
}

Error is_taken(std::string_view id) {
  return Error{.code = ErrorCode::AlreadyExists,
               .action = "create session",
               .subject = std::string(id),
               .reason = "a session of that id exists",
               .advice = "continue it, or choose another id"};
}

Error is_being_written(const fs::path& file, std::string_view id) {
  const auto loaded = load_journal(file);
  const std::string writer = loaded && !loaded->writer.empty() ? loaded->writer : "another process";
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "open session",
               .subject = std::string(id),
               .reason = writer + " is writing it",
               .advice = "wait until it ends, or go on in a session of your own"};
}

/// Who lists sessions holds each lock for an instant: that is no writer.
Result<files::AppendFile> open_patiently(const fs::path& path, const Clock& clock) {
  constexpr int kTries = 10;
  constexpr std::chrono::milliseconds kPause{10};
  CallContext ctx;
  ctx.clock = &clock;
  for (int i = 1;; ++i) {
    auto file = files::AppendFile::open(path);
    if (file || file.error().code != ErrorCode::FailedPrecondition || i == kTries) return file;
    TRY_VOID(ctx.wait(kPause, "open session"));
  }
}

Result<void> check_id(std::string_view id) {
  if (is_session_id(id)) return {};
  return Error{
      .code = ErrorCode::InvalidArgument,
      .action = "open session",
      .subject = std::string(id.substr(0, kLongestId)),
      .reason = "that is no session id",
      .advice = "allowed are up to 64 letters, digits, \".\", \"_\" and \"-\", beginning with a letter or digit"};
}

/// The cut bytes are kept: what was torn may still tell a person something.
Result<void> move_torn_tail(const fs::path& folder, const std::string& id, files::AppendFile& file,
                            LoadedJournal& loaded) {
  if (loaded.bytes == loaded.whole_bytes) return {};
  TRY_ASSIGN(const std::string text, files::read(journal_file(folder, id), kLargestJournal));
  const fs::path aside = folder / (id + ".torn");
  TRY_ASSIGN(auto torn, files::AppendFile::open(aside));
  TRY_VOID(torn.append(text.substr(loaded.whole_bytes) + "\n"));
  TRY_VOID(file.truncate(loaded.whole_bytes));
  loaded.repairs.back().what += " and were moved to " + aside.string();
  loaded.bytes = loaded.whole_bytes;
  return {};
}

}  // namespace

Result<LoadedJournal> parse_journal(std::string_view bytes, std::string_view name) {
  LineReader reader(name);
  std::size_t begin = 0;
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n', begin)) {
    TRY_VOID(reader.take(bytes.substr(begin, end - begin), begin));
    begin = end + 1;
  }
  return reader.finish(begin, bytes.size());
}

Result<LoadedJournal> load_journal(const fs::path& file) {
  auto bytes = files::read(file, kLargestJournal);
  if (!bytes && bytes.error().code == ErrorCode::NotFound) return no_such_session(file.stem().string());
  if (!bytes) return std::move(bytes).error();
  return parse_journal(*bytes, file.stem().string());
}

Result<Journal> Journal::create(const fs::path& folder, const std::string& id, const Opened& opened,
                                const Redactor& redactor, const Clock& clock) {
  TRY_VOID(check_id(id));
  TRY_VOID(files::make_private_folder(folder));
  const fs::path path = journal_file(folder, id);
  if (files::exists(path)) return is_taken(id);
  TRY_ASSIGN(auto file, open_patiently(path, clock));
  // Another process may have made it between the look and the lock.
  if (file.size() > 0) return is_taken(id);
  Journal journal(id, &redactor, clock);
  journal.file_ = std::move(file);
  TRY_VOID(journal.append(opened));
  return journal;
}

Result<Journal::Reopened> Journal::resume(const fs::path& folder, const std::string& id, const Resumed& resumed,
                                          const Redactor& redactor, const Clock& clock) {
  TRY_VOID(check_id(id));
  const fs::path path = journal_file(folder, id);
  if (!files::exists(path)) return no_such_session(id);
  auto file = open_patiently(path, clock);
  if (!file && file.error().code == ErrorCode::FailedPrecondition) return is_being_written(path, id);
  if (!file) return std::move(file).error();
  // It may have been deleted before we had the lock; from here on nobody else can.
  if (!files::exists(path)) return no_such_session(id);
  TRY_ASSIGN(auto loaded, load_journal(path));
  TRY_VOID(move_torn_tail(folder, id, *file, loaded));
  Journal journal(id, &redactor, clock);
  journal.file_ = std::move(*file);
  journal.next_number_ = loaded.next_number;
  TRY_VOID(journal.append(resumed));
  return Reopened{std::move(journal), std::move(loaded)};
}

Journal Journal::make_private(const std::string& id, const Clock& clock) {
  return Journal(id, nullptr, clock);
}

Result<std::int64_t> Journal::append(std::span<const Record> records) {
  if (!file_) return (next_number_ += static_cast<std::int64_t>(records.size())) - 1;
  std::string lines;
  for (const Record& record : records) {
    JsonObject members = to_json(record, *redactor_);
    if (std::holds_alternative<Opened>(record) || std::holds_alternative<Resumed>(record)) {
      members["pid"] = static_cast<std::int64_t>(::getpid());
      members["host"] = host_name();
    }
    lines += render_line(next_number_++, clock_->now(), members);
  }
  TRY_VOID(file_->append(lines));
  return next_number_ - 1;
}

Result<void> Journal::copy(const LoadedJournal& other) {
  std::string lines;
  for (const Entry& entry : other.entries) {
    if (entry.number < next_number_) continue;
    lines += render_line(entry.number, entry.time, to_json(entry.record, *redactor_));
  }
  next_number_ = std::max(next_number_, other.next_number);
  return lines.empty() ? Result<void>() : file_->append(lines);
}

bool is_session_id(std::string_view id) {
  if (id.empty() || id.size() > kLongestId || id == "latest" || id == "last") return false;
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto is_allowed = [&](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  return is_alphanumeric(id.front()) && id.back() != '.' && id.find("..") == std::string_view::npos &&
         std::all_of(id.begin(), id.end(), is_allowed);
}

fs::path journal_file(const fs::path& folder, std::string_view id) {
  return folder / (std::string(id) + ".jsonl");
}

}  // namespace lakecode::session
