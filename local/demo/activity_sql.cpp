// Requests to models, acts of people and lineage of the last weeks, as rows that the engine multiplies from short
// lists.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"
#include "local/demo/history_sql.h"

namespace lakecode::local {
namespace {

constexpr Flow kFlows[] = {
    {"staging.raw.orders_raw", "prod.sales.orders", 1005},
    {"staging.raw.orders_raw", "prod.sales.order_lines", 1005},
    {"staging.raw.parcels_raw", "prod.logistics.parcels", 1002},
    {"staging.raw.supplier_feed", "prod.inventory.products", 1019},
    {"staging.raw.supplier_feed", "prod.inventory.shelf_prices", 1019},
    {"staging.raw.clickstream_raw", "prod.web.page_events", 1009},
    {"prod.web.page_events", "prod.web.sessions", 1009},
    {"prod.logistics.scan_events", "prod.logistics.parcels", 1002},
    {"prod.logistics.routes", "prod.logistics.delivery_attempts", 1002},
    {"prod.sales.orders", "finance.ledger.settlements", 1001},
    {"finance.billing.payments", "finance.ledger.settlements", 1001},
    {"prod.reference.exchange_rates", "finance.ledger.settlements", 1001},
    {"finance.ledger.settlements", "finance.ledger.journal_entries", 1023},
    {"prod.sales.orders", "prod.sales.daily_sales", 1024},
    {"prod.sales.orders", "finance.reporting.daily_revenue", 1024},
    {"prod.sales.order_lines", "finance.reporting.margin_by_category", 1024},
    {"prod.inventory.products", "finance.reporting.margin_by_category", 1024},
    {"prod.sales.orders", "staging.ml.customer_features", 1033},
    {"prod.sales.customers", "staging.ml.customer_features", 1033},
    {"prod.web.sessions", "staging.ml.customer_features", 1033},
    {"staging.ml.customer_features", "staging.ml.churn_scores", 1032},
    {"prod.sales.order_lines", "staging.ml.demand_forecast", 1003},
    {"prod.reference.calendar", "staging.ml.demand_forecast", 1003},
    {"prod.inventory.stock_movements", "prod.inventory.stock_levels", 1018},
    {"prod.sales.orders", "prod.sales.loyalty_points", 1008},
    {"prod.sales.customers", "prod.web.email_events", 1010},
};

std::string sql_text(std::string_view text) {
  return "'" + text::replace_all(text, "'", "''") + "'";
}

std::string moment(WallTime time) {
  return fmt::format("TIMESTAMP '{}'", text::replace_all(format_rfc3339(time).substr(0, 19), "T", " "));
}

const BuiltTable* find_table(const std::vector<BuiltTable>& tables, std::string_view name) {
  const auto found =
      std::find_if(tables.begin(), tables.end(), [name](const BuiltTable& t) { return t.spec.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

std::string lineage_row(const Flow& flow, std::string_view column) {
  const auto from = text::split(flow.source, '.');
  const auto to = text::split(flow.target, '.');
  return fmt::format("('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')", flow.job_id, flow.source, from[0],
                     from[1], from[2], flow.target, to[0], to[1], to[2], column);
}

/// `columns`: the select list between the parts that both lineage tables share.
std::string lineage_insert(std::string_view table, const std::vector<std::string>& rows, bool by_column,
                           const std::string& robot, WallTime now) {
  return fmt::format(
      R"(INSERT INTO system.access."lc:{0}"
WITH flows(job_id, source, source_catalog, source_schema, source_name, target, target_catalog, target_schema,
    target_name, shared_column) AS (VALUES {1}),
daily AS (SELECT f.*, CAST(CAST({2} AS DATE) - CAST(d.range AS INTEGER) AS TIMESTAMP) + INTERVAL 3 HOUR
    + to_seconds(CAST(hash(source, target, d.range) % 7000 AS BIGINT)) AS happened
  FROM flows f CROSS JOIN range({3}) d)
SELECT '@ACCOUNT', '@METASTORE', '@WORKSPACE', 'JOB', job_id, NULL, source, source_catalog, source_schema,
  source_name, NULL, 'TABLE', {4}target, target_catalog, target_schema, target_name, NULL, 'TABLE', {4}'{5}', happened,
  CAST(happened AS DATE), md5(concat(source, '>', target, '>', shared_column, happened)), md5(concat(source, '>', target, happened)), NULL,
  {{'job_info': {{'job_id': job_id, 'job_run_id': NULL}}, 'dashboard_id': NULL, 'legacy_dashboard_id': NULL,
    'notebook_id': NULL, 'sql_query_id': NULL, 'dlt_pipeline_info': {{'dlt_pipeline_id': NULL, 'dlt_update_id': NULL}}}}
  {6} FROM daily WHERE happened < {2})",
      table, text::join(rows, ", "), moment(now), by_column ? 7 : 30, by_column ? "shared_column, " : "", robot,
      by_column ? "" : ", true");
}

struct Asker {
  std::string_view endpoint, entity, user;
  int a_day, input_tokens, output_tokens;
};
constexpr Asker kAskers[] = {
    {kAssistantEndpoint, "gpt-helpdesk", "jonah.fairlocke", 46, 900, 260},
    {kAssistantEndpoint, "gpt-helpdesk", "sefa.lindqvar", 14, 1400, 320},
    {kEmbeddingEndpoint, "ticket-embedder", "jonah.fairlocke", 30, 240, 0},
    {kRecommenderEndpoint, "basket-model-3", "mika.thornbee", 25, 60, 20},
};

std::string requests_insert(const Dice& dice, WallTime now) {
  std::vector<std::string> rows;
  for (const Asker& asker : kAskers)
    rows.push_back(fmt::format("('{}', '{}', '{}', {}, {}, {})", asker.endpoint, asker.entity, mail_of(asker.user),
                               asker.a_day, asker.input_tokens, asker.output_tokens));
  return fmt::format(
      R"(INSERT INTO system.serving."lc:endpoint_usage"
WITH askers(endpoint, entity, asker, a_day, input_tokens, output_tokens) AS (VALUES {0}),
asked AS (SELECT a.*, d.range AS ago, n.range AS n,
    CAST(CAST({1} AS DATE) - CAST(d.range AS INTEGER) AS TIMESTAMP) + INTERVAL 8 HOUR
      + to_seconds(CAST(hash(entity, asker, d.range, n.range, {2}) % 43000 AS BIGINT)) AS happened,
    hash(asker, n.range, d.range, {2}) % 1000 AS h
  FROM askers a CROSS JOIN range(30) d CROSS JOIN range(700) n
  WHERE n.range < a_day * CASE WHEN d.range = 5 AND endpoint = '{3}' AND asker LIKE 'jonah%' THEN 14 ELSE 1 END)
SELECT '@ACCOUNT', '@WORKSPACE', NULL, md5(concat(entity, asker, ago, '/', n)), asker,
  CASE WHEN h < 12 THEN 429 WHEN h < 18 THEN 500 ELSE 200 END, happened, input_tokens * (500 + h) // 1000,
  CASE WHEN h < 18 THEN 0 ELSE output_tokens * (500 + h) // 1000 END, input_tokens * (500 + h) // 250,
  CASE WHEN h < 18 THEN 0 ELSE output_tokens * (500 + h) // 250 END, MAP {{'app': endpoint}}, h % 3 = 0,
  concat(endpoint, '-', entity)
FROM asked WHERE happened < {1})",
      text::join(rows, ", "), moment(now), dice.roll("requests") % 1'000'000'000, kAssistantEndpoint);
}

/// One kind of act, `a_day` times a day by each of the people; a planted one once.
struct ActText {
  std::string_view service, action, login, key;
  std::string_view value;             ///< "warehouse N" stands for the id of the N-th
  int a_day = 1;                      ///< 0: once
  int days_ago = 0;                   ///< of an act that happened once
  int hour = 9;                       ///< of the day
  std::string_view also, also_value;  ///< a second parameter
};
constexpr ActText kActs[] = {
    {"unityCatalog", "getTable", "wren.ashdale", "full_name_arg", "prod.sales.orders", 6},
    {"unityCatalog", "getTable", "ines.harrowby", "full_name_arg", "finance.ledger.journal_entries", 5},
    {"unityCatalog", "getTable", "orla.vennick", "full_name_arg", "prod.sales.customers", 4},
    {"unityCatalog", "generateTemporaryTableCredential", "sefa.lindqvar", "table_full_name", "prod.web.sessions", 7},
    {"jobs", "runNow", "tam.quarriel", "job_id", "1016", 2},
    {"databrickssql", "commandSubmit", "anouk.desmarq", "warehouseId", "warehouse 1", 8},
    {"clusters", "start", "mika.thornbee", "cluster_name", "ml-workbench", 1},
    {"accounts", "tokenLogin", "rafi.gransdal", "user", "rafi.gransdal@larkmoor.example", 3},
    {"unityCatalog", "updatePermissions", "bram.oldacre", "securable_full_name", "prod.sales", 0, 12, 22},
    {"jobs", "update", "mika.thornbee", "job_id", "1003", 0, 9, 16},
    {"databrickssql", "editWarehouse", "orla.vennick", "id", "warehouse 0", 0, 24, 17, "auto_stop_mins", "0"},
    {"secrets", "deleteScope", "sefa.lindqvar", "scope", "mailing", 0, 3, 11},
    {"accounts", "delete", "wren.ashdale", "targetUserName", "emrys.tarnholt@larkmoor.example", 0, 28, 10},
};

std::string value_of(const ActText& act, const Dice& dice) {
  constexpr std::string_view kWarehouse = "warehouse ";
  if (!act.value.starts_with(kWarehouse)) return std::string(act.value);
  return warehouse_id(dice, act.value[kWarehouse.size()] - '0');
}

std::string acts_insert(const Dice& dice, WallTime now) {
  std::vector<std::string> rows;
  for (const ActText& act : kActs)
    rows.push_back(fmt::format("('{}', '{}', '{}', '{}', {}, '{}', '{}', {}, {}, {})", act.service, act.action,
                               mail_of(act.login), act.key, sql_text(value_of(act, dice)), act.also, act.also_value,
                               act.a_day, act.days_ago, act.hour));
  return fmt::format(
      R"(INSERT INTO system.access."lc:audit"
WITH acts(service, act, who, param, said, also, also_said, a_day, days_ago, hour) AS (VALUES {0}),
done AS (SELECT a.*, d.range AS ago, n.range AS n, CAST(CAST({1} AS DATE) - CAST(d.range AS INTEGER) AS TIMESTAMP)
    + to_hours(CAST(hour AS BIGINT)) + to_seconds(CAST(hash(service, who, d.range, n.range, {2}) % 20000 AS BIGINT)) AS happened
  FROM acts a CROSS JOIN range(30) d CROSS JOIN range(8) n
  WHERE (a_day > n.range) OR (a_day = 0 AND n.range = 0 AND d.range = days_ago))
SELECT '@ACCOUNT', '@WORKSPACE', '2.0', happened, CAST(happened AS DATE), concat('10.20.', length(who), '.', n + 4),
  'Mozilla/5.0 (X11; Linux x86_64)', NULL, {{'email': who, 'subject_name': NULL}}, service, act,
  md5(concat(who, act, ago, '/', n, 'q')),
  CASE WHEN also = '' THEN MAP {{param: said}} ELSE MAP {{param: said, also: also_said}} END, {{'status_code': 200, 'error_message': NULL, 'result': NULL}},
  'WORKSPACE_LEVEL', md5(concat(who, act, ago, '/', n)), {{'run_by': who, 'run_as': NULL}}
FROM done WHERE happened < {1})",
      text::join(rows, ", "), moment(now), dice.roll("acts") % 1'000'000'000);
}

}  // namespace

std::span<const Flow> company_flows() {
  return kFlows;
}

std::vector<std::string> render_activity_sql(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now) {
  std::vector<std::string> edges;
  std::vector<std::string> columns;
  for (const Flow& flow : kFlows) {
    edges.push_back(lineage_row(flow, ""));
    const BuiltTable* source = find_table(tables, flow.source);
    const BuiltTable* target = find_table(tables, flow.target);
    if (source == nullptr || target == nullptr) continue;
    for (const ColumnSpec& column : source->spec.columns) {
      const bool shared = std::any_of(target->spec.columns.begin(), target->spec.columns.end(),
                                      [&](const ColumnSpec& other) { return other.name == column.name; });
      if (shared) columns.push_back(lineage_row(flow, column.name));
    }
  }
  const std::string robot = dice.uuid("svc-prod-jobs");
  return {lineage_insert("table_lineage", edges, false, robot, now),
          lineage_insert("column_lineage", columns, true, robot, now), requests_insert(dice, now),
          acts_insert(dice, now)};
}

}  // namespace lakecode::local
