#include "local/dialect/types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

struct SimpleType {
  std::string_view spark;  ///< as it may be written
  std::string_view engine;
  std::string_view text;
};

constexpr std::array<SimpleType, 27> kSimple{{
    {"STRING", "VARCHAR", "string"},
    {"BIGINT", "BIGINT", "bigint"},
    {"LONG", "BIGINT", "bigint"},
    {"INT", "INTEGER", "int"},
    {"INTEGER", "INTEGER", "int"},
    {"SMALLINT", "SMALLINT", "smallint"},
    {"SHORT", "SMALLINT", "smallint"},
    {"TINYINT", "TINYINT", "tinyint"},
    {"BYTE", "TINYINT", "tinyint"},
    {"DOUBLE", "DOUBLE", "double"},
    {"FLOAT", "FLOAT", "float"},
    {"REAL", "FLOAT", "float"},
    {"BOOLEAN", "BOOLEAN", "boolean"},
    {"BINARY", "BLOB", "binary"},
    {"DATE", "DATE", "date"},
    {"TIMESTAMP", "TIMESTAMP", "timestamp"},
    {"TIMESTAMP_LTZ", "TIMESTAMP", "timestamp"},
    {"TIMESTAMP_NTZ", "TIMESTAMP_NS", "timestamp_ntz"},
    {"VARCHAR", "VARCHAR", "string"},
    {"CHAR", "VARCHAR", "string"},
    {"CHARACTER", "VARCHAR", "string"},
    {"DECIMAL", "DECIMAL", "decimal"},
    {"DEC", "DECIMAL", "decimal"},
    {"NUMERIC", "DECIMAL", "decimal"},
    {"INTERVAL", "INTERVAL", "interval"},
    {"VOID", "INTEGER", "void"},
    {"VARIANT", "JSON", "variant"},
}};

struct WireType {
  std::string_view engine;
  std::string_view name;
  std::string_view text;
};

