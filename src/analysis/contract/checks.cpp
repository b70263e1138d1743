#include "analysis/contract/checks.h"

#include <algorithm>
#include <set>

#include "analysis/profile/sql_dates.h"
#include "base/text.h"
#include "sql/lexer.h"
#include "sql/literals.h"

namespace lakecode::contract {
namespace {

using profile::TypeClass;

/// The value as SQL of the column's type; nullopt when it is none.
std::optional<std::string> literal_for(TypeClass type, const Value& value) {
  switch (type) {
    case TypeClass::Whole:
    case TypeClass::Fraction: {
      const auto number = text::parse_double(value.text);
      return number ? std::optional<std::string>("CAST(" + sql::quote_string(value.text) + " AS DECIMAL(38,10))")
                    : std::nullopt;
    }
    case TypeClass::Date: {
      const auto day = value.text.size() == 10 ? profile::parse_day(value.text) : std::nullopt;
      return day ? std::optional<std::string>(profile::date_literal(*day)) : std::nullopt;
    }
    case TypeClass::Timestamp: {
      const auto time = profile::parse_instant(value.text);
      return time ? std::optional<std::string>(profile::timestamp_literal(*time)) : std::nullopt;
    }
    case TypeClass::Text:
      return sql::quote_string(value.text);
    case TypeClass::Boolean:
      if (value.text != "true" && value.text != "false") return std::nullopt;
      return value.text;
    default:
      return std::nullopt;
  }
}

std::string number_or_text(TypeClass type, const Value& value, const std::string& literal) {
  // A plain number reads better than a cast and is as exact where it has neither exponent nor many digits.
  const bool number = type == TypeClass::Whole || type == TypeClass::Fraction;
  const bool plain = value.text.find_first_not_of("0123456789.-") == std::string::npos && value.text.size() <= 20;
  return number && plain ? value.text : literal;
}

std::string words_of(const std::vector<Value>& values) {
  constexpr std::size_t kShown = 12;
  std::string out;
  for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i) out += (i == 0 ? "" : ", ") + values[i].text;
  return out + (values.size() > kShown ? ", …" : "");
}

class Planner {
 public:
  Planner(const Contract& contract, const profile::TableFacts& facts) : contract_(contract), facts_(facts) {}

  CheckPlan plan() {
    plan_table();
    for (const ColumnPromise& promise : contract_.columns) plan_column(promise);
    for (const auto& columns : contract_.unique) plan_unique(columns);
    for (const ReferencePromise& reference : contract_.references) plan_reference(reference);
    for (const CustomCheck& check : contract_.checks) plan_custom(check);
    return std::move(plan_);
  }

 private:
  Check& add(CheckKind kind, std::vector<std::string> columns, std::string promise) {
    Check check{.kind = kind, .columns = std::move(columns), .promise = std::move(promise)};
    check.name = text::join(check.columns, ", ") + (check.columns.empty() ? "" : ": ") + std::string(name_of(kind));
    return plan_.checks.emplace_back(std::move(check));
  }

  void plan_table() {
    if (contract_.min_rows || contract_.max_rows) {
      std::string promise = contract_.min_rows ? "at least " + text::group_digits(*contract_.min_rows) + " rows" : "";
      if (contract_.max_rows)
        promise += (promise.empty() ? "" : ", ") + ("at most " + text::group_digits(*contract_.max_rows)) + " rows";
      add(CheckKind::Rows, {}, std::move(promise));
    }
    if (contract_.freshness) {
      Check& check = add(CheckKind::Freshness, {contract_.freshness->column},
                         "the newest value is at most " + render_age(contract_.freshness->max_age) + " old");
      const auto column = find(contract_.freshness->column, check);
      const TypeClass type = column ? facts_.columns[*column].type() : TypeClass::Date;
      if (type != TypeClass::Date && type != TypeClass::Timestamp) check.cannot = "the column is no date or timestamp";
    }
    if (contract_.only_listed) add(CheckKind::OnlyListed, {}, "no other columns than those listed");
  }

  std::optional<std::size_t> find(const std::string& name, Check& check) {
    const auto column = facts_.find_column(name);
    if (!column) check.cannot = "the table has no column " + name;
    return column;
  }

