// What a workspace, or what stands in front of it, does wrong: one clear error each, against a real server on loopback.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "databricks/identity.h"
#include "databricks/jobs.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::databricks {
namespace {

using namespace std::chrono_literals;
using test::FakeWorkspace;
using test::json_answer;

const JobId kJob{12345};

Error error_for(const net::HttpServer::Handler& handler) {
  FakeWorkspace workspace(handler);
  auto job = fetch_job(workspace.client(), kJob, workspace.ctx());
  LAKECODE_CHECK(!job.has_value(), "the answer is bad");
  return std::move(job).error();
}

TEST(BadAnswers, WrongIdIsNotFound) {
  const Error error = error_for([](const auto&) {
    return json_answer(R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job 12345 does not exist."})", 400);
  });
  EXPECT_EQ(error.code, ErrorCode::NotFound);
  EXPECT_TRUE(one_line(error).starts_with("cannot read job 12345: Job 12345 does not exist")) << one_line(error);
}

TEST(BadAnswers, BadTokenNamesTheProfile) {
  const Error error = error_for([](const auto&) {
    return json_answer(R"({"error_code":"UNAUTHENTICATED","message":"Invalid access token."})", 401);
  });
  EXPECT_EQ(error.code, ErrorCode::Unauthenticated);
  EXPECT_NE(error.advice.find("--profile TEST"), std::string::npos);
}

TEST(BadAnswers, SignInPageInPlaceOfJson) {
  const Error error = error_for([](const auto&) {
    return net::ServerResponse{.headers = {{"Content-Type", "text/html"}},
                               .body = "<!doctype html><title>Sign in</title>"};
  });
  EXPECT_EQ(error.code, ErrorCode::Unauthenticated);
  EXPECT_NE(error.reason.find("sign-in page"), std::string::npos);
}

TEST(BadAnswers, OtherWebPageIsCorruptData) {
  const Error error = error_for(
      [](const auto&) { return net::ServerResponse{.body = "<html><title>Welcome to nginx</title></html>"}; });
  EXPECT_EQ(error.code, ErrorCode::CorruptData);
  EXPECT_NE(error.advice.find("host"), std::string::npos);
}

TEST(BadAnswers, TruncatedJsonSaysSo) {
  const Error error = error_for([](const auto&) { return json_answer(R"({"job_id": 12345, "settings": {"na)"); });
  EXPECT_EQ(error.code, ErrorCode::CorruptData);
  EXPECT_NE(error.reason.find("not complete JSON"), std::string::npos);
}

TEST(BadAnswers, ConnectionCutMidAnswer) {
  const Error error = error_for([](const auto&) {
    net::ServerResponse response = json_answer(R"({"job_id": 12345, "settings": {}})");
    response.cut_after = 10;
    return response;
  });
  EXPECT_EQ(error.code, ErrorCode::CorruptData);
  EXPECT_TRUE(error.subject.starts_with("12345 at http://127.0.0.1:")) << error.subject;
}

TEST(BadAnswers, AnswerForAnotherIdIsRefused) {
  EXPECT_EQ(error_for([](const auto&) { return json_answer(R"({"job_id": 1})"); }).code, ErrorCode::CorruptData);
  EXPECT_EQ(error_for([](const auto&) { return json_answer("[]"); }).code, ErrorCode::CorruptData);
}

TEST(BadAnswers, SilentServerEndsAtTheDeadline) {
  std::latch released(1);
  FakeWorkspace workspace([&](const auto&) {
    released.wait();
    return json_answer("{}");
  });
  const auto begin = workspace.call().now();
  const auto job = fetch_job(workspace.client(), kJob, workspace.ctx().with_timeout(100ms));
  released.count_down();
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().code, ErrorCode::DeadlineExceeded);
  EXPECT_TRUE(job.error().subject.starts_with("12345 at http://127.0.0.1:")) << job.error().subject;
  EXPECT_LT(workspace.call().now() - begin, 5s);
}

TEST(BadAnswers, RefusedConnectionIsUnavailable) {
  FakeWorkspace workspace([](const auto&) { return json_answer("{}"); });
  test::FixedToken token;
  SeededRandom random(1);
  ClientSettings settings;
  settings.host = "http://127.0.0.1:1";
  settings.retry.max_attempts = 1;
  Client client(settings, token, random);
  const auto me = fetch_me(client, workspace.ctx());
  ASSERT_FALSE(me);
  EXPECT_EQ(me.error().code, ErrorCode::Unavailable);
}

TEST(BadAnswers, RateLimitIsWaitedOut) {
  std::atomic<int> asked = 0;
  FakeWorkspace workspace([&](const auto&) {
    if (asked++ > 0) return json_answer(R"({"job_id": 12345, "settings": {"name": "etl"}})");
    net::ServerResponse busy = json_answer(R"({"error_code":"REQUEST_LIMIT_EXCEEDED","message":"slow down"})", 429);
    busy.headers.set("Retry-After", "0");
    return busy;
  });
  const auto job = fetch_job(workspace.client(), kJob, workspace.ctx());
  ASSERT_TRUE(job) << one_line(job.error());
  EXPECT_EQ(job->name, "etl");
  EXPECT_EQ(asked, 2);
}

TEST(BadAnswers, StoppedCallIsCancelled) {
  FakeWorkspace workspace([](const auto&) { return json_answer("{}"); });
  workspace.stop();
  const auto job = fetch_job(workspace.client(), kJob, workspace.ctx());
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().code, ErrorCode::Cancelled);
  EXPECT_TRUE(workspace.requests().empty());
}

TEST(BadAnswers, RepeatedPageTokenEndsTheList) {
  FakeWorkspace workspace([](const auto&) { return json_answer(R"({"jobs":[],"next_page_token":"same"})"); });
  const auto jobs = fetch_jobs(workspace.client(), 10, workspace.ctx());
  ASSERT_FALSE(jobs);
  EXPECT_EQ(jobs.error().code, ErrorCode::CorruptData);
}

}  // namespace
}  // namespace lakecode::databricks
