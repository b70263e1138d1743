// Calls on arrays, maps and JSON texts: lambdas, indexes, sequences, schemas as texts.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/casts.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// The fields of STRUCT("a" INTEGER, ...), names in their quotes, and their types.
std::vector<std::pair<std::string, std::string>> struct_fields(std::string_view type) {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string_view rest = type.substr(7, type.size() - 8);
  while (!rest.empty()) {
    const std::size_t close = rest.find('"', 1);
    const std::string name(rest.substr(0, close + 1));
    rest = rest.substr(std::min(close + 2, rest.size()));
    int depth = 0;
    std::size_t end = 0;
    for (; end < rest.size() && !(depth == 0 && rest[end] == ','); ++end)
      depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
    fields.emplace_back(name, rest.substr(0, end));
    rest = rest.substr(std::min(end + 2, rest.size()));
  }
  return fields;
}

/// The engine's type as the engine's JSON structure: STRUCT("a" INTEGER)[] is [{"a":"INTEGER"}].
std::string json_structure(std::string_view type) {
  if (type.ends_with("[]")) return "[" + json_structure(type.substr(0, type.size() - 2)) + "]";
  if (!type.starts_with("STRUCT(")) return "\"" + std::string(type) + "\"";
  std::string out = "{";
  for (const auto& [name, field] : struct_fields(type))
    out += (out.size() > 1 ? "," : "") + name + ":" + json_structure(field);
  return out + "}";
}

/// Whether a step, in capitals, is a literal of nothing but months and years.
bool counts_months(std::string_view step) {
  if (step.find("INTERVAL '") == std::string_view::npos) return false;
  for (const std::string_view smaller : {"DAY", "WEEK", "HOUR", "MINUTE", "SECOND"}) {
    if (step.find(smaller) != std::string_view::npos) return false;
  }
  return step.find("MONTH") != std::string_view::npos || step.find("YEAR") != std::string_view::npos;
}

/// Patterns of from_json's options, as literals of the engine; "" for none.
struct TimePatterns {
  std::string date;
  std::string timestamp;
};

/// A type whose DATEs and TIMESTAMPs that have a pattern are texts yet.
std::string with_texts(std::string_view type, const TimePatterns& patterns) {
  std::string out;
  std::size_t from = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= type.size(); ++i) {
    const char c = i < type.size() ? type[i] : ' ';
    if (c == '"') quoted = !quoted;
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || quoted || c == '"';
    if (letter) continue;
    const std::string_view word = type.substr(from, i - from);
    const bool read =
        (word == "DATE" && !patterns.date.empty()) || (word == "TIMESTAMP" && !patterns.timestamp.empty());
    out += read ? "VARCHAR" : word;
    if (i < type.size()) out.push_back(c);
    from = i + 1;
  }
  return out;
}

/// The value of a type of with_texts() as that of the type.
std::string read_times(const std::string& value, std::string_view type, const TimePatterns& patterns, int depth) {
  if (with_texts(type, patterns) == type) return value;
  if (type == "DATE") return fmt::format("CAST(lc_try_parse_time({}, {}) AS DATE)", value, patterns.date);
  if (type == "TIMESTAMP") return fmt::format("lc_try_parse_time({}, {})", value, patterns.timestamp);
  if (type.ends_with("[]")) {
    const std::string item = fmt::format("lc_j{}", depth);
    return fmt::format("list_transform({}, lambda {}: {})", value, item,
                       read_times(item, type.substr(0, type.size() - 2), patterns, depth + 1));
  }
  std::string fields;
  for (const auto& [name, field] : struct_fields(type)) {
    fields += fmt::format("{}{} := {}", fields.empty() ? "" : ", ", name,
                          read_times(fmt::format("{}.{}", value, name), field, patterns, depth));
  }
  return fmt::format("CASE WHEN {} IS NOT NULL THEN struct_pack({}) END", value, fields);
}

/// The names of a STRUCT's fields, joined by commas: "struct<a:int,b:decimal(4,1)>" is "a,b".
std::string field_names(const ParsedType& type) {
  std::string out;
  if (!type.text.starts_with("struct<")) return out;
  int depth = 0;
  bool name = true;
  for (const char c : std::string_view(type.text).substr(7)) {
    depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
    if (depth == 0 && c == ':') name = false;
    if (depth == 0 && c == ',') name = true;
    if (name && depth >= 0) out.push_back(c);
  }
  return out;
}

}  // namespace

