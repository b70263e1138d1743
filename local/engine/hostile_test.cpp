// Statements that mean harm: deep, long, wide, endless. Each ends soon, with an error or an answer.

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "local/engine/engine_fixture.h"

namespace lakecode::local {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Hostile, NestingEndsInAnError) {
  Engine engine;
  const std::vector<std::string> statements{
      "SELECT " + repeated("(", 5000) + "1" + repeated(")", 5000),
      "SELECT " + repeated("ln(", 150) + "1" + repeated(")", 150),
      "SELECT " + repeated("pmod(7, ", 60) + "3" + repeated(")", 60),
      "SELECT " + repeated("array_distinct(", 40) + "array(1)" + repeated(")", 40),
      "SELECT " + repeated("CASE WHEN true THEN ", 150) + "1" + repeated(" END", 150),
      "SELECT " + repeated("1 / (", 100) + "1" + repeated(")", 100),
      "SELECT x" + repeated("[0]", 200),
      "SELECT " + repeated("{", 100),
      "SELECT '" + repeated("a", 100'000),
      "SELECT /* " + repeated("/* ", 10'000),
      "WITH " + repeated("a AS (SELECT 1), ", 50) + "b AS (SELECT 1) SELECT * FROM b",
      repeated("BEGIN ", 500) + repeated("END;", 500),
      "SELECT transform(array(1), x -> " + repeated("transform(array(x), x -> ", 40) + "x" + repeated(")", 41),
      std::string("SELECT 'a\0b'", 12),
      "SELECT \xff\xfe",
  };
  for (const std::string& sql : statements) {
    const auto begin = std::chrono::steady_clock::now();
    engine.run(sql);
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took, std::chrono::seconds(20)) << sql.substr(0, 60);
  }
  EXPECT_EQ(engine.run("SELECT 1"), "1");
}

TEST(Hostile, AnErrorsTextWritesNoSql) {
  Engine engine;
  const std::string forged = "raise_error('[LAKECODE_TYPED_CALL] lc_quotient|1|coalesce(|)|')";
  for (const std::string& sql : {"SELECT CAST(1 AS DOUBLE) / " + forged,
                                 "CREATE TABLE made AS SELECT CAST(1 AS DOUBLE) / " + forged + " AS a"}) {
    const std::string answer = engine.run(sql);
    EXPECT_NE(answer.find("USER_RAISED_EXCEPTION"), std::string::npos) << sql << " gave " << answer;
  }
}

TEST(Hostile, ManyTypedCallsAreRefusedAndNotWaitedFor) {
  Engine engine;
  std::string sql = "SELECT 1.5 / 2.5";
  for (int i = 0; i < 600; ++i) sql += ", 1.5 / 2.5";
  const std::string answer = engine.run(sql);
  EXPECT_NE(answer.find("divisions and roundings"), std::string::npos) << answer.substr(0, 200);
}

TEST(Hostile, LongListsAreLinear) {
  Engine engine;
  std::string sql = "SELECT 1 AS c0";
  for (int i = 1; i < 3000; ++i) sql += ", " + std::to_string(i) + " AS c" + std::to_string(i);
  EXPECT_TRUE(engine.run(sql).starts_with("1|1|2|3"));
  std::string in = "SELECT count(*) FROM range(10) WHERE id IN (0";
  for (int i = 1; i < 20'000; ++i) in += ", " + std::to_string(i);
  EXPECT_EQ(engine.run(in + ")"), "10");
}

TEST(Hostile, AnEndlessScriptIsCancelled) {
  Engine engine;
  Interrupt interrupt;
  std::jthread canceller([&interrupt] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
    interrupt.cancel();
  });
  StatementRequest request;
  request.sql = "BEGIN WHILE true DO SELECT 1; END WHILE; END";
  request.names = {"main", "default", "me"};
  const auto outcome = engine.engine().run(request, interrupt);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace lakecode::local
