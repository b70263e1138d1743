#include "base/result.h"

#include <gtest/gtest.h>

#include <string>

namespace lakecode {
namespace {

Error not_found() {
  return Error{.code = ErrorCode::NotFound, .action = "read job", .subject = "12345", .reason = "there is none"};
}

Result<int> half(int number) {
  if (number % 2 != 0) return not_found();
  return number / 2;
}

Result<int> quarter(int number) {
  TRY_ASSIGN(const int once, half(number));
  TRY_ASSIGN(const int twice, half(once));
  return twice;
}

Result<void> check_even(int number) {
  TRY_VOID(half(number));
  return {};
}

TEST(Result, MacrosPassTheFirstErrorOn) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().code, ErrorCode::NotFound);
  EXPECT_TRUE(check_even(2));
  EXPECT_FALSE(check_even(3));
}

TEST(Result, ValueOrTakesTheFallbackOnAnErrorOnly) {
  EXPECT_EQ(half(3).value_or(7), 7);
  EXPECT_EQ(half(4).value_or(7), 2);
}

TEST(ResultDeathTest, ValueOfAnErrorIsABug) {
  const auto wrong = half(3);
  EXPECT_DEATH(static_cast<void>(wrong.value()), "value\\(\\) on an error");
}

TEST(Error, OneLineLeavesEmptyPartsOut) {
  Error error = not_found();
  EXPECT_EQ(one_line(error), "cannot read job 12345: there is none");
  error.advice = "list the jobs";
  error.subject.clear();
  EXPECT_EQ(one_line(error), "cannot read job: there is none; list the jobs");
}

TEST(Error, OnlyPassingFailuresAreRetryable) {
  EXPECT_TRUE(is_retryable(ErrorCode::RateLimited));
  EXPECT_TRUE(is_retryable(ErrorCode::Unavailable));
  EXPECT_TRUE(is_retryable(ErrorCode::DeadlineExceeded));
  EXPECT_FALSE(is_retryable(ErrorCode::PermissionDenied));
  EXPECT_FALSE(is_retryable(ErrorCode::Internal));
}

TEST(Error, ExitCodesFollowTheInterface) {
  EXPECT_EQ(exit_code(Error{.code = ErrorCode::InvalidArgument}), 2);
  EXPECT_EQ(exit_code(Error{.code = ErrorCode::InvalidArgument, .http_status = 400}), 1) << "the platform's answer";
  EXPECT_EQ(exit_code(Error{.code = ErrorCode::Unauthenticated}), 5);
  EXPECT_EQ(exit_code(Error{.code = ErrorCode::PermissionDenied}), 5);
  EXPECT_EQ(exit_code(Error{.code = ErrorCode::Cancelled}), 130);
  EXPECT_EQ(exit_code(Error{.code = ErrorCode::Unavailable}), 1);
}

}  // namespace
}  // namespace lakecode
