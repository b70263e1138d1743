// The engine against a real workspace on loopback: what runs at once, what a failed, refused, stopped or late step does
// to the rest, and what the pack and the result say about it.
#include "workflows/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <thread>

#include "base/files.h"
#include "base/json.h"
#include "base/temp_folder.h"
#include "databricks/jobs.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::workflows {
namespace {

using namespace std::chrono_literals;
using net::ServerRequest;
using result::StepStatus;
using result::WorkflowStatus;
using test::FakeWorkspace;
using test::json_answer;

using ThisRun = Run;  // gtest gives every test a member named Run

/// Answers jobs/get with the job that was asked for.
net::ServerResponse job_answer(const ServerRequest& request) {
  return json_answer(R"({"job_id": )" + request.query_value("job_id").value_or("0") +
                     R"(, "settings": {"name": "nightly"}})");
}

/// A job of the engine that reads one job of the workspace.
ThisRun::Job read_job(ThisRun& run, int id) {
  return {{"read_" + std::to_string(id), "Read job " + std::to_string(id), result::StepKind::Api},
          [&run, id](const CallContext& ctx) -> Result<void> {
            TRY_ASSIGN(const databricks::Job job, databricks::fetch_job(run.client(), JobId(id), ctx));
            LAKECODE_CHECK(job.name == "nightly", "the workspace of this test knows one name");
            return {};
          }};
}

Outcome run_on(FakeWorkspace& workspace, void (*body)(ThisRun&), const CallContext& ctx,
               evidence::PackWriter* pack = nullptr) {
  const SystemClock clock;
  gate::Gate gate(gate::Approval::Read, nullptr, pack);
  Services services{.client = workspace.client(), .gate = gate, .clock = clock, .pack = pack};
  const WorkflowRecord record{"probe", "Probe", "for tests", {}, safety::EffectClass::Destructive, body};
  return run_workflow(record, JsonObject{}, services, ctx);
}

std::vector<std::string> step_words(const Outcome& outcome) {
  std::vector<std::string> words;
  for (const result::Step& step : outcome.result.steps)
    words.push_back(step.id + " " + std::string(result::name_of(step.status)));
  return words;
}

TEST(Engine, IndependentStepsRunAtOnceAndAreListedAsGiven) {
  // Each answer waits for all four requests: steps one after another would never get theirs.
  std::latch all_here(4);
  FakeWorkspace workspace([&](const ServerRequest& request) {
    all_here.arrive_and_wait();
    return job_answer(request);
  });
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        std::vector<ThisRun::Job> jobs;
        for (const int id : {4, 3, 2, 1}) jobs.push_back(read_job(run, id));
        run.set_data("all_well", run.parallel(std::move(jobs)));
      },
      workspace.ctx());
  EXPECT_EQ(outcome.result.status, WorkflowStatus::Ok);
  EXPECT_EQ(step_words(outcome), (std::vector<std::string>{"read_4 ok", "read_3 ok", "read_2 ok", "read_1 ok"}));
  EXPECT_EQ(json::bool_at(*outcome.result.data, "all_well"), true);
}

TEST(Engine, AFailedStepMakesTheRunPartialAndTheRestGoesOn) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    if (request.query_value("job_id") == "2")
      return json_answer(R"({"error_code":"PERMISSION_DENIED","message":"No view right."})", 403);
    return job_answer(request);
  });
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        std::vector<ThisRun::Job> jobs;
        for (const int id : {1, 2, 3}) jobs.push_back(read_job(run, id));
        run.set_data("all_well", run.parallel(std::move(jobs)));
        run.step<int>({"count", "Count", result::StepKind::Analysis},
                      [](const CallContext&) { return Result<int>(3); });
      },
      workspace.ctx());
  EXPECT_EQ(outcome.result.status, WorkflowStatus::Partial);
  EXPECT_FALSE(outcome.cancelled);
  EXPECT_EQ(step_words(outcome), (std::vector<std::string>{"read_1 ok", "read_2 failed", "read_3 ok", "count ok"}));
  EXPECT_NE(outcome.result.steps[1].error.find("No view right"), std::string::npos) << outcome.result.steps[1].error;
  EXPECT_EQ(json::bool_at(*outcome.result.data, "all_well"), false);
}

