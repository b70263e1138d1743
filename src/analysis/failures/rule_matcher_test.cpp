#include "analysis/failures/rule_matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace lakecode::analysis {
namespace {

constexpr Rule kRules[] = {
    {"all", Weight::Exact, "disk & full|exhausted"},
    {"none", Weight::Exact, "disk & !full"},
    {"word", Weight::Exact, "<dns>"},
    {"frame", Weight::Exact, "topandas", Role::Hint, Where::Code},
    {"inner", Weight::Exact, "he"},
    {"spelled", Weight::Exact, "No_Such-Thing's"},
};

std::set<std::string_view> match(std::string_view line, bool is_code = false) {
  const RuleMatcher matcher({kRules});
  RuleMatcher::Scratch scratch;
  std::vector<const Rule*> found;
  matcher.match(line, is_code, scratch, found);
  std::set<std::string_view> out;
  for (const Rule* rule : found) EXPECT_TRUE(out.insert(rule->class_id).second);
  return out;
}

using Ids = std::set<std::string_view>;

TEST(RuleMatcher, AllTermsMustOccurInAnyOrder) {
  EXPECT_EQ(match("full is my disk"), Ids{"all"});
  EXPECT_EQ(match("exhausted disk, full disk"), Ids{"all"});
  EXPECT_EQ(match("full"), Ids{});
}

TEST(RuleMatcher, NegatedTermsForbid) {
  EXPECT_EQ(match("disk is slow"), Ids{"none"});
}

TEST(RuleMatcher, BoundariesAskForWholeWords) {
  EXPECT_EQ(match("dns: no answer"), Ids{"word"});
  EXPECT_EQ(match("a dnsmasq and xdns"), Ids{});
}

TEST(RuleMatcher, CodeRulesMatchOnlyCode) {
  EXPECT_EQ(match("df.topandas()"), Ids{});
  EXPECT_EQ(match("df.topandas()", true), Ids{"frame"});
}

TEST(RuleMatcher, LiteralsInsideOtherLiteralsAreFound) {
  EXPECT_EQ(match("xhex"), Ids{"inner"});
}

TEST(RuleMatcher, PatternsAreNormalisedLikeLines) {
  EXPECT_EQ(match("no such things"), Ids{"spelled"});
}

constexpr CodeRule kCodes[] = {
    {"delta_x", "exact"}, {"delta_*", "prefix"}, {"a_b.c_d", "dotted"}, {"s_*_end*", "glob"}};

std::string class_of(std::string_view token) {
  const CodeTable table({kCodes});
  const CodeRule* rule = table.find(token);
  return rule == nullptr ? "" : std::string(rule->class_id);
}

TEST(CodeTable, ExactBeatsPrefixAndSubclassesFallBack) {
  EXPECT_EQ(class_of("DELTA_X"), "exact");
  EXPECT_EQ(class_of("DELTA_Y.Z"), "prefix");
  EXPECT_EQ(class_of("a_b.c_d"), "dotted");
  EXPECT_EQ(class_of("S_MIDDLE_END"), "glob");
  EXPECT_EQ(class_of("a_b"), "");
}

TEST(CodeTable, CodesAreFoundInsideProse) {
  const CodeTable table({kCodes});
  std::vector<const CodeRule*> found;
  table.match("failed: [DELTA_X] twice DELTA_X, errorClass=A_B.C_D.", found);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]->class_id, "exact");
  EXPECT_EQ(found[1]->class_id, "dotted");
}

}  // namespace
}  // namespace lakecode::analysis
