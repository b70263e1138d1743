#include "local/routes/scim_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"

// filter = term *( "or" term ); term = factor *( "and" factor ); factor = [ "not" ] "(" filter ")" | comparison;
// comparison = path "pr" | path operator value. Words are case-insensitive.

namespace lakecode::local {
namespace {

using Step = ScimFilter::Step;
using Operator = ScimFilter::Operator;

constexpr int kMostNesting = 32;

Error bad_filter(std::string reason) {
  return refusal(ErrorCode::InvalidArgument, "Invalid filter: " + std::move(reason));
}

struct OperatorName {
  std::string_view name;
  Operator op;
};
constexpr OperatorName kOperators[] = {
    {"eq", Operator::Eq}, {"ne", Operator::Ne}, {"co", Operator::Co}, {"sw", Operator::Sw}, {"ew", Operator::Ew},
    {"pr", Operator::Pr}, {"gt", Operator::Gt}, {"ge", Operator::Ge}, {"lt", Operator::Lt}, {"le", Operator::Le}};

std::optional<Operator> operator_named(std::string_view word) {
  for (const OperatorName& entry : kOperators) {
    if (text::equals_ignore_case(entry.name, word)) return entry.op;
  }
  return std::nullopt;
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<Step>& steps) : rest_(text), steps_(steps) {}

  Result<void> parse() {
    TRY_VOID(parse_any());
    if (!peek().empty()) return bad_filter(fmt::format("'{}' was not expected", peek()));
    return {};
  }

 private:
  Result<void> parse_any() {
    TRY_VOID(parse_all());
    while (take("or")) {
      TRY_VOID(parse_all());
      steps_.push_back({Step::Kind::Or, {}, {}, ""});
    }
    return {};
  }

  Result<void> parse_all() {
    TRY_VOID(parse_factor());
    while (take("and")) {
      TRY_VOID(parse_factor());
      steps_.push_back({Step::Kind::And, {}, {}, ""});
    }
    return {};
  }

  Result<void> parse_factor() {
    const bool negated = take("not");
    if (take("(")) {
      if (++depth_ > kMostNesting) return bad_filter("too many brackets");
      TRY_VOID(parse_any());
      --depth_;
      if (!take(")")) return bad_filter("a ')' is missing");
    } else {
      TRY_VOID(parse_comparison());
    }
    if (negated) steps_.push_back({Step::Kind::Not, {}, {}, ""});
    return {};
  }

  Result<void> parse_comparison() {
    const std::string attribute = next();
    if (attribute.empty()) return bad_filter("an attribute is missing");
    if (attribute == "(" || attribute == ")" || attribute.starts_with('"'))
      return bad_filter(fmt::format("'{}' is no attribute", attribute));
    const std::string word = next();
    const auto op = operator_named(word);
    if (!op) return bad_filter(fmt::format("'{}' is no operator", word));
    Step step{Step::Kind::Compare, {}, *op, ""};
    for (const std::string_view part : text::split(attribute, '.')) step.path.emplace_back(part);
    if (*op != Operator::Pr) {
      const std::string value = next();
      if (value.empty() || value == "(" || value == ")") return bad_filter("a value is missing");
      step.value = value.front() == '"' ? value.substr(1) : value;
    }
    steps_.push_back(std::move(step));
    return {};
  }

  /// The next word; a quoted one starts with its quote and has lost the closing one. Does not move.
  std::string peek() {
    const std::string_view before = rest_;
    std::string word = next();
    rest_ = before;
    return word;
  }

  std::string next() {
    rest_ = text::trim(rest_);
    if (rest_.empty()) return "";
    if (rest_.front() == '(' || rest_.front() == ')') return take_front(1);
    if (rest_.front() == '"' || rest_.front() == '\'') return quoted();
    return take_front(std::min(rest_.find_first_of(" \t()"), rest_.size()));
  }

  /// In either kind of quotes: clients of the platform use both.
  std::string quoted() {
    const char quote = rest_.front();
    std::string word = "\"";
    std::size_t i = 1;
    for (; i < rest_.size() && rest_[i] != quote; ++i) {
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      word += rest_[i];
    }
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
    return word;
  }

  std::string take_front(std::size_t count) {
    std::string word(rest_.substr(0, count));
    rest_.remove_prefix(count);
    return word;
  }

  bool take(std::string_view wanted) {
    if (!text::equals_ignore_case(peek(), wanted)) return false;
    next();
    return true;
  }

  std::string_view rest_;
  std::vector<Step>& steps_;
  int depth_ = 0;
};

const JsonValue* find_member(const JsonObject& object, std::string_view name) {
  for (const auto& member : object) {
    if (text::equals_ignore_case(member.key(), name)) return &member.value();
  }
  return nullptr;
}

std::string text_of(const JsonValue& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

/// Every value that `path` reaches from `index` on; lists are walked, and a list of objects without a further step
/// stands for its "value" members.
void reach(const JsonValue& value, const std::vector<std::string>& path, std::size_t index,
           std::vector<std::string>& out) {
  if (value.is_array()) {
    for (const JsonValue& element : value.as_array()) reach(element, path, index, out);
  } else if (index < path.size()) {
    const JsonValue* member = value.is_object() ? find_member(value.as_object(), path[index]) : nullptr;
    if (member != nullptr) reach(*member, path, index + 1, out);
  } else if (value.is_object()) {
    if (const JsonValue* inner = find_member(value.as_object(), "value")) out.push_back(text_of(*inner));
  } else if (!value.is_null()) {
    out.push_back(text_of(value));
  }
}

bool compares(const std::string& given, Operator op, const std::string& wanted) {
  const std::string a = text::to_lower(given);
  const std::string b = text::to_lower(wanted);
  switch (op) {
    case Operator::Eq:
    case Operator::Ne:
      return a == b;
    case Operator::Co:
      return a.find(b) != std::string::npos;
    case Operator::Sw:
      return a.starts_with(b);
    case Operator::Ew:
      return a.ends_with(b);
    case Operator::Pr:
      return true;
    case Operator::Gt:
      return a > b;
    case Operator::Ge:
      return a >= b;
    case Operator::Lt:
      return a < b;
    case Operator::Le:
      return a <= b;
  }
  return false;
}

bool holds(const Step& step, const JsonObject& object) {
  std::vector<std::string> values;
  reach(object, step.path, 0, values);
  const bool any = std::any_of(values.begin(), values.end(),
                               [&](const std::string& value) { return compares(value, step.op, step.value); });
  return step.op == Operator::Ne ? !any : any;
}

}  // namespace

Result<ScimFilter> ScimFilter::parse(std::string_view text) {
  ScimFilter filter;
  if (text::trim(text).empty()) return filter;
  TRY_VOID(Parser(text, filter.steps_).parse());
  return filter;
}

bool ScimFilter::matches(const JsonObject& object) const {
  if (steps_.empty()) return true;
  std::vector<bool> stack;
  for (const Step& step : steps_) {
    if (step.kind == Step::Kind::Compare) {
      stack.push_back(holds(step, object));
    } else if (step.kind == Step::Kind::Not) {
      stack.back() = !stack.back();
    } else {
      const bool right = stack.back();
      stack.pop_back();
      stack.back() = step.kind == Step::Kind::And ? stack.back() && right : stack.back() || right;
    }
  }
  return stack.back();
}

}  // namespace lakecode::local
