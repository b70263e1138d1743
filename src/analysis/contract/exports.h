#pragma once
// A contract, and what became of it, in the forms of other tools. Pure text in, text out.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/contract/checks.h"
#include "analysis/profile/anomaly.h"

namespace lakecode::contract {

enum class ExportFormat { Dqx, Lakeflow, SqlConstraints, Junit, Sarif };

/// "dqx", "lakeflow", "sql", "junit", "sarif"; nullopt for anything else.
std::optional<ExportFormat> parse_format(std::string_view name);

struct Export {
  std::string title;  ///< file name: "dqx_checks.yml"
  std::string media_type;
  std::string text;
};

struct Proven {
  const Contract& contract;
  const CheckPlan& plan;
  const std::vector<CheckOutcome>& outcomes;  ///< empty when the contract is only proposed
  const std::vector<profile::Anomaly>& anomalies;
  std::vector<std::string> table;  ///< name parts
};

Export render_export(ExportFormat format, const Proven& proven);

// One file each.
std::string render_dqx(const Proven& proven);       ///< checks of Databricks Labs DQX, YAML
std::string render_lakeflow(const Proven& proven);  ///< expectations of Lakeflow Declarative Pipelines, SQL
std::string render_sql(const Proven& proven);       ///< ALTER TABLE … ADD CONSTRAINT
std::string render_junit(const Proven& proven);     ///< one test case a check and an anomaly, XML
std::string render_sarif(const Proven& proven);     ///< SARIF 2.1.0, JSON

/// A name for a constraint: letters, digits and "_" only, at most 120 bytes.
std::string constraint_name(const Check& check);

}  // namespace lakecode::contract
