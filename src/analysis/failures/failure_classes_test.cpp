#include "analysis/failures/failure_classes.h"

#include <gtest/gtest.h>

#include <set>
#include <span>
#include <string>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

// The ids of the failure taxonomy; a contract of `diagnose` and debug_job.
constexpr std::string_view kTaxonomy[] = {
    "access_mode_restriction",
    "ansi_data_error",
    "api_rate_limit",
    "auth_token_invalid",
    "autoloader_schema_change",
    "broadcast_failure",
    "cluster_cloud_capacity",
    "cluster_cloud_quota",
    "cluster_network_bootstrap",
    "column_not_found",
    "constraint_violation",
    "corrupt_input_file",
    "data_skew",
    "datetime_upgrade_ambiguity",
    "delta_concurrent_write",
    "delta_files_missing",
    "delta_log_corrupt",
    "delta_protocol_unsupported",
    "dependency_conflict",
    "disk_full",
    "dns_resolution",
    "driver_max_result_size",
    "driver_oom",
    "driver_unresponsive",
    "executor_oom",
    "external_auth_failure",
    "external_connection_failure",
    "git_checkout_failure",
    "init_script_failure",
    "invalid_run_config",
    "kafka_offset_loss",
    "library_install_failure",
    "max_concurrent_runs",
    "merge_duplicate_source",
    "metastore_unavailable",
    "path_not_found",
    "platform_internal_error",
    "python_module_missing",
    "python_worker_crash",
    "run_timeout",
    "schema_mismatch",
    "secret_missing",
    "serialization_error",
    "shuffle_fetch_failure",
    "spot_preemption",
    "sql_syntax_or_semantics",
    "storage_access_denied",
    "streaming_checkpoint_incompatible",
    "streaming_source_change",
    "table_not_found",
    "task_source_missing",
    "uc_permission_denied",
    "unknown",
    "upstream_task_failed",
    "user_cancelled",
    "user_code_exception",
    "warehouse_unavailable",
};

TEST(FailureClasses, TableHoldsExactlyTheTaxonomy) {
  std::set<std::string_view> ids;
  for (const FailureClass& row : failure_classes()) EXPECT_TRUE(ids.insert(row.id).second) << row.id;
  EXPECT_EQ(ids, std::set<std::string_view>(std::begin(kTaxonomy), std::end(kTaxonomy)));
  EXPECT_EQ(failure_classes().back().id, "unknown");
}

TEST(FailureClasses, EveryRowSaysWhatToDo) {
  const std::set<std::string_view> retry = {"yes", "after_fix", "no"};
  for (const FailureClass& row : failure_classes()) {
    EXPECT_GE(row.fix.size(), 40U) << row.id;
    EXPECT_FALSE(row.meaning.empty()) << row.id;
    EXPECT_TRUE(retry.count(row.retry_helps) == 1) << row.id;
  }
}

TEST(FailureClasses, EveryRuleSpeaksForAKnownClassOrAWorkingId) {
  const auto is_known = [](std::string_view id) { return id.starts_with('~') || failure_class(id).id == id; };
  for (const auto table : {compute_rules(), memory_rules(), code_rules(), data_rules(), external_rules(),
                           access_rules(), orchestration_rules(), sqlstate_rules()}) {
    for (const Rule& rule : table) EXPECT_TRUE(is_known(rule.class_id)) << rule.class_id << ": " << rule.pattern;
  }
  for (const auto table : {error_code_rules(), cluster_code_rules()}) {
    for (const CodeRule& rule : table) EXPECT_TRUE(is_known(rule.class_id)) << rule.code;
  }
}

TEST(FailureClasses, UnknownIdGivesTheUnknownRow) {
  EXPECT_EQ(failure_class("no_such_class").id, "unknown");
}

}  // namespace
}  // namespace lakecode::analysis
