// Usage as lines: one line a thing that costs money, with how much it uses on an ordinary day and in which hours. The
// engine multiplies them with 90 days, adds noise that follows from the seed, and the planted odd days.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"
#include "local/demo/history_sql.h"
#include "local/demo/run_documents.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kUsageTable = R"(CREATE TABLE system.billing.usage (
  record_id VARCHAR, account_id VARCHAR, workspace_id VARCHAR, sku_name VARCHAR, cloud VARCHAR,
  usage_start_time TIMESTAMP, usage_end_time TIMESTAMP, usage_date DATE, custom_tags MAP(VARCHAR, VARCHAR),
  usage_unit VARCHAR, usage_quantity DECIMAL(38,18),
  usage_metadata STRUCT(cluster_id VARCHAR, job_id VARCHAR, warehouse_id VARCHAR, instance_pool_id VARCHAR,
    node_type VARCHAR, job_run_id VARCHAR, notebook_id VARCHAR, dlt_pipeline_id VARCHAR, endpoint_name VARCHAR,
    endpoint_id VARCHAR, dlt_update_id VARCHAR, dlt_maintenance_id VARCHAR, run_name VARCHAR, job_name VARCHAR,
    notebook_path VARCHAR, central_clean_room_id VARCHAR, source_region VARCHAR, destination_region VARCHAR,
    app_id VARCHAR, app_name VARCHAR, budget_policy_id VARCHAR, base_environment_id VARCHAR),
  identity_metadata STRUCT(run_as VARCHAR, owned_by VARCHAR, created_by VARCHAR), record_type VARCHAR,
  ingestion_date DATE, billing_origin_product VARCHAR,
  product_features STRUCT(jobs_tier VARCHAR, sql_tier VARCHAR, dlt_tier VARCHAR, is_serverless BOOLEAN,
    is_photon BOOLEAN, serving_type VARCHAR),
  usage_type VARCHAR))";

constexpr std::string_view kPriceTable = R"(CREATE TABLE system.billing.list_prices (
  price_start_time TIMESTAMP, price_end_time TIMESTAMP, account_id VARCHAR, sku_name VARCHAR, cloud VARCHAR,
  currency_code VARCHAR, usage_unit VARCHAR,
  pricing STRUCT("default" VARCHAR, promotional STRUCT("default" VARCHAR), effective_list STRUCT("default" VARCHAR))))";

constexpr int kDays = 90;
constexpr int kPriceChangeDaysAgo = 45;

struct Sku {
  std::string_view name, unit, price, earlier_price;  ///< earlier: before the change, "" when it never changed
};
constexpr Sku kJobsClassic{"PREMIUM_JOBS_COMPUTE", "DBU", "0.15", ""};
constexpr Sku kJobsServerless{"PREMIUM_JOBS_SERVERLESS_COMPUTE_EU_IRELAND", "DBU", "0.45", "0.39"};
constexpr Sku kSqlServerless{"PREMIUM_SERVERLESS_SQL_COMPUTE_EU_IRELAND", "DBU", "0.91", "0.88"};
constexpr Sku kAllPurpose{"PREMIUM_ALL_PURPOSE_COMPUTE", "DBU", "0.55", ""};
constexpr Sku kPipelines{"PREMIUM_DLT_CORE_COMPUTE", "DBU", "0.20", ""};
constexpr Sku kServing{"PREMIUM_SERVERLESS_REAL_TIME_INFERENCE_EU_IRELAND", "DBU", "0.082", ""};
constexpr Sku kStorage{"PREMIUM_DATABRICKS_STORAGE_EU_IRELAND", "DSU", "0.026", ""};
constexpr Sku kUnpriced{"PREMIUM_SERVERLESS_SQL_PREVIEW_EU_IRELAND", "DBU", "", ""};
constexpr Sku kSkus[] = {kJobsClassic, kJobsServerless, kSqlServerless, kAllPurpose,
                         kPipelines,   kServing,        kStorage,       kUnpriced};

