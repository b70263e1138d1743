// cost_top: where the money went, by SKU, identity, job, warehouse, cluster, pipeline, endpoint and product, at list
// price.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/query_history.h"
#include "workflows/cost_names.h"
#include "workflows/engine.h"
#include "workflows/records.h"
#include "workflows/usage_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::int64_t kDays = 30;
constexpr std::size_t kMostLines = 50;       // of one breakdown; the rest is summed as "(others)"
constexpr std::size_t kMostWarehouses = 20;  // whose queries are looked for
constexpr std::size_t kMostTagSets = 100'000;
constexpr double kUntagged = 0.2;
constexpr double kDominant = 0.5;      // one key with half of everything
constexpr double kNoteworthyUsd = 25;  // analysis methods 1.3: the default money floor, here for the whole period

constexpr Input kInputs[] = {{"days", InputType::Integer, false, "how many days back, 1 to 365, default 30"}};

using cost::CostLine;
using cost::UsageRow;
using result::Severity;

struct Dimension {
  const char* data_key;
  const char* noun;
  std::string (*key_of)(const UsageRow&);
};

constexpr Dimension kDimensions[] = {
    {"by_sku", "SKU", [](const UsageRow& row) { return row.sku_name; }},
    {"by_product", "product", [](const UsageRow& row) { return row.product; }},
    {"by_identity", "identity", [](const UsageRow& row) { return row.run_as; }},
    {"by_job", "job", [](const UsageRow& row) { return row.job_id; }},
    {"by_warehouse", "warehouse", [](const UsageRow& row) { return row.warehouse_id; }},
    {"by_pipeline", "pipeline", [](const UsageRow& row) { return row.pipeline_id; }},
    {"by_cluster", "cluster", [](const UsageRow& row) { return row.cluster_id; }},
    {"by_endpoint", "endpoint", [](const UsageRow& row) { return row.endpoint_name; }},
};

JsonObject line_to_json(const CostLine& line) {
  JsonObject object{{"key", line.key}, {"usd", line.usd}, {"dbus", line.dbus}, {"share", line.share}};
  if (!line.label.empty()) object["name"] = line.label;
  JsonArray trend;
  for (const double usd : line.trend) trend.push_back(usd);
  object["trend"] = std::move(trend);
  return object;
}

JsonArray lines_to_json(const std::vector<CostLine>& lines) {
  JsonArray array;
  CostLine others{.key = "(others)"};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i < kMostLines) {
      array.push_back(line_to_json(lines[i]));
      continue;
    }
    others.usd += lines[i].usd;
    others.dbus += lines[i].dbus;
    others.share += lines[i].share;
    others.trend.resize(lines[i].trend.size());
    for (std::size_t day = 0; day < others.trend.size(); ++day) others.trend[day] += lines[i].trend[day];
  }
  if (lines.size() > kMostLines) array.push_back(line_to_json(others));
  return array;
}

void add(Run& run, result::Finding finding, std::string pointer) {
  finding.evidence = {{"read_usage", std::move(pointer)}};
  run.add_finding(std::move(finding));
}

/// Where to look next for what takes half of the cost.
std::string advice_for(std::string_view noun, const std::string& key) {
  if (noun == "job") return "lakecode run workflow job_status --input '{\"job_id\": " + key + "}'";
  if (noun == "warehouse") {
    return "lakecode run workflow query_history --input '{\"warehouse_id\": \"" + key + "\"}'";
  }
  if (noun == "identity") return "By job, by warehouse and by endpoint say what it ran.";
  return "By identity and by job say who uses it.";
}

void judge_dominance(Run& run, const Dimension& dimension, const std::vector<CostLine>& lines) {
  if (lines.size() < 3 || lines[0].share < kDominant) return;
  add(run,
      {.id = "dominant_spender",
       .severity = Severity::Info,
       .title = fmt::format("One {} has {:.0f} % of the cost", dimension.noun, lines[0].share * 100),
       .detail = fmt::format("{}: {:.2f} USD.", lines[0].key, lines[0].usd),
       .recommendation = advice_for(dimension.noun, lines[0].key),
       .evidence = {}},
      fmt::format("/{}/0", dimension.data_key));
}

/// Jobs on all-purpose compute cost more than on job compute for the same work.
void judge_all_purpose(Run& run, const Usage& usage) {
  const auto lines = cost::break_down(usage.rows, usage.period, [](const UsageRow& row) {
    const bool all_purpose = row.product == "ALL_PURPOSE" || row.sku_name.find("ALL_PURPOSE") != std::string::npos;
    return all_purpose && !row.job_id.empty() ? row.job_id : std::string();
  });
  JsonArray jobs;
  for (const CostLine& line : lines) {
    if (line.usd >= kNoteworthyUsd) jobs.push_back(line_to_json(line));
  }
  run.set_data("jobs_on_all_purpose", jobs);
  if (jobs.empty()) return;
  add(run,
      {.id = "jobs_on_all_purpose",
       .severity = Severity::Medium,
       .title = fmt::format("{} on all-purpose compute",
                            jobs.size() == 1 ? "1 job runs" : fmt::format("{} jobs run", jobs.size())),
       .detail = fmt::format("The dearest, job {}, cost {:.2f} USD there.", lines[0].key, lines[0].usd),
       .recommendation = "Give them a job cluster or serverless: the same work at a lower price a unit.",
       .evidence = {}},
      "/jobs_on_all_purpose");
}

