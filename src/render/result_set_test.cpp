#include "render/result_set.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace lakecode::render {
namespace {

ResultSet orders() {
  return {.columns = {{"order_id", "BIGINT"}, {"name", "STRING"}, {"price", "DECIMAL"}, {"ok", "BOOLEAN"}},
          .rows = {{"9007199254740993", "Zoë, \"x\"", "12.340", "true"}, {"2", std::nullopt, "-0.5", "false"}}};
}

ResultSet one(std::string type, std::optional<std::string> cell) {
  return {.columns = {{"c", std::move(type)}}, .rows = {{std::move(cell)}}};
}

TEST(ResultSet, JsonKeepsEveryDigitAndIdsAreStrings) {
  EXPECT_EQ(render_result_json(orders()),
            "[\n {\"order_id\": \"9007199254740993\", \"name\": \"Zoë, \\\"x\\\"\", \"price\": 12.340, \"ok\": true},\n"
            " {\"order_id\": \"2\", \"name\": null, \"price\": -0.5, \"ok\": false}\n]");
  EXPECT_EQ(render_result_json({.columns = {{"a", "INT"}}, .rows = {}}), "[]");
}

TEST(ResultSet, JsonCellsByType) {
  const struct {
    std::string type, cell, shown;
  } cases[] = {{"DECIMAL", "00012", "\"00012\""},
               {"DOUBLE", "NaN", "\"NaN\""},
               {"DOUBLE", "Infinity", "\"Infinity\""},
               {"DOUBLE", "1.0E10", "1.0E10"},
               {"DECIMAL", "12345678901234567890.123456789", "12345678901234567890.123456789"},
               {"STRING", "17", "\"17\""},
               {"ARRAY", "[1.10,2]", "[1.10,2]"},
               {"STRUCT", "{\"a\":", "\"{\\\"a\\\":\""},
               {"STRING", "\x1b[2J\xE2\x80\xAE", "\"\\u001b[2J\\u202e\""},
               {"STRING", "\xff", "\"\xEF\xBF\xBD\""},
               {"BOOLEAN", "maybe", "\"maybe\""}};
  for (const auto& c : cases) {
    const std::string shown = render_result_json(one(c.type, c.cell));
    EXPECT_EQ(shown, "[\n {\"c\": " + c.shown + "}\n]") << c.type;
    EXPECT_TRUE(json::parse(shown, "rows")) << shown;
  }
}

TEST(ResultSet, ColumnsOfOneNameStayApart) {
  const ResultSet twice{.columns = {{"a", "INT"}, {"a", "INT"}}, .rows = {{"1", "2"}}};
  EXPECT_EQ(render_result_json(twice), "[\n {\"a\": 1, \"a_2\": 2}\n]");
}

TEST(ResultSet, CsvFollowsTheRfc) {
  EXPECT_EQ(render_result_csv(orders()),
            "order_id,name,price,ok\r\n9007199254740993,\"Zoë, \"\"x\"\"\",12.340,true\r\n2,,-0.5,false\r\n");
  EXPECT_EQ(render_result_csv(one("STRING", "")), "c\r\n\"\"\r\n");
  EXPECT_EQ(render_result_csv(one("STRING", "two\nlines")), "c\r\n\"two\nlines\"\r\n");
  EXPECT_EQ(render_result_csv(one("STRING", "\x1b]0;x\x07")), "c\r\n\\x1b]0;x\\x07\r\n");
}

TEST(ResultSet, TheTableAlignsAndSpellsNull) {
  const Screen screen{.columns = 80, .color = false, .unicode = false};
  EXPECT_EQ(render_result_table(orders(), screen),
            "        order_id  name       price  ok\n"
            "----------------  --------  ------  -----\n"
            "9007199254740993  Zoë, \"x\"  12.340  true\n"
            "               2  NULL        -0.5  false\n");
  EXPECT_EQ(render_result_table({}, screen), "");
}

TEST(ResultSet, WideResultsAreShownValueByValue) {
  ResultSet wide;
  wide.rows.emplace_back();
  for (int i = 0; i < 12; ++i) {
    wide.columns.push_back({"column_" + std::to_string(i), "INT"});
    wide.rows[0].push_back(std::to_string(i));
  }
  const std::string shown = render_result_table(wide, {.columns = 80});
  EXPECT_TRUE(shown.starts_with("column_0 0\n  column_1   1\n")) << shown;
}

TEST(ResultSet, OnlyALabelAndANumberMakeAChart) {
  const ResultSet sales{.columns = {{"region", "STRING"}, {"n", "BIGINT"}}, .rows = {{"north", "10"}, {"south", "5"}}};
  ASSERT_TRUE(is_chartable(sales));
  const std::string chart = render_result_chart(sales, {.columns = 60, .unicode = false});
  EXPECT_NE(chart.find("####################"), std::string::npos) << chart;
  EXPECT_FALSE(is_chartable(orders()));
  EXPECT_FALSE(
      is_chartable({.columns = {{"region", "STRING"}, {"store_id", "BIGINT"}}, .rows = {{"a", "1"}, {"b", "2"}}}));
  EXPECT_FALSE(is_chartable({.columns = {{"r", "STRING"}, {"n", "INT"}}, .rows = {{"a", "-1"}, {"b", "2"}}}));
  EXPECT_FALSE(is_chartable({.columns = {{"r", "STRING"}, {"n", "INT"}}, .rows = {{"a", "1"}}}));
}

TEST(ResultSet, ChartsOfDatesCarryASparkline) {
  const ResultSet daily{.columns = {{"day", "DATE"}, {"usd", "DOUBLE"}},
                        .rows = {{"2026-11-01", "1"}, {"2026-11-02", std::nullopt}, {"2026-11-03", "8"}}};
  ASSERT_TRUE(is_chartable(daily));
  EXPECT_NE(render_result_chart(daily, {}).find("▂ █"), std::string::npos) << render_result_chart(daily, {});
}

}  // namespace
}  // namespace lakecode::render