/// One thing that costs money.
struct Line {
  std::string key;
  const Sku* sku = nullptr;
  std::string_view product, usage_type = "COMPUTE_TIME";
  double quantity = 0;  ///< on an ordinary day
  int first_hour = 0;
  int hours = 1;
  std::string_view week = "1234567";  ///< ISO weekdays
  double weekend = 1;                 ///< factor on Saturday and Sunday
  bool serverless = false;
  std::string job_id, job_name, warehouse_id, cluster_id, pipeline_id, endpoint, run_as;
  std::string tags;  ///< "team=sales,env=prod"
};

std::string sql_text(std::string_view text) {
  return text.empty() ? "NULL" : "'" + text::replace_all(text, "'", "''") + "'";
}

std::string map_sql(const std::string& tags) {
  if (tags.empty()) return "MAP {}::MAP(VARCHAR, VARCHAR)";
  std::vector<std::string> entries;
  for (const std::string_view tag : text::split(tags, ',')) {
    const std::size_t equals = tag.find('=');
    entries.push_back(fmt::format("{}: {}", sql_text(tag.substr(0, equals)), sql_text(tag.substr(equals + 1))));
  }
  return "MAP {" + text::join(entries, ", ") + "}";
}

std::string run_as_of(const JobSpec& job, const Dice& dice) {
  return job.run_as.starts_with("svc-") ? dice.uuid(job.run_as) : mail_of(job.run_as);
}

/// Hours of the day in which a run of the job works, and how much it uses.
void add_job_lines(const JobSpec& job, const Dice& dice, std::vector<Line>& lines) {
  if (job.rhythm == Rhythm::Never) return;
  int classic = 0;
  int serverless = 0;
  for (const TaskSpec& task : job.tasks) {
    if (task.compute == "main") classic += task.minutes;
    if (task.compute == "serverless") serverless += task.minutes;
  }
  const bool often = job.rhythm == Rhythm::Hours;
  const int runs = often ? 24 / job.hour : 1;
  constexpr std::string_view kWeekly[] = {"1", "2", "3", "4", "5"};
  std::string_view week = "1234567";
  if (job.rhythm == Rhythm::Weekdays) week = "12345";
  if (job.rhythm == Rhythm::Weekly) week = kWeekly[static_cast<std::size_t>(job.id % 5)];
  Line line;
  line.key = fmt::format("job {}", job.id);
  line.product = "JOBS";
  line.first_hour = often ? 0 : job.hour;
  line.hours = often ? 24 : 1;
  line.week = week;
  line.job_id = std::to_string(job.id);
  line.run_as = run_as_of(job, dice);
  // Some teams never tagged their jobs.
  if (job.domain != "web" && job.domain != "pricing") line.tags = fmt::format("domain={},env=prod", job.domain);
  if (classic > 0) {
    line.sku = &kJobsClassic;
    line.quantity = 1.37 * (job.workers + 1) * classic / 60.0 * runs;
    lines.push_back(line);
  }
  if (serverless > 0) {
    line.sku = &kJobsServerless;
    line.serverless = true;
    line.job_name = job.name;
    line.quantity = 4.2 * serverless / 60.0 * runs;
    lines.push_back(line);
  }
}

void add_warehouse_lines(const Dice& dice, std::vector<Line>& lines) {
  Line sql;
  sql.key = "warehouse shared-analytics";
  sql.sku = &kSqlServerless;
  sql.product = "SQL";
  sql.quantity = 96;
  sql.first_hour = 6;
  sql.hours = 13;
  sql.weekend = 0.15;
  sql.serverless = true;
  sql.warehouse_id = warehouse_id(dice, 0);
  sql.run_as = mail_of("wren.ashdale");
  sql.tags = "team=shared-analytics";
  lines.push_back(sql);
  sql.key = "warehouse finance-reports";
  sql.quantity = 18;
  sql.first_hour = 5;
  sql.hours = 5;
  sql.weekend = 0.05;
  sql.warehouse_id = warehouse_id(dice, 1);
  sql.run_as = mail_of("ines.harrowby");
  sql.tags = "team=finance-reports";
  lines.push_back(sql);
  sql.key = "warehouse preview";
  sql.sku = &kUnpriced;
  sql.quantity = 3;
  sql.tags = "";
  lines.push_back(std::move(sql));
}

