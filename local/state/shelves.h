#pragma once
// The objects of the workspace in memory, in list order. Not thread-safe: Store holds it under its lock.
// Invariant: every record stands in the list of its kind and in that of its parent, at (order, id).

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

/// One stored object. `parent`, `order`, `label` and `aliases` are drawn from the body when it is stored
/// (index_keys.h).
struct Record {
  std::string kind;
  std::string id;
  std::string parent;                ///< list it belongs to besides the one of its kind: a run's job, a table's schema
  std::int64_t order = 0;            ///< place in lists, by (order, id)
  std::string label;                 ///< what lists filter by without reading the body
  std::vector<std::string> aliases;  ///< other ids it is found by: a run's task runs
  std::string text;                  ///< the body, compact JSON
};
using RecordPointer = std::shared_ptr<const Record>;

struct ListQuery {
  std::string kind;
  std::optional<std::string> parent;  ///< only that list
  std::size_t limit = 100;
  std::string page_token;                     ///< "" for the first page
  bool newest_first = false;                  ///< by (order, id) downwards
  std::function<bool(const Record&)> filter;  ///< may be empty
};

struct RecordPage {
  std::vector<RecordPointer> records;
  std::string next_page_token;      ///< "" on the last page
  std::string previous_page_token;  ///< "" on the first page
};

class Shelves {
 public:
  /// Replaces a record of the same kind and id.
  void insert(RecordPointer record);
  void erase(std::string_view kind, std::string_view id);
  /// nullptr when there is none.
  [[nodiscard]] RecordPointer find(std::string_view kind, std::string_view id) const;
  /// By its own id or an alias.
  [[nodiscard]] RecordPointer find_by_alias(std::string_view kind, std::string_view alias) const;
  /// InvalidArgument for a page token that was not made here.
  [[nodiscard]] Result<RecordPage> list(const ListQuery& query) const;
  [[nodiscard]] std::size_t count(std::string_view kind) const;
  /// Every record, by kind and id.
  [[nodiscard]] std::vector<RecordPointer> everything() const;

 private:
  using Place = std::pair<std::int64_t, std::string>;
  using Ordered = std::map<Place, RecordPointer>;
  struct Shelf {
    std::map<std::string, RecordPointer, std::less<>> by_id;
    std::map<std::string, std::string, std::less<>> aliases;
    Ordered all;
    std::map<std::string, Ordered, std::less<>> by_parent;
  };
  [[nodiscard]] const Ordered* find_list(const ListQuery& query) const;

  std::map<std::string, Shelf, std::less<>> shelves_;
};

}  // namespace lakecode::local
