// Jobs of the finance catalog.
#include "local/demo/job_spec.h"

namespace lakecode::local {
namespace {

constexpr auto kPython = TaskKind::Python;
constexpr auto kSql = TaskKind::Sql;

JobSpec finance_job(std::int64_t id, std::string_view name, std::string_view description) {
  JobSpec j{id, name, description, "ines.harrowby", "svc-finance-jobs"};
  j.domain = "finance";
  return j;
}

JobSpec month_close() {
  JobSpec j = finance_job(1022, "daily-close", "Runs the ledger jobs in order.");
  j.hour = 7;
  j.tasks = {
      {"wait_for_orders", TaskKind::Notebook, "/Workspace/Shared/finance/wait_for_orders", "", 4, "serverless"},
      {"post_journal", TaskKind::RunJob, "1023", "wait_for_orders", 36, "serverless"},
      {"close_day", kSql, "/Workspace/Shared/finance/close_day.sql", "post_journal", 3, "warehouse"},
  };
  j.outcomes = {{0, "child_failed", "post_journal"}};
  return j;
}

JobSpec journal() {
  JobSpec j = finance_job(1023, "journal-posting", "Posts the day; started by daily-close.");
  j.hour = 7;
  j.minute = 6;
  j.is_child = true;
  j.tasks = {
      {"collect", TaskKind::Notebook, "/Workspace/Shared/finance/collect", "", 9},
      {"post", TaskKind::Notebook, "/Workspace/Shared/finance/post", "collect", 8},
  };
  j.outcomes = {{0, "string_into_decimal", "post"}};
  return j;
}

JobSpec revenue() {
  JobSpec j = finance_job(1024, "daily-revenue", "Revenue of yesterday with a plausibility gate.");
  j.hour = 5;
  j.minute = 50;
  j.tasks = {
      {"sum_revenue", kSql, "/Workspace/Shared/finance/sum_revenue.sql", "", 4, "warehouse"},
      {"gate", TaskKind::Notebook, "/Workspace/Shared/finance/gate", "sum_revenue", 2, "serverless"},
      {"publish", kSql, "/Workspace/Shared/finance/publish_revenue.sql", "gate", 2, "warehouse"},
      {"mail_board", TaskKind::Notebook, "/Workspace/Shared/finance/mail_board", "publish", 1, "serverless"},
  };
  j.outcomes = {{3, "quality_gate", "gate"}, {14, "missing_aggregation", "sum_revenue"}};
  return j;
}

JobSpec vat() {
  JobSpec j = finance_job(1025, "vat-report", "Value added tax by rate.");
  j.rhythm = Rhythm::Weekdays;
  j.hour = 9;
  j.tasks = {{"vat", kPython, "/Workspace/Shared/finance/vat_report.py", "", 7},
             {"export", TaskKind::Notebook, "/Workspace/Shared/finance/vat_export", "vat", 3}};
  j.outcomes = {{0, "renamed_column", "vat"}};
  return j;
}

JobSpec rates() {
  JobSpec j = finance_job(1026, "exchange-rates-fetch", "Fetches the fixing from the partner.");
  j.owner = "noor.pellworth";
  j.hour = 16;
  j.minute = 25;
  j.tasks = {{"fetch_rates", kPython, "/Workspace/Shared/treasury/fetch_rates.py", "", 3, "serverless", 1}};
  j.outcomes = {{1, "dns_of_partner", "fetch_rates"}, {7, "dns_of_partner", "fetch_rates", Ending::Recovers}};
  return j;
}

JobSpec bank_statements() {
  JobSpec j = finance_job(1027, "bank-statements-load", "Reads statements from the bank gateway.");
  j.owner = "anouk.desmarq";
  j.hour = 6;
  j.minute = 5;
  j.tasks = {{"read_gateway", TaskKind::Notebook, "/Workspace/Shared/finance/read_gateway", "", 8},
             {"match_statements", TaskKind::Notebook, "/Workspace/Shared/finance/match_statements", "read_gateway", 9}};
  j.outcomes = {{2, "database_refuses_password", "read_gateway"}, {16, "broadcast_too_slow", "match_statements"}};
  return j;
}

JobSpec history_rebuild() {
  JobSpec j = finance_job(1028, "ledger-history-rebuild", "Rebuilds 120 days of balances.");
  j.rhythm = Rhythm::Weekly;
  j.hour = 20;
  j.timeout_minutes = 130;
  j.tasks = {{"rebuild", TaskKind::Notebook, "/Workspace/Shared/finance/rebuild", "", 95}};
  j.outcomes = {{0, "took_too_long", "rebuild"}, {2, "old_dates", "rebuild"}};
  return j;
}

JobSpec margin() {
  JobSpec j = finance_job(1029, "margin-by-category", "Margins for the buyers.");
  j.owner = "anouk.desmarq";
  j.hour = 6;
  j.minute = 55;
  j.tasks = {{"margin", kSql, "/Workspace/Shared/finance/margin.sql", "", 5, "warehouse"}};
  return j;
}

JobSpec audit_export() {
  JobSpec j = finance_job(1030, "auditor-export", "Made for the yearly audit, started by hand.");
  j.owner = "anouk.desmarq";
  j.rhythm = Rhythm::Never;
  j.tasks = {{"export", TaskKind::Notebook, "/Workspace/Shared/finance/auditor_export", "", 30}};
  return j;
}

}  // namespace

std::vector<JobSpec> finance_jobs() {
  return {month_close(),     journal(),         revenue(), vat(),         rates(),
          bank_statements(), history_rebuild(), margin(),  audit_export()};
}

}  // namespace lakecode::local