Result<std::string> Rewriter::lambda_over(Range lambda, std::string_view list,
                                          const std::vector<std::string>& meanings) {
  // x -> e or (x, y) -> e: a lambda over `list`, where the names stand for `meanings`.
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
  for (std::size_t i = 0; i < std::min(names.size(), meanings.size()); ++i) substitutions_[names[i]] = meanings[i];
  auto body = rewrite_level(arrow + 1, lambda.second, Level{});
  substitutions_ = before;
  if (!body) return body.error();
  return fmt::format("{}{}", list, *body);
}

Result<std::string> Rewriter::nested_form(const Call& call) {
  const int level = ++lambda_depth_;
  struct Leave {
    int& depth;
    ~Leave() { --depth; }
  } const leave{lambda_depth_};
  // The engine takes exponential time for lambdas within lambdas.
  if (level > 10) return sql_error("EXCEEDED_NESTING", "The lambda functions nest too deeply.", "54001");
  TRY_ASSIGN(std::string value, one(call.arguments[0]));
  const Nested nested{call, std::move(value), fmt::format("lc_x{}", level), fmt::format("lc_y{}", level)};
  using Writer = Result<std::string> (Rewriter::*)(const Nested&);
  static constexpr std::pair<std::string_view, Writer> kWriters[] = {
      {"transform", &Rewriter::transform_form},     {"reduce", &Rewriter::reduce_form},
      {"zip_with", &Rewriter::zip_with_form},       {"map_filter", &Rewriter::map_entries_form},
      {"map_keys_by", &Rewriter::map_entries_form}, {"map_values_by", &Rewriter::map_entries_form},
      {"element_at", &Rewriter::element_at_form},   {"try_element_at", &Rewriter::element_at_form},
      {"sequence", &Rewriter::sequence_form},       {"from_json", &Rewriter::from_json_form},
      {"variant_get", &Rewriter::variant_get_form}, {"array_sort", &Rewriter::array_sort_form},
  };
  for (const auto& [form, writer] : kWriters) {
    if (call.form == form) return (this->*writer)(nested);
  }
  return unsupported(fmt::format("the function {}", call.name));
}

Result<std::string> Rewriter::transform_form(const Nested& nested) {
  const std::string_view engine = nested.call.name == "filter" ? "list_filter" : "list_transform";
  TRY_ASSIGN(const std::string lambda,
             lambda_over(nested.call.arguments[1], fmt::format("lambda {}, {}: ", nested.item, nested.other),
                         {nested.item, fmt::format("CAST({} - 1 AS INTEGER)", nested.other)}));
  return fmt::format("{}({}, {})", engine, nested.value, lambda);
}

Result<std::string> Rewriter::reduce_form(const Nested& nested) {
  const std::vector<Range>& arguments = nested.call.arguments;
  TRY_ASSIGN(const std::string start, one(arguments[1]));
  TRY_ASSIGN(const std::string merge,
             lambda_over(arguments[2], fmt::format("lambda {}, {}: ", nested.item, nested.other),
                         {nested.item, nested.other}));
  std::string reduced = fmt::format("list_reduce({}, {}, {})", nested.value, merge, start);
  if (start.starts_with("struct_pack(") || start.starts_with("{")) {
    // The engine folds values of one type. A STRUCT that gathers more of the items goes with each of them.
    TRY_ASSIGN(const std::string body, lambda_over(arguments[2], "", {nested.item + ".a", nested.other + ".x"}));
    reduced = fmt::format(
        "list_reduce(list_transform({0}, lambda {2}: struct_pack(a := CASE WHEN false THEN {1} END, x := {2})), lambda "
        "{2}, {3}: struct_pack(a := cast_to_type({4}, {1}), x := {3}.x), struct_pack(a := {1}, x := "
        "list_extract({0}, 0))).a",
        nested.value, start, nested.item, nested.other, body);
  }
  if (arguments.size() == 3) return reduced;
  TRY_ASSIGN(const std::string finish,
             lambda_over(arguments[3], fmt::format("lambda {}: ", nested.item), {nested.item}));
  return fmt::format("list_transform([{}], {})[1]", reduced, finish);
}

