// Statement execution from the gate to the last row, against a loopback workspace that plays every state.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "base/json.h"
#include "databricks/statements.h"
#include "gate/gate.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::gate {
namespace {

using namespace std::chrono_literals;
using databricks::StatementRequest;
using databricks::StatementResult;
using net::ServerRequest;
using test::FakeWorkspace;
using test::json_answer;

safety::Permit permit_for(const safety::SqlEffect& effect, const CallContext& ctx) {
  Gate gate(Approval::Read, nullptr, nullptr);
  auto outcome = gate.request(
      {.door = Door::Command, .name = "sql", .step = "", .effect = effect, .profile = "P", .host = "h"}, ctx);
  LAKECODE_CHECK(outcome.has_value() && std::holds_alternative<safety::Permit>(*outcome), "a read passes");
  return std::move(std::get<safety::Permit>(*outcome));
}

StatementRequest select_one() {
  return {.warehouse = WarehouseId("w1"), .statement = "SELECT id, name FROM t"};
}

Result<StatementResult> run(FakeWorkspace& workspace, const StatementRequest& request) {
  return databricks::execute_statement(workspace.client(), permit_for(databricks::effect_of(request), workspace.ctx()),
                                       request, workspace.ctx());
}

constexpr const char* kPending = R"({"statement_id":"s1","status":{"state":"PENDING"}})";
constexpr const char* kManifest =
    R"("manifest":{"schema":{"columns":[{"name":"id","type_name":"LONG","type_text":"BIGINT"},{"name":"name","type_name":"STRING","type_text":"STRING"}]},"total_row_count":3})";

std::string succeeded(const std::string& result) {
  return std::string(R"({"statement_id":"s1","status":{"state":"SUCCEEDED"},)") + kManifest + R"(,"result":)" + result +
         "}";
}

std::string failed(const std::string& code, const std::string& message, const std::string& sql_state) {
  return R"({"statement_id":"s1","status":{"state":"FAILED","error":{"error_code":")" + code + R"(","message":")" +
         message + R"("},"sql_state":")" + sql_state + R"("}})";
}

TEST(ExecuteStatement, PollsAndFetchesEveryChunk) {
  std::atomic<int> polls = 0;
  FakeWorkspace workspace([&](const ServerRequest& request) {
    if (request.method == "POST") return json_answer(kPending);
    if (request.path.ends_with("/result/chunks/1"))
      return json_answer(R"({"chunk_index":1,"data_array":[["3",null]]})");
    if (polls++ == 0) return json_answer(R"({"statement_id":"s1","status":{"state":"RUNNING"}})");
    return json_answer(succeeded(R"({"data_array":[["1","a"],["2","b"]],"next_chunk_index":1})"));
  });
  StatementRequest request = select_one();
  request.catalog = "main";
  request.parameters = {{.name = "p", .value = "x"}, {.name = "n", .value = std::nullopt, .type = "INT"}};
  const auto result = run(workspace, request);
  ASSERT_TRUE(result) << one_line(result.error());
  EXPECT_EQ(result->id.value(), "s1");
  ASSERT_EQ(result->columns.size(), 2U);
  EXPECT_EQ(result->columns[0].type_name, "BIGINT");
  ASSERT_EQ(result->rows.size(), 3U);
  EXPECT_EQ(result->rows[1][1], "b");
  EXPECT_EQ(result->rows[2][1], std::nullopt);
  EXPECT_FALSE(result->truncated);
  EXPECT_EQ(result->total_rows, 3);
  const auto body = json::parse(workspace.requests().at(0).body, "body");
  ASSERT_TRUE(body);
  EXPECT_EQ(json::string_at(*body, "warehouse_id"), "w1");
  EXPECT_EQ(json::string_at(*body, "catalog"), "main");
  EXPECT_EQ(json::array_at(*body, "parameters").size(), 2U);
  EXPECT_EQ(json::find(json::array_at(*body, "parameters")[1], "value"), nullptr);
}

TEST(ExecuteStatement, LinksGetNoCredentials) {
  std::atomic<bool> leaked = false;
  FakeWorkspace storage([&](const ServerRequest& request) {
    leaked = request.headers.find("Authorization").has_value() ||
             request.headers.find("X-Databricks-Workspace-Id").has_value();
    return json_answer(R"([["1","a"]])");
  });
  FakeWorkspace workspace([&](const ServerRequest&) {
    return json_answer(succeeded(R"({"external_links":[{"chunk_index":0,"external_link":")" + storage.origin() +
                                 R"(/blob?sig=abc","http_headers":{"x-extra":"1"}}]})"));
  });
  const auto result = run(workspace, select_one());
  ASSERT_TRUE(result) << one_line(result.error());
  EXPECT_EQ(result->rows.size(), 1U);
  EXPECT_FALSE(leaked);
  EXPECT_EQ(storage.requests().at(0).headers.find("x-extra"), "1");
}

