// Reading order of the diagnosis: symptoms, deeper facts, victims, retries, noise, size.
#include "analysis/failures/diagnosis.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

namespace lakecode::analysis {
namespace {

TaskEvidence failed(std::string key, std::string error, std::string logs = {}) {
  TaskEvidence task;
  task.task_key = std::move(key);
  task.result_state = "FAILED";
  task.error = std::move(error);
  task.logs = std::move(logs);
  return task;
}

RunEvidence run_of(std::vector<TaskEvidence> tasks) {
  RunEvidence run;
  run.life_cycle_state = "TERMINATED";
  run.result_state = "FAILED";
  run.termination_code = "RUN_EXECUTION_ERROR";
  run.tasks = std::move(tasks);
  return run;
}

TEST(Diagnosis, ClusterEventExplainsUnreachableDriver) {
  RunEvidence run = run_of({failed("a", "Could not reach driver of cluster 1.")});
  EXPECT_EQ(diagnose(run).class_id, "driver_unresponsive");
  run.clusters.push_back({"c1", {{"METASTORE_DOWN", "{}"}}, "", "", ""});
  EXPECT_EQ(diagnose(run).class_id, "metastore_unavailable");
}

TEST(Diagnosis, EventsOfAnotherClusterDoNotCount) {
  RunEvidence run = run_of({failed("a", "Could not reach driver of cluster 1.")});
  run.tasks[0].cluster_id = "c1";
  run.clusters.push_back({"c2", {{"METASTORE_DOWN", "{}"}}, "", "", ""});
  EXPECT_EQ(diagnose(run).class_id, "driver_unresponsive");
}

TEST(Diagnosis, WhatFailedBesideItWithTheClusterFellWithIt) {
  RunEvidence run = run_of({failed("train", "java.lang.OutOfMemoryError: Java heap space"),
                            failed("check", "Could not reach driver of cluster 1."),
                            failed("copy", "[TABLE_OR_VIEW_NOT_FOUND] The table `a` cannot be found."),
                            failed("other", "Could not reach driver of cluster 2.")});
  const char* clusters[] = {"c1", "c1", "c1", "c2"};
  for (std::size_t i = 0; i < run.tasks.size(); ++i) run.tasks[i].cluster_id = clusters[i];
  run.tasks[0].end_time = 1'000'000;
  run.tasks[2].end_time = 2'000'000;
  run.tasks.push_back({.task_key = "publish", .depends_on = {"check"}, .result_state = "UPSTREAM_FAILED"});
  const Diagnosis diagnosis = diagnose(run);
  EXPECT_EQ(diagnosis.task_key, "train");
  EXPECT_EQ(diagnosis.cascade, (std::vector<std::string>{"check", "publish"}));
  run.tasks[1].error += "\n[TABLE_OR_VIEW_NOT_FOUND] The table `b` cannot be found.";
  run.tasks[1].end_time = 2'000'000;
  EXPECT_TRUE(diagnose(run).cascade.empty()) << "it has a cause of its own";
}

TEST(Diagnosis, TheLineWithTheKeyLeadsOnSkew) {
  const auto skewed = failed("join", "Run timed out after 5400 seconds.",
                             "INFO StageMetrics: stage 23.0 tasks=200 finished=199 shuffleReadMedian=88.1 MiB "
                             "shuffleReadMax=64.3 GiB slowest=task 77\n"
                             "WARN JoinAdvisor: key customer_id=NULL holds 97.4 % of the rows on the left side\n");
  const Diagnosis diagnosis = diagnose(run_of({skewed}));
  ASSERT_EQ(diagnosis.class_id, "data_skew");
  EXPECT_NE(diagnosis.evidence.front().text.find("customer_id=NULL"), std::string::npos);
}

TEST(Diagnosis, AResultStateIsNoTerminationCode) {
  RunEvidence run;
  run.result_state = "MAXIMUM_CONCURRENT_RUNS_REACHED";
  run.life_cycle_state = "SKIPPED";
  const Diagnosis diagnosis = diagnose(run);
  ASSERT_EQ(diagnosis.class_id, "max_concurrent_runs");
  ASSERT_FALSE(diagnosis.evidence.empty());
  EXPECT_EQ(diagnosis.evidence.front().field, "result_state");
}

TEST(Diagnosis, OrdinaryGarbageCollectionIsNoMemoryCause) {
  const std::string ordinary = "[GC (Allocation Failure) 8.1G->1.2G(28.0G), 0.04 secs]";
  const std::string tight = "[GC (Allocation Failure) 27.9G->27.8G(28.0G), 9.1 secs]";
  EXPECT_EQ(diagnose(run_of({failed("a", "Could not reach driver of cluster 1.", ordinary)})).class_id,
            "driver_unresponsive");
  EXPECT_EQ(diagnose(run_of({failed("a", "Could not reach driver of cluster 1.", tight)})).class_id, "driver_oom");
}

TEST(Diagnosis, VictimOfDriverLossYieldsToTheTaskWithTheCause) {
  RunEvidence run = run_of({failed("victim", "Could not reach driver of cluster 1."),
                            failed("culprit", "java.lang.OutOfMemoryError: Java heap space on the driver")});
  const Diagnosis diagnosis = diagnose(run);
  EXPECT_EQ(diagnosis.task_key, "culprit");
  EXPECT_EQ(diagnosis.class_id, "driver_oom");
}

TEST(Diagnosis, EarliestEndDecidesBetweenEqualCauses) {
  RunEvidence run = run_of({failed("late", "KeyError: 'a'"), failed("early", "KeyError: 'b'")});
  run.tasks[0].end_time = 2000;
  run.tasks[1].end_time = 1000;
  EXPECT_EQ(diagnose(run).task_key, "early");
}

TEST(Diagnosis, EvidenceNamesFieldAndLine) {
  RunEvidence run = run_of({failed("a", "Py4JJavaError: An error occurred\n[DIVIDE_BY_ZERO] Division by zero.")});
  const Diagnosis diagnosis = diagnose(run);
  ASSERT_FALSE(diagnosis.evidence.empty());
  EXPECT_EQ(diagnosis.evidence.front().task_key, "a");
  EXPECT_EQ(diagnosis.evidence.front().field, "error");
  EXPECT_EQ(diagnosis.evidence.front().line, 2U);
  EXPECT_EQ(diagnosis.evidence.front().text, "[DIVIDE_BY_ZERO] Division by zero.");
}

TEST(Diagnosis, TroubleThatPassedOnRetryIsForgotten) {
  const std::string logs =
      "WARN client: connection refused by db:5432\n"
      "INFO client: connected on attempt 2\n";
  EXPECT_EQ(diagnose(run_of({failed("a", "Process exited with code 1", logs)})).class_id, "unknown");
  EXPECT_EQ(diagnose(run_of({failed("a", "Process exited with code 1", "ERROR client: connection refused by db:5432")}))
                .class_id,
            "external_connection_failure");
}

TEST(Diagnosis, RunWithoutTasksIsJudgedByItsMessage) {
  RunEvidence run;
  run.life_cycle_state = "SKIPPED";
  run.result_state = "MAXIMUM_CONCURRENT_RUNS_REACHED";
  EXPECT_EQ(diagnose(run).class_id, "max_concurrent_runs");
  EXPECT_EQ(diagnose(run).task_key, "");
  EXPECT_EQ(diagnose(RunEvidence{}).class_id, "unknown");
}

TEST(Diagnosis, CancellationByAPersonBeatsText) {
  RunEvidence run = run_of({failed("a", "ConnectionError: connection reset")});
  run.termination_code = "USER_CANCELED";
  EXPECT_EQ(diagnose(run).class_id, "user_cancelled");
}

TEST(Diagnosis, SuppressedExceptionsAreNotTheCause) {
  TaskEvidence task = failed("a", "java.lang.RuntimeException: write failed");
  task.error_trace =
      "java.lang.RuntimeException: write failed\n"
      "\tat com.acme.Writer.close(Writer.java:3)\n"
      "\tSuppressed: java.io.IOException: No space left on device\n"
      "\t\tat java.io.X.y(X.java)\n";
  EXPECT_NE(diagnose(run_of({task})).class_id, "disk_full");
}

/// Processor time, which neither a busy machine nor a sanitizer build turns into another shape of curve.
double seconds_to_diagnose(std::size_t bytes) {
  std::string logs;
  while (logs.size() < bytes) {
    logs +=
        "24/01/01 00:00:00 ERROR driver executor lost failed timed out connection refused \x1b[31m skew a_b.c_d \xff\n";
  }
  const std::string one_line(bytes, '_');
  const std::clock_t start = std::clock();
  diagnose(run_of({failed("a", one_line, logs)}));
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

TEST(Diagnosis, LargeAndHostileInputIsLinear) {
  const double small = seconds_to_diagnose(512U << 10U);
  const double large = seconds_to_diagnose(4U << 20U);
  EXPECT_LT(large, 20 * small) << "eight times the input: linear costs 8 times, quadratic 64; " << small << " s";
}

TEST(Diagnosis, BytesThatAreNoTextDoNotBreakIt) {
  const std::string bytes("\0\xff\xfe\x1b[\x9f Caused by: \0\n\xc0\xaf\n", 23);
  RunEvidence run = run_of({failed(bytes, bytes, bytes)});
  run.state_message = bytes;
  run.tasks[0].depends_on = {bytes, ""};
  EXPECT_EQ(diagnose(run).class_id, "unknown");
}

}  // namespace
}  // namespace lakecode::analysis