TEST(Engine, AStopEndsTheStepWithin100MsAndSkipsTheRest) {
  std::latch asked(1);
  std::latch released(1);
  FakeWorkspace workspace([&](const ServerRequest& request) {
    asked.count_down();
    released.wait();
    return job_answer(request);
  });
  SteadyTime stopped_at;
  std::jthread stopper([&] {
    asked.wait();
    stopped_at = workspace.call().now();
    workspace.stop();
  });
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        run.add_finding({.id = "before", .title = "found before the stop"});
        run.parallel({read_job(run, 1)});
        run.step<int>({"late", "Late", result::StepKind::Analysis}, [](const CallContext&) { return Result<int>(1); });
      },
      workspace.ctx());
  const SteadyTime ended_at = workspace.call().now();
  stopper.join();
  released.count_down();
  EXPECT_LT(ended_at - stopped_at, 100ms);
  EXPECT_TRUE(outcome.cancelled);
  EXPECT_EQ(outcome.result.status, WorkflowStatus::Partial);
  EXPECT_EQ(step_words(outcome), (std::vector<std::string>{"read_1 skipped", "late skipped"}));
  ASSERT_EQ(outcome.result.findings.size(), 1U);
  EXPECT_EQ(outcome.result.findings[0].id, "before");
}

TEST(Engine, AStopInAStepThatStandsAloneIsNoFailureEither) {
  std::latch asked(1);
  std::latch released(1);
  FakeWorkspace workspace([&](const ServerRequest& request) {
    asked.count_down();
    released.wait();
    return job_answer(request);
  });
  std::jthread stopper([&] {
    asked.wait();
    workspace.stop();
  });
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        run.step<databricks::Job>({"read", "Read", result::StepKind::Api},
                                  [&](const CallContext& ctx) { return fetch_job(run.client(), JobId(1), ctx); });
      },
      workspace.ctx());
  released.count_down();
  EXPECT_TRUE(outcome.cancelled);
  EXPECT_EQ(step_words(outcome), (std::vector<std::string>{"read skipped"}));
  EXPECT_EQ(outcome.result.summary,
            "Stopped on request at \"Read\", after 0 steps. Known so far: nothing that could be judged.");
}

TEST(Engine, ARunThatIsOutOfTimeSaysSoAndWhatItKnows) {
  std::latch released(1);
  FakeWorkspace workspace([&](const ServerRequest& request) {
    released.wait();
    return job_answer(request);
  });
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        run.step<int>({"count", "Count", result::StepKind::Analysis},
                      [](const CallContext&) { return Result<int>(1); });
        run.add_finding({.id = "early", .title = "found in time"});
        run.parallel({read_job(run, 1)});
        // The gate is asked before anything is sent: it refused nothing, there was no time left to ask it.
        run.sql({"late", "Read late", result::StepKind::Sql}, {.statement = "SELECT 1"});
      },
      workspace.ctx().with_timeout(2s));
  released.count_down();
  EXPECT_TRUE(outcome.out_of_time);
  ASSERT_EQ(step_words(outcome), (std::vector<std::string>{"count ok", "read_1 failed", "late failed"}));
  for (const std::size_t i : {1U, 2U})
    EXPECT_NE(outcome.result.steps[i].error.find("the time of this run is up"), std::string::npos)
        << outcome.result.steps[i].error;
  EXPECT_EQ(outcome.result.summary,
            "The time of this run was up at \"Read job 1\", after 1 step. Known so far: 1 finding.");
}

TEST(Engine, ADeadlineFailsTheStepAndIsNoStop) {
  std::latch released(1);
  FakeWorkspace workspace([&](const ServerRequest& request) {
    released.wait();
    return job_answer(request);
  });
  const Outcome outcome = run_on(
      workspace, [](ThisRun& run) { run.parallel({read_job(run, 1)}); }, workspace.ctx().with_timeout(100ms));
  released.count_down();
  EXPECT_FALSE(outcome.cancelled);
  EXPECT_EQ(outcome.result.status, WorkflowStatus::Partial);
  EXPECT_EQ(step_words(outcome), (std::vector<std::string>{"read_1 failed"}));
}