void add_cluster_lines(const Dice& dice, WallTime now, std::vector<Line>& lines) {
  constexpr std::string_view kOwners[] = {"wren.ashdale", "petra.wexcombe", "mika.thornbee"};
  constexpr std::string_view kNames[] = {"analysts", "assortment-shared", "ml-workbench"};
  for (int i = 0; i < 3; ++i) {
    Line cluster;
    cluster.key = fmt::format("cluster {}", kNames[i]);
    cluster.sku = &kAllPurpose;
    cluster.product = "ALL_PURPOSE";
    cluster.quantity = 42.0 - 11 * i;
    cluster.first_hour = 7;
    cluster.hours = 9;
    cluster.weekend = 0.1;
    cluster.cluster_id = shared_cluster_id(dice, i, now);
    cluster.run_as = mail_of(kOwners[i]);
    cluster.tags = i == 1 ? "" : fmt::format("team={}", kNames[i]);
    lines.push_back(std::move(cluster));
  }
}

void add_pipeline_lines(const Dice& dice, std::vector<Line>& lines) {
  constexpr std::string_view kFlows[] = {"orders-bronze-to-gold", "scan-events-quality", "web-clickstream"};
  for (int i = 0; i < 3; ++i) {
    Line flow;
    flow.key = fmt::format("pipeline {}", kFlows[i]);
    flow.sku = &kPipelines;
    flow.product = "DLT";
    flow.quantity = 14 + 5 * i;
    flow.first_hour = 3 + i;
    flow.hours = 2;
    flow.pipeline_id = dice.uuid(kFlows[i]);
    flow.run_as = dice.uuid("svc-ingest");
    flow.tags = "env=prod";
    lines.push_back(std::move(flow));
  }
}

void add_serving_lines(std::vector<Line>& lines) {
  struct Model {
    std::string_view endpoint, user;
    double quantity;
  };
  for (const Model& model :
       {Model{kAssistantEndpoint, "jonah.fairlocke", 22}, Model{kAssistantEndpoint, "sefa.lindqvar", 7},
        Model{kRecommenderEndpoint, "mika.thornbee", 31}, Model{kEmbeddingEndpoint, "jonah.fairlocke", 4}}) {
    Line serving;
    serving.key = fmt::format("endpoint {}", model.endpoint);
    serving.sku = &kServing;
    serving.product = "MODEL_SERVING";
    serving.usage_type = model.endpoint == kRecommenderEndpoint ? "GPU_TIME" : "TOKEN";
    serving.quantity = model.quantity;
    serving.first_hour = 8;
    serving.hours = 12;
    serving.weekend = 0.6;
    serving.serverless = true;
    serving.endpoint = model.endpoint;
    serving.run_as = mail_of(model.user);
    serving.tags = "team=ml";
    lines.push_back(std::move(serving));
  }
}

std::vector<Line> all_lines(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime now) {
  std::vector<Line> lines;
  for (const PlannedJob& job : jobs) add_job_lines(job.spec, dice, lines);
  add_warehouse_lines(dice, lines);
  add_cluster_lines(dice, now, lines);
  add_pipeline_lines(dice, lines);
  add_serving_lines(lines);
  Line storage;
  storage.key = "storage";
  storage.sku = &kStorage;
  storage.product = "DEFAULT_STORAGE";
  storage.usage_type = "STORAGE_SPACE";
  storage.quantity = 210;
  lines.push_back(std::move(storage));
  return lines;
}

