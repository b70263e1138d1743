#include <gtest/gtest.h>

#include <map>

#include "analysis/profile/scan1.h"
#include "analysis/profile/scan2.h"
#include "analysis/profile/sql_dates.h"
#include "analysis/profile/text_kinds.h"
#include "base/time_format.h"

namespace lakecode::profile {
namespace {

ColumnFacts column(std::string name, std::string type) {
  ColumnFacts facts;
  facts.name = std::move(name);
  facts.type_text = std::move(type);
  return facts;
}

TableFacts orders() {
  TableFacts facts;
  facts.name = {"main", "sales", "orders"};
  facts.columns = {column("order_id", "BIGINT"), column("status", "STRING"), column("placed_at", "TIMESTAMP")};
  facts.row_count = 1000;
  return facts;
}

ScanOptions options() {
  ScanOptions out;
  out.as_of = parse_rfc3339("2026-01-01T06:00:00Z").value();
  return out;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Types, AreReadFromTheirText) {
  EXPECT_EQ(classify_type("DECIMAL(10,2)"), TypeClass::Fraction);
  EXPECT_EQ(classify_type("interval day"), TypeClass::Other);
  EXPECT_EQ(classify_type("int"), TypeClass::Whole);
  EXPECT_EQ(classify_type("array<struct<a:int>>"), TypeClass::Array);
  EXPECT_EQ(classify_type("TIMESTAMP_NTZ"), TypeClass::Timestamp);
  EXPECT_EQ(classify_type("variant"), TypeClass::Other);
}

TEST(ScanOne, OddNamesAreQuoted) {
  TableFacts facts = orders();
  facts.name = {"main", "we`ird", "tab\nle \"😀\""};
  facts.columns.push_back(column("a`b'; DROP TABLE x", "STRING"));
  const ScanOne plan = plan_scan1(facts, options());
  ASSERT_EQ(plan.statements.size(), 1U);
  EXPECT_TRUE(contains(plan.statements[0].sql, "`main`.`we``ird`.`tab\nle \"😀\"`"));
  EXPECT_TRUE(contains(plan.statements[0].sql, "count(`a``b'; DROP TABLE x`)"));
}

TEST(ScanOne, WideTablesAreBatchedAndEachColumnIsReadOnce) {
  TableFacts facts = orders();
  facts.columns.clear();
  for (int i = 0; i < 95; ++i) facts.columns.push_back(column("c" + std::to_string(i), i % 2 == 0 ? "INT" : "STRING"));
  ScanOptions small = options();
  small.max_columns = 90;
  const ScanOne plan = plan_scan1(facts, small);
  ASSERT_EQ(plan.statements.size(), 3U);
  std::map<std::size_t, int> reads;
  for (const Statement& statement : plan.statements) {
    for (std::size_t c : statement.columns) ++reads[c];
  }
  EXPECT_EQ(reads.size(), 90U);
  for (const auto& [c, count] : reads) EXPECT_EQ(count, 1) << c;
  EXPECT_EQ(plan.unread.size(), 5U);
}

TEST(ScanOne, LargeTablesAreSampledAndSaySo) {
  TableFacts facts = orders();
  facts.row_count = 10'000'000'000;
  facts.detail.size_in_bytes = 2'000'000'000'000;
  const Sampling sampling = choose_sampling(facts, options());
  EXPECT_TRUE(sampling.sampled);
  EXPECT_NEAR(sampling.percent, 0.5, 0.001);
  EXPECT_TRUE(contains(sampling.relation, "TABLESAMPLE (0.500 PERCENT) REPEATABLE (42)"));
  EXPECT_NEAR(sampling.smallest_rate, 3.0 / 50e6, 1e-9);
  EXPECT_FALSE(sampling.note.empty());
  EXPECT_FALSE(choose_sampling(orders(), options()).sampled);
}

TEST(ScanOne, NewestPartitionsBoundWhatIsOpened) {
  TableFacts facts = orders();
  facts.row_count = 1'000'000'000;
  facts.detail.partition_columns = {"day"};
  ScanOptions recent = options();
  recent.newest_partition = "2025-12-01";
  EXPECT_TRUE(contains(choose_sampling(facts, recent).relation, "WHERE `day` >= '2025-12-01'"));
}

Row scan1_row(const ScanOne& plan) {
  return Row(plan.measures.front().size() + 1, std::string("7"));
}

TEST(ScanOne, AnswersOfTheWrongWidthAreRefused) {
  const TableFacts facts = orders();
  const ScanOne plan = plan_scan1(facts, options());
  EXPECT_FALSE(parse_scan1(facts, plan, {Rows{}}).has_value());
  EXPECT_FALSE(parse_scan1(facts, plan, {Rows{{std::string("1")}}}).has_value());
  Row row = scan1_row(plan);
  row.push_back(std::nullopt);
  EXPECT_FALSE(parse_scan1(facts, plan, {Rows{row}}).has_value());
}

TEST(ScanOne, AFailedStatementLeavesItsColumnsOut) {
  const TableFacts facts = orders();
  const ScanOne plan = plan_scan1(facts, options());
  const auto profiles = parse_scan1(facts, plan, {std::nullopt});
  ASSERT_TRUE(profiles.has_value());
  EXPECT_TRUE(profiles->empty());
}

TEST(ScanOne, NullsAreRowsWithoutAValue) {
  const TableFacts facts = orders();
  const ScanOne plan = plan_scan1(facts, options());
  Row row = scan1_row(plan);
  row[0] = "10";
  const auto profiles = parse_scan1(facts, plan, {Rows{row}});
  ASSERT_TRUE(profiles.has_value());
  ASSERT_EQ(profiles->size(), 3U);
  EXPECT_EQ(profiles->at(1).nulls, 3);
  EXPECT_EQ(profiles->at(1).rows, 10);
}

std::vector<ColumnProfile> profiles_of(const TableFacts& facts, std::int64_t rows) {
  std::vector<ColumnProfile> out;
  for (std::size_t i = 0; i < facts.columns.size(); ++i) {
    ColumnProfile p;
    p.column = i;
    p.type = facts.columns[i].type();
    p.rows = rows;
    p.approx_distinct = i == 0 ? rows : 4;
    p.mean_length = 6.0;
    out.push_back(p);
  }
  return out;
}

TEST(ScanTwo, IsOneStatementOverEachColumnOnce) {
  TableFacts facts = orders();
  facts.references.push_back({"status", {"main", "sales", "states"}, "state", true});
  const ScanTwo plan = plan_scan2(facts, profiles_of(facts, 1000), choose_sampling(facts, options()), options());
  ASSERT_EQ(plan.parts.size(), 1U);
  const std::string& sql = plan.parts[0].statement.sql;
  const std::string from = "FROM `main`.`sales`.`orders` AS s";
  EXPECT_EQ(sql.find(from), sql.rfind(from));
  EXPECT_TRUE(contains(sql, "GROUP BY GROUPING SETS"));
  EXPECT_TRUE(contains(sql, "LEFT JOIN (SELECT DISTINCT CAST(`state` AS STRING) AS k FROM `main`.`sales`.`states`"));
  EXPECT_FALSE(contains(sql, "\\"));
}

TEST(ScanTwo, SampledTablesCountKeysInHashBucketsAndReadNoColumnTwice) {
  TableFacts facts = orders();
  facts.row_count = 1'000'000'000;
  const ScanTwo plan = plan_scan2(facts, profiles_of(facts, 50'000'000), choose_sampling(facts, options()), options());
  ASSERT_EQ(plan.parts.size(), 2U);
  EXPECT_TRUE(contains(plan.parts[1].statement.sql, "pmod(xxhash64(CAST(s.`order_id` AS STRING)), 1024) = 7"));
  EXPECT_FALSE(contains(plan.parts[1].statement.sql, "TABLESAMPLE"));
  EXPECT_EQ(plan.parts[1].scale, 1024.0);
  std::map<std::size_t, int> reads;
  for (const ScanTwoPart& part : plan.parts) {
    for (std::size_t c : part.statement.columns) ++reads[c];
  }
  for (const auto& [c, count] : reads) EXPECT_EQ(count, 1) << c;
  EXPECT_FALSE(plan.skipped.empty());
}

TEST(ScanTwo, KeysOfASampledTableThatIsNotLargeAreCountedWhole) {
  TableFacts facts = orders();
  facts.row_count = 24'928;
  ScanOptions sample = options();
  sample.sample_rows = 1000;
  const ScanTwo plan = plan_scan2(facts, profiles_of(facts, 980), choose_sampling(facts, sample), sample);
  ASSERT_EQ(plan.parts.size(), 2U);
  EXPECT_EQ(plan.parts[1].scale, 1.0);
  EXPECT_FALSE(contains(plan.parts[1].statement.sql, "pmod"));
  EXPECT_FALSE(contains(plan.parts[1].statement.sql, "TABLESAMPLE"));
  EXPECT_NEAR(plan.parts[0].scale, 24'928.0 / 980.0, 1e-9) << "by the rows really read";
}

TEST(Projection, NeverExceedsTheTable) {
  TableFacts facts = orders();
  facts.row_count = 1000;
  EXPECT_EQ(project(facts, 98, 11.0), 1000);
  EXPECT_EQ(project(facts, 20, 11.0), 220);
  facts.row_count.reset();
  EXPECT_EQ(project(facts, 98, 11.0), 1078);
}

TEST(ScanTwo, WideTablesAreAskedInSeveralStatementsOverDifferentColumns) {
  TableFacts facts = orders();
  for (int i = 0; i < 200; ++i) facts.columns.push_back(column("t" + std::to_string(i), "STRING"));
  const ScanTwo plan = plan_scan2(facts, profiles_of(facts, 1000), choose_sampling(facts, options()), options());
  ASSERT_GT(plan.parts.size(), 1U);
  std::map<std::size_t, int> reads;
  std::size_t asked = 0;
  for (const ScanTwoPart& part : plan.parts) {
    EXPECT_LE(part.questions.size(), kMaxQuestions);
    asked += part.questions.size();
    for (std::size_t c : part.statement.columns) ++reads[c];
  }
  for (const auto& [c, count] : reads) EXPECT_EQ(count, 1) << c;
  EXPECT_GE(asked, 200U);
  EXPECT_TRUE(plan.skipped.empty());
}

TEST(ScanTwo, EmptyTablesAskNothing) {
  const TableFacts facts = orders();
  EXPECT_TRUE(plan_scan2(facts, profiles_of(facts, 0), choose_sampling(facts, options()), options()).parts.empty());
}

TEST(ScanTwo, AnswersAreSplitIntoKindAndValue) {
  ScanTwo plan;
  plan.parts.emplace_back();
  plan.parts[0].questions.resize(1);
  const Rows rows{{"0", "M:tok|Paid", "90", "1", "90", "M:tok|Paid", "M:tok|Paid", "M:tok|Paid", "M:tok|Paid"},
                  {"0", "M:tok", "5", "5", "1", "M:tok|A", "M:tok|Z|z", std::nullopt, std::nullopt}};
  const auto answers = parse_scan2(plan, {rows});
  ASSERT_TRUE(answers.has_value());
  const auto& groups = answers->at(0).groups;
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].value, "Paid");
  EXPECT_EQ(groups[0].extra, 89);
  EXPECT_FALSE(groups[1].value.has_value());
  EXPECT_EQ(groups[1].samples, (std::vector<std::string>{"A", "Z|z"}));
}

TEST(ScanTwo, AnswersToOtherQuestionsAreRefused) {
  ScanTwo plan;
  plan.parts.emplace_back();
  plan.parts[0].questions.resize(1);
  EXPECT_FALSE(parse_scan2(plan, {Rows{{"3", "x", "1", "1", "1", "x", "x", "x", "x"}}}).has_value());
  EXPECT_FALSE(parse_scan2(plan, {Rows{{"0", "x", "many", "1", "1", "x", "x", "x", "x"}}}).has_value());
  EXPECT_FALSE(parse_scan2(plan, {Rows{{"0", "x"}}}).has_value());
}

TEST(TextKinds, NamesReadBack) {
  const TextKind kind = parse_text_kind("~U:d_iso");
  EXPECT_EQ(kind.family, Family::Date);
  EXPECT_TRUE(kind.untrimmed);
  EXPECT_EQ(kind.style, 'U');
  EXPECT_EQ(parse_text_kind("null").family, Family::Null);
  EXPECT_EQ(parse_text_kind("N:tok:a9").family, Family::Token);
  EXPECT_EQ(parse_text_kind("").family, Family::Token);
}

TEST(SqlDates, ReadBackWhatTheyWrite) {
  const WallTime time = parse_rfc3339("2026-01-01T06:30:15Z").value();
  EXPECT_EQ(timestamp_literal(time), "TIMESTAMP'2026-01-01 06:30:15'");
  EXPECT_EQ(parse_instant("2026-01-01 06:30:15"), time);
  EXPECT_EQ(parse_instant("2026-01-01T06:30:15.000Z"), time);
  EXPECT_FALSE(parse_day("2026-02-30").has_value());
  EXPECT_FALSE(parse_day("20260230").has_value());
  EXPECT_FALSE(parse_day("").has_value());
}

}  // namespace
}  // namespace lakecode::profile
