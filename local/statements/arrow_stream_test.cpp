#include "local/statements/arrow_stream.h"

#include <gtest/gtest.h>

#include <cstring>
#include <tuple>

#include "base/crypto.h"
#include "local/statements/arrow_columns.h"

namespace lakecode::local {
namespace {

/// One column of `type` with these cells.
ResultTable table_of(std::string_view type, std::vector<Cell> cells) {
  ResultTable table;
  table.add_column("c", type);
  for (Cell& cell : cells) table.add_row({std::move(cell)});
  return table;
}

template <typename Value>
std::vector<Value> values_in(const std::string& buffer) {
  std::vector<Value> out(buffer.size() / sizeof(Value));
  std::memcpy(out.data(), buffer.data(), out.size() * sizeof(Value));
  return out;
}

template <typename Value>
std::vector<Value> read(std::string_view type, std::vector<Cell> cells) {
  const ResultTable table = table_of(type, std::move(cells));
  const auto column = arrow_column(table, 0, 0, table.rows.size());
  if (!column || column->buffers.size() != 2) {
    ADD_FAILURE() << type;
    return {};
  }
  return values_in<Value>(column->buffers[1]);
}

TEST(ArrowColumns, HoldNumbersDatesAndTimes) {
  EXPECT_EQ(read<std::int8_t>("tinyint", {"-128", "127"}), (std::vector<std::int8_t>{-128, 127}));
  EXPECT_EQ(read<std::int32_t>("int", {"7", std::nullopt}), (std::vector<std::int32_t>{7, 0}));
  EXPECT_EQ(read<std::int64_t>("bigint", {"-9223372036854775808"}),
            (std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()}));
  EXPECT_EQ(read<double>("double", {"1.5E300", "-Infinity"}),
            (std::vector<double>{1.5e300, -std::numeric_limits<double>::infinity()}));
  EXPECT_EQ(read<float>("float", {"0.1"}), (std::vector<float>{0.1F}));
  EXPECT_EQ(read<std::int32_t>("date", {"1970-01-02", "1969-12-31"}), (std::vector<std::int32_t>{1, -1}));
  EXPECT_EQ(read<std::int64_t>("timestamp", {"1970-01-01T00:00:01.000002Z"}), (std::vector<std::int64_t>{1'000'002}));
  EXPECT_EQ(read<std::int64_t>("timestamp_ntz", {"1970-01-02T00:00:00.000"}),
            (std::vector<std::int64_t>{86'400'000'000}));
  // decimal128: low half first.
  EXPECT_EQ(read<std::int64_t>("decimal(10,2)", {"-12.30", "0.05"}), (std::vector<std::int64_t>{-1230, -1, 5, 0}));
  EXPECT_EQ(read<std::uint8_t>("boolean", {"true", "false", std::nullopt, "true"}),
            (std::vector<std::uint8_t>{0b1001}));
}

TEST(ArrowColumns, MarkNullsAndEndTexts) {
  const ResultTable table = table_of("string", {"ab", std::nullopt, "", "c\xC3\xA9"});
  const auto column = arrow_column(table, 0, 0, 4);
  ASSERT_TRUE(column);
  EXPECT_EQ(column->null_count, 1);
  ASSERT_EQ(column->buffers.size(), 3U);
  EXPECT_EQ(column->buffers[0], std::string(1, '\x0D'));
  EXPECT_EQ(values_in<std::int32_t>(column->buffers[1]), (std::vector<std::int32_t>{0, 2, 2, 2, 5}));
  EXPECT_EQ(column->buffers[2], "abc\xC3\xA9");
  const auto part = arrow_column(table, 0, 2, 2);
  ASSERT_TRUE(part);
  EXPECT_EQ(values_in<std::int32_t>(part->buffers[1]), (std::vector<std::int32_t>{0, 0, 3}));
  const auto bytes = arrow_column(table_of("binary", {crypto::base64_encode(std::string("\0\xFF", 2))}), 0, 0, 1);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->buffers[2], std::string("\0\xFF", 2));
  EXPECT_TRUE(arrow_column(table_of("void", {std::nullopt}), 0, 0, 1)->buffers.empty());
}

TEST(ArrowColumns, RefuseWhatIsNotOfTheType) {
  const std::pair<std::string_view, std::string> wrong[] = {
      {"tinyint", "128"},  {"int", "x"},          {"double", ""},      {"decimal(5,1)", "1e3"},
      {"boolean", "TRUE"}, {"date", "yesterday"}, {"binary", "%%%%%"}, {"decimal(38,0)", std::string(39, '9')}};
  for (const auto& [type, text] : wrong) {
    const auto column = arrow_column(table_of(type, {"1", text}), 0, 1, 1);
    ASSERT_FALSE(column) << type << " " << text;
    EXPECT_NE(column.error().reason.find("row 1 "), std::string::npos) << column.error().reason;
  }
}

/// Length of the metadata of the message at `at`.
std::uint32_t metadata_bytes(const std::string& stream, std::size_t at) {
  EXPECT_EQ(stream.substr(at, 4), "\xFF\xFF\xFF\xFF");
  return values_in<std::uint32_t>(stream.substr(at + 4, 4)).at(0);
}

TEST(ArrowStream, IsASchemaABatchAndAnEnd) {
  const ResultTable table = table_of("bigint", {"1", "2", "3"});
  const auto stream = render_arrow_stream(table, 1, 2);
  ASSERT_TRUE(stream);
  const std::size_t batch = 8 + metadata_bytes(*stream, 0);
  EXPECT_EQ(batch % 8, 0U);
  const std::size_t body = batch + 8 + metadata_bytes(*stream, batch);
  EXPECT_EQ(body % 8, 0U);
  // Validity, padded to eight bytes, the two values, the end mark.
  EXPECT_EQ(stream->substr(body, 8), std::string("\x03\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(values_in<std::int64_t>(stream->substr(body + 8, 16)), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(stream->substr(body + 24), std::string("\xFF\xFF\xFF\xFF\0\0\0\0", 8));
  EXPECT_NE(stream->substr(0, batch).find('c'), std::string::npos);
}

TEST(ArrowStream, SaysWhichColumnCannotBeWritten) {
  const auto stream = render_arrow_stream(table_of("date", {"never"}), 0, 1);
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().subject, "c");
  EXPECT_FALSE(stream.error().advice.empty());
}

}  // namespace
}  // namespace lakecode::local
