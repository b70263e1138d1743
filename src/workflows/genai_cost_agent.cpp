// genai_cost_agent: what generative AI costs, by ten functions over bills and requests. Without a model all ten are
// called; with a question the fitting ones come first. A model, where there is one, leads through the seam in
// genai_loop.h.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/genai/functions.h"
#include "analysis/genai/told_numbers.h"
#include "analysis/genai/traffic_query.h"
#include "base/json.h"
#include "base/text.h"
#include "databricks/unity_catalog.h"
#include "workflows/engine.h"
#include "workflows/genai_loop.h"
#include "workflows/records.h"
#include "workflows/table_facts.h"
#include "workflows/usage_facts.h"

namespace lakecode::workflows {
namespace {

using result::StepKind;

constexpr std::int64_t kDays = 60;  // a whole month before this one, to compare with
constexpr std::size_t kMostRows = 500'000;
constexpr std::size_t kMostBytes = 128U << 20U;
constexpr std::size_t kMissingTold = 5;
constexpr const char* kUsageTable = "system.serving.endpoint_usage";
constexpr const char* kEntityTable = "system.serving.served_entities";

constexpr Input kInputs[] = {
    {"question", InputType::String, false, "what you want to know; the functions that fit it come first"},
    {"days", InputType::Integer, false, "how many days back, 1 to 365, default 60"},
    {"endpoint", InputType::String, false, "only this serving endpoint"},
    {"user", InputType::String, false, "only this user"},
    {"other_model", InputType::String, false, "what_if_model: the model to price with"},
    {"input_usd_per_million", InputType::Number, false, "what_if_model: its price of a million input tokens"},
    {"output_usd_per_million", InputType::Number, false, "what_if_model: its price of a million output tokens"},
};

/// Columns of a table; nullopt, without a failed step, when it is not there or may not be seen.
std::optional<cost::ColumnTypes> columns_of(Run& run, const std::string& table) {
  using Found = std::optional<cost::ColumnTypes>;
  const auto found = run.step<Found>({"find_" + table.substr(table.rfind('.') + 1), "Look for " + table, StepKind::Api},
                                     [&](const CallContext& ctx) -> Result<Found> {
                                       const auto info = databricks::fetch_table(run.client(), table, ctx);
                                       if (!info && info.error().code == ErrorCode::Cancelled) return info.error();
                                       if (!info) return Found();
                                       cost::ColumnTypes columns;
                                       for (const auto& column : info->columns)
                                         columns.emplace(text::to_lower(column.name), column.type_text);
                                       return Found(std::move(columns));
                                     });
  return found ? *found : std::nullopt;
}

std::optional<databricks::StatementResult> read(Run& run, const StepSpec& spec, const std::string& sql) {
  const auto warehouse = run.warehouse();
  if (!warehouse) return std::nullopt;
  run.keep(spec.title, "application/sql", sql);
  databricks::StatementRequest request{.warehouse = *warehouse, .statement = sql};
  request.row_limit = kMostRows;
  request.byte_limit = kMostBytes;
  return run.sql(spec, request);
}

void read_traffic(Run& run, genai::Facts& facts) {
  auto usage = columns_of(run, kUsageTable);
  if (!usage) return;
  auto entities = columns_of(run, kEntityTable);
  if (!entities || !usage->contains("request_time") || !usage->contains("served_entity_id")) return;
  const genai::TrafficQuery query{std::move(*usage), std::move(*entities), facts.period};
  const auto rows = read(run, {"read_requests", "Sum requests by day and key", StepKind::Sql}, make_traffic_sql(query));
  if (!rows) return;
  const auto traffic = run.step<std::vector<genai::Traffic>>(
      {"parse_requests", "Read the sums", StepKind::Analysis},
      [&](const CallContext&) -> Result<std::vector<genai::Traffic>> {
        if (rows->truncated) {
          return Error{.code = ErrorCode::FailedPrecondition,
                       .action = "read requests",
                       .subject = kUsageTable,
                       .reason = "more keys than can be kept; sums would be wrong",
                       .advice = "ask for fewer days"};
        }
        return genai::parse_traffic(rows->rows);
      });
  if (!traffic || traffic->empty()) return;
  facts.traffic = *traffic;
  facts.has_traffic = true;
  facts.has_cache = !genai::cache_column(query.usage).empty();
  const std::string repeats = make_repeats_sql(query);
  if (repeats.empty()) return;
  if (const auto again = read(run, {"read_repeats", "Count requests sent again", StepKind::Sql}, repeats)) {
    facts.repeats = genai::parse_repeats(again->rows);
  }
}

/// The inputs as arguments, those that the function takes.
JsonObject arguments_for(Run& run, const genai::Function& function) {
  JsonObject arguments;
  for (const genai::Parameter& parameter : function.parameters) {
    const JsonValue& given = run.input(parameter.name);
    if (!given.is_null()) arguments[parameter.name] = given;
  }
  const std::string asked = function.name == "what_if_model" ? genai::model_asked_for(run.text("question")) : "";
  if (!asked.empty() && !arguments.contains("other_model")) arguments["other_model"] = asked;
  return arguments;
}

class Report {
 public:
  Report(Run& run, const genai::Facts& facts) : run_(run), facts_(facts) {}