constexpr std::array<WireType, 28> kWire{{
    {"VARCHAR", "STRING", "string"},
    {"BIGINT", "LONG", "bigint"},
    {"INTEGER", "INT", "int"},
    {"SMALLINT", "SHORT", "smallint"},
    {"TINYINT", "BYTE", "tinyint"},
    {"DOUBLE", "DOUBLE", "double"},
    {"FLOAT", "FLOAT", "float"},
    {"BOOLEAN", "BOOLEAN", "boolean"},
    {"BLOB", "BINARY", "binary"},
    {"DATE", "DATE", "date"},
    {"TIMESTAMP", "TIMESTAMP", "timestamp"},
    {"TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "timestamp"},
    {"TIMESTAMP_NS", "TIMESTAMP_NTZ", "timestamp_ntz"},
    {"TIMESTAMP_MS", "TIMESTAMP", "timestamp"},
    {"TIMESTAMP_S", "TIMESTAMP", "timestamp"},
    {"HUGEINT", "LONG", "bigint"},
    {"UBIGINT", "LONG", "bigint"},
    {"UINTEGER", "LONG", "bigint"},
    {"USMALLINT", "INT", "int"},
    {"UTINYINT", "SHORT", "smallint"},
    {"UHUGEINT", "LONG", "bigint"},
    {"INTERVAL", "INTERVAL", "interval"},
    {"UUID", "STRING", "string"},
    {"JSON", "STRING", "string"},
    {"TIME", "STRING", "string"},
    {"\"NULL\"", "NULL", "void"},
    {"NULL", "NULL", "void"},
    {"ENUM", "STRING", "string"},
}};

/// Reads one type; nested ones recurse, at most this deep.
constexpr int kMaxDepth = 16;

class TypeReader {
 public:
  TypeReader(std::span<const Token> tokens, std::size_t at) : tokens_(tokens), at_(at) {}

  Result<ParsedType> run() {
    TRY_ASSIGN(ParsedType type, read(0));
    type.next = at_;
    return type;
  }

 private:
  [[nodiscard]] const Token& now() const { return tokens_[std::min(at_, tokens_.size() - 1)]; }

  bool accept(std::string_view symbol) {
    if (!now().is_symbol(symbol)) return false;
    ++at_;
    return true;
  }
  Result<void> expect(std::string_view symbol) {
    if (accept(symbol)) return {};
    return syntax_error(now().value);
  }

  Result<ParsedType> read(int depth) {
    if (depth > kMaxDepth || now().kind != TokenKind::Word) return syntax_error(now().value);
    const std::string word = text::to_upper(now().value);
    ++at_;
    if (word == "ARRAY") return read_array(depth);
    if (word == "MAP") return read_map(depth);
    if (word == "STRUCT") return read_struct(depth);
    for (const SimpleType& simple : kSimple) {
      if (simple.spark == word) return read_simple(simple);
    }
    return sql_error("UNSUPPORTED_DATATYPE", fmt::format("Unsupported data type \"{}\".", word), "0A000");
  }

  Result<ParsedType> read_simple(const SimpleType& simple) {
    ParsedType type{std::string(simple.engine), std::string(simple.text), 0, ""};
    std::string arguments;
    if (accept("(")) {
      while (!now().is_symbol(")")) {
        if (now().kind == TokenKind::End) return syntax_error("");
        arguments += now().value;
        ++at_;
      }
      ++at_;
    }
    if (simple.engine == "DECIMAL") {
      if (arguments.empty()) arguments = "10,0";
      if (arguments.find(',') == std::string::npos) arguments += ",0";
      TRY_VOID(check_decimal(arguments));
      type.engine += "(" + arguments + ")";
      type.text += "(" + arguments + ")";
    } else if (simple.spark == "VARCHAR" && !arguments.empty()) {
      type.text = "varchar(" + arguments + ")";
    } else if (simple.spark == "CHAR" && !arguments.empty()) {
      type.text = "char(" + arguments + ")";
    } else if (simple.engine == "INTERVAL") {
      for (; now().kind == TokenKind::Word && is_interval_word(now().value); ++at_)
        type.fields += (type.fields.empty() ? "" : " ") + text::to_lower(now().value);
    } else if (simple.engine == "VARCHAR") {
      TRY_VOID(read_collation(type));
    }
    return type;
  }

  /// "10,2"
  static Result<void> check_decimal(std::string_view arguments) {
    constexpr long long kWidest = 38;
    const std::size_t comma = arguments.find(',');
    const auto precision = text::parse_int(text::trim(arguments.substr(0, comma)));
    const auto scale = text::parse_int(text::trim(arguments.substr(comma + 1)));
    if (precision && *precision > kWidest) {
      return sql_error("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                       fmt::format("Decimal precision {} exceeds max precision {}.", *precision, kWidest), "22003");
    }
    if (!precision || !scale || *scale <= *precision) return {};
    return sql_error("_LEGACY_ERROR_TEMP_1228",
                     fmt::format("Decimal scale ({}) cannot be greater than precision ({}).", *scale, *precision),
                     "42K09");
  }

  static bool is_interval_word(std::string_view word) {
    for (const std::string_view known : {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"}) {
      if (text::equals_ignore_case(word, known)) return true;
    }
    return false;
  }

  /// STRING COLLATE name
  Result<void> read_collation(ParsedType& type) {
    if (!now().is_word("COLLATE")) return {};
    ++at_;
    if (!now().is_name()) return syntax_error(now().value);
    TRY_ASSIGN(const std::string collation, engine_collation(now().value));
    type.engine += collation;
    if (!text::equals_ignore_case(now().value, "UTF8_BINARY")) type.text += " collate " + text::to_lower(now().value);
    ++at_;
    return {};
  }

  Result<ParsedType> read_array(int depth) {
    TRY_VOID(expect("<"));
    TRY_ASSIGN(const ParsedType element, read(depth + 1));
    TRY_VOID(expect(">"));
    return ParsedType{element.engine + "[]", "array<" + element.text + ">", 0, ""};
  }

  Result<ParsedType> read_map(int depth) {
    TRY_VOID(expect("<"));
    TRY_ASSIGN(const ParsedType key, read(depth + 1));
    TRY_VOID(expect(","));
    TRY_ASSIGN(const ParsedType value, read(depth + 1));
    TRY_VOID(expect(">"));
    return ParsedType{fmt::format("MAP({}, {})", key.engine, value.engine),
                      fmt::format("map<{},{}>", key.text, value.text), 0, ""};
  }

  Result<ParsedType> read_struct(int depth) {
    ParsedType type{"STRUCT(", "struct<", 0, ""};
    if (now().is_symbol("<>")) return syntax_error("<>");
    TRY_VOID(expect("<"));
    for (bool first = true;; first = false) {
      if (!now().is_name()) return syntax_error(now().value);
      const std::string name = now().value;
      ++at_;
      accept(":");
      // The lexer takes "a:BIGINT" for a path and leaves the colon alone; "a :BIGINT" comes as a marker.
      TRY_ASSIGN(const ParsedType field, read_field(depth));
      type.engine += fmt::format("{}{} {}", first ? "" : ", ", quote_name(name), field.engine);
      type.text += fmt::format("{}{}:{}", first ? "" : ",", name, field.text);
      while (now().kind == TokenKind::Word && !now().is_symbol(",")) ++at_;  // NOT NULL
      if (now().kind == TokenKind::Text) ++at_;                              // COMMENT '...'
      if (accept(">")) break;
      TRY_VOID(expect(","));
    }
    type.engine += ")";
    type.text += ">";
    return type;
  }

  Result<ParsedType> read_field(int depth) {
    if (now().kind != TokenKind::Marker) return read(depth + 1);
    for (const SimpleType& simple : kSimple) {
      if (!text::equals_ignore_case(simple.spark, now().value)) continue;
      ++at_;
      return read_simple(simple);
    }
    return syntax_error(now().value);
  }

  std::span<const Token> tokens_;
  std::size_t at_;
};

/// Parts of "a INTEGER, b STRUCT(c DATE, d DATE)" at top level.
std::vector<std::string_view> split_top(std::string_view list) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '(' || c == '<') ++depth;
    if (c == ')' || c == '>') --depth;
    if (c == ',' && depth == 0) {
      parts.push_back(text::trim(list.substr(from, i - from)));
      from = i + 1;
    }
  }
  parts.push_back(text::trim(list.substr(from)));
  return parts;
}

