#pragma once
// Values of a YAML document with their places, and the mistakes found on the way. For the readers of this folder.

#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/yaml.h"

namespace lakecode::policy {

/// A value inside a document, and how to complain about it.
class Node {
 public:
  Node(const yaml::Document& document, const std::string& name, std::vector<std::string>& mistakes);

  [[nodiscard]] const JsonValue& value() const { return *value_; }
  [[nodiscard]] yaml::Position at() const;
  [[nodiscard]] const std::string& file() const { return *name_; }
  /// Notes "FILE:LINE:COLUMN: what".
  void complain(std::string what) const;
  /// The same at the key of this value.
  void complain_at_key(std::string what) const;

  /// The member, or nullopt when there is none. Only for mappings.
  [[nodiscard]] std::optional<Node> member(std::string_view key) const;
  /// Calls `visit` with every element of a list, or with this value itself when it is none.
  void each(const std::function<void(const Node&)>& visit) const;
  [[nodiscard]] std::size_t count() const;  ///< elements of a list, 1 for anything else
  [[nodiscard]] bool is_mapping() const;
  [[nodiscard]] bool is_list() const;
  [[nodiscard]] bool is_null() const;

  /// Complains about members that are not among `allowed`, with the nearest right one. False when this is no mapping.
  bool check_keys(std::span<const std::string_view> allowed) const;

  // Typed reading; a wrong type is a mistake and reads as nullopt.
  [[nodiscard]] std::optional<std::string> text() const;  ///< scalars read as they are written; empty is a mistake
  [[nodiscard]] std::optional<bool> flag() const;
  [[nodiscard]] std::optional<std::int64_t> number() const;
  [[nodiscard]] std::vector<std::string> texts() const;  ///< one text or a list of texts; an empty list is a mistake
  /// The text, when it is one of `choices` without case; else a mistake that lists them.
  [[nodiscard]] std::optional<std::size_t> choice(std::span<const std::string_view> choices) const;

 private:
  Node(const Node& parent, const JsonValue& value, std::string pointer);
  const yaml::Document* document_;
  const std::string* name_;
  std::vector<std::string>* mistakes_;
  const JsonValue* value_;
  std::string pointer_;
};

}  // namespace lakecode::policy
