#include "analysis/failures/evidence_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace lakecode::analysis {
namespace {

std::vector<TextLine> read(std::string_view text) {
  std::vector<TextLine> lines;
  for_each_line(text, 0, [&lines](const TextLine& line) { lines.push_back(line); });
  return lines;
}

TEST(EvidenceText, NormalisedTextHasNoQuotesCaseOrUnderscores) {
  EXPECT_EQ(normalise("User\t'x'  does_NOT  have-\"Y\""), "user x does not have y");
  EXPECT_EQ(normalise("\x1b[31mRed\x1b[0m text\\nnext"), "red text next");
  EXPECT_EQ(normalise("\xe2\x80\x98quoted\xe2\x80\x99"), "quoted");
}

TEST(EvidenceText, DepthGrowsWithEachCause) {
  const auto lines = read("A: x\nCaused by: B: y\n\tat a.b.c(D.java:1)\nCaused by: C: z");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].depth, 0);
  EXPECT_EQ(lines[1].depth, 1);
  EXPECT_TRUE(lines[2].is_frame);
  EXPECT_EQ(lines[3].depth, 2);
}

TEST(EvidenceText, LastLineOfTracebackIsDeeperThanItsHead) {
  const auto lines =
      read("Traceback (most recent call last):\n  File \"/a.py\", line 3, in f\n    x = g(1)\nKeyError: 'a'");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_TRUE(lines[1].is_frame);
  EXPECT_TRUE(lines[2].is_source);
  EXPECT_EQ(lines[3].depth, 1);
}

TEST(EvidenceText, LevelIsFoundBehindTimestampsInAnyCase) {
  EXPECT_EQ(read("24/05/01 10:00:00 WARN X: y")[0].level, LogLevel::Warn);
  EXPECT_EQ(read("2026-01-01T00:00:00Z [main] error X: y")[0].level, LogLevel::Error);
  EXPECT_EQ(read("[INFO] started")[0].level, LogLevel::Info);
  EXPECT_EQ(read("plain words about information")[0].level, LogLevel::None);
}

TEST(EvidenceText, EmptyLinesAreSkippedButCounted) {
  const auto lines = read("a\n\n\nb\r\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].number, 4U);
}

}  // namespace
}  // namespace lakecode::analysis
