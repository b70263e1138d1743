#include "policy/pattern.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "policy/required_text.h"
#include "policy/spelling.h"
#include "policy/text_sketch.h"

namespace lakecode::policy {
namespace {

using Outcome = Pattern::Outcome;

Outcome search(const char* pattern, std::string_view text, const PatternLimits& limits = {}) {
  const auto compiled = Pattern::compile(pattern);
  EXPECT_TRUE(compiled) << pattern;
  MatchBudget budget(limits);
  return compiled ? compiled->search(text, budget) : Outcome::Fault;
}

TEST(Pattern, LooksAheadWithoutCase) {
  EXPECT_EQ(search("^DELETE FROM(?!.*WHERE)", "delete from t"), Outcome::Yes);
  EXPECT_EQ(search("^DELETE FROM(?!.*WHERE)", "DELETE FROM t WHERE a = '\n'"), Outcome::No);
  EXPECT_EQ(search("DROP.*production\\.", "drop table `a\nb`.production.x"), Outcome::Yes);
  EXPECT_EQ(search("^DROP", "SELECT\nDROP"), Outcome::No) << "only the beginning is the beginning";
}

TEST(Pattern, LimitsEndInFault) {
  const std::string tail(50'000, 'a');
  EXPECT_EQ(search("^(a+)+$", tail + "!"), Outcome::Fault);
  EXPECT_EQ(search("^(a|a)*[bd]", tail), Outcome::Fault);
  EXPECT_EQ(search("(*NO_JIT)^(a+)+$", tail + "!"), Outcome::Fault);
  EXPECT_EQ(search("a", "\xFF"), Outcome::Fault) << "not UTF-8";
  // What is merely long is no fault.
  EXPECT_EQ(search("^DELETE FROM(?!.*WHERE)", "DELETE FROM " + tail), Outcome::Yes);
  EXPECT_EQ(search("DROP.*production\\.", "DROP " + tail), Outcome::No);
}

TEST(Pattern, PatternsOfOneDecisionShareTheBudget) {
  const auto greedy = Pattern::compile("^(a+)+$");
  const auto plain = Pattern::compile("^(?:a|b)*[cd]");
  ASSERT_TRUE(greedy && plain);
  MatchBudget budget;
  EXPECT_EQ(greedy->search(std::string(50, 'a') + "!", budget), Outcome::Fault);
  EXPECT_EQ(plain->search(std::string(100'000, 'a'), budget), Outcome::Fault) << "nothing is left to spend";
  budget.reset();
  EXPECT_EQ(plain->search("aabc", budget), Outcome::Yes);
}

TEST(Pattern, MistakesNameTheirPlace) {
  for (const char* wrong : {"(", "[a", "a**", "(?<n", "\\", "(?P>x)", "\\C"}) {
    const auto compiled = Pattern::compile(wrong);
    ASSERT_FALSE(compiled) << wrong;
    EXPECT_NE(compiled.error().reason.find("at character"), std::string::npos) << compiled.error().reason;
  }
  EXPECT_FALSE(Pattern::compile(std::string(10'000, 'a')));
  EXPECT_FALSE(Pattern::compile(std::string(200, '(') + std::string(200, ')')));
}

TEST(RequiredText, SaysNothingRatherThanWrong) {
  using Texts = std::vector<std::string>;
  const std::pair<const char*, Texts> cases[] = {
      {"^DELETE FROM(?!.*WHERE)", {"delete from"}},
      {"DROP.*production\\.", {"drop", "production"}},
      {"DROP|TRUNCATE", {}},
      {"(DROP|TRUNCATE) TABLE", {" table"}},
      {"DROPS? TABLE", {"drop", " table"}},
      {"abcd*", {"abc"}},
      {"abcd{0}efgh", {"abc", "efgh"}},
      {"abc{x|y}def", {}},
      {"(?i)drop", {}},
      {"(?x)a b c d", {}},
      {"(*UTF)drop", {}},
      {"\\Qdrop|\\Etable", {}},
      {"dr\\x6fp table", {}},
      {"[a|b]table", {"table"}},
      {"[[:alpha:]]table", {}},
      {"(?:table)?drop", {"drop"}},
      {"(table", {}},
      {"a+bcd", {"bcd"}},
  };
  for (const auto& [pattern, texts] : cases) EXPECT_EQ(find_required_texts(pattern), texts) << pattern;
}

TEST(TextSketch, HoldsWhatWasAddedAndForgets) {
  TextSketch sketch;
  sketch.add("DROP TABLE Production.x");
  for (const SketchBit bit : sketch_bits("production", 4)) EXPECT_TRUE(sketch.has(bit));
  sketch.clear();
  int left = 0;
  for (const SketchBit bit : sketch_bits("production", 8)) left += sketch.has(bit) ? 1 : 0;
  EXPECT_EQ(left, 0);
}

TEST(Spelling, OtherSpellings) {
  EXPECT_EQ(spell_plainly("DROP TABLE `a` . `b``c`"), "DROP TABLE a.b`c");
  EXPECT_EQ(spell_plainly("SELECT 1.5"), std::nullopt);
  EXPECT_EQ(spell_plainly("SELECT ' . `x`' . a"), "SELECT ' . `x`'.a");
  EXPECT_EQ(text_from_verb("WITH a AS (SELECT 'DELETE') DELETE FROM t", "DELETE"), "DELETE FROM t");
  EXPECT_EQ(text_from_verb("DELETE FROM t", "DELETE"), std::nullopt);
  EXPECT_EQ(nested_text("EXECUTE IMMEDIATE 'DROP TABLE t'"), "DROP TABLE t");
  EXPECT_EQ(nested_text("EXECUTE IMMEDIATE x"), std::nullopt);
  EXPECT_EQ(fold_lookalikes("\xC4\xB1N\xC5\xBF\xE2\x84\xAA"), "iNsk");
}

}  // namespace
}  // namespace lakecode::policy
