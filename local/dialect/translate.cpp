#include "local/dialect/translate.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/pipes.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// First words of statements, and who reads them. nullptr: known to Databricks, not supported here.
struct Head {
  std::string_view word;
  Result<Translation> (*read)(Reading&);
};

Result<Translation> read_query(Reading& reading) {
  Translation translation;
  translation.kind = Translation::Kind::Query;
  TRY_ASSIGN(std::string sql, reading.cursor.rest(Rewriter::Naming::Top));
  translation.steps.push_back(std::move(sql));
  translation.interval_fields = interval_columns(reading.cursor.tokens());
  return translation;
}

/// VALUES (...), (...) with Spark's names of columns.
Result<Translation> read_values(Reading& reading) {
  Translation translation;
  translation.kind = Translation::Kind::Query;
  Cursor& cursor = reading.cursor;
  TRY_ASSIGN(std::string sql, reading.rewriter.rewrite_relation(cursor.at(), cursor.end()));
  translation.steps.push_back("SELECT * FROM " + sql);
  return translation;
}

Result<Translation> read_explain(Reading& reading) {
  reading.cursor.accept("EXPLAIN");
  if (!reading.cursor.accept("EXTENDED")) reading.cursor.accept("FORMATTED");
  Translation translation;
  translation.kind = Translation::Kind::Query;
  translation.statement_type = "EXPLAIN";
  TRY_ASSIGN(const std::string sql, reading.cursor.rest());
  translation.steps.push_back("EXPLAIN " + sql);
  return translation;
}

constexpr std::array kHeads{Head{"SELECT", read_query},
                            Head{"WITH", read_query},
                            Head{"VALUES", read_values},
                            Head{"EXPLAIN", read_explain},
                            Head{"INSERT", read_change},
                            Head{"UPDATE", read_change},
                            Head{"DELETE", read_change},
                            Head{"MERGE", read_change},
                            Head{"TRUNCATE", read_change},
                            Head{"CREATE", read_definition},
                            Head{"DROP", read_definition},
                            Head{"ALTER", read_alter},
                            Head{"COMMENT", read_definition},
                            Head{"USE", read_command},
                            Head{"SHOW", read_command},
                            Head{"DESCRIBE", read_command},
                            Head{"DESC", read_command},
                            Head{"OPTIMIZE", read_task},
                            Head{"VACUUM", read_task},
                            Head{"ANALYZE", read_task},
                            Head{"REFRESH", read_task},
                            Head{"GRANT", read_grant},
                            Head{"REVOKE", read_grant},
                            Head{"DENY", read_grant},
                            Head{"COPY", read_copy_into},
                            Head{"RESTORE", read_task},
                            Head{"UNDROP", read_task},
                            Head{"CALL", nullptr},
                            Head{"BEGIN", nullptr},
                            Head{"DECLARE", nullptr},
                            Head{"SET", read_set_tag},
                            Head{"RESET", nullptr},
                            Head{"CACHE", nullptr},
                            Head{"MSCK", nullptr},
                            Head{"REORG", read_task},
                            Head{"EXECUTE", nullptr},
                            Head{"LIST", read_task},
                            Head{"PUT", nullptr},
                            Head{"GET", nullptr},
                            Head{"REMOVE", nullptr},
                            Head{"FSCK", read_task},
                            Head{"FROM", nullptr},
                            Head{"TABLE", nullptr},
                            Head{"CONVERT", nullptr},
                            Head{"SYNC", nullptr},
                            Head{"UNSET", read_set_tag}};

/// A change that opens with WITH: WITH x AS (...) INSERT INTO ...
bool is_query(std::span<const Token> tokens) {
  int depth = 0;
  for (const Token& token : tokens) {
    if (token.is_symbol("(")) ++depth;
    if (token.is_symbol(")")) --depth;
    if (depth != 0) continue;
    if (token.is_word("INSERT") || token.is_word("UPDATE") || token.is_word("DELETE") || token.is_word("MERGE"))
      return false;
    if (token.is_word("SELECT")) return true;
  }
  return true;
}

}  // namespace

namespace {

/// WITH x AS (...) INSERT INTO t SELECT ... as INSERT INTO t WITH x AS (...) SELECT ...; nullopt for other forms.
std::optional<std::string> with_behind_insert(std::string_view sql, std::span<const Token> tokens) {
  if (!tokens.front().is_word("WITH")) return std::nullopt;
  int depth = 0;
  std::optional<std::size_t> insert;
  for (const Token& token : tokens) {
    if (token.is_symbol("(")) ++depth;
    if (token.is_symbol(")")) --depth;
    if (depth != 0) continue;
    if (token.is_word("INSERT") && !insert) insert = token.begin;
    if (!token.is_word("SELECT")) continue;
    if (!insert) return std::nullopt;
    return fmt::format("{} {} {}", sql.substr(*insert, token.begin - *insert), sql.substr(0, *insert),
                       sql.substr(token.begin));
  }
  return std::nullopt;
}

}  // namespace

