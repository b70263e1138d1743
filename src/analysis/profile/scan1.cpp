#include "analysis/profile/scan1.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "analysis/profile/sql_dates.h"
#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

enum Slot {
  kFilled,
  kDistinct,
  kMin,
  kMax,
  kBlanks,
  kMinLength,
  kMaxLength,
  kMeanLength,
  kMean,
  kStddev,
  kNegatives,
  kZeros,
  kNans,
  kPercentiles,
  kFuture,
  kAncient,
  kEpochDay,
  kFarFuture,
  kNewestValid,
  kOldestPlausible,
  kTrues,
  kMinSize,
  kMaxSize,
  kFailing,  // and from here on, one for each expectation of the contract
};

struct Expression {
  Slot slot;
  std::string sql;
};
using Expressions = std::vector<Expression>;

void add_text(Expressions& out, const std::string& c) {
  out.push_back({kDistinct, "approx_count_distinct(" + c + ")"});
  out.push_back({kMin, "substr(min(" + c + "), 1, 80)"});
  out.push_back({kMax, "substr(max(" + c + "), 1, 80)"});
  out.push_back({kBlanks, "count_if(trim(" + c + ") = '')"});
  out.push_back({kMinLength, "min(length(" + c + "))"});
  out.push_back({kMaxLength, "max(length(" + c + "))"});
  out.push_back({kMeanLength, "avg(length(" + c + "))"});
}

std::string quantile_list() {
  std::string list;
  for (std::string_view q : {"0.001", "0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99", "0.999"}) {
    if (!list.empty()) list += ", ";
    list += q;
  }
  return list;
}

bool is_binary_float(const ColumnFacts& facts) {
  const std::string name = text::to_lower(facts.type_text.empty() ? facts.type_name : facts.type_text);
  return name.starts_with("double") || name.starts_with("float") || name.starts_with("real");
}

void add_number(Expressions& out, const std::string& c, const ColumnFacts& facts) {
  const std::string number = "CAST(" + c + " AS DOUBLE)";
  out.push_back({kDistinct, "approx_count_distinct(" + c + ")"});
  out.push_back({kMin, "min(" + c + ")"});
  out.push_back({kMax, "max(" + c + ")"});
  out.push_back({kMean, "avg(" + number + ")"});
  out.push_back({kStddev, "stddev_samp(" + number + ")"});
  out.push_back({kNegatives, "count_if(" + c + " < 0)"});
  out.push_back({kZeros, "count_if(" + c + " = 0)"});
  if (is_binary_float(facts)) out.push_back({kNans, "count_if(isnan(" + c + "))"});
  out.push_back({kPercentiles, "approx_percentile(" + number + ", array(" + quantile_list() + "), 1000)"});
}

void add_time(Expressions& out, const std::string& c, WallTime as_of) {
  const std::string now = timestamp_literal(as_of);
  const std::string tomorrow = timestamp_literal(as_of + std::chrono::hours(24));
  const std::string day = "CAST(" + c + " AS DATE)";
  out.push_back({kDistinct, "approx_count_distinct(" + day + ")"});
  out.push_back({kMin, "CAST(min(" + c + ") AS STRING)"});
  out.push_back({kMax, "CAST(max(" + c + ") AS STRING)"});
  out.push_back({kFuture, "count_if(" + c + " > " + tomorrow + ")"});
  out.push_back({kAncient, "count_if(" + day + " <= DATE'1900-01-01')"});
  out.push_back({kEpochDay, "count_if(" + day + " = DATE'1970-01-01')"});
  out.push_back({kFarFuture, "count_if(" + day + " >= DATE'2100-01-01')"});
  out.push_back({kNewestValid, "CAST(max(CASE WHEN " + c + " <= " + now + " THEN " + c + " END) AS STRING)"});
  out.push_back({kOldestPlausible, "CAST(min(CASE WHEN " + day + " > DATE'1900-01-01' AND " + day +
                                       " <> DATE'1970-01-01' THEN " + c + " END) AS STRING)"});
}

Expressions expressions_for(const ColumnFacts& facts, WallTime as_of) {
  const std::string c = sql::quote_identifier(facts.name);
  Expressions out;
  out.push_back({kFilled, "count(" + c + ")"});
  switch (facts.type()) {
    case TypeClass::Text:
      add_text(out, c);
      break;
    case TypeClass::Whole:
    case TypeClass::Fraction:
      add_number(out, c, facts);
      break;
    case TypeClass::Date:
    case TypeClass::Timestamp:
      add_time(out, c, as_of);
      break;
    case TypeClass::Boolean:
      out.push_back({kTrues, "count_if(" + c + ")"});
      break;
    case TypeClass::Array:
    case TypeClass::Map:
      out.push_back({kMinSize, "min(size(" + c + "))"});
      out.push_back({kMaxSize, "max(size(" + c + "))"});
      break;
    default:
      break;
  }
  return out;
}

std::int64_t whole(const std::optional<std::string>& cell) {
  if (!cell) return 0;
  if (const auto value = text::parse_int(*cell)) return *value;
  const auto number = text::parse_double(*cell);
  return number && std::abs(*number) < 9e18 ? static_cast<std::int64_t>(*number) : 0;
}

std::optional<double> fraction(const std::optional<std::string>& cell) {
  return cell ? text::parse_double(text::trim(*cell)) : std::nullopt;
}

