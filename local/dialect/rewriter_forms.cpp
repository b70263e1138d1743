// Calls whose translation depends on how their arguments are written: words between them, lambdas, schemas as texts.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// An integer type name of an interval's parts, in the order of make_interval's arguments.
constexpr std::array<std::string_view, 7> kIntervalParts{"year", "month", "week", "day", "hour", "minute", "second"};

}  // namespace

Result<std::string> Rewriter::keyword_arguments(std::string_view form, Range argument) {
  // TRIM(BOTH x FROM s), SUBSTRING(s FROM a FOR b), POSITION(a IN b), OVERLAY(s PLACING r FROM a FOR b)
  std::map<std::string, Range> parts;
  std::string part = "HEAD";
  std::size_t from = argument.first;
  int depth = 0;
  for (std::size_t i = argument.first; i <= argument.second; ++i) {
    const Token& now = token(i);
    if (now.is_symbol("(")) ++depth;
    if (now.is_symbol(")") && i < argument.second) --depth;
    const bool word = now.is_word("FROM") || now.is_word("FOR") || now.is_word("PLACING") ||
                      (now.is_word("IN") && form == "position");
    if (i < argument.second && (depth != 0 || !word)) continue;
    parts[part] = {from, i};
    if (i == argument.second) break;
    part = text::to_upper(now.value);
    from = i + 1;
  }
  const auto text = [&](const char* name) -> Result<std::string> {
    const auto found = parts.find(name);
    if (found == parts.end()) return std::string();
    return one(found->second);
  };
  if (form == "trim") {
    Range head = parts["HEAD"];
    std::string_view function = "trim";
    if (token(head.first).is_word("LEADING")) function = "ltrim";
    if (token(head.first).is_word("TRAILING")) function = "rtrim";
    if (function != "trim" || token(head.first).is_word("BOTH")) ++head.first;
    TRY_ASSIGN(const std::string value, text("FROM"));
    TRY_ASSIGN(const std::string characters, one(head));
    return fmt::format("{}({}, {})", function, value, characters.empty() ? "' '" : characters);
  }
  TRY_ASSIGN(const std::string head, text("HEAD"));
  TRY_ASSIGN(const std::string start, text("FROM"));
  TRY_ASSIGN(const std::string length, text("FOR"));
  if (form == "position") {
    TRY_ASSIGN(const std::string in, text("IN"));
    return fmt::format("lc_locate({}, {}, 1)", head, in);
  }
  if (form == "overlay") {
    TRY_ASSIGN(const std::string placing, text("PLACING"));
    return fmt::format("lc_overlay({}, {}, {}, {})", head, placing, start, length.empty() ? "-1" : length);
  }
  return fmt::format("lc_substring({}, {}{})", head, start, length.empty() ? "" : ", " + length);
}

namespace {

bool has_word(std::span<const Token> tokens, std::pair<std::size_t, std::size_t> range, std::string_view word) {
  int depth = 0;
  for (std::size_t i = range.first; i < range.second; ++i) {
    if (tokens[i].is_symbol("(")) ++depth;
    if (tokens[i].is_symbol(")")) --depth;
    if (depth == 0 && tokens[i].is_word(word)) return true;
  }
  return false;
}

/// The engine's type as the engine's JSON structure: STRUCT("a" INTEGER)[] is [{"a":"INTEGER"}].
std::string json_structure(std::string_view type) {
  if (type.ends_with("[]")) return "[" + json_structure(type.substr(0, type.size() - 2)) + "]";
  if (!type.starts_with("STRUCT(")) return "\"" + std::string(type) + "\"";
  std::string out = "{";
  std::string_view rest = type.substr(7, type.size() - 8);
  while (!rest.empty()) {
    const std::size_t close = rest.find('"', 1);
    out += (out.size() > 1 ? "," : "") + std::string(rest.substr(0, close + 1)) + ":";
    rest = rest.substr(std::min(close + 2, rest.size()));
    int depth = 0;
    std::size_t end = 0;
    for (; end < rest.size() && !(depth == 0 && rest[end] == ','); ++end)
      depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
    out += json_structure(rest.substr(0, end));
    rest = rest.substr(std::min(end + 2, rest.size()));
  }
  return out + "}";
}

/// DECIMAL(p,s) that a number format like '99,999.99' describes.
std::string decimal_of_format(std::string_view format) {
  int whole = 0;
  int fraction = 0;
  bool behind = false;
  for (const char c : format) {
    if (c == '.' || c == 'D' || c == 'd') behind = true;
    if (c == '9' || c == '0') ++(behind ? fraction : whole);
  }
  return fmt::format("DECIMAL({},{})", std::clamp(whole + fraction, 1, 38), std::min(fraction, 38));
}

}  // namespace

