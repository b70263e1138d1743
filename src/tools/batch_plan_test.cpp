#include "tools/batch_plan.h"

#include <gtest/gtest.h>

namespace lakecode::tools {
namespace {

std::vector<BatchNode> plan_of(const std::vector<std::string>& statements) {
  std::vector<BatchText> texts;
  for (const std::string& text : statements) texts.push_back({.text = text, .place = "statement"});
  return make_batch_plan(texts, "main", "a");
}

using Waits = std::vector<std::size_t>;

TEST(BatchPlan, ReadersWaitForTheirWriters) {
  const auto plan =
      plan_of({"CREATE TABLE main.a.t AS SELECT 1 AS x", "CREATE TABLE main.a.u AS SELECT 2 AS y",
               "SELECT * FROM t JOIN u", "SELECT * FROM main.b.other", "INSERT INTO T VALUES (3)", "DROP TABLE u"});
  EXPECT_EQ(plan[0].after, Waits{});
  EXPECT_EQ(plan[1].after, Waits{});
  EXPECT_EQ(plan[2].after, (Waits{0, 1}));
  EXPECT_EQ(plan[3].after, Waits{}) << "nobody writes what it reads";
  EXPECT_EQ(plan[4].after, (Waits{0, 2})) << "a writer waits for the readers before it";
  EXPECT_EQ(plan[5].after, (Waits{1, 2}));
}

TEST(BatchPlan, ASchemaHoldsItsTables) {
  const auto plan = plan_of({"CREATE SCHEMA main.fresh", "CREATE TABLE main.fresh.t (x INT)",
                             "CREATE TABLE main.freshest.t (x INT)", "DROP SCHEMA main.fresh CASCADE"});
  EXPECT_EQ(plan[1].after, Waits{0});
  EXPECT_EQ(plan[2].after, Waits{}) << "a longer name is another schema";
  EXPECT_EQ(plan[3].after, (Waits{0, 1}));
}

TEST(BatchPlan, WhatIsNotUnderstoodStandsAlone) {
  const auto plan = plan_of({"SELECT * FROM main.a.t", "FROBNICATE everything", "SELECT * FROM main.a.u"});
  EXPECT_EQ(plan[1].after, Waits{0});
  EXPECT_EQ(plan[2].after, Waits{1});
}

TEST(BatchPlan, UseIsFollowedAndNotSent) {
  const auto plan = plan_of({"INSERT INTO t VALUES (1)", "USE SCHEMA b", "INSERT INTO t VALUES (2)",
                             "SELECT * FROM main.a.t", "SELECT * FROM t", "CREATE TEMPORARY VIEW v AS SELECT 1"});
  EXPECT_TRUE(plan[1].only_names);
  EXPECT_EQ(plan[2].schema, "b");
  EXPECT_EQ(plan[2].after, Waits{}) << "another table by now";
  EXPECT_EQ(plan[3].after, Waits{0});
  EXPECT_EQ(plan[4].after, Waits{2});
  EXPECT_EQ(plan[5].lost, "CREATE TEMPORARY VIEW");
}

}  // namespace
}  // namespace lakecode::tools
