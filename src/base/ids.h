#pragma once
// Ids and units as types of their own: a JobId where a RunId belongs does not compile.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace lakecode {

/// An id of `Rep` for `Tag`. Jobs ids are int64 on the wire and may exceed 2^53; in our own JSON ids are strings.
template <typename Tag, typename Rep>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(Rep value) : value_(std::move(value)) {}
  [[nodiscard]] const Rep& value() const { return value_; }
  auto operator<=>(const StrongId&) const = default;

 private:
  Rep value_{};
};

using JobId = StrongId<struct JobIdTag, std::int64_t>;
using RunId = StrongId<struct RunIdTag, std::int64_t>;  ///< a job run or a task run
using ClusterId = StrongId<struct ClusterIdTag, std::string>;
using WarehouseId = StrongId<struct WarehouseIdTag, std::string>;
using StatementId = StrongId<struct StatementIdTag, std::string>;
using WorkspaceId = StrongId<struct WorkspaceIdTag, std::string>;

template <typename Tag>
std::string to_string(const StrongId<Tag, std::int64_t>& id) {
  return std::to_string(id.value());
}
template <typename Tag>
const std::string& to_string(const StrongId<Tag, std::string>& id) {
  return id.value();
}

struct Bytes {
  std::uint64_t value = 0;
  auto operator<=>(const Bytes&) const = default;
};

}  // namespace lakecode

template <typename Tag, typename Rep>
struct std::hash<lakecode::StrongId<Tag, Rep>> {
  std::size_t operator()(const lakecode::StrongId<Tag, Rep>& id) const { return std::hash<Rep>{}(id.value()); }
};