TEST(ExecuteStatement, AnExpiredLinkIsAskedForOnceMore) {
  FakeWorkspace storage([](const ServerRequest& request) {
    return request.path == "/old" ? json_answer("{}", 403) : json_answer(R"([["1","a"]])");
  });
  FakeWorkspace workspace([&](const ServerRequest& request) {
    const std::string path = request.method == "POST" ? "/old" : "/new";
    const std::string links =
        R"({"external_links":[{"chunk_index":0,"external_link":")" + storage.origin() + path + R"("}]})";
    return json_answer(request.method == "POST" ? succeeded(links) : links);
  });
  const auto result = run(workspace, select_one());
  ASSERT_TRUE(result) << one_line(result.error());
  EXPECT_EQ(result->rows.size(), 1U);
}

TEST(ExecuteStatement, LimitsCutAndSaySo) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    EXPECT_EQ(request.path.find("chunks"), std::string::npos) << "no further chunk is fetched";
    return json_answer(succeeded(R"({"data_array":[["1","a"],["2","b"]],"next_chunk_index":1})"));
  });
  StatementRequest request = select_one();
  request.row_limit = 1;
  const auto result = run(workspace, request);
  ASSERT_TRUE(result) << one_line(result.error());
  EXPECT_EQ(result->rows.size(), 1U);
  EXPECT_TRUE(result->truncated);
}

TEST(ExecuteStatement, TellsOfEveryStatementTheWorkspaceTook) {
  std::atomic<int> submitted = 0;
  FakeWorkspace workspace([&](const ServerRequest&) {
    const int number = submitted++;
    if (number == 0) return json_answer(succeeded(R"({"data_array":[]})"));
    if (number == 1) return json_answer(failed("BAD_REQUEST", "[PARSE_SYNTAX_ERROR] no", "42601"));
    return json_answer(R"({"error_code":"PERMISSION_DENIED","message":"no"})", 403);
  });
  std::vector<databricks::StatementUse> told;
  test::FixedToken token;
  SeededRandom random(1);
  databricks::ClientSettings settings;
  settings.host = workspace.origin();
  settings.on_statement = [&](const databricks::StatementUse& use) { told.push_back(use); };
  databricks::Client client(std::move(settings), token, random);
  for (int i = 0; i < 3; ++i) {
    const auto result = databricks::execute_statement(
        client, permit_for(databricks::effect_of(select_one()), workspace.ctx()), select_one(), workspace.ctx());
    EXPECT_EQ(result.has_value(), i == 0);
  }
  ASSERT_EQ(told.size(), 2U) << "what was refused took no warehouse";
  EXPECT_EQ(told[0].warehouse.value(), "w1");
  EXPECT_EQ(told[0].id.value(), "s1");
  EXPECT_TRUE(told[0].succeeded);
  EXPECT_FALSE(told[1].succeeded);
}

struct FailureCase {
  std::string answer;
  ErrorCode code;
  std::string reason;
};

TEST(ExecuteStatement, SaysWhyAStatementFailed) {
  const FailureCase cases[] = {
      {failed("BAD_REQUEST", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`s`.`nope` cannot be found.", "42P01"),
       ErrorCode::NotFound, "[TABLE_OR_VIEW_NOT_FOUND]"},
      {failed("BAD_REQUEST", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FORM'.\\n== SQL ==\\nSELECT", "42601"),
       ErrorCode::InvalidArgument, "[PARSE_SYNTAX_ERROR]"},
      {failed("BAD_REQUEST", "[INSUFFICIENT_PERMISSIONS] no SELECT", "42501"), ErrorCode::PermissionDenied,
       "[INSUFFICIENT_PERMISSIONS]"},
      {failed("BAD_REQUEST", "[DIVIDE_BY_ZERO] Division by zero", "22012"), ErrorCode::InvalidArgument,
       "[DIVIDE_BY_ZERO]"},
      {failed("TEMPORARILY_UNAVAILABLE", "try later", ""), ErrorCode::Unavailable, "try later"},
      {failed("BAD_REQUEST", "SQL warehouse w1 is stopped", ""), ErrorCode::FailedPrecondition, "stopped"},
      {R"({"statement_id":"s1","status":{"state":"CANCELED"}})", ErrorCode::FailedPrecondition, "cancelled"},
      {R"({"statement_id":"s1","status":{"state":"CLOSED"}})", ErrorCode::FailedPrecondition, "closed"},
      {R"({"statement_id":"s1"})", ErrorCode::CorruptData, "no state"},
      {succeeded(R"({"data_array":[["1"]]})"), ErrorCode::CorruptData, "does not fit"},
  };
  for (const FailureCase& c : cases) {
    FakeWorkspace workspace([&](const ServerRequest&) { return json_answer(c.answer); });
    const auto result = run(workspace, select_one());
    ASSERT_FALSE(result) << c.answer;
    EXPECT_EQ(result.error().code, c.code) << one_line(result.error());
    EXPECT_NE(result.error().reason.find(c.reason), std::string::npos) << result.error().reason;
    EXPECT_EQ(result.error().reason.find("== SQL"), std::string::npos);
  }
}

TEST(ExecuteStatement, MissingWarehouseIsNotFound) {
  FakeWorkspace workspace([](const ServerRequest&) {
    return json_answer(R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No warehouse w1"})", 404);
  });
  const auto result = run(workspace, select_one());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::NotFound);
  EXPECT_EQ(result.error().subject, "on warehouse w1");
  StatementRequest none = select_one();
  none.warehouse = WarehouseId("");
  const auto missing = run(workspace, none);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::InvalidArgument);
}