Result<std::string> Rewriter::zip_with_form(const Nested& nested) {
  TRY_ASSIGN(const std::string second, one(nested.call.arguments[1]));
  if (nested.call.name == "map_zip_with") {
    TRY_ASSIGN(const std::string body,
               lambda_over(nested.call.arguments[2], "",
                           {nested.item, fmt::format("map_extract_value({}, {})", nested.value, nested.item),
                            fmt::format("map_extract_value({}, {})", second, nested.item)}));
    return fmt::format(
        "map_from_entries(list_transform(lc.main.distinct_in_order(list_concat(map_keys({}), map_keys({}))), lambda "
        "{}: struct_pack(k := {}, v := {})))",
        nested.value, second, nested.item, nested.item, body);
  }
  TRY_ASSIGN(const std::string lambda, lambda_over(nested.call.arguments[2], fmt::format("lambda {}: ", nested.item),
                                                   {nested.item + "[1]", nested.item + "[2]"}));
  return fmt::format("list_transform(list_zip({}, {}), {})", nested.value, second, lambda);
}

Result<std::string> Rewriter::map_entries_form(const Nested& nested) {
  const std::string key = nested.item + ".key";
  const std::string entry = nested.item + ".value";
  TRY_ASSIGN(const std::string body, lambda_over(nested.call.arguments[1], "", {key, entry}));
  if (nested.call.form == "map_filter") {
    return fmt::format("map_from_entries(list_filter(map_entries({}), lambda {}: {}))", nested.value, nested.item,
                       body);
  }
  const bool keys = nested.call.form == "map_keys_by";
  return fmt::format("map_from_entries(list_transform(map_entries({}), lambda {}: struct_pack(k := {}, v := {})))",
                     nested.value, nested.item, keys ? body : key, keys ? entry : body);
}

Result<std::string> Rewriter::element_at_form(const Nested& nested) {
  const std::vector<Range>& arguments = nested.call.arguments;
  TRY_ASSIGN(const std::string index, one(arguments[1]));
  if (token(arguments[1].first).kind == TokenKind::Text || is_map(arguments[0].first, nested.value))
    return fmt::format("map_extract_value({}, {})", nested.value, index);
  if (nested.call.form == "try_element_at") return fmt::format("list_extract({}, {})", nested.value, index);
  return fmt::format("list_extract({0}, lc_element_index({1}, len({0})))", nested.value, index);
}

Result<std::string> Rewriter::sequence_form(const Nested& nested) {
  const std::vector<Range>& arguments = nested.call.arguments;
  TRY_ASSIGN(const std::string stop, one(arguments[1]));
  const Token& first = token(arguments[0].first);
  const bool dates = first.is_word("DATE") || first.is_word("TO_DATE") || first.is_word("CURRENT_DATE");
  const bool times = first.is_word("TIMESTAMP") || first.is_word("TO_TIMESTAMP");
  if (arguments.size() == 3) {
    TRY_ASSIGN(const std::string step, one(arguments[2]));
    std::string series = fmt::format("generate_series({}, {}, {})", nested.value, stop, step);
    const std::string word = text::to_upper(step);
    if (counts_months(word)) {
      // Each is so many months behind the first: the last days of months come back.
      series = fmt::format(
          "list_filter(list_transform(generate_series(0, abs(date_diff('month', {0}, {1}))), lambda {3}: {0} + "
          "CAST({3} AS INTEGER) * {2}), lambda {3}: CASE WHEN {0} <= {1} THEN {3} <= {1} ELSE {3} >= {1} END)",
          nested.value, stop, step, nested.item);
    }
    const bool parts = word.find("HOUR") != std::string::npos || word.find("MINUTE") != std::string::npos ||
                       word.find("SECOND") != std::string::npos;
    if (!dates || parts) return series;
    return fmt::format("list_transform({0}, lambda {1}: CAST({1} AS DATE))", series, nested.item);
  }
  if (dates || times) {
    return fmt::format("list_transform(generate_series({0}, {1}, INTERVAL '1 day'), lambda {2}: CAST({2} AS {3}))",
                       nested.value, stop, nested.item, dates ? "DATE" : "TIMESTAMP");
  }
  return fmt::format("generate_series({0}, {1}, CASE WHEN ({0}) <= ({1}) THEN 1 ELSE -1 END)", nested.value, stop);
}

Result<std::string> Rewriter::array_sort_form(const Nested& nested) {
  TRY_ASSIGN(const std::string order, lambda_over(nested.call.arguments[1], "", {nested.other, nested.item}));
  // The rank of an element is the number of those that come before it; equal ones keep their order.
  return fmt::format(
      "list_transform(list_sort(list_transform({0}, lambda {1}, lc_i: struct_pack(r := len(list_filter({0}, lambda "
      "{2}: "
      "({3}) < 0)), i := lc_i, v := {1}))), lambda lc_s: lc_s.v)",
      nested.value, nested.item, nested.other, order);
}

