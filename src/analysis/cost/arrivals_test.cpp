#include "analysis/cost/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "analysis/cost/find_events.h"

namespace lakecode::cost {
namespace {

using std::chrono::days;

constexpr int kDays = 90;
const Day kFirst{days(20'454)};

/// One spender's rows: `usd_on(day)` on each day, with a little noise that repeats every five days.
void add(std::vector<UsageRow>& rows, const UsageRow& like, const std::function<double(int)>& usd_on) {
  for (int day = 0; day < kDays; ++day) {
    UsageRow row = like;
    row.day = kFirst + days(day);
    row.quantity = row.usd = usd_on(day) * (1 + 0.01 * (day % 5));
    row.records = 24;
    if (row.usd > 0) rows.push_back(row);
  }
}

UsageRow job(const std::string& id, const std::string& run_as = "robot") {
  UsageRow row;
  row.sku_name = "JOBS";
  row.run_as = run_as;
  row.job_id = id;
  return row;
}

UsageRow warehouse(const std::string& id, const std::string& run_as, const std::string& sku = "SQL") {
  UsageRow row;
  row.sku_name = sku;
  row.run_as = run_as;
  row.warehouse_id = id;
  return row;
}

std::function<double(int)> until(int last, double usd) {
  return [=](int day) { return day < last ? usd : 0.0; };
}

std::function<double(int)> since(int first, double usd, double before = 0) {
  return [=](int day) { return day < first ? before : usd; };
}

/// The events that are news: moves are told, too, but as such.
std::vector<CostEvent> news_of(const std::vector<UsageRow>& rows) {
  std::vector<CostEvent> events = find_events(rows).events;
  events.erase(std::remove_if(events.begin(), events.end(),
                              [](const CostEvent& event) { return event.reason == EventReason::Migration; }),
               events.end());
  return events;
}

TEST(Arrivals, AJobThatIsMovedStepByStepIsNoNews) {
  std::vector<UsageRow> rows;
  add(rows, job("1"), [](int day) { return 200 * std::clamp((66 - day) / 10.0, 0.0, 1.0); });
  add(rows, job("2"), [](int day) { return 200 * std::clamp((day - 56) / 10.0, 0.0, 1.0); });
  EXPECT_TRUE(news_of(rows).empty());
  EXPECT_EQ(find_events(rows).events.size(), 1U) << "it is told as a move";
}

TEST(Arrivals, AJobThatIsSplitIsNoNews) {
  std::vector<UsageRow> rows;
  add(rows, job("1"), until(60, 300));
  for (const char* id : {"2", "3", "4"}) add(rows, job(id), since(60, 100));
  EXPECT_TRUE(news_of(rows).empty());
}

TEST(Arrivals, AMoveThatMadeTheWorkDearerIsALevel) {
  std::vector<UsageRow> rows;
  add(rows, job("1"), until(60, 120));
  add(rows, job("2"), since(60, 264));
  const auto events = news_of(rows);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::LevelShift);
  EXPECT_EQ(events[0].start, kFirst + days(60));
  EXPECT_EQ(events[0].key, (CostKey{"JOBS", "robot", "2"}));
  EXPECT_EQ(events[0].instead_of, "1");
}

TEST(Arrivals, ANewJobBesideOneThatGoesOnIsNews) {
  std::vector<UsageRow> rows;
  add(rows, job("1"), since(0, 200));
  add(rows, job("2"), since(60, 180));
  const auto events = news_of(rows);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::NewSpender);
}

TEST(Arrivals, AWarehouseOnAnotherSkuIsNoNews) {
  std::vector<UsageRow> rows;
  for (const char* who : {"ana", "ben", "cleo"}) {
    add(rows, warehouse("w", who, "PRO"), until(60, 80));
    add(rows, warehouse("w", who, "SERVERLESS"), since(60, 84));
  }
  EXPECT_TRUE(news_of(rows).empty());
}

TEST(Arrivals, PipelinesUnderAnotherIdentityAreNoNews) {
  std::vector<UsageRow> rows;
  for (int n = 0; n < 4; ++n) {
    UsageRow row = warehouse("", "user" + std::to_string(n));
    row.pipeline_id = "p" + std::to_string(n);
    add(rows, row, until(60, 70));
    row.run_as = "robot";
    add(rows, row, since(60, 70));
  }
  EXPECT_TRUE(news_of(rows).empty());
}

TEST(Arrivals, ManySmallJobsOfANewIdentityAreItsNews) {
  std::vector<UsageRow> rows;
  add(rows, job("1"), since(0, 200));
  for (int n = 2; n < 8; ++n) add(rows, job(std::to_string(n), "newcomer"), since(60, 14));
  const auto events = news_of(rows);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::NewSpender);
  EXPECT_EQ(events[0].key, (CostKey{"JOBS", "newcomer", ""}));
  EXPECT_EQ(events[0].start, kFirst + days(60));
}

TEST(Arrivals, SmallJobsThatAreMadeAnewAreNot) {
  std::vector<UsageRow> rows;
  for (int n = 0; n < 6; ++n) {
    add(rows, job(std::to_string(n)), until(60, 14));
    add(rows, job(std::to_string(n + 100)), since(60, 14));
  }
  EXPECT_TRUE(news_of(rows).empty());
}

TEST(Things, OneWarehouseOfManyIsSeenBehindTheOthers) {
  std::vector<UsageRow> rows;
  for (int n = 0; n < 6; ++n) {
    add(rows, warehouse("w" + std::to_string(n), "robot"), since(70, n == 3 ? 200 : 100, 100));
  }
  const auto events = news_of(rows);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::LevelShift);
  EXPECT_EQ(events[0].resource_dimension, "warehouse");
  EXPECT_EQ(events[0].resource, "w3");
  EXPECT_EQ(events[0].start, kFirst + days(70));
}

TEST(Things, WhatTheKeyToldIsNotToldOfItsThing) {
  std::vector<UsageRow> rows;
  for (int n = 0; n < 2; ++n) {
    add(rows, warehouse("w" + std::to_string(n), "robot"), since(70, n == 1 ? 400 : 100, 100));
  }
  const auto events = news_of(rows);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].key, (CostKey{"SQL", "robot", ""}));
  EXPECT_EQ(events[0].resource, "");
}

TEST(Things, ANewWarehouseOfManySmallUsersIsNews) {
  std::vector<UsageRow> rows;
  add(rows, job("1"), since(0, 200));
  for (int n = 0; n < 8; ++n) add(rows, warehouse("pool", "user" + std::to_string(n)), since(70, 15));
  const auto events = news_of(rows);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::NewSpender);
  EXPECT_EQ(events[0].resource, "pool");
}

TEST(Things, AWarehouseInThePlaceOfAnotherIsNot) {
  std::vector<UsageRow> rows;
  for (int n = 0; n < 5; ++n) {
    const std::string id = "w" + std::to_string(n);
    add(rows, warehouse(id, "robot"), n == 0 ? until(60, 90) : since(n == 1 ? 60 : 0, 90));
  }
  EXPECT_TRUE(news_of(rows).empty());
}

}  // namespace
}  // namespace lakecode::cost
