#include "sql/script.h"

#include <algorithm>

#include "sql/lexer.h"
#include "sql/literals.h"
#include "sql/splitter.h"

namespace lakecode::sql {
namespace {

std::size_t line_of(std::string_view text, std::size_t offset) {
  return 1 +
         static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Error unreadable(std::string reason, std::string advice) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read SQL",
               .subject = "",
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

/// One or two names joined by a dot, and nothing behind them.
std::vector<std::string> names_at(const TokenView& view, std::size_t at) {
  std::vector<std::string> names;
  while (view.is_name(at)) {
    names.push_back(name_value(view, at));
    if (!view.is_operator(at + 1, ".")) {
      if (at + 1 < view.size()) names.clear();
      break;
    }
    at += 2;
  }
  return names;
}

}  // namespace

Result<std::vector<ScriptStatement>> parse_script(std::string_view text) {
  if (text.size() > kMaxSqlBytes) return unreadable("the text is longer than 16 MiB", "split it");
  const Lexed lexed = lex(text);
  if (!lexed.ok()) {
    return unreadable(lexed.problem + " (line " + std::to_string(line_of(text, lexed.problem_at)) + ")",
                      "check quotes and comments there");
  }
  const TokenView view(text, lexed.tokens);
  std::vector<ScriptStatement> statements;
  std::size_t line = 1;
  std::size_t counted = 0;
  for (const StatementRange& range : split_statements(view)) {
    const std::size_t begin = lexed.tokens[range.first].begin;
    line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                                text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    counted = begin;
    statements.push_back(
        ScriptStatement{.text = std::string(view.slice(range.first, range.last).span_text()), .line = line});
  }
  if (statements.empty()) return unreadable("there is no statement in it", "lakecode sql 'SELECT 1'");
  return statements;
}

SessionNames follow(const SessionNames& names, std::string_view statement) {
  const Lexed lexed = lex(statement);
  const TokenView view(statement, lexed.tokens);
  if (!lexed.ok()) return names;
  const bool sets_catalog = view.has_words(0, {"SET", "CATALOG"}) || view.has_words(0, {"USE", "CATALOG"});
  if (!sets_catalog && !view.is_word(0, "USE")) return names;
  const bool keyword = sets_catalog || view.is_word(1, "SCHEMA") || view.is_word(1, "DATABASE");
  const std::vector<std::string> given = names_at(view, keyword && view.size() > 2 ? 2 : 1);
  if (sets_catalog) return given.size() == 1 ? SessionNames{.catalog = given[0], .schema = ""} : names;
  if (given.size() == 2) return SessionNames{.catalog = given[0], .schema = given[1]};
  return given.size() == 1 ? SessionNames{.catalog = names.catalog, .schema = given[0]} : names;
}

std::string ends_with_its_session(std::string_view statement) {
  const Lexed lexed = lex(statement);
  const TokenView view(statement, lexed.tokens);
  if (view.is_word(0, "SET") && !view.is_word(1, "CATALOG") && !view.is_word(1, "TAG") && view.size() > 2) return "SET";
  if (view.is_word(0, "DECLARE")) return "DECLARE";
  if (!view.is_word(0, "CREATE")) return "";
  const std::size_t at = view.has_words(1, {"OR", "REPLACE"}) ? 3 : 1;
  const bool temporary = view.is_word(at, "TEMPORARY") || view.is_word(at, "TEMP");
  return temporary ? "CREATE TEMPORARY " + view.word(at + 1) : "";
}

}  // namespace lakecode::sql