Result<std::string> Rewriter::arrays_zip_form(const Call& call) {
  TRY_ASSIGN(const std::string lists, joined(call.arguments, ", "));
  std::string fields;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto& [first, last] = call.arguments[i];
    const bool column = token(first).is_name() && chain_end(first) == last;
    const std::string name = column ? token(last - 1).value : std::to_string(i);
    fields += fmt::format("{}{} := lc_z[{}]", i == 0 ? "" : ", ", quote_name(name), i + 1);
  }
  return fmt::format("list_transform(list_zip({}), lambda lc_z: struct_pack({}))", lists, fields);
}

Result<std::string> Rewriter::variant_get_form(const Nested& nested) {
  const std::vector<Range>& arguments = nested.call.arguments;
  TRY_ASSIGN(const std::string where, one(arguments[1]));
  const bool many = nested.call.name == "get_json_object" && where.find("[*]") != std::string::npos;
  const std::string found = fmt::format("lc.main.json_{}({}, {})", many ? "matches" : "path", nested.value, where);
  if (arguments.size() < 3) return found;
  TRY_ASSIGN(const std::string word, constant_text(arguments[2].first, arguments[2].second));
  TRY_ASSIGN(const std::vector<Token> tokens, lex(word));
  TRY_ASSIGN(const ParsedType type, parse_type(tokens, 0));
  if (nested.call.name == "try_variant_get" || type.text == "string")
    return cast_text(found, type, nested.call.name == "try_variant_get");
  return fmt::format("lc.main.variant_number({}, {}, {})", found, cast_text(found, type, true),
                     quote_text(text::to_upper(type.text)));
}

Result<std::string> Rewriter::from_json_form(const Nested& nested) {
  const Range& argument = nested.call.arguments[1];
  if (nested.call.arguments.size() > 2) {
    const auto& [first, last] = nested.call.arguments[2];
    for (std::size_t i = first; i < last; ++i) {
      const std::string option = text::to_lower(token(i).value);
      if (option == "dateformat" || option == "timestampformat") continue;
      if (option.ends_with("format") || option == "failfast")
        return unsupported(fmt::format("the option {} of from_json", token(i).value));
    }
  }
  TRY_ASSIGN(const std::string schema, constant_text(argument.first, argument.second));
  TRY_ASSIGN(std::vector<Token> tokens, lex(schema));
  auto type = parse_type(tokens, 0);
  if (!type || tokens[type->next].kind != TokenKind::End) {
    TRY_ASSIGN(tokens, lex("STRUCT<" + schema + ">"));
    type = parse_type(tokens, 0);
  }
  if (!type) return type.error();
  if (nested.call.name == "from_json" && type->text.find("map<") == std::string::npos)
    return times_by_pattern(nested, *type);
  if (nested.call.name == "from_csv")
    return fmt::format("json_transform(CAST(lc_csv_json({}, {}) AS JSON), {})", nested.value,
                       quote_text(field_names(*type)), quote_text(json_structure(type->engine)));
  return fmt::format("TRY(CAST(TRY_CAST({} AS JSON) AS {}))", nested.value, type->engine);
}

Result<std::string> Rewriter::times_by_pattern(const Nested& nested, const ParsedType& type) {
  TimePatterns patterns;
  const Range options = nested.call.arguments.size() > 2 ? nested.call.arguments[2] : Range{0, 0};
  for (std::size_t i = options.first; i + 2 < options.second; ++i) {
    const bool date = text::equals_ignore_case(token(i).value, "dateFormat");
    if (!date && !text::equals_ignore_case(token(i).value, "timestampFormat")) continue;
    TRY_ASSIGN(std::string pattern, one({i + 2, i + 3}));
    (date ? patterns.date : patterns.timestamp) = std::move(pattern);
  }
  const std::string texts = with_texts(type.engine, patterns);
  // Fields that are missing or of another type are NULL, and those of what is no JSON.
  const std::string value = fmt::format("CAST(json_transform(lc.main.json_{}({}), {}) AS {})",
                                        type.engine.starts_with("STRUCT(") ? "record" : "value", nested.value,
                                        quote_text(json_structure(texts)), texts);
  if (texts == type.engine) return value;
  return fmt::format("list_transform([{}], lambda lc_j0: {})[1]", value, read_times("lc_j0", type.engine, patterns, 1));
}

}  // namespace lakecode::local::dialect