TEST(Engine, ARefusedStatementNeverReachesTheWorkspace) {
  FakeWorkspace workspace(job_answer);
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        const databricks::StatementRequest drop{.warehouse = WarehouseId("w1"), .statement = "DROP TABLE main.a.b"};
        run.set_data("rows", run.sql({"drop", "Drop it", result::StepKind::Sql}, drop).has_value());
        run.parallel({read_job(run, 1)});
      },
      workspace.ctx());
  EXPECT_EQ(outcome.result.status, WorkflowStatus::NeedsApproval);
  EXPECT_EQ(step_words(outcome), (std::vector<std::string>{"drop denied", "read_1 ok"}));
  EXPECT_EQ(json::bool_at(*outcome.result.data, "rows"), false);
  for (const ServerRequest& request : workspace.requests()) EXPECT_EQ(request.method, "GET") << request.path;
}

TEST(Engine, FindingsComeWorstFirstAndElseAsFound) {
  FakeWorkspace workspace(job_answer);
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        using enum result::Severity;
        const std::pair<const char*, result::Severity> found[] = {{"a", Low},  {"b", High},     {"c", Info},
                                                                  {"d", High}, {"e", Critical}, {"f", Low}};
        for (const auto& [id, severity] : found) run.add_finding({.id = id, .severity = severity});
      },
      workspace.ctx());
  std::string order;
  for (const result::Finding& finding : outcome.result.findings) order += finding.id;
  EXPECT_EQ(order, "ebdafc");
}

TEST(Engine, AFatalErrorKeepsWhatWasFoundAndSaysWhy) {
  FakeWorkspace workspace(job_answer);
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        run.add_finding({.id = "kept"});
        run.fail({.code = ErrorCode::NotFound, .action = "read job", .subject = "9", .reason = "there is none"});
        run.fail({.code = ErrorCode::Internal, .action = "hide the first reason"});
      },
      workspace.ctx());
  EXPECT_EQ(outcome.result.status, WorkflowStatus::Failed);
  ASSERT_TRUE(outcome.fatal);
  EXPECT_EQ(outcome.fatal->code, ErrorCode::NotFound);
  EXPECT_EQ(outcome.result.summary, "cannot read job 9: there is none");
  EXPECT_EQ(outcome.result.findings.size(), 1U);
}

TEST(Engine, ThePackTellsTheStepsInTheOrderOfTheResult) {
  const TempFolder folder;
  const SystemClock clock;
  SystemRandom random;
  const Redactor redactor;
  const evidence::Opening opening{
      .workflow = "probe", .workspace = "w", .inputs = JsonBox(JsonObject{}), .configuration = JsonBox(JsonObject{})};
  auto pack =
      evidence::PackWriter::create({folder.path() / "runs", folder.path() / "keys"}, opening, redactor, clock, random);
  ASSERT_TRUE(pack) << one_line(pack.error());
  FakeWorkspace workspace(job_answer);
  const Outcome outcome = run_on(
      workspace,
      [](ThisRun& run) {
        std::vector<ThisRun::Job> jobs;
        for (const int id : {3, 1, 2}) jobs.push_back(read_job(run, id));
        run.parallel(std::move(jobs));
      },
      workspace.ctx(), &*pack);
  const auto events = files::read(pack->folder() / "events.jsonl");
  ASSERT_TRUE(events) << one_line(events.error());
  const auto first = events->find("read_3");
  const auto second = events->find("read_1");
  const auto third = events->find("read_2");
  ASSERT_NE(third, std::string::npos) << *events;
  EXPECT_TRUE(first < second && second < third) << *events;
  EXPECT_EQ(outcome.result.run_id, pack->run_id());
}

}  // namespace
}  // namespace lakecode::workflows
