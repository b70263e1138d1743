// The schema prod.sales. Its table `orders` is the one the demo command examines.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec orders() {
  TableSpec t{"prod.sales.orders", "One row per accepted basket, from checkout to doorstep.", "sales-data", kOrders};
  t.key = "order_id";
  t.time_column = "ordered_at";
  t.tags = "domain=sales,tier=gold,on_call=order-data";
  t.columns = {
      {"order_id", "VARCHAR", "'ORD-' || (700001 + k)", "Number printed on the delivery note"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Who ordered; see prod.sales.customers"},
      {"channel", "VARCHAR", "['app', 'web', 'phone', 'kiosk'][1 + h2 % 4]", "Where the basket was checked out"},
      {"status", "VARCHAR", "['placed', 'picked', 'out_for_delivery', 'delivered', 'cancelled'][1 + h3 % 5]",
       "Last known state of the order"},
      {"ordered_at", "TIMESTAMP", "ts", "Moment of checkout, UTC"},
      {"paid_at", "TIMESTAMP", "least(ts + to_seconds(20 + h5 % 200), @NOW)", "Card charged, UTC"},
      {"delivered_at", "TIMESTAMP", "least(ts + to_minutes(90 + h4 % 900), @NOW)", "Handover at the door, UTC"},
      {"basket_lines", "INTEGER", "CAST(1 + h5 % 24 AS INTEGER)", "Number of order lines"},
      {"total_amount", "DECIMAL(12,2)", "CAST((800 + h6 % 14000) / 100.0 AS DECIMAL(12,2))", "Basket total in EUR"},
      {"discount_amount", "DECIMAL(12,2)", "CAST((h2 % 900) / 100.0 AS DECIMAL(12,2))", "Discount in EUR"},
      {"delivery_area", "VARCHAR", "'LK' || lpad(CAST(1 + h4 % 48 AS VARCHAR), 2, '0')", "Area code of the doorstep"},
      {"contact_email", "VARCHAR", "'shopper' || lpad(CAST(h1 % 9000 AS VARCHAR), 4, '0') || '@mailbox.example'",
       "Where the receipt goes"},
  };
  t.defects = {
      {"duplicate_key", "order_id", Plant::CopyKey, 260},
      {"orphan", "customer_id", Plant::Replace, 410, "'CUS-' || (880001 + h1 % 500)"},
      {"null_ratio", "channel", Plant::Replace, 8, "NULL"},
      {"case_or_space", "status", Plant::Replace, 95, "['Delivered', ' placed', 'PICKED'][1 + h3 % 3]"},
      {"negative_value", "total_amount", Plant::Replace, 530, "CAST(-(800 + h6 % 9000) / 100.0 AS DECIMAL(12,2))"},
      {"inconsistent_pair", "delivered_at", Plant::Replace, 190, "ts - to_hours(3 + h4 % 40)"},
      {"future_date", "paid_at", Plant::Replace, 1900, "@NOW + to_days(CAST(40 + h4 % 300 AS INTEGER))"},
      {"placeholder", "delivery_area", Plant::Replace, 70, "'N/A'"},
      {"pii", "contact_email", Plant::WholeColumn},
      {"inconsistent_pair", "paid_at", Plant::Tolerated},
  };
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

TableSpec order_lines() {
  TableSpec t{"prod.sales.order_lines", "Products inside each order.", "sales-data", 48'000};
  t.key = "line_id";
  t.time_column = "added_at";
  t.tags = "domain=sales,tier=gold";
  t.columns = {
      {"line_id", "VARCHAR", "'OLN-' || (3000001 + k)", "Key of the line"},
      {"order_id", "VARCHAR", "'ORD-' || (700001 + h1 % 24000)", "Order the line belongs to"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h2 % 1200)", "Product bought"},
      {"quantity", "INTEGER", "CAST(1 + h3 % 8 AS INTEGER)", "Pieces or packs"},
      {"unit_price", "DECIMAL(10,2)", "CAST((95 + h4 % 1800) / 100.0 AS DECIMAL(10,2))", "Price of one in EUR"},
      {"vat_rate", "DECIMAL(5,3)", "CAST([0.055, 0.100, 0.200][1 + h5 % 3] AS DECIMAL(5,3))", "Rate applied"},
      {"added_at", "TIMESTAMP", "ts", "When it went into the basket, UTC"},
  };
  t.references = {{"order_id", "prod.sales.orders", "order_id"},
                  {"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

TableSpec customers() {
  TableSpec t{"prod.sales.customers", "Shoppers with an account.", "sales-data", kCustomers};
  t.exact_rows = true;
  t.span_days = 900;
  t.key = "customer_id";
  t.time_column = "joined_at";
  t.tags = "domain=sales,tier=gold,contains=personal";
  t.columns = {
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + k)", "Number on the loyalty card"},
      {"email", "VARCHAR", "'shopper' || lpad(CAST(k AS VARCHAR), 4, '0') || '@mailbox.example'", "Login"},
      {"phone", "VARCHAR",
       "'+00 55 ' || lpad(CAST(h1 % 10000 AS VARCHAR), 4, '0') || ' ' || "
       "lpad(CAST(h2 % 10000 AS VARCHAR), 4, '0')",
       "For the driver"},
      {"segment", "VARCHAR", "['family', 'single', 'shared_flat', 'office'][1 + h3 % 4]", "Household type"},
      {"home_area", "VARCHAR", "'LK' || lpad(CAST(1 + h4 % 48 AS VARCHAR), 2, '0')", "Delivery area"},
      {"joined_at", "TIMESTAMP", "ts", "First sign-in, UTC"},
      {"newsletter", "BOOLEAN", "h5 % 2 = 0", "Agreed to mail"},
  };
  t.defects = {
      {"pii", "email", Plant::WholeColumn},
      {"pii", "phone", Plant::WholeColumn},
      {"mixed_format", "phone", Plant::Replace, 9, "'055' || lpad(CAST(h1 % 10000000 AS VARCHAR), 7, '0')"},
      {"case_or_space", "phone", Plant::Tolerated},
  };
  return t;
}

TableSpec carts() {
  TableSpec t{"prod.sales.carts", "Baskets, checked out or left behind.", "sales-data", 12'000};
  t.key = "cart_id";
  t.time_column = "opened_at";
  t.span_days = 90;
  t.tags = "domain=sales,tier=silver";
  t.columns = {
      {"cart_id", "VARCHAR", "'CRT-' || (510001 + k)", "Key"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Owner of the basket"},
      {"device", "VARCHAR", "['phone', 'tablet', 'desktop'][1 + h2 % 3]", "Device class"},
      {"lines", "INTEGER", "CAST(1 + h3 % 30 AS INTEGER)", "Lines in the basket"},
      {"value", "DECIMAL(10,2)", "CAST((400 + h4 % 15000) / 100.0 AS DECIMAL(10,2))", "Value in EUR"},
      {"opened_at", "TIMESTAMP", "ts", "First item added, UTC"},
      {"closed_at", "TIMESTAMP", "least(ts + to_minutes(2 + h5 % 70), @NOW)", "Checked out or given up, UTC"},
  };
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

TableSpec refunds() {
  TableSpec t{"prod.sales.refunds", "Money given back.", "sales-data", 3'000};
  t.key = "refund_id";
  t.time_column = "refunded_at";
  t.tags = "domain=sales,tier=silver";
  t.columns = {
      {"refund_id", "VARCHAR", "'RFD-' || (82001 + k)", "Key"},
      {"order_id", "VARCHAR", "'ORD-' || (700001 + h1 % 24000)", "Order refunded"},
      {"reason", "VARCHAR", "['damaged', 'missing', 'late', 'wrong_item', 'quality'][1 + h2 % 5]", "Why"},
      {"amount", "DECIMAL(10,2)", "CAST((100 + h3 % 6000) / 100.0 AS DECIMAL(10,2))", "EUR"},
      {"refunded_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"orphan", "order_id", Plant::Replace, 37, "'ORD-' || (990001 + h1 % 4000)"}};
  t.references = {{"order_id", "prod.sales.orders", "order_id"}};
  return t;
}

TableSpec promotions() {
  TableSpec t{"prod.sales.promotions", "Offers with their period.", "pricing", 420};
  t.key = "promotion_id";
  t.time_column = "starts_at";
  t.tags = "domain=sales,tier=silver";
  t.columns = {
      {"promotion_id", "VARCHAR", "'PRO-' || (6001 + k)", "Key"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h1 % 1200)", "Product on offer"},
      {"percent_off", "INTEGER", "CAST(5 + 5 * (h2 % 8) AS INTEGER)", "Percent"},
      {"currency", "VARCHAR", "'EUR'", "Currency of the flyer"},
      {"starts_at", "TIMESTAMP", "ts", "First minute, UTC"},
      {"ends_at", "TIMESTAMP", "least(ts + to_hours(12 + h3 % 60), @NOW)", "Last minute so far, UTC"},
  };
  t.defects = {
      {"constant", "currency", Plant::WholeColumn},
      {"inconsistent_pair", "ends_at", Plant::Replace, 33, "ts - to_hours(5 + h3 % 48)"},
  };
  t.references = {{"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

TableSpec loyalty_points() {
  TableSpec t{"prod.sales.loyalty_points", "Points earned per order.", "sales-data", 15'000};
  t.key = "entry_id";
  t.time_column = "earned_at";
  t.tags = "domain=sales,tier=gold";
  t.columns = {
      {"entry_id", "VARCHAR", "'LOY-' || (150001 + k)", "Key"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Who earned"},
      {"points", "INTEGER", "CAST(5 + h2 % 240 AS INTEGER)", "Points"},
      {"source", "VARCHAR", "['basket', 'campaign', 'referral', 'correction'][1 + h3 % 4]", "Why"},
      {"earned_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

TableSpec daily_sales() {
  TableSpec t{"prod.sales.daily_sales", "Sales a day and region, four regions.", "sales-data", 1'600};
  t.exact_rows = true;
  t.span_days = 400;
  t.time_column = "sales_day";
  t.tags = "domain=sales,tier=gold";
  t.columns = {
      {"sales_day", "DATE", "CAST(@NOW AS DATE) - CAST(399 - i // 4 AS INTEGER)", "Calendar day"},
      {"region", "VARCHAR", "['north', 'east', 'south', 'west'][1 + i % 4]", "Sales region"},
      {"orders", "INTEGER", "CAST(180 + h1 % 220 AS INTEGER)", "Orders delivered"},
      {"revenue", "DECIMAL(14,2)", "CAST((900000 + h2 % 1400000) / 100.0 AS DECIMAL(14,2))", "EUR"},
      {"baskets_left", "INTEGER", "CAST(20 + h3 % 90 AS INTEGER)", "Baskets not checked out"},
  };
  t.defects = {{"time_gap", "sales_day", Plant::DropRows, 24}};
  return t;
}

}  // namespace

std::vector<TableSpec> sales_tables() {
  return {customers(), orders(), order_lines(), carts(), refunds(), promotions(), loyalty_points(), daily_sales()};
}

}  // namespace lakecode::local
