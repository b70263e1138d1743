// Function calls: the form of the rule is filled; calls with a grammar of their own are read here.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/functions.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

Error unknown_function(std::string_view name) {
  return sql_error("UNRESOLVED_ROUTINE",
                   fmt::format("Cannot resolve routine {} on search path [`system`.`builtin`, `system`.`session`].",
                               in_backticks(name)),
                   "42883");
}

Error wrong_count(std::string_view name, std::size_t count) {
  return sql_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                   fmt::format("The {} cannot take {} arguments.", in_backticks(name), count), "42605");
}

bool is_window_function(std::string_view name) {
  for (const std::string_view known :
       {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead"}) {
    if (name == known) return true;
  }
  return false;
}

/// What counts rows needs to know which comes first. A window that is named elsewhere is not looked at.
Result<void> check_order(std::string_view function, std::string_view over) {
  if (!over.starts_with(" OVER (") || over.find("ORDER BY") != std::string_view::npos) return {};
  return sql_error("_LEGACY_ERROR_TEMP_1037",
                   fmt::format("Window function {0}() requires window to be ordered, please add ORDER BY clause. For "
                               "example SELECT {0}()(value_expr) OVER (PARTITION BY window_partition ORDER BY "
                               "window_ordering) from table.",
                               function),
                   "42601");
}

bool is_time_unit(std::string_view word) {
  for (const std::string_view unit : {"YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND",
                                      "MILLISECOND", "MICROSECOND", "DAYOFYEAR"}) {
    if (text::equals_ignore_case(unit, word)) return true;
  }
  return false;
}

/// A field of EXTRACT as the engine names it; "" for what is none.
std::string_view engine_field(std::string_view field) {
  struct Field {
    std::string_view engine;
    std::array<std::string_view, 6> names;
  };
  static constexpr std::array<Field, 13> kFields{{{"year", {"year", "y", "years", "yr", "yrs", ""}},
                                                  {"isoyear", {"yearofweek", "", "", "", "", ""}},
                                                  {"quarter", {"quarter", "qtr", "", "", "", ""}},
                                                  {"month", {"month", "mon", "mons", "months", "", ""}},
                                                  {"week", {"week", "w", "weeks", "", "", ""}},
                                                  {"day", {"day", "d", "days", "", "", ""}},
                                                  {"dow", {"dayofweek", "dow", "", "", "", ""}},
                                                  {"dow_iso", {"dayofweek_iso", "dow_iso", "", "", "", ""}},
                                                  {"doy", {"doy", "dayofyear", "", "", "", ""}},
                                                  {"hour", {"hour", "h", "hours", "hr", "hrs", ""}},
                                                  {"minute", {"minute", "m", "min", "mins", "minutes", ""}},
                                                  {"second", {"second", "s", "sec", "seconds", "secs", ""}},
                                                  {"", {"", "", "", "", "", ""}}}};
  for (const Field& known : kFields) {
    for (const std::string_view name : known.names) {
      if (!name.empty() && name == field) return known.engine;
    }
  }
  return "";
}

/// Days of the week count from Sunday = 1; those of ISO from Monday = 1.
Result<std::string> part_of_time(std::string_view field, std::string_view value) {
  const std::string_view part = engine_field(field);
  if (part.empty())
    return sql_error("INVALID_EXTRACT_FIELD", fmt::format("Cannot extract `{}` from {}.", field, value), "42601");
  if (part == "second")
    return fmt::format("CAST(epoch_us(lc_to_timestamp({0})) % 60000000 / 1000000.0 AS DECIMAL(8,6))", value);
  if (part == "dow") return fmt::format("CAST(dayofweek(lc_to_timestamp({})) + 1 AS INTEGER)", value);
  if (part == "dow_iso") return fmt::format("CAST(isodow(lc_to_timestamp({})) AS INTEGER)", value);
  return fmt::format("CAST(date_part({}, lc_to_timestamp({})) AS INTEGER)", quote_text(part), value);
}

/// $1 of a Java replacement is \1 of the engine's.
std::string engine_replacement(std::string_view java) {
  std::string out;
  for (std::size_t i = 0; i < java.size(); ++i) {
    const bool group = java[i] == '$' && i + 1 < java.size() && java[i + 1] >= '0' && java[i + 1] <= '9';
    if (java[i] == '\\' && i + 1 < java.size()) {
      out += java[++i];
    } else {
      out += group ? '\\' : java[i];
    }
  }
  return out;
}

}  // namespace

std::string Rewriter::Suffix::text() const {
  return (filter.empty() ? "" : " FILTER (WHERE " + filter + ")") + over;
}