/// "[1.0, 2.5]" or "[1.0,2.5]"; empty unless all quantiles are there.
std::vector<double> parse_quantiles(const std::optional<std::string>& cell) {
  if (!cell) return {};
  std::string_view list = text::trim(*cell);
  if (list.starts_with('[')) list.remove_prefix(1);
  if (list.ends_with(']')) list.remove_suffix(1);
  std::vector<double> out;
  for (std::string_view part : text::split(list, ',')) {
    std::string_view item = text::trim(part);
    if (item.starts_with('"')) item.remove_prefix(1);
    if (item.ends_with('"')) item.remove_suffix(1);
    if (const auto value = text::parse_double(item)) out.push_back(*value);
  }
  if (out.size() != kQuantiles.size()) out.clear();
  return out;
}

void store_time(ColumnProfile& p, int slot, const std::optional<std::string>& cell) {
  switch (slot) {
    case kFuture:
      p.future = whole(cell);
      break;
    case kAncient:
      p.ancient = whole(cell);
      break;
    case kEpochDay:
      p.epoch_day = whole(cell);
      break;
    case kFarFuture:
      p.far_future = whole(cell);
      break;
    case kNewestValid:
      p.newest_valid = cell;
      break;
    case kOldestPlausible:
      p.oldest_plausible = cell;
      break;
    default:
      break;
  }
}

void store(ColumnProfile& p, int slot, const std::optional<std::string>& cell) {
  switch (slot) {
    case kFilled:
      p.nulls = p.rows - whole(cell);
      break;
    case kDistinct:
      p.approx_distinct = whole(cell);
      break;
    case kMin:
      p.min = cell;
      break;
    case kMax:
      p.max = cell;
      break;
    case kBlanks:
      p.blanks = whole(cell);
      break;
    case kMinLength:
      p.min_length = whole(cell);
      break;
    case kMaxLength:
      p.max_length = whole(cell);
      break;
    case kMeanLength:
      p.mean_length = fraction(cell).value_or(0.0);
      break;
    case kMean:
      p.mean = fraction(cell);
      break;
    case kStddev:
      p.stddev = fraction(cell);
      break;
    case kNegatives:
      p.negatives = whole(cell);
      break;
    case kZeros:
      p.zeros = whole(cell);
      break;
    case kNans:
      p.nans = whole(cell);
      break;
    case kPercentiles:
      p.quantiles = parse_quantiles(cell);
      break;
    case kTrues:
      p.trues = whole(cell);
      break;
    case kMinSize:
      p.min_size = whole(cell);
      break;
    case kMaxSize:
      p.max_size = whole(cell);
      break;
    default:
      if (slot >= kFailing) {
        p.failing.emplace_back(static_cast<std::size_t>(slot - kFailing), whole(cell));
      } else {
        store_time(p, slot, cell);
      }
  }
}

struct Batch {
  std::size_t first = 0;
  std::size_t last = 0;  ///< one past the end
};

void plan_batch(ScanOne& plan, const TableFacts& facts, const Batch& batch, const ScanOptions& options) {
  Statement statement;
  std::vector<Measure> measures;
  statement.id = "scan1_" + std::to_string(plan.statements.size() + 1);
  std::string list = "count(*) AS m0";
  const auto add = [&](std::size_t column, int slot, const std::string& sql) {
    measures.push_back({column, slot});
    list += ",\n  " + sql + " AS m" + std::to_string(measures.size());
  };
  const auto& expected = options.expectations.columns;
  for (std::size_t i = batch.first; i < batch.last; ++i) {
    statement.columns.push_back(i);
    for (const Expression& expression : expressions_for(facts.columns[i], options.as_of))
      add(i, expression.slot, expression.sql);
    for (std::size_t e = 0; e < expected.size(); ++e) {
      if (expected[e].column == i) add(i, kFailing + static_cast<int>(e), "count_if(" + expected[e].failing + ")");
    }
  }
  statement.sql = "SELECT " + list + "\nFROM " + plan.sampling.relation;
  plan.statements.push_back(std::move(statement));
  plan.measures.push_back(std::move(measures));
}

}  // namespace

ScanOne plan_scan1(const TableFacts& facts, const ScanOptions& options) {
  ScanOne plan;
  plan.sampling = choose_sampling(facts, options);
  const std::size_t readable = std::min(facts.columns.size(), options.max_columns);
  const std::size_t step = std::max<std::size_t>(options.columns_per_statement, 1);
  for (std::size_t first = 0; first < readable; first += step) {
    plan_batch(plan, facts, {first, std::min(first + step, readable)}, options);
  }
  for (std::size_t i = readable; i < facts.columns.size(); ++i) plan.unread.push_back(facts.columns[i].name);
  return plan;
}

Result<std::vector<ColumnProfile>> parse_scan1(const TableFacts& facts, const ScanOne& plan,
                                               const std::vector<std::optional<Rows>>& answers) {
  std::vector<ColumnProfile> profiles;
  for (std::size_t s = 0; s < plan.statements.size() && s < answers.size(); ++s) {
    if (!answers[s]) continue;
    const Rows& rows = *answers[s];
    const std::vector<Measure>& measures = plan.measures[s];
    if (rows.size() != 1 || rows.front().size() != measures.size() + 1) {
      return Error{.code = ErrorCode::CorruptData,
                   .action = "read the answer of",
                   .subject = plan.statements[s].id,
                   .reason = "it is not one row of " + std::to_string(measures.size() + 1) + " values",
                   .advice = "run it again; the SQL is in the evidence pack"};
    }
    const Row& row = rows.front();
    for (std::size_t m = 0; m < measures.size(); ++m) {
      if (profiles.empty() || profiles.back().column != measures[m].column || measures[m].slot == kFilled) {
        profiles.push_back({});
        profiles.back().column = measures[m].column;
        profiles.back().type = facts.columns[measures[m].column].type();
        profiles.back().rows = whole(row.front());
      }
      store(profiles.back(), measures[m].slot, row[m + 1]);
    }
  }
  return profiles;
}

}  // namespace lakecode::profile
