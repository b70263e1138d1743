#include "policy/read_values.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::policy {
namespace {

std::string escaped(std::string_view key) {
  return text::replace_all(text::replace_all(key, "~", "~0"), "/", "~1");
}

std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return "'" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…'" : "'");
}

std::vector<std::string> owned(std::span<const std::string_view> words) {
  return {words.begin(), words.end()};
}

/// "; did you mean 'x'?" or a list of what is allowed.
std::string hint(std::string_view given, std::span<const std::string_view> allowed) {
  const std::vector<std::string> words = owned(allowed);
  if (const auto nearest = text::nearest(text::to_lower(given), words)) return "; did you mean '" + *nearest + "'?";
  return "; allowed are " + text::join(words, ", ");
}

}  // namespace

Node::Node(const yaml::Document& document, const std::string& name, std::vector<std::string>& mistakes)
    : document_(&document), name_(&name), mistakes_(&mistakes), value_(&*document.root) {}

Node::Node(const Node& parent, const JsonValue& value, std::string pointer)
    : document_(parent.document_),
      name_(parent.name_),
      mistakes_(parent.mistakes_),
      value_(&value),
      pointer_(std::move(pointer)) {}

yaml::Position Node::at() const {
  const auto mark = document_->marks.find(pointer_);
  return mark == document_->marks.end() ? yaml::Position{1, 1} : mark->second.value;
}

void Node::complain(std::string what) const {
  const yaml::Position place = at();
  mistakes_->push_back(*name_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
                       std::move(what));
}

void Node::complain_at_key(std::string what) const {
  const auto mark = document_->marks.find(pointer_);
  const yaml::Position place = mark == document_->marks.end() ? yaml::Position{1, 1} : mark->second.key;
  mistakes_->push_back(*name_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
                       std::move(what));
}

std::optional<Node> Node::member(std::string_view key) const {
  const JsonValue* found = json::find(*value_, key);
  const auto* object = value_->if_object();
  if (found == nullptr && (object == nullptr || !object->contains(key))) return std::nullopt;
  return Node(*this, object->at(key), pointer_ + "/" + escaped(key));
}

void Node::each(const std::function<void(const Node&)>& visit) const {
  const auto* list = value_->if_array();
  if (list == nullptr) return visit(*this);
  for (std::size_t i = 0; i < list->size(); ++i) visit(Node(*this, (*list)[i], pointer_ + "/" + std::to_string(i)));
}

std::size_t Node::count() const {
  const auto* list = value_->if_array();
  return list == nullptr ? 1 : list->size();
}

bool Node::is_mapping() const {
  return value_->is_object();
}

bool Node::is_list() const {
  return value_->is_array();
}

bool Node::is_null() const {
  return value_->is_null();
}

bool Node::check_keys(std::span<const std::string_view> allowed) const {
  const auto* object = value_->if_object();
  if (object == nullptr) {
    complain("a mapping is wanted here, with " + text::join(owned(allowed), ", "));
    return false;
  }
  for (const auto& entry : *object) {
    const std::string_view key = entry.key();
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    member(key)->complain_at_key("there is no key " + shown(key) + " here" + hint(key, allowed));
  }
  return true;
}

std::optional<std::string> Node::text() const {
  if (const auto* text = value_->if_string(); text != nullptr && !text->empty()) return std::string(*text);
  if (value_->is_number()) return json::serialize(*value_);
  complain(value_->is_null() || value_->is_string() ? "a text is missing here" : "a text is wanted here");
  return std::nullopt;
}

std::optional<bool> Node::flag() const {
  if (const auto* flag = value_->if_bool()) return *flag;
  complain("true or false is wanted here");
  return std::nullopt;
}

std::optional<std::int64_t> Node::number() const {
  if (value_->is_int64() && value_->get_int64() >= 0) return value_->get_int64();
  complain("a whole number, not below zero, is wanted here");
  return std::nullopt;
}

std::vector<std::string> Node::texts() const {
  std::vector<std::string> out;
  if (is_list() && count() == 0) complain("the list is empty: it would match nothing");
  each([&](const Node& node) {
    if (auto text = node.text()) out.push_back(std::move(*text));
  });
  return out;
}

std::optional<std::size_t> Node::choice(std::span<const std::string_view> choices) const {
  const auto given = text();
  if (!given) return std::nullopt;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (text::equals_ignore_case(*given, choices[i])) return i;
  }
  complain(shown(*given) + " is not known" + hint(*given, choices));
  return std::nullopt;
}

}  // namespace lakecode::policy
