// Jobs around orders, prices and the shop. Job 1001 is the one the demo command diagnoses.
#include "local/demo/job_spec.h"

namespace lakecode::local {
namespace {

constexpr auto kPython = TaskKind::Python;
constexpr auto kSql = TaskKind::Sql;
constexpr auto kWheel = TaskKind::Wheel;

JobSpec settlement() {
  JobSpec j{1001, "order-settlement-nightly", "Matches orders with payments and books the result.", "orla.vennick"};
  j.hour = 2;
  j.minute = 40;
  j.workers = 6;
  j.tasks = {
      {"load_orders", TaskKind::Notebook, "/Workspace/Shared/settlement/load_orders", "", 9},
      {"load_payments", TaskKind::Notebook, "/Workspace/Shared/settlement/load_payments", "", 7, "main", 1},
      {"refresh_rates", kSql, "/Workspace/Shared/settlement/refresh_rates.sql", "", 2, "warehouse"},
      {"match_payments", kPython, "/Workspace/Shared/settlement/match_payments.py",
       "load_orders,load_payments,refresh_rates", 24},
      {"book_settlement", TaskKind::Notebook, "/Workspace/Shared/settlement/book", "match_payments", 8},
      {"book_vat", TaskKind::Notebook, "/Workspace/Shared/settlement/book_vat", "match_payments", 5},
      {"refresh_dashboard", kSql, "/Workspace/Shared/settlement/dashboard.sql", "book_settlement,book_vat", 3,
       "warehouse"},
      {"send_summary", TaskKind::Notebook, "/Workspace/Shared/settlement/send_summary", "refresh_dashboard", 2},
      {"release_locks", TaskKind::Notebook, "/Workspace/Shared/settlement/release_locks", "match_payments", 1, "main",
       0, "ALL_DONE"},
  };
  j.outcomes = {
      {0, "merge_meets_duplicates", "match_payments"},
      {4, "database_unreachable", "load_payments", Ending::Recovers},
      {11, "two_writers", "book_settlement", Ending::Repaired},
  };
  return j;
}

JobSpec order_stream_compaction() {
  JobSpec j{1005, "orders-raw-to-silver", "Cleans staging.raw.orders_raw.", "rafi.gransdal", "svc-ingest"};
  j.rhythm = Rhythm::Hours;
  j.hour = 6;
  j.minute = 10;
  j.tasks = {
      {"parse", TaskKind::Notebook, "/Workspace/Shared/orders/parse", "", 6, "serverless"},
      {"dedupe", TaskKind::Notebook, "/Workspace/Shared/orders/dedupe", "parse", 5, "serverless"},
      {"publish", kSql, "/Workspace/Shared/orders/publish.sql", "dedupe", 2, "warehouse"},
  };
  j.outcomes = {{2, "module_only_on_driver", "dedupe"},
                {3, "module_only_on_driver", "dedupe"},
                {40, "string_into_decimal", "publish"}};
  return j;
}

JobSpec price_labels() {
  JobSpec j{1006, "shelf-price-export", "Sends prices to the label printers.", "lotte.emberley"};
  j.hour = 4;
  j.minute = 15;
  j.domain = "pricing";
  j.has_alerts = false;
  j.tasks = {
      {"collect_prices", TaskKind::Notebook, "/Workspace/Shared/pricing/collect", "", 8},
      {"check_prices", TaskKind::Notebook, "/Workspace/Shared/pricing/check", "collect_prices", 4},
      {"export_labels", kPython, "/Workspace/Shared/pricing/export_labels.py", "check_prices", 12},
  };
  j.outcomes = {{0, "exit_one", "export_labels"}, {6, "cast_of_text", "collect_prices"}};
  return j;
}

JobSpec price_history() {
  JobSpec j{1007, "price-history-build", "Slowly changing prices.", "lotte.emberley"};
  j.hour = 5;
  j.domain = "pricing";
  j.tasks = {
      {"read_labels", TaskKind::Notebook, "/Workspace/Shared/pricing/read_labels", "", 7},
      {"build_history", kWheel, "larkmoor_pricing:build_history", "read_labels", 18},
  };
  j.outcomes = {{1, "cast_of_text", "build_history"}, {9, "wheel_not_found", "build_history"}};
  return j;
}

JobSpec customer_360() {
  JobSpec j{1008, "customer-profile-daily", "One row per shopper for service and marketing.", "orla.vennick"};
  j.hour = 6;
  j.timeout_minutes = 150;
  j.workers = 8;
  j.tasks = {
      {"orders_90d", TaskKind::Notebook, "/Workspace/Shared/profile/orders_90d", "", 11},
      {"visits_90d", TaskKind::Notebook, "/Workspace/Shared/profile/visits_90d", "", 14},
      {"join_profile", kPython, "/Workspace/Shared/profile/join_profile.py", "orders_90d,visits_90d", 31},
      {"publish_profile", kSql, "/Workspace/Shared/profile/publish.sql", "join_profile", 3, "warehouse"},
  };
  j.outcomes = {{0, "one_hot_key", "join_profile"}, {13, "one_hot_key", "join_profile"}};
  return j;
}

JobSpec sessions() {
  JobSpec j{1009, "web-sessions-build", "Visits from page events.", "sefa.lindqvar"};
  j.rhythm = Rhythm::Hours;
  j.hour = 12;
  j.minute = 20;
  j.domain = "web";
  j.tasks = {
      {"sessionise", TaskKind::Jar, "com.larkmoor.web.Sessionise", "", 22},
      {"enrich", kPython, "/Workspace/Shared/web/enrich_sessions.py", "sessionise", 9},
  };
  j.outcomes = {{3, "vacuumed_under_reader", "sessionise"}, {21, "closure_holds_client", "enrich"}};
  return j;
}

JobSpec segments() {
  JobSpec j{1010, "marketing-segments-push", "Sends segments to the mailing service.", "sefa.lindqvar"};
  j.hour = 7;
  j.minute = 30;
  j.domain = "web";
  j.tasks = {
      {"build_segments", TaskKind::Notebook, "/Workspace/Shared/web/build_segments", "", 9, "serverless"},
      {"push_segments", kPython, "/Workspace/Shared/web/push_segments.py", "build_segments", 4, "serverless"},
  };
  j.outcomes = {{0, "secret_scope_gone", "push_segments"}, {1, "secret_scope_gone", "push_segments"}};
  return j;
}

JobSpec web_models() {
  JobSpec j{1011, "search-ranking-train", "Trains the search ranking from Git.", "mika.thornbee"};
  j.rhythm = Rhythm::Weekly;
  j.hour = 1;
  j.domain = "web";
  j.tasks = {{"train", TaskKind::Notebook, "models/search/train", "", 55},
             {"evaluate", TaskKind::Notebook, "models/search/evaluate", "train", 12}};
  j.outcomes = {{0, "branch_deleted", "train"}};
  return j;
}

JobSpec tickets() {
  JobSpec j{1012, "helpdesk-tickets-sync", "Copies tickets from the helpdesk database.", "jonah.fairlocke"};
  j.rhythm = Rhythm::Hours;
  j.hour = 8;
  j.minute = 35;
  j.domain = "support";
  j.tasks = {{"copy_tickets", TaskKind::Notebook, "/Workspace/Shared/support/copy_tickets", "", 6, "main", 2},
             {"topics", kPython, "/Workspace/Shared/support/topics.py", "copy_tickets", 8}};
  j.outcomes = {{1, "database_unreachable", "copy_tickets"},
                {7, "database_unreachable", "copy_tickets", Ending::Recovers},
                {30, "shared_mode_forbids", "topics"}};
  return j;
}

JobSpec legacy_dashboard() {
  JobSpec j{1013, "board-dashboard-refresh", "Refreshes the old dashboard.", "emrys.tarnholt", "emrys.tarnholt"};
  j.rhythm = Rhythm::Weekdays;
  j.hour = 6;
  j.minute = 45;
  j.has_alerts = false;
  j.tasks = {{"refresh", kSql, "/Workspace/Users/emrys.tarnholt@larkmoor.example/board.sql", "", 4, "warehouse"}};
  j.outcomes = {{0, "warehouse_gone", "refresh"}, {1, "warehouse_gone", "refresh"}, {2, "warehouse_gone", "refresh"}};
  return j;
}

}  // namespace

std::vector<JobSpec> sales_jobs() {
  return {settlement(),   order_stream_compaction(),
          price_labels(), price_history(),
          customer_360(), sessions(),
          segments(),     web_models(),
          tickets(),      legacy_dashboard()};
}

}  // namespace lakecode::local
