// The schema prod.logistics: vans, routes and parcels.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec depots() {
  TableSpec t{"prod.logistics.depots", "Buildings that vans start from.", "logistics-data", kDepots};
  t.exact_rows = true;
  t.key = "depot_id";
  t.tags = "domain=logistics,tier=reference";
  t.columns = {
      {"depot_id", "VARCHAR", "'DEP-' || (101 + k)", "Key"},
      {"region", "VARCHAR", "['north', 'east', 'south', 'west'][1 + i % 4]", "Sales region served"},
      {"docks", "INTEGER", "CAST(4 + h1 % 20 AS INTEGER)", "Loading docks"},
      {"floor_area_m2", "DOUBLE", "round(800 + (h2 % 42000) / 10.0, 1)", "Square metres"},
      {"cooled", "BOOLEAN", "h3 % 3 = 0", "Has a cold room"},
  };
  return t;
}

TableSpec parcels() {
  TableSpec t{"prod.logistics.parcels", "Crates and parcels handed to a van.", "logistics-data", kParcels};
  t.key = "parcel_id";
  t.time_column = "packed_at";
  t.tags = "domain=logistics,tier=gold";
  t.columns = {
      {"parcel_id", "VARCHAR", "'PCL-' || (2000001 + k)", "Label"},
      {"order_id", "VARCHAR", "'ORD-' || (700001 + h1 % 24000)", "Order inside"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h2 % 64)", "Depot it left from"},
      {"weight_kg", "DOUBLE", "round(0.4 + (h3 % 21000) / 1000.0, 3)", "Weight on the belt"},
      {"service", "VARCHAR", "['same_day', 'next_day', 'evening', 'pickup'][1 + h4 % 4]", "Service booked"},
      {"packed_at", "TIMESTAMP", "ts", "Sealed, UTC"},
  };
  t.defects = {{"outlier", "weight_kg", Plant::Replace, 1500, "round(9000.0 + (h3 % 15000), 3)"}};
  t.references = {{"order_id", "prod.sales.orders", "order_id"}, {"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec routes() {
  TableSpec t{"prod.logistics.routes", "One drive of one van.", "logistics-data", 2'600};
  t.span_days = 120;
  t.key = "route_id";
  t.time_column = "started_at";
  t.tags = "domain=logistics,tier=gold";
  t.columns = {
      {"route_id", "VARCHAR", "'RTE-' || (30001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Start"},
      {"stops", "INTEGER", "CAST(6 + h2 % 34 AS INTEGER)", "Doorsteps"},
      {"distance_km", "DOUBLE", "round(8 + (h3 % 11000) / 100.0, 2)", "Kilometres driven"},
      {"started_at", "TIMESTAMP", "ts", "Left the dock, UTC"},
      {"ended_at", "TIMESTAMP", "least(ts + to_minutes(60 + h4 % 300), @NOW)", "Back at the dock, UTC"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec drivers() {
  TableSpec t{"prod.logistics.drivers", "People who drive; numbers only, and how to ring them.", "logistics-data", 340};
  t.key = "driver_id";
  t.tags = "domain=logistics,contains=personal";
  t.columns = {
      {"driver_id", "VARCHAR", "'DRV-' || (5001 + k)", "Badge"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Home depot"},
      {"mobile", "VARCHAR",
       "'+00 77 ' || lpad(CAST(h2 % 10000 AS VARCHAR), 4, '0') || ' ' || "
       "lpad(CAST(h3 % 10000 AS VARCHAR), 4, '0')",
       "Mobile phone"},
      {"shift", "VARCHAR", "['early', 'day', 'late'][1 + h4 % 3]", "Usual shift"},
      {"vehicle_class", "VARCHAR", "['van', 'e_van', 'cargo_bike'][1 + h5 % 3]", "May drive"},
  };
  t.defects = {
      {"pii", "mobile", Plant::WholeColumn},
      {"placeholder", "vehicle_class", Plant::Replace, 14, "'unknown'"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec scan_events() {
  TableSpec t{"prod.logistics.scan_events", "Every beep of a scanner.", "logistics-data", 50'000};
  t.span_days = 60;
  t.newest_minutes = 4;
  t.key = "event_id";
  t.time_column = "scanned_at";
  t.partition = "region";
  t.tags = "domain=logistics,tier=bronze";
  t.columns = {
      {"event_id", "VARCHAR", "'SCN-' || (9000001 + k)", "Key"},
      {"parcel_id", "VARCHAR", "'PCL-' || (2000001 + h1 % 30000)", "Label read"},
      {"region", "VARCHAR", "['north', 'south', 'west', 'islands', 'coast', 'hills'][1 + h2 % 6]", "Partition"},
      {"scan_kind", "VARCHAR", "['in', 'sorted', 'loaded', 'handed_over'][1 + h3 % 4]", "What happened"},
      {"scanned_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {
      {"partition_skew", "region", Plant::Flood, 6, "'east'"},
      {"small_files", "", Plant::FileLayout, 14'200},
  };
  t.references = {{"parcel_id", "prod.logistics.parcels", "parcel_id"}};
  return t;
}

TableSpec vehicles() {
  TableSpec t{"prod.logistics.vehicles", "Vans and bikes.", "logistics-data", 410};
  t.key = "vehicle_id";
  t.tags = "domain=logistics,tier=reference";
  t.columns = {
      {"vehicle_id", "VARCHAR", "'VAN-' || (1001 + k)", "Key"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + h1 % 64)", "Garage"},
      {"kind", "VARCHAR", "['van', 'e_van', 'cargo_bike'][1 + h2 % 3]", "Kind"},
      {"payload_kg", "DOUBLE", "round(80 + (h3 % 9000) / 10.0, 1)", "Payload"},
      {"odometer_km", "DOUBLE", "round(500 + (h4 % 1500000) / 10.0, 1)", "Read last week"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

TableSpec delivery_attempts() {
  TableSpec t{"prod.logistics.delivery_attempts", "Rings at doors.", "logistics-data", 18'000};
  t.key = "attempt_id";
  t.time_column = "attempted_at";
  t.tags = "domain=logistics,tier=silver";
  t.columns = {
      {"attempt_id", "VARCHAR", "'ATT-' || (4000001 + k)", "Key"},
      {"parcel_id", "VARCHAR", "'PCL-' || (2000001 + h1 % 30000)", "Parcel"},
      {"outcome", "VARCHAR", "['handed_over', 'neighbour', 'nobody_home', 'refused'][1 + h2 % 4]", "Result"},
      {"wait_seconds", "INTEGER", "CAST(5 + h3 % 180 AS INTEGER)", "Seconds at the door"},
      {"promised_at", "TIMESTAMP", "ts - to_minutes(5 + h4 % 90)", "Start of the promised window, UTC"},
      {"attempted_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"impossible_date", "promised_at", Plant::Replace, 310,
                "[TIMESTAMP '1900-01-01 00:00:00', TIMESTAMP '0001-01-01 00:00:00'][1 + h4 % 2]"}};
  t.references = {{"parcel_id", "prod.logistics.parcels", "parcel_id"}};
  return t;
}

TableSpec depot_capacity() {
  TableSpec t{"prod.logistics.depot_capacity", "Slots offered a day and depot.", "logistics-data", kDepots * 45};
  t.exact_rows = true;
  t.span_days = 45;
  t.time_column = "capacity_day";
  t.tags = "domain=logistics,tier=silver";
  t.columns = {
      {"capacity_day", "DATE", "CAST(@NOW AS DATE) - CAST(44 - i // 64 AS INTEGER)", "Day"},
      {"depot_id", "VARCHAR", "'DEP-' || (101 + i % 64)", "Depot"},
      {"slots", "INTEGER", "CAST(40 + h1 % 160 AS INTEGER)", "Slots offered"},
      {"slots_taken", "INTEGER", "CAST(5 + h1 % 160 AS INTEGER)", "Slots sold"},
  };
  t.references = {{"depot_id", "prod.logistics.depots", "depot_id"}};
  return t;
}

}  // namespace

std::vector<TableSpec> logistics_tables() {
  return {depots(), parcels(), routes(), drivers(), scan_events(), vehicles(), delivery_attempts(), depot_capacity()};
}

}  // namespace lakecode::local
