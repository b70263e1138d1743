// What needs no workspace: the registry against its folder, schemas and inputs, kept results, rows as text, lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/json.h"
#include "tests/support/paths.h"
#include "tools/list_text.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"
#include "tools/tool.h"

namespace lakecode::tools {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Registry, EveryDescriptionHasItsToolAndEveryToolItsFiles) {
  std::set<std::string> described;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_folder() + "/src/tools")) {
    const auto& path = entry.path();
    if (path.extension() == ".md" && path.stem() != "README") described.insert(path.stem().string());
  }
  std::set<std::string> registered;
  for (const ToolRecord* tool : registry()) {
    registered.insert(std::string(tool->name));
    EXPECT_EQ(find_tool(tool->name), tool);
    EXPECT_FALSE(tool->description.empty()) << tool->name;
    EXPECT_TRUE(std::filesystem::exists(test::source_folder() + "/src/tools/" + std::string(tool->name) + ".cpp"));
  }
  EXPECT_EQ(registered, described);
  EXPECT_EQ(find_tool("rm"), nullptr);
}

TEST(Registry, SchemasAreFlatObjectsThatModelsTake) {
  for (const ToolRecord* tool : registry()) {
    const auto schema = json::parse(input_schema_of(*tool), "schema");
    ASSERT_TRUE(schema) << tool->name;
    EXPECT_EQ(json::string_at(*schema, "type"), "object");
    EXPECT_LE(json::object_at(*schema, "properties").size(), 16U) << "some servers take no more";
    for (const auto& property : json::object_at(*schema, "properties")) {
      EXPECT_FALSE(json::string_at(property.value(), "description").empty()) << tool->name << " " << property.key();
    }
  }
}

Result<JsonBox> check(std::string_view tool, std::string_view input) {
  return check_input(*find_tool(tool), input);
}

TEST(CheckInput, TakesWhatIsPlainlyMeant) {
  const auto numbers = check("sql_execute", R"({"sql": "SELECT 1", "limit": "20", "catalog": null})");
  ASSERT_TRUE(numbers) << one_line(numbers.error());
  EXPECT_EQ(json::int_at(**numbers, "limit"), 20);
  EXPECT_FALSE((**numbers).get_object().contains("catalog"));
  const auto lone = check("databricks_cli", R"({"arguments": "version"})");
  ASSERT_TRUE(lone);
  EXPECT_EQ(json::array_at(**lone, "arguments").size(), 1U);
  const auto nested = check("run_workflow", R"({"workflow": "debug_job", "input": "{\"job_id\": 7}"})");
  ASSERT_TRUE(nested);
  EXPECT_EQ(json::int_at(json::object_at(**nested, "input"), "job_id"), 7);
  EXPECT_TRUE(check("list_catalogs", ""));
}

