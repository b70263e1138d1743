// Operators that look at what stands before them: products, LIKE with its quantifiers, a[i], JSON paths. And variables.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/time_text.h"

namespace lakecode::local::dialect {

const Parameter* Rewriter::find_variable(const std::vector<std::string>& parts) const {
  if (!lookups_.variable || parts.empty() || parts.size() > 3) return nullptr;
  const bool qualified = parts.size() > 1;
  const Parameter* found = lookups_.variable(text::to_lower(text::join(parts, ".")));
  if (found == nullptr || qualified) return found;
  // A column of a table of this statement hides the variable.
  for (const TableName& table : known_tables_) {
    if (lookups_.column_type && lookups_.column_type(table, parts[0])) return nullptr;
  }
  return found;
}

std::string Rewriter::column_type_of(std::string_view operand) const {
  if (!lookups_.column_type || operand.size() < 3 || operand.front() != '"' || operand.back() != '"') return "";
  const std::string_view path = operand.substr(0, operand.size() - 1);
  const std::string_view column = path.substr(path.rfind('"') + 1);
  std::string found;
  for (const TableName& table : known_tables_) {
    const auto type = lookups_.column_type(table, column);
    if (type && !found.empty() && found != *type) return "";
    if (type) found = *type;
  }
  return found;
}

namespace {

/// "2024-03-10 01:30:00 America/New_York": a time, a blank, and a region.
bool names_zone(std::string_view value) {
  const std::size_t blank = value.rfind(' ');
  if (blank == std::string_view::npos || !parse_timestamp(value.substr(0, blank))) return false;
  const std::string_view zone = value.substr(blank + 1);
  const std::size_t slash = zone.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < zone.size() &&
         std::all_of(zone.begin(), zone.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '_' || c == '-';
         });
}

}  // namespace

Result<std::size_t> Rewriter::time_literal(std::size_t at, std::string& out) const {
  const std::string& value = token(at + 1).value;
  const bool date = token(at).is_word("DATE");
  if (date ? !parse_date(value) : !parse_timestamp(value) && !names_zone(value)) {
    return sql_error(
        "INVALID_TYPED_LITERAL",
        fmt::format("The value of the typed literal \"{}\" is invalid: '{}'.", text::to_upper(token(at).value), value),
        "42604");
  }
  if (!date && !parse_timestamp(value)) {
    const std::size_t blank = value.rfind(' ');
    append_piece(out, fmt::format("timezone('UTC', timezone({}, lc_to_timestamp({})))",
                                  quote_text(value.substr(blank + 1)), quote_text(value.substr(0, blank))));
    return at + 2;
  }
  const std::string literal = fmt::format("lc_to_{}({})", date ? "date" : "timestamp", quote_text(value));
  append_piece(out, token(at).is_word("TIMESTAMP_NTZ") ? fmt::format("CAST({} AS TIMESTAMP_NS)", literal) : literal);
  return at + 2;
}

