#include "cli/person_view.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::cli {
namespace {

JsonValue parsed(std::string_view text) {
  auto value = json::parse(text, "test");
  return value ? *std::move(value) : JsonValue(nullptr);
}

TEST(PersonView, AListOfTheApiBecomesRows) {
  const auto rows = listing_of(parsed(
      R"({"jobs":[{"job_id":9007199254741993,"settings":{"name":"nightly","schedule":{"pause_status":"PAUSED"}},"tags":{}},
                  {"job_id":7,"creator_user_name":"ana@x.org","settings":{"name":"hourly"}}],"has_more":false})"));
  ASSERT_TRUE(rows);
  std::vector<std::string> titles;
  for (const render::ResultColumn& column : rows->columns) titles.push_back(column.name);
  EXPECT_EQ(titles, (std::vector<std::string>{"job_id", "name", "paused", "creator"}));
  ASSERT_EQ(rows->rows.size(), 2U);
  EXPECT_EQ(rows->rows[0][0], "9007199254741993");
  EXPECT_EQ(rows->rows[0][2], "PAUSED");
  EXPECT_EQ(rows->rows[1][2], std::nullopt);
  EXPECT_EQ(rows->rows[1][3], "ana@x.org");
}

TEST(PersonView, OneTitleOnceAndStatesOfEitherForm) {
  const auto runs = listing_of(parsed(
      R"({"runs":[{"run_id":5,"run_name":"r","state":{"life_cycle_state":"TERMINATED","result_state":"FAILED"}}]})"));
  ASSERT_TRUE(runs);
  EXPECT_EQ(runs->columns.size(), 4U);
  EXPECT_EQ(runs->rows[0], (std::vector<std::optional<std::string>>{"5", "r", "TERMINATED", "FAILED"}));
}

TEST(PersonView, WhatIsNoListStaysAsItIs) {
  for (const char* text : {"{}", R"({"job_id":1})", R"({"a":[1,2]})", R"({"a":[{"id":1}],"b":[{"id":2}]})", "[]",
                           "null", R"({"x":[{"unknown_member":{}}]})", R"({"x":[]})"})
    EXPECT_FALSE(listing_of(parsed(text))) << text;
  EXPECT_EQ(list_member(parsed(R"({"x":[]})")), "x");
}

tools::StoredResult three_rows() {
  return {.handle = "$1",
          .columns = {{.name = "n", .type_name = "BIGINT", .type_text = "BIGINT"},
                      {.name = "s", .type_name = "STRING", .type_text = "STRING"}},
          .rows = {{"1", "one"}, {"2", std::nullopt}, {"3", "\x1b[31mred"}},
          .total_rows = 3,
          .provenance = {}};
}

TEST(PersonView, RowsAreATableAndTheWordsForAModelAreGone) {
  const tools::StoredResult result = three_rows();
  const std::string text = text_with_table(
      {.text = "[only some were asked]\n$1: sizes of 3 tables\nn,s\n1,one\n[rows 1 to 1 of 3 kept; read_result $1]\n",
       .result = result,
       .limit = 2},
      {.columns = 80, .color = false, .unicode = false});
  EXPECT_EQ(text.find("[only some were asked]\nsizes of 3 tables\n"), 0U) << text;
  EXPECT_EQ(text.find("$1"), std::string::npos) << text;
  EXPECT_EQ(text.find("1,one"), std::string::npos) << text;
  EXPECT_NE(text.find("NULL"), std::string::npos) << text;
  EXPECT_EQ(text.find("red"), std::string::npos) << text;
  EXPECT_NE(text.find("[the first 2 of 3 rows"), std::string::npos) << text;
}

TEST(PersonView, TheSameFailureStandsThereOnceAndFitsTheScreen) {
  tools::StoredResult result{.handle = "$1", .columns = {}, .rows = {}, .total_rows = 3, .provenance = {}};
  for (const char* name : {"run_id", "job_id", "run_name", "ended_at", "result", "failed_tasks", "message"})
    result.columns.push_back({.name = name, .type_name = "STRING", .type_text = "STRING"});
  const std::string message = "Task load failed: " + std::string(400, 'x') + "\nsecond line";
  result.rows = {{"93", "7", "nightly", "2026-11-28T03:12:00Z", "FAILED", "load (3 attempts)", message},
                 {"92", "7", "nightly", "2026-11-27T03:12:00Z", "FAILED", "load (3 attempts)", message},
                 {"91", "8", "hourly", "2026-11-27T02:00:00Z", "TIMEDOUT", "sum", ""}};
  const std::string text =
      text_with_table({.text = "$1: 3 runs failed (" + std::string(40, 'j') + " " + std::string(40, 'k') + ")\n",
                       .result = result,
                       .counts_repeats = true},
                      {.columns = 80, .color = false, .unicode = false});
  EXPECT_EQ(text.find("92"), std::string::npos) << text;
  for (const char* told : {"93 ", "91 ", "nightly (7)", "2026-11-28 03:12", "    2 ", "TIMEDOUT"})
    EXPECT_NE(text.find(told), std::string::npos) << told << "\n" << text;
  EXPECT_EQ(text.find("second line"), std::string::npos);
  for (const std::string_view line : text::lines(text)) EXPECT_LE(line.size(), 80U) << line;
}

TEST(PersonView, NothingOfARowReachesTheTerminalAsAControl) {
  const tools::StoredResult result = three_rows();
  const std::string text =
      text_with_table({.text = "$1: 3 rows\n", .result = result}, {.columns = 80, .color = false, .unicode = false});
  EXPECT_NE(text.find("red"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
}

TEST(PersonView, ATextThatNamesNoResultStays) {
  const tools::StoredResult result = three_rows();
  EXPECT_EQ(text_with_table({.text = "done: INSERT\n", .result = result}, {}), "done: INSERT\n");
}

}  // namespace
}  // namespace lakecode::cli
