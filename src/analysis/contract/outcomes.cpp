#include <algorithm>
#include <cmath>

#include "analysis/contract/checks.h"
#include "analysis/profile/sql_dates.h"
#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"

namespace lakecode::contract {
namespace {

using profile::QuestionKind;
using profile::TypeClass;

const profile::ColumnProfile* profile_of(const Measured& measured, const std::string& name) {
  const auto column = measured.facts.find_column(name);
  if (!column) return nullptr;
  for (const profile::ColumnProfile& p : measured.profiles) {
    if (p.column == *column) return &p;
  }
  return nullptr;
}

const profile::Answer* answer_of(const Measured& measured, QuestionKind kind, std::size_t place) {
  for (const profile::Answer& answer : measured.answers) {
    if (answer.question.kind == kind && answer.question.reference == place) return &answer;
  }
  return nullptr;
}

std::int64_t rows_of(const profile::Answer& answer, std::string_view kind) {
  std::int64_t rows = 0;
  for (const profile::Group& group : answer.groups) rows += group.kind == kind ? group.rows : 0;
  return rows;
}

std::string relation(const Measured& measured) {
  return sql::quote_name(measured.facts.name);
}

CheckOutcome unknown(std::string why) {
  return {.status = CheckStatus::Unknown, .count = std::nullopt, .detail = std::move(why), .sql = ""};
}

CheckOutcome plain(bool pass, std::string detail) {
  return {.status = pass ? CheckStatus::Pass : CheckStatus::Fail,
          .count = std::nullopt,
          .detail = std::move(detail),
          .sql = ""};
}

/// `bad` rows of those read, as the whole table's when only a part was read.
CheckOutcome counted(const Measured& measured, std::int64_t bad, double scale, const std::string& what) {
  CheckOutcome out;
  out.status = bad == 0 ? CheckStatus::Pass : CheckStatus::Fail;
  out.count = profile::project(measured.facts, bad, scale);
  const bool part = scale > 1.0;
  out.detail = bad == 0 ? "no row breaks it" : (part ? "about " : "") + text::group_digits(*out.count) + " " + what;
  if (part) out.detail += bad == 0 ? " among those read" : " (projected from the rows read)";
  return out;
}

double scale_of(const Measured& measured) {
  const std::int64_t rows = measured.profiles.empty() ? 0 : measured.profiles.front().rows;
  return profile::projection(measured.facts, measured.sampling, rows);
}

/// Blanks out, small letters, one word a type, so that "Decimal(10, 2)" is what the catalog calls "decimal(10,2)".
std::string plain_type(const std::string& type) {
  std::string plain = text::replace_all(text::to_lower(type), " ", "");
  if (plain == "long") return "bigint";
  if (plain == "integer") return "int";
  if (plain == "short") return "smallint";
  if (plain == "byte") return "tinyint";
  if (plain == "real") return "float";
  if (plain == "dec" || plain == "numeric" || plain == "decimal") return "decimal(10,0)";
  if (plain.starts_with("numeric(")) return "decimal" + plain.substr(7);
  return plain;
}

CheckOutcome judge_type(const Check& check, const Measured& measured) {
  const auto column = measured.facts.find_column(check.columns.front());
  if (!column) return unknown("the table has no column " + check.columns.front());
  const profile::ColumnFacts& facts = measured.facts.columns[*column];
  const std::string now = facts.type_text.empty() ? facts.type_name : facts.type_text;
  const std::string promised = check.promise.substr(check.promise.find(" is ") + 4);
  const bool same = plain_type(now) == plain_type(promised);
  return plain(same, same ? "its type is " + now : "its type is " + now + ", promised is " + promised);
}

CheckOutcome judge_rows(const Contract& contract, const Measured& measured) {
  if (!measured.facts.row_count) return unknown("the rows could not be counted");
  const std::int64_t rows = *measured.facts.row_count;
  const bool few = contract.min_rows && rows < *contract.min_rows;
  const bool many = contract.max_rows && rows > *contract.max_rows;
  CheckOutcome out = plain(!few && !many, "it has " + text::group_digits(rows) + " rows");
  out.count = rows;
  out.sql = "SELECT count(*) FROM " + relation(measured);
  return out;
}

/// To the minute, so that what is told is above what was promised whenever it is.
std::string age_text(std::chrono::minutes age) {
  const std::int64_t minutes = std::max<std::int64_t>(age.count(), 0);
  if (minutes < 60) return std::to_string(minutes) + " min";
  return text::group_digits(minutes / 60) + " h" +
         (minutes % 60 == 0 ? "" : " " + std::to_string(minutes % 60) + " min");
}

CheckOutcome judge_freshness(const Check& check, std::chrono::minutes max_age, const Measured& measured) {
  const profile::ColumnProfile* p = profile_of(measured, check.columns.front());
  if (p == nullptr) return unknown("the column was not measured");
  if (!p->newest_valid) return plain(false, "there is no value up to now");
  const auto newest = profile::parse_instant(*p->newest_valid);
  if (!newest) return unknown("the newest value " + *p->newest_valid + " cannot be read as a time");
  // A date stands for its whole day.
  const WallTime last = p->type == TypeClass::Date ? *newest + std::chrono::hours(24) : *newest;
  const auto age = std::chrono::duration_cast<std::chrono::minutes>(measured.as_of - last);
  CheckOutcome out = plain(age <= max_age, "the newest value is " + p->newest_valid->substr(0, 16) + ", " +
                                               age_text(age) + " before " + format_minute(measured.as_of) + " UTC");
  const std::string c = sql::quote_identifier(check.columns.front());
  out.sql = "SELECT max(" + c + ") FROM " + relation(measured) + " WHERE " + c +
            " <= " + profile::timestamp_literal(measured.as_of);
  return out;
}

CheckOutcome judge_nulls(const Check& check, std::optional<double> allowed, const Measured& measured) {
  const profile::ColumnProfile* p = profile_of(measured, check.columns.front());
  if (p == nullptr) return unknown("the column was not measured");
  CheckOutcome out = counted(measured, p->nulls, scale_of(measured), "values are missing");
  if (allowed) {
    out.status = p->null_ratio() <= *allowed ? CheckStatus::Pass : CheckStatus::Fail;
    out.detail = (scale_of(measured) > 1.0 ? "about " : "") + text::group_digits(*out.count) + " values are missing";
  }
  out.sql = "SELECT count(*) FROM " + relation(measured) + " WHERE " + sql::quote_identifier(check.columns.front()) +
            " IS NULL";
  return out;
}

CheckOutcome judge_values(const Check& check, const Measured& measured) {
  const profile::ColumnProfile* p = profile_of(measured, check.columns.front());
  const auto* found = p == nullptr ? nullptr : [&]() -> const std::pair<std::size_t, std::int64_t>* {
    for (const auto& entry : p->failing) {
      if (entry.first == check.place) return &entry;
    }
    return nullptr;
  }();
  if (found == nullptr) return unknown("the column was not measured");
  CheckOutcome out = counted(measured, found->second, scale_of(measured), "values break it");
  out.sql = "SELECT * FROM " + relation(measured) + " WHERE " + check.failing + " LIMIT 20";
  return out;
}

CheckOutcome judge_unique(const Check& check, const Measured& measured) {
  const profile::Answer* answer = answer_of(measured, QuestionKind::Unique, check.place);
  if (answer == nullptr) return unknown(measured.sampling.sampled ? "a sample cannot show it" : "it was not answered");
  std::int64_t extra = 0;
  for (const profile::Group& group : answer->groups) extra += group.kind == "null" ? 0 : group.extra;
  CheckOutcome out = counted(measured, extra, answer->scale, "rows repeat what another row has");
  std::string list;
  for (const std::string& name : check.columns) list += (list.empty() ? "" : ", ") + sql::quote_identifier(name);
  out.sql = "SELECT " + list + ", count(*) AS n FROM " + relation(measured) + " GROUP BY " + list +
            " HAVING count(*) > 1 ORDER BY n DESC LIMIT 20";
  return out;
}

CheckOutcome judge_reference(const Check& check, const Measured& measured) {
  const profile::Answer* answer = answer_of(measured, QuestionKind::Reference, check.place);
  if (answer == nullptr) return unknown("the other table could not be compared");
  CheckOutcome out = counted(measured, rows_of(*answer, "miss"), answer->scale, "rows refer to nothing");
  const profile::Reference& reference = measured.facts.references.at(check.place);
  const std::string c = sql::quote_identifier(reference.column);
  out.sql = "SELECT c." + c + ", count(*) AS n FROM " + relation(measured) + " AS c LEFT ANTI JOIN " +
            sql::quote_name(reference.parent) + " AS p ON p." + sql::quote_identifier(reference.parent_column) +
            " = c." + c + " WHERE c." + c + " IS NOT NULL GROUP BY 1 ORDER BY n DESC LIMIT 20";
  return out;
}

CheckOutcome judge_custom(const Check& check, const Measured& measured) {
  const profile::Answer* answer = answer_of(measured, QuestionKind::Expected, check.place);
  if (answer == nullptr) return unknown("it was not answered");
  CheckOutcome out = counted(measured, rows_of(*answer, "bad"), answer->scale, "rows break it");
  out.sql = "SELECT * FROM " + relation(measured) + " WHERE " + check.failing + " LIMIT 20";
  return out;
}

const ColumnPromise* promise_of(const Contract& contract, const std::string& name) {
  for (const ColumnPromise& promise : contract.columns) {
    if (text::equals_ignore_case(promise.name, name)) return &promise;
  }
  return nullptr;
}

CheckOutcome judge_one(const Contract& contract, const CheckPlan& plan, const Check& check, const Measured& measured) {
  switch (check.kind) {
    case CheckKind::Column:
      return plain(measured.facts.find_column(check.columns.front()).has_value(),
                   measured.facts.find_column(check.columns.front()) ? "the column is there" : "the column is missing");
    case CheckKind::OnlyListed:
      return plain(plan.unlisted.empty(), plan.unlisted.empty() ? "there are no other columns"
                                                                : "not listed: " + text::join(plan.unlisted, ", "));
    case CheckKind::Type:
      return judge_type(check, measured);
    case CheckKind::NotNull:
      return judge_nulls(check, std::nullopt, measured);
    case CheckKind::NullRatio: {
      const ColumnPromise* promise = promise_of(contract, check.columns.front());
      return judge_nulls(check, promise == nullptr ? std::nullopt : promise->max_null_ratio, measured);
    }
    case CheckKind::Unique:
      return judge_unique(check, measured);
    case CheckKind::Range:
    case CheckKind::Allowed:
    case CheckKind::Pattern:
      return judge_values(check, measured);
    case CheckKind::Rows:
      return judge_rows(contract, measured);
    case CheckKind::Freshness:
      return judge_freshness(check, contract.freshness->max_age, measured);
    case CheckKind::Reference:
      return judge_reference(check, measured);
    case CheckKind::Custom:
      return judge_custom(check, measured);
  }
  return unknown("it is of no known kind");
}

/// What a promise about the column already says about this kind of anomaly.
bool is_covered(const ColumnPromise& promise, const std::string& kind) {
  if (std::find(promise.accept.begin(), promise.accept.end(), kind) != promise.accept.end()) return true;
  if (kind == "null_ratio") return promise.max_null_ratio.has_value() || promise.not_null;
  if (kind == "placeholder" || kind == "dominant_value" || kind == "constant") return !promise.allowed.empty();
  if (kind == "negative_value") return promise.min.has_value();
  if (kind == "outlier") return promise.min.has_value() && promise.max.has_value();
  return false;
}

}  // namespace

std::vector<CheckOutcome> judge_checks(const Contract& contract, const CheckPlan& plan, const Measured& measured) {
  std::vector<CheckOutcome> outcomes;
  outcomes.reserve(plan.checks.size());
  for (const Check& check : plan.checks) {
    outcomes.push_back(check.cannot.empty() ? judge_one(contract, plan, check, measured) : unknown(check.cannot));
  }
  return outcomes;
}

void accept_meant(const Contract& contract, std::vector<profile::Anomaly>& anomalies) {
  for (profile::Anomaly& anomaly : anomalies) {
    const ColumnPromise* promise = anomaly.column ? promise_of(contract, *anomaly.column) : nullptr;
    const bool meant = std::find(contract.accept.begin(), contract.accept.end(), anomaly.kind) != contract.accept.end();
    // A promised reference is told of as a check.
    const bool referred = anomaly.kind == "orphan" && anomaly.column &&
                          std::any_of(contract.references.begin(), contract.references.end(), [&](const auto& each) {
                            return text::equals_ignore_case(each.column, *anomaly.column);
                          });
    if (!meant && !referred && (promise == nullptr || !is_covered(*promise, anomaly.kind))) continue;
    anomaly.severity = result::Severity::Info;
    anomaly.intended = "the contract " + contract.source + " covers it";
  }
}

profile::Verdict verdict_of(const CheckPlan& plan, const std::vector<CheckOutcome>& outcomes) {
  profile::Verdict verdict = profile::Verdict::Pass;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].status == CheckStatus::Pass) continue;
    if (outcomes[i].status == CheckStatus::Unknown || plan.checks[i].severity >= result::Severity::High)
      return profile::Verdict::Fail;
    if (plan.checks[i].severity >= result::Severity::Low) verdict = profile::Verdict::Warn;
  }
  return verdict;
}

}  // namespace lakecode::contract