std::uint32_t Rewriter::typed_id(std::size_t at) const {
  return (statement_id_ + static_cast<std::uint32_t>(at) * 2'654'435'761U) % 1'000'000'007U + 1;
}

std::string Rewriter::typed_call(std::string_view function, std::size_t at, std::string_view arguments) const {
  return fmt::format("{0}({1}, {2})/*{1}*/", function, typed_id(at), arguments);
}

namespace {

/// Whether a value may begin with this token.
bool begins_value(const Token& token) {
  if (token.kind == TokenKind::Symbol) return token.is_symbol("(") || token.is_symbol("-") || token.is_symbol("+");
  if (token.is_word("INTERVAL")) return false;
  return token.kind == TokenKind::Number || token.kind == TokenKind::Text || token.is_word("CASE") ||
         (token.is_name() && !(token.kind == TokenKind::Word && is_grammar_word(token.value)));
}

/// Whether an operand is seen to be a DOUBLE, which makes any product one.
bool is_double(std::string_view operand, std::string_view column_type) {
  return operand.ends_with(" AS DOUBLE)") || column_type == "double";
}

/// Whether an operand is seen to be no DECIMAL: a whole number, a column of another type.
bool is_no_decimal(std::string_view operand, std::string_view column_type) {
  if (!column_type.empty()) return !column_type.starts_with("decimal") && column_type != "float";
  return std::all_of(operand.begin(), operand.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::size_t> Rewriter::step_product(std::size_t at, Level& level, std::string& out) {
  const std::string left(text::trim(std::string_view(out).substr(std::min(level.starts.term, out.size()))));
  if (left.empty() || left.find("INTERVAL") != std::string::npos || !begins_value(token(at + 1))) return at;
  TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
  if (token(after).is_symbol(":")) return at;
  TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
  const std::string left_type = column_type_of(left);
  const std::string right_type = column_type_of(right);
  if (is_double(left, left_type) || is_double(right, right_type) ||
      (is_no_decimal(left, left_type) && is_no_decimal(right, right_type))) {
    append_piece(out, "* " + right);
    level.starts.primary = out.size() - right.size();
    return after;
  }
  out.resize(level.starts.term);
  append_piece(out, typed_call("lc_product", at, fmt::format("{}, {}", left, right)));
  level.starts.primary = level.starts.term;
  return after;
}

Result<std::size_t> Rewriter::step_like(std::size_t at, Level& level, std::string& out) {
  const std::string word = text::to_upper(token(at).value);
  const Token& next = token(at + 1);
  const bool any = next.is_word("ANY") || next.is_word("SOME");
  if ((any || next.is_word("ALL")) && token(at + 2).is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at + 2));
    TRY_ASSIGN(const std::vector<Range> patterns, split_arguments(at + 2, close));
    const bool negated = at > 0 && token(at - 1).is_word("NOT");
    const std::string left(text::trim(std::string_view(out).substr(level.starts.comparand)));
    std::string condition;
    for (const Range& pattern : patterns) {
      TRY_ASSIGN(const std::string text, one(pattern));
      condition += fmt::format("{}({}) {}{} ({}) ESCAPE '\\'",
                               condition.empty() ? ""
                               : any             ? " OR "
                                                 : " AND ",
                               left, negated ? "NOT " : "", word, text);
    }
    out.resize(level.starts.comparand);
    append_piece(out, "(" + condition + ")");
    return close + 1;
  }
  append_piece(out, word);
  if (next.kind != TokenKind::Text || token(at + 2).is_word("ESCAPE")) return at + 1;
  append_piece(out, quote_text(next.value) + " ESCAPE '\\'");
  return at + 2;
}

bool Rewriter::is_map(std::size_t at, std::string_view base) const {
  for (const std::string_view maker : {"map(", "map_from_entries(", "map_from_arrays(", "map_concat("}) {
    if (text::trim(base).starts_with(maker) && text::trim(base).ends_with(")")) return true;
  }
  if (!lookups_.column_type || !token(at).is_name()) return false;
  const std::string column = token(at).value;
  for (const TableName& table : known_tables_) {
    const auto type = lookups_.column_type(table, column);
    if (type && type->starts_with("map<")) return true;
  }
  return false;
}

namespace {

constexpr std::size_t kMostFolded = 3;  // names of a path that are looked up whatever their case
constexpr std::size_t kLongestFolded =
    400;  // bytes of what they are looked up in, which then stands twice in the output

/// What stands behind `value:`.
struct JsonPath {
  std::string path = "$";
  std::string items;               ///< the path up to [*]
  std::vector<std::string> names;  ///< of a path that is nothing but names without quotes
  bool is_plain = true;

  void add_name(const Token& name) {
    path += ".\"" + text::replace_all(name.value, "\"", "") + "\"";
    is_plain &= name.kind == TokenKind::Word;
    names.push_back(name.value);
  }
  Result<void> add_index(const Token& index) {
    is_plain = false;
    if (index.is_symbol("*")) {
      if (!items.empty()) return unsupported("two [*] in one JSON path");
      items = std::exchange(path, "$") + "[*]";
    } else if (index.kind == TokenKind::Text) {
      path += ".\"" + text::replace_all(index.value, "\"", "") + "\"";
    } else if (index.kind == TokenKind::Number) {
      path += "[" + index.value + "]";
    } else {
      return syntax_error(index.value);
    }
    return {};
  }
};

/// The engine's expression for the part of `base` that `path` names.
std::string json_part(const std::string& base, const JsonPath& path) {
  if (!path.items.empty()) {
    return fmt::format("lc.main.json_items({}, {}, {})", base, quote_text(path.items), quote_text(path.path));
  }
  std::string exact = fmt::format("lc.main.json_path({}, {})", base, quote_text(path.path));
  if (!path.is_plain || path.names.size() > kMostFolded || base.size() >= kLongestFolded) return exact;
  // Names that stand in no quotes are taken whatever their case; the exact one comes first.
  std::string member = fmt::format("TRY_CAST({} AS JSON)", base);
  for (const std::string& name : path.names)
    member = fmt::format("lc.main.json_member({}, {})", member, quote_text(text::to_lower(name)));
  return fmt::format("coalesce({}, TRY(json_extract_string({}, '$')))", exact, member);
}

}  // namespace

namespace {

/// Whether the engine's expression is a VARIANT, which has JSON's paths in place of indexes.
bool is_variant(std::string_view base) {
  return base.starts_with("json(") || base.starts_with("lc.main.json_path(") || base.starts_with("TRY_CAST(json(");
}

}  // namespace

Result<std::size_t> Rewriter::step_item(std::size_t at, std::size_t end, Level& level, std::string& out) {
  if (token(at).is_symbol(".")) {
    // A path behind a call, with fields of the items of an ARRAY.
    std::string path(text::trim(std::string_view(out).substr(std::min(level.starts.primary, out.size()))));
    out.resize(out.size() - path.size());
    const std::size_t after = chain_end(at + 1);
    for (const std::string& part : chain_parts(at + 1, after)) {
      const bool items = lookups_.array_fields.contains(text::to_lower(part));
      path = items ? fmt::format("list_transform({}, lambda lc_s: lc_s.{})", path, quote_name(part))
                   : path + "." + quote_name(part);
    }
    append_piece(out, path);
    return after;
  }
  std::size_t close = at + 1;
  int depth = 1;
  for (; close < end && depth > 0; ++close)
    depth += token(close).is_symbol("[") ? 1 : token(close).is_symbol("]") ? -1 : 0;
  if (depth != 0) return syntax_error("[");
  const std::string base(text::trim(std::string_view(out).substr(std::min(level.starts.primary, out.size()))));
  const bool literal =
      close == at + 3 && (token(at + 1).kind == TokenKind::Number || token(at + 1).kind == TokenKind::Text);
  if (literal && (is_variant(base) || column_type_of(base) == "variant")) {
    JsonPath path;
    TRY_VOID(path.add_index(token(at + 1)));
    out.resize(out.size() - base.size());
    append_piece(out, json_part(base, path));
    return close;
  }
  TRY_ASSIGN(const std::string index, rewrite_level(at + 1, close - 1, Level{}));
  const bool map = token(at + 1).kind == TokenKind::Text || (at > 0 && is_map(at - 1, base));
  if (map) {
    out += "[" + index + "]";
    return close;
  }
  // The array stands twice in the output: chains of many indexes would grow without limit.
  if (base.size() > 20'000) return sql_error("EXCEEDED_NESTING", "The indexes nest too deeply.", "54001");
  out += fmt::format("[lc_index({}, len({}))]", index, base);
  return close;
}

Result<std::size_t> Rewriter::step_json_path(std::size_t at, Level& level, std::string& out) {
  JsonPath path;
  std::size_t i = at + 1;
  if (token(i).is_name()) path.add_name(token(i++));
  for (;;) {
    if (i > at + 1 && token(i).is_symbol(".") && token(i + 1).is_name()) {
      path.add_name(token(i + 1));
      i += 2;
    } else if (token(i).is_symbol("[") && token(i + 2).is_symbol("]")) {
      TRY_VOID(path.add_index(token(i + 1)));
      i += 3;
    } else {
      break;
    }
  }
  const std::string base(text::trim(std::string_view(out).substr(level.starts.primary)));
  if (i == at + 1 || base.empty()) return syntax_error(":");
  out.resize(level.starts.primary);
  append_piece(out, json_part(base, path));
  return i;
}

Result<std::size_t> Rewriter::step_operator_word(std::size_t at, std::string& out) {
  TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
  TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
  // RLIKE is a match anywhere, as a match of the whole with anything around it.
  append_piece(out, "SIMILAR TO ('(?s:.*)(?:' || (" + right + ") || ')(?s:.*)')");
  return after;
}

}  // namespace lakecode::local::dialect
