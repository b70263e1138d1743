#include "workflows/job_name.h"

#include <gtest/gtest.h>

namespace lakecode::workflows {
namespace {

const std::vector<databricks::JobName> kJobs = {
    {JobId(1), "nightly_orders"}, {JobId(2), "Nightly_Orders"}, {JobId(3), "Daily Load"},    {JobId(4), "twice"},
    {JobId(5), "twice"},          {JobId(6), "TWICE"},          {JobId(7), "customer-sync"}, {JobId(8), ""}};

TEST(JobName, IsFoundExactlyThenWithoutCaseThenWithoutSigns) {
  const std::pair<const char*, std::int64_t> kCases[] = {{"nightly_orders", 1}, {"Nightly_Orders", 2},
                                                         {"daily load", 3},     {"daily_load", 3},
                                                         {"TWICE", 6},          {"Customer Sync", 7}};
  for (const auto& [name, id] : kCases) {
    const auto found = choose_job(kJobs, name);
    ASSERT_TRUE(found) << name << ": " << one_line(found.error());
    EXPECT_EQ(found->value(), id) << name;
  }
}

TEST(JobName, ThatSeveralJobsHaveOrNoneSaysSo) {
  const std::pair<const char*, const char*> kCases[] = {
      {"twice", "2 jobs are called so: `twice` (4), `twice` (5)"},
      {"NIGHTLY_ORDERS", "2 jobs are called so"},
      {"nightly_ordrs", "did you mean `nightly_orders` (1)"},
      {"orders", "did you mean `nightly_orders` (1), `Nightly_Orders` (2)"},
      {"sync", "did you mean `customer-sync` (7)"},
      {"payroll of march", "no job here is called so"}};
  for (const auto& [name, wanted] : kCases) {
    const auto found = choose_job(kJobs, name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(one_line(found.error()).find(wanted), std::string::npos) << one_line(found.error());
  }
}

TEST(JobName, ANumberIsNone) {
  for (const char* number : {"1001", "-5", "1.5", "12 ", "99999999999999999999"}) EXPECT_TRUE(is_number_text(number));
  for (const char* name : {"", "12a", "job 12", "2026_report"}) EXPECT_FALSE(is_number_text(name)) << name;
}

}  // namespace
}  // namespace lakecode::workflows