std::string line_row(const Line& line) {
  return fmt::format(
      "({}, {}, {}, {}, {}, CAST({:.6f} AS DOUBLE), {}, {}, '{}', CAST({:.3f} AS DOUBLE), {}, {}, {}, {}, {}, {}, {}, "
      "{}, {})",
      sql_text(line.key), sql_text(line.sku->name), sql_text(line.sku->unit), sql_text(line.product),
      sql_text(line.usage_type), line.quantity, line.first_hour, line.hours, line.week, line.weekend,
      line.serverless ? "true" : "false", sql_text(line.job_id), sql_text(line.job_name), sql_text(line.warehouse_id),
      sql_text(line.cluster_id), sql_text(line.pipeline_id), sql_text(line.endpoint), sql_text(line.run_as),
      map_sql(line.tags));
}

std::string moment(WallTime time) {
  return fmt::format("TIMESTAMP '{}'", text::replace_all(format_rfc3339(time).substr(0, 19), "T", " "));
}

std::string odd_rows() {
  std::vector<std::string> rows;
  for (const PlantedCost& odd : planted_costs())
    rows.push_back(fmt::format("({}, {}, {}, CAST({:.3f} AS DOUBLE))", sql_text(odd.key), odd.from_days_ago,
                               odd.to_days_ago, odd.factor));
  return text::join(rows, ", ");
}

/// Starts of the runs that the workspace still knows, so that usage names them.
std::string run_rows(const std::vector<PlannedJob>& jobs) {
  std::vector<std::string> rows;
  for (const PlannedJob& job : jobs) {
    for (const PlannedRun& run : job.runs)
      rows.push_back(fmt::format("('{}', '{}', {})", job.spec.id, run.run_id, to_epoch_ms(run.start) / 3'600'000));
  }
  return text::join(rows, ", ");
}

std::string usage_insert(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime now) {
  std::vector<std::string> rows;
  for (const Line& line : all_lines(jobs, dice, now)) rows.push_back(line_row(line));
  const std::uint64_t salt = dice.roll("usage") % 1'000'000'000;
  return fmt::format(
      R"(INSERT INTO system.billing.usage
WITH lines(key, sku, unit, product, utype, quantity, first_hour, hours, week, weekend, serverless, job_id, job_name,
    warehouse_id, cluster_id, pipeline_id, endpoint, run_as, tags) AS (VALUES {0}),
odd(odd_key, from_ago, to_ago, factor) AS (VALUES {1}),
runs(run_job, run_id, run_hour) AS (VALUES {2}),
hourly AS (
  SELECT l.*, d.range AS ago, h.range AS hour, CAST({3} AS DATE) - CAST(d.range AS INTEGER) AS day
  FROM lines l CROSS JOIN range({4}) d CROSS JOIN range(24) h
  WHERE h.range >= first_hour AND h.range < first_hour + hours),
used AS (
  SELECT *, CAST(day AS TIMESTAMP) + to_hours(CAST(hour AS BIGINT)) AS starts,
    quantity / hours * CASE WHEN isodow(day) > 5 THEN weekend ELSE 1 END
      * (0.9 + (hash(key, run_as, ago, hour, {5}) % 2000) / 10000.0)
      * coalesce((SELECT max(factor) FROM odd WHERE odd_key = key AND ago BETWEEN to_ago AND from_ago), 1) AS amount
  FROM hourly WHERE contains(week, CAST(isodow(day) AS VARCHAR))),
records AS (
  SELECT *, 'ORIGINAL' AS kind, 1.0 AS sign FROM used
  UNION ALL SELECT *, 'RETRACTION', -1.0 FROM used WHERE key = 'warehouse finance-reports' AND ago = 33
  UNION ALL SELECT *, 'RESTATEMENT', 0.4 FROM used WHERE key = 'warehouse finance-reports' AND ago = 33),
named AS (
  SELECT r.*, (SELECT min(run_id) FROM runs WHERE run_job = job_id AND run_hour = epoch_ms(starts) // 3600000) AS run_id
  FROM records r)
SELECT md5(concat(key, '|', run_as, '|', sku, '|', ago, '|', hour, '|', kind, '|{5}')), '{6}', '{7}', sku, 'AWS',
  starts, starts + INTERVAL 1 HOUR, day, tags, unit, CAST(round(amount * sign, 9) AS DECIMAL(38,18)),
  {{'cluster_id': cluster_id, 'job_id': job_id, 'warehouse_id': warehouse_id, 'instance_pool_id': NULL,
    'node_type': NULL, 'job_run_id': run_id, 'notebook_id': NULL, 'dlt_pipeline_id': pipeline_id,
    'endpoint_name': endpoint, 'endpoint_id': NULL, 'dlt_update_id': NULL, 'dlt_maintenance_id': NULL,
    'run_name': NULL, 'job_name': job_name, 'notebook_path': NULL, 'central_clean_room_id': NULL,
    'source_region': NULL, 'destination_region': NULL, 'app_id': NULL, 'app_name': NULL, 'budget_policy_id': NULL,
    'base_environment_id': NULL}},
  {{'run_as': run_as, 'owned_by': NULL, 'created_by': NULL}}, kind, day, product,
  {{'jobs_tier': CASE WHEN product = 'JOBS' THEN 'CLASSIC' END, 'sql_tier': CASE WHEN product = 'SQL' THEN 'PRO' END,
    'dlt_tier': CASE WHEN product = 'DLT' THEN 'CORE' END, 'is_serverless': serverless, 'is_photon': product = 'SQL',
    'serving_type': CASE WHEN product = 'MODEL_SERVING' THEN 'MODEL' END}}, utype
FROM named WHERE starts + INTERVAL 1 HOUR <= {3})",
      text::join(rows, ",\n"), odd_rows(), run_rows(jobs), moment(now), kDays, salt, "@ACCOUNT", "@WORKSPACE");
}

