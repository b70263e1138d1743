// The schemas prod.workforce and prod.marketing: shifts and vans' crews, offers and what they brought.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec shifts() {
  TableSpec t{"prod.workforce.shifts", "Planned shifts in the depots.", "data-platform", 12'000};
  t.span_days = 60;
  t.key = "shift_id";
  t.time_column = "starts_at";
  t.tags = "domain=workforce,tier=silver";
  t.columns = {
      {"shift_id", "VARCHAR", "'SHF-' || (510001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Where"},
      {"crew", "VARCHAR", "['loaders', 'pickers', 'drivers', 'dock'][1 + h2 % 4]", "Crew"},
      {"heads", "INTEGER", "CAST(2 + h3 % 18 AS INTEGER)", "People planned"},
      {"starts_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec badge_swipes() {
  TableSpec t{"prod.workforce.badge_swipes", "Gates opened, without who opened them.", "data-platform", 15'000};
  t.span_days = 30;
  t.key = "swipe_id";
  t.time_column = "swiped_at";
  t.tags = "domain=workforce,tier=bronze";
  t.columns = {
      {"swipe_id", "VARCHAR", "'SWP-' || (9100001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Where"},
      {"gate", "VARCHAR", "['north', 'south', 'dock', 'yard'][1 + h2 % 4]", "Gate"},
      {"direction", "VARCHAR", "['in', 'out'][1 + h3 % 2]", "Which way"},
      {"swiped_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec absences() {
  TableSpec t{"prod.workforce.absences", "Days off by crew and reason.", "data-platform", 2'400};
  t.span_days = 120;
  t.key = "absence_id";
  t.time_column = "reported_at";
  t.tags = "domain=workforce,tier=silver";
  t.columns = {
      {"absence_id", "VARCHAR", "'ABS-' || (72001 + k)", "Key"},
      {"crew", "VARCHAR", "['loaders', 'pickers', 'drivers', 'dock'][1 + h1 % 4]", "Crew"},
      {"reason", "VARCHAR", "['holiday', 'training', 'ill', 'family'][1 + h2 % 4]", "Reason told"},
      {"days", "INTEGER", "CAST(1 + h3 % 14 AS INTEGER)", "Days off"},
      {"reported_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec overtime() {
  TableSpec t{"prod.workforce.overtime", "Hours beyond the plan.", "data-platform", 3'200};
  t.span_days = 90;
  t.key = "entry_id";
  t.time_column = "worked_at";
  t.tags = "domain=workforce,tier=silver";
  t.columns = {
      {"entry_id", "VARCHAR", "'OVT-' || (83001 + k)", "Key"},
      {"shift_id", "VARCHAR", "'SHF-' || (510001 + h1 % 12000)", "Shift"},
      {"minutes", "INTEGER", "CAST(10 + h2 % 170 AS INTEGER)", "Minutes beyond the plan"},
      {"worked_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"shift_id", "prod.workforce.shifts", "shift_id"}};
  return t;
}

TableSpec trainings() {
  TableSpec t{"prod.workforce.trainings", "Courses that crews took.", "data-platform", 1'800};
  t.span_days = 150;
  t.key = "training_id";
  t.time_column = "held_at";
  t.tags = "domain=workforce,tier=silver";
  t.columns = {
      {"training_id", "VARCHAR", "'TRN-' || (6001 + k)", "Key"},
      {"course", "VARCHAR", "['forklift', 'cold_chain', 'first_aid', 'driving', 'safety'][1 + h1 % 5]", "Course"},
      {"seats", "INTEGER", "CAST(4 + h2 % 20 AS INTEGER)", "Seats taken"},
      {"held_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec equipment_checks() {
  TableSpec t{"prod.workforce.equipment_checks", "Forklifts and scanners before a shift.", "data-platform", 5'000};
  t.span_days = 60;
  t.key = "check_id";
  t.time_column = "checked_at";
  t.tags = "domain=workforce,tier=bronze";
  t.columns = {
      {"check_id", "VARCHAR", "'CHK-' || (270001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Where"},
      {"equipment", "VARCHAR", "['forklift', 'scanner', 'cart', 'scale'][1 + h2 % 4]", "What"},
      {"battery_percent", "INTEGER", "CAST(20 + h3 % 81 AS INTEGER)", "Charge"},
      {"checked_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec campaigns() {
  TableSpec t{"prod.marketing.campaigns", "Offers by week and channel.", "sales-data", 1'500};
  t.span_days = 170;
  t.key = "campaign_id";
  t.time_column = "created_at";
  t.tags = "domain=marketing,tier=gold";
  t.columns = {
      {"campaign_id", "VARCHAR", "'CMP-' || (3001 + k)", "Key"},
      {"channel", "VARCHAR", "['leaflet', 'mail', 'app', 'radio'][1 + h1 % 4]", "Where it ran"},
      {"discount_percent", "INTEGER", "CAST(5 + h2 % 36 AS INTEGER)", "Off the list price"},
      {"created_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec coupons() {
  TableSpec t{"prod.marketing.coupons", "Coupons that were printed.", "sales-data", 9'000};
  t.span_days = 90;
  t.key = "coupon_id";
  t.time_column = "printed_at";
  t.tags = "domain=marketing,tier=silver";
  t.columns = {
      {"coupon_id", "VARCHAR", "'CPN-' || (4400001 + k)", "Key"},
      {"campaign_id", "VARCHAR", "'CMP-' || (3001 + h1 % 1500)", "Campaign"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h2 % 1200)", "Product"},
      {"value", "DECIMAL(8,2)", "CAST((50 + h3 % 950) / 100.0 AS DECIMAL(8,2))", "EUR"},
      {"printed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"campaign_id", "prod.marketing.campaigns", "campaign_id"},
                  {"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

TableSpec redemptions() {
  TableSpec t{"prod.marketing.redemptions", "Coupons that came back in a basket.", "sales-data", 6'500};
  t.span_days = 60;
  t.key = "redemption_id";
  t.time_column = "redeemed_at";
  t.tags = "domain=marketing,tier=silver";
  t.columns = {
      {"redemption_id", "VARCHAR", "'RDM-' || (560001 + k)", "Key"},
      {"coupon_id", "VARCHAR", "'CPN-' || (4400001 + h1 % 9000)", "Coupon"},
      {"order_id", "VARCHAR", "'ORD-' || (700001 + h2 % 24000)", "Basket"},
      {"redeemed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"coupon_id", "prod.marketing.coupons", "coupon_id"}, {"order_id", "prod.sales.orders", "order_id"}};
  return t;
}

TableSpec leaflet_drops() {
  TableSpec t{"prod.marketing.leaflet_drops", "Leaflets by district.", "sales-data", 3'000};
  t.span_days = 120;
  t.key = "drop_id";
  t.time_column = "dropped_at";
  t.tags = "domain=marketing,tier=bronze";
  t.columns = {
      {"drop_id", "VARCHAR", "'DRP-' || (19001 + k)", "Key"},
      {"district", "VARCHAR", "['harbour', 'old_town', 'hillside', 'meadows', 'station'][1 + h1 % 5]", "District"},
      {"copies", "INTEGER", "CAST(200 + h2 % 2800 AS INTEGER)", "Copies"},
      {"dropped_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec ad_clicks() {
  TableSpec t{"prod.marketing.ad_clicks", "Clicks on paid links.", "sales-data", 11'000};
  t.span_days = 45;
  t.key = "click_id";
  t.time_column = "clicked_at";
  t.tags = "domain=marketing,tier=bronze";
  t.columns = {
      {"click_id", "VARCHAR", "'CLK-' || (7700001 + k)", "Key"},
      {"campaign_id", "VARCHAR", "'CMP-' || (3001 + h1 % 1500)", "Campaign"},
      {"network", "VARCHAR", "['search', 'video', 'maps'][1 + h2 % 3]", "Where the link stood"},
      {"cost_cents", "INTEGER", "CAST(4 + h3 % 90 AS INTEGER)", "Cents paid"},
      {"clicked_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"campaign_id", "prod.marketing.campaigns", "campaign_id"}};
  return t;
}

TableSpec surveys() {
  TableSpec t{"prod.marketing.surveys", "Answers at the till.", "sales-data", 2'600};
  t.span_days = 90;
  t.key = "answer_id";
  t.time_column = "answered_at";
  t.tags = "domain=marketing,tier=silver";
  t.columns = {
      {"answer_id", "VARCHAR", "'ANS-' || (38001 + k)", "Key"},
      {"question", "VARCHAR", "['freshness', 'choice', 'price', 'queue'][1 + h1 % 4]", "Question"},
      {"points", "INTEGER", "CAST(1 + h2 % 10 AS INTEGER)", "One to ten"},
      {"answered_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec offer_stock() {
  TableSpec t{"prod.marketing.offer_stock", "Pieces set aside for offers.", "sales-data", 4'200};
  t.span_days = 60;
  t.key = "reserve_id";
  t.time_column = "reserved_at";
  t.tags = "domain=marketing,tier=silver";
  t.columns = {
      {"reserve_id", "VARCHAR", "'RSV-' || (150001 + k)", "Key"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h1 % 1200)", "Product"},
      {"pieces", "INTEGER", "CAST(6 + h2 % 240 AS INTEGER)", "Pieces"},
      {"reserved_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

}  // namespace

std::vector<TableSpec> workforce_tables() {
  return {shifts(), badge_swipes(), absences(), overtime(), trainings(), equipment_checks()};
}

std::vector<TableSpec> marketing_tables() {
  return {campaigns(), coupons(), redemptions(), leaflet_drops(), ad_clicks(), surveys(), offer_stock()};
}

}  // namespace lakecode::local
