#include "local/jobs/timetable.h"

#include <gtest/gtest.h>

namespace lakecode::local {
namespace {

constexpr std::int64_t kMidnight = 1'780'272'000;  // 2026-06-01 00:00 UTC, a Monday

RecordPointer job(const std::string& settings) {
  auto record = std::make_shared<Record>();
  record->text =
      R"({"job_id":1,"created_time":)" + std::to_string(kMidnight * 1000) + R"(,"settings":)" + settings + "}";
  return record;
}

RecordPointer daily_at_six(const std::string& more = "") {
  return job(R"({"schedule":{"quartz_cron_expression":"0 0 6 * * ?","timezone_id":"UTC")" + more + "}}");
}

TEST(Timetable, StartsWhatIsDueInTheSpanAndNothingElse) {
  Timetable timetable;
  const std::vector<RecordPointer> jobs = {
      daily_at_six(),
      daily_at_six(R"(,"pause_status":"PAUSED")"),
      job(R"({"name":"by hand"})"),
      job(R"({"trigger":{"pause_status":"UNPAUSED","periodic":{"interval":2,"unit":"HOURS"}}})"),
      job(R"({"schedule":{"quartz_cron_expression":"no cron","timezone_id":"UTC"}})"),
      job(R"({"schedule":{"quartz_cron_expression":"0 0 6 * * ?","timezone_id":"Nowhere/AtAll"}})")};
  const std::int64_t six = kMidnight + 6 * 3600;
  EXPECT_EQ(timetable.due(jobs, six - 2, six - 1).size(), 0U);
  EXPECT_EQ(timetable.due(jobs, six - 1, six), (std::vector<RecordPointer>{jobs[0], jobs[3]}));
  EXPECT_EQ(timetable.due(jobs, six, six + 1).size(), 0U) << "once";
  const std::int64_t eight = kMidnight + 8 * 3600;
  EXPECT_EQ(timetable.due(jobs, eight - 1, eight), (std::vector<RecordPointer>{jobs[3]}));
}

TEST(Timetable, AChangedJobIsReadAgain) {
  Timetable timetable;
  std::vector<RecordPointer> jobs = {daily_at_six()};
  const std::int64_t six = kMidnight + 6 * 3600;
  EXPECT_EQ(timetable.due(jobs, six - 1, six).size(), 1U);
  jobs[0] = daily_at_six(R"(,"pause_status":"PAUSED")");
  EXPECT_EQ(timetable.due(jobs, six - 1, six).size(), 0U);
  jobs[0] = daily_at_six();
  EXPECT_EQ(timetable.due(jobs, six - 1, six).size(), 1U);
}

TEST(Timetable, ForgetsWhatIsGone) {
  Timetable timetable;
  std::vector<RecordPointer> jobs = {daily_at_six(), daily_at_six()};
  const std::weak_ptr<const Record> gone = jobs[1];
  EXPECT_EQ(timetable.due(jobs, 0, 1).size(), 0U);
  jobs.pop_back();
  EXPECT_FALSE(gone.expired()) << "it is remembered";
  EXPECT_EQ(timetable.due(jobs, 0, 1).size(), 0U);
  EXPECT_TRUE(gone.expired());
}

}  // namespace
}  // namespace lakecode::local
