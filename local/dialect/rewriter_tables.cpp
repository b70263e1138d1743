// Where tables stand: FROM, JOIN, inline VALUES, table functions, samples, lateral views.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/functions.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {

void Rewriter::collect_common_tables() {
  // WITH a AS (...), b (x, y) AS (...): a name behind WITH, RECURSIVE or a comma, and AS ( ahead.
  for (std::size_t i = 1; i + 1 < tokens_.size(); ++i) {
    const bool place = token(i - 1).is_word("WITH") || token(i - 1).is_word("RECURSIVE") || token(i - 1).is_symbol(",");
    if (!place || !token(i).is_name()) continue;
    std::size_t after = i + 1;
    if (token(after).is_symbol("(")) {
      const auto close = matching(after);
      if (!close) return;
      after = *close + 1;
    }
    if (token(after).is_word("AS") && token(after + 1).is_symbol("("))
      common_tables_.insert(text::to_lower(token(i).value));
  }
}

Result<std::size_t> Rewriter::alias_after(std::size_t at, std::size_t end, std::string& out) {
  std::size_t i = at;
  if (i < end && token(i).is_word("AS")) ++i;
  const Token& name = token(i);
  const bool is_alias = i < end && name.is_name() &&
                        (name.kind == TokenKind::QuotedName ||
                         (!is_grammar_word(name.value) && !name.is_word("TABLESAMPLE") && !name.is_word("MINUS") &&
                          !name.is_word("VERSION") && !name.is_word("TIMESTAMP") && !name.is_word("SORT") &&
                          !name.is_word("CLUSTER") && !name.is_word("DISTRIBUTE")));
  if (!is_alias) return at;
  append_piece(out, "AS " + quote_name(name.value));
  ++i;
  if (i < end && token(i).is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(i));
    TRY_ASSIGN(const std::string columns, rewrite_level(i + 1, close, Level{}));
    out += "(" + columns + ")";
    i = close + 1;
  }
  return i;
}

Result<VersionOf> Rewriter::short_version(std::string_view value) const {
  // t@v7, or t@yyyyMMddHHmmssSSS
  VersionOf result;
  if (value.starts_with('v') || value.starts_with('V')) {
    result.version = text::parse_int(value.substr(1));
    if (!result.version) return syntax_error(value);
    return result;
  }
  if (value.size() != 17 || !text::parse_int(value)) return syntax_error(value);
  result.moment = fmt::format("lc_parse_time({}, 'yyyyMMddHHmmssSSS')", quote_text(value));
  return result;
}

Result<std::int64_t> Rewriter::version_number(const Token& value) const {
  std::optional<std::int64_t> number;
  if (value.kind == TokenKind::Marker || value.kind == TokenKind::Question) {
    for (const Parameter& candidate : parameters_) {
      if (candidate.name == value.value && candidate.value) number = text::parse_int(*candidate.value);
    }
  } else {
    number = text::parse_int(value.value);
  }
  if (!number || *number < 0) return syntax_error(value.value);
  return *number;
}

Result<std::size_t> Rewriter::moment_end(std::size_t at) {
  // now() - INTERVAL 1 DAY: a sum of operands.
  TRY_ASSIGN(std::size_t next, operand_end(at));
  while (token(next).is_symbol("-") || token(next).is_symbol("+")) {
    ++next;
    if (token(next).is_word("INTERVAL")) {
      TRY_VOID(interval(next, next));
    } else {
      TRY_ASSIGN(next, operand_end(next));
    }
  }
  return next;
}

Result<VersionOf> Rewriter::read_version(std::size_t at, std::size_t& next) {
  VersionOf result;
  next = at;
  if (token(at).is_symbol("@")) {
    next = at + 2;
    return short_version(token(at + 1).value);
  }
  std::size_t i = at;
  if (token(i).is_word("FOR")) ++i;
  const bool version = token(i).is_word("VERSION") || token(i).is_word("SYSTEM_VERSION");
  const bool moment = token(i).is_word("TIMESTAMP") || token(i).is_word("SYSTEM_TIME");
  if ((!version && !moment) || !token(i + 1).is_word("AS") || !token(i + 2).is_word("OF")) return result;
  i += 3;
  if (version) {
    TRY_ASSIGN(result.version, version_number(token(i)));
    next = i + 1;
    return result;
  }
  TRY_ASSIGN(next, moment_end(i));
  TRY_ASSIGN(const std::string value, rewrite_level(i, next, Level{}));
  result.moment = "lc_to_timestamp(" + value + ")";
  return result;
}

Result<std::size_t> Rewriter::named_relation(const TableName& table, std::string_view relation, Range rest,
                                             std::string& out) {
  append_piece(out, relation);
  const std::size_t length = out.size();
  TRY_ASSIGN(const std::size_t after, alias_after(rest.first, rest.second, out));
  if (out.size() == length) append_piece(out, "AS " + quote_name(table.table));
  return after;
}

