#include "base/yaml.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace lakecode {
namespace {

std::string as_json(std::string_view text) {
  const auto document = yaml::parse(text, "t.yml");
  return document ? json::serialize(*document->root) : document.error().subject + " " + document.error().reason;
}

std::string place_of_error(std::string_view text, const yaml::Limits& limits = {}) {
  const auto document = yaml::parse(text, "t.yml", limits);
  if (document) return "no error";
  EXPECT_EQ(document.error().code, ErrorCode::CorruptData);
  return document.error().subject;
}

std::string at_mark(std::string_view text, const std::string& pointer) {
  const auto document = yaml::parse(text, "t.yml");
  if (!document) return document.error().reason;
  const auto mark = document->marks.find(pointer);
  if (mark == document->marks.end()) return "no mark";
  return std::string(text.substr(mark->second.value_begin, mark->second.value_end - mark->second.value_begin));
}

TEST(Yaml, CoreSchemaDecidesTypesOfPlainScalarsOnly) {
  EXPECT_EQ(as_json("[true, False, null, ~, 12, -3, +4, 0x1F, 0o17, 1.5, 1e3, .5, yes, on, 1_000, 0x, 1.2.3, '12', "
                    "\"true\", 2026-11-23, .inf]"),
            "[true,false,null,null,12,-3,4,31,15,1.5,1000.0,0.5,\"yes\",\"on\",\"1_000\",\"0x\",\"1.2.3\",\"12\","
            "\"true\",\"2026-11-23\",\".inf\"]");
  EXPECT_EQ(as_json("{a: 9223372036854775807, b: 9223372036854775808, c: 99999999999999999999}"),
            "{\"a\":9223372036854775807,\"b\":9223372036854775808,\"c\":1e+20}");
}

TEST(Yaml, BlocksFlowsAndMultilineScalars) {
  EXPECT_EQ(
      as_json("a:\n  - x: 1\n    y: |\n      l1\n      l2\n  - >-\n    f1\n    f2\nb: {c: [1, 2], \"d e\": ''}\ne:\n"),
      "{\"a\":[{\"x\":1,\"y\":\"l1\\nl2\\n\"},\"f1 f2\"],\"b\":{\"c\":[1,2],\"d e\":\"\"},\"e\":null}");
  EXPECT_EQ(as_json(""), "null");
  EXPECT_EQ(as_json("# nothing\n"), "null");
  EXPECT_EQ(as_json("---\na: 1\n...\n"), "{\"a\":1}");
  EXPECT_EQ(as_json("\xEF\xBB\xBF"
                    "a: 1\n"),
            "{\"a\":1}");
}

TEST(Yaml, KeysStayTextAsWritten) {
  EXPECT_EQ(as_json("1: a\ntrue: b\n'x': c\n"), "{\"1\":\"a\",\"true\":\"b\",\"x\":\"c\"}");
}

TEST(Yaml, AliasesCopyAndMergeKeysFillIn) {
  EXPECT_EQ(as_json("a: &x [1, 2]\nb: *x\n"), "{\"a\":[1,2],\"b\":[1,2]}");
  EXPECT_EQ(as_json("base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3\n"),
            "{\"base\":{\"x\":1,\"y\":2},\"c\":{\"y\":3,\"x\":1}}");
  EXPECT_EQ(as_json("a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {<<: [*a, *b]}\n"),
            "{\"a\":{\"x\":1},\"b\":{\"x\":2,\"z\":3},\"c\":{\"x\":1,\"z\":3}}");
  EXPECT_EQ(place_of_error("c: {<<: 5}\n"), "t.yml:1:9");
}

TEST(Yaml, MarksCutOutTheValueAsWritten) {
  const std::string text =
      "é: \"dq\" # c\nb: 'sq'\nc: |\n  lit\nd: plain  # x\ne:\nf: [1, {x: y}]\ng:\n  - one\n  - z: 2\n    w: 3\n\n# "
      "end\nh: !!str 5\ni: &n k\nj: *n\n";
  EXPECT_EQ(at_mark(text, "/é"), "\"dq\"");
  EXPECT_EQ(at_mark(text, "/b"), "'sq'");
  EXPECT_EQ(at_mark(text, "/c"), "|\n  lit\n");
  EXPECT_EQ(at_mark(text, "/d"), "plain");
  EXPECT_EQ(at_mark(text, "/e"), "");
  EXPECT_EQ(at_mark(text, "/f"), "[1, {x: y}]");
  EXPECT_EQ(at_mark(text, "/f/1/x"), "y");
  EXPECT_EQ(at_mark(text, "/g"), "- one\n  - z: 2\n    w: 3");
  EXPECT_EQ(at_mark(text, "/g/1"), "z: 2\n    w: 3");
  EXPECT_EQ(at_mark(text, "/h"), "5");
  EXPECT_EQ(at_mark(text, "/i"), "k");
  EXPECT_EQ(at_mark(text, "/j"), "*n");
}

TEST(Yaml, MarksTellLinesAndColumns) {
  const auto document = yaml::parse("a:\n  b/c~: é x\n  d: 1\nz: {q: 1}\n", "t.yml");
  ASSERT_TRUE(document);
  const auto& mark = document->marks.at("/a/b~1c~0");
  EXPECT_EQ(mark.key.line, 2U);
  EXPECT_EQ(mark.key.column, 3U);
  EXPECT_EQ(mark.value.line, 2U);
  EXPECT_EQ(mark.value.column, 9U);
  EXPECT_EQ(document->marks.at("/a").value.line, 2U);
  EXPECT_EQ(document->marks.at("").value.line, 1U);
  EXPECT_EQ(document->marks.at("/z/q").key.column, 5U);
}

TEST(Yaml, WhatStandsInAnAliasIsMarkedWhereTheAliasStands) {
  const auto document = yaml::parse("a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n", "t.yml");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->marks.at("/b/k").value.line, 2U);
  EXPECT_EQ(document->marks.at("/c/k").value.line, 4U);
  EXPECT_EQ(document->marks.at("/a/k").value.line, 1U);
}

