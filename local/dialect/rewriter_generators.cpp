// What makes rows of values and columns of rows: explode and its kin, LATERAL VIEW, PIVOT, UNPIVOT; files as tables.

#include <fmt/format.h>

#include <optional>
#include <span>

#include "base/text.h"
#include "local/dialect/functions.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

std::string column_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + quote_name(name);
  return "(" + out + ")";
}

Error wrong_aliases(std::size_t given, std::size_t columns) {
  return sql_error("UDTF_ALIAS_NUMBER_MISMATCH",
                   fmt::format("The number of aliases supplied in the AS clause does not match the number of columns "
                               "output by the UDTF. Expected {} aliases, but got {}.",
                               columns, given),
                   "42802");
}

/// The names given, or the generator's own where none are.
Result<void> settle_names(std::vector<std::string>& names, std::vector<std::string> defaults) {
  if (!names.empty() && names.size() != defaults.size()) return wrong_aliases(names.size(), defaults.size());
  if (names.empty()) names = std::move(defaults);
  return {};
}

Error misplaced(std::string_view how, std::string_view text) {
  return sql_error(fmt::format("UNSUPPORTED_GENERATOR.{}", how), text, "42K0E");
}

/// Where the items of the SELECT that holds the token at `at` begin, walking back; nullopt when a bracket or a clause
/// of another kind comes first.
std::optional<std::size_t> select_before(std::span<const Token> tokens, std::size_t at, bool& in_clause) {
  int depth = 0;
  for (std::size_t i = at; i > 0; --i) {
    const Token& token = tokens[i - 1];
    if (token.is_symbol(")")) ++depth;
    if (token.is_symbol("(") && --depth < 0) return std::nullopt;
    if (depth != 0 || token.kind != TokenKind::Word) continue;
    if (token.is_word("SELECT")) return i - 1;
    in_clause = ends_from(token.value) || token.is_word("BY") || token.is_word("ON");
    if (in_clause) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Result<void> Rewriter::check_generator_place(std::size_t at, std::size_t close) const {
  const std::string text(sql_.substr(token(at).begin, token(close).end - token(at).begin));
  bool in_clause = false;
  const auto select = select_before(tokens_, at, in_clause);
  if (in_clause) {
    return misplaced("OUTSIDE_SELECT", fmt::format("The generator is not supported: outside the SELECT clause, found: "
                                                   "\"{}\".",
                                                   text));
  }
  const Token& before = token(at == 0 ? 0 : at - 1);
  const Token& behind = token(close + 1);
  const bool begins = before.is_symbol(",") || before.is_word("SELECT") || before.is_word("DISTINCT") ||
                      before.is_word("ALL") || before.is_word("THEN");
  const bool ends =
      behind.kind != TokenKind::Symbol || behind.is_symbol(",") || behind.is_symbol(")") || behind.is_symbol(";");
  if (!select || !begins || !ends) {
    return misplaced("NESTED_IN_EXPRESSIONS",
                     fmt::format("The generator is not supported: nested in expressions \"{}\".", text));
  }
  int depth = 0;
  for (std::size_t i = *select + 1; i < at; ++i) {
    depth += token(i).is_symbol("(") ? 1 : token(i).is_symbol(")") ? -1 : 0;
    bool known = false;
    if (depth != 0 || !token(i).is_name() || !token(i + 1).is_symbol("(")) continue;
    const FunctionRule* rule = find_function(text::to_lower(token(i).value), 1, known);
    if (rule == nullptr || rule->form != "lc:generator") continue;
    return misplaced("MULTI_GENERATOR",
                     fmt::format("The generator is not supported: only one generator allowed per SELECT clause but "
                                 "found 2: \"{}\", \"{}\".",
                                 token(i).value, text));
  }
  return {};
}

Result<std::string> Rewriter::stack_rows(const std::vector<Range>& arguments, std::size_t& columns) {
  const auto rows = text::parse_int(token(arguments[0].first).value);
  if (!rows || *rows < 1 || *rows > 10'000 || arguments[0].second != arguments[0].first + 1)
    return syntax_error(token(arguments[0].first).value);
  const std::size_t values = arguments.size() - 1;
  const auto count = static_cast<std::size_t>(*rows);
  columns = (values + count - 1) / count;
  std::string out;
  for (std::size_t row = 0; row < count; ++row) {
    std::string cells;
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t index = row * columns + column;
      std::string value = "NULL";
      if (index < values) {
        TRY_ASSIGN(value, one(arguments[index + 1]));
      }
      cells += (cells.empty() ? "" : ", ") + value;
    }
    out += fmt::format("{}({})", out.empty() ? "" : ", ", cells);
  }
  return out;
}

Result<std::string> Rewriter::stack_columns(const std::vector<Range>& arguments,
                                            const std::vector<std::string>& names) {
  const auto rows = text::parse_int(token(arguments[0].first).value);
  if (!rows || *rows < 1 || *rows > 10'000 || arguments[0].second != arguments[0].first + 1)
    return syntax_error(token(arguments[0].first).value);
  const auto count = static_cast<std::size_t>(*rows);
  const std::size_t columns = (arguments.size() - 1 + count - 1) / count;
  if (!names.empty() && names.size() != columns) return wrong_aliases(names.size(), columns);
  std::string out;
  for (std::size_t column = 0; column < columns; ++column) {
    std::string cells;
    for (std::size_t row = 0; row < count; ++row) {
      const std::size_t index = row * columns + column + 1;
      std::string value = "NULL";
      if (index < arguments.size()) {
        TRY_ASSIGN(value, one(arguments[index]));
      }
      cells += (row == 0 ? "" : ", ") + value;
    }
    out += fmt::format("{}unnest([{}]) AS {}", out.empty() ? "" : ", ", cells,
                       quote_name(names.empty() ? fmt::format("col{}", column) : names[column]));
  }
  return out;
}

Result<std::string> Rewriter::stack_generator(const std::vector<Range>& arguments, std::vector<std::string>& names) {
  std::size_t columns = 0;
  TRY_ASSIGN(const std::string rows, stack_rows(arguments, columns));
  std::vector<std::string> defaults;
  for (std::size_t i = 0; i < columns; ++i) defaults.push_back(fmt::format("col{}", i));
  const std::string inner = column_list(defaults);
  TRY_VOID(settle_names(names, std::move(defaults)));
  return fmt::format("SELECT * FROM (VALUES {}) AS lc_stack{}", rows, inner);
}

Result<std::string> Rewriter::json_tuple_generator(std::string_view value, const std::vector<Range>& arguments,
                                                   std::vector<std::string>& names) {
  std::string list;
  std::vector<std::string> defaults;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const Token& key = token(arguments[i].first);
    if (key.kind != TokenKind::Text) return syntax_error(key.value);
    defaults.push_back(fmt::format("c{}", i - 1));
    list += fmt::format("{}lc.main.json_path({}, {}) AS {}", list.empty() ? "" : ", ", value,
                        quote_text("$.\"" + key.value + "\""), quote_name(defaults.back()));
  }
  TRY_VOID(settle_names(names, std::move(defaults)));
  return "SELECT " + list;
}

Result<std::string> Rewriter::explode_generator(std::string_view name, const std::string& value, bool is_map_value,
                                                std::vector<std::string>& names) {
  const bool outer = name.ends_with("_outer");
  const std::string list = outer ? fmt::format("CASE WHEN len({0}) > 0 THEN {0} ELSE [NULL] END", value) : value;
  const bool position = name.starts_with("pos");
  const std::size_t plain = position ? 2 : 1;
  const bool map = names.size() == plain + 1 || is_map_value;
  if (!names.empty() && names.size() != plain && names.size() != plain + 1) return wrong_aliases(names.size(), plain);
  const std::string index = position ? fmt::format("CAST(generate_subscripts({}, 1) - 1 AS INTEGER) AS pos, ",
                                                   map ? "map_keys(" + value + ")" : list)
                                     : "";
  if (names.empty()) {
    if (position) names.emplace_back("pos");
    if (map) names.emplace_back("key");
    names.emplace_back(map ? "value" : "col");
  }
  if (map) return fmt::format("SELECT {0}unnest(map_keys({1})) AS key, unnest(map_values({1})) AS value", index, value);
  return fmt::format("SELECT {}unnest({}) AS col", index, list);
}

Result<std::string> Rewriter::generator(std::string_view name, const std::vector<Range>& arguments,
                                        std::vector<std::string>& names) {
  if (name == "stack") return stack_generator(arguments, names);
  TRY_ASSIGN(const std::string value, one(arguments[0]));
  if (name == "json_tuple") return json_tuple_generator(value, arguments, names);
  if (name.starts_with("inline")) return fmt::format("SELECT unnest({}, max_depth := 2)", value);
  if (name.starts_with("variant_explode")) {
    TRY_VOID(settle_names(names, {"pos", "key", "value"}));
    return variant_rows(value, name.ends_with("_outer"));
  }
  return explode_generator(name, value, is_map(arguments[0].first, value), names);
}

Result<std::string> Rewriter::variant_rows(std::string_view value, bool outer) {
  const std::string items = fmt::format(
      "CASE json_type({0}) WHEN 'OBJECT' THEN json_extract({0}, '$.*') WHEN 'ARRAY' THEN json_extract({0}, '$[*]') "
      "ELSE [] END",
      value);
  const std::string rows = outer ? fmt::format("CASE WHEN len({0}) > 0 THEN {0} ELSE [NULL] END", items) : items;
  return fmt::format(
      "SELECT CAST(unnest(range(len({0}))) AS INTEGER) AS pos, unnest(CASE json_type({1}) WHEN 'OBJECT' THEN "
      "json_keys({1}) ELSE list_transform({0}, lambda lc_x: CAST(NULL AS VARCHAR)) END) AS key, unnest({0}) AS value",
      rows, value);
}

namespace {

/// The name that columns of one source of FROM, as engine SQL, are written with; "" when it has none.
std::string alias_of_source(std::string_view source) {
  source = text::trim(source);
  std::string last;
  std::string alias;
  int depth = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const char c = source[i];
    if (c == '\'' || c == '"') {
      const std::size_t close = source.find(c, i + 1);
      if (close == std::string_view::npos) return "";
      if (c == '"' && depth == 0) {
        last = std::string(source.substr(i + 1, close - i - 1));
        if (i >= 3 && source.substr(i - 3, 3) == "AS ") alias = last;
      }
      i = close;
      continue;
    }
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
  }
  return alias.empty() && !source.starts_with('(') ? last : alias;
}

int depth_change(const Token& token) {
  return token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
}

/// Behind the FROM that the token at `at` belongs to; 0 for none.
std::size_t behind_from(std::span<const Token> tokens, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i > 0; --i) {
    depth -= depth_change(tokens[i - 1]);
    if (depth < 0) return 0;
    if (depth == 0 && tokens[i - 1].is_word("FROM")) return i;
  }
  return 0;
}

/// Whether name.* stands anywhere: it asks for the columns of one source alone.
bool has_star_of(std::span<const Token> tokens, std::string_view name) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    const bool star = tokens[i + 1].is_symbol(".") && tokens[i + 2].is_symbol("*");
    if (star && tokens[i].is_name() && text::equals_ignore_case(tokens[i].value, name)) return true;
  }
  return false;
}