Result<std::size_t> Rewriter::table_reference(std::size_t at, std::size_t end, std::string& out) {
  const Token& now = token(at);
  if (now.is_word("VALUES")) return inline_values(at, end, out);
  if (now.kind == TokenKind::Text) return syntax_error("'" + now.value + "'");
  const Token& next = token(at + 1);
  const bool named =
      next.is_name() && !(next.kind == TokenKind::Word && (is_grammar_word(next.value) || ends_from(next.value)));
  if (now.is_word("STREAM") && at + 1 < end && (named || next.is_symbol("(")))
    return unsupported("reading a table as a stream (STREAM)");
  const std::size_t chain = chain_end(at);
  if (!now.is_word("IDENTIFIER") && token(chain).is_symbol("(") && chain < end) return table_function(at, end, out);
  if (chain == at + 3 && token(at + 2).kind == TokenKind::QuotedName &&
      token(at + 2).value.find('/') != std::string::npos)
    return file_table(at, end, out);
  const bool common = chain == at + 1 && common_tables_.contains(text::to_lower(now.value));
  if (chain == at + 1 && lookups_.temporary_view && !common) {
    if (const auto view = lookups_.temporary_view(text::to_lower(now.value))) {
      append_piece(out, *view);
      return finish_table(chain, end, now.value, out);
    }
  }
  return table_by_name(at, common, end, out);
}

Result<std::size_t> Rewriter::table_by_name(std::size_t at, bool common, std::size_t end, std::string& out) {
  std::size_t after = at;
  TRY_ASSIGN(const TableName table, read_table_name(at, after));
  TRY_ASSIGN(const VersionOf version, read_version(after, after));
  if (version.is_set()) {
    if (!lookups_.version) return unsupported("time travel here");
    TRY_ASSIGN(const std::string relation, lookups_.version(table, version));
    tables_.push_back(table);
    return named_relation(table, relation, {after, end}, out);
  }
  if (!common && table.schema == "information_schema") {
    const std::string relation = fmt::format("lc_relation({}, {})", quote_text(table.catalog), quote_text(table.table));
    return named_relation(table, relation, {after, end}, out);
  }
  if (!common && lookups_.shielded) {
    TRY_ASSIGN(const std::optional<std::string> relation, lookups_.shielded(table));
    if (relation) {
      tables_.push_back(table);
      return named_relation(table, *relation, {after, end}, out);
    }
  }
  append_piece(out, common ? quote_name(token(at).value) : table.engine());
  if (!common) tables_.push_back(table);
  if (token(after).is_word("TABLESAMPLE") && after < end) return sample(after, end, out);
  TRY_ASSIGN(after, alias_after(after, end, out));
  if (token(after).is_word("TABLESAMPLE") && after < end) return sample(after, end, out);
  return after;
}

Result<std::size_t> Rewriter::inline_values(std::size_t at, std::size_t end, std::string& out) {
  std::vector<std::string> rows;
  std::size_t columns = 1;
  std::size_t i = at + 1;
  for (;;) {
    if (token(i).is_symbol("(")) {
      TRY_ASSIGN(const std::size_t close, matching(i));
      TRY_ASSIGN(const std::vector<Range> cells, split_arguments(i, close));
      columns = cells.size();
      TRY_ASSIGN(const std::string row, rewrite_level(i + 1, close, Level{}));
      rows.push_back("(" + row + ")");
      i = close + 1;
    } else {
      TRY_ASSIGN(const std::size_t after, operand_end(i));
      TRY_ASSIGN(const std::string cell, rewrite_level(i, after, Level{}));
      rows.push_back("(" + cell + ")");
      i = after;
    }
    if (i >= end || !token(i).is_symbol(",")) break;
    ++i;
  }
  append_piece(out, "(VALUES " + text::join(rows, ", ") + ")");
  const std::size_t length = out.size();
  TRY_ASSIGN(const std::size_t after, alias_after(i, end, out));
  if (after > i && out.back() == ')')
    return token(after).is_word("TABLESAMPLE") && after < end ? sample(after, end, out) : Result<std::size_t>(after);
  std::vector<std::string> names;
  for (std::size_t column = 1; column <= columns; ++column) names.push_back(fmt::format("col{}", column));
  if (out.size() == length) out += " AS lc_values";
  out += "(" + text::join(names, ", ") + ")";
  return after;
}

Result<std::size_t> Rewriter::table_function(std::size_t at, std::size_t end, std::string& out) {
  const std::string name = text::to_lower(token(at).value);
  const std::size_t open = chain_end(at);
  TRY_ASSIGN(const std::size_t close, matching(open));
  if (open == at + 1 && name == "read_files") return read_files_call(at, end, out);
  if (open == at + 1 && name == "table_changes") return changes_table(at, end, out);
  if (open == at + 1 && name == "range") {
    TRY_ASSIGN(const std::string arguments, rewrite_level(open + 1, close, Level{}));
    append_piece(out, "(SELECT range AS id FROM range(" + arguments + "))");
    return finish_table(close + 1, end, "lc_id", out);
  }
  bool known = false;
  TRY_ASSIGN(const std::vector<Range> arguments, split_arguments(open, close));
  const FunctionRule* rule = find_function(name, static_cast<int>(arguments.size()), known);
  if (open == at + 1 && rule != nullptr && rule->form == "lc:generator") {
    std::vector<std::string> names;
    TRY_ASSIGN(const std::string select, generator(name, arguments, names));
    append_piece(out, "(" + select + ")");
    return finish_table(close + 1, end, "lc_" + name, out);
  }
  if (lookups_.function) {
    const auto function = resolve_name(chain_parts(at, open), names_);
    if (function && lookups_.function(*function) == "TABLE") {
      TRY_ASSIGN(const std::string list, rewrite_level(open + 1, close, Level{}));
      append_piece(out, fmt::format("{}({})", function->engine(), list));
      return finish_table(close + 1, end, function->table, out);
    }
  }
  return sql_error("UNRESOLVABLE_TABLE_VALUED_FUNCTION",
                   fmt::format("Could not resolve {} to a table-valued function.", in_backticks(name)), "42883");
}

