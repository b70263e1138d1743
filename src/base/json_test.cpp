#include "base/json.h"

#include <gtest/gtest.h>

namespace lakecode {
namespace {

std::string reason_of(std::string_view text) {
  const auto parsed = json::parse(text, "test");
  return parsed ? "no error" : parsed.error().reason;
}

TEST(Json, ErrorsTellLineAndColumn) {
  EXPECT_EQ(reason_of("{\"a\": 1,\n  b: 2}").substr(0, 17), "line 2, column 3:");
  EXPECT_EQ(reason_of("[1, 2").substr(0, 17), "line 1, column 6:");
  EXPECT_EQ(reason_of("{} x"), "line 1, column 4: more text after the end of the document");
  EXPECT_EQ(reason_of(" \n"), "line 1, column 1: the text is empty");
}

TEST(Json, HtmlPageIsNamed) {
  const auto parsed = json::parse("\n<!DOCTYPE html><html><body>Sign in</body></html>", "GET /api/2.2/jobs/list");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, ErrorCode::CorruptData);
  EXPECT_EQ(parsed.error().reason, "line 2, column 1: this is an HTML page, not JSON");
  EXPECT_NE(parsed.error().advice.find("proxy"), std::string::npos);
}

TEST(Json, TrailingBlanksAndAByteOrderMarkAreNoErrors) {
  EXPECT_TRUE(json::parse("\xEF\xBB\xBF{\"a\":1} \n\n", "test"));
  EXPECT_TRUE(json::parse("5", "test"));
}

TEST(Json, LimitsHold) {
  EXPECT_TRUE(json::parse(std::string(64, '[') + std::string(64, ']'), "test"));
  EXPECT_EQ(json::parse(std::string(65, '[') + std::string(65, ']'), "test").error().reason,
            "line 1, column 65: nested too deeply");
  EXPECT_FALSE(json::parse(std::string(100'000, '['), "test"));
  EXPECT_FALSE(json::parse("[1,2,3]", "test", {.max_bytes = 5}));
}

TEST(Json, MalformedTextsAreRefused) {
  for (const char* bad : {"{\"a\":}", "[1,]", "{'a':1}", "nul", "\"\\x\"", "\"a\nb\"", "01", "1.", "+1", "\"\xC3\"",
                          "\"\\ud800\"", "NaN", "[1 2]", "{\"a\" 1}", "// c\n1", "\xFF"}) {
    EXPECT_FALSE(json::parse(bad, "test")) << bad;
  }
}

TEST(Json, LastOfEqualKeysWins) {
  const auto parsed = json::parse("{\"a\":1,\"b\":2,\"a\":3}", "test");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(json::int_at(*parsed, "a"), 3);
}

TEST(Json, SerializeKeepsOrderEscapesControlsAndKeepsUtf8) {
  JsonObject object;
  object["z"] = "é\x01\"\\\n\x7f";
  object["a"] = JsonArray{1, -2.5, 3.0, true, nullptr, 18446744073709551615ULL};
  object["e"] = JsonObject{};
  EXPECT_EQ(json::serialize(object),
            "{\"z\":\"é\\u0001\\\"\\\\\\n\\u007f\",\"a\":[1,-2.5,3.0,true,null,18446744073709551615],\"e\":{}}");
}

TEST(Json, SerializePrettyIndentsByTwo) {
  EXPECT_EQ(json::serialize_pretty(JsonObject{{"a", JsonArray{1, 2}}, {"b", JsonArray{}}}),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}");
}

TEST(Json, SerializeNeverEmitsInvalidUtf8OrNaN) {
  EXPECT_EQ(json::serialize(JsonValue("a\xFFz")), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(json::serialize(JsonValue(std::numeric_limits<double>::quiet_NaN())), "null");
  EXPECT_EQ(json::serialize(JsonValue(0.1)), "0.1");
}

TEST(Json, RoundTripGivesTheSameText) {
  const std::string text = "{\"id\":9007199254740993,\"s\":\"a\\tb\",\"l\":[{\"k\":[]}],\"n\":null,\"d\":1.25e-07}";
  EXPECT_EQ(json::serialize(*json::parse(text, "test")), text);
}

TEST(Json, TolerantAccessReadsBothFormsOfAnId) {
  const auto value = *json::parse(
      "{\"i\":5,\"s\":\"905170421312\",\"d\":7.0,\"half\":7.5,\"n\":null,\"t\":true,\"o\":{\"p\":{\"q\":\"deep\"}},"
      "\"l\":[1]}",
      "test");
  EXPECT_EQ(json::int_at(value, "i"), 5);
  EXPECT_EQ(json::int_at(value, "s"), 905170421312);
  EXPECT_EQ(json::int_at(value, "d"), 7);
  EXPECT_EQ(json::int_at(value, "half"), std::nullopt);
  EXPECT_EQ(json::int_at(value, "n"), std::nullopt);
  EXPECT_EQ(json::int_at(JsonValue(3), "i"), std::nullopt);
  EXPECT_EQ(json::double_at(value, "i"), 5.0);
  EXPECT_EQ(json::bool_at(value, "t"), true);
  EXPECT_EQ(json::bool_at(value, "i"), std::nullopt);
  EXPECT_EQ(json::string_at(value, "i"), "");
  EXPECT_EQ(json::string_at_path(value, {"o", "p", "q"}), "deep");
  EXPECT_EQ(json::string_at_path(value, {"o", "x", "q"}), "");
  EXPECT_EQ(json::find(value, "absent"), nullptr);
  EXPECT_EQ(json::array_at(value, "l").size(), 1U);
  EXPECT_TRUE(json::array_at(value, "o").empty());
  EXPECT_TRUE(json::object_at(value, "l").empty());
}

TEST(Json, AccessToAnObjectPointsIntoThatObject) {
  const JsonObject object{{"o", JsonObject{{"x", 1}}}, {"l", JsonArray{1, 2}}};
  EXPECT_EQ(json::find(object, "o"), object.if_contains("o"));
  EXPECT_EQ(json::find_path(object, {"o", "x"}), object.at("o").as_object().if_contains("x"));
  EXPECT_EQ(&json::array_at(object, "l"), &object.at("l").as_array());
  EXPECT_EQ(&json::object_at(object, "o"), &object.at("o").as_object());
}

TEST(Json, IntegersOutsideInt64ReadAsAbsent) {
  const auto value = *json::parse("[18446744073709551615,1e30,\"99999999999999999999\"]", "test");
  for (const auto& item : value.get_array()) EXPECT_EQ(json::as_int(item), std::nullopt);
}

TEST(Json, BoxCopiesDeeply) {
  JsonBox one(JsonObject{{"a", 1}});
  JsonBox two = one;
  two->get_object()["a"] = 2;
  EXPECT_EQ(json::int_at(*one, "a"), 1);
  EXPECT_TRUE(JsonBox()->is_null());
}

TEST(JsonAccess, AnUnsignedNumberIsAnIntegerUpToTheLargestOne) {
  EXPECT_EQ(json::as_int(JsonValue(std::uint64_t{7})), 7);
  EXPECT_EQ(json::as_int(JsonValue(static_cast<std::uint64_t>(INT64_MAX))), INT64_MAX);
  EXPECT_EQ(json::as_int(JsonValue(static_cast<std::uint64_t>(INT64_MAX) + 1)), std::nullopt);
}

}  // namespace
}  // namespace lakecode
