// The parts that all of the rewriter uses: intervals, parameters, names of tables and columns.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {

namespace {

bool is_interval_unit(std::string_view word) {
  for (const std::string_view unit :
       {"YEAR", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND", "QUARTER"}) {
    if (word == unit || (word.size() == unit.size() + 1 && word.starts_with(unit) && word.ends_with('S'))) return true;
  }
  return false;
}

/// '1-2' YEAR TO MONTH, '1 02:03:04' DAY TO SECOND, '02:03' HOUR TO MINUTE ...
Result<std::string> interval_range(std::string value, const std::string& from, const std::string& to) {
  std::string sign;
  if (value.starts_with('-')) {
    sign = "-";
    value.erase(0, 1);
  }
  if (from == "YEAR" && to == "MONTH") {
    const std::size_t dash = value.find('-');
    if (dash == std::string::npos) return syntax_error(value);
    return fmt::format("({}INTERVAL {})", sign,
                       quote_text(value.substr(0, dash) + " years " + value.substr(dash + 1) + " months"));
  }
  std::string days;
  std::string clock = value;
  if (from == "DAY") {
    const std::size_t blank = value.find(' ');
    days = value.substr(0, blank) + " days ";
    clock = blank == std::string::npos ? "00" : value.substr(blank + 1);
  }
  if (from == "MINUTE") clock = "00:" + clock;
  if (clock.find(':') == std::string::npos) clock += ":00";
  return fmt::format("({}INTERVAL {})", sign, quote_text(days + clock));
}

}  // namespace

Result<std::string> Rewriter::interval_part(std::size_t at, std::size_t& next) {
  if (token(at).is_symbol("-") && token(at + 1).kind == TokenKind::Text) {
    TRY_ASSIGN(const std::string positive, interval_part(at + 1, next));
    return "(-" + positive + ")";
  }
  TRY_ASSIGN(const std::size_t after, operand_end(at));
  const bool literal = after == at + 1 && (token(at).kind == TokenKind::Text || token(at).kind == TokenKind::Number);
  std::string unit;
  if (token(after).kind == TokenKind::Word && !is_grammar_word(token(after).value))
    unit = text::to_upper(token(after).value);
  if (!unit.empty() && literal && !is_interval_unit(unit)) return syntax_error(unit);
  if (token(after + 1).is_word("TO") && !unit.empty() && literal) {
    next = after + 3;
    return interval_range(token(at).value, unit, text::to_upper(token(after + 2).value));
  }
  next = unit.empty() ? after : after + 1;
  if (literal) return "INTERVAL " + quote_text(token(at).value + (unit.empty() ? "" : " " + unit));
  if (unit.empty()) return syntax_error(token(after).value);
  TRY_ASSIGN(const std::string value, rewrite_level(at, after, Level{}));
  return fmt::format("(({}) * INTERVAL '1 {}')", value, unit);
}

Result<std::string> Rewriter::interval(std::size_t at, std::size_t& next) {
  std::string out;
  next = at + 1;
  bool more = true;
  while (more) {
    TRY_ASSIGN(const std::string piece, interval_part(next, next));
    out += out.empty() ? piece : " + " + piece;
    more = (token(next).kind == TokenKind::Number || token(next).kind == TokenKind::Text) &&
           token(next + 1).kind == TokenKind::Word;
  }
  return "(" + out + ")";
}

Result<std::string> Rewriter::parameter(std::size_t at) {
  const Token& now = token(at);
  const Parameter* found = nullptr;
  if (now.kind == TokenKind::Question) {
    std::size_t index = 0;
    for (const Parameter& candidate : parameters_) {
      if (candidate.name.empty() && index++ == next_question_) found = &candidate;
    }
    ++next_question_;
  } else {
    for (const Parameter& candidate : parameters_) {
      if (candidate.name == now.value) found = &candidate;
    }
  }
  if (found == nullptr) {
    return sql_error("UNBOUND_SQL_PARAMETER",
                     fmt::format("Found the unbound parameter: {}.", now.kind == TokenKind::Question ? "?" : now.value),
                     "42P02");
  }
  return literal_of(*found);
}

Result<std::string> literal_of(const Parameter& value) {
  TRY_ASSIGN(const std::vector<Token> type_tokens, lex(value.type.empty() ? "STRING" : value.type));
  TRY_ASSIGN(const ParsedType type, parse_type(type_tokens, 0));
  if (!value.value) return fmt::format("CAST(NULL AS {})", type.engine);
  const std::string literal = quote_text(*value.value);
  if (type.text == "timestamp" || type.text == "timestamp_ntz") return fmt::format("lc_to_timestamp({})", literal);
  if (type.text == "date") return fmt::format("lc_to_date({})", literal);
  if (type.text == "string") return literal;
  const bool nested = type.text.find('<') != std::string::npos;
  if (nested) return fmt::format("CAST(CAST({} AS JSON) AS {})", literal, type.engine);
  return fmt::format("CAST({} AS {})", literal, type.engine);
}

Result<std::string> Rewriter::constant_text(std::size_t begin, std::size_t end) const {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    const Token& now = token(i);
    if (now.is_symbol("||")) continue;
    const Parameter* found = nullptr;
    if (now.kind == TokenKind::Text) {
      out += now.value;
      continue;
    }
    if (now.kind == TokenKind::Marker) {
      for (const Parameter& candidate : parameters_) {
        if (candidate.name == now.value) found = &candidate;
      }
    } else if (now.is_name()) {
      const std::size_t after = chain_end(i);
      found = find_variable(chain_parts(i, after));
      if (found != nullptr) i = after - 1;
    }
    if (found == nullptr || !found->value)
      return sql_error("NOT_A_CONSTANT_STRING.NOT_CONSTANT",
                       "The expression used for the routine or clause must be a constant STRING which is NOT NULL.",
                       "42601");
    out += *found->value;
  }
  return out;
}