  void plan_column(const ColumnPromise& promise) {
    const auto column = facts_.find_column(promise.name);
    if (promise.required || column) add(CheckKind::Column, {promise.name}, "the column is there");
    if (!promise.type.empty()) add(CheckKind::Type, {promise.name}, "its type is " + promise.type);
    if (!column && !promise.required) {
      if (!promise.type.empty()) plan_.checks.pop_back();
      return;
    }
    if (promise.not_null) {
      by_row(CheckKind::NotNull, promise, "no value is missing", quoted(promise) + " IS NULL").holds =
          quoted(promise) + " IS NOT NULL";
    }
    if (promise.max_null_ratio) {
      Check& check = add(CheckKind::NullRatio, {promise.name},
                         "at most " + percent_text(*promise.max_null_ratio) + " are missing");
      find(promise.name, check);
    }
    if (promise.unique) plan_unique({promise.name});
    if (column) plan_values(promise, facts_.columns[*column].type(), *column);
  }

  static std::string percent_text(double ratio) {
    std::string number = std::to_string(ratio * 100.0);
    number.erase(number.find_last_not_of('0') + 1);
    if (number.ends_with('.')) number.pop_back();
    return number + " %";
  }

  static std::string quoted(const ColumnPromise& promise) { return sql::quote_identifier(promise.name); }

  Check& by_row(CheckKind kind, const ColumnPromise& promise, std::string says, std::string failing) {
    Check& check = add(kind, {promise.name}, std::move(says));
    check.failing = std::move(failing);
    find(promise.name, check);
    return check;
  }

  /// A condition that scan 1 counts.
  void counted(CheckKind kind, const ColumnPromise& promise, std::string says, std::string failing) {
    Check& check = by_row(kind, promise, std::move(says), std::move(failing));
    check.holds = quoted(promise) + " IS NULL OR NOT (" + check.failing + ")";
    check.place = plan_.expectations.columns.size();
    plan_.expectations.columns.push_back({*facts_.find_column(promise.name), check.failing});
  }

  void refuse(CheckKind kind, const ColumnPromise& promise, const std::string& value) {
    by_row(kind, promise, "", "").cannot =
        value + " is no value of its type " + facts_.columns[*facts_.find_column(promise.name)].type_text;
  }

  void plan_values(const ColumnPromise& promise, TypeClass type, std::size_t column) {
    plan_range(promise, type);
    if (!promise.allowed.empty()) {
      std::string list;
      for (const Value& value : promise.allowed) {
        const auto literal = literal_for(type, value);
        if (!literal) return refuse(CheckKind::Allowed, promise, value.text);
        list += (list.empty() ? "" : ", ") + number_or_text(type, value, *literal);
      }
      counted(CheckKind::Allowed, promise, "one of " + words_of(promise.allowed),
              quoted(promise) + " NOT IN (" + list + ")");
    }
    if (!promise.pattern.empty()) {
      const bool text = facts_.columns[column].type() == TypeClass::Text;
      const std::string value = text ? quoted(promise) : "CAST(" + quoted(promise) + " AS STRING)";
      counted(CheckKind::Pattern, promise, "matches " + promise.pattern,
              "NOT (" + value + " RLIKE " + sql::quote_string(promise.pattern) + ")");
    }
  }

  void plan_range(const ColumnPromise& promise, TypeClass type) {
    if (!promise.min && !promise.max) return;
    std::string failing;
    std::string says;
    for (const auto& [bound, sign, word] :
         {std::tuple{&promise.min, " < ", "at least "}, std::tuple{&promise.max, " > ", "at most "}}) {
      if (!*bound) continue;
      const auto literal = literal_for(type, **bound);
      if (!literal) return refuse(CheckKind::Range, promise, (*bound)->text);
      failing += (failing.empty() ? "" : " OR ") + quoted(promise) + sign + number_or_text(type, **bound, *literal);
      says += (says.empty() ? "" : ", ") + (word + (*bound)->text);
    }
    counted(CheckKind::Range, promise, std::move(says), std::move(failing));
  }

  void plan_unique(const std::vector<std::string>& names) {
    Check& check = add(CheckKind::Unique, names, "no two rows have the same values");
    std::vector<std::size_t> columns;
    for (const std::string& name : names) {
      if (const auto column = find(name, check)) columns.push_back(*column);
    }
    if (!check.cannot.empty()) return;
    check.place = plan_.expectations.unique.size();
    plan_.expectations.unique.push_back(std::move(columns));
  }

