#pragma once
// A contract held against one table: its promises as single checks, what the scans have to count for them, and what
// came of each. Pure and deterministic.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/contract/contract.h"
#include "analysis/profile/anomaly.h"
#include "analysis/profile/column_profile.h"
#include "analysis/profile/scan_plan.h"

namespace lakecode::contract {

enum class CheckKind {
  Column,
  OnlyListed,
  Type,
  NotNull,
  NullRatio,
  Unique,
  Range,
  Allowed,
  Pattern,
  Rows,
  Freshness,
  Reference,
  Custom
};
std::string_view name_of(CheckKind kind);  ///< "column", "only_listed", …

struct Check {
  CheckKind kind = CheckKind::Custom;
  std::string name;  ///< "status: allowed", unique within the contract
  std::vector<std::string> columns;
  result::Severity severity = result::Severity::High;
  std::string promise;  ///< in words: "one of placed, shipped"
  std::string
      failing;        ///< SQL over the table's columns, true for a bad row; empty where rows are not judged one by one
  std::string holds;  ///< its counterpart for a constraint, true for a good row and for NULL
  std::size_t place = 0;  ///< index into what the scans count: conditions, rows, unique sets, or the table's references
  std::string cannot;     ///< why it cannot be checked; empty when it can
};

struct CheckPlan {
  std::vector<Check> checks;  ///< in the order of the contract
  profile::Expectations expectations;
  std::vector<profile::Reference> references;  ///< to add to those of the table; none of its own again
  std::vector<std::string> primary_key;        ///< what the table has already; empty when it has none
  std::vector<std::string> unlisted;           ///< columns the contract does not name; filled when it says only_listed
};

/// `facts.references` holds the table's own references; the contract's are to be appended to them.
CheckPlan plan_checks(const Contract& contract, const profile::TableFacts& facts);

/// The texts of a person that stand in the scans and could break them: SQL conditions to try on no rows first, by
/// index into `checks`.
std::vector<std::size_t> untried(const CheckPlan& plan);
/// Takes a check out of the scans because trying it failed with `why`.
void give_up(CheckPlan& plan, std::size_t check, std::string why);

enum class CheckStatus { Pass, Fail, Unknown };
std::string_view name_of(CheckStatus status);  ///< "pass", "fail", "unknown"

struct CheckOutcome {
  CheckStatus status = CheckStatus::Unknown;
  std::optional<std::int64_t> count;  ///< bad rows; projected when the table was sampled
  std::string detail;                 ///< one sentence with the numbers, or why it is unknown
  std::string sql;                    ///< reproduces it; may be empty
};

struct Measured {
  const profile::TableFacts& facts;
  const std::vector<profile::ColumnProfile>& profiles;
  const std::vector<profile::Answer>& answers;
  const profile::Sampling& sampling;
  WallTime as_of;
};

/// One outcome for each check, in their order.
std::vector<CheckOutcome> judge_checks(const Contract& contract, const CheckPlan& plan, const Measured& measured);

/// Lowers the anomalies that the contract accepts or that its promises cover to Info, and says so in `intended`.
void accept_meant(const Contract& contract, std::vector<profile::Anomaly>& anomalies);

/// A failed check decides by its severity (High: fail), one that could not be checked never passes.
profile::Verdict verdict_of(const CheckPlan& plan, const std::vector<CheckOutcome>& outcomes);

}  // namespace lakecode::contract
