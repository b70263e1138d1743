#include "local/jobs/notebook_cells.h"

#include <algorithm>

#include "base/text.h"
#include "local/dialect/lexer.h"

namespace lakecode::local {
namespace {

std::string_view comment_of(std::string_view language) {
  if (language == "SQL") return "--";
  return language == "SCALA" ? "//" : "#";
}

/// Takes "%sql" off the front of `code`; "" when there is none.
std::string take_magic(std::string& code) {
  const std::string_view trimmed = text::trim(code);
  if (!trimmed.starts_with('%')) return "";
  const std::size_t end = trimmed.find_first_of(" \t\r\n");
  std::string word = text::to_lower(trimmed.substr(1, end == std::string_view::npos ? end : end - 1));
  code = end == std::string_view::npos ? "" : std::string(trimmed.substr(end + 1)) + "\n";
  return word;
}

void add_cell(std::vector<CellCode>& cells, std::string code, std::string_view language) {
  const std::string magic = take_magic(code);
  if (text::trim(code).empty()) return;
  cells.push_back({magic.empty() ? text::to_lower(language) : magic, std::move(code)});
}

/// A dotted name or a number: safe wherever it stands.
bool is_plain_word(std::string_view value) {
  if (text::parse_double(value)) return true;
  if (value.empty() || (value[0] >= '0' && value[0] <= '9')) return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

std::string escape_text(std::string_view value, char quote) {
  std::string out;
  for (const char c : value) {
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

struct Placeholder {
  std::string_view name;
  std::size_t end = 0;
};

/// ${name} or {{name}} at `at`; an empty name when there is none.
Placeholder placeholder_at(std::string_view sql, std::size_t at) {
  const std::string_view rest = sql.substr(at);
  const bool dollar = rest.starts_with("${");
  if (!dollar && !rest.starts_with("{{")) return {};
  const std::string_view close = dollar ? "}" : "}}";
  const std::size_t end = rest.find(close);
  if (end == std::string_view::npos) return {};
  return {text::trim(rest.substr(2, end - 2)), at + end + close.size()};
}

}  // namespace

std::vector<CellCode> split_cells(std::string_view source, std::string_view language) {
  const std::string comment(comment_of(language));
  const std::string magic = comment + " MAGIC";
  std::vector<CellCode> cells;
  std::string code;
  bool first = true;
  for (const std::string_view line : text::lines(source)) {
    if (first && line.starts_with(comment + " Databricks notebook source")) {
      first = false;
      continue;
    }
    first = false;
    if (line.starts_with(comment + " COMMAND ----------")) {
      add_cell(cells, std::move(code), language);
      code.clear();
    } else if (line.starts_with(magic)) {
      const std::string_view rest = line.substr(magic.size());
      code.append(rest.starts_with(' ') ? rest.substr(1) : rest).append("\n");
    } else if (!line.starts_with(comment + " DBTITLE ")) {
      code.append(line).append("\n");
    }
  }
  add_cell(cells, std::move(code), language);
  return cells;
}

Result<std::vector<std::string>> split_statements(std::string_view sql) {
  TRY_ASSIGN(const std::vector<dialect::Token> tokens, dialect::lex(sql));
  std::vector<std::string> statements;
  std::size_t begin = 0;
  bool fresh = true;
  bool has_words = false;
  for (const dialect::Token& token : tokens) {
    const bool at_end = token.kind == dialect::TokenKind::End;
    if (fresh && token.is_word("BEGIN")) {
      statements.emplace_back(text::trim(sql.substr(begin)));
      return statements;
    }
    fresh = false;
    if (!at_end && !token.is_symbol(";")) {
      has_words = true;
      continue;
    }
    const std::size_t end = at_end ? sql.size() : token.begin;
    if (has_words) statements.emplace_back(text::trim(sql.substr(begin, end - begin)));
    begin = at_end ? end : token.end;
    fresh = true;
    has_words = false;
  }
  return statements;
}

std::string expand_widgets(std::string_view sql, const TextValues& values) {
  std::string out;
  char quote = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    const Placeholder found = placeholder_at(sql, at);
    const auto value = found.name.empty() ? values.end() : values.find(found.name);
    if (value != values.end()) {
      if (quote != 0) {
        out += escape_text(value->second, quote);
      } else {
        out += is_plain_word(value->second) ? value->second : ":" + value->first;
      }
      at = found.end;
      continue;
    }
    if (quote != 0 && c == '\\' && at + 1 < sql.size()) out += sql[at++];
    if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
      quote = c;
    } else if (quote != 0 && sql[at] == quote && c != '\\') {
      quote = 0;
    }
    out += sql[at++];
  }
  return out;
}

}  // namespace lakecode::local