Result<Rewriter::Suffix> Rewriter::read_suffix(std::size_t at) {
  Suffix suffix;
  suffix.next = at;
  if (token(at).is_word("FILTER") && token(at + 1).is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at + 1));
    if (!token(at + 2).is_word("WHERE")) return syntax_error(token(at + 2).value);
    TRY_ASSIGN(suffix.filter, rewrite_level(at + 3, close, Level{}));
    suffix.next = close + 1;
  }
  if (!token(suffix.next).is_word("OVER")) return suffix;
  if (!token(suffix.next + 1).is_symbol("(")) {
    suffix.over = " OVER " + quote_name(token(suffix.next + 1).value);
    suffix.next += 2;
    return suffix;
  }
  TRY_ASSIGN(const std::size_t close, matching(suffix.next + 1));
  TRY_ASSIGN(const std::string window, rewrite_level(suffix.next + 2, close, Level{.in_window = true}));
  suffix.over = " OVER (" + window + ")";
  suffix.next = close + 1;
  return suffix;
}

Result<std::string> Rewriter::joined(const std::vector<Range>& arguments, std::string_view separator,
                                     std::uint32_t texts) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    TRY_ASSIGN(std::string text, one(arguments[i]));
    if (i < 32 && ((texts >> i) & 1U) != 0) text = "lc_text(" + text + ")";
    parts.push_back(std::move(text));
  }
  return text::join(parts, separator);
}

Result<std::size_t> Rewriter::call(std::size_t at, std::string& out) {
  const std::size_t open = chain_end(at);
  const std::string name = text::to_lower(text::join(chain_parts(at, open), "."));
  TRY_ASSIGN(const std::size_t close, matching(open));
  TRY_ASSIGN(const std::vector<Range> arguments, split_arguments(open, close));
  bool known = false;
  const FunctionRule* rule = find_function(name, static_cast<int>(arguments.size()), known);
  if (!known) {
    if (lookups_.function) {
      TRY_ASSIGN(const std::size_t after, user_function(at, open, out));
      if (after != at) return after;
    }
    return is_refused_function(name) ? unsupported("the function " + name) : unknown_function(name);
  }
  if (rule == nullptr) return wrong_count(name, arguments.size());
  if (rule->form == "lc:generator") {
    TRY_VOID(check_generator_place(at, close));
    std::size_t next = close + 1;
    TRY_ASSIGN(const std::string text, select_generator(name, arguments, next));
    append_piece(out, text);
    return next;
  }
  if (token(close + 1).is_word("WITHIN")) return within_group(name, arguments, close + 1, out);
  return known_call(*rule, Call{"", name, arguments, open}, close, out);
}

Result<std::size_t> Rewriter::known_call(const FunctionRule& rule, const Call& call, std::size_t close,
                                         std::string& out) {
  const std::string_view name = call.name;
  const std::vector<Range>& arguments = call.arguments;
  const bool skips_nulls = token(close + 1).is_word("IGNORE") && token(close + 2).is_word("NULLS");
  const bool told = skips_nulls || (token(close + 1).is_word("RESPECT") && token(close + 2).is_word("NULLS"));
  TRY_ASSIGN(Suffix suffix, read_suffix(told ? close + 3 : close + 1));
  const bool picks =
      name == "first" || name == "last" || name == "first_value" || name == "last_value" || name == "any_value";
  const bool by_argument = picks && arguments.size() == 2 && token(arguments[1].first).is_word("TRUE");
  if ((skips_nulls || by_argument) && !suffix.over.empty()) {
    const std::vector<Range> used(arguments.begin(), by_argument ? arguments.begin() + 1 : arguments.end());
    TRY_ASSIGN(const std::string list, joined(used, ", "));
    const std::string_view engine = name == "first" ? "first_value" : name == "last" ? "last_value" : name;
    append_piece(out, fmt::format("{}({} IGNORE NULLS){}", engine, list, suffix.text()));
    return suffix.next;
  }
  if (skips_nulls || by_argument) {
    TRY_ASSIGN(const std::string value, one(arguments[0]));
    suffix.filter =
        fmt::format("({}) IS NOT NULL{}", value, suffix.filter.empty() ? "" : " AND (" + suffix.filter + ")");
  }
  TRY_ASSIGN(const std::string text, written(rule, call, suffix));
  append_piece(out, text);
  return suffix.next;
}

