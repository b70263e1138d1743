#include "local/routes/mlflow_filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

Error bad_filter(std::string_view text) {
  return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid filter string: {}", text));
}

/// Where " AND " stands outside of quotes; npos when nowhere.
std::size_t find_and(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '\'' || text[i] == '"' || text[i] == '`') {
      quote = text[i];
    } else if (text::equals_ignore_case(text.substr(i, 5), " and ")) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string without_quotes(std::string_view text) {
  text = text::trim(text);
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '\'' || text.front() == '"' || text.front() == '`');
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

struct Name {
  std::string scope;
  std::string key;
};

/// "metrics.loss", "tags.`a b`", "attributes.status", "name".
Name parse_name(std::string_view text) {
  text = text::trim(text);
  const std::size_t dot = text.find('.');
  const std::string head = text::to_lower(text.substr(0, dot));
  for (const auto& [word, scope] :
       {std::pair("metrics", "metric"), std::pair("metric", "metric"), std::pair("params", "param"),
        std::pair("parameters", "param"), std::pair("param", "param"), std::pair("tags", "tag"),
        std::pair("tag", "tag"), std::pair("attributes", "attribute"), std::pair("attribute", "attribute"),
        std::pair("attr", "attribute"), std::pair("run", "attribute")}) {
    if (dot != std::string_view::npos && head == word) return {scope, without_quotes(text.substr(dot + 1))};
  }
  return {"attribute", without_quotes(text)};
}

Result<MlflowClause> parse_clause(std::string_view text) {
  for (const std::string_view op : {" NOT LIKE ", " ILIKE ", " LIKE ", "!=", ">=", "<=", "=", ">", "<"}) {
    const std::size_t at = text::find_ignore_case(text, op);
    const std::size_t quote = text.find_first_of("'\"");
    if (at == std::string_view::npos || at > quote) continue;
    const Name name = parse_name(text.substr(0, at));
    if (name.key.empty()) break;
    return MlflowClause{name.scope, name.key, std::string(text::trim(op)), without_quotes(text.substr(at + op.size()))};
  }
  return bad_filter(text);
}

/// SQL's LIKE: % is any text, _ any character.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (at < text.size()) {
    if (in < pattern.size() && pattern[in] == '%') {
      star = in++;
      resume = at;
    } else if (in < pattern.size() && (pattern[in] == '_' || pattern[in] == text[at])) {
      ++in;
      ++at;
    } else if (star != std::string_view::npos) {
      in = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (in < pattern.size() && pattern[in] == '%') ++in;
  return in == pattern.size();
}

std::string text_of(const JsonValue& value) {
  return json::as_string(value).value_or(json::serialize(value));
}

bool is_ordered(std::string_view op, int order) {
  if (op == "=") return order == 0;
  if (op == "!=") return order != 0;
  if (op == ">") return order > 0;
  if (op == ">=") return order >= 0;
  if (op == "<") return order < 0;
  return order <= 0;
}

bool holds(const MlflowClause& clause, const MlflowLookup& lookup) {
  const JsonValue found = lookup(clause.scope, clause.key);
  if (found.is_null()) return false;
  const std::string text = text_of(found);
  if (clause.op == "LIKE") return is_like(text, clause.value);
  if (clause.op == "NOT LIKE") return !is_like(text, clause.value);
  if (clause.op == "ILIKE") return is_like(text::to_lower(text), text::to_lower(clause.value));
  const auto number = text::parse_double(clause.value);
  if (found.is_number() && number) {
    const double value = found.to_number<double>();
    return is_ordered(clause.op, value < *number ? -1 : static_cast<int>(value > *number));
  }
  return is_ordered(clause.op, text.compare(clause.value));
}

}  // namespace

Result<std::vector<MlflowClause>> parse_mlflow_filter(std::string_view text) {
  std::vector<MlflowClause> clauses;
  while (!text::trim(text).empty()) {
    const std::size_t cut = std::min(find_and(text), text.size());
    TRY_ASSIGN(MlflowClause clause, parse_clause(text.substr(0, cut)));
    clauses.push_back(std::move(clause));
    text.remove_prefix(std::min(cut + 5, text.size()));
  }
  return clauses;
}

bool holds(const std::vector<MlflowClause>& clauses, const MlflowLookup& lookup) {
  return std::all_of(clauses.begin(), clauses.end(), [&](const MlflowClause& clause) { return holds(clause, lookup); });
}

Result<MlflowOrder> parse_mlflow_order(std::string_view text) {
  text = text::trim(text);
  MlflowOrder order;
  const std::string lower = text::to_lower(text);
  if (lower.ends_with(" desc")) order.descending = true;
  if (lower.ends_with(" desc")) text.remove_suffix(5);
  if (lower.ends_with(" asc")) text.remove_suffix(4);
  Name name = parse_name(text);
  if (name.key.empty()) return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid order_by: {}", text));
  order.scope = std::move(name.scope);
  order.key = std::move(name.key);
  return order;
}

JsonValue listed_value(const JsonArray& list, std::string_view key) {
  for (const JsonValue& entry : list) {
    const JsonValue* value = json::find(entry, "value");
    if (json::string_at(entry, "key") == key && value != nullptr) return *value;
  }
  return {};
}

void set_listed_value(JsonArray& list, std::string_view key, std::string_view value) {
  erase_listed_value(list, key);
  list.push_back(JsonObject{{"key", key}, {"value", value}});
}

bool erase_listed_value(JsonArray& list, std::string_view key) {
  auto* const at = std::find_if(list.begin(), list.end(),
                                [&](const JsonValue& entry) { return json::string_at(entry, "key") == key; });
  if (at == list.end()) return false;
  list.erase(at);
  return true;
}

}  // namespace lakecode::local
