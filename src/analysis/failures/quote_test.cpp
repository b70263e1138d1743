#include "analysis/failures/quote.h"

#include <gtest/gtest.h>

#include <string>

namespace lakecode::analysis {
namespace {

struct Sentence {
  std::string text;
  std::string first;
  std::string whole;
};

class WholeSentence : public ::testing::TestWithParam<Sentence> {};

TEST_P(WholeSentence, TakesTheLinesThatGoOnAndNoOthers) {
  const std::string& text = GetParam().text;
  const std::string_view line = std::string_view(text).substr(text.find(GetParam().first), GetParam().first.size());
  EXPECT_EQ(one_line_quote(whole_sentence(line, text)), GetParam().whole);
}

INSTANTIATE_TEST_SUITE_P(Texts, WholeSentence,
                         ::testing::Values(Sentence{"E: the rows\nof the table\r\nare gone\nDone", "E: the rows",
                                                    "E: the rows of the table are gone"},
                                           Sentence{"E: no table\nat com.acme.Main", "E: no table", "E: no table"},
                                           Sentence{"E: no table\njava.lang.Error: x", "E: no table", "E: no table"},
                                           Sentence{"E: no table\nkey=value here", "E: no table", "E: no table"},
                                           Sentence{"E: no table\n26/01/02 INFO next", "E: no table", "E: no table"},
                                           Sentence{"E: no table\n\nand later", "E: no table", "E: no table"},
                                           Sentence{"E: no table", "E: no table", "E: no table"},
                                           Sentence{"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk", "a", "a b c d e f g h i"}));

TEST(OneLineQuote, EndsAfterASentenceOrBetweenWords) {
  const std::string sentence(200, 'x');
  EXPECT_EQ(one_line_quote(sentence + ". " + std::string(300, 'y')), sentence + ". …");
  std::string words;
  while (words.size() < 500) words += "word ";
  const std::string cut = one_line_quote(words);
  EXPECT_LE(cut.size(), 404U);
  EXPECT_TRUE(cut.ends_with("word …")) << cut;
  EXPECT_EQ(one_line_quote(std::string(400, 'x')), std::string(400, 'x'));
}

TEST(OneLineQuote, NeverCutsACharacter) {
  std::string text = "a";
  for (int i = 0; i < 300; ++i) text += "\xc3\xa9";
  EXPECT_EQ(one_line_quote(text).find("\xef\xbf\xbd"), std::string::npos);
}

}  // namespace
}  // namespace lakecode::analysis
