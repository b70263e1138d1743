#include "local/dialect/time_text.h"

#include <gtest/gtest.h>

#include "local/dialect/types.h"
#include "local/dialect/xxhash.h"

namespace lakecode::local::dialect {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kNewYear2024 = 1'704'067'200 * kSecond;

TEST(Timestamp, ReadsTheFormsOfCast) {
  EXPECT_EQ(parse_timestamp("2024"), kNewYear2024);
  EXPECT_EQ(parse_timestamp("2024-1"), kNewYear2024);
  EXPECT_EQ(parse_timestamp(" 2024-01-01 "), kNewYear2024);
  EXPECT_EQ(parse_timestamp("2024-01-01T00:00:01Z"), kNewYear2024 + kSecond);
  EXPECT_EQ(parse_timestamp("2024-01-01 02:00:00+02:00"), kNewYear2024);
  EXPECT_EQ(parse_timestamp("2024-01-01 00:00:00.5"), kNewYear2024 + kSecond / 2);
  EXPECT_EQ(parse_timestamp("1970-01-01 00:00:00"), 0);
}

TEST(Timestamp, RefusesWhatIsNone) {
  for (const char* text : {"", "abc", "24", "2024-13-01", "2024-02-30", "2024-01-01x", "01/02/2024",
                           "2024-01-01 25:00:00", "2024-01-01 10", "ORD-1", "2024-01-01 10:00 Mars"}) {
    EXPECT_FALSE(parse_timestamp(text).has_value()) << text;
  }
}

TEST(Date, IgnoresWhatFollowsTheDay) {
  EXPECT_EQ(parse_date("1970-01-02"), 1);
  EXPECT_EQ(parse_date("1970-01-02 and more"), 1);
  EXPECT_FALSE(parse_date("1970-01-02and more").has_value());
}

TEST(Whole, TakesDigitsOnly) {
  EXPECT_EQ(parse_whole(" +12 "), 12);
  EXPECT_EQ(parse_whole("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"", "12.5", "1_000", "1e3", "9223372036854775808", "+-1"})
    EXPECT_FALSE(parse_whole(text).has_value()) << text;
}

TEST(Pattern, ReadsByWidth) {
  EXPECT_EQ(parse_by_pattern("01/01/2024", "dd/MM/yyyy"), kNewYear2024);
  EXPECT_EQ(parse_by_pattern("1/1/2024", "d/M/yyyy"), kNewYear2024);
  EXPECT_EQ(parse_by_pattern("20240101", "yyyyMMdd"), kNewYear2024);
  EXPECT_EQ(parse_by_pattern("01 Jan 2024 12:00:01 AM", "dd MMM yyyy hh:mm:ss a"), kNewYear2024 + kSecond);
  EXPECT_EQ(parse_by_pattern("2024-01-01T00:00:00", "yyyy-MM-dd'T'HH:mm:ss[.SSS]"), kNewYear2024);
  EXPECT_EQ(parse_by_pattern("2024-01-01T00:00:00.500", "yyyy-MM-dd'T'HH:mm:ss[.SSS]"), kNewYear2024 + kSecond / 2);
}

TEST(Pattern, RefusesOtherWidthsAndImpossibleDays) {
  EXPECT_FALSE(parse_by_pattern("1/01/2024", "dd/MM/yyyy").has_value());
  EXPECT_FALSE(parse_by_pattern("31/02/2024", "dd/MM/yyyy").has_value());
  EXPECT_FALSE(parse_by_pattern("01/01/2024 ", "dd/MM/yyyy").has_value());
  EXPECT_FALSE(parse_by_pattern("13/25/2024", "dd/MM/yyyy").has_value());
}

TEST(Pattern, Writes) {
  EXPECT_EQ(format_by_pattern(kNewYear2024 + 3'661 * kSecond, "yyyy/MM/dd HH:mm:ss.SSS"), "2024/01/01 01:01:01.000");
  EXPECT_EQ(format_by_pattern(kNewYear2024, "EEEE, d MMMM yy 'at' h a"), "Monday, 1 January 24 at 12 AM");
  EXPECT_FALSE(format_by_pattern(0, "yyyy b").has_value());
}

// The values that the function's own documentation gives.
TEST(XxHash, IsSparks) {
  const std::uint64_t text = xxhash64_bytes("Spark", kSparkHashSeed);
  const std::uint64_t number = xxhash64_int(123, text);
  EXPECT_EQ(static_cast<std::int64_t>(xxhash64_int(2, number)), 5602566077635097486);
}

TEST(XxHash, LongTextsUseEveryByte) {
  const std::string text(100, 'a');
  std::string other = text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    other[i] = 'b';
    EXPECT_NE(xxhash64_bytes(text, 42), xxhash64_bytes(other, 42)) << i;
    other[i] = 'a';
  }
}

TEST(Types, BothWays) {
  EXPECT_EQ(facts_of_engine_type("DECIMAL(12,2)").text, "decimal(12,2)");
  EXPECT_EQ(facts_of_engine_type("DECIMAL(12,2)").precision, 12);
  EXPECT_EQ(facts_of_engine_type("DECIMAL(12,2)").scale, 2);
  EXPECT_EQ(facts_of_engine_type("HUGEINT").name, "LONG");
  EXPECT_EQ(facts_of_engine_type(R"(STRUCT("a b" INTEGER, c VARCHAR[])[])").text,
            "array<struct<a b:int,c:array<string>>>");
  EXPECT_EQ(facts_of_engine_type("MAP(VARCHAR, BIGINT)").name, "MAP");
  EXPECT_EQ(sql_type_text("map<string,struct<aB:int>>"), "MAP<STRING, STRUCT<aB: INT>>");
  EXPECT_EQ(spark_json_type("array<bigint>"), R"({"type":"array","elementType":"long","containsNull":true})");
}

}  // namespace
}  // namespace lakecode::local::dialect