TEST(ExecuteStatement, AStopCancelsTheStatementAtOnce) {
  std::latch polled(1);
  std::atomic<bool> seen = false;
  std::atomic<SteadyTime::rep> cancelled_at = 0;
  FakeWorkspace workspace([&](const ServerRequest& request) {
    if (request.path.ends_with("/cancel")) {
      cancelled_at = std::chrono::steady_clock::now().time_since_epoch().count();
      return json_answer("{}");
    }
    if (request.method == "GET" && !seen.exchange(true)) polled.count_down();
    return json_answer(kPending);
  });
  const StatementRequest request = select_one();
  auto permit = permit_for(databricks::effect_of(request), workspace.ctx());
  SteadyTime stopped_at;
  std::jthread stopper([&] {
    polled.wait();
    stopped_at = std::chrono::steady_clock::now();
    workspace.stop();
  });
  const auto result = databricks::execute_statement(workspace.client(), std::move(permit), request, workspace.ctx());
  stopper.join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
  ASSERT_NE(cancelled_at.load(), 0);
  EXPECT_LT(SteadyTime(SteadyTime::duration(cancelled_at.load())) - stopped_at, 100ms);
}

// The stop comes while the workspace has the request and has not named the statement.
TEST(ExecuteStatement, AStatementThatAStopOvertakesIsCancelledOnceItIsNamed) {
  std::latch asked(1);
  std::latch stopped(1);
  std::atomic<bool> cancelled = false;
  SteadyTime stopped_at;
  SteadyTime returned_at;
  {
    FakeWorkspace workspace([&](const ServerRequest& request) {
      if (request.path.ends_with("/s1/cancel")) {
        cancelled = true;
        return json_answer("{}");
      }
      asked.count_down();
      stopped.wait();
      return json_answer(kPending);
    });
    const StatementRequest request = select_one();
    auto permit = permit_for(databricks::effect_of(request), workspace.ctx());
    std::jthread stopper([&] {
      asked.wait();
      stopped_at = std::chrono::steady_clock::now();
      workspace.stop();
    });
    const auto result = databricks::execute_statement(workspace.client(), std::move(permit), request, workspace.ctx());
    returned_at = std::chrono::steady_clock::now();
    stopper.join();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_NE(result.error().advice.find("query history"), std::string::npos);
    EXPECT_FALSE(cancelled);
    stopped.count_down();
  }  // the client ends, and with it what it had left to do
  EXPECT_LT(returned_at - stopped_at, 1s);
  EXPECT_TRUE(cancelled);
}

TEST(ExecuteStatement, TheTimeLimitCancelsToo) {
  std::atomic<bool> cancelled = false;
  FakeWorkspace workspace([&](const ServerRequest& request) {
    if (request.path.ends_with("/cancel")) cancelled = true;
    return json_answer(kPending);
  });
  StatementRequest request = select_one();
  request.timeout = 50ms;
  const auto result = run(workspace, request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::DeadlineExceeded);
  EXPECT_TRUE(cancelled);
}

TEST(ExecuteStatement, AForeignPermitSendsNothing) {
  FakeWorkspace workspace([](const ServerRequest&) { return json_answer(kPending); });
  auto permit = permit_for(safety::SqlEffect{.text = "SELECT 1"}, workspace.ctx());
  StatementRequest drop = select_one();
  drop.statement = "DROP TABLE t";
  const auto result = databricks::execute_statement(workspace.client(), std::move(permit), drop, workspace.ctx());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::Internal);
  EXPECT_TRUE(workspace.requests().empty());
}

}  // namespace
}  // namespace lakecode::gate
