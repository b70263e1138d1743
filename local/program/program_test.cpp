// The real program over real HTTP: first line, token, statements from start to end, kill -9, restart, load, reset.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "base/call_context.h"
#include "base/files.h"
#include "base/json.h"
#include "base/random.h"
#include "local/program/options.h"
#include "local/program/running_program.h"
#include "net/http_client.h"

namespace lakecode::local {
namespace {

TEST(Serve, SaysWhereItIsAndRefusesOtherTokens) {
  const Folder folder;
  Server server({"serve", "--data", folder.path().string(), "--output", "json"});
  EXPECT_TRUE(server.host().starts_with("http://127.0.0.1:"));
  EXPECT_EQ(server.token().size(), 64U);
  EXPECT_EQ(json::string_at(server.first(), "data"), folder.path().string());
  const auto announced = json::parse(files::read(folder.path() / "server.json").value(), "server.json");
  ASSERT_TRUE(announced);
  EXPECT_EQ(json::string_at(*announced, "host"), server.host());
  EXPECT_EQ(json::int_at(*announced, "pid"), json::int_at(server.first(), "pid"));
  const auto rights = fs::status(folder.path() / "token").permissions();
  EXPECT_EQ(rights & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
  Client client(server);
  EXPECT_EQ(client.send("GET", "/api/2.0/preview/scim/v2/Me").status, 200);
  client.set_token("guess");
  EXPECT_EQ(client.send("GET", "/api/2.0/preview/scim/v2/Me").status, 401);
  EXPECT_EQ(server.end(SIGTERM), 0);
  EXPECT_FALSE(files::exists(folder.path() / "server.json"));
}

TEST(Serve, KeepsItsTokenAndRefusesASecondServer) {
  const Folder folder;
  std::string token;
  {
    Server server({"serve", "--data", folder.path().string()});
    token = server.token();
    Server second({"serve", "--data", folder.path().string()});
    EXPECT_EQ(second.host(), "");
    EXPECT_NE(second.end(SIGTERM), 0);
    server.end(SIGINT);
  }
  Server again({"serve", "--data", folder.path().string()});
  EXPECT_EQ(again.token(), token);
}

TEST(Statements, LiveFromPendingToTheirResult) {
  const Folder folder;
  Server server({"serve", "--data", folder.path().string()});
  Client client(server);
  const Answer pending = client.execute("SELECT count(*) AS n FROM range(1000)", JsonObject{{"wait_timeout", "0s"}});
  EXPECT_EQ(client.state(pending), "PENDING");
  const std::string id = json::string_at(*pending.body, "statement_id");
  Answer now = pending;
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while ((client.state(now) == "PENDING" || client.state(now) == "RUNNING") &&
         std::chrono::steady_clock::now() < limit) {
    now = client.send("GET", "/api/2.0/sql/statements/" + id);
  }
  EXPECT_EQ(client.state(now), "SUCCEEDED");
  EXPECT_EQ(json::serialize(*json::find_path(*now.body, {"result", "data_array"})), R"([["1000"]])");
  const Answer history = client.send("GET", "/api/2.0/sql/history/queries?filter_by.statement_ids=" + id);
  EXPECT_EQ(json::string_at(json::array_at(*history.body, "res").at(0), "status"), "FINISHED");
}

TEST(Statements, CancelEndsARunningOne) {
  const Folder folder;
  Server server({"serve", "--data", folder.path().string()});
  Client client(server);
  const std::string slow = "SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.id % 1000 = b.id % 999";
  const Answer started = client.execute(slow, JsonObject{{"wait_timeout", "0s"}});
  const std::string id = json::string_at(*started.body, "statement_id");
  EXPECT_EQ(client.send("POST", "/api/2.0/sql/statements/" + id + "/cancel").status, 200);
  Answer now = started;
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while ((client.state(now) == "PENDING" || client.state(now) == "RUNNING") &&
         std::chrono::steady_clock::now() < limit) {
    client.send("POST", "/api/2.0/sql/statements/" + id + "/cancel");
    now = client.send("GET", "/api/2.0/sql/statements/" + id);
  }
  EXPECT_EQ(client.state(now), "CANCELED");
  EXPECT_EQ(client.cell("SELECT 1 AS x"), "1");
}

TEST(Statements, BigResultsComeInChunksThatFitTogether) {
  const Folder folder;
  Server server({"serve", "--data", folder.path().string()});
  Client client(server);
  Answer answer = client.execute("SELECT id FROM range(120000)");
  EXPECT_EQ(json::int_at(*json::find(*answer.body, "manifest"), "total_chunk_count"), 3);
  std::int64_t expected = 0;
  JsonValue chunk = *json::find(*answer.body, "result");
  for (;;) {
    EXPECT_EQ(json::int_at(chunk, "row_offset"), expected);
    for (const JsonValue& row : json::array_at(chunk, "data_array"))
      ASSERT_EQ(row.at(0).as_string(), std::to_string(expected++));
    const std::string next = json::string_at(chunk, "next_chunk_internal_link");
    if (next.empty()) break;
    chunk = *client.send("GET", next).body;
  }
  EXPECT_EQ(expected, 120000);
}

TEST(Statements, ASignalEndsTheServerUnderAWaitingOne) {
  const Folder folder;
  Server server({"serve", "--data", folder.path().string()});
  Client(server).cell("SELECT 1 AS x");
  std::jthread waiting([&server] {
    Client(server).execute("SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.id % 1000 = b.id % 999",
                           {{"wait_timeout", "50s"}});
  });
  Client client(server);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  while (std::chrono::steady_clock::now() < limit) client.send("GET", "/api/2.0/sql/warehouses");
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(server.end(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

// What was answered 200 before the kill is there after it.
TEST(Kill, NothingAcknowledgedIsLost) {
  const Folder folder;
  std::atomic<int> acknowledged{0};
  {
    Server server({"serve", "--data", folder.path().string()});
    Client(server).execute("CREATE TABLE main.default.t (n INT)");
    std::jthread writer([&](const std::stop_token& stop) {
      Client client(server);
      for (int n = 1; !stop.stop_requested(); ++n) {
        const Answer answer = client.execute(fmt::format("INSERT INTO main.default.t VALUES ({})", n));
        if (client.state(answer) != "SUCCEEDED") return;
        acknowledged = n;
      }
    });
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (acknowledged < 40 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    server.end(SIGKILL);
  }
  ASSERT_GE(acknowledged.load(), 40);
  Server server({"serve", "--data", folder.path().string()});
  Client client(server);
  EXPECT_GE(std::stoi(client.cell("SELECT count(DISTINCT n) FROM main.default.t")), acknowledged.load());
  EXPECT_EQ(client.cell("SELECT count(*) - count(DISTINCT n) FROM main.default.t"), "0");
  EXPECT_GE(json::array_at(*client.send("GET", "/api/2.0/sql/history/queries?max_results=900").body, "res").size(),
            static_cast<std::size_t>(acknowledged.load()));
  EXPECT_EQ(client.send("GET", "/api/2.1/unity-catalog/tables/main.default.t").status, 200);
}

TEST(Demo, FillsOnceAndLeavesItAsItWas) {
  const Folder folder;
  const std::string orders = "SELECT concat(count(*), ' ', sum(hash(order_id))) FROM prod.sales.orders";
  std::string first;
  {
    Server server({"serve", "--demo", "--seed", "7", "--data", folder.path().string()});
    Client client(server);
    EXPECT_EQ(json::array_at(*client.send("GET", "/api/2.2/jobs/list").body, "jobs").size(), 20U);
    EXPECT_EQ(client.cell("SELECT count(*) > 1000 FROM prod.sales.orders"), "true");
    first = client.cell(orders);
    server.end(SIGTERM);
  }
  Server server({"serve", "--demo", "--seed", "8", "--data", folder.path().string()});
  Client client(server);
  EXPECT_EQ(client.cell(orders), first) << "another seed must not fill it again";
}

int run_to_end(const std::vector<std::string>& arguments) {
  Server process(arguments);
  return process.end(0);
}

TEST(Load, GoesThroughARunningServerAndWorksWithoutOne) {
  const Folder folder;
  const fs::path csv = folder.path() / "x.csv";
  std::ofstream(csv) << "id,name\n1,a\n2,\n";
  const std::string data = (folder.path() / "data").string();
  EXPECT_EQ(run_to_end({"load", csv.string(), "main.raw.x", "--data", data, "--output", "json"}), 0);
  Server server({"serve", "--data", data});
  Client client(server);
  EXPECT_EQ(client.cell("SELECT count(*) FROM main.raw.x WHERE name IS NULL"), "1");
  EXPECT_EQ(run_to_end({"load", csv.string(), "main.raw.x", "--append", "--data", data, "--output", "json"}), 0);
  EXPECT_EQ(client.cell("SELECT count(*) FROM main.raw.x"), "4");
  server.end(SIGTERM);
  EXPECT_EQ(run_to_end({"reset", "--data", data}), 0);
  EXPECT_TRUE(files::exists(fs::path(data) / "token"));
  EXPECT_FALSE(files::exists(fs::path(data) / "tables.duckdb"));
}

TEST(Options, NameTheWrongWord) {
  const Environment home = [](std::string_view name) {
    return name == "HOME" ? std::string("/home/x") : std::string();
  };
  const auto served = parse_options({"serve", "--port=8080", "--demo", "--idle-minutes", "15"}, home);
  ASSERT_TRUE(served);
  EXPECT_EQ(served->port, 8080);
  EXPECT_EQ(served->data, "/home/x/.lakecode/local");
  EXPECT_EQ(served->idle, std::chrono::minutes(15));
  const std::vector<std::vector<std::string>> wrong{
      {"fly"},           {"serve", "--port", "99999"}, {"serve", "--what"}, {"serve", "x"}, {"serve", "--data"},
      {"load", "x.csv"}, {"serve", "--output", "xml"}};
  for (const auto& arguments : wrong) {
    const auto refused = parse_options(arguments, home);
    ASSERT_FALSE(refused) << arguments.back();
    EXPECT_EQ(exit_code(refused.error()), 2);
  }
}

}  // namespace
}  // namespace lakecode::local