Result<std::string> Rewriter::text_form(std::string_view form, std::string_view name,
                                        const std::vector<Range>& arguments) {
  if (arguments.size() == 1) {
    const bool worded = form == "substring" || form == "position" || form == "overlay" ||
                        (form == "trim" && has_word(tokens_, arguments[0], "FROM"));
    if (worded) return keyword_arguments(form, arguments[0]);
  }
  if (form == "numbers") {
    // The plus takes texts for the numbers they are.
    const Range& argument = arguments[0];
    const bool distinct = token(argument.first).is_word("DISTINCT");
    const bool told = distinct || token(argument.first).is_word("ALL");
    TRY_ASSIGN(const std::string value, rewrite_level(argument.first + (told ? 1 : 0), argument.second, Level{}));
    return fmt::format("{}({}+({}))", name.ends_with("sum") ? "sum" : "avg", distinct ? "DISTINCT " : "", value);
  }
  std::string list;
  if (form == "substring" || form == "trim" || form == "position" || form == "overlay") {
    TRY_ASSIGN(list, joined(arguments, ", "));
  }
  if (form == "substring") {
    return fmt::format("lc_substring({})", list);
  }
  if (form == "trim") {
    return fmt::format("trim({}, ' ')", list);
  }
  if (form == "position") {
    return fmt::format("lc_locate({}{})", list, arguments.size() == 2 ? ", 1" : "");
  }
  if (form == "overlay") {
    return fmt::format("lc_overlay({}{})", list, arguments.size() == 3 ? ", -1" : "");
  }
  if (form == "mask") {
    constexpr std::array<std::string_view, 4> kDefaults{"'X'", "'x'", "'n'", "chr(1)"};
    TRY_ASSIGN(std::string out, one(arguments[0]));
    for (std::size_t i = 0; i < kDefaults.size(); ++i) {
      std::string value(kDefaults[i]);
      if (i + 1 < arguments.size()) {
        TRY_ASSIGN(const std::string given, one(arguments[i + 1]));
        value = "coalesce(" + given + ", chr(1))";
      }
      out += ", " + value;
    }
    return "lc_mask(" + out + ")";
  }
  if (form == "elt") {
    const std::vector<Range> values(arguments.begin() + 1, arguments.end());
    TRY_ASSIGN(const std::string texts, joined(values, ", "));
    TRY_ASSIGN(const std::string index, one(arguments[0]));
    return fmt::format("[{}][lc_index(({}) - 1, {})]", texts, index, values.size());
  }
  if (form == "to_number") {
    TRY_ASSIGN(const std::string value, one(arguments[0]));
    const Token& format = token(arguments[1].first);
    if (format.kind != TokenKind::Text) return unsupported("to_number with a format that is no literal");
    return fmt::format("{}(regexp_replace({}, '[$,\\s]', '', 'g') AS {})", name == "to_number" ? "CAST" : "TRY_CAST",
                       value, decimal_of_format(format.value));
  }
  if (form == "to_binary") {
    const std::string kind = arguments.size() == 2 ? text::to_lower(token(arguments[1].first).value) : "hex";
    TRY_ASSIGN(const std::string value, one(arguments[0]));
    const std::string call = kind == "hex"      ? "unhex(" + value + ")"
                             : kind == "base64" ? "from_base64(" + value + ")"
                                                : "encode(" + value + ")";
    return name == "to_binary" ? call : "TRY(" + call + ")";
  }
  if (form == "str_to_map") {
    TRY_ASSIGN(const std::string value, one(arguments[0]));
    std::string pairs = "','";
    std::string keys = "':'";
    if (arguments.size() > 1) {
      TRY_ASSIGN(pairs, one(arguments[1]));
    }
    if (arguments.size() > 2) {
      TRY_ASSIGN(keys, one(arguments[2]));
    }
    return fmt::format(
        "map_from_entries(list_transform(string_split({}, {}), lambda lc_p: struct_pack(k := "
        "split_part(lc_p, {}, 1), v := CASE WHEN contains(lc_p, {}) THEN split_part(lc_p, {}, 2) END)))",
        value, pairs, keys, keys, keys);
  }
  if (form == "make_interval") {
    const std::size_t skip = name == "make_dt_interval" ? 3 : 0;
    std::string out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      TRY_ASSIGN(const std::string value, one(arguments[i]));
      out += fmt::format("{}(({}) * INTERVAL '1 {}')", out.empty() ? "" : " + ", value, kIntervalParts[i + skip]);
    }
    return "(" + (out.empty() ? std::string("INTERVAL '0 days'") : out) + ")";
  }
  return std::string();
}

