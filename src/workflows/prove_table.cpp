// prove_table: can a table be trusted. Metadata, then at most two reads of each column's data on the warehouse, then
// one pure judgement. Rows never come here to be counted.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analysis/profile/evaluate.h"
#include "analysis/profile/masking.h"
#include "analysis/profile/scan1.h"
#include "analysis/profile/scan2.h"
#include "base/json.h"
#include "base/text.h"
#include "sql/literals.h"
#include "workflows/engine.h"
#include "workflows/records.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

constexpr Input kInputs[] = {
    {"table", InputType::String, true, "catalog.schema.table"},
    {"sample_rows", InputType::Integer, false, "read about so many rows only"},
};

JsonValue optional_json(const std::optional<std::string>& value) {
  return value ? JsonValue(*value) : JsonValue(nullptr);
}

/// `masked`: the column may hold personal data, so its values are not shown.
JsonObject column_to_json(const profile::TableFacts& facts, const profile::ColumnProfile& column, bool masked) {
  const profile::ColumnFacts& known = facts.columns.at(column.column);
  JsonObject object{{"name", known.name},
                    {"type", known.type_text.empty() ? known.type_name : known.type_text},
                    {"null_count", column.nulls},
                    {"null_ratio", column.null_ratio()}};
  object["approx_distinct"] = column.approx_distinct ? JsonValue(*column.approx_distinct) : JsonValue(nullptr);
  const auto shown = [masked](const std::optional<std::string>& value) {
    return value && masked ? JsonValue(profile::mask(*value)) : optional_json(value);
  };
  object["min"] = shown(column.min);
  object["max"] = shown(column.max);
  object["mean"] = column.mean ? JsonValue(*column.mean) : JsonValue(nullptr);
  object["stddev"] = column.stddev ? JsonValue(*column.stddev) : JsonValue(nullptr);
  object["blanks"] = column.blanks;
  return object;
}

JsonArray columns_to_json(const profile::TableFacts& facts, const std::vector<profile::ColumnProfile>& profiles,
                          const profile::Judgement& judgement) {
  JsonArray columns;
  for (const profile::ColumnProfile& column : profiles) {
    const std::string& name = facts.columns.at(column.column).name;
    const bool personal =
        profile::hints_at_person(name) ||
        std::any_of(judgement.anomalies.begin(), judgement.anomalies.end(),
                    [&](const profile::Anomaly& each) { return each.kind == "pii" && each.column == name; });
    columns.push_back(column_to_json(facts, column, personal && column.type == profile::TypeClass::Text));
  }
  return columns;
}

JsonObject anomaly_to_json(const profile::Anomaly& anomaly) {
  JsonObject object{{"kind", anomaly.kind},
                    {"column", optional_json(anomaly.column)},
                    {"severity", result::name_of(anomaly.severity)},
                    {"detail", anomaly.detail}};
  if (anomaly.count) object["count"] = *anomaly.count;
  if (anomaly.ratio) object["ratio"] = *anomaly.ratio;
  JsonArray examples;
  for (const std::string& example : anomaly.examples) examples.push_back(JsonValue(example));
  object["examples"] = std::move(examples);
  object["sql"] = anomaly.sql;
  object["intended"] = anomaly.intended;
  return object;
}

std::optional<std::int64_t> count_rows(Run& run, const profile::TableFacts& facts) {
  const auto answer = ask(run, {"count", "Count its rows", result::StepKind::Sql},
                          "SELECT count(*) FROM " + sql::quote_name(facts.name));
  if (!answer || answer->rows.size() != 1 || answer->rows.front().empty() || !answer->rows.front().front()) {
    return std::nullopt;
  }
  const auto number = text::parse_int(*answer->rows.front().front());
  return number ? std::optional<std::int64_t>(*number) : std::nullopt;
}

/// The rows of one statement; nullopt when it failed or when a limit cut its rows.
std::optional<profile::Rows> scan(Run& run, const profile::Statement& statement, const std::string& title) {
  run.keep(statement.id, "application/sql", statement.sql);
  auto answer = ask(run, {statement.id, title, result::StepKind::Sql}, statement.sql);
  if (!answer || answer->truncated) return std::nullopt;
  return std::move(answer->rows);
}