TEST(CheckInput, TellsWhatIsWrongAndWhatIsAllowed) {
  const struct {
    const char* tool;
    const char* input;
    const char* expected;
  } cases[] = {
      {"sql_execute", "{}", "`sql` is missing"},
      {"sql_execute", R"({"sql": null})", "`sql` is not a string"},
      {"sql_execute", R"({"sqll": "SELECT 1"})", "did you mean `sql`?"},
      {"sql_execute", R"({"sql": ["SELECT 1"]})", "`sql` is not a string"},
      {"sql_execute", R"({"sql": "SELECT 1", "limit": "many"})", "`limit` is not a whole number"},
      {"sql_execute", R"({"sql": "SELECT 1", "limit": 1.5})", "`limit` is not a whole number"},
      {"sql_execute", R"({"sql": "SELECT 1")", "not JSON"},
      {"sql_execute", "[1]", "not a JSON object"},
      {"batch_sql", R"({"statements": [{"sql": 1}]})", "`statements` is not a list of strings"},
      {"batch_sql", R"({"stop_on_error": "perhaps"})", "`stop_on_error` is not true or false"},
      {"run_workflow", R"({"input": "job 7"})", "`input` is not an object"},
      {"list_catalogs", R"({"verbose": true})", "allowed are pattern"},
  };
  for (const auto& c : cases) {
    const auto checked = check(c.tool, c.input);
    ASSERT_FALSE(checked) << c.input;
    EXPECT_EQ(checked.error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(has(one_line(checked.error()), c.expected)) << one_line(checked.error());
  }
  EXPECT_FALSE(check("sql_execute", std::string(100, '[') + std::string(100, ']')));
}

StoredResult rows_of(std::size_t count, std::size_t bytes) {
  StoredResult result{.handle = {},
                      .columns = {{.name = "n", .type_name = "BIGINT", .type_text = "BIGINT"},
                                  {.name = "text", .type_name = "STRING", .type_text = "STRING"}}};
  for (std::size_t i = 0; i < count; ++i) result.rows.push_back({std::to_string(i), std::string(bytes, 'x')});
  result.total_rows = static_cast<std::int64_t>(count);
  return result;
}

TEST(ResultStore, NumbersGoOnAndNamesAreReplaced) {
  ResultStore store;
  EXPECT_EQ(store.add(rows_of(1, 1), "")->handle, "$1");
  EXPECT_EQ(store.reserve(), "$2");
  EXPECT_EQ(store.add(rows_of(2, 1), "")->handle, "$3");
  EXPECT_EQ(store.add(rows_of(3, 1), "$2")->handle, "$2");
  EXPECT_EQ(store.add(rows_of(4, 1), "orders")->handle, "$orders");
  EXPECT_EQ(store.add(rows_of(5, 1), "orders")->rows.size(), 5U);
  EXPECT_EQ(store.handles(), (std::vector<std::string>{"$1", "$3", "$2", "$orders"}));
  EXPECT_EQ((*store.find("orders"))->rows.size(), 5U);
}

TEST(ResultStore, TheOldestLoseTheirRowsAndSaySo) {
  ResultStore store(10'000);
  store.add(rows_of(10, 400), "");
  store.add(rows_of(10, 400), "");
  const auto last = store.add(rows_of(10, 4'000), "");
  EXPECT_EQ(last->rows.size(), 10U) << "the newest stays, however large";
  const auto first = store.find("$1");
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, ErrorCode::FailedPrecondition);
  EXPECT_TRUE(store.find("$3"));
  EXPECT_EQ(store.find("$9").error().code, ErrorCode::NotFound);
}

TEST(ResultStore, NamesOfAModelAreWords) {
  for (const char* good : {"orders", "$orders", "a1", "top_10"}) EXPECT_TRUE(is_result_name(good)) << good;
  for (const char* bad : {"", "$", "1", "$1", "a b", "a.b", "ä", "x'y"}) EXPECT_FALSE(is_result_name(bad)) << bad;
}

TEST(RowsText, SaysWhatIsNotShown) {
  ResultStore store;
  StoredResult many = rows_of(1'000, 100);
  many.truncated = true;
  many.total_rows = 50'000;
  const auto kept = store.add(std::move(many), "");
  const std::string text = render_rows(*kept, {.offset = 0, .limit = 1'000, .max_bytes = 2'000});
  EXPECT_LT(text.size(), 2'600U);
  EXPECT_TRUE(has(text, "n,text\n0,xxx")) << text;
  EXPECT_TRUE(has(text, "of 1,000 kept; the rest: read_result {\"result\": \"$1\", \"offset\": ")) << text;
  EXPECT_TRUE(has(text, "cut at 1,000 rows of 50,000")) << text;
  const std::string beyond = render_rows(*kept, {.offset = 5'000});
  EXPECT_TRUE(has(beyond, "no rows of 1,000 kept")) << beyond;
}

TEST(RowsText, OneRowAlwaysFitsAndLongValuesAreCut) {
  ResultStore store;
  const auto kept = store.add(rows_of(2, 100'000), "");
  const std::string text = render_rows(*kept, {.max_bytes = 300, .max_cell = 50});
  EXPECT_TRUE(has(text, "…[99,950 bytes cut]")) << text;
  EXPECT_EQ(cut_text("äöü", 3), "ä…[4 bytes cut]");
  EXPECT_EQ(cut_text("abc", 3), "abc");
}

TEST(RowsText, NullEmptyAndTheWordNullDiffer) {
  StoredResult result{.handle = "$1", .columns = {{.name = "v", .type_name = "STRING", .type_text = "STRING"}}};
  result.rows = {{std::nullopt}, {""}, {"NULL"}, {"a,\"b\"\n\x1b[1m\u202e"}};
  EXPECT_EQ(render_rows(result, {}), "v\nNULL\n\"\"\n\"NULL\"\n\"a,\"\"b\"\"\n\\x1b[1m\\u{202e}\"\n");
}

TEST(ListText, PatternsFindPartsAndRuns) {
  const struct {
    const char* name;
    const char* pattern;
    bool fits;
  } cases[] = {
      {"orders_raw", "ORDER", true},     {"orders_raw", "raw*", false},   {"orders_raw", "*raw", true},
      {"orders_raw", "o*_r*w", true},    {"orders_raw", "", true},        {"orders_raw", "*", true},
      {"orders_raw", "orders*s", false}, {"aaaaaaab", "*a*a*a*c", false},
  };
  for (const auto& c : cases) EXPECT_EQ(fits_pattern(c.name, c.pattern), c.fits) << c.name << " " << c.pattern;
}

TEST(ListText, WhatIsLeftOutIsCounted) {
  std::vector<ListItem> items;
  for (int i = 0; i < 30; ++i) items.push_back({.name = "t" + std::to_string(i), .note = "bad\nnote\x1b"});
  const std::string text = render_list(items, {.pattern = "t1", .limit = 3}, "tables of a.b");
  EXPECT_TRUE(has(text, "11 tables of a.b that fit t1, of 30\n")) << text;
  EXPECT_TRUE(has(text, "t1  bad\\nnote\\x1b\n")) << text;
  EXPECT_TRUE(has(text, "[8 more; narrow them down")) << text;
}

}  // namespace
}  // namespace lakecode::tools
