#include "workflows/prove_contract.h"

#include <algorithm>
#include <utility>

#include "analysis/contract/exports.h"
#include "analysis/contract/proposal.h"
#include "analysis/profile/next_step.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "databricks/unity_catalog.h"
#include "sql/literals.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kMaxContractBytes = 1U << 20U;

Result<contract::Contract> read_contract(const JsonValue& input) {
  if (input.is_object()) return contract::contract_from_json(input, "input contract");
  const std::string path(input.get_string());
  TRY_ASSIGN(const std::string text, files::read(path, kMaxContractBytes));
  return contract::parse_contract(text, path);
}

std::vector<std::string> strings_in(const JsonValue& list) {
  std::vector<std::string> out;
  if (!list.is_array()) return out;
  for (const JsonValue& each : list.get_array()) out.push_back(json::as_string(each).value_or(""));
  return out;
}

/// One statement that evaluates every text a person wrote on no rows.
std::string trial(const contract::CheckPlan& plan, const std::vector<std::size_t>& checks,
                  const profile::TableFacts& facts) {
  std::string list;
  for (const std::size_t i : checks)
    list += (list.empty() ? "" : ",\n  ") + ("count_if(" + plan.checks[i].failing + ")");
  return "SELECT " + list + "\nFROM " + sql::quote_name(facts.name) + " WHERE 1 = 0";
}

void try_texts(Run& run, contract::CheckPlan& plan, const profile::TableFacts& facts) {
  const std::vector<std::size_t> checks = contract::untried(plan);
  // One by one: it reads no rows, and tells which one is wrong.
  for (const std::size_t i : checks) {
    const StepSpec spec{"try_check_" + std::to_string(i + 1),
                        "Try the contract's " + plan.checks[i].name + " on no rows", result::StepKind::Sql};
    if (ask(run, spec, trial(plan, {i}, facts))) continue;
    const std::string why = run.last_error() ? run.last_error()->reason : "it was refused";
    contract::give_up(plan, i, "it cannot be evaluated: " + why);
  }
}

bool can_read(Run& run, const profile::Reference& reference, const CallContext& ctx) {
  const auto table = databricks::fetch_table(run.client(), text::join(reference.parent, "."), ctx);
  return table && std::any_of(table->columns.begin(), table->columns.end(), [&](const auto& column) {
           return text::equals_ignore_case(column.name, reference.parent_column);
         });
}

void add_references(Run& run, contract::CheckPlan& plan, profile::TableFacts& facts) {
  if (plan.references.empty()) return;
  std::size_t next = 0;
  const std::size_t own = facts.references.size();
  for (contract::Check& check : plan.checks) {
    const bool added = check.kind == contract::CheckKind::Reference && check.cannot.empty() && check.place >= own;
    if (!added) continue;
    const profile::Reference reference = plan.references[next++];
    const auto readable = run.step<bool>(
        {"look_up_" + std::to_string(next), "Look up " + text::join(reference.parent, "."), result::StepKind::Api},
        [&](const CallContext& ctx) -> Result<bool> { return can_read(run, reference, ctx); });
    if (!readable.value_or(false)) {
      check.cannot = "there is no column " + reference.parent_column + " in " + text::join(reference.parent, ".") +
                     ", or you may not see it";
      continue;
    }
    check.place = facts.references.size();
    facts.references.push_back(reference);
  }
}

JsonObject to_json(const contract::Check& check, const contract::CheckOutcome& outcome) {
  JsonArray columns;
  for (const std::string& column : check.columns) columns.push_back(JsonValue(column));
  return JsonObject{{"name", check.name},
                    {"kind", contract::name_of(check.kind)},
                    {"columns", std::move(columns)},
                    {"promise", check.promise},
                    {"status", contract::name_of(outcome.status)},
                    {"severity", result::name_of(check.severity)},
                    {"count", outcome.count ? JsonValue(*outcome.count) : JsonValue(nullptr)},
                    {"detail", outcome.detail},
                    {"sql", outcome.sql}};
}

/// What mends a broken promise; the promise itself may be the mistake.
std::string cure_of(const contract::Check& check, const contract::CheckOutcome& outcome) {
  using Kind = contract::CheckKind;
  std::string cure;
  switch (check.kind) {
    case Kind::Column:
      cure = "add the column, or give it back the name its readers know";
      break;
    case Kind::OnlyListed:
      cure = "list the new columns in the contract, or drop them";
      break;
    case Kind::Type:
      cure = "give the column the promised type: write the table anew with a cast";
      break;
    case Kind::Freshness:
      cure = "look at the last runs of the job that loads the table, and load what is missing";
      break;
    case Kind::Rows:
      cure = "look at what the last loads wrote or deleted";
      break;
    case Kind::Unique:
      cure = "keep one row of each key, and let the load MERGE on it";
      break;
    case Kind::Reference:
      cure = "load the missing rows of the other table, or quarantine the rows that refer to nothing";
      break;
    case Kind::NotNull:
    case Kind::NullRatio:
      cure = "fill the missing values at the source, or quarantine their rows";
      break;
    case Kind::Range:
    case Kind::Allowed:
    case Kind::Pattern:
    case Kind::Custom:
      cure = "correct the rows at the source, or quarantine them";
      break;
  }
  cure += "; or change the contract if it promises too much";
  const std::string command = profile::shown_by(outcome.sql);
  return command.empty() ? cure : cure + ". See it: " + command;
}

