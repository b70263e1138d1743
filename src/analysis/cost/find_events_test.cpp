#include "analysis/cost/find_events.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "analysis/cost/made_account.h"
#include "analysis/cost/robust.h"

namespace lakecode::cost {
namespace {

using std::chrono::days;

struct Score {
  int found = 0;
  int planted = 0;
  int right = 0;
  int wrong = 0;
  std::vector<double> delays;
  [[nodiscard]] double recall() const { return planted == 0 ? 1 : static_cast<double>(found) / planted; }
  [[nodiscard]] double precision() const {
    return right + wrong == 0 ? 1 : static_cast<double>(right) / (right + wrong);
  }
  [[nodiscard]] double f1() const { return 2 * recall() * precision() / (recall() + precision()); }
};

bool agrees(const std::string& named, const std::string& planted) {
  return named.empty() || planted.empty() || named == planted;
}

bool hits(const CostEvent& event, const PlantedEvent& planted) {
  return agrees(event.key.sku_name, planted.key.sku_name) && agrees(event.key.run_as, planted.key.run_as) &&
         agrees(event.key.job_id, planted.key.job_id) && event.start <= planted.end + days(1) &&
         event.end >= planted.start - days(1);
}

/// Analysis methods 1.4: price and migration are told apart, the first two weeks and a batch's first month end are
/// nobody's.
bool is_neutral(const CostEvent& event, const MadeAccount& account) {
  if (event.reason != EventReason::Usage || event.end < account.first + days(14)) return true;
  const bool batch = std::find(account.month_end_keys.begin(), account.month_end_keys.end(), event.key) !=
                     account.month_end_keys.end();
  return batch && event.start < account.first + days(40);
}

void add(Score& score, const MadeAccount& account, bool tell) {
  const EventReport report = find_events(account.rows);
  for (const PlantedEvent& planted : account.events) {
    ++score.planted;
    const CostEvent* first = nullptr;
    for (const CostEvent& event : report.events) {
      if (hits(event, planted) && (first == nullptr || event.start < first->start)) first = &event;
    }
    if (first == nullptr) {
      if (tell)
        std::cout << "missed " << name_of(planted.kind) << " of " << planted.key.job_id << " " << planted.key.run_as
                  << "\n";
      continue;
    }
    ++score.found;
    ++score.right;
    score.delays.push_back(std::max(0.0, static_cast<double>((first->start - planted.start).count())));
  }
  for (const CostEvent& event : report.events) {
    const bool hit = std::any_of(account.events.begin(), account.events.end(),
                                 [&](const PlantedEvent& planted) { return hits(event, planted); });
    if (hit || is_neutral(event, account)) continue;
    ++score.wrong;
    if (tell) {
      std::cout << "false " << name_of(event.kind) << " of '" << event.key.job_id << "' " << event.key.run_as << " "
                << event.key.sku_name << " day " << (event.start - account.first).count() << "-"
                << (event.end - account.first).count() << ": " << event.actual_usd << " for " << event.expected_usd
                << " score " << event.score << "\n";
    }
  }
}

Score score_of(std::uint64_t first_seed, int accounts, int style, bool tell = false) {
  Score score;
  for (int i = 0; i < accounts; ++i) add(score, make_account(first_seed + static_cast<std::uint64_t>(i), style), tell);
  std::cout << "style " << style << ", " << accounts << " accounts from seed " << first_seed << ": precision "
            << score.precision() << ", recall " << score.recall() << ", F1 " << score.f1() << ", median delay "
            << median(score.delays) << " days, " << score.planted << " events\n";
  return score;
}

// Styles 0 and 1 from seed 500,000 were looked at while the rules were made; the others were not.
TEST(FindEvents, FindsPlantedEventsInMadeAccounts) {
  const bool tell = std::getenv("LAKECODE_TELL") != nullptr;
  for (const int style : {0, 1}) {
    for (const std::uint64_t seed : {500'000U, 900'000U}) {
      const Score score = score_of(seed, 30, style, tell && seed == 500'000U);
      EXPECT_GE(score.f1(), 0.9) << "style " << style;
      EXPECT_LE(median(score.delays), 1.0) << "style " << style;
    }
  }
}

/// A quiet daily job of about 100 USD, with a little noise that repeats every five days.
std::vector<UsageRow> quiet_job(int days_of_usage, const std::string& job_id = "1") {
  std::vector<UsageRow> rows;
  for (int day = 0; day < days_of_usage; ++day) {
    UsageRow row;
    row.day = Day(days(20'454 + day));
    row.sku_name = "JOBS";
    row.run_as = "robot";
    row.job_id = job_id;
    row.quantity = 100 + day % 5;
    row.usd = row.quantity;
    row.records = 24;
    rows.push_back(row);
  }
  return rows;
}

TEST(FindEvents, ASpikeIsOneDayWithItsExpectation) {
  std::vector<UsageRow> rows = quiet_job(60);
  rows[40].quantity = rows[40].usd = 400;
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  const CostEvent& event = report.events.front();
  EXPECT_EQ(event.key, (CostKey{"JOBS", "robot", "1"}));
  EXPECT_EQ(event.kind, EventKind::Spike);
  EXPECT_EQ(event.start, rows[40].day);
  EXPECT_EQ(event.end, rows[40].day);
  EXPECT_DOUBLE_EQ(event.actual_usd, 400);
  EXPECT_NEAR(event.expected_usd, 102, 3);
}

/// An endpoint that two people use, 2 USD a day each, and 24 USD each on day 40: below the floor for either of them.
std::vector<UsageRow> shared_endpoint() {
  std::vector<UsageRow> rows = quiet_job(60);
  for (int day = 0; day < 60; ++day) {
    for (const char* who : {"ana", "bo"}) {
      UsageRow row;
      row.day = Day(days(20'454 + day));
      row.sku_name = "SERVING";
      row.run_as = who;
      row.endpoint_name = "assistant";
      row.quantity = row.usd = day == 40 ? 24 : 2 + 0.1 * (day % 3);
      row.records = 24;
      rows.push_back(row);
    }
  }
  return rows;
}

TEST(FindEvents, AThingIsJudgedByWhatAllOfItsUsersPay) {
  const EventReport report = find_events(shared_endpoint());
  ASSERT_EQ(report.events.size(), 1U) << "neither of the two is an event, nor is their SKU told again";
  const CostEvent& event = report.events.front();
  EXPECT_EQ(event.resource_dimension, "endpoint");
  EXPECT_EQ(event.resource, "assistant");
  EXPECT_EQ(event.key, (CostKey{"SERVING", "", ""}));
  EXPECT_DOUBLE_EQ(event.actual_usd, 48);
  EXPECT_EQ(event.start, Day(days(20'494)));
}

TEST(FindEvents, AThingOfOneUserIsThatUsersEvent) {
  std::vector<UsageRow> rows = shared_endpoint();
  for (UsageRow& row : rows) {
    if (row.endpoint_name.empty()) continue;
    row.run_as = "ana";
    row.quantity = row.usd = row.usd == 24 ? 48 : row.usd;
  }
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].key, (CostKey{"SERVING", "ana", ""}));
  EXPECT_EQ(report.events[0].resource, "");
}

TEST(FindEvents, ALevelThatStaysIsOneEventAndThenTheNewNormal) {
  std::vector<UsageRow> rows = quiet_job(110);
  for (std::size_t i = 50; i < rows.size(); ++i) rows[i].quantity = rows[i].usd = rows[i].usd * 2;
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].kind, EventKind::LevelShift);
  EXPECT_EQ(report.events[0].start, rows[50].day);
}

TEST(FindEvents, AQuietAccountHasNone) {
  EXPECT_TRUE(find_events(quiet_job(90)).events.empty());
}

TEST(FindEvents, APriceChangeIsToldOnceForTheSkuAndNotAsUsage) {
  std::vector<UsageRow> rows = quiet_job(60, "1");
  const std::vector<UsageRow> other = quiet_job(60, "2");
  rows.insert(rows.end(), other.begin(), other.end());
  for (UsageRow& row : rows) {
    if (row.day >= Day(days(20'454 + 30))) row.usd *= 1.5;
  }
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].reason, EventReason::Price);
  EXPECT_EQ(report.events[0].key, (CostKey{"JOBS", "", ""}));
  // From the day of the new price on: what was paid, and what it would have been.
  EXPECT_EQ(report.events[0].start, Day(days(20'454 + 30)));
  EXPECT_EQ(report.events[0].end, Day(days(20'454 + 59)));
  EXPECT_NEAR(report.events[0].actual_usd, 2 * 30 * 102 * 1.5, 1e-6);
  EXPECT_NEAR(report.events[0].expected_usd, 2 * 30 * 102, 1e-6);
}

TEST(FindEvents, AJobMadeAnewIsAMigrationAndNoNewSpender) {
  std::vector<UsageRow> rows = quiet_job(40, "1");
  for (const UsageRow& row : quiet_job(70, "2")) {
    if (row.day >= Day(days(20'454 + 40))) rows.push_back(row);
  }
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].reason, EventReason::Migration);
  EXPECT_EQ(report.events[0].instead_of, "1");
}

TEST(FindEvents, ANewSpenderIsToldFromItsFirstDay) {
  std::vector<UsageRow> rows = quiet_job(60, "1");
  for (const UsageRow& row : quiet_job(60, "2")) {
    if (row.day >= Day(days(20'454 + 30))) rows.push_back(row);
  }
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].kind, EventKind::NewSpender);
  EXPECT_EQ(report.events[0].start, Day(days(20'454 + 30)));
  EXPECT_EQ(report.events[0].key.job_id, "2");
}

TEST(FindEvents, AMissingDayIsUnknownAndTheDayAfterNoSpike) {
  std::vector<UsageRow> rows = quiet_job(60);
  rows[41].quantity = rows[41].usd = 204;
  rows.erase(rows.begin() + 40);
  const EventReport report = find_events(rows);
  EXPECT_EQ(report.missing_days, 1U);
  EXPECT_TRUE(report.events.empty());
}

TEST(FindEvents, ASpikeThatNoGapExplainsIsToldOnTheDayAfterIt) {
  std::vector<UsageRow> rows = quiet_job(60);
  rows[41].quantity = rows[41].usd = 600;
  rows.erase(rows.begin() + 40);
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_NEAR(report.events[0].expected_usd, 200, 10) << "its own day and the one before, of which nothing was told";
}

TEST(FindEvents, ASpikeAtAnEndOfMonthIsToldWhereNothingIsClosed) {
  std::vector<UsageRow> rows = quiet_job(90);
  const auto edge = std::find_if(rows.begin() + 60, rows.end(), [](const UsageRow& row) {
    return std::chrono::year_month_day(row.day + days(1)).day() == std::chrono::day(1);
  });
  ASSERT_NE(edge, rows.end());
  edge->quantity = edge->usd = 143;
  ASSERT_EQ(find_events(rows).events.size(), 1U);
  EXPECT_EQ(find_events(rows).events[0].start, edge->day);
}

TEST(FindEvents, AJobThatRestsAtWeekendsHasLevelsToo) {
  std::vector<UsageRow> rows;
  for (UsageRow row : quiet_job(90)) {
    const auto day = std::chrono::weekday(row.day).c_encoding();
    if (day == 0 || day == 6) continue;
    // From a Thursday on.
    if (row.day >= Day(days(20'454 + 63))) row.quantity = row.usd = row.usd * 1.6;
    rows.push_back(row);
  }
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].kind, EventKind::LevelShift);
  EXPECT_EQ(report.events[0].start, Day(days(20'454 + 63)));
}

/// `jobs` quiet jobs, of which the first grows by `a_day` since day 45 and the others by `others_a_day`.
std::vector<UsageRow> growing_jobs(int jobs, double a_day, double others_a_day) {
  std::vector<UsageRow> rows;
  for (int job = 0; job < jobs; ++job) {
    for (UsageRow row : quiet_job(90, std::to_string(job))) {
      const auto climbed = std::max<std::int64_t>(0, (row.day - Day(days(20'454 + 44))).count());
      row.quantity = row.usd = row.usd * std::pow(1 + (job == 0 ? a_day : others_a_day), climbed);
      rows.push_back(row);
    }
  }
  return rows;
}

TEST(FindEvents, ASlowLeakIsARampFromItsBeginning) {
  const EventReport report = find_events(growing_jobs(6, 0.012, 0));
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].kind, EventKind::Ramp);
  EXPECT_EQ(report.events[0].key.job_id, "0");
  EXPECT_LE(std::abs((report.events[0].start - Day(days(20'454 + 45))).count()), 3);
}

TEST(FindEvents, GrowthOfAllJobsIsNoLeakOfOne) {
  EXPECT_TRUE(find_events(growing_jobs(6, 0.01, 0.01)).events.empty());
}

TEST(FindEvents, ADayThatIsStillArrivingIsLeftOut) {
  std::vector<UsageRow> rows = quiet_job(60);
  rows.back().records = 2;
  rows.back().quantity = rows.back().usd = 5;
  EXPECT_EQ(find_events(rows).last, rows[58].day);
}

TEST(FindEvents, TwoWeeksAreNotEnoughToJudge) {
  std::vector<UsageRow> rows = quiet_job(14);
  rows.back().quantity = rows.back().usd = 900;
  const EventReport report = find_events(rows);
  EXPECT_FALSE(report.enough_history);
  EXPECT_TRUE(report.events.empty());
  EXPECT_FALSE(find_events({}).enough_history);
}

TEST(FindEvents, ManySmallRisesAreOneEventOfWhoTheyHaveInCommon) {
  std::vector<UsageRow> rows;
  for (int job = 0; job < 12; ++job) {
    for (UsageRow row : quiet_job(60, std::to_string(job))) {
      row.quantity = row.usd = row.usd / 10;
      if (row.day >= Day(days(20'454 + 40)) && row.day <= Day(days(20'454 + 41)))
        row.quantity = row.usd = row.usd * 2.5;
      rows.push_back(row);
    }
  }
  const EventReport report = find_events(rows);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].key, (CostKey{"JOBS", "robot", ""}));
  EXPECT_EQ(report.events[0].start, Day(days(20'454 + 40)));
}

}  // namespace
}  // namespace lakecode::cost
