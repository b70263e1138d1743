#include "local/dialect/cursor.h"

#include "base/text.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {

bool Cursor::accept_symbol(std::string_view symbol) {
  if (!now().is_symbol(symbol)) return false;
  ++at_;
  return true;
}

Result<void> Cursor::expect(std::string_view word) {
  if (accept(word)) return {};
  return syntax_error(now().value);
}

Result<void> Cursor::expect_symbol(std::string_view symbol) {
  if (accept_symbol(symbol)) return {};
  return syntax_error(now().value);
}

Result<void> Cursor::expect_end() const {
  if (at_end()) return {};
  return syntax_error(now().value);
}

Result<std::string> Cursor::name() {
  if (!now().is_name()) return syntax_error(now().value);
  return tokens_[at_++].value;
}

Result<std::string> Cursor::text() {
  if (now().kind != TokenKind::Text) return syntax_error(now().value);
  return tokens_[at_++].value;
}

Result<TableName> Cursor::table() {
  std::size_t next = at_;
  TRY_ASSIGN(TableName table, rewriter_.read_table_name(at_, next));
  at_ = next;
  return table;
}

Result<std::vector<std::string>> Cursor::dotted() {
  TRY_ASSIGN(std::string part, name());
  std::vector<std::string> parts{std::move(part)};
  while (accept_symbol(".")) {
    TRY_ASSIGN(part, name());
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<VersionOf> Cursor::version() {
  std::size_t next = at_;
  TRY_ASSIGN(VersionOf version, rewriter_.read_version(at_, next));
  at_ = next;
  return version;
}

Result<TableName> Cursor::schema(const SessionNames& names) {
  TRY_ASSIGN(const std::string first, name());
  TableName result{names.catalog, text::to_lower(first), ""};
  if (accept_symbol(".")) {
    TRY_ASSIGN(const std::string second, name());
    result = {text::to_lower(first), text::to_lower(second), ""};
  }
  return result;
}

Result<std::vector<std::string>> Cursor::name_list() {
  TRY_VOID(expect_symbol("("));
  std::vector<std::string> names;
  do {
    TRY_ASSIGN(std::string next, name());
    while (accept_symbol(".")) {
      TRY_ASSIGN(const std::string part, name());
      next += "." + part;
    }
    names.push_back(std::move(next));
  } while (accept_symbol(","));
  TRY_VOID(expect_symbol(")"));
  return names;
}

Result<std::string> Cursor::rest(Rewriter::Naming naming) {
  if (at_end()) return syntax_error("");
  const std::size_t from = at_;
  at_ = end();
  return rewriter_.rewrite(from, end(), naming);
}

Result<std::string> Cursor::part(std::size_t end) {
  const std::size_t from = at_;
  at_ = end;
  return rewriter_.rewrite(from, end);
}

Result<std::size_t> Cursor::bracket_end() const {
  int depth = 0;
  for (std::size_t i = at_; i < tokens_.size(); ++i) {
    if (tokens_[i].is_symbol("(")) ++depth;
    if (tokens_[i].is_symbol(")") && --depth == 0) return i + 1;
  }
  return syntax_error("");
}

}  // namespace lakecode::local::dialect