TEST(Yaml, ErrorsNameFileLineAndColumn) {
  EXPECT_EQ(place_of_error("a: 1\nb: 2\na: 3\n"), "t.yml:3:1");
  EXPECT_EQ(place_of_error("a: 1\n--- \nb: 2\n"), "t.yml:2:1");
  EXPECT_EQ(place_of_error("a: !custom x\n"), "t.yml:1:12");
  EXPECT_EQ(place_of_error("a: !!int x\n"), "t.yml:1:10");
  EXPECT_EQ(place_of_error("a: *nobody\n"), "t.yml:1:4");
  EXPECT_EQ(place_of_error("? [1, 2]\n: x\n"), "t.yml:1:3");
  EXPECT_EQ(place_of_error(std::string_view("a: 1\nb: \0x\n", 11)), "t.yml:2:4");
  EXPECT_EQ(place_of_error("a: \xC3(\n"), "t.yml:1:4");
  EXPECT_EQ(place_of_error(std::string_view("\xFF\xFE"
                                            "a\0:\0",
                                            6)),
            "t.yml:1:1");
  for (const char* bad : {"a: [1, 2", "a: \"x", "a: 1\n b: 2\n", "a: 'x", "\tb: 1", "{a: 1", "a: b: c", "- a\nb: 1",
                          "%BAD x\n", "a: @x"}) {
    EXPECT_EQ(place_of_error(bad).substr(0, 6), "t.yml:") << bad;
  }
}

TEST(Yaml, AnAliasBombIsAnErrorAndNoHang) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j > 0 ? "," : "") + before;
    bomb += "]\n";
  }
  EXPECT_EQ(place_of_error(bomb).substr(0, 6), "t.yml:");
}

TEST(Yaml, BigTextsCannotBeMultipliedByAliasesOrKeys) {
  std::string text = "a: &a " + std::string(1'000'000, 'x') + "\nb:\n";
  for (int i = 0; i < 5000; ++i) text += " - *a\n";
  EXPECT_EQ(place_of_error(text).substr(0, 6), "t.yml:");
  std::string keys = "? " + std::string(1'000'000, 'k') + "\n:\n";
  for (int i = 0; i < 5000; ++i) keys += " - 1\n";
  EXPECT_EQ(place_of_error(keys).substr(0, 6), "t.yml:");
}

TEST(Yaml, DeepNestingIsAnErrorInEveryForm) {
  for (const std::string piece :
       {"[", "{a: ", "- ", "? ", "- - - - - - - - - - - - - - - - - - - - - - - - - - - - "}) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += piece;
    EXPECT_EQ(place_of_error(text).substr(0, 6), "t.yml:");
  }
  EXPECT_EQ(as_json("[[[[1]]]]"), "[[[[1]]]]");
  EXPECT_NE(place_of_error("[[[[1]]]]", {.max_depth = 3}), "no error");
  EXPECT_NE(place_of_error("[1,2,3]", {.max_nodes = 3}), "no error");
  EXPECT_EQ(place_of_error("[1,2,3]", {.max_bytes = 3}), "t.yml:1:1");
  // An alias below deep brackets must not bring more depth than the text may have.
  EXPECT_NE(place_of_error("a: &a [[1]]\nb: [[*a]]\n", {.max_depth = 4}), "no error");
}

TEST(Yaml, EveryPrefixOfATextEndsInAnErrorOrAValue) {
  const std::string text =
      "a: &x [1, \"q\\n\", {b: 'c'}]\nd: |\n  lit\n<<: {e: *x}\nf: !!str ~\n? g\n: - h\n  - >\n   i\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto document = yaml::parse(text.substr(0, length), "t.yml");
    EXPECT_TRUE(document || document.error().code == ErrorCode::CorruptData) << length;
  }
  EXPECT_TRUE(yaml::parse(text, "t.yml"));
}

TEST(Yaml, InlineTextReadsBackAsTheSameValue) {
  const JsonArray values = {"plain",
                            "two words",
                            "true",
                            "Yes",
                            "12",
                            "",
                            "a: b",
                            "#x",
                            "- x",
                            "x\ny",
                            "é",
                            nullptr,
                            true,
                            -5,
                            1.5,
                            "null",
                            "~",
                            "*a",
                            "0x1F",
                            "[",
                            " pad ",
                            "1e3",
                            JsonArray{1, "a,b", JsonObject{{"k: ", "v"}, {"on", JsonArray{}}}},
                            JsonObject{}};
  for (const auto& value : values) {
    const auto text = yaml::to_inline(value);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(as_json("key: " + text + "\n"), json::serialize(JsonObject{{"key", value}})) << text;
  }
  EXPECT_EQ(yaml::to_inline(JsonValue("plain")), "plain");
  EXPECT_EQ(yaml::to_inline(JsonValue("no")), "\"no\"");
}

}  // namespace
}  // namespace lakecode
