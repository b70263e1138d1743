// prove_table: can a table be trusted. Metadata, then at most two reads of each column's data on the warehouse, then
// one pure judgement. Rows never come here to be counted.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analysis/profile/evaluate.h"
#include "analysis/profile/masking.h"
#include "analysis/profile/next_step.h"
#include "analysis/profile/personal_signs.h"
#include "analysis/profile/scan1.h"
#include "analysis/profile/scan2.h"
#include "base/json.h"
#include "base/text.h"
#include "sql/literals.h"
#include "workflows/baseline_store.h"
#include "workflows/engine.h"
#include "workflows/prove_contract.h"
#include "workflows/records.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

constexpr Input kInputs[] = {
    {"table", InputType::String, true, "catalog.schema.table"},
    {"sample_rows", InputType::Integer, false, "read about so many rows only, 1 or more"},
    {"contract", InputType::Object, false, "what the table promises: a prove.yml, or the same as an object"},
    {"write_contract", InputType::String, false, "file to write a proposed contract to; never overwritten"},
    {"export", InputType::Strings, false, "dqx, lakeflow, sql, junit, sarif: artefacts for other tools"},
    {"baseline", InputType::Boolean, false, "compare with earlier runs and keep this one (default true)"},
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

const profile::Answer* texts_of(const std::vector<profile::Answer>& answers, std::size_t column) {
  for (const profile::Answer& answer : answers) {
    const bool own = answer.question.columns.size() == 1 && answer.question.columns.front() == column;
    if (own && answer.question.kind == profile::QuestionKind::Text) return &answer;
  }
  return nullptr;
}

JsonArray columns_to_json(const profile::TableFacts& facts, const std::vector<profile::ColumnProfile>& profiles,
                          const std::vector<profile::Answer>& answers, const profile::Judgement& judgement) {
  JsonArray columns;
  for (const profile::ColumnProfile& column : profiles) {
    const std::string& name = facts.columns.at(column.column).name;
    const profile::PersonalSign sign =
        profile::personal_sign(facts.columns.at(column.column), texts_of(answers, column.column));
    const bool personal =
        profile::hints_at_person(name) || sign.weight >= profile::kPersonalWeight ||
        std::any_of(judgement.anomalies.begin(), judgement.anomalies.end(),
                    [&](const profile::Anomaly& each) { return each.kind == "pii" && each.column == name; });
    JsonObject object = column_to_json(facts, column, personal && column.type == profile::TypeClass::Text);
    object["personal"] = sign.weight < profile::kPersonalWeight
                             ? JsonValue(nullptr)
                             : JsonValue(JsonObject{{"sort", sign.sort}, {"weight", sign.weight}});
    columns.push_back(std::move(object));
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

void tell(Run& run, const contract::Measured& measured, const profile::Judgement& judgement) {
  const std::optional<std::int64_t> rows = measured.facts.row_count;
  const std::int64_t read = measured.profiles.empty() ? 0 : measured.profiles.front().rows;
  const std::string table = sql::quote_name(measured.facts.name);
  JsonArray anomalies;
  for (std::size_t i = 0; i < judgement.anomalies.size(); ++i) {
    const profile::Anomaly& anomaly = judgement.anomalies[i];
    anomalies.push_back(anomaly_to_json(anomaly));
    run.add_finding({.id = anomaly.kind,
                     .severity = anomaly.severity,
                     .title = anomaly.kind + (anomaly.column ? " in " + *anomaly.column : ""),
                     .detail = anomaly.detail,
                     .recommendation = profile::next_step(anomaly, table),
                     .evidence = {{"judge", "/anomalies/" + std::to_string(i)}}});
  }
  run.set_data("anomalies", std::move(anomalies));
  run.set_data("columns", columns_to_json(measured.facts, measured.profiles, measured.answers, judgement));
  run.set_data("verdict", JsonValue(profile::name_of(judgement.verdict)));
  run.set_summary("Verdict " + std::string(profile::name_of(judgement.verdict)) + ": " + run.text("table") + " has " +
                  (rows ? text::group_digits(*rows) : "an unknown number of") + " rows and shows " +
                  std::to_string(judgement.anomalies.size()) +
                  (read == 0 ? " anomalies: nothing can be said of no rows." : " anomalies."));
}

/// What the scans will read, told before they start: files of the table, twice, thinned where it is sampled.
void say_cost(Run& run, const profile::TableFacts& facts, const profile::ScanOne& plan) {
  JsonObject estimate{{"reads_per_column", 2}, {"statements", static_cast<std::int64_t>(plan.statements.size() + 1)}};
  std::string said = "will read each column at most twice";
  // A size of nothing is no size: rows that are not in files yet, or that another place counts.
  if (facts.detail.size_in_bytes.value_or(0) > 0) {
    // Thinning spares work but opens every file, so the bytes stay.
    const std::int64_t bytes = 2 * *facts.detail.size_in_bytes;
    estimate["bytes_at_most"] = bytes;
    said += bytes < 1'000'000 ? ", less than 1 MB" : ", " + text::group_digits(bytes / 1'000'000) + " MB at most";
  } else {
    estimate["bytes_at_most"] = nullptr;
  }
  if (plan.sampling.sampled) said += "; " + plan.sampling.note;
  estimate["note"] = said;
  run.set_data("estimate", std::move(estimate));
  if (run.services().progress) run.services().progress(said);
}

/// Compares with the last runs on this table and keeps this one.
void compare_with_before(Run& run, const contract::Measured& measured, profile::Judgement& judgement) {
  const std::string folder = run.services().baselines_folder;
  if (folder.empty() || !run.boolean("baseline").value_or(true)) return;
  if (measured.profiles.size() != measured.facts.columns.size()) return;  // a part is no baseline
  const BaselineStore store(folder, run.services().workspace, text::join(measured.facts.name, "."));
  const drift::Baseline now = drift::take_baseline(measured.facts, measured.profiles, measured.as_of);
  using Drifts = std::vector<drift::Drift>;
  std::size_t earlier = 0;
  std::string head;
  const auto drifts = run.step<Drifts>({"compare", "Compare with earlier runs", result::StepKind::Analysis},
                                       [&](const CallContext&) -> Result<Drifts> {
                                         TRY_ASSIGN(const auto history, store.load());
                                         earlier = history.size();
                                         TRY_ASSIGN(head, store.append(now));
                                         return drift::find_drift(history, now);
                                       });
  if (!drifts) return;
  JsonArray list;
  for (const drift::Drift& drift : *drifts) {
    run.add_finding(
        {.id = "drift_" + drift.kind,
         .severity = drift.severity,
         .title = drift.kind + " drifted" + (drift.column ? " in " + *drift.column : ""),
         .detail = drift.detail,
         .recommendation = "ask what changed upstream since the last run; the next run compares with this one",
         .evidence = {{"compare", "/drift/" + std::to_string(list.size())}}});
    list.push_back(JsonObject{{"kind", drift.kind},
                              {"column", optional_json(drift.column)},
                              {"severity", result::name_of(drift.severity)},
                              {"detail", drift.detail}});
    if (drift.severity >= result::Severity::High) judgement.verdict = profile::Verdict::Fail;
    if (drift.severity >= result::Severity::Low)
      judgement.verdict = std::max(judgement.verdict, profile::Verdict::Warn);
  }
  run.set_data("drift", std::move(list));
  run.set_data("baseline", JsonObject{{"earlier_runs", static_cast<std::int64_t>(earlier)},
                                      {"file", store.file().string()},
                                      {"chain_head", head}});
  // In the signed pack the head stands for every record before it: a history that was cut or rewritten later shows.
  run.keep("head of the baselines' chain", "text/plain", head + "\n");
}

/// Of no rows nothing can be said, so it is no pass, unless a contract says that the table may be empty.
void warn_of_no_rows(Run& run, const std::optional<ContractInRun>& held, const contract::Measured& measured,
                     profile::Judgement& judgement) {
  if (measured.profiles.empty() || measured.profiles.front().rows > 0) return;
  if (held && held->contract.min_rows == 0) return;
  judgement.verdict = std::max(judgement.verdict, profile::Verdict::Warn);
  const bool none = measured.facts.row_count.value_or(0) == 0;
  run.add_finding({.id = "no_rows",
                   .severity = result::Severity::Low,
                   .title = none ? "the table is empty" : "the sample held no rows",
                   .detail = "No row was read, so nothing can be said about the data.",
                   .recommendation = none ? "Look at the job that loads it; where it may be empty, promise rows: "
                                            "{min: 0} in a contract."
                                          : "Run it with a larger sample_rows, or without.",
                   .evidence = {{"judge", "/row_count"}}});
}

void judge_all(Run& run, std::optional<ContractInRun>& held, const contract::Measured& measured) {
  auto judgement =
      run.step<profile::Judgement>({"judge", "Judge the measurements", result::StepKind::Analysis},
                                   [&](const CallContext&) -> Result<profile::Judgement> {
                                     return profile::evaluate(measured.facts, measured.profiles, measured.answers,
                                                              measured.sampling, measured.as_of);
                                   });
  if (!judgement) return;
  if (held) judge_contract(run, *held, measured, *judgement);
  warn_of_no_rows(run, held, measured, *judgement);
  compare_with_before(run, measured, *judgement);
  tell(run, measured, *judgement);
  write_outputs(run, held ? &*held : nullptr, measured, *judgement);
}

/// A sample of no rows or fewer is a slip, not a wish.
bool check_sample_input(Run& run) {
  const auto rows = run.integer("sample_rows");
  if (!rows || *rows >= 1) return true;
  run.fail({.code = ErrorCode::InvalidArgument,
            .action = "prove table",
            .subject = run.text("table"),
            .reason = "sample_rows is " + std::to_string(*rows) + ", and a sample has 1 row or more",
            .advice = "give about 10000, or leave it out to read every row"});
  return false;
}

void run_prove_table(Run& run) {
  std::optional<ContractInRun> held;
  if (!check_sample_input(run) || !check_export_inputs(run) || !load_contract(run, held)) return;
  auto facts = gather_table(run);
  if (!facts) return;
  facts->row_count = count_rows(run, *facts);
  profile::ScanOptions options;
  options.as_of = run.as_of();
  options.sample_rows = run.integer("sample_rows");
  if (held) {
    if (!plan_contract(run, *held, *facts)) return;
    options.expectations = held->plan.expectations;
  }
  const profile::ScanOne plan = profile::plan_scan1(*facts, options);
  say_cost(run, *facts, plan);
  const std::vector<profile::ColumnProfile> profiles = first_scan(run, *facts, plan);
  run.set_data("row_count", facts->row_count ? JsonValue(*facts->row_count) : JsonValue(nullptr));
  run.set_data("columns", columns_to_json(*facts, profiles, {}, {}));
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
  judge_all(run, held, {*facts, profiles, answers, plan.sampling, options.as_of});
}

}  // namespace

const WorkflowRecord kProveTable{"prove_table",
                                 "Prove a table",
                                 "whether a table can be trusted: profile, defects, contract, drift, verdict",
                                 kInputs,
                                 safety::EffectClass::ReadOnly,
                                 run_prove_table};

}  // namespace lakecode::workflows