Result<std::string> Rewriter::lambda_over(Range lambda, std::string_view list, std::string_view first,
                                          std::string_view second) {
  // x -> e or (x, y) -> e: a lambda over `list`, where the names stand for `first` and `second`.
  std::size_t arrow = lambda.first;
  while (arrow < lambda.second && !token(arrow).is_symbol("->")) ++arrow;
  if (arrow == lambda.second) {
    return sql_error("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                     fmt::format("A lambda function is expected here, not {}.", token(lambda.first).value), "42K09");
  }
  std::vector<std::string> names;
  for (std::size_t i = lambda.first; i < arrow; ++i) {
    if (token(i).is_name()) names.push_back(text::to_lower(token(i).value));
  }
  const auto before = substitutions_;
  if (!names.empty()) substitutions_[names[0]] = first;
  if (names.size() > 1) substitutions_[names[1]] = second;
  auto body = rewrite_level(arrow + 1, lambda.second, Level{});
  substitutions_ = before;
  if (!body) return body.error();
  return fmt::format("{}{}", list, *body);
}

Result<std::string> Rewriter::nested_form(std::string_view form, std::string_view name,
                                          const std::vector<Range>& arguments) {
  const int level = ++lambda_depth_;
  struct Leave {
    int& depth;
    ~Leave() { --depth; }
  } const leave{lambda_depth_};
  // The engine takes exponential time for lambdas within lambdas.
  if (level > 10) return sql_error("EXCEEDED_NESTING", "The lambda functions nest too deeply.", "54001");
  const std::string item = fmt::format("lc_x{}", level);
  const std::string other = fmt::format("lc_y{}", level);
  TRY_ASSIGN(const std::string value, one(arguments[0]));
  if (form == "transform") {
    const std::string engine = name == "filter" ? "list_filter" : "list_transform";
    TRY_ASSIGN(const std::string lambda, lambda_over(arguments[1], fmt::format("lambda {}, {}: ", item, other), item,
                                                     fmt::format("CAST({} - 1 AS INTEGER)", other)));
    return fmt::format("{}({}, {})", engine, value, lambda);
  }
  if (form == "reduce") {
    TRY_ASSIGN(const std::string start, one(arguments[1]));
    TRY_ASSIGN(const std::string merge,
               lambda_over(arguments[2], fmt::format("lambda {}, {}: ", item, other), item, other));
    const std::string reduced = fmt::format("list_reduce({}, {}, {})", value, merge, start);
    if (arguments.size() == 3) return reduced;
    TRY_ASSIGN(const std::string finish, lambda_over(arguments[3], fmt::format("lambda {}: ", item), item, item));
    return fmt::format("list_transform([{}], {})[1]", reduced, finish);
  }
  if (form == "zip_with") {
    TRY_ASSIGN(const std::string second, one(arguments[1]));
    TRY_ASSIGN(const std::string lambda,
               lambda_over(arguments[2], fmt::format("lambda {}: ", item), item + "[1]", item + "[2]"));
    return fmt::format("list_transform(list_zip({}, {}), {})", value, second, lambda);
  }
  if (form == "map_filter" || form == "map_keys_by" || form == "map_values_by") {
    const std::string key = item + ".key";
    const std::string entry = item + ".value";
    TRY_ASSIGN(const std::string body, lambda_over(arguments[1], "", key, entry));
    if (form == "map_filter")
      return fmt::format("map_from_entries(list_filter(map_entries({}), lambda {}: {}))", value, item, body);
    const bool keys = form == "map_keys_by";
    return fmt::format("map_from_entries(list_transform(map_entries({}), lambda {}: struct_pack(k := {}, v := {})))",
                       value, item, keys ? body : key, keys ? entry : body);
  }
  if (form == "element_at" || form == "try_element_at") {
    TRY_ASSIGN(const std::string index, one(arguments[1]));
    if (token(arguments[1].first).kind == TokenKind::Text || is_map(arguments[0].first, value))
      return fmt::format("map_extract_value({}, {})", value, index);
    if (form == "try_element_at") return fmt::format("list_extract({}, {})", value, index);
    return fmt::format("list_extract({0}, lc_element_index({1}, len({0})))", value, index);
  }
  if (form == "sequence") {
    TRY_ASSIGN(const std::string stop, one(arguments[1]));
    const Token& first = token(arguments[0].first);
    const bool dates = first.is_word("DATE") || first.is_word("TO_DATE") || first.is_word("CURRENT_DATE");
    const bool times = first.is_word("TIMESTAMP") || first.is_word("TO_TIMESTAMP");
    if (arguments.size() == 3) {
      TRY_ASSIGN(const std::string step, one(arguments[2]));
      const std::string series = fmt::format("generate_series({}, {}, {})", value, stop, step);
      const std::string word = text::to_upper(step);
      const bool parts = word.find("HOUR") != std::string::npos || word.find("MINUTE") != std::string::npos ||
                         word.find("SECOND") != std::string::npos;
      if (!dates || parts) return series;
      return fmt::format("list_transform({}, lambda {}: CAST({} AS DATE))", series, item, item);
    }
    if (dates || times) {
      return fmt::format("list_transform(generate_series({}, {}, INTERVAL '1 day'), lambda {}: CAST({} AS {}))", value,
                         stop, item, item, dates ? "DATE" : "TIMESTAMP");
    }
    return fmt::format("generate_series({0}, {1}, CASE WHEN ({0}) <= ({1}) THEN 1 ELSE -1 END)", value, stop);
  }
  if (form == "from_json" || form == "variant_get") {
    const std::size_t at = form == "from_json" ? 1 : 2;
    if (form == "variant_get") {
      TRY_ASSIGN(const std::string where, one(arguments[1]));
      const std::string found = fmt::format("lc.main.json_path({}, {})", value, where);
      if (arguments.size() < 3) return found;
      TRY_ASSIGN(const std::string word, constant_text(arguments[2].first, arguments[2].second));
      TRY_ASSIGN(const std::vector<Token> tokens, lex(word));
      TRY_ASSIGN(const ParsedType type, parse_type(tokens, 0));
      return cast_text(found, type, name == "try_variant_get");
    }
    TRY_ASSIGN(const std::string schema, constant_text(arguments[at].first, arguments[at].second));
    TRY_ASSIGN(std::vector<Token> tokens, lex(schema));
    auto type = parse_type(tokens, 0);
    if (!type || tokens[type->next].kind != TokenKind::End) {
      TRY_ASSIGN(tokens, lex("STRUCT<" + schema + ">"));
      type = parse_type(tokens, 0);
    }
    if (!type) return type.error();
    if (type->text.find("map<") != std::string::npos)
      return fmt::format("TRY(CAST(TRY_CAST({} AS JSON) AS {}))", value, type->engine);
    // Fields that are missing or of another type are NULL.
    return fmt::format("json_transform(TRY_CAST({} AS JSON), {})", value, quote_text(json_structure(type->engine)));
  }
  return unsupported(fmt::format("the function {}", name));
}

Result<std::size_t> Rewriter::within_group(std::string_view name, const std::vector<Range>& arguments, std::size_t at,
                                           std::string& out) {
  if (!token(at + 1).is_word("GROUP") || !token(at + 2).is_symbol("(") || !token(at + 3).is_word("ORDER") ||
      !token(at + 4).is_word("BY"))
    return syntax_error(token(at + 1).value);
  TRY_ASSIGN(const std::size_t close, matching(at + 2));
  TRY_ASSIGN(const std::string order, rewrite_level(at + 5, close, Level{}));
  TRY_ASSIGN(const Suffix suffix, read_suffix(close + 1));
  TRY_ASSIGN(const std::string list, joined(arguments, ", "));
  if (name == "mode") {
    append_piece(out, fmt::format("mode({}){}", order, suffix.text()));
  } else if (name == "percentile_cont" || name == "percentile_disc") {
    append_piece(out, fmt::format("{}({}) WITHIN GROUP (ORDER BY {}){}", name, list, order, suffix.text()));
  } else if (name == "listagg" || name == "string_agg") {
    append_piece(out, fmt::format("string_agg({}{} ORDER BY {}){}", list, arguments.size() == 1 ? ", ''" : "", order,
                                  suffix.text()));
  } else {
    return unsupported(fmt::format("WITHIN GROUP of {}", name));
  }
  return suffix.next;
}

Result<std::size_t> Rewriter::user_function(std::size_t at, std::size_t open, std::string& out) {
  const auto function = resolve_name(chain_parts(at, open), names_);
  if (!function || lookups_.function(*function) != "SCALAR") return at;
  TRY_ASSIGN(const std::size_t close, matching(open));
  TRY_ASSIGN(const std::string list, rewrite_level(open + 1, close, Level{}));
  append_piece(out, fmt::format("{}({})", function->engine(), list));
  return close + 1;
}

}  // namespace lakecode::local::dialect