std::string prices_insert(WallTime now) {
  std::vector<std::string> rows;
  const std::string change =
      moment(std::chrono::floor<std::chrono::days>(now) - std::chrono::hours(24 * kPriceChangeDaysAgo));
  const auto row = [&](const Sku& sku, std::string_view price, const std::string& from, const std::string& to) {
    rows.push_back(
        fmt::format("({}, {}, '@ACCOUNT', '{}', 'AWS', 'USD', '{}', {{'default': '{}', 'promotional': "
                    "{{'default': CAST(NULL AS VARCHAR)}}, 'effective_list': {{'default': '{}'}}}})",
                    from, to, sku.name, sku.unit, price, price));
  };
  const std::string begin = "TIMESTAMP '2023-01-01 00:00:00'";
  for (const Sku& sku : kSkus) {
    if (sku.price.empty()) continue;
    if (!sku.earlier_price.empty()) row(sku, sku.earlier_price, begin, change);
    row(sku, sku.price, sku.earlier_price.empty() ? begin : change, "CAST(NULL AS TIMESTAMP)");
  }
  return "INSERT INTO system.billing.list_prices VALUES " + text::join(rows, ", ");
}

}  // namespace

std::vector<PlantedCost> planted_costs() {
  return {
      {"job 1003", "the forecast reads its whole history again each day since its filter was dropped", 8, 0, 5.5},
      {"warehouse shared-analytics", "auto stop was switched off over a week", 23, 17, 2.8},
      {"endpoint support-assistant", "a test script asked the assistant in a loop", 5, 5, 14},
      {"cluster ml-workbench", "the workbench was left running over a weekend", 14, 11, 6},
      {"pipeline web-clickstream", "a full refresh of all tables", 40, 40, 9},
  };
}

std::vector<std::string> render_billing_sql(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime now) {
  return {"CREATE SCHEMA system.billing", std::string(kUsageTable), std::string(kPriceTable),
          usage_insert(jobs, dice, now), prices_insert(now)};
}

}  // namespace lakecode::local
