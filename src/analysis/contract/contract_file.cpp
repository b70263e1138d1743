// One pass over the document: every key is looked up in what its place allows, every mistake is kept with its place, so
// that a person mends a file in one go.

#include <algorithm>
#include <array>
#include <map>

#include "analysis/contract/contract.h"
#include "analysis/profile/anomaly.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "sql/lexer.h"
#include "sql/literals.h"
#include "sql/statement.h"

namespace lakecode::contract {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr std::size_t kMistakesTold = 10;
constexpr std::size_t kMostAllowed = 500;  // a longer list belongs into a table that is referred to

using Marks = std::map<std::string, yaml::Mark>;

class Reader {
 public:
  Reader(std::string_view name, const Marks* marks) : name_(name), marks_(marks) {}

  Result<Contract> read(const JsonValue& root) {
    Contract contract;
    contract.source = std::string(name_);
    if (!root.is_object()) {
      complain("", "", "a contract is a mapping with keys such as `columns:`");
    } else {
      read_table(root.get_object(), contract);
      read_rows(root.get_object(), contract);
      read_columns(root.get_object(), contract);
      read_lists(root.get_object(), contract);
      check_size(contract);
    }
    if (mistakes_.empty()) return contract;
    std::string reason = text::join(std::span(mistakes_).first(std::min(mistakes_.size(), kMistakesTold)), "; ");
    if (mistakes_.size() > kMistakesTold)
      reason += "; and " + std::to_string(mistakes_.size() - kMistakesTold) + " more";
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read contract",
                 .subject = std::string(name_),
                 .reason = std::move(reason),
                 .advice = "docs/prove_table.md shows the format; `write_contract` proposes one"};
  }

 private:
  void complain(const std::string& pointer, std::string_view key, const std::string& what) {
    std::string line;
    const auto mark = marks_ != nullptr ? marks_->find(pointer) : Marks::const_iterator();
    if (marks_ != nullptr && mark != marks_->end()) {
      const yaml::Position& place = mark->second.value;
      line = std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
    } else if (!pointer.empty()) {
      line = pointer + ": ";
    }
    mistakes_.push_back(line + (key.empty() ? "" : std::string(key) + ": ") + what);
  }

  static std::string below(const std::string& pointer, std::string_view key) {
    return pointer + "/" + text::replace_all(text::replace_all(key, "~", "~0"), "/", "~1");
  }

  void refuse_unknown(const JsonObject& object, const std::string& pointer, std::span<const std::string> allowed) {
    for (const auto& member : object) {
      const std::string key(member.key());
      if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
      const auto near = text::nearest(key, allowed);
      complain(below(pointer, key), key,
               "there is no such key" +
                   (near ? "; did you mean " + *near + "?" : "; allowed are " + text::join(allowed, ", ")));
    }
  }

