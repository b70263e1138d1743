#include "agent/answer_schema.h"

#include <gtest/gtest.h>

namespace lakecode::agent {
namespace {

struct Case {
  const char* schema;
  const char* answer;
  bool fits;
};

TEST(AnswerSchema, FitsOrTellsWhereNot) {
  const Case cases[] = {
      {R"({"type":"object","required":["a"]})", R"({"a":null})", true},
      {R"({"type":"object","required":["a"]})", R"({"b":1})", false},
      {R"({"type":"object","required":["a"]})", R"([])", false},
      {R"({"type":"integer"})", "4", true},
      {R"({"type":"integer"})", "4.0", true},
      {R"({"type":"integer"})", "4.5", false},
      {R"({"type":"number"})", "4", true},
      {R"({"type":["string","null"]})", "null", true},
      {R"({"type":["string","null"]})", "false", false},
      {R"({"enum":["a","b"]})", "\"b\"", true},
      {R"({"enum":["a","b"]})", "\"c\"", false},
      {R"({"const":1})", "2", false},
      {R"({"minimum":1,"exclusiveMaximum":3})", "1", true},
      {R"({"minimum":1,"exclusiveMaximum":3})", "3", false},
      {R"({"exclusiveMinimum":1})", "1", false},
      {R"({"maxLength":2})", "\"\u00e4\u00f6\"", true},
      {R"({"maxLength":2})", "\"abc\"", false},
      {R"({"minLength":1})", "\"\"", false},
      {R"({"type":"array","items":{"type":"string"},"minItems":1})", R"(["a"])", true},
      {R"({"type":"array","items":{"type":"string"},"minItems":1})", "[]", false},
      {R"({"type":"array","items":{"type":"string"}})", R"(["a",1])", false},
      {R"({"properties":{"a":{"type":"string"}},"additionalProperties":false})", R"({"a":"x"})", true},
      {R"({"properties":{"a":{"type":"string"}},"additionalProperties":false})", R"({"a":"x","b":1})", false},
      {R"({"additionalProperties":{"type":"integer"}})", R"({"x":1,"y":"no"})", false},
      {R"({"anyOf":[{"type":"string"},{"type":"integer"}]})", "1", true},
      {R"({"anyOf":[{"type":"string"},{"type":"integer"}]})", "true", false},
      {R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", "1", false},
      {R"({"allOf":[{"minimum":1},{"maximum":2}]})", "3", false},
      {R"({"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}},"required":["v"]}},"$ref":"#/$defs/n"})",
       R"({"v":1,"next":{"v":2}})", true},
      {R"({"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}},"required":["v"]}},"$ref":"#/$defs/n"})",
       R"({"v":1,"next":{}})", false},
      {R"({"$ref":"#"})", "1", false},
  };
  for (const Case& c : cases) {
    EXPECT_TRUE(check_answer_schema(c.schema)) << c.schema;
    EXPECT_EQ(read_structured(c.answer, c.schema).has_value(), c.fits) << c.schema << " <- " << c.answer;
  }
}

TEST(AnswerSchema, TheDocumentIsFoundInWhatAModelWrites) {
  constexpr const char* kObject = R"({"type":"object"})";
  for (const char* answer : {"{\"a\": 1}", "  {\"a\":1}\n", "```json\n{\"a\": 1}\n```",
                             "Here it is:\n```\n{\"a\":1}\n```\nDone.", "The answer is {\"a\": 1}."}) {
    const auto read = read_structured(answer, kObject);
    ASSERT_TRUE(read) << answer;
    EXPECT_EQ(*read, R"({"a":1})");
  }
  for (const char* answer : {"", "none", "{\"a\": }", "```json\n{\n```"})
    EXPECT_FALSE(read_structured(answer, kObject)) << answer;
}

TEST(AnswerSchema, FormsInFormsEndInTime) {
  // Two ways at each of 25 places: 33 million in all.
  std::string schema = R"({"$ref":"#/$defs/f0","$defs":{)";
  for (int i = 0; i < 25; ++i) {
    const std::string next = R"({"$ref":"#/$defs/f)" + std::to_string(i + 1) + R"("})";
    schema += R"("f)" + std::to_string(i) + R"(":{"anyOf":[)" + next + "," + next + "]},";
  }
  schema += R"("f25":{"type":"string"}}})";
  ASSERT_TRUE(check_answer_schema(schema));
  const auto read = read_structured("1", schema);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().reason.find("too "), std::string::npos) << read.error().reason;
  EXPECT_TRUE(read_structured(R"("a")", schema));
}

TEST(AnswerSchema, ARuleThatIsNotCheckedIsRefused) {
  for (const char* schema : {R"({"pattern":"^a"})", R"({"properties":{"a":{"not":{}}}})", R"({"type":"text"})", "[]",
                             "{", R"({"$ref":"#/nowhere"})", R"({"$ref":"https://x"})", R"({"required":"a"})",
                             R"({"items":[{"type":"string"}]})", R"({"$defs":{"a":{"if":{}}}})"}) {
    const auto checked = check_answer_schema(schema);
    ASSERT_FALSE(checked) << schema;
    EXPECT_EQ(checked.error().code, ErrorCode::InvalidArgument) << schema;
  }
  EXPECT_TRUE(check_answer_schema(R"({"title":"t","description":"d","format":"date","default":1,"examples":[]})"));
}

}  // namespace
}  // namespace lakecode::agent
