#include "sql/lexer.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sql/splitter.h"

namespace lakecode::sql {
namespace {

/// The tokens' texts joined by "·", or "!" and the problem.
std::string read(std::string_view sql) {
  const Lexed lexed = lex(sql);
  if (!lexed.ok()) return "!";
  const TokenView view(sql, lexed.tokens);
  std::string out;
  for (std::size_t i = 0; i < view.size(); ++i) out += (i > 0 ? "·" : "") + std::string(view.text(i));
  return out;
}

TEST(SqlLexer, ReadsTokensAsTheEngineDoes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"SELECT a.b,1.5e-3", "SELECT·a·.·b·,·1.5e-3"},
      {"'it''s' \"a\\\"b\" r'\\' x", "'it''s'·\"a\\\"b\"·r'\\'·x"},
      {"`a``b` `\\`", "`a``b`·`\\`"},
      {"a -- x\rDROP", "a·DROP"},
      {"a -- x\\\nstill\nDROP", "a·DROP"},
      {"/* a /* b */ c */ x", "x"},
      {"/* /*+ */ DROP -- */", "DROP"},
      {"$$ ; ' $$ $tag$ $$ $tag$", "$$ ; ' $$·$tag$ $$ $tag$"},
      {"2024_sales 10L t.5", "2024_sales·10L·t·.·5"},
      {":name ? a:b x::INT", ":name·?·a·:·b·x·::·INT"},
      {"SELECT /*+ X */ 1", "SELECT·/*+·X·*/·1"},
      {"a|>b a||b a->b", "a·|>·b·a·||·b·a·->·b"},
      {"DROP\xE2\x80\x83X\xC2\xA0Y", "DROP·X·Y"},
  };
  for (const auto& [sql, expected] : cases) EXPECT_EQ(read(sql), expected) << sql;
}

TEST(SqlLexer, RefusesWhatItCannotReadExactly) {
  for (const std::string_view sql :
       {"'open", "\"open", "`open", "/* open", "$$ open", "r'open", "/*+ x */ SELECT 1", "DR\xE2\x80\x8BOP", "a # b",
        "a://b", "\xFF", "{x}", "SELECT /*+ x", "a \x01 b", "\xD0\x90"}) {
    EXPECT_EQ(read(sql), "!") << sql;
  }
  EXPECT_EQ(read(std::string_view("a\0b", 3)), "!");
}

TEST(SqlLexer, FoldsTheTwoLettersTheEngineFolds) {
  EXPECT_EQ(fold_upper("\xC4\xB1nsert \xC5\xBF"), "INSERT S");
  EXPECT_TRUE(folds_to("\xC4\xB1nsert", "INSERT"));
  EXPECT_FALSE(folds_to("inser", "INSERT"));
}

// A word is read in one look where enough text follows it, and byte by byte at the end of a text: both know the same.
TEST(SqlLexer, KnowsEveryKeywordInEveryPlace) {
  const auto keyword_at = [](const std::string& sql) {
    const Lexed lexed = lex(sql);
    return lexed.ok() && !lexed.tokens.empty() ? lexed.tokens.front().keyword : Keyword::NoKeyword;
  };
  for (std::size_t i = 0; i < kKeywordNames.size(); ++i) {
    const std::string upper(kKeywordNames[i]);
    const auto expected = static_cast<Keyword>(i + 1);
    for (const std::string& word :
         {upper, text::to_lower(upper), upper.substr(0, 1) + text::to_lower(upper.substr(1))}) {
      for (const std::string_view behind :
           {"", " ", "(", ",1", "\n-- and a long remark", ".a.b.c.d.e.f", "+ 1 + 2 + 3 + 4"})
        EXPECT_EQ(keyword_at(word + std::string(behind)), expected) << word << behind;
      for (const std::string_view more : {"_", "0", "\xC4\xB1", "qq"}) {
        EXPECT_NE(keyword_at(word + std::string(more)), expected) << word << more;
        EXPECT_NE(keyword_at(word + std::string(more) + " and a tail"), expected) << word << more;
      }
    }
  }
}

TEST(SqlLexer, EndsAWordWhereItEnds) {
  for (std::size_t bytes = 1; bytes <= 30; ++bytes) {
    const std::string word(bytes, 'z');
    for (const std::string_view behind : {"", " ", "@x", "[0]", "`a`", "'a'", "{", "/ 2 / 2 / 2", "\x7F", "^9999999"}) {
      const std::string sql = word + std::string(behind);
      const Lexed lexed = lex(sql);
      ASSERT_FALSE(lexed.tokens.empty()) << sql;
      EXPECT_EQ(lexed.tokens.front().end, bytes) << sql;
    }
  }
}

TEST(SqlLexer, IsTotalOnEveryPrefix) {
  const std::string sql =
      "SELECT 'a\\'b', \"c\", `d``e`, r'\\', $t$ x $t$ /* /* */ */ -- z\n FROM t WHERE 1.5e-3 >= :p";
  for (std::size_t n = 0; n <= sql.size(); ++n) {
    const Lexed lexed = lex(std::string_view(sql).substr(0, n));
    EXPECT_LE(lexed.problem_at, n);
    std::uint32_t end = 0;
    for (const Token& token : lexed.tokens) {
      EXPECT_GE(token.begin, end) << n;
      EXPECT_GT(token.end, token.begin) << n;
      end = token.end;
    }
    EXPECT_LE(end, n);
  }
}

}  // namespace
}  // namespace lakecode::sql