  const JsonValue* find(const JsonObject& object, std::string_view key) {
    const JsonValue* value = object.if_contains(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  std::string text_at(const JsonObject& object, const std::string& pointer, std::string_view key) {
    const JsonValue* value = find(object, key);
    if (value == nullptr) return {};
    if (value->is_string() && !value->get_string().empty()) return std::string(value->get_string());
    complain(below(pointer, key), key, "a text is needed");
    return {};
  }

  bool flag_at(const JsonObject& object, const std::string& pointer, std::string_view key, bool otherwise) {
    const JsonValue* value = find(object, key);
    if (value == nullptr) return otherwise;
    if (value->is_bool()) return value->get_bool();
    complain(below(pointer, key), key, "true or false is needed");
    return otherwise;
  }

  std::optional<std::int64_t> count_at(const JsonObject& object, const std::string& pointer, std::string_view key) {
    const JsonValue* value = find(object, key);
    if (value == nullptr) return std::nullopt;
    const auto number = value->is_string() || value->is_double() ? std::nullopt : json::as_int(*value);
    if (number && *number >= 0) return number;
    complain(below(pointer, key), key, "a whole number from 0 is needed");
    return std::nullopt;
  }

  std::optional<Value> value_of(const JsonValue& value, const std::string& pointer, std::string_view key) {
    if (value.is_string()) return Value{std::string(value.get_string()), false};
    if (value.is_bool()) return Value{value.get_bool() ? "true" : "false", false};
    if (value.is_number()) return Value{json::serialize(value), true};
    complain(pointer, key, "a number or a text is needed");
    return std::nullopt;
  }

  std::vector<std::string> names_at(const JsonObject& object, const std::string& pointer, std::string_view key) {
    std::vector<std::string> names;
    const JsonValue* value = find(object, key);
    if (value == nullptr) return names;
    if (value->is_string()) return {std::string(value->get_string())};
    if (!value->is_array()) {
      complain(below(pointer, key), key, "a list of names is needed");
      return names;
    }
    for (std::size_t i = 0; i < value->get_array().size(); ++i) {
      const JsonValue& item = value->get_array()[i];
      if (item.is_string()) {
        names.emplace_back(item.get_string());
      } else {
        complain(below(below(pointer, key), std::to_string(i)), key, "a name is needed");
      }
    }
    return names;
  }

  std::vector<std::string> accepted_at(const JsonObject& object, const std::string& pointer) {
    std::vector<std::string> kinds = names_at(object, pointer, "accept");
    const auto& known = profile::anomaly_kinds();
    const std::vector<std::string> names(known.begin(), known.end());
    for (const std::string& kind : kinds) {
      if (std::find(names.begin(), names.end(), kind) != names.end()) continue;
      const auto near = text::nearest(kind, names);
      complain(below(pointer, "accept"), "accept",
               kind + " is no kind of anomaly" + (near ? "; did you mean " + *near + "?" : ""));
    }
    return kinds;
  }

  void read_table(const JsonObject& root, Contract& contract) {
    static const std::vector<std::string> kAllowed{"version",     "table",   "rows",   "freshness",  "unique",
                                                   "only_listed", "columns", "checks", "references", "accept"};
    refuse_unknown(root, "", kAllowed);
    const JsonValue* version = find(root, "version");
    if (version != nullptr && json::as_int(*version) != 1) complain("/version", "version", "only version 1 is known");
    contract.table = text_at(root, "", "table");
    contract.only_listed = flag_at(root, "", "only_listed", false);
    contract.accept = accepted_at(root, "");
  }

  void read_rows(const JsonObject& root, Contract& contract) {
    if (const JsonValue* rows = find(root, "rows"); rows != nullptr && rows->is_object()) {
      static const std::vector<std::string> kAllowed{"min", "max"};
      refuse_unknown(rows->get_object(), "/rows", kAllowed);
      contract.min_rows = count_at(rows->get_object(), "/rows", "min");
      contract.max_rows = count_at(rows->get_object(), "/rows", "max");
      if (contract.min_rows && contract.max_rows && *contract.min_rows > *contract.max_rows)
        complain("/rows", "rows", "min is above max");
    } else if (rows != nullptr) {
      complain("/rows", "rows", "min and max are needed, such as {min: 1}");
    }
    const JsonValue* fresh = find(root, "freshness");
    if (fresh == nullptr) return;
    if (!fresh->is_object()) return complain("/freshness", "freshness", "column and max_age are needed");
    static const std::vector<std::string> kAllowed{"column", "max_age"};
    refuse_unknown(fresh->get_object(), "/freshness", kAllowed);
    Freshness freshness{text_at(fresh->get_object(), "/freshness", "column"), {}};
    const auto age = parse_age(json::string_at(*fresh, "max_age"));
    if (!age) complain("/freshness/max_age", "max_age", "an age such as 90m, 36h, 2d or 1w is needed");
    if (freshness.column.empty()) complain("/freshness", "column", "the column with the time is needed");
    freshness.max_age = age.value_or(std::chrono::minutes(0));
    contract.freshness = std::move(freshness);
  }

  void read_columns(const JsonObject& root, Contract& contract) {
    const JsonValue* columns = find(root, "columns");
    if (columns == nullptr) return;
    if (!columns->is_object()) return complain("/columns", "columns", "column names with their promises are needed");
    for (const auto& member : columns->get_object()) {
      const std::string pointer = below("/columns", member.key());
      ColumnPromise promise;
      promise.name = std::string(member.key());
      if (member.value().is_object()) {
        read_column(member.value().get_object(), pointer, promise);
      } else if (!member.value().is_null()) {
        complain(pointer, promise.name, "promises such as {not_null: true} are needed");
      }
      contract.columns.push_back(std::move(promise));
    }
  }

  void read_column(const JsonObject& object, const std::string& pointer, ColumnPromise& promise) {
    static const std::vector<std::string> kAllowed{"type", "required", "not_null", "max_null_ratio", "unique",
                                                   "min",  "max",      "allowed",  "pattern",        "accept"};
    refuse_unknown(object, pointer, kAllowed);
    promise.type = text_at(object, pointer, "type");
    promise.required = flag_at(object, pointer, "required", true);
    promise.not_null = flag_at(object, pointer, "not_null", false);
    promise.unique = flag_at(object, pointer, "unique", false);
    promise.pattern = text_at(object, pointer, "pattern");
    promise.accept = accepted_at(object, pointer);
    if (const JsonValue* ratio = find(object, "max_null_ratio")) {
      promise.max_null_ratio = ratio->is_number() ? ratio->to_number<double>() : -1.0;
      if (*promise.max_null_ratio < 0.0 || *promise.max_null_ratio > 1.0)
        complain(below(pointer, "max_null_ratio"), "max_null_ratio", "a number from 0 to 1 is needed");
    }
    if (const JsonValue* low = find(object, "min")) promise.min = value_of(*low, below(pointer, "min"), "min");
    if (const JsonValue* high = find(object, "max")) promise.max = value_of(*high, below(pointer, "max"), "max");
    if (promise.min && promise.max && is_above(*promise.min, *promise.max))
      complain(pointer, promise.name, "min is above max, so no value can keep it");
    read_allowed(object, pointer, promise);
  }

  /// Numbers by size, dates by their text; what is neither is not compared.
  static bool is_above(const Value& low, const Value& high) {
    if (low.is_number && high.is_number) {
      return text::parse_double(low.text).value_or(0) > text::parse_double(high.text).value_or(0);
    }
    const auto is_date = [](const Value& value) {
      return value.text.size() >= 10 && value.text[4] == '-' && value.text[7] == '-';
    };
    return is_date(low) && is_date(high) && low.text > high.text;
  }

  void read_allowed(const JsonObject& object, const std::string& pointer, ColumnPromise& promise) {
    const JsonValue* list = find(object, "allowed");
    if (list == nullptr) return;
    const std::string place = below(pointer, "allowed");
    if (!list->is_array() || list->get_array().empty() || list->get_array().size() > kMostAllowed)
      return complain(place, "allowed", "a list of 1 to " + std::to_string(kMostAllowed) + " values is needed");
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
      auto value = value_of(list->get_array()[i], below(place, std::to_string(i)), "allowed");
      if (value) promise.allowed.push_back(std::move(*value));
    }
  }

  /// The items of a list of mappings; anything else is complained about.
  std::vector<std::pair<std::string, const JsonObject*>> items_of(const JsonObject& root, std::string_view key) {
    std::vector<std::pair<std::string, const JsonObject*>> items;
    const JsonValue* list = find(root, key);
    if (list == nullptr) return items;
    const std::string pointer = below("", key);
    if (!list->is_array()) {
      complain(pointer, key, "a list is needed");
      return items;
    }
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
      const std::string place = below(pointer, std::to_string(i));
      if (const JsonObject* object = list->get_array()[i].if_object()) {
        items.emplace_back(place, object);
      } else {
        complain(place, key, "a mapping is needed");
      }
    }
    return items;
  }

