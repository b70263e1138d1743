#include "workflows/usage_facts.h"

#include <utility>

#include <fmt/format.h>

#include "analysis/cost/usage_query.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "workflows/optional_table.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::int64_t kMostDays = 365;       // Databricks keeps billable usage for a year
constexpr std::size_t kMostRows = 2'000'000;  // a year of 5,000 keys
constexpr std::size_t kMostBytes = 512U << 20U;

std::optional<cost::ColumnTypes> describe(Run& run, const std::string& id, const std::string& table) {
  const auto answer = ask(run, {id, "Read the columns of " + table, result::StepKind::Sql}, "DESCRIBE TABLE " + table);
  if (!answer) return std::nullopt;
  cost::ColumnTypes types;
  for (const databricks::Row& row : answer->rows) {
    if (row.size() < 2 || !row[0] || row[0]->empty() || row[0]->starts_with("#")) break;  // partitions follow
    types.emplace(text::to_lower(*row[0]), row[1].value_or(""));
  }
  return types;
}

Error missing_usage(const std::optional<Error>& why) {
  Error error = why.value_or(Error{.code = ErrorCode::NotFound, .reason = "it could not be read"});
  error.action = "read billed usage";
  error.subject = "system.billing.usage";
  error.advice = "an account admin enables the schema system.billing and grants USE SCHEMA and SELECT on it";
  return error;
}

enum class Need { Must, Can };  ///< Must: without usage the run has failed

std::optional<std::vector<cost::UsageRow>> read_usage(Run& run, const cost::UsageQuery& query, Need need) {
  const auto sql = cost::make_usage_sql(query);
  if (!sql) {
    if (need == Need::Must) run.fail(sql.error());
    return std::nullopt;
  }
  const auto warehouse = run.warehouse();
  if (!warehouse) return std::nullopt;
  run.keep("usage query", "application/sql", *sql);
  databricks::StatementRequest request{.warehouse = *warehouse, .statement = *sql};
  request.row_limit = kMostRows;
  request.byte_limit = kMostBytes;
  const auto answer = run.sql({"read_usage", "Sum usage by day and key", result::StepKind::Sql}, request);
  if (!answer) {
    if (need == Need::Must && !run.stopped()) run.fail(missing_usage(run.last_error()));
    return std::nullopt;
  }
  using Rows = std::vector<cost::UsageRow>;
  return run.step<Rows>({"parse_usage", "Read the sums", result::StepKind::Analysis},
                        [&](const CallContext&) -> Result<Rows> {
                          if (answer->truncated) {
                            return Error{.code = ErrorCode::FailedPrecondition,
                                         .action = "read billed usage",
                                         .subject = "system.billing.usage",
                                         .reason = "more keys than can be kept; sums would be wrong",
                                         .advice = "ask for fewer days"};
                          }
                          return cost::parse_usage(answer->rows);
                        });
}

std::optional<Usage> gather(Run& run, std::int64_t days, Need need) {
  Usage usage;
  usage.period.to = std::chrono::floor<std::chrono::days>(run.as_of());
  usage.period.from = usage.period.to - std::chrono::days(days - 1);
  auto columns = describe(run, "describe_usage", "system.billing.usage");
  if (!columns) {
    if (need == Need::Must && !run.stopped()) run.fail(missing_usage(run.last_error()));
    return std::nullopt;
  }
  cost::UsageQuery query{std::move(*columns), describe(run, "describe_prices", "system.billing.list_prices"),
                         usage.period.from, usage.period.to};
  usage.has_prices = query.prices.has_value();
  auto rows = read_usage(run, query, need);
  if (!rows) return std::nullopt;
  usage.query = std::move(query);
  usage.rows = std::move(*rows);
  return usage;
}

}  // namespace

std::optional<std::int64_t> days_input(Run& run, std::int64_t fallback) {
  const std::int64_t days = run.integer("days").value_or(fallback);
  if (days >= 1 && days <= kMostDays) return days;
  run.fail({.code = ErrorCode::InvalidArgument,
            .action = "read input",
            .subject = "days",
            .reason = fmt::format("{} is not from 1 to {}", days, kMostDays),
            .advice = "the platform keeps billed usage for a year"});
  return std::nullopt;
}

std::optional<Usage> gather_usage(Run& run, std::int64_t days) {
  return gather(run, days, Need::Must);
}

std::optional<Usage> find_usage(Run& run, std::int64_t days) {
  const StepSpec spec{"find_usage", "Look for billed usage in the system tables", result::StepKind::Api};
  if (!find_optional_table(run, spec, "system.billing.usage")) return std::nullopt;
  return gather(run, days, Need::Can);
}

std::string money_note(const Usage& usage) {
  return money_note(usage.rows, usage.has_prices);
}

std::string money_note(std::span<const cost::UsageRow> rows, bool has_prices) {
  std::string note =
      "List price in USD, without discounts and, for classic compute, without the cloud provider's machines.";
  if (!has_prices) return "No price list could be read: quantities only, money is unknown.";
  const double unpriced = cost::unpriced_quantity(rows);
  if (unpriced > 0) note += fmt::format(" {:.1f} units have no list price and count as 0.", unpriced);
  return note;
}

}  // namespace lakecode::workflows
