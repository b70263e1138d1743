// Jobs around depots, vans and stock.
#include "local/demo/job_spec.h"

namespace lakecode::local {
namespace {

constexpr auto kPython = TaskKind::Python;
constexpr auto kJar = TaskKind::Jar;

JobSpec parcel_match() {
  JobSpec j{1002, "parcel-matching-nightly", "Matches parcels with scans and routes.", "tam.quarriel"};
  j.hour = 1;
  j.minute = 30;
  j.workers = 8;
  j.domain = "logistics";
  j.tasks = {
      {"read_scans", TaskKind::Notebook, "/Workspace/Shared/logistics/read_scans", "", 12},
      {"match", kJar, "com.larkmoor.match.Nightly", "read_scans", 41},
      {"late_parcels", TaskKind::Notebook, "/Workspace/Shared/logistics/late_parcels", "match", 6},
      {"publish", TaskKind::Sql, "/Workspace/Shared/logistics/publish.sql", "late_parcels", 2, "warehouse"},
  };
  j.outcomes = {{0, "spot_behind_fetch_failure", "match"}, {8, "container_137", "match"}};
  return j;
}

JobSpec demand_forecast() {
  JobSpec j{1003, "demand-forecast-daily", "Pieces expected tomorrow by product and depot.", "mika.thornbee"};
  j.hour = 3;
  j.domain = "ml";
  j.node = "r6gd.2xlarge";
  j.tasks = {
      {"features", TaskKind::Notebook, "/Workspace/Shared/ml/features", "", 16},
      {"train_forecast", kPython, "/Workspace/Shared/ml/train_forecast.py", "features", 38},
      {"quality_check", TaskKind::Notebook, "/Workspace/Shared/ml/quality_check", "features", 45},
      {"publish_forecast", TaskKind::Notebook, "/Workspace/Shared/ml/publish", "train_forecast,quality_check", 5},
  };
  j.outcomes = {{0, "driver_collects_everything", "train_forecast", Ending::Stays, "quality_check"},
                {5, "numpy_binary", "train_forecast"}};
  return j;
}

JobSpec scanner_sync() {
  JobSpec j{1004, "scanner-firmware-report", "Battery and firmware of scanners.", "tam.quarriel"};
  j.hour = 5;
  j.minute = 5;
  j.domain = "logistics";
  j.tasks = {{"pull_devices", TaskKind::Wheel, "scanner_sdk:pull_devices", "", 9},
             {"report", TaskKind::Notebook, "/Workspace/Shared/logistics/scanner_report", "pull_devices", 4}};
  j.outcomes = {{0, "init_script_hides_library", "pull_devices"}, {1, "init_script_hides_library", "pull_devices"}};
  return j;
}

JobSpec scan_stream() {
  JobSpec j{1014, "depot-scan-stream", "Reads scanner events from Kafka in batches.", "tam.quarriel", "svc-ingest"};
  j.rhythm = Rhythm::Hours;
  j.hour = 3;
  j.minute = 0;
  j.domain = "logistics";
  j.has_large_ids = true;
  j.tasks = {{"drain_topic", TaskKind::Notebook, "/Workspace/Shared/logistics/drain_topic", "", 14, "main", 1}};
  j.outcomes = {{4, "offsets_expired", "drain_topic"},
                {9, "already_running", ""},
                {60, "spot_behind_fetch_failure", "drain_topic", Ending::Recovers}};
  return j;
}

JobSpec scan_compaction() {
  JobSpec j{1015, "scan-events-compaction", "Removes old scans and joins small files.", "tam.quarriel"};
  j.hour = 0;
  j.minute = 20;
  j.domain = "logistics";
  j.tasks = {{"compact", kPython, "/Workspace/Shared/logistics/compact_scans.py", "", 26}};
  j.outcomes = {{1, "two_writers", "compact"}, {2, "two_writers", "compact"}, {12, "worker_disk_full", "compact"}};
  return j;
}

JobSpec routes() {
  JobSpec j{1016, "route-planning", "Plans the vans of the day.", "tam.quarriel"};
  j.rhythm = Rhythm::Hours;
  j.hour = 12;
  j.minute = 50;
  j.domain = "logistics";
  j.workers = 8;
  j.node = "r6gd.4xlarge";
  j.tasks = {
      {"load_slots", TaskKind::Notebook, "/Workspace/Shared/logistics/load_slots", "", 5},
      {"solve", kPython, "/Workspace/Shared/logistics/solve_routes.py", "load_slots", 33},
      {"send_to_vans", TaskKind::Notebook, "/Workspace/Shared/logistics/send_to_vans", "solve", 3},
  };
  j.outcomes = {{1, "no_machines", "load_slots"}, {17, "python_worker_killed", "solve"}};
  return j;
}

JobSpec area_outlines() {
  JobSpec j{1017, "delivery-area-outlines", "Simplifies the outlines of areas.", "tam.quarriel"};
  j.rhythm = Rhythm::Weekly;
  j.hour = 2;
  j.domain = "logistics";
  j.tasks = {{"outline", kPython, "/Workspace/Shared/logistics/areas.py", "", 19}};
  j.outcomes = {{0, "native_crash", "outline"}};
  return j;
}

JobSpec stock() {
  JobSpec j{1018, "stock-levels-daily", "Counts and corrections into prod.inventory.stock_levels.", "petra.wexcombe"};
  j.hour = 4;
  j.minute = 45;
  j.domain = "inventory";
  j.tasks = {
      {"merge_counts", TaskKind::Notebook, "/Workspace/Shared/inventory/merge_counts", "", 13},
      {"reserve", TaskKind::Notebook, "/Workspace/Shared/inventory/reserve", "merge_counts", 7},
      {"alert_low_stock", TaskKind::Sql, "/Workspace/Shared/inventory/low_stock.sql", "reserve", 2, "warehouse"},
  };
  j.outcomes = {{0, "check_constraint", "merge_counts"}, {3, "check_constraint", "merge_counts"}};
  return j;
}

JobSpec supplier_feed() {
  JobSpec j{1019, "supplier-feed-load", "Loads catalogue pages of suppliers.", "petra.wexcombe", "svc-ingest"};
  j.hour = 6;
  j.minute = 20;
  j.domain = "inventory";
  j.tasks = {
      {"load_feed", kPython, "/Workspace/Shared/ingest/load_feed.py", "", 8},
      {"clean_feed", kPython, "/Workspace/Shared/inventory/clean_feed.py", "load_feed", 11},
  };
  j.outcomes = {
      {2, "null_in_udf", "clean_feed"}, {6, "input_day_missing", "load_feed"}, {10, "not_a_parquet_file", "load_feed"}};
  return j;
}

JobSpec supplier_rank() {
  JobSpec j{1020, "supplier-ranking", "Ranks suppliers by punctuality.", "petra.wexcombe"};
  j.rhythm = Rhythm::Weekdays;
  j.hour = 8;
  j.domain = "inventory";
  j.tasks = {{"rank", TaskKind::Notebook, "/Workspace/Shared/assortment/rank_suppliers", "", 6, "shared"},
             {"terms", kPython, "/Workspace/Shared/assortment/supplier_terms.py", "rank", 4, "shared"}};
  j.outcomes = {{0, "notebook_moved", "rank"}, {4, "no_select", "terms"}, {5, "no_select", "terms"}};
  return j;
}

JobSpec scan_archive() {
  JobSpec j{1021, "scan-archive-read", "Statistics over archived scans.", "tam.quarriel"};
  j.rhythm = Rhythm::Weekly;
  j.hour = 4;
  j.domain = "logistics";
  j.tasks = {{"read_archive", TaskKind::Notebook, "/Workspace/Shared/logistics/read_archive", "", 35}};
  j.outcomes = {{1, "bucket_says_403", "read_archive"}};
  return j;
}

}  // namespace

std::vector<JobSpec> logistics_jobs() {
  return {parcel_match(),  demand_forecast(), scanner_sync(),  scan_stream(),   scan_compaction(), routes(),
          area_outlines(), stock(),           supplier_feed(), supplier_rank(), scan_archive()};
}

}  // namespace lakecode::local
