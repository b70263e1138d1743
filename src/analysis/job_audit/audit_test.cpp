#include "analysis/job_audit/audit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "analysis/job_audit/crowd.h"
#include "base/json.h"

namespace lakecode::job_audit {
namespace {

constexpr WallTime kNow{std::chrono::milliseconds(1'781'510'400'000)};

Job scheduled(std::int64_t id, std::string cron) {
  Job job;
  job.id = id;
  job.trigger = Job::Trigger::Schedule;
  job.cron = std::move(cron);
  job.zone = "UTC";
  return job;
}

bool has(const JobAudit& audit, std::string_view id) {
  return std::any_of(audit.fired.begin(), audit.fired.end(), [&](const Fired& f) { return f.rule->id == id; });
}

bool lacks(const JobAudit& audit, std::string_view id) {
  return std::any_of(audit.not_evaluated.begin(), audit.not_evaluated.end(),
                     [&](const NotEvaluated& n) { return n.rule->id == id; });
}

TEST(Audit, HasEveryRuleOfTheMethodsOnce) {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(rule.title.empty() || rule.advice.empty() || rule.name.empty()) << rule.id;
  }
  ASSERT_EQ(ids.size(), 38U);
  EXPECT_EQ(*ids.begin(), "R01");
  EXPECT_EQ(*ids.rbegin(), "R38");
}

TEST(Audit, RiskFollowsTheWeightsOfDistinctRules) {
  Job job = scheduled(1, "0 0 4 * * ?");
  job.run_as = "";  // R03, critical
  job.has_tags = true;
  job.alerts_on_failure = true;
  job.timeout_seconds = 60;
  const auto audits = audit(std::span(&job, 1), {.now = kNow});
  ASSERT_EQ(audits[0].fired.size(), 1U);
  EXPECT_NEAR(audits[0].risk, 50.0, 1e-9);
  EXPECT_EQ(audits[0].grade, 'D');
  job.is_paused = true;
  EXPECT_NEAR(audit(std::span(&job, 1), {.now = kNow})[0].risk, 25.0, 1e-9);
  job.is_paused = false;
  job.alerts_on_failure = false;  // R11, high
  EXPECT_NEAR(audit(std::span(&job, 1), {.now = kNow})[0].risk, 100 * (1 - 0.5 * 0.7), 1e-9);
}

TEST(Audit, WhatCouldNotBeReadIsNotPassed) {
  Job job = scheduled(1, "0 0 4 * * ?");
  job.computes.push_back({.path = "/job_clusters/0/new_cluster", .spark_version = "99.1.x-scala2.13"});
  job.references.push_back({"notebook", "/Shared/x", "/tasks/0"});
  const Surroundings around{.now = kNow, .unknown = {{"notebook", "/Shared/x", ""}}};
  const JobAudit result = audit(std::span(&job, 1), around)[0];
  for (const char* id : {"R01", "R03", "R05", "R07", "R10", "R12", "R17", "R20", "R31", "R32", "R34", "R35"}) {
    if (std::string_view(id) == "R20") continue;  // judged below with queueing off
    EXPECT_TRUE(lacks(result, id)) << id;
    EXPECT_FALSE(has(result, id)) << id;
  }
  EXPECT_TRUE(lacks(result, "R20"));
}

TEST(Audit, ManySchedulesInOneMinuteAreACrowd) {
  std::vector<Job> jobs;
  for (int i = 0; i < 6; ++i) jobs.push_back(scheduled(i, "0 0 2 * * ?"));
  for (int i = 6; i < 16; ++i) jobs.push_back(scheduled(i, "0 " + std::to_string(i) + " 5 * * ?"));
  jobs.push_back(scheduled(16, "0 0 * * * ?"));  // every hour, so at 02:00 too
  const std::vector<bool> crowded = find_crowded(jobs);
  EXPECT_TRUE(crowded[0] && crowded[5] && crowded[16]);
  EXPECT_FALSE(crowded[6] || crowded[15]);
  const std::vector<Job> few(jobs.begin(), jobs.begin() + 3);
  EXPECT_FALSE(find_crowded(few)[0]) << "three jobs are no crowd";
}

TEST(Audit, FailuresAndCostDecideTheOrder) {
  std::vector<Job> jobs(2);
  jobs[0].id = 1;
  jobs[0].max_concurrent_runs = 5;  // riskier, and costs nothing
  jobs[0].trigger = Job::Trigger::Periodic;
  jobs[1].id = 2;
  jobs[1].usd = 900;
  const auto audits = audit(jobs, {.now = kNow});
  ASSERT_FALSE(audits[0].is_critical || audits[1].is_critical);
  EXPECT_GT(audits[1].risk, audits[0].risk);
  EXPECT_EQ(jobs[audits[0].job].id, 2);
  jobs[1].usd.reset();
  EXPECT_EQ(jobs[audit(jobs, {.now = kNow})[0].job].id, 1);
}

TEST(Audit, WhatIsCriticalComesFirstWhateverItCosts) {
  std::vector<Job> jobs(3);
  for (int i = 0; i < 3; ++i) jobs[static_cast<std::size_t>(i)].id = i + 1;
  jobs[0].usd = 900;
  jobs[1].usd = 50;
  jobs[1].run_as = "";  // R03, critical
  jobs[2].run_as = "";
  std::vector<std::int64_t> order;
  for (const JobAudit& each : audit(jobs, {.now = kNow})) order.push_back(jobs[each.job].id);
  EXPECT_EQ(order, (std::vector<std::int64_t>{2, 3, 1}));
}

const Fired& fired_of(const JobAudit& audit, std::string_view id) {
  return *std::find_if(audit.fired.begin(), audit.fired.end(), [&](const Fired& f) { return f.rule->id == id; });
}

Task task_of(int place, std::string cluster = "") {
  Task task;
  task.path = "/tasks/" + std::to_string(place);
  task.key = "t" + std::to_string(place);
  task.kind = "notebook";
  task.existing_cluster_id = std::move(cluster);
  return task;
}

TEST(Audit, FixesCoverEveryPlaceTheRuleFiredAt) {
  Job job = scheduled(1, "0 0 2 * * ?");
  for (int i = 0; i < 3; ++i) job.tasks.push_back(task_of(i));
  for (const char* key : {"a", "b"}) {
    job.computes.push_back({.path = "/x", .key = key, .data_security_mode = "NONE", .num_workers = 20});
  }
  const JobAudit result = audit(std::span(&job, 1), {.now = kNow})[0];
  const auto retries = json::parse(fired_of(result, "R15").settings, "R15").value();
  ASSERT_EQ(json::array_at(retries, "tasks").size(), 3U);
  for (const JsonValue& task : json::array_at(retries, "tasks")) EXPECT_EQ(json::int_at(task, "max_retries"), 2);
  for (const char* id : {"R26", "R28"}) {
    const auto fix = json::parse(fired_of(result, id).settings, id).value();
    EXPECT_EQ(json::array_at(fix, "job_clusters").size(), fired_of(result, id).places.size()) << id;
  }
  const auto policy = json::parse(fired_of(result, "R27").settings, "R27").value();
  EXPECT_EQ(json::array_at(policy, "job_clusters").size(), 2U);
  EXPECT_EQ(json::string_at(json::object_at(policy, "tags"), "team"), "TEAM");
}

TEST(Audit, JobClustersInsteadOfSharedOnesComeWithThePaste) {
  Job job = scheduled(1, "0 0 2 * * ?");
  job.tasks = {task_of(0, "c1"), task_of(1, "c2"), task_of(2, "c1"), task_of(3)};
  job.computes.push_back({.path = "/job_clusters/0/new_cluster", .key = "main"});
  Surroundings around{.now = kNow};
  around.all_purpose["c1"] = {.key = "c1",
                              .kind = Compute::Kind::AllPurpose,
                              .spark_version = "16.4.x-scala2.12",
                              .min_workers = 1,
                              .max_workers = 4,
                              .node_type_id = "m6gd.xlarge"};
  const JobAudit result = audit(std::span(&job, 1), around)[0];
  const auto fix = json::parse(fired_of(result, "R13").settings, "R13").value();
  const JsonArray& clusters = json::array_at(fix, "job_clusters");
  ASSERT_EQ(clusters.size(), 2U) << json::serialize(fix);
  std::set<std::string> keys;
  for (const JsonValue& cluster : clusters) keys.insert(json::string_at(cluster, "job_cluster_key"));
  EXPECT_EQ(keys, (std::set<std::string>{"main_2", "main_3"})) << "main is a cluster the job has";
  EXPECT_EQ(json::string_at_path(clusters[0], {"new_cluster", "node_type_id"}), "m6gd.xlarge");
  EXPECT_EQ(json::string_at_path(clusters[1], {"new_cluster", "node_type_id"}), "NODE_TYPE") << "c2 is not known";
  const JsonArray& tasks = json::array_at(fix, "tasks");
  ASSERT_EQ(tasks.size(), 3U);
  for (const JsonValue& task : tasks) EXPECT_TRUE(keys.contains(json::string_at(task, "job_cluster_key")));
  EXPECT_EQ(json::string_at(tasks[0], "job_cluster_key"), json::string_at(tasks[2], "job_cluster_key"));
}

TEST(Audit, AdviceNamesOnlyWorkflowsThatExist) {
  static const std::set<std::string> kWorkflows{"debug_job", "cost_spike"};
  for (const Rule& rule : rules()) {
    static constexpr std::string_view kCommand = "lakecode run workflow ";
    const std::size_t at = rule.advice.find(kCommand);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = rule.advice.substr(at + kCommand.size());
    EXPECT_TRUE(kWorkflows.contains(std::string(rest.substr(0, rest.find_first_of(" .:,;"))))) << rule.id;
    EXPECT_TRUE(!rest.starts_with("debug_job") || rest.find("JOB_ID") != std::string_view::npos) << rule.id;
  }
}

TEST(Audit, FixesAreJson) {
  Job job = scheduled(1, "0 0 2 * * ?");
  job.zone = "Europe/Berlin";
  Task task;
  task.path = "/tasks/0";
  task.key = "load \"it\"";
  task.kind = "notebook";
  job.tasks.push_back(task);
  job.computes.push_back({.path = "/job_clusters/0/new_cluster",
                          .key = "main",
                          .spark_version = "9.1.x-scala2.12",
                          .data_security_mode = "NONE",
                          .availability = "SPOT",
                          .num_workers = 20});
  const JobAudit result = audit(std::span(&job, 1), {.now = kNow})[0];
  EXPECT_GE(result.fired.size(), 8U);
  for (const Fired& fired : result.fired) {
    if (fired.settings.empty()) continue;
    EXPECT_TRUE(json::parse(fired.settings, "fix")) << fired.rule->id << " " << fired.settings;
  }
}

TEST(Audit, GlobalInitScriptsCountForJobsOnClusters) {
  std::vector<Job> jobs(2);
  jobs[0].computes.push_back({.path = "/job_clusters/0/new_cluster", .spark_version = "99.1.x-scala2.13"});
  Surroundings around{.now = kNow};
  EXPECT_TRUE(lacks(audit(std::span(&jobs[0], 1), around)[0], "R24")) << "only admins may list them";
  EXPECT_FALSE(lacks(audit(std::span(&jobs[1], 1), around)[0], "R24")) << "serverless runs none";
  around.global_init_scripts = {"agent-install"};
  const JobAudit judged = audit(std::span(&jobs[0], 1), around)[0];
  ASSERT_TRUE(has(judged, "R24"));
  EXPECT_FALSE(has(audit(std::span(&jobs[1], 1), around)[0], "R24"));
  around.global_init_scripts->clear();
  EXPECT_FALSE(has(audit(std::span(&jobs[0], 1), around)[0], "R24"));
  EXPECT_FALSE(lacks(audit(std::span(&jobs[0], 1), around)[0], "R24"));
  jobs[0].computes[0].init_scripts = {{"dbfs", "dbfs:/a.sh"}};
  EXPECT_TRUE(has(audit(std::span(&jobs[0], 1), {.now = kNow})[0], "R24")) << "its own is seen without the list";
}

TEST(Audit, BusyWorkersAreNoWaste) {
  Job job;
  job.computes.push_back(
      {.path = "/job_clusters/0/new_cluster", .spark_version = "99.1.x-scala2.13", .num_workers = 8});
  EXPECT_TRUE(job.has_large_fleet());
  EXPECT_TRUE(has(audit(std::span(&job, 1), {.now = kNow})[0], "R28")) << "nobody knows how busy they are";
  job.worker_load = 85;
  EXPECT_FALSE(has(audit(std::span(&job, 1), {.now = kNow})[0], "R28"));
  job.worker_load = 12;
  const JobAudit idle = audit(std::span(&job, 1), {.now = kNow})[0];
  ASSERT_TRUE(has(idle, "R28"));
  const auto fired =
      std::find_if(idle.fired.begin(), idle.fired.end(), [](const Fired& f) { return f.rule->id == "R28"; });
  EXPECT_NE(fired->detail.find("12 %"), std::string::npos) << fired->detail;
  job.computes[0].num_workers = 7;
  EXPECT_FALSE(job.has_large_fleet());
}

}  // namespace
}  // namespace lakecode::job_audit