Result<TableName> Rewriter::read_table_name(std::size_t at, std::size_t& next) {
  std::vector<std::string> parts;
  if (token(at).is_word("IDENTIFIER") && token(at + 1).is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at + 1));
    TRY_ASSIGN(const std::string text, constant_text(at + 2, close));
    TRY_ASSIGN(const std::vector<Token> name, lex(text));
    for (const Token& part : name) {
      if (part.is_name()) parts.push_back(part.value);
    }
    next = close + 1;
  } else {
    if (!token(at).is_name()) return syntax_error(token(at).value);
    next = chain_end(at);
    parts = chain_parts(at, next);
  }
  const auto table = resolve_name(parts, names_);
  if (!table) {
    return sql_error("IDENTIFIER_TOO_MANY_NAME_PARTS",
                     fmt::format("{} is not a valid identifier as it has more than 3 name parts.",
                                 in_backticks(text::join(parts, "."))),
                     "42601");
  }
  named_.push_back(*table);
  return *table;
}

namespace {

bool ends_select_list(const Token& token) {
  return token.kind == TokenKind::End || token.is_word("FROM") ||
         (token.kind == TokenKind::Word && ends_from(token.value));
}

/// Whether an item of a select list brings its own name: a plain column, a star, AS x, or a name behind an operand.
bool is_named(std::span<const Token> item) {
  if (item.empty() || item.back().is_symbol("*") || item.back().is_symbol(")")) {
    // "(a, b) AS (x, y)" and "* EXCEPT (a)" end in a bracket too
    for (const Token& token : item) {
      if (token.is_symbol("*") && (&token == &item.front() || (&token - 1)->is_symbol("."))) return true;
    }
    return item.empty();
  }
  if (item.size() == 1)
    return item[0].is_name() && !item[0].is_word("NULL") && !item[0].is_word("TRUE") && !item[0].is_word("FALSE") &&
           !item[0].is_word("CURRENT_DATE") && !item[0].is_word("CURRENT_TIMESTAMP");
  const Token& last = item.back();
  const Token& before = item[item.size() - 2];
  if (!last.is_name() || !interval_fields(item).empty()) return false;
  if (item.size() > 2 && (item[item.size() - 3].is_word("INTERVAL") || item[item.size() - 3].is_word("TO")))
    return false;
  if (before.is_word("AS") || before.is_symbol(".")) return true;
  const bool operand = before.is_symbol(")") || before.is_symbol("]") || before.kind == TokenKind::Text ||
                       before.kind == TokenKind::Bytes || before.kind == TokenKind::Number ||
                       before.kind == TokenKind::QuotedName || before.is_word("END") || before.is_word("NULL") ||
                       before.is_word("TRUE") || before.is_word("FALSE") ||
                       (before.kind == TokenKind::Word && !is_grammar_word(before.value));
  const bool keyword_last = last.kind == TokenKind::Word && is_grammar_word(last.value);
  return operand && !keyword_last;
}

/// raw:a.b, which is named after its last part.
bool is_json_path(std::span<const Token> item) {
  int depth = 0;
  std::size_t colon = 0;
  for (std::size_t i = 0; i < item.size(); ++i) {
    depth += item[i].is_symbol("(") || item[i].is_symbol("[")   ? 1
             : item[i].is_symbol(")") || item[i].is_symbol("]") ? -1
                                                                : 0;
    if (depth == 0 && item[i].is_symbol(":") && colon == 0) colon = i;
    const bool path = item[i].is_name() || item[i].is_symbol(".") || item[i].is_symbol("]") || depth > 0;
    if (colon != 0 && i > colon && !path) return false;
    if (colon != 0 && i > colon && item[i].is_name() && depth == 0 && item[i - 1].is_name()) return false;
    if (colon != 0 && item[i].is_word("AS")) return false;
  }
  return colon != 0 && item.back().is_name() && (item[item.size() - 2].is_symbol(".") || item.size() - 2 == colon);
}

/// The text of an item as a heading: blanks folded, count(*) spelled count(1).
std::string heading(std::string_view sql) {
  std::string out;
  for (const char c : sql) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out.push_back(blank ? ' ' : c);
  }
  return text::equals_ignore_case(out, "count(*)") ? "count(1)" : out;
}

}  // namespace

void Rewriter::name_columns(std::size_t begin, std::size_t end) {
  std::size_t from = select_list(begin, end);
  if (from >= end) return;
  int depth = 0;
  for (std::size_t at = from;; ++at) {
    const Token& now = token(at);
    if (now.is_symbol("(") || now.is_symbol("[") || now.is_word("CASE")) ++depth;
    if (now.is_symbol(")") || now.is_symbol("]") || now.is_word("END")) --depth;
    const bool star_except = now.is_word("EXCEPT") && at > from && token(at - 1).is_symbol("*");
    const bool distinct_from = now.is_word("FROM") && at > from && token(at - 1).is_word("DISTINCT");
    const bool over = at >= end || (depth == 0 && ends_select_list(now) && !star_except && !distinct_from);
    if (!over && !(depth == 0 && now.is_symbol(","))) continue;
    if (at > from && is_json_path(tokens_.subspan(from, at - from))) {
      column_names_[at] = token(at - 1).value;
    } else if (at > from && !is_named(tokens_.subspan(from, at - from))) {
      column_names_[at] = heading(sql_.substr(token(from).begin, token(at - 1).end - token(from).begin));
    }
    if (over) return;
    from = at + 1;
  }
}

}  // namespace lakecode::local::dialect
