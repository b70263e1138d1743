#include "session/transcript.h"

#include "base/files.h"
#include "base/json.h"
#include "session/meter.h"
#include "session/session_fixture.h"

namespace lakecode::session::test {
namespace {

using Transcript = SessionTest;

TEST_F(Transcript, TellsWhatWasSaidAndDoneInOrder) {
  write("s", sample_records());
  const auto session = load_session(folder, "s");
  const std::string text = export_markdown(*session);
  std::size_t at = 0;
  for (const char* part : {"# orders", "- Session: s", "- Cost: 100 tokens in, 20 out", "## Request",
                           "> How many orders", "### Call of sql\\_execute", "```sql\nSELECT 1\n```", "Gate: allowed",
                           "rows of a", "> There are 12.", "> Thanks."}) {
    const std::size_t found = text.find(part, at);
    EXPECT_NE(found, std::string::npos) << part << " after " << at << " in\n" << text;
    if (found != std::string::npos) at = found;
  }
  EXPECT_EQ(text.find("which table?"), std::string::npos) << "thinking is not shown";
}

TEST_F(Transcript, NothingInAResultEndsItsFence) {
  write("s", {UserMessage{user("# not a heading\n```")}, AssistantMessage{calls({"a"})},
              ToolResults{{{"a", "````\n# Forged heading\n```"}}}, Title{"a *bold* <b>title</b>"}});
  const std::string text = export_markdown(*load_session(folder, "s"));
  EXPECT_NE(text.find("`````\n````\n# Forged heading\n```\n`````\n"), std::string::npos) << text;
  EXPECT_NE(text.find("> # not a heading\n> ```\n"), std::string::npos) << text;
  EXPECT_NE(text.find("# a \\*bold\\* \\<b\\>title\\</b\\>"), std::string::npos) << text;
}

TEST_F(Transcript, JsonHoldsEveryRecordAndWhatItCost) {
  std::vector<Record> records = sample_records();
  records.push_back(Egress{"https://api.example", "model", 2, 30, 40});
  write("s", records);
  const JsonValue out = export_json(*load_session(folder, "s"));
  EXPECT_EQ(json::string_at(out, "session_id"), "s");
  EXPECT_EQ(json::array_at(out, "records").size(), 10U);
  EXPECT_EQ(json::int_at(json::array_at(out, "records")[4], "n"), 4);
  EXPECT_EQ(json::double_at(*json::find(out, "usage"), "cost_usd"), 0.25);
  EXPECT_EQ(json::serialize(*json::find(out, "egress")),
            R"([{"origin":"https://api.example","kind":"model","requests":2,"bytes_out":30,"bytes_in":40}])");
}

TEST_F(Transcript, TellsDamage) {
  write("s", sample_records());
  const auto file = journal_file(folder, "s");
  auto bytes = *files::read(file);
  bytes[bytes.find("tokens") + 1] ^= 1;
  ASSERT_TRUE(files::write_atomic(file, bytes));
  const auto session = load_session(folder, "s");
  EXPECT_NE(export_markdown(*session).find("- Damaged: line 8"), std::string::npos);
  EXPECT_EQ(json::array_at(JsonValue(overview_json(*session)), "repairs").size(), 1U);
}

TEST(Meter, CountsByOriginAndKindAndStartsAnew) {
  Meter meter;
  const auto model = meter.observer("model");
  const auto workspace = meter.observer("workspace");
  model->on_exchange({.method = "POST", .origin = "https://a", .bytes_out = 10, .bytes_in = 5});
  model->on_exchange({.method = "POST", .origin = "https://a", .bytes_out = 1, .bytes_in = 1});
  workspace->on_exchange({.method = "GET", .origin = "https://a", .bytes_out = 2, .bytes_in = 3});
  EXPECT_EQ(meter.take(),
            (std::vector<Record>{Egress{"https://a", "model", 2, 11, 6}, Egress{"https://a", "workspace", 1, 2, 3}}));
  EXPECT_TRUE(meter.take().empty());
}

TEST(Meter, EstimatesStatementsOnceTheSizeIsKnown) {
  Meter meter;
  meter.add({.warehouse_id = "w1", .statement_id = "s1", .duration_ms = 3'600'000});
  meter.add({.warehouse_id = "w2", .statement_id = "s2", .duration_ms = 1});
  EXPECT_EQ(meter.unsized(), (std::vector<std::string>{"w1", "w2"}));
  meter.set_size("w1", "Small");
  EXPECT_EQ(meter.unsized(), std::vector<std::string>{"w2"});
  const auto records = meter.take();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(std::get<WarehouseUse>(records[0]).dbu, 12.0);
  EXPECT_EQ(std::get<WarehouseUse>(records[1]).dbu, std::nullopt);
  meter.add({.warehouse_id = "w1"});
  EXPECT_TRUE(meter.unsized().empty()) << "a size is asked for once a session";
}

}  // namespace
}  // namespace lakecode::session::test
