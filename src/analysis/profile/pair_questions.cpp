// Two columns whose order or sum the names promise: a stay ends after it starts, an order is shipped after it was
// placed, a total is quantity times price. The data has the last say: the rule only stands when nearly all rows keep
// it. A case this gets wrong: prices with a discount in a table of its own.

#include <algorithm>
#include <cstdlib>

#include "analysis/profile/column_names.h"
#include "analysis/profile/questions.h"
#include "analysis/profile/sql_dates.h"

namespace lakecode::profile {

namespace {

constexpr std::size_t kMaxPairs = 10;

bool has_word(const std::string& name, std::string_view word) {
  const auto words = name_words(name);
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_change_mark(const std::string& name) {
  return has_word(name, "updated") || has_word(name, "modified");
}
bool is_birth(const std::string& name) {
  return life_stage(name) == 0;
}

/// A stay begins with the arrival, a journey ends with it: the data decides which of the two it is.
bool is_arrival_before_departure(const std::string& before, const std::string& after) {
  return (has_word(before, "arrival") || has_word(before, "arrived")) &&
         (has_word(after, "departure") || has_word(after, "departed"));
}

bool stages_promise_order(const std::string& before, const std::string& after) {
  if (is_arrival_before_departure(before, after)) return true;
  const int first = life_stage(before);
  const int second = life_stage(after);
  if (first < 0 || second <= first) return false;
  if (is_birth(before)) return true;
  if (is_change_mark(before)) return false;
  if (is_change_mark(after))
    return has_word(before, "created") || has_word(before, "ordered") || has_word(before, "placed");
  if (first <= 1) return second == 7 || has_word(after, "end") || has_word(after, "ended");
  // A deadline is missed every day, so only the start of a thing is held against it.
  const bool deadline = has_word(after, "due") || has_word(after, "expiry") || has_word(after, "expires");
  return !deadline || first == 2;
}

/// The words of `name` without those that tell start from end; pairs of one thing share them.
std::string thing_of(const std::string& name) {
  std::string out;
  for (const std::string& word : name_words(name)) {
    if (life_stage(word) < 0 && word != "departed" && word != "min" && word != "max" && word != "low" &&
        word != "high" && word != "at" && word != "date" && word != "time" && word != "ts" && word != "on") {
      out += word + " ";
    }
  }
  return out;
}

std::string compare_time(const QuestionContext& context, const ColumnProfile& before, const ColumnProfile& after) {
  std::string a = column_sql(context.facts, before.column);
  std::string b = column_sql(context.facts, after.column);
  if (before.type != after.type) {
    a = "CAST(" + a + " AS DATE)";
    b = "CAST(" + b + " AS DATE)";
  }
  return b + " < " + a;
}

/// SQL that is true where the value itself is odd: a default date, a date to come, a negative or giant number. Such
/// rows have a finding of their own and say nothing about the pair. Empty when the column has none.
std::string odd_value(const QuestionContext& context, std::size_t column) {
  const auto found = std::find_if(context.profiles.begin(), context.profiles.end(),
                                  [&](const ColumnProfile& p) { return p.column == column; });
  const std::string c = column_sql(context.facts, column);
  std::string out;
  const auto add = [&](const std::string& condition) { out += (out.empty() ? "" : " OR ") + condition; };
  if (found->is_time()) {
    const std::string day = "CAST(" + c + " AS DATE)";
    if (found->ancient > 0) add(day + " <= DATE'1900-01-01'");
    if (found->epoch_day > 0) add(day + " = DATE'1970-01-01'");
    if (found->far_future > 0) add(day + " >= DATE'2100-01-01'");
    const bool plan = has_sense(context.facts.columns[column].name, NameSense::FutureNatural);
    if (found->future > 0 && !plan) add(c + " > " + timestamp_literal(context.options.as_of + std::chrono::hours(24)));
  } else if (!found->quantiles.empty()) {
    if (found->negatives > 0 && found->quantiles[kQ05] >= 0.0) add(c + " < 0");
    constexpr double kGiant = 4.0;  // times the 95 % quantile: no usual amount
    const auto bound = static_cast<std::int64_t>(std::min(kGiant * std::max(found->quantiles[kQ95], 1.0), 1e15));
    if (found->max && std::strtod(found->max->c_str(), nullptr) > static_cast<double>(bound))
      add(c + " > " + std::to_string(bound));
  }
  return out;
}

Question make_pair(const QuestionContext& context, std::vector<std::size_t> columns, const std::string& bad) {
  Question question{.kind = QuestionKind::Pair, .columns = std::move(columns)};
  std::string null_test;
  for (std::size_t column : question.columns) {
    null_test += (null_test.empty() ? "" : " OR ") + column_sql(context.facts, column) + " IS NULL";
    const std::string odd = odd_value(context, column);
    if (!odd.empty()) null_test += " OR " + odd;
  }
  question.failing = bad;
  question.key = "CASE WHEN " + null_test + " THEN 'null' WHEN " + bad + " THEN 'bad' ELSE 'ok' END";
  return question;
}

void add_time_pairs(const QuestionContext& context, std::vector<Question>& out) {
  for (const ColumnProfile& before : context.profiles) {
    for (const ColumnProfile& after : context.profiles) {
      if (!before.is_time() || !after.is_time() || before.column == after.column) continue;
      const std::string& first = context.facts.columns[before.column].name;
      const std::string& second = context.facts.columns[after.column].name;
      if (!stages_promise_order(first, second)) continue;
      const std::string a = thing_of(first);
      const std::string b = thing_of(second);
      if (!is_birth(first) && !a.empty() && !b.empty() && a != b) continue;
      out.push_back(make_pair(context, {before.column, after.column}, compare_time(context, before, after)));
    }
  }
}

void add_bound_pairs(const QuestionContext& context, std::vector<Question>& out) {
  constexpr std::string_view kBounds[][2] = {
      {"min", "max"}, {"low", "high"}, {"lower", "upper"}, {"start", "end"}, {"from", "to"}};
  for (const ColumnProfile& low : context.profiles) {
    if (!low.is_number()) continue;
    const std::string& first = context.facts.columns[low.column].name;
    const auto words = name_words(first);
    std::vector<std::string_view> opposites;
    for (const auto& [lower, upper] : kBounds) {
      if (std::find(words.begin(), words.end(), lower) != words.end()) opposites.push_back(upper);
    }
    if (opposites.empty()) continue;  // most columns: a wide table has thousands of pairs
    for (const ColumnProfile& high : context.profiles) {
      if (!high.is_number() || low.column == high.column) continue;
      const std::string& second = context.facts.columns[high.column].name;
      const bool bounds = std::any_of(opposites.begin(), opposites.end(),
                                      [&](std::string_view opposite) { return has_word(second, opposite); });
      if (!bounds || thing_of(first) != thing_of(second)) continue;
      out.push_back(make_pair(context, {low.column, high.column},
                              column_sql(context.facts, high.column) + " < " + column_sql(context.facts, low.column)));
    }
  }
}

const ColumnProfile* find_number(const QuestionContext& context, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    const auto column = context.facts.find_column(name);
    for (const ColumnProfile& p : context.profiles) {
      if (column && p.column == *column && p.is_number()) return &p;
    }
  }
  return nullptr;
}

void add_total(const QuestionContext& context, std::vector<const ColumnProfile*> parts, const ColumnProfile* total,
               std::string_view operation, std::vector<Question>& out) {
  if (!total || std::find(parts.begin(), parts.end(), nullptr) != parts.end()) return;
  std::vector<std::size_t> columns;
  std::string sum;
  for (const ColumnProfile* part : parts) {
    columns.push_back(part->column);
    sum += (sum.empty() ? "" : std::string(operation)) +
           ("CAST(" + column_sql(context.facts, part->column) + " AS DOUBLE)");
  }
  columns.push_back(total->column);
  const std::string t = "CAST(" + column_sql(context.facts, total->column) + " AS DOUBLE)";
  // A cent of rounding a row, and a thousandth where the parts were rounded before.
  Question question = make_pair(context, columns, "abs(" + t + " - (" + sum + ")) > 0.011 + 0.001 * abs(" + t + ")");
  question.kind = QuestionKind::Total;
  out.push_back(question);
}

}  // namespace

std::vector<Question> pair_questions(const QuestionContext& context) {
  std::vector<Question> out;
  add_time_pairs(context, out);
  add_bound_pairs(context, out);
  const auto* quantity = find_number(context, {"quantity", "qty", "units", "hours"});
  const auto* price =
      find_number(context, {"unit_price", "price", "price_per_unit", "rate", "unit_cost", "hourly_rate"});
  const auto* line = find_number(context, {"line_total", "total_price", "total_amount", "amount", "total",
                                           "extended_price", "line_amount", "total_cost"});
  add_total(context, {quantity, price}, line, " * ", out);
  const auto* net = find_number(context, {"subtotal", "net_amount", "net", "amount_net"});
  const auto* tax = find_number(context, {"tax", "tax_amount", "vat", "vat_amount"});
  const auto* gross = find_number(context, {"total", "total_amount", "gross_amount", "gross", "grand_total"});
  add_total(context, {net, tax}, gross, " + ", out);
  if (out.size() > kMaxPairs) out.resize(kMaxPairs);
  return out;
}

}  // namespace lakecode::profile