Result<std::string> Rewriter::written(const FunctionRule& rule, const Call& call, const Suffix& suffix) {
  if (call.name == "typeof") {
    const auto& [first, last] = call.arguments[0];
    const std::string fields = interval_fields(tokens_.subspan(first, last - first));
    if (!fields.empty()) return quote_text(interval_type(fields));
  }
  if (is_window_function(call.name) && suffix.over.empty()) {
    return sql_error("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE",
                     fmt::format("Window function \"{}()\" requires an OVER clause.", call.name), "42601");
  }
  if (is_window_function(call.name)) TRY_VOID(check_order(call.name, suffix.over));
  if (rule.form.starts_with("CASE WHEN $1 THEN")) TRY_VOID(check_condition(call.arguments[0], call.name));
  if (call.name == "count" && call.arguments.size() > 1) return count_of_several(call.arguments, suffix);
  if (call.name.starts_with("regexp_extract")) TRY_VOID(check_group_index(call.arguments));
  if (rule.form == "lc:number_aggregate") return number_aggregate(call, suffix);
  if (rule.form == "lc:histogram") {
    TRY_ASSIGN(const std::string value, one(call.arguments[0]));
    TRY_ASSIGN(const std::string bins, one(call.arguments[1]));
    return typed_call("lc_bins", call.open, fmt::format("list({}){}, {}", value, suffix.text(), bins));
  }
  text_arguments_ = lookups_.casts_to_text ? text_arguments_of(call.name) : 0;
  if (rule.form.starts_with("lc:")) {
    TRY_ASSIGN(const std::string text, special_call(Call{rule.form.substr(3), call.name, call.arguments, call.open}));
    return text + suffix.text();
  }
  return fill_form(rule.form.empty() ? std::string(call.name) + "($*)$S" : std::string(rule.form), call.arguments,
                   suffix);
}

Result<std::string> Rewriter::fill_form(std::string_view form, const std::vector<Range>& arguments,
                                        const Suffix& suffix) {
  const std::uint32_t texts = std::exchange(text_arguments_, 0);
  // Forms that write an argument several times would grow without limit when they nest.
  const bool macro = form.find("lc.main.") != std::string_view::npos;
  std::size_t uses = 0;
  for (std::size_t i = 0; i + 1 < form.size(); ++i)
    uses += form[i] == '$' && (form[i + 1] == '1' || form[i + 1] == 'v') ? 1 : 0;
  const double factor = static_cast<double>(std::max<std::size_t>(uses, 1)) * (macro ? 3 : 1);
  const double weight_before = weight_;
  weight_ *= factor;
  if (weight_ > 200'000) return sql_error("EXCEEDED_NESTING", "The function calls nest too deeply.", "54001");
  struct Restore {
    double& weight;
    double before;
    ~Restore() { weight = before; }
  } const restore{weight_, weight_before};
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '$' || i + 1 == form.size()) {
      out.push_back(form[i]);
      continue;
    }
    const bool plain = form[++i] == 'v';
    const char mark = plain ? form[++i] : form[i];
    if (mark == '*') {
      TRY_ASSIGN(const std::string all, joined(arguments, ", ", texts));
      out += all;
      continue;
    }
    const bool numbered = mark >= '1' && mark <= '9';
    const auto index = static_cast<std::size_t>(numbered ? mark - '1' : 0);
    TRY_ASSIGN(const std::string text,
               numbered ? argument_of_form(index, plain, arguments) : mark_of_form(mark, arguments, suffix));
    out += numbered && ((texts >> index) & 1U) != 0 ? "lc_text(" + text + ")" : text;
  }
  return out;
}

Result<std::string> Rewriter::argument_of_form(std::size_t index, bool plain, const std::vector<Range>& arguments) {
  if (index >= arguments.size()) return std::string("NULL");
  std::size_t begin = arguments[index].first;
  if (plain && (token(begin).is_word("DISTINCT") || token(begin).is_word("ALL"))) ++begin;
  return rewrite_level(begin, arguments[index].second, Level{});
}

Result<std::string> Rewriter::mark_of_form(char mark, const std::vector<Range>& arguments, const Suffix& suffix) {
  switch (mark) {
    case 'S':
      return suffix.text();
    case 'O':
      return suffix.over;
    case 'F':
      return suffix.filter.empty() ? "true" : "(" + suffix.filter + ")";
    case '#':
      return std::to_string(arguments.size());
    default:
      return std::string();
  }
}