  void read_lists(const JsonObject& root, Contract& contract) {
    read_unique(root, contract);
    for (const auto& [place, item] : items_of(root, "references")) {
      static const std::vector<std::string> kAllowed{"column", "table", "key"};
      refuse_unknown(*item, place, kAllowed);
      const auto parent = sql::parse_name(text_at(*item, place, "table"));
      if (!parent || parent->size() != 3) complain(place, "table", "a three-part name is needed");
      ReferencePromise reference{text_at(*item, place, "column"), parent ? *parent : std::vector<std::string>(),
                                 text_at(*item, place, "key")};
      if (reference.column.empty() || reference.key.empty())
        complain(place, "references", "column, table and key are needed");
      contract.references.push_back(std::move(reference));
    }
    for (const auto& [place, item] : items_of(root, "checks")) read_check(*item, place, contract);
  }

  void read_unique(const JsonObject& root, Contract& contract) {
    const JsonValue* sets = find(root, "unique");
    if (sets == nullptr) return;
    if (!sets->is_array()) return complain("/unique", "unique", "a list of lists of columns is needed");
    for (std::size_t i = 0; i < sets->get_array().size(); ++i) {
      const JsonObject one{{"unique", sets->get_array()[i]}};
      std::vector<std::string> columns = names_at(one, "", "unique");
      if (columns.empty()) complain("/unique/" + std::to_string(i), "unique", "at least one column is needed");
      contract.unique.push_back(std::move(columns));
    }
  }

