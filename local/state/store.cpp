#include "local/state/store.h"

#include <utility>

#include "local/state/frame.h"
#include "local/state/index_keys.h"

namespace lakecode::local {
namespace {

// Payload: a sequence of entries; "P" kind id parent order label alias-count aliases text, or "E" kind id.
constexpr std::string_view kPut = "P";
constexpr std::string_view kErase = "E";
// Compacting costs a rewrite of everything: worth it when the log outweighs the snapshot, and is not tiny.
constexpr std::size_t kMinLogBytes = 16U << 20U;
constexpr std::int64_t kMaxAliases = 100'000;

void append_record(std::string& out, const Record& record) {
  append_text(out, kPut);
  append_text(out, record.kind);
  append_text(out, record.id);
  append_text(out, record.parent);
  append_int(out, record.order);
  append_text(out, record.label);
  append_int(out, static_cast<std::int64_t>(record.aliases.size()));
  for (const std::string& alias : record.aliases) append_text(out, alias);
  append_text(out, record.text);
}

bool read_record(FrameCursor& cursor, Record& record) {
  std::int64_t aliases = 0;
  if (!cursor.read_text(record.kind) || !cursor.read_text(record.id) || !cursor.read_text(record.parent)) return false;
  if (!cursor.read_int(record.order) || !cursor.read_text(record.label) || !cursor.read_int(aliases)) return false;
  if (aliases < 0 || aliases > kMaxAliases) return false;
  for (std::int64_t i = 0; i < aliases; ++i) {
    std::string alias;
    if (!cursor.read_text(alias)) return false;
    record.aliases.push_back(std::move(alias));
  }
  return cursor.read_text(record.text);
}

bool apply(std::string_view payload, Shelves& shelves) {
  FrameCursor cursor(payload);
  while (!cursor.at_end()) {
    std::string tag;
    if (!cursor.read_text(tag)) return false;
    if (tag == kPut) {
      Record record;
      if (!read_record(cursor, record)) return false;
      shelves.insert(std::make_shared<const Record>(std::move(record)));
    } else if (tag == kErase) {
      std::string kind;
      std::string id;
      if (!cursor.read_text(kind) || !cursor.read_text(id)) return false;
      shelves.erase(kind, id);
    } else {
      return false;
    }
  }
  return true;
}

std::vector<std::string> payloads_of(const std::vector<RecordPointer>& records) {
  std::vector<std::string> payloads;
  payloads.reserve(records.size());
  for (const RecordPointer& record : records) append_record(payloads.emplace_back(), *record);
  return payloads;
}

}  // namespace

Store::Store(std::optional<Journal> journal, Shelves shelves)
    : recovery_(journal ? journal->recovery() : Journal::Recovery{}),
      journal_(std::move(journal)),
      shelves_(std::move(shelves)) {}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder) {
  Shelves shelves;
  TRY_ASSIGN(Journal journal,
             Journal::open(folder, [&shelves](std::string_view payload) { return apply(payload, shelves); }));
  return std::unique_ptr<Store>(new Store(std::move(journal), std::move(shelves)));
}

Result<void> Store::commit(const Change& change, Durability durability) {
  std::string payload;
  std::vector<RecordPointer> records;
  for (const Document& document : change.puts) {
    records.push_back(std::make_shared<const Record>(make_record(document)));
    append_record(payload, *records.back());
  }
  for (const Key& key : change.erases) {
    append_text(payload, kErase);
    append_text(payload, key.kind);
    append_text(payload, key.id);
  }
  if (payload.empty()) return {};
  using Sync = files::AppendFile::Sync;
  auto journal = journal_.lock();
  if (!*journal) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "change workspace",
                 .subject = "a copy of its state",
                 .reason = "a copy is for reading only"};
  }
  TRY_VOID((*journal)->append(payload, durability == Durability::PowerCut ? Sync::Now : Sync::Later));
  {
    auto shelves = shelves_.lock();
    for (RecordPointer& record : records) shelves->insert(std::move(record));
    for (const Key& key : change.erases) shelves->erase(key.kind, key.id);
  }
  return compact_when_due(**journal);
}

Result<void> Store::put(Document document, Durability durability) {
  Change change;
  change.puts.push_back(std::move(document));
  return commit(change, durability);
}

Result<void> Store::compact_when_due(Journal& journal) {
  if (journal.log_bytes() < kMinLogBytes || journal.log_bytes() < journal.snapshot_bytes()) return {};
  return journal.compact(payloads_of(shelves_.lock()->everything()));
}

std::unique_ptr<Store> Store::copy_of_now() const {
  return std::unique_ptr<Store>(new Store(std::nullopt, *shelves_.lock()));
}

Result<void> Store::write_copy(const std::filesystem::path& folder) const {
  TRY_ASSIGN(Journal journal, Journal::open(folder, [](std::string_view) { return false; }));
  return journal.compact(payloads_of(shelves_.lock()->everything()));
}

RecordPointer Store::find(std::string_view kind, std::string_view id) const {
  return shelves_.lock()->find(kind, id);
}

RecordPointer Store::find_by_alias(std::string_view kind, std::string_view alias) const {
  return shelves_.lock()->find_by_alias(kind, alias);
}

Result<RecordPage> Store::list(const ListQuery& query) const {
  return shelves_.lock()->list(query);
}

std::size_t Store::count(std::string_view kind) const {
  return shelves_.lock()->count(kind);
}

}  // namespace lakecode::local