Result<std::size_t> Rewriter::changes_table(std::size_t at, std::size_t end, std::string& out) {
  if (!lookups_.changes) return unsupported("table_changes here");
  TRY_ASSIGN(const std::size_t close, matching(at + 1));
  TRY_ASSIGN(const std::vector<Range> arguments, split_arguments(at + 1, close));
  if (arguments.size() < 2 || arguments.size() > 3) {
    return sql_error(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        fmt::format("The `table_changes` requires 2 or 3 parameters but the actual number is {}.", arguments.size()),
        "42605");
  }
  TRY_ASSIGN(const std::string text, constant_text(arguments[0].first, arguments[0].second));
  TRY_ASSIGN(const std::vector<Token> words, lex(text));
  std::vector<std::string> parts;
  for (const Token& word : words) {
    if (word.is_name()) parts.push_back(word.value);
  }
  const auto table = resolve_name(parts, names_);
  if (!table) return syntax_error(text);
  ChangeRange range;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    VersionOf& bound = i == 1 ? range.start : range.end;
    const Range& argument = arguments[i];
    if (argument.second == argument.first + 1 && token(argument.first).kind == TokenKind::Number) {
      TRY_ASSIGN(bound.version, version_number(token(argument.first)));
    } else {
      TRY_ASSIGN(const std::string moment, one(argument));
      bound.moment = "lc_to_timestamp(" + moment + ")";
    }
  }
  tables_.push_back(*table);
  TRY_ASSIGN(const std::string relation, lookups_.changes(*table, range));
  append_piece(out, relation);
  return finish_table(close + 1, end, "table_changes", out);
}

Result<std::size_t> Rewriter::listing_table(std::size_t at, std::size_t end, std::string& out) {
  TRY_ASSIGN(const std::size_t close, matching(at));
  if (!lookups_.listing) return unsupported("DESCRIBE as a table here");
  const std::size_t from = token(at + 1).begin;
  TRY_ASSIGN(const std::string relation, lookups_.listing(sql_.substr(from, token(close).begin - from)));
  append_piece(out, relation);
  return finish_table(close + 1, end, "lc_listing", out);
}

Result<std::size_t> Rewriter::finish_table(std::size_t at, std::size_t end, std::string_view name, std::string& out) {
  if (token(at).is_word("TABLESAMPLE") && at < end) return sample(at, end, out);
  const std::size_t length = out.size();
  TRY_ASSIGN(const std::size_t after, alias_after(at, end, out));
  if (out.size() == length) append_piece(out, "AS " + quote_name(name));
  if (token(after).is_word("TABLESAMPLE") && after < end) return sample(after, end, out);
  return after;
}

Result<std::size_t> Rewriter::sample(std::size_t at, std::size_t end, std::string& out) {
  std::size_t open = at + 1;
  if (!token(open).is_symbol("(")) return syntax_error(token(open).value);
  TRY_ASSIGN(const std::size_t close, matching(open));
  std::string clause;
  const Token& unit = token(close - 1);
  if (unit.is_word("BUCKET") || token(open + 1).is_word("BUCKET")) return unsupported("TABLESAMPLE by buckets");
  TRY_ASSIGN(const std::string amount, rewrite_level(open + 1, close - 1, Level{}));
  if (unit.is_word("PERCENT")) {
    clause = fmt::format("TABLESAMPLE bernoulli({} PERCENT)", amount);
  } else if (unit.is_word("ROWS")) {
    clause = fmt::format("TABLESAMPLE reservoir({} ROWS)", amount);
  } else {
    return syntax_error(unit.value);
  }
  std::size_t after = close + 1;
  if (token(after).is_word("REPEATABLE") && token(after + 1).is_symbol("(")) {
    TRY_ASSIGN(const std::size_t seed_close, matching(after + 1));
    TRY_ASSIGN(const std::string seed, rewrite_level(after + 2, seed_close, Level{}));
    clause += fmt::format(" REPEATABLE ({})", seed);
    after = seed_close + 1;
  }
  // The alias comes behind the sample here, and before it in the engine.
  TRY_ASSIGN(after, alias_after(after, end, out));
  append_piece(out, clause);
  return after;
}

}  // namespace lakecode::local::dialect