Result<std::string> Rewriter::special_call(const Call& call) {
  if (call.form == "refuse") return unsupported(fmt::format("the function {}", call.name));
  if (call.form == "catalog") return quote_text(names_.catalog);
  if (call.form == "schema") return quote_text(names_.schema);
  if (call.form == "user") return quote_text(names_.user);
  using Writer = Result<std::string> (Rewriter::*)(const Call&);
  static constexpr std::pair<std::string_view, Writer> kWriters[] = {
      {"arrays_zip", &Rewriter::arrays_zip_form},
      {"cast", &Rewriter::cast_call},
      {"collation", &Rewriter::collation_form},
      {"concat", &Rewriter::concat_call},
      {"date_part", &Rewriter::unit_call},
      {"dateadd", &Rewriter::unit_call},
      {"datediff", &Rewriter::unit_call},
      {"decode", &Rewriter::decode_call},
      {"elt", &Rewriter::elt_form},
      {"extract", &Rewriter::unit_call},
      {"grouping_id", &Rewriter::grouping_id},
      {"hash", &Rewriter::hash_call},
      {"identifier", &Rewriter::identifier_call},
      {"make_interval", &Rewriter::make_interval_form},
      {"map", &Rewriter::map_call},
      {"mask", &Rewriter::mask_form},
      {"named_struct", &Rewriter::map_call},
      {"overlay", &Rewriter::worded_form},
      {"position", &Rewriter::worded_form},
      {"regexp_replace", &Rewriter::regexp_replace_call},
      {"reverse", &Rewriter::concat_call},
      {"round", &Rewriter::round_form},
      {"str_to_map", &Rewriter::str_to_map_form},
      {"struct", &Rewriter::struct_call},
      {"substring", &Rewriter::worded_form},
      {"to_binary", &Rewriter::to_binary_form},
      {"to_number", &Rewriter::to_number_form},
      {"trim", &Rewriter::worded_form},
      {"try_divide", &Rewriter::try_divide_form},
      {"uniform", &Rewriter::round_form},
      {"window", &Rewriter::time_window},
      {"xxhash64", &Rewriter::hash_call},
  };
  for (const auto& [form, writer] : kWriters) {
    if (call.form == form) return (this->*writer)(call);
  }
  return nested_form(call);
}

Result<std::string> Rewriter::concat_call(const Call& call) {
  if (call.name == "reverse") {
    TRY_ASSIGN(const std::string value, one(call.arguments[0]));
    return typed_call("lc_reverse", call.open, value);
  }
  if (call.arguments.empty()) return std::string("''");
  if (call.name == "concat_ws") return separated_call(call);
  if (call.name == "map_concat") {
    TRY_ASSIGN(const std::string maps, joined(call.arguments, ") || map_entries("));
    return "map_from_entries(map_entries(" + maps + "))";
  }
  TRY_ASSIGN(const std::string list, joined(call.arguments, ") || ("));
  const bool nothing = std::any_of(call.arguments.begin(), call.arguments.end(), [this](const Range& argument) {
    return argument.second == argument.first + 1 && token(argument.first).is_word("NULL");
  });
  return nothing ? "CAST(NULL AS VARCHAR)" : "((" + list + "))";
}

Result<std::string> Rewriter::separated_call(const Call& call) {
  TRY_ASSIGN(const std::string separator, one(call.arguments[0]));
  std::string out = "concat_ws(lc_text(" + separator + ")";
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const auto& [first, last] = call.arguments[i];
    TRY_ASSIGN(const std::string value, one(call.arguments[i]));
    const bool literal = last == first + 1 && (token(first).kind == TokenKind::Text || token(first).is_word("NULL"));
    // Only the engine knows which are arrays, whose elements are joined.
    out += ", " + (literal ? value : typed_call("lc_words", first, value + ", " + separator));
  }
  return out + (call.arguments.size() == 1 ? ", NULL)" : ")");
}

Result<std::string> Rewriter::hash_call(const Call& call) {
  const bool star = call.arguments.size() == 1 && token(call.arguments[0].first).is_symbol("*");
  TRY_ASSIGN(const std::string list, star ? Result<std::string>("*COLUMNS(*)") : joined(call.arguments, ", "));
  return fmt::format("lc_{}({})", call.form, list);
}

Result<std::string> Rewriter::regexp_replace_call(const Call& call) {
  const std::vector<Range>& arguments = call.arguments;
  TRY_ASSIGN(const std::string head, joined({arguments[0], arguments[1]}, ", "));
  const Token& replacement = token(arguments[2].first);
  if (arguments[2].second == arguments[2].first + 1 && replacement.kind == TokenKind::Text) {
    return fmt::format("regexp_replace({}, {}, 'g')", head, quote_text(engine_replacement(replacement.value)));
  }
  TRY_ASSIGN(const std::string tail, joined({arguments[2]}, ", "));
  return fmt::format("regexp_replace({}, regexp_replace({}, '\\$([0-9])', '\\\\\\1', 'g'), 'g')", head, tail);
}