  void read_check(const JsonObject& item, const std::string& place, Contract& contract) {
    static const std::vector<std::string> kAllowed{"name", "sql", "severity"};
    refuse_unknown(item, place, kAllowed);
    CustomCheck check{text_at(item, place, "name"), text_at(item, place, "sql")};
    if (check.sql.empty()) return complain(place, "sql", "a predicate over the table's columns is needed");
    if (check.name.empty()) check.name = check.sql.substr(0, 60);
    if (std::any_of(contract.checks.begin(), contract.checks.end(),
                    [&](const CustomCheck& other) { return text::equals_ignore_case(other.name, check.name); }))
      complain(below(place, "name"), "name", "there are two checks called " + check.name + "; each needs its own name");
    const std::string severity = text_at(item, place, "severity");
    if (!severity.empty() && !result::parse_severity(severity, check.severity))
      complain(below(place, "severity"), "severity", "info, low, medium, high or critical is needed");
    if (const std::string why = refuse_predicate(check.sql); !why.empty())
      complain(below(place, "sql"), "sql", "check " + check.name + " is no SQL predicate: " + why);
    contract.checks.push_back(std::move(check));
  }

  /// What stands between our parentheses has to end there: one expression, closed by itself. "" when it does.
  static std::string refuse_predicate(std::string_view sql) {
    const sql::Lexed lexed = sql::lex(sql);
    if (!lexed.ok()) return "it cannot be read as SQL: " + lexed.problem;
    const sql::TokenView tokens(sql, lexed.tokens);
    int depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens.is_operator(i, "(")) ++depth;
      if (tokens.is_operator(i, ")") && --depth < 0) return "it closes a parenthesis that it did not open";
      if (tokens.is_operator(i, ";")) return "one predicate is allowed, without `;`";
      if (tokens.is_operator(i, ",") && depth == 0) return "one predicate is allowed, not a list";
      if (tokens.is_kind(i, sql::TokenKind::Parameter)) return "parameters are not allowed";
    }
    if (tokens.empty()) return "it is empty";
    return depth == 0 ? find_slip(sql) : "a parenthesis is not closed";
  }

  /// Where the grammar stops, read as it will be sent; "" when it reads it to its end.
  static std::string find_slip(std::string_view sql) {
    static constexpr std::string_view kBefore = "SELECT (";
    const std::string statement = std::string(kBefore) + std::string(sql) + "\n)";
    const sql::Lexed lexed = sql::lex(statement);
    const sql::TokenView tokens(statement, lexed.tokens);
    const auto facts = sql::parse_statements(tokens);
    if (facts.size() == 1 && facts.front().parsed) return {};
    const std::string_view problem = facts.empty() ? "it cannot be read" : facts.front().problem;
    const std::size_t at = facts.empty() ? 0 : facts.front().problem_at;
    // The closing bracket is ours: what stops there lacks something at its end.
    if (at + 1 >= tokens.size()) return "it ends too early";
    return std::string(problem) + " at `" + std::string(tokens.text(at)) + "`";
  }

  void check_size(const Contract& contract) {
    std::size_t count = contract.checks.size() + contract.references.size() + contract.unique.size();
    for (const ColumnPromise& column : contract.columns) count += column.unique ? 1 : 0;
    if (count > kMostChecks) {
      complain("", "",
               std::to_string(count) + " unique sets, references and checks; at most " + std::to_string(kMostChecks) +
                   " fit into one statement");
    }
  }

  std::string_view name_;
  const Marks* marks_;
  std::vector<std::string> mistakes_;
};

}  // namespace

Result<Contract> parse_contract(std::string_view yaml, std::string_view name) {
  auto document = yaml::parse(yaml, name, {.max_bytes = kMaxBytes});
  if (!document) {
    document.error().code = ErrorCode::InvalidArgument;
    return std::move(document).error();
  }
  return Reader(name, &document->marks).read(*document->root);
}

Result<Contract> contract_from_json(const JsonValue& document, std::string_view name) {
  return Reader(name, nullptr).read(document);
}

namespace {

struct AgeUnit {
  char letter;
  int minutes;
};
constexpr std::array<AgeUnit, 4> kAgeUnits{{{'w', 10'080}, {'d', 1'440}, {'h', 60}, {'m', 1}}};

}  // namespace

std::optional<std::chrono::minutes> parse_age(std::string_view text) {
  constexpr long long kLongest = 100'000;
  for (const AgeUnit& unit : kAgeUnits) {
    if (!text.ends_with(unit.letter)) continue;
    const auto number = text::parse_int(text.substr(0, text.size() - 1));
    if (number && *number > 0 && *number <= kLongest) return std::chrono::minutes(*number * unit.minutes);
  }
  return std::nullopt;
}

std::string render_age(std::chrono::minutes age) {
  for (const AgeUnit& unit : kAgeUnits) {
    if (age.count() % unit.minutes == 0) return std::to_string(age.count() / unit.minutes) + unit.letter;
  }
  return std::to_string(age.count()) + "m";
}

}  // namespace lakecode::contract