  void plan_reference(const ReferencePromise& promise) {
    Check& check = add(CheckKind::Reference, {promise.column},
                       "every value is in " + text::join(promise.parent, ".") + "." + promise.key);
    if (!find(promise.column, check)) return;
    const auto own = std::find_if(facts_.references.begin(), facts_.references.end(), [&](const auto& reference) {
      return text::equals_ignore_case(reference.column, promise.column) &&
             text::equals_ignore_case(text::join(reference.parent, "."), text::join(promise.parent, ".")) &&
             text::equals_ignore_case(reference.parent_column, promise.key);
    });
    // A foreign key of the table is looked at anyway.
    check.place = static_cast<std::size_t>(own - facts_.references.begin());
    if (own != facts_.references.end()) return;
    check.place += plan_.references.size();
    plan_.references.push_back({promise.column, promise.parent, promise.key, true});
  }

  void plan_custom(const CustomCheck& custom) {
    Check& check = add(CheckKind::Custom, {}, custom.sql);
    check.name = custom.name;
    check.severity = custom.severity;
    // The predicate may end in a comment, so what follows stands on a line of its own.
    const std::string holds = "(" + custom.sql + "\n)";
    check.failing = "NOT " + holds;
    check.holds = "coalesce(" + holds + ", true)";
    check.place = plan_.expectations.rows.size();
    plan_.expectations.rows.push_back({columns_in(custom.sql), holds});
  }

  /// The table's columns that the text names; a name that is one by chance only makes the bookkeeping careful.
  [[nodiscard]] std::vector<std::size_t> columns_in(const std::string& text) const {
    const sql::Lexed lexed = sql::lex(text);
    const sql::TokenView tokens(text, lexed.tokens);
    std::set<std::size_t> columns;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto column = tokens.is_name(i) ? facts_.find_column(sql::name_value(tokens, i)) : std::nullopt;
      if (column) columns.insert(*column);
    }
    return {columns.begin(), columns.end()};
  }

  const Contract& contract_;
  const profile::TableFacts& facts_;
  CheckPlan plan_;
};

}  // namespace

std::string_view name_of(CheckKind kind) {
  switch (kind) {
    case CheckKind::Column:
      return "column";
    case CheckKind::OnlyListed:
      return "only_listed";
    case CheckKind::Type:
      return "type";
    case CheckKind::NotNull:
      return "not_null";
    case CheckKind::NullRatio:
      return "max_null_ratio";
    case CheckKind::Unique:
      return "unique";
    case CheckKind::Range:
      return "range";
    case CheckKind::Allowed:
      return "allowed";
    case CheckKind::Pattern:
      return "pattern";
    case CheckKind::Rows:
      return "rows";
    case CheckKind::Freshness:
      return "freshness";
    case CheckKind::Reference:
      return "reference";
    case CheckKind::Custom:
      return "check";
  }
  return "check";
}

std::string_view name_of(CheckStatus status) {
  switch (status) {
    case CheckStatus::Pass:
      return "pass";
    case CheckStatus::Fail:
      return "fail";
    case CheckStatus::Unknown:
      return "unknown";
  }
  return "unknown";
}

CheckPlan plan_checks(const Contract& contract, const profile::TableFacts& facts) {
  CheckPlan plan = Planner(contract, facts).plan();
  plan.primary_key = facts.primary_key;
  for (const Check& check : plan.checks) {
    if (check.kind != CheckKind::OnlyListed) continue;
    for (const profile::ColumnFacts& column : facts.columns) {
      const bool listed = std::any_of(
          contract.columns.begin(), contract.columns.end(),
          [&](const ColumnPromise& promise) { return text::equals_ignore_case(promise.name, column.name); });
      if (!listed) plan.unlisted.push_back(column.name);
    }
  }
  return plan;
}

std::vector<std::size_t> untried(const CheckPlan& plan) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < plan.checks.size(); ++i) {
    const Check& check = plan.checks[i];
    const bool written_by_a_person = check.kind == CheckKind::Custom || check.kind == CheckKind::Pattern;
    if (written_by_a_person && check.cannot.empty()) out.push_back(i);
  }
  return out;
}

void give_up(CheckPlan& plan, std::size_t check, std::string why) {
  Check& failed = plan.checks.at(check);
  failed.cannot = std::move(why);
  // The place stays, so that the others keep theirs; a constant asks nothing.
  if (failed.kind == CheckKind::Custom) plan.expectations.rows.at(failed.place) = {{}, "true"};
  if (failed.kind == CheckKind::Pattern) plan.expectations.columns.at(failed.place).failing = "false";
}

}  // namespace lakecode::contract
