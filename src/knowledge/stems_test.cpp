// What the router reads out of a text.
#include "knowledge/stems.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "knowledge/phrase_table.h"

namespace lakecode::knowledge {
namespace {

TEST(Stems, EndingsArticlesAndSignsAreTakenOff) {
  const struct {
    const char* text;
    const char* stems;
  } rows[] = {
      {"Scheduling schedules Schedule", "schedul schedul schedul"},
      {"the policies of my classes, running planned", "policy of class run plan"},
      {"billing status analysis this", "bill status analysis"},
      {"thumbs up/down", "thumb up down"},
      {"/Volumes/a/b and src/etl/load.py", "/volumes/a/b and src/etl/load.py"},
      {"--dry-run & main.sales.orders.", "dry-run main.sales.orders"},
      {"table_1 files2", "table_1 files2"},
      {"\xC3\x9C"
       "bersicht",
       "\xC3\x9C"
       "bersicht"},
      {" \t...//-- ", ""},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(text::join(stems_of(row.text, 100), " "), row.stems) << row.text;
  EXPECT_EQ(stems_of("one two three", 2).size(), 2U);
}

TEST(Stems, StopWordsAreWholeWords) {
  EXPECT_TRUE(is_stop_word("please"));
  EXPECT_TRUE(is_stop_word("i"));
  for (const char* word : {"pleas", "ix", "", "whichever", "table"}) EXPECT_FALSE(is_stop_word(word)) << word;
}

TEST(PhraseTable, FindsPhrasesWhereTheyStand) {
  Vocabulary vocabulary;
  PhraseTable table;
  table.add("failed jobs|job|system.billing|exception", 3, 1.0, vocabulary);
  table.add("", 4, 1.0, vocabulary);
  table.settle();
  std::vector<std::string> found;
  const auto stems = stems_of("The failing job and failed jobs in system.billing.usage: FetchFailedException", 100);
  table.find(stems, vocabulary, [&](const Phrase& phrase, std::size_t at) {
    found.push_back(std::to_string(at) + ":" + std::to_string(phrase.size));
    EXPECT_EQ(phrase.row, 3U);
    EXPECT_DOUBLE_EQ(phrase.weight, phrase.size == 2 ? 1.5 : 1.0);
  });
  EXPECT_EQ(text::join(found, " "), "0:2 1:1 3:2 4:1 6:1 7:1");
  EXPECT_EQ(vocabulary.find("nowhere"), kNoTerm);
}

}  // namespace
}  // namespace lakecode::knowledge