Result<Translation> translate(std::string_view sql, const SessionNames& names, std::span<const Parameter> parameters,
                              const Lookups& lookups) {
  TRY_ASSIGN(std::vector<Token> tokens, lex(sql));
  while (tokens.size() > 1 && tokens[tokens.size() - 2].is_symbol(";")) tokens.erase(tokens.end() - 2);
  if (tokens.size() == 1) return syntax_error("");
  const Token& head = tokens.front();
  std::string expanded;
  if (head.is_word("FROM") || head.is_word("TABLE") || head.is_word("WITH") || head.is_word("SELECT") ||
      head.is_word("VALUES") || head.is_symbol("(")) {
    TRY_ASSIGN(const std::optional<std::string> plain, expand_pipes(sql, tokens));
    if (plain) {
      expanded = *plain;
      sql = expanded;
      TRY_ASSIGN(tokens, lex(sql));
    }
  }
  if (auto moved = with_behind_insert(sql, tokens)) {
    expanded = std::move(*moved);
    sql = expanded;
    TRY_ASSIGN(tokens, lex(sql));
  }
  Rewriter rewriter(tokens, sql, {names, parameters, lookups});
  Cursor cursor(tokens, rewriter);
  Reading reading{cursor, rewriter, names, sql, lookups};
  const Token& first = tokens.front();
  if (first.is_symbol("(")) {
    TRY_ASSIGN(Translation translation, read_query(reading));
    translation.reads = rewriter.tables();
    return translation;
  }
  if (first.is_word("WITH") && !is_query(tokens)) return unsupported("WITH before a change; put it behind INSERT INTO");
  for (const Head& known : kHeads) {
    if (!first.is_word(known.word)) continue;
    if (known.read == nullptr) return unsupported(fmt::format("the statement {}", known.word));
    TRY_ASSIGN(Translation translation, known.read(reading));
    translation.reads = rewriter.tables();
    return translation;
  }
  return syntax_error(first.value);
}

namespace {

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The parts of the dotted name at `at` in SQL of the engine's own dialect; `at` goes behind it.
Result<std::vector<std::string>> engine_name_at(std::string_view sql, std::size_t& at) {
  std::vector<std::string> parts;
  const bool number = sql[at] >= '0' && sql[at] <= '9';
  for (;;) {
    if (at < sql.size() && sql[at] == '"') {
      const std::size_t end = sql.find('"', at + 1);
      if (end == std::string_view::npos) return syntax_error("\"");
      parts.emplace_back(sql.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      const std::size_t from = at;
      while (at < sql.size() && is_name_byte(sql[at])) ++at;
      parts.emplace_back(sql.substr(from, at - from));
    }
    const bool more = at + 1 < sql.size() && sql[at] == '.' && (is_name_byte(sql[at + 1]) || sql[at + 1] == '"');
    if (!more || (number && parts.size() == 1)) return parts;
    ++at;
  }
}

}  // namespace

Result<std::string> fold_engine_names(std::string_view sql) {
  // The engine's own dialect: names in "double quotes", texts in 'single quotes'. Only dotted names are touched.
  std::string out;
  std::string last_word;
  for (std::size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    if (c == '\'') {
      const std::size_t end = sql.find('\'', i + 1);
      if (end == std::string_view::npos) return syntax_error("'");
      out.append(sql.substr(i, end + 1 - i));
      i = end + 1;
      continue;
    }
    if (!is_name_byte(c) && c != '"') {
      out.push_back(c);
      ++i;
      continue;
    }
    const std::size_t begin = i;
    TRY_ASSIGN(const std::vector<std::string> parts, engine_name_at(sql, i));
    const bool schema = parts.size() == 2 && (text::equals_ignore_case(last_word, "SCHEMA") ||
                                              text::equals_ignore_case(last_word, "EXISTS"));
    if (parts.size() >= 3 || schema) {
      out += engine_schema(text::to_lower(parts[0]), text::to_lower(parts[1]));
      for (std::size_t part = 2; part < parts.size(); ++part) out += "." + quote_name(parts[part]);
    } else {
      out.append(sql.substr(begin, i - begin));
    }
    last_word = parts.back();
  }
  return out;
}

}  // namespace lakecode::local::dialect
