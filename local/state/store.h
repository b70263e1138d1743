#pragma once
// The REST objects of the workspace: JSON texts by (kind, id) in memory, behind the journal.
// Thread-safe; a read never waits for a disk. Invariant: a change is in the journal before any reader sees it.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "local/state/document.h"
#include "local/state/journal.h"
#include "local/state/shelves.h"

namespace lakecode::local {

class Store {
 public:
  enum class Durability { PowerCut, ProcessDeath };
  struct Key {
    std::string kind;
    std::string id;
  };
  /// What one commit does; all of it or nothing.
  struct Change {
    std::vector<Document> puts;
    std::vector<Key> erases;
  };

  /// Opens the state in `folder`, private to this process. Errors as Journal::open.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder);

  Result<void> commit(const Change& change, Durability durability = Durability::PowerCut);
  Result<void> put(Document document, Durability durability = Durability::PowerCut);

  // Reads: as in Shelves.
  [[nodiscard]] RecordPointer find(std::string_view kind, std::string_view id) const;
  [[nodiscard]] RecordPointer find_by_alias(std::string_view kind, std::string_view alias) const;
  [[nodiscard]] Result<RecordPage> list(const ListQuery& query) const;
  [[nodiscard]] std::size_t count(std::string_view kind) const;

  /// The objects as they are now, apart from this store: later changes do not reach it, and it takes none
  /// (FailedPrecondition). Bodies are shared, so it costs an index, not the state.
  [[nodiscard]] std::unique_ptr<Store> copy_of_now() const;

  /// Writes the whole state as the first snapshot of a journal in `folder`, as open() reads it.
  [[nodiscard]] Result<void> write_copy(const std::filesystem::path& folder) const;

  /// What opening found; cut_bytes tells of a torn tail.
  [[nodiscard]] Journal::Recovery recovery() const { return recovery_; }

 private:
  Store(std::optional<Journal> journal, Shelves shelves);
  Result<void> compact_when_due(Journal& journal);

  Journal::Recovery recovery_;
  Guarded<std::optional<Journal>> journal_;  ///< taken before shelves_; none in a copy
  mutable Guarded<Shelves> shelves_;
};

}  // namespace lakecode::local