  Result<JsonBox> call(const genai::Function& function, const JsonValue& arguments) {
    TRY_ASSIGN(const genai::Arguments parsed, genai::parse_arguments(function, arguments));
    genai::Answer answer = function.compute(facts_, parsed);
    const std::string place = "/functions/" + std::to_string(functions_.size());
    for (result::Finding& finding : answer.findings) {
      // A model may call a function twice; what it found is told once.
      const bool told = std::any_of(told_.begin(), told_.end(), [&](const auto& each) {
        return each.first == finding.id && each.second == finding.title;
      });
      if (told) continue;
      told_.emplace_back(finding.id, finding.title);
      finding.evidence = {{"compute", place}};
      run_.add_finding(std::move(finding));
    }
    headlines_.push_back(answer.headline);
    functions_.push_back(JsonObject{{"name", function.name},
                                    {"arguments", arguments.is_null() ? JsonValue(JsonObject{}) : arguments},
                                    {"headline", answer.headline},
                                    {"result", *answer.result}});
    return answer.result;
  }

  void publish() { run_.set_data("functions", functions_); }
  /// What was told so far: headline and result of every call; not its arguments, which may be a model's own.
  [[nodiscard]] JsonBox told() const {
    JsonArray told;
    for (const JsonValue& function : functions_) {
      told.push_back(function.at("headline"));
      told.push_back(function.at("result"));
    }
    return JsonBox(std::move(told));
  }
  [[nodiscard]] const std::vector<std::string>& headlines() const { return headlines_; }

 private:
  Run& run_;
  const genai::Facts& facts_;
  JsonArray functions_;
  std::vector<std::string> headlines_;
  std::vector<std::pair<std::string, std::string>> told_;
};

/// All ten, those that fit the question first.
std::vector<const genai::Function*> order_for(const std::string& question) {
  std::vector<const genai::Function*> order = genai::functions_for(question);
  for (const genai::Function& function : genai::functions()) {
    if (std::find(order.begin(), order.end(), &function) == order.end()) order.push_back(&function);
  }
  return order;
}

/// The model's text, when each of its numbers stands in what the functions told, or in the question; else a notice.
void tell_narrative(Run& run, const Report& report, const std::string& question, const result::Narrative& narrative) {
  const std::vector<JsonBox> sources = {report.told(), JsonBox(JsonValue(question))};
  std::vector<std::string> missing = genai::numbers_without_source(narrative.text, sources);
  if (missing.empty()) return run.set_narrative(narrative);
  if (missing.size() > kMissingTold) missing.resize(kMissingTold);
  run.skip({"check_numbers", "Check the numbers of the answer", StepKind::Analysis},
           "the answer of " + narrative.model + " is left out: no function told " + text::join(missing, ", "));
  run.set_data("notice", JsonValue("The model's text is left out: it holds numbers that no function told (" +
                                   text::join(missing, ", ") + "). What the functions told stands."));
}

/// The model's turn, where there is one: it calls functions itself; what it could not answer, the report still does.
void let_model_lead(Run& run, Report& report, const std::string& question) {
  const GenaiLoop& loop = run.services().genai_loop;
  if (!loop || question.empty()) return;
  const GenaiCall call = [&](const std::string& name, const JsonValue& arguments) -> Result<JsonBox> {
    const genai::Function* function = genai::find_function(name);
    if (function != nullptr) return report.call(*function, arguments);
    return Error{.code = ErrorCode::InvalidArgument, .action = "call", .subject = name, .reason = "no such function"};
  };
  const auto narrative = run.step<result::Narrative>({"answer", "Answer the question", StepKind::Model},
                                                     [&](const CallContext& ctx) { return loop(question, call, ctx); });
  if (narrative) tell_narrative(run, report, question, *narrative);
}

std::string summary_of(const Report& report, const std::string& question, const genai::Facts& facts) {
  if (facts.bills.empty() && facts.traffic.empty()) {
    return "No GenAI usage is recorded in this time: unknown rather than nothing, records come late.";
  }
  const std::size_t told = question.empty() ? 1 : std::max<std::size_t>(1, genai::functions_for(question).size());
  std::string summary;
  for (std::size_t i = 0; i < report.headlines().size() && i < std::min<std::size_t>(told, 3); ++i) {
    summary += (i > 0 ? " " : "") + report.headlines()[i];
  }
  return summary;
}

void run_genai_cost_agent(Run& run) {
  run.set_data("functions", JsonArray{});
  const auto days = days_input(run, kDays);
  if (!days) return;
  const auto usage = gather_usage(run, *days);
  if (!usage) return;
  genai::Facts facts;
  facts.period = usage->period;
  facts.has_prices = usage->has_prices;
  std::copy_if(usage->rows.begin(), usage->rows.end(), std::back_inserter(facts.bills), genai::is_genai);
  read_traffic(run, facts);
  if (run.stopped()) return;
  const std::string question = run.text("question");
  Report report(run, facts);
  let_model_lead(run, report, question);
  const auto computed = run.step<bool>({"compute", "Call the ten functions", StepKind::Analysis},
                                       [&](const CallContext&) -> Result<bool> {
                                         for (const genai::Function* function : order_for(question)) {
                                           TRY_VOID(report.call(*function, arguments_for(run, *function)));
                                         }
                                         return true;
                                       });
  report.publish();
  if (!computed) return run.fail(*run.last_error());
  run.set_data("days", *days);
  run.set_data("note", JsonValue(money_note(facts.bills, facts.has_prices)));
  run.set_summary(summary_of(report, question, facts));
}

}  // namespace

const WorkflowRecord kGenaiCostAgent{"genai_cost_agent",
                                     "GenAI cost",
                                     "what generative AI costs: ten functions over bills and requests",
                                     kInputs,
                                     safety::EffectClass::ReadOnly,
                                     run_genai_cost_agent};

}  // namespace lakecode::workflows
