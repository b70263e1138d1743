#include "sql/literals.h"

#include <gtest/gtest.h>

#include "sql/lexer.h"

namespace lakecode::sql {
namespace {

std::string value_of(std::string_view token) {
  const Lexed lexed = lex(token);
  return string_value(TokenView(token, lexed.tokens), 0).value_or("(none)");
}

TEST(SqlLiterals, DecodesStrings) {
  EXPECT_EQ(value_of("'it''s'"), "it's");
  EXPECT_EQ(value_of(R"('a\n\u0044\104\'x')"), "a\nDD'x");
  EXPECT_EQ(value_of(R"(r'\n')"), "\\n");
  EXPECT_EQ(value_of("$t$a$t$"), "a");
  EXPECT_EQ(value_of("abc"), "(none)");
}

TEST(SqlLiterals, QuotedValuesReadBackTheSame) {
  for (const std::string text : {"plain", "it's", "back\\slash", "", "\\'", "a\nb", "–"}) {
    EXPECT_EQ(value_of(quote_string(text)), text);
    if (text.empty()) continue;
    const auto parts = parse_name(quote_identifier(text));
    ASSERT_TRUE(parts) << text;
    EXPECT_EQ(*parts, std::vector<std::string>{text});
  }
  EXPECT_EQ(quote_name({"main", "a`b"}), "`main`.`a``b`");
}

TEST(SqlNames, ParsesDottedNames) {
  const auto parts = parse_name("main . sales.`odd.name`");
  ASSERT_TRUE(parts);
  EXPECT_EQ(*parts, (std::vector<std::string>{"main", "sales", "odd.name"}));
  for (const std::string_view bad : {"", "a.", ".a", "a.b.c.d", "a b", "a;drop", "``", "a..b"}) {
    const auto result = parse_name(bad);
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
  }
}

}  // namespace
}  // namespace lakecode::sql
