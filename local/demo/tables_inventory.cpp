// The schema prod.inventory: what lies where, and from whom it came.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec products() {
  TableSpec t{"prod.inventory.products", "Everything that can be put into a basket.", "assortment", kProducts};
  t.exact_rows = true;
  t.key = "product_id";
  t.tags = "domain=inventory,tier=gold";
  t.columns = {
      {"product_id", "VARCHAR", "'PRD-' || (40001 + k)", "Key"},
      {"title", "VARCHAR",
       "['Oat', 'Barley', 'Plum', 'Leek', 'Rye', 'Pear', 'Fennel', 'Walnut'][1 + i % 8] || ' ' || "
       "['drink', 'bread', 'jam', 'soup', 'crisps', 'yoghurt'][1 + (i // 8) % 6] || ' no. ' || (1 + i // 48)",
       "Text on the shelf label"},
      {"category", "VARCHAR", "['bakery', 'dairy', 'pantry', 'produce', 'drinks', 'household'][1 + h1 % 6]", "Aisle"},
      {"supplier_id", "VARCHAR", "'SUP-' || (701 + h2 % 180)", "Usual supplier"},
      {"pack_weight_kg", "DOUBLE", "round(0.1 + (h3 % 3900) / 1000.0, 3)", "Gross weight"},
      {"shelf_life_days", "INTEGER", "CAST(3 + h4 % 300 AS INTEGER)", "Days from delivery"},
  };
  t.references = {{"supplier_id", "prod.inventory.suppliers", "supplier_id"}};
  return t;
}

TableSpec suppliers() {
  TableSpec t{"prod.inventory.suppliers", "Who delivers to the depots.", "assortment", kSuppliers};
  t.exact_rows = true;
  t.key = "supplier_id";
  t.tags = "domain=inventory,tier=reference";
  t.columns = {
      {"supplier_id", "VARCHAR", "'SUP-' || (701 + k)", "Key"},
      {"country", "VARCHAR", "['Norland', 'Estmark', 'Suderia', 'Westholm'][1 + h1 % 4]", "Country of the plant"},
      {"lead_time_days", "INTEGER", "CAST(1 + h2 % 21 AS INTEGER)", "Days from order to dock"},
      {"rating", "DOUBLE", "round(1 + (h3 % 400) / 100.0, 2)", "1 to 5, by the buyers"},
  };
  t.defects = {{"case_or_space", "country", Plant::Replace, 12, "['norland', ' Estmark', 'SUDERIA'][1 + h1 % 3]"}};
  return t;
}

TableSpec stock_levels() {
  TableSpec t{"prod.inventory.stock_levels", "Pieces on the shelf by depot and product.", "assortment", 20'000};
  t.span_days = 30;
  t.key = "level_id";
  t.time_column = "counted_at";
  t.tags = "domain=inventory,tier=gold";
  t.columns = {
      {"level_id", "VARCHAR", "'STK-' || (600001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Where"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h2 % 1200)", "What"},
      {"on_hand", "INTEGER", "CAST(h3 % 480 AS INTEGER)", "Pieces on the shelf, never below zero"},
      {"reserved", "INTEGER", "CAST(h4 % 60 AS INTEGER)", "Pieces promised to orders"},
      {"counted_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"negative_value", "on_hand", Plant::Replace, 115, "CAST(-(2 + h3 % 40) AS INTEGER)"}};
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"},
                  {"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

TableSpec stock_movements() {
  TableSpec t{"prod.inventory.stock_movements", "Goods in and goods out.", "assortment", 25'000};
  t.span_days = 90;
  t.key = "movement_id";
  t.time_column = "moved_at";
  t.tags = "domain=inventory,tier=gold";
  t.columns = {
      {"movement_id", "VARCHAR", "'MOV-' || (8000001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Where"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h2 % 1200)", "What"},
      {"direction", "VARCHAR", "['in', 'out', 'transfer'][1 + h3 % 3]", "Which way"},
      {"pieces", "INTEGER", "CAST(1 + h4 % 144 AS INTEGER)", "How many"},
      {"moved_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"},
                  {"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

TableSpec purchase_orders() {
  TableSpec t{"prod.inventory.purchase_orders", "What the buyers ordered.", "assortment", 4'000};
  t.key = "po_number";
  t.time_column = "ordered_on";
  t.tags = "domain=inventory,tier=silver";
  t.columns = {
      {"po_number", "VARCHAR", "'PO-' || (90001 + k)", "Key"},
      {"supplier_id", "VARCHAR", "'SUP-' || (701 + h1 % 180)", "From whom"},
      {"pieces", "INTEGER", "CAST(24 + 12 * (h2 % 90) AS INTEGER)", "Pieces ordered"},
      {"net_value", "DECIMAL(12,2)", "CAST((9000 + h3 % 400000) / 100.0 AS DECIMAL(12,2))", "EUR"},
      {"ordered_on", "DATE", "CAST(ts AS DATE)", "Sent to the supplier"},
      {"received_on", "DATE", "least(CAST(ts AS DATE) + CAST(1 + h4 % 12 AS INTEGER), CAST(@NOW AS DATE))",
       "Last pallet on the dock"},
  };
  t.defects = {
      {"inconsistent_pair", "received_on", Plant::Replace, 71, "CAST(ts AS DATE) - CAST(2 + h4 % 20 AS INTEGER)"},
      {"null_ratio", "supplier_id", Plant::Replace, 11, "NULL"},
  };
  t.references = {{"supplier_id", "prod.inventory.suppliers", "supplier_id"}};
  return t;
}

TableSpec shelf_prices() {
  TableSpec t{"prod.inventory.shelf_prices", "Prices as the label printer received them.", "pricing", 6'000};
  t.span_days = 120;
  t.key = "label_id";
  t.time_column = "printed_at";
  t.tags = "domain=inventory,tier=bronze";
  t.columns = {
      {"label_id", "VARCHAR", "'LBL-' || (310001 + k)", "Key"},
      {"product_id", "VARCHAR", "'PRD-' || (40001 + h1 % 1200)", "Product"},
      {"list_price", "VARCHAR", "printf('%.2f', (79 + h2 % 2900) / 100.0)", "EUR, as text"},
      {"printed_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"type_text", "list_price", Plant::WholeColumn}};
  t.references = {{"product_id", "prod.inventory.products", "product_id"}};
  return t;
}

}  // namespace

std::vector<TableSpec> inventory_tables() {
  return {products(), suppliers(), stock_levels(), stock_movements(), purchase_orders(), shelf_prices()};
}

}  // namespace lakecode::local
