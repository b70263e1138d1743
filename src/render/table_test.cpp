// Tables, paragraphs, charts and trees at fixed widths, with and without Unicode and colour.
#include "render/table.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/text.h"
#include "base/utf8.h"
#include "render/blocks.h"
#include "render/charts.h"
#include "render/paragraph.h"

namespace lakecode::render {
namespace {

constexpr Screen kUnicode{80, false, true};
constexpr Screen kAscii{80, false, false};

TEST(Table, ColumnsAlignByDisplayWidth) {
  Table table({{"Name"}, {"Rows", Align::Right}});
  table.add_row({"東京", "7"});
  table.add_row({"a", "1,234"});
  EXPECT_EQ(table.render(kUnicode),
            "Name   Rows\n"
            "────  ─────\n"
            "東京      7\n"
            "a     1,234\n");
}

TEST(Table, AsciiScreensGetNoOtherCharacter) {
  Table table({{"A"}, {"B"}});
  table.add_row({"a rather long text that has to be cut", "y"});
  EXPECT_EQ(table.render({20, false, false}),
            "A                  B\n"
            "-----------------  -\n"
            "a rather long te~  y\n");
}

TEST(Table, RowsFitTheScreenAndLoseOnlyTheWidestColumns) {
  Table table({{"Task"}, {"Message"}});
  table.add_row({"load", std::string(300, 'm')});
  const std::string out = table.render({40, false, true}, 2);
  for (const auto line : text::lines(out)) EXPECT_LE(utf8::width(line), 40U);
  EXPECT_NE(out.find("  load  mmm"), std::string::npos);
  EXPECT_NE(out.find("…"), std::string::npos);
}

TEST(Table, AFigureIsNeverCutAndWhatCannotFitIsShownOneValueALine) {
  Table table({{"SKU"}, {"USD", Align::Right}, {"DBU", Align::Right}});
  table.add_row({"ENTERPRISE_JOBS_SERVERLESS_COMPUTE", "1,234,567.89", "9,876,543.21"});
  table.add_row({"SQL", "1.00", ""});
  EXPECT_EQ(table.render({48, false, false}),
            "SKU                            USD           DBU\n"
            "--------------------  ------------  ------------\n"
            "ENTERPRISE_JOBS_SER~  1,234,567.89  9,876,543.21\n"
            "SQL                           1.00\n");
  EXPECT_EQ(table.render({41, false, false}, 2),
            "  SKU ENTERPRISE_JOBS_SERVERLESS_COMPUTE\n"
            "    USD  1,234,567.89\n"
            "    DBU  9,876,543.21\n"
            "  SKU SQL\n"
            "    USD  1.00\n");
}

TEST(Table, CellsPassTheDoorAndShortRowsAreFilled) {
  Table table({{"A"}, {"B"}});
  table.add_row({"x\x1b[2J\ny"});
  table.add_row({"1", "2", "3"});
  EXPECT_EQ(table.render(kAscii),
            "A            B\n"
            "-----------  -\n"
            "x\\x1b[2J\\ny\n"
            "1            2\n");
}

TEST(Paragraph, WrapsAtBlanksAndKeepsLineBreaks) {
  EXPECT_EQ(paragraph("one two three four five six\nseven", {20, false, true}),
            "one two three four\nfive six\nseven\n");
  EXPECT_EQ(paragraph("", kUnicode), "");
  EXPECT_EQ(paragraph("a\tb", kUnicode), "a b\n");
}

TEST(Paragraph, LinesKeepTheirIndentAndHangBelowIt) {
  EXPECT_EQ(wrapped_lines("a question that is long:\n    DROP TABLE main.sales.orders\n\n  undo: none", 24),
            "a question that is\n  long:\n    DROP TABLE\n      main.sales.orders\n\n  undo: none");
  EXPECT_EQ(wrapped_lines("no blank: abcdefghijklmnopqrstuvwxyz", 24), "no blank:\n  abcdefghijklmnopqrstuvwxyz")
      << "only blanks are places to break at";
}

TEST(Paragraph, LabelledValuesHangUnderThemselves) {
  EXPECT_EQ(labelled("Fix", "raise the quota and repair the run", 5, {27, false, true}),
            "Fix    raise the quota and\n"
            "       repair the run\n");
}

TEST(Charts, BarIsExactlyAsWideAsAsked) {
  EXPECT_EQ(bar(0.5, 4, kAscii), "##  ");
  EXPECT_EQ(bar(7.0, 4, kAscii), "####");
  EXPECT_EQ(bar(-1.0, 4, kAscii), "    ");
  EXPECT_EQ(bar(std::numeric_limits<double>::quiet_NaN(), 2, kAscii), "  ");
  EXPECT_EQ(bar(0.5, 4, kUnicode), "██  ");
  for (int i = 0; i <= 100; ++i) EXPECT_EQ(utf8::width(bar(i / 100.0, 7, kUnicode)), 7U) << i;
}

TEST(Charts, SparklineScalesFromZeroAndShowsGaps) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> values = {0, 7, gap, 3.5};
  EXPECT_EQ(sparkline(values, kUnicode), "▁█ ▅");
  EXPECT_EQ(sparkline(values, kAscii), ".@ +");
}

TEST(Blocks, TreesShowWhoHangsBelowWhom) {
  const Blocks blocks{Tree{{{0, "load"}, {1, "clean"}, {2, "mart\x1b"}, {1, "export"}}}};
  EXPECT_EQ(render_blocks(blocks, kUnicode), "  load\n  ├─ clean\n  │  └─ mart\\x1b\n  └─ export\n");
  EXPECT_EQ(render_blocks(blocks, kAscii), "  load\n  |- clean\n  |  `- mart\\x1b\n  `- export\n");
  EXPECT_EQ(render_blocks_markdown(blocks), "- load\n  - clean\n    - mart\\\\x1b\n  - export\n\n");
}

TEST(Blocks, MarkdownCannotBeInjected) {
  const Blocks blocks{Paragraph{"[click](http://x) <b>&#x202e; | `code` *bold*"}, Verbatim{{"``` end\n# head"}}};
  EXPECT_EQ(render_blocks_markdown(blocks),
            "\\[click\\](http://x) \\<b\\>\\&\\#x202e; \\| \\`code\\` \\*bold\\*\n\n"
            "    ``` end\\n# head\n\n");
}

TEST(Blocks, ColourOnlyStandsWhereTheScreenTakesIt) {
  const Blocks blocks{Heading{"Run"}, Fields{{{"Status", Cell{.text = "failed", .style = Style::Bad}}}}};
  EXPECT_EQ(render_blocks(blocks, {80, true, true}),
            "\x1b[1mRun\x1b[0m\n  \x1b[2mStatus\x1b[0m  \x1b[31mfailed\x1b[0m\n");
  EXPECT_EQ(render_blocks(blocks, kUnicode), "Run\n  Status  failed\n");
}

}  // namespace
}  // namespace lakecode::render