/// a, b behind AS; `at` goes behind them.
Result<std::vector<std::string>> view_columns(std::span<const Token> tokens, std::size_t& at) {
  std::vector<std::string> names;
  if (!tokens[at].is_word("AS")) return names;
  do {
    ++at;
    if (!tokens[at].is_name()) return syntax_error(tokens[at].value);
    names.push_back(tokens[at++].value);
  } while (tokens[at].is_symbol(",") && tokens[at + 1].is_name());
  return names;
}

}  // namespace

bool Rewriter::single_source(std::size_t at) const {
  // From the FROM to the first LATERAL VIEW: a comma or a JOIN there is a second source.
  const std::size_t from = behind_from(tokens_, at);
  int depth = 0;
  for (std::size_t i = from; from > 0 && i < at; ++i) {
    const Token& now = token(i);
    depth += depth_change(now);
    if (depth != 0) continue;
    if (now.is_word("LATERAL") && token(i + 1).is_word("VIEW")) return true;
    // Rows of VALUES are parted by commas too.
    const bool rows = token(from).is_word("VALUES") && token(i - 1).is_symbol(")") && token(i + 1).is_symbol("(");
    if (now.is_word("JOIN") || now.is_word("LATERAL") || (now.is_symbol(",") && !rows)) return false;
  }
  return from > 0;
}

