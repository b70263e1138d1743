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
  jobs[0].run_as = "";  // riskier, and costs nothing
  jobs[1].id = 2;
  jobs[1].usd = 900;
  const auto audits = audit(jobs, {.now = kNow});
  EXPECT_GT(audits[1].risk, audits[0].risk);
  EXPECT_EQ(jobs[audits[0].job].id, 2);
  jobs[1].usd.reset();
  EXPECT_EQ(jobs[audit(jobs, {.now = kNow})[0].job].id, 1);
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
