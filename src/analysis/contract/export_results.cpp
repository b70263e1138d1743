// The two exports that show results to CI: JUnit and SARIF. A severity from High on fails a test case; an anomaly below
// that is a warning that a test run does not fail for.

#include <algorithm>
#include <set>

#include "analysis/contract/exports.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::contract {
namespace {

using result::Severity;

/// Text for XML 1.0: what no escape may carry is left out.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : utf8::sanitize(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

struct Line {
  std::string name;
  std::string message;
  std::string sql;
  enum class State { Pass, Fail, Warn, Unknown } state = State::Pass;
};

std::vector<Line> lines_of(const Proven& proven) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < proven.outcomes.size(); ++i) {
    const Check& check = proven.plan.checks[i];
    const CheckOutcome& outcome = proven.outcomes[i];
    Line line{check.name, outcome.detail, outcome.sql, Line::State::Pass};
    if (outcome.status == CheckStatus::Unknown) line.state = Line::State::Unknown;
    if (outcome.status == CheckStatus::Fail)
      line.state = check.severity >= Severity::High ? Line::State::Fail : Line::State::Warn;
    lines.push_back(std::move(line));
  }
  for (const profile::Anomaly& anomaly : proven.anomalies) {
    lines.push_back({anomaly.kind + (anomaly.column ? " in " + *anomaly.column : ""), anomaly.detail, anomaly.sql,
                     anomaly.severity >= Severity::High ? Line::State::Fail : Line::State::Warn});
  }
  return lines;
}

std::string_view level_of(Severity severity) {
  if (severity >= Severity::High) return "error";
  return severity >= Severity::Low ? "warning" : "note";
}

JsonObject sarif_result(const Proven& proven, const std::string& rule, std::string_view level,
                        const std::string& message, const std::string& column) {
  std::string name = text::join(proven.table, ".");
  if (!column.empty()) name += "." + column;
  const std::string file = proven.contract.source.empty() ? "prove.yml" : proven.contract.source;
  return JsonObject{
      {"ruleId", rule},
      {"level", level},
      {"message", JsonObject{{"text", message}}},
      {"locations", JsonArray{JsonObject{
                        {"physicalLocation", JsonObject{{"artifactLocation", JsonObject{{"uri", file}}},
                                                        {"region", JsonObject{{"startLine", 1}}}}},
                        {"logicalLocations", JsonArray{JsonObject{{"fullyQualifiedName", name},
                                                                  {"kind", column.empty() ? "table" : "column"}}}}}}},
      // The same fault of the same column is one alert over many runs.
      {"partialFingerprints", JsonObject{{"rule/v1", rule + ":" + name}}}};
}

}  // namespace

std::optional<ExportFormat> parse_format(std::string_view name) {
  if (name == "dqx") return ExportFormat::Dqx;
  if (name == "lakeflow") return ExportFormat::Lakeflow;
  if (name == "sql") return ExportFormat::SqlConstraints;
  if (name == "junit") return ExportFormat::Junit;
  if (name == "sarif") return ExportFormat::Sarif;
  return std::nullopt;
}

Export render_export(ExportFormat format, const Proven& proven) {
  switch (format) {
    case ExportFormat::Dqx:
      return {"dqx_checks.yml", "application/yaml", render_dqx(proven)};
    case ExportFormat::Lakeflow:
      return {"lakeflow_expectations.sql", "application/sql", render_lakeflow(proven)};
    case ExportFormat::SqlConstraints:
      return {"constraints.sql", "application/sql", render_sql(proven)};
    case ExportFormat::Junit:
      return {"junit.xml", "application/xml", render_junit(proven)};
    case ExportFormat::Sarif:
      return {"prove_table.sarif", "application/sarif+json", render_sarif(proven)};
  }
  return {};
}

std::string render_junit(const Proven& proven) {
  const std::vector<Line> lines = lines_of(proven);
  const auto count = [&](Line::State state) {
    return std::to_string(
        std::count_if(lines.begin(), lines.end(), [state](const Line& line) { return line.state == state; }));
  };
  const std::string suite = xml(text::join(proven.table, "."));
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"" + suite +
                    "\" tests=\"" + std::to_string(lines.size()) + "\" failures=\"" + count(Line::State::Fail) +
                    "\" errors=\"" + count(Line::State::Unknown) + "\">\n";
  for (const Line& line : lines) {
    out += "    <testcase classname=\"" + suite + "\" name=\"" + xml(line.name) + "\"";
    const std::string body = xml(line.message) + "\">" + xml(line.sql);
    switch (line.state) {
      case Line::State::Pass:
        out += "/>\n";
        continue;
      case Line::State::Fail:
        out += ">\n      <failure message=\"" + body + "</failure>\n    </testcase>\n";
        break;
      case Line::State::Unknown:
        out += ">\n      <error message=\"" + body + "</error>\n    </testcase>\n";
        break;
      case Line::State::Warn:
        out += ">\n      <system-out>" + xml(line.message + "\n" + line.sql) + "</system-out>\n    </testcase>\n";
        break;
    }
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

std::string render_sarif(const Proven& proven) {
  JsonArray results;
  std::set<std::string> rules;
  for (std::size_t i = 0; i < proven.outcomes.size(); ++i) {
    const Check& check = proven.plan.checks[i];
    const CheckOutcome& outcome = proven.outcomes[i];
    if (outcome.status == CheckStatus::Pass) continue;
    const std::string rule = "contract/" + std::string(name_of(check.kind));
    rules.insert(rule);
    const auto level = outcome.status == CheckStatus::Unknown ? std::string_view("error") : level_of(check.severity);
    results.push_back(sarif_result(proven, rule, level, check.name + ": " + outcome.detail,
                                   check.columns.size() == 1 ? check.columns.front() : ""));
  }
  for (const profile::Anomaly& anomaly : proven.anomalies) {
    const std::string rule = "anomaly/" + anomaly.kind;
    rules.insert(rule);
    results.push_back(
        sarif_result(proven, rule, level_of(anomaly.severity), anomaly.detail, anomaly.column.value_or("")));
  }
  JsonArray known;
  for (const std::string& rule : rules) known.push_back(JsonObject{{"id", rule}});
  const JsonObject document{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       JsonArray{JsonObject{
           {"tool", JsonObject{{"driver", JsonObject{{"name", "lakecode prove_table"}, {"rules", std::move(known)}}}}},
           {"results", std::move(results)}}}}};
  return json::serialize_pretty(document) + "\n";
}

}  // namespace lakecode::contract