Result<std::size_t> Rewriter::lateral_view(std::size_t at, const Level& level, std::string& out) {
  std::size_t i = at + 2;
  const bool outer = token(i).is_word("OUTER");
  if (outer) ++i;
  const std::string name = text::to_lower(token(i).value);
  if (!token(i + 1).is_symbol("(")) return syntax_error(token(i + 1).value);
  TRY_ASSIGN(const std::size_t close, matching(i + 1));
  TRY_ASSIGN(const std::vector<Range> arguments, split_arguments(i + 1, close));
  const bool known = name == "explode" || name == "posexplode" || name == "inline" || name == "stack" ||
                     name == "json_tuple" || name == "explode_outer" || name == "posexplode_outer" ||
                     name == "inline_outer" || name.starts_with("variant_explode");
  if (!known || arguments.empty()) return unsupported("LATERAL VIEW of " + name);
  i = close + 1;
  std::string alias = "lc_view";
  if (token(i).is_name() && (token(i).kind == TokenKind::QuotedName || !is_grammar_word(token(i).value)))
    alias = token(i++).value;
  TRY_ASSIGN(const std::vector<std::string> names, view_columns(tokens_, i));
  const std::string source(text::trim(std::string_view(out).substr(std::min(level.from, out.size()))));
  std::string owner = alias_of_source(source);
  if (owner.empty() && source.starts_with('(')) owner = "lc_from";
  const bool explodes = name.find("explode") != std::string::npos && !name.starts_with("variant");
  const bool alone = !owner.empty() && level.from > 0 && !has_star_of(tokens_, owner) && !has_star_of(tokens_, alias);
  if (explodes && alone && single_source(at)) {
    // Within the source's own SELECT the rows keep their order, which a join does not promise.
    const bool widened = outer && !name.ends_with("_outer");
    TRY_ASSIGN(const std::string items, explode_columns(widened ? name + "_outer" : name, arguments, names));
    view_aliases_.insert(text::to_lower(alias));
    out.resize(level.from);
    append_piece(out, fmt::format("(SELECT *, {} FROM {}) AS {}", items, source, quote_name(owner)));
    return i;
  }
  std::vector<std::string> columns = names;
  TRY_ASSIGN(const std::string select, generator(name, arguments, columns));
  append_piece(out,
               fmt::format("{} JOIN LATERAL ({}) AS {}{} ON true", outer || name.ends_with("_outer") ? "LEFT" : "INNER",
                           select, quote_name(alias), columns.empty() ? "" : column_list(columns)));
  return i;
}

