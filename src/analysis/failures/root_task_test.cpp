#include "analysis/failures/root_task.h"

#include <gtest/gtest.h>

namespace lakecode::analysis {
namespace {

TaskEvidence task(std::string key, std::string state, std::vector<std::string> depends_on = {}) {
  TaskEvidence out;
  out.task_key = std::move(key);
  out.result_state = std::move(state);
  out.depends_on = std::move(depends_on);
  return out;
}

RunEvidence run_of(std::vector<TaskEvidence> tasks) {
  RunEvidence run;
  run.tasks = std::move(tasks);
  return run;
}

using Positions = std::vector<std::size_t>;

TEST(RootTask, TaskBelowAFailedTaskIsNoRoot) {
  const RunEvidence run = run_of({task("cleanup", "FAILED", {"load"}), task("load", "FAILED", {"extract"}),
                                  task("extract", "SUCCESS"), task("publish", "UPSTREAM_FAILED", {"cleanup"})});
  EXPECT_EQ(root_candidates(run), Positions{1});
  EXPECT_EQ(cascade_of(run, 1), (std::vector<std::string>{"cleanup", "publish"}));
}

TEST(RootTask, IndependentFailuresAreAllCandidates) {
  EXPECT_EQ(root_candidates(run_of({task("a", "FAILED"), task("b", "TIMEDOUT"), task("c", "SUCCESS")})),
            (Positions{0, 1}));
}

TEST(RootTask, LastAttemptSpeaksForTheTask) {
  RunEvidence run = run_of({task("a", "FAILED"), task("a", "SUCCESS"), task("b", "FAILED", {"a"})});
  run.tasks[1].attempt_number = 1;
  EXPECT_EQ(root_candidates(run), Positions{2});
}

TEST(RootTask, SkippedTasksAreTakenWhenNothingFailed) {
  EXPECT_EQ(root_candidates(run_of({task("a", "SUCCESS"), task("b", "SKIPPED")})), Positions{1});
  EXPECT_EQ(root_candidates(run_of({task("a", "SUCCESS")})), Positions{0});
  EXPECT_TRUE(root_candidates(run_of({})).empty());
}

TEST(RootTask, CyclesAndUnknownParentsDoNotHang) {
  const RunEvidence run =
      run_of({task("a", "FAILED", {"b"}), task("b", "FAILED", {"a"}), task("c", "FAILED", {"x", "c"})});
  EXPECT_FALSE(root_candidates(run).empty());
  EXPECT_TRUE(cascade_of(run, 99).empty());
}

TEST(RootTask, InternalErrorWithoutResultStateHasFailed) {
  RunEvidence run = run_of({task("a", "SUCCESS"), task("b", "")});
  run.tasks[1].life_cycle_state = "INTERNAL_ERROR";
  EXPECT_EQ(root_candidates(run), Positions{1});
}

}  // namespace
}  // namespace lakecode::analysis