/// A warehouse that is paid for and ran no query: nobody would miss it.
void judge_idle_warehouses(Run& run, const Usage& usage) {
  const auto lines = cost::break_down(usage.rows, usage.period, [](const UsageRow& row) { return row.warehouse_id; });
  std::vector<const CostLine*> asked;
  for (const CostLine& line : lines) {
    if (line.usd >= kNoteworthyUsd && asked.size() < kMostWarehouses) asked.push_back(&line);
  }
  if (asked.empty()) return;
  std::vector<const CostLine*> idle;
  const auto looked =
      run.step<bool>({"look_for_queries", "Look for queries of the dearest warehouses", result::StepKind::Api},
                     [&](const CallContext& ctx) -> Result<bool> {
                       for (const CostLine* line : asked) {
                         databricks::QueryFilter filter{.started_from = WallTime(usage.period.from),
                                                        .warehouses = {WarehouseId(line->key)}};
                         const auto queries = databricks::fetch_query_history(run.client(), filter, 1, ctx);
                         if (!queries && queries.error().code == ErrorCode::Cancelled) return queries.error();
                         // History holds what the caller may see: without the right to see all, silence proves nothing.
                         if (queries && queries->empty()) idle.push_back(line);
                       }
                       return true;
                     });
  JsonArray list;
  for (const CostLine* line : idle) {
    list.push_back(line_to_json(*line));
    add(run,
        {.id = "idle_warehouse",
         .severity = Severity::Medium,
         .title = fmt::format("Warehouse {} cost {:.2f} USD and no query of it is known", line->key, line->usd),
         .detail = "Query history shows an admin all queries and others their own.",
         .recommendation = "Shorten its auto-stop, or delete it.",
         .evidence = {}},
        "/idle_warehouses/" + std::to_string(list.size() - 1));
  }
  if (looked) run.set_data("idle_warehouses", std::move(list));
}

void tell_tags(Run& run, const Usage& usage) {
  const std::string sql = cost::make_tags_sql(usage.query);
  if (sql.empty()) return;
  const auto warehouse = run.warehouse();
  if (!warehouse) return;
  databricks::StatementRequest request{.warehouse = *warehouse, .statement = sql};
  request.row_limit = kMostTagSets;
  const auto answer = run.sql({"read_tags", "Sum usage by tags", result::StepKind::Sql}, request);
  if (!answer || answer->truncated) return;
  const auto lines = cost::parse_tags(answer->rows);
  run.set_data("by_tag", lines_to_json(lines));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].key != "(untagged)" || lines[i].share < kUntagged || lines[i].usd < kNoteworthyUsd) continue;
    add(run,
        {.id = "untagged_cost",
         .severity = Severity::Low,
         .title = fmt::format("{:.0f} % of the cost has no tag", lines[i].share * 100),
         .detail = fmt::format("{:.2f} USD that no team is told of.", lines[i].usd),
         .recommendation = "Require tags by cluster policies and usage policies.",
         .evidence = {}},
        "/by_tag");
  }
}

void tell_unpriced(Run& run, const Usage& usage) {
  const double unpriced = cost::unpriced_quantity(usage.rows);
  run.set_data("unpriced_quantity", unpriced);
  if (unpriced <= 0) return;
  add(run,
      {.id = "unpriced_usage",
       .severity = usage.has_prices ? Severity::Low : Severity::Medium,
       .title = "Some usage has no list price",
       .detail = fmt::format("{:.1f} units count as 0 USD.", unpriced),
       .recommendation =
           usage.has_prices ? "" : "Have system.billing.list_prices granted: what is needed stands under \"Not read\".",
       .evidence = {}},
      "/unpriced_quantity");
}

/// ", of which nothing is recorded before 2026-08-31" where the data are shorter than what was asked for.
std::string begin_text(const Usage& usage) {
  const auto first = std::min_element(usage.rows.begin(), usage.rows.end(),
                                      [](const UsageRow& a, const UsageRow& b) { return a.day < b.day; });
  if (first == usage.rows.end() || first->day <= usage.period.from + std::chrono::days(1)) return "";
  return ", of which nothing is recorded before " + format_rfc3339(WallTime(first->day)).substr(0, 10);
}

void run_cost_top(Run& run) {
  const auto days = days_input(run, kDays);
  if (!days) return;
  run.set_data("total_usd", nullptr);
  for (const Dimension& dimension : kDimensions) run.set_data(dimension.data_key, JsonArray{});
  const auto usage = gather_usage(run, *days);
  if (!usage) return;
  const double total = cost::total_usd(usage->rows);
  run.set_data("days", *days);
  run.set_data("total_usd", total);
  run.set_data("note", JsonValue(money_note(*usage)));
  const auto all = cost::break_down(usage->rows, usage->period, [](const UsageRow&) { return std::string("total"); });
  run.set_data("trend", all.empty() ? JsonArray{} : JsonArray(line_to_json(all[0])["trend"].get_array()));
  for (const Dimension& dimension : kDimensions) {
    auto lines = cost::break_down(usage->rows, usage->period, dimension.key_of);
    name_lines(run, dimension.noun, lines);
    run.set_data(dimension.data_key, lines_to_json(lines));
    judge_dominance(run, dimension, lines);
  }
  run.set_data("by_tag", JsonArray{});
  tell_tags(run, *usage);
  judge_all_purpose(run, *usage);
  judge_idle_warehouses(run, *usage);
  tell_unpriced(run, *usage);
  run.set_summary(
      usage->rows.empty()
          ? fmt::format("No usage is recorded for the last {} days: unknown rather than nothing, records come late.",
                        *days)
          : fmt::format("{:.2f} USD at list price in the last {} days{}.", total, *days, begin_text(*usage)));
}

}  // namespace

const WorkflowRecord kCostTop{"cost_top",
                              "Top cost",
                              "where the money went: by SKU, identity, job, warehouse, cluster, pipeline and endpoint",
                              kInputs,
                              safety::EffectClass::ReadOnly,
                              run_cost_top};

}  // namespace lakecode::workflows