std::string text_of_engine_type(std::string_view type, int depth);

/// `"na me" INTEGER` or `name INTEGER` -> "name:int"
std::string text_of_field(std::string_view field, int depth) {
  std::string name;
  std::size_t at = 0;
  if (field.starts_with('"')) {
    const std::size_t end = field.find('"', 1);
    name = std::string(field.substr(1, end == std::string_view::npos ? end : end - 1));
    at = end == std::string_view::npos ? field.size() : end + 1;
  } else {
    at = std::min(field.find(' '), field.size());
    name = std::string(field.substr(0, at));
  }
  return name + ":" + text_of_engine_type(text::trim(field.substr(std::min(at, field.size()))), depth);
}

std::string text_of_engine_type(std::string_view type, int depth) {
  if (depth > kMaxDepth) return "string";
  if (type.ends_with("[]")) return "array<" + text_of_engine_type(type.substr(0, type.size() - 2), depth + 1) + ">";
  if (type.starts_with("MAP(") && type.ends_with(")")) {
    const auto parts = split_top(type.substr(4, type.size() - 5));
    if (parts.size() != 2) return "map<string,string>";
    return fmt::format("map<{},{}>", text_of_engine_type(parts[0], depth + 1),
                       text_of_engine_type(parts[1], depth + 1));
  }
  if (type.starts_with("STRUCT(") && type.ends_with(")")) {
    std::string out;
    for (const std::string_view field : split_top(type.substr(7, type.size() - 8))) {
      if (!out.empty()) out += ",";
      out += text_of_field(field, depth + 1);
    }
    return "struct<" + out + ">";
  }
  if (type.starts_with("DECIMAL(")) return "decimal" + std::string(type.substr(7));
  for (const WireType& wire : kWire) {
    if (wire.engine == type) return std::string(wire.text);
  }
  return "string";
}

void read_decimal(std::string_view text, TypeFacts& facts) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return;
  const auto parts = text::split(text.substr(open + 1, text.size() - open - 2), ',');
  const auto precision = text::parse_int(text::trim(parts[0]));
  const auto scale = parts.size() > 1 ? text::parse_int(text::trim(parts[1])) : std::optional<long long>(0);
  if (precision) facts.precision = static_cast<int>(*precision);
  if (scale) facts.scale = static_cast<int>(*scale);
}

}  // namespace