Result<std::string> Rewriter::map_call(const Call& call) {
  if (call.arguments.size() % 2 != 0) return wrong_count(call.name, call.arguments.size());
  std::vector<Range> keys;
  std::vector<Range> values;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) (i % 2 == 0 ? keys : values).push_back(call.arguments[i]);
  if (call.form == "map") {
    TRY_ASSIGN(const std::string key_list, joined(keys, ", "));
    TRY_ASSIGN(const std::string value_list, joined(values, ", "));
    return fmt::format("map([{}], [{}])", key_list, value_list);
  }
  std::string out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    TRY_ASSIGN(const std::string value, one(values[i]));
    out += fmt::format("{}{} := {}", out.empty() ? "" : ", ", quote_name(token(keys[i].first).value), value);
  }
  return "struct_pack(" + out + ")";
}

Result<std::string> Rewriter::identifier_call(const Call& call) {
  TRY_ASSIGN(const std::string text, constant_text(call.arguments[0].first, call.arguments[0].second));
  TRY_ASSIGN(const std::vector<Token> parts, lex(text));
  std::string chain;
  for (const Token& part : parts) {
    if (part.is_name()) chain += (chain.empty() ? "" : ".") + quote_name(part.value);
  }
  return chain;
}

Result<std::string> Rewriter::unit_call(const Call& call) {
  const std::string_view form = call.form;
  const std::vector<Range>& arguments = call.arguments;
  const Token& unit = token(arguments[0].first);
  const std::string lower = text::to_lower(unit.value);
  if (form == "extract") {
    const Range argument = arguments[0];
    if (!token(argument.first + 1).is_word("FROM")) return syntax_error(token(argument.first + 1).value);
    TRY_ASSIGN(const std::string value, rewrite_level(argument.first + 2, argument.second, Level{}));
    return part_of_time(lower, value);
  }
  if (form == "date_part") {
    TRY_ASSIGN(const std::string list, joined({arguments[1]}, ", "));
    return part_of_time(lower, list);
  }
  if (!is_time_unit(unit.value))
    return sql_error("INVALID_PARAMETER_VALUE.DATETIME_UNIT", fmt::format("'{}' is no unit of time.", unit.value),
                     "22023");
  TRY_ASSIGN(const std::string second, joined({arguments[1]}, ", "));
  TRY_ASSIGN(const std::string third, joined({arguments[2]}, ", "));
  // Whole months as Java counts them: from the 31st of January to the 29th of February there is none.
  const int months = lower == "month" ? 1 : lower == "quarter" ? 3 : lower == "year" ? 12 : 0;
  if (form == "datediff" && months > 0) {
    return fmt::format("CAST(trunc(lc.main.whole_months(lc_to_timestamp({}), lc_to_timestamp({})) / {}) AS BIGINT)",
                       second, third, months);
  }
  if (form == "datediff")
    return fmt::format("date_sub('{}', lc_to_timestamp({}), lc_to_timestamp({}))", lower, second, third);
  return fmt::format("(lc_to_timestamp({}) + CAST({} AS BIGINT) * INTERVAL '1 {}')", third, second, lower);
}

Result<std::string> Rewriter::decode_call(const Call& call) {
  const std::vector<Range>& arguments = call.arguments;
  std::string out = "CASE";
  TRY_ASSIGN(const std::string value, one(arguments[0]));
  std::size_t i = 1;
  for (; i + 1 < arguments.size(); i += 2) {
    TRY_ASSIGN(const std::string key, one(arguments[i]));
    TRY_ASSIGN(const std::string result, one(arguments[i + 1]));
    out += fmt::format(" WHEN ({}) IS NOT DISTINCT FROM ({}) THEN {}", value, key, result);
  }
  if (i < arguments.size()) {
    TRY_ASSIGN(const std::string otherwise, one(arguments[i]));
    out += " ELSE " + otherwise;
  }
  return out + " END";
}

Result<std::string> Rewriter::struct_call(const Call& call) {
  const std::vector<Range>& arguments = call.arguments;
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Range& argument = arguments[i];
    std::size_t end = argument.second;
    std::string name = fmt::format("col{}", i + 1);
    if (end - argument.first > 2 && token(end - 2).is_word("AS")) {
      name = token(end - 1).value;
      end -= 2;
    } else if (token(argument.first).is_name() && chain_end(argument.first) == end) {
      name = token(end - 1).value;
    }
    TRY_ASSIGN(const std::string value, rewrite_level(argument.first, end, Level{}));
    out += fmt::format("{}{} := {}", out.empty() ? "" : ", ", quote_name(name), value);
  }
  return "struct_pack(" + out + ")";
}

}  // namespace lakecode::local::dialect