std::vector<profile::ColumnProfile> first_scan(Run& run, const profile::TableFacts& facts,
                                               const profile::ScanOne& plan) {
  std::vector<std::optional<profile::Rows>> answers;
  for (const profile::Statement& statement : plan.statements) {
    answers.push_back(scan(run, statement, "Measure " + std::to_string(statement.columns.size()) + " columns"));
  }
  using Profiles = std::vector<profile::ColumnProfile>;
  return run
      .step<Profiles>({"read_scan1", "Read the measurements", result::StepKind::Analysis},
                      [&](const CallContext&) { return profile::parse_scan1(facts, plan, answers); })
      .value_or(Profiles{});
}

std::vector<profile::Answer> second_scan(Run& run, const profile::ScanTwo& plan) {
  std::vector<std::optional<profile::Rows>> answers;
  for (const profile::ScanTwoPart& part : plan.parts) {
    answers.push_back(scan(run, part.statement, "Answer " + std::to_string(part.questions.size()) + " open questions"));
  }
  using Answers = std::vector<profile::Answer>;
  return run
      .step<Answers>({"read_scan2", "Read the answers", result::StepKind::Analysis},
                     [&](const CallContext&) { return profile::parse_scan2(plan, answers); })
      .value_or(Answers{});
}

void tell(Run& run, const profile::TableFacts& facts, const std::vector<profile::ColumnProfile>& profiles,
          const profile::Judgement& judgement) {
  const std::optional<std::int64_t> rows = facts.row_count;
  JsonArray anomalies;
  for (std::size_t i = 0; i < judgement.anomalies.size(); ++i) {
    const profile::Anomaly& anomaly = judgement.anomalies[i];
    anomalies.push_back(anomaly_to_json(anomaly));
    run.add_finding({.id = anomaly.kind,
                     .severity = anomaly.severity,
                     .title = anomaly.kind + (anomaly.column ? " in " + *anomaly.column : ""),
                     .detail = anomaly.detail,
                     .recommendation = anomaly.intended.empty() ? "" : "Unless it is meant: " + anomaly.intended,
                     .evidence = {{"judge", "/anomalies/" + std::to_string(i)}}});
  }
  run.set_data("anomalies", std::move(anomalies));
  run.set_data("columns", columns_to_json(facts, profiles, judgement));
  run.set_data("verdict", JsonValue(profile::name_of(judgement.verdict)));
  run.set_summary("Verdict " + std::string(profile::name_of(judgement.verdict)) + ": " + run.text("table") + " has " +
                  (rows ? text::group_digits(*rows) : "an unknown number of") + " rows and shows " +
                  std::to_string(judgement.anomalies.size()) + " anomalies.");
}

void run_prove_table(Run& run) {
  auto facts = gather_table(run);
  if (!facts) return;
  facts->row_count = count_rows(run, *facts);
  profile::ScanOptions options;
  options.as_of = run.as_of();
  options.sample_rows = run.integer("sample_rows");
  const profile::ScanOne plan = profile::plan_scan1(*facts, options);
  const std::vector<profile::ColumnProfile> profiles = first_scan(run, *facts, plan);
  run.set_data("row_count", facts->row_count ? JsonValue(*facts->row_count) : JsonValue(nullptr));
  run.set_data("columns", columns_to_json(*facts, profiles, {}));
  run.set_data("sampling", JsonValue(plan.sampling.note));
  run.set_data("verdict", nullptr);
  run.set_data("anomalies", JsonArray{});
  if (profiles.empty()) {
    // Without a single measured column there is nothing to judge: no verdict rather than a pass.
    if (!run.stopped()) {
      run.fail(run.last_error().value_or(
          Error{.action = "prove table", .subject = run.text("table"), .reason = "nothing could be measured"}));
    }
    return;
  }
  const profile::ScanTwo questions = profile::plan_scan2(*facts, profiles, plan.sampling, options);
  const std::vector<profile::Answer> answers = second_scan(run, questions);
  const auto judgement =
      run.step<profile::Judgement>({"judge", "Judge the measurements", result::StepKind::Analysis},
                                   [&](const CallContext&) -> Result<profile::Judgement> {
                                     return profile::evaluate(*facts, profiles, answers, plan.sampling, options.as_of);
                                   });
  if (judgement) tell(run, *facts, profiles, *judgement);
}

}  // namespace

const WorkflowRecord kProveTable{"prove_table",
                                 "Prove a table",
                                 "whether a table can be trusted: profile, defects, verdict",
                                 kInputs,
                                 safety::EffectClass::ReadOnly,
                                 run_prove_table};

}  // namespace lakecode::workflows