Result<std::string> Rewriter::select_generator(std::string_view name, const std::vector<Range>& arguments,
                                               std::size_t& next) {
  const std::size_t close = next;
  std::vector<std::string> names;
  std::size_t i = next;
  if (token(i).is_word("AS")) ++i;
  if (token(i).is_symbol("(") && i > next) {
    TRY_ASSIGN(const std::size_t end, matching(i));
    for (std::size_t k = i + 1; k < end; k += 2) names.push_back(token(k).value);
    next = end + 1;
  } else if (token(i).is_name() &&
             (i > next || token(i).kind == TokenKind::QuotedName || !is_grammar_word(token(i).value))) {
    names.push_back(token(i).value);
    next = i + 1;
  }
  column_names_.erase(close);
  column_names_.erase(next);
  if (name == "stack") return stack_columns(arguments, names);
  if (name == "json_tuple") {
    TRY_ASSIGN(const std::string select, generator(name, arguments, names));
    return select.substr(std::string_view("SELECT ").size());
  }
  if (name.starts_with("inline")) {
    TRY_ASSIGN(const std::string select, generator(name, arguments, names));
    return select.substr(std::string_view("SELECT ").size());
  }
  return explode_columns(name, arguments, names);
}

Result<std::string> Rewriter::explode_columns(std::string_view name, const std::vector<Range>& arguments,
                                              const std::vector<std::string>& names) {
  std::vector<std::string> columns = names;
  TRY_ASSIGN(std::string select, generator(name, arguments, columns));
  select = select.substr(std::string_view("SELECT ").size());
  // The generator names its columns pos, key, value, col; the aliases take their place.
  const std::vector<std::string> own = columns.size() == 3       ? std::vector<std::string>{"pos", "key", "value"}
                                       : columns.size() == 1     ? std::vector<std::string>{"col"}
                                       : name.starts_with("pos") ? std::vector<std::string>{"pos", "col"}
                                                                 : std::vector<std::string>{"key", "value"};
  std::size_t from = 0;
  for (std::size_t k = 0; k < own.size() && k < columns.size(); ++k) {
    const std::string mark = " AS " + own[k];
    const std::size_t place = select.find(mark, from);
    if (place == std::string::npos) continue;
    select.replace(place, mark.size(), " AS " + quote_name(columns[k]));
    from = place + 1;
  }
  return select;
}

Result<std::size_t> Rewriter::file_table(std::size_t at, std::size_t end, std::string& out) {
  if (!lookups_.files) return unsupported("files as tables here");
  FileSource source;
  source.format = text::to_lower(token(at).value);
  source.path = token(at + 2).value;
  TRY_ASSIGN(const std::string relation, lookups_.files(source));
  append_piece(out, relation);
  return finish_table(at + 3, end, "lc_files", out);
}

Result<std::size_t> Rewriter::read_files_call(std::size_t at, std::size_t end, std::string& out) {
  if (!lookups_.files) return unsupported("read_files here");
  TRY_ASSIGN(const std::size_t close, matching(at + 1));
  TRY_ASSIGN(const std::vector<Range> arguments, split_arguments(at + 1, close));
  if (arguments.empty()) return syntax_error(")");
  FileSource source;
  TRY_ASSIGN(source.path, constant_text(arguments[0].first, arguments[0].second));
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const Range& argument = arguments[i];
    if (!token(argument.first + 1).is_symbol("=>")) return syntax_error(token(argument.first + 1).value);
    const Token& value = token(argument.first + 2);
    source.options[text::to_lower(token(argument.first).value)] = value.value;
  }
  source.options["lc_read_files"] = "true";
  if (const auto format = source.options.find("format"); format != source.options.end())
    source.format = text::to_lower(format->second);
  TRY_ASSIGN(const std::string relation, lookups_.files(source));
  append_piece(out, relation);
  return finish_table(close + 1, end, "lc_files", out);
}

}  // namespace lakecode::local::dialect