Result<std::string> engine_collation(std::string_view name) {
  struct Collation {
    std::string_view name;
    std::string_view engine;
  };
  constexpr std::array<Collation, 7> kCollations{{{"UTF8_BINARY", ""},
                                                  {"UTF8_LCASE", " COLLATE NOCASE"},
                                                  {"UNICODE", " COLLATE en"},
                                                  {"UNICODE_CI", " COLLATE NOCASE"},
                                                  {"UNICODE_AI", " COLLATE NOACCENT"},
                                                  {"UNICODE_CI_AI", " COLLATE NOCASE.NOACCENT"},
                                                  {"EN", " COLLATE en"}}};
  for (const Collation& known : kCollations) {
    if (text::equals_ignore_case(known.name, name)) return std::string(known.engine);
  }
  const std::string upper = text::to_upper(name);
  if (upper.size() < 4 || upper.find('_') != std::string::npos)
    return unsupported(fmt::format("the collation {}", upper));
  return sql_error("COLLATION_INVALID_NAME",
                   fmt::format("The value {} does not represent a correct collation name. Suggested valid collation "
                               "names: [UTF8_BINARY, UTF8_LCASE, UNICODE].",
                               name),
                   "42704");
}

Result<ParsedType> parse_type(std::span<const Token> tokens, std::size_t at) {
  return TypeReader(tokens, at).run();
}

TypeFacts facts_of_text(std::string_view type_text) {
  TypeFacts facts;
  facts.text = type_text;
  const std::string_view head = type_text.substr(0, type_text.find_first_of("(<"));
  facts.name = "STRING";
  if (head == "array" || head == "map" || head == "struct" || head == "decimal" || head == "char") {
    facts.name = text::to_upper(head);
  } else if (head == "timestamp_ntz") {
    facts.name = "TIMESTAMP_NTZ";
  } else {
    for (const WireType& wire : kWire) {
      if (wire.text == head) {
        facts.name = wire.name;
        break;
      }
    }
  }
  if (head == "decimal") read_decimal(type_text, facts);
  return facts;
}

TypeFacts facts_of_engine_type(std::string_view engine_type) {
  const std::string text = text_of_engine_type(engine_type, 0);
  return facts_of_text(text);
}

namespace {

std::string json_type(std::string_view text, int depth);

/// The inside of "head<...>".
std::string_view inside(std::string_view text) {
  const std::size_t open = text.find('<');
  return text.substr(open + 1, text.size() - open - 2);
}

std::string json_struct(std::string_view text, int depth) {
  std::string fields;
  for (const std::string_view field : split_top(inside(text))) {
    const std::size_t colon = std::min(field.find(':'), field.size());
    fields += fmt::format(R"({}{{"name":"{}","type":{},"nullable":true,"metadata":{{}}}})", fields.empty() ? "" : ",",
                          text::replace_all(field.substr(0, colon), "\"", "\\\""),
                          json_type(field.substr(std::min(colon + 1, field.size())), depth));
  }
  return R"({"type":"struct","fields":[)" + fields + "]}";
}

std::string json_type(std::string_view text, int depth) {
  if (depth > kMaxDepth) return "\"string\"";
  if (text.starts_with("array<")) {
    return fmt::format(R"({{"type":"array","elementType":{},"containsNull":true}})",
                       json_type(inside(text), depth + 1));
  }
  if (text.starts_with("map<")) {
    const auto parts = split_top(inside(text));
    return fmt::format(R"({{"type":"map","keyType":{},"valueType":{},"valueContainsNull":true}})",
                       json_type(parts[0], depth + 1), json_type(parts.size() > 1 ? parts[1] : "string", depth + 1));
  }
  if (text.starts_with("struct<")) return json_struct(text, depth + 1);
  constexpr std::array<std::array<std::string_view, 2>, 4> kNames{
      {{"bigint", "long"}, {"int", "integer"}, {"smallint", "short"}, {"tinyint", "byte"}}};
  for (const auto& name : kNames) {
    if (name[0] == text) return fmt::format("\"{}\"", name[1]);
  }
  return fmt::format("\"{}\"", text);
}

}  // namespace

std::string sql_type_text(std::string_view type_text) {
  if (type_text.starts_with("array<")) return "ARRAY<" + sql_type_text(inside(type_text)) + ">";
  if (type_text.starts_with("map<")) {
    const auto parts = split_top(inside(type_text));
    if (parts.size() == 2) return fmt::format("MAP<{}, {}>", sql_type_text(parts[0]), sql_type_text(parts[1]));
  }
  if (!type_text.starts_with("struct<")) return text::to_upper(type_text);
  std::string out;
  for (const std::string_view field : split_top(inside(type_text))) {
    const std::size_t colon = std::min(field.find(':'), field.size());
    out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", field.substr(0, colon),
                       sql_type_text(field.substr(std::min(colon + 1, field.size()))));
  }
  return "STRUCT<" + out + ">";
}

std::string spark_json_type(std::string_view type_text) {
  return json_type(type_text, 0);
}

}  // namespace lakecode::local::dialect
