#include "safety/sql_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::safety {
namespace {

using sql::Access;
using sql::TokenView;

std::string_view name_of(Access access) {
  switch (access) {
    case Access::Read:
      return "read";
    case Access::Write:
      return "write";
    case Access::Create:
      return "create";
    case Access::Alter:
      return "alter";
    case Access::Drop:
      return "drop";
    case Access::Grant:
      return "grant";
    case Access::Use:
      break;
  }
  return "use";
}

/// How many parts the full name of such an object has; 0 when names of this type are not completed.
std::size_t full_parts(std::string_view type) {
  static constexpr std::array<std::string_view, 7> kInSchema = {
      "table", "view", "materialized_view", "streaming_table", "volume", "function", "procedure"};
  if (type == "schema") return 2;
  return std::find(kInSchema.begin(), kInSchema.end(), type) != kInSchema.end() ? 3 : 0;
}

/// The parts of a dotted name; those of IDENTIFIER('a.b') too. Empty when the name is computed.
std::vector<std::string> parts_of(const TokenView& name) {
  std::vector<std::string> parts;
  if (name.is_string(0)) {  // table_changes('a.b.c', 1)
    auto parsed = sql::parse_name(sql::string_value(name, 0).value_or(""), 4);
    return parsed ? std::move(*parsed) : std::vector<std::string>();
  }
  if (name.is_word(0, "IDENTIFIER") && name.is_operator(1, "(")) {
    std::string value;
    std::size_t at = 2;
    for (; name.is_string(at); ++at) value += *sql::string_value(name, at);
    if (at + 1 != name.size()) return {};
    auto parsed = sql::parse_name(value, 4);
    return parsed ? std::move(*parsed) : std::vector<std::string>();
  }
  parts.reserve(3);
  for (std::size_t i = 0; i < name.size(); i += 2) parts.push_back(sql::name_value(name, i));
  return parts;
}

/// Unquoted words and dots side by side: the text is the name.
bool is_plain_name(const TokenView& name) {
  if (name.empty()) return false;
  std::uint32_t end = name.tokens().front().begin;
  for (const sql::Token& token : name.tokens()) {
    if (token.begin != end || (token.kind != sql::TokenKind::Word && token.op != '.')) return false;
    end = token.end;
  }
  return true;
}

std::string path_text(const TokenView& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (const auto value = sql::string_value(name, i)) {
      out += *value;
    } else {
      out += sql::name_value(name, i);
    }
  }
  return out;
}

}  // namespace

bool NameResolver::resolve(const TokenView& view, const sql::ObjectUse& use, TouchedObject& object) const {
  const TokenView name = view.slice(use.name.first, use.name.last);
  object.type = use.type;
  object.access = name_of(use.access);
  if (use.type == "path") {
    object.name = path_text(name);
    return true;
  }
  // The common case, a plain name that needs nothing added, is one copy of its bytes.
  const std::size_t given = (name.size() + 1) / 2;
  const bool whole = (catalog_.empty() && schema_.empty()) || full_parts(use.type) <= given;
  if (whole && (given > 1 || session_views_.empty()) && is_plain_name(name)) {
    object.name = name.span_text();
    return true;
  }
  std::vector<std::string> parts = parts_of(name);
  if (parts.empty()) {
    object.name = name.span_text();
    return true;
  }
  if (parts.size() == 1 && !session_views_.empty() && session_views_.contains(text::to_lower(parts[0]))) return false;
  // Pipelines and sessions have schemas of their own, which no catalog holds.
  const bool outside = parts.size() == 2 && (text::equals_ignore_case(parts[0], "live") ||
                                             text::equals_ignore_case(parts[0], "global_temp"));
  const std::size_t wanted = outside ? 0 : full_parts(use.type);
  if (wanted == 3 && parts.size() == 1 && !schema_.empty()) parts.insert(parts.begin(), schema_);
  if (wanted > 0 && parts.size() + 1 == wanted && !catalog_.empty()) parts.insert(parts.begin(), catalog_);
  object.name = text::join(parts, ".");
  return true;
}

std::vector<TouchedObject> NameResolver::objects_of(const TokenView& view, const sql::StatementFacts& facts) {
  std::vector<TouchedObject> objects;
  // A handful is compared one by one, which needs no memory; a long list by hash.
  std::optional<std::unordered_set<std::string>> seen;
  if (facts.objects.size() > 8) seen.emplace();
  if (facts.objects.empty()) return objects;
  objects.reserve(facts.objects.size());
  const bool of_session = facts.has(sql::Trait::Temporary);
  for (const sql::ObjectUse& use : facts.objects) {
    TouchedObject& object = objects.emplace_back();
    bool wanted = resolve(view, use, object);
    // What belongs to the session has no catalog and no schema.
    if (of_session && use.access == Access::Create && use.name.last == use.name.first + 1)
      object.name = sql::name_value(view, use.name.first);
    if (wanted && seen) {
      wanted = seen->insert(std::string(object.type) + '\0' + std::string(object.access) + '\0' + object.name).second;
    } else if (wanted) {
      wanted = std::none_of(objects.begin(), objects.end() - 1, [&](const TouchedObject& other) {
        return other.name == object.name && other.access == object.access && other.type == object.type;
      });
    }
    if (!wanted) objects.pop_back();
  }
  return objects;
}

void NameResolver::pass(const TokenView& view, const sql::StatementFacts& facts) {
  if (facts.objects.empty()) return;
  const sql::ObjectUse& first = facts.objects.front();
  const TokenView name = view.slice(first.name.first, first.name.last);
  if (facts.kind == "CREATE_VIEW" || facts.kind == "CREATE_OR_REPLACE_VIEW") {
    if (facts.has(sql::Trait::Temporary) && name.size() == 1)
      session_views_.insert(text::to_lower(sql::name_value(name, 0)));
    return;
  }
  if (facts.kind != "USE" && facts.kind != "SET") return;
  if (first.access != Access::Use) return;
  const std::vector<std::string> parts = parts_of(name);
  if (parts.empty()) return;
  if (first.type == "catalog") {
    catalog_ = parts.back();
    schema_ = "default";
  } else {
    schema_ = parts.back();
    if (parts.size() == 2) catalog_ = parts.front();
  }
}

bool is_external_path(std::string_view path) {
  const std::size_t colon = path.find("://");
  if (colon == std::string_view::npos || colon == 0 || colon > 12) return path.starts_with("//");
  const std::string scheme = text::to_lower(path.substr(0, colon));
  return scheme != "dbfs";
}

}  // namespace lakecode::safety
