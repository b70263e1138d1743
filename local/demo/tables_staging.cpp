// The catalog staging: what arrives before anybody has cleaned it, and what the model builders keep.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec orders_raw() {
  TableSpec t{"staging.raw.orders_raw", "Orders as the shop sends them.", "ingest", 20'000};
  t.span_days = 45;
  t.key = "message_id";
  t.time_column = "landed_at";
  t.tags = "tier=bronze";
  t.columns = {
      {"message_id", "VARCHAR", "'MSG-' || (6000001 + k)", "Key"},
      {"order_ref", "VARCHAR", "'ORD-' || (700001 + h1 % 24000)", "Order"},
      {"order_day", "VARCHAR", "strftime(ts, '%Y-%m-%d')", "Day as text"},
      {"total", "VARCHAR", "printf('%.2f', (800 + h2 % 14000) / 100.0)", "Total as text"},
      {"till", "VARCHAR", "'till-' || (1 + h3 % 40)", "Where it was typed"},
      {"landed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {
      {"duplicate_row", "", Plant::CopyRow, 88},
      {"duplicate_key", "message_id", Plant::Tolerated},
      {"type_text", "order_day", Plant::Tolerated},
      {"mixed_format", "order_day", Plant::Replace, 12, "strftime(ts, '%d/%m/%Y')"},
      {"type_text", "total", Plant::WholeColumn},
      {"placeholder", "till", Plant::Replace, 25, "'-'"},
  };
  return t;
}

TableSpec parcels_raw() {
  TableSpec t{"staging.raw.parcels_raw", "Parcel messages of the belts.", "ingest", 15'000};
  t.span_days = 30;
  t.key = "message_id";
  t.time_column = "landed_at";
  t.tags = "tier=bronze";
  t.columns = {
      {"message_id", "VARCHAR", "'PMS-' || (3500001 + k)", "Key"},
      {"parcel_ref", "VARCHAR", "'PCL-' || (2000001 + h1 % 30000)", "Label"},
      {"belt", "VARCHAR", "'belt-' || (1 + h2 % 30)", "Belt"},
      {"belt_speed", "DOUBLE", "round(0.5 + (h3 % 200) / 100.0, 2)", "Metres a second"},
      {"landed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {
      {"schema_drift", "belt_speed", Plant::ColumnChange},
      {"small_files", "", Plant::FileLayout, 6'800},
  };
  return t;
}

TableSpec supplier_feed() {
  TableSpec t{"staging.raw.supplier_feed", "Catalogue pages that suppliers upload.", "ingest", 5'000};
  t.span_days = 60;
  t.key = "feed_id";
  t.time_column = "landed_at";
  t.tags = "tier=bronze";
  t.columns = {
      {"feed_id", "VARCHAR", "'FED-' || (91001 + k)", "Key"},
      {"unit", "VARCHAR", "['kg', 'piece', 'litre'][1 + h1 % 3]", "Unit"},
      {"barcode", "VARCHAR", "'B' || lpad(CAST(h2 AS VARCHAR), 12, '0')", "Code on the pack"},
      {"offer_price", "DECIMAL(10,2)", "CAST((60 + h3 % 4000) / 100.0 AS DECIMAL(10,2))", "EUR"},
      {"landed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {
      {"case_or_space", "unit", Plant::Replace, 21, "['KG', 'Piece', 'litre '][1 + h1 % 3]"},
      {"null_ratio", "barcode", Plant::Replace, 5, "NULL"},
  };
  return t;
}

TableSpec clickstream_raw() {
  TableSpec t{"staging.raw.clickstream_raw", "Raw clicks.", "ingest", 24'000};
  t.span_days = 60;
  t.key = "click_id";
  t.time_column = "clicked_at";
  t.tags = "tier=bronze";
  t.columns = {
      {"click_id", "VARCHAR", "'CLK-' || (1200001 + k)", "Key"},
      {"element", "VARCHAR", "['add', 'remove', 'open', 'scroll', 'pay'][1 + h1 % 5]", "What was touched"},
      {"x_percent", "DOUBLE", "round((h2 % 10000) / 100.0, 2)", "Across the screen"},
      {"clicked_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"time_gap", "clicked_at", Plant::DropRows, 2'000}};
  return t;
}

TableSpec check_results() {
  TableSpec t{"staging.quality.check_results", "Outcome of nightly checks.", "platform", 3'000};
  t.span_days = 90;
  t.key = "result_id";
  t.time_column = "checked_at";
  t.tags = "tier=silver";
  t.columns = {
      {"result_id", "VARCHAR", "'CHK-' || (52001 + k)", "Key"},
      {"rule", "VARCHAR", "['rows', 'nulls', 'keys', 'range', 'fresh'][1 + h1 % 5]", "Rule"},
      {"outcome", "VARCHAR", "['pass', 'warn', 'fail'][1 + h2 % 3]", "Outcome"},
      {"seconds", "DOUBLE", "round(0.2 + (h3 % 900) / 100.0, 2)", "Run time"},
      {"checked_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec rejected_rows() {
  TableSpec t{"staging.quality.rejected_rows", "Rows that the loaders put aside.", "platform", 1'100};
  t.span_days = 30;
  t.key = "reject_id";
  t.time_column = "rejected_at";
  t.tags = "tier=bronze";
  t.columns = {
      {"reject_id", "VARCHAR", "'REJ-' || (8801 + k)", "Key"},
      {"reason", "VARCHAR", "['bad_date', 'no_key', 'late'][1 + h1 % 3]", "Why"},
      {"source_file", "VARCHAR", "'part-' || lpad(CAST(h2 % 400 AS VARCHAR), 4, '0') || '.json'", "File"},
      {"rejected_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"dominant_value", "reason", Plant::Flood, 60, "'bad_total'"}};
  return t;
}

TableSpec demand_forecast() {
  TableSpec t{"staging.ml.demand_forecast", "Pieces expected by product, one day ahead.", "ml", 7'000};
  t.span_days = 60;
  t.key = "forecast_id";
  t.time_column = "made_at";
  t.tags = "domain=ml,tier=silver";
  t.columns = {
      {"forecast_id", "VARCHAR", "'FCS-' || (230001 + k)", "Key"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h1 % 1200)", "Product"},
      {"pieces", "DOUBLE", "round((h2 % 30000) / 100.0, 2)", "Expected pieces"},
      {"spread", "DOUBLE", "round(0.5 + (h3 % 900) / 100.0, 2)", "Standard deviation"},
      {"made_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

TableSpec customer_features() {
  TableSpec t{"staging.ml.customer_features", "Inputs of the churn model.", "ml", 9'000};
  t.span_days = 14;
  t.key = "feature_id";
  t.time_column = "computed_at";
  t.tags = "domain=ml,tier=silver";
  t.columns = {
      {"feature_id", "VARCHAR", "'FEA-' || (640001 + k)", "Key"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Shopper"},
      {"orders_90d", "INTEGER", "CAST(h2 % 36 AS INTEGER)", "Orders in 90 days"},
      {"spend_90d", "DOUBLE", "round((h3 % 240000) / 100.0, 2)", "EUR in 90 days"},
      {"feature_version", "VARCHAR", "'v7'", "Version of the recipe"},
      {"computed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"constant", "feature_version", Plant::WholeColumn}};
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

TableSpec churn_scores() {
  TableSpec t{"staging.ml.churn_scores", "Daily score of every shopper.", "ml", 9'000};
  t.span_days = 40;
  t.key = "score_id";
  t.time_column = "scored_at";
  t.tags = "domain=ml,tier=gold";
  t.columns = {
      {"score_id", "VARCHAR", "'SCO-' || (330001 + k)", "Key"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Shopper"},
      {"score", "DOUBLE", "round((h2 % 10000) / 10000.0, 4)", "Zero to one"},
      {"band", "VARCHAR", "['low', 'middle', 'high'][1 + h3 % 3]", "Band"},
      {"scored_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"freshness_gap", "scored_at", Plant::StopEarly, 6 * kMinutesADay}};
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

}  // namespace

std::vector<TableSpec> staging_tables() {
  return {orders_raw(),    parcels_raw(),     supplier_feed(),     clickstream_raw(), check_results(),
          rejected_rows(), demand_forecast(), customer_features(), churn_scores()};
}

}  // namespace lakecode::local
