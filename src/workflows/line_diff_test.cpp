#include "workflows/line_diff.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace lakecode::workflows {
namespace {

TEST(LineDiff, ShowsWhatChangedWithLinesAround) {
  const LineDiff diff = diff_lines("a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nD\ne\nf\ng\n");
  EXPECT_EQ(diff.text, "@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+D\n e\n f\n g\n");
  EXPECT_EQ(diff.added, 1U);
  EXPECT_EQ(diff.removed, 1U);
  EXPECT_TRUE(diff.is_whole);
}

TEST(LineDiff, FarChangesAreHunksOfTheirOwn) {
  std::string before;
  for (int i = 1; i <= 40; ++i) before += "line " + std::to_string(i) + "\n";
  std::string after = text::replace_all(before, "line 5\n", "line five\n");
  after = text::replace_all(after, "line 35\n", "");
  const LineDiff diff = diff_lines(before, after);
  EXPECT_EQ(diff.added, 1U);
  EXPECT_EQ(diff.removed, 2U);
  EXPECT_NE(diff.text.find("@@ -2,7 +2,7 @@\n line 2\n"), std::string::npos) << diff.text;
  EXPECT_NE(diff.text.find("@@ -32,7 +32,6 @@\n line 32\n"), std::string::npos) << diff.text;
  EXPECT_NE(diff.text.find("-line 35\n line 36\n"), std::string::npos) << diff.text;
}

TEST(LineDiff, EqualEmptyAndNewTexts) {
  EXPECT_EQ(diff_lines("a\nb\n", "a\nb\n").text, "");
  EXPECT_EQ(diff_lines("", "").text, "");
  const LineDiff created = diff_lines("", "x\ny\n");
  EXPECT_EQ(created.added, 2U);
  EXPECT_EQ(created.text, "@@ -0,0 +1,2 @@\n+x\n+y\n");
  EXPECT_EQ(diff_lines("x\ny\n", "").removed, 2U);
}

TEST(LineDiff, TextsTooFarApartAreCounted) {
  std::string before;
  std::string after;
  for (int i = 0; i < 3000; ++i) {
    before += "old " + std::to_string(i) + "\n";
    after += "new " + std::to_string(i) + "\n";
  }
  const LineDiff diff = diff_lines(before, after);
  EXPECT_FALSE(diff.is_whole);
  EXPECT_EQ(diff.added, 3000U);
  EXPECT_EQ(diff.removed, 3000U);
}

}  // namespace
}  // namespace lakecode::workflows