void tell_breaches(Run& run, const ContractInRun& held) {
  for (std::size_t i = 0; i < held.outcomes.size(); ++i) {
    const contract::Check& check = held.plan.checks[i];
    const contract::CheckOutcome& outcome = held.outcomes[i];
    if (outcome.status == contract::CheckStatus::Pass) continue;
    const bool unknown = outcome.status == contract::CheckStatus::Unknown;
    run.add_finding(
        {.id = unknown ? "contract_unchecked" : "contract_breach",
         .severity = unknown ? std::max(check.severity, result::Severity::High) : check.severity,
         .title = (unknown ? "not checked: " : "contract broken: ") + check.name,
         .detail = outcome.detail + (check.promise.empty() ? "" : " (promised: " + check.promise + ")"),
         .recommendation = unknown ? "mend the contract, or the access to what it names" : cure_of(check, outcome),
         .evidence = {{"judge_contract", "/contract/checks/" + std::to_string(i)}}});
  }
}

void keep_exports(Run& run, const contract::Proven& proven) {
  JsonArray exports;
  for (const std::string& name : strings_in(run.input("export"))) {
    const auto format = contract::parse_format(name);
    if (!format) continue;  // check_export_inputs has refused it
    const contract::Export written = contract::render_export(*format, proven);
    run.keep(written.title, written.media_type, written.text);
    exports.push_back(JsonObject{
        {"format", name}, {"title", written.title}, {"media_type", written.media_type}, {"text", written.text}});
  }
  if (!exports.empty()) run.set_data("exports", std::move(exports));
}

}  // namespace

bool load_contract(Run& run, std::optional<ContractInRun>& out) {
  const JsonValue& input = run.input("contract");
  if (input.is_null()) return true;
  auto read = read_contract(input);
  if (!read) {
    // Whatever is wrong with it, it is the person's input.
    read.error().code = ErrorCode::InvalidArgument;
    run.fail(std::move(read).error());
    return false;
  }
  out.emplace();
  out->contract = std::move(*read);
  return true;
}

bool check_export_inputs(Run& run) {
  for (const std::string& name : strings_in(run.input("export"))) {
    if (contract::parse_format(name)) continue;
    run.fail({.code = ErrorCode::InvalidArgument,
              .action = "prove table",
              .subject = run.text("table"),
              .reason = "`" + name + "` is no format to export",
              .advice = "allowed are dqx, lakeflow, sql, junit, sarif"});
    return false;
  }
  const std::string path = run.text("write_contract");
  if (path.empty() || !files::exists(path)) return true;
  run.fail({.code = ErrorCode::InvalidArgument,
            .action = "write contract",
            .subject = path,
            .reason = "there is such a file already, and a contract is never overwritten",
            .advice = "name another file and compare the two"});
  return false;
}

bool plan_contract(Run& run, ContractInRun& held, profile::TableFacts& facts) {
  const std::string table = text::join(facts.name, ".");
  if (!held.contract.table.empty() && !text::equals_ignore_case(held.contract.table, table)) {
    run.fail({.code = ErrorCode::InvalidArgument,
              .action = "prove table",
              .subject = table,
              .reason = "the contract " + held.contract.source + " is about " + held.contract.table,
              .advice = "give the table's own contract"});
    return false;
  }
  held.plan = contract::plan_checks(held.contract, facts);
  try_texts(run, held.plan, facts);
  add_references(run, held.plan, facts);
  return true;
}

void judge_contract(Run& run, ContractInRun& held, const contract::Measured& measured, profile::Judgement& judgement) {
  using Outcomes = std::vector<contract::CheckOutcome>;
  auto outcomes = run.step<Outcomes>({"judge_contract", "Hold the contract against it", result::StepKind::Analysis},
                                     [&](const CallContext&) -> Result<Outcomes> {
                                       return contract::judge_checks(held.contract, held.plan, measured);
                                     });
  if (!outcomes) return;
  held.outcomes = std::move(*outcomes);
  contract::accept_meant(held.contract, judgement.anomalies);
  const profile::Verdict verdict = contract::verdict_of(held.plan, held.outcomes);
  judgement.verdict = std::max(verdict, profile::judge(judgement.anomalies));
  JsonArray checks;
  for (std::size_t i = 0; i < held.outcomes.size(); ++i)
    checks.push_back(to_json(held.plan.checks[i], held.outcomes[i]));
  run.set_data("contract", JsonObject{{"source", held.contract.source},
                                      {"verdict", profile::name_of(verdict)},
                                      {"checks", std::move(checks)}});
  tell_breaches(run, held);
}

void write_outputs(Run& run, const ContractInRun* held, const contract::Measured& measured,
                   const profile::Judgement& judgement) {
  const bool exports = run.input("export").is_array();
  const std::string path = run.text("write_contract");
  if (!exports && path.empty()) return;
  const std::string yaml = contract::propose_contract(measured, judgement.anomalies);
  if (!path.empty()) {
    run.keep("prove.yml", "application/yaml", yaml);
    run.set_data("proposed_contract", JsonValue(yaml));
    run.step<bool>({"write_contract", "Write the proposed contract", result::StepKind::Write},
                   [&](const CallContext&) -> Result<bool> {
                     TRY_VOID(files::write_new(path, yaml, files::Mode::Public));
                     return true;
                   });
  }
  if (!exports) return;
  if (held != nullptr) {
    keep_exports(run, {held->contract, held->plan, held->outcomes, judgement.anomalies, measured.facts.name});
    return;
  }
  const auto proposed =
      run.step<contract::Contract>({"propose", "Propose a contract to export", result::StepKind::Analysis},
                                   [&](const CallContext&) { return contract::parse_contract(yaml, "proposal"); });
  if (!proposed) return;
  const contract::CheckPlan plan = contract::plan_checks(*proposed, measured.facts);
  keep_exports(run, {*proposed, plan, {}, judgement.anomalies, measured.facts.name});
}

}  // namespace lakecode::workflows
