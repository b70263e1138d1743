#include "local/statements/arrow_stream.h"

#include <flatbuffers/flatbuffers.h>

#include <span>

#include "local/statements/arrow_columns.h"

// A message is a mark, the length of its metadata, the metadata (a flatbuffer), and a body of buffers, each part padded
// to eight bytes. The numbers below are field and type numbers of the format's Message and Schema tables.

namespace lakecode::local {
namespace {

using flatbuffers::FlatBufferBuilder;
using Place = flatbuffers::Offset<void>;

constexpr std::int16_t kVersion5 = 4;
enum Header : std::uint8_t { kSchemaHeader = 1, kRecordBatchHeader = 3 };
namespace message_field {
constexpr std::uint16_t kVersion = 0, kHeaderType = 1, kHeader = 2, kBodyLength = 3;
}
namespace schema_field {
constexpr std::uint16_t kEndianness = 0, kFields = 1;
}
namespace column_field {
constexpr std::uint16_t kName = 0, kNullable = 1, kTypeNumber = 2, kType = 3, kChildren = 5;
}
namespace batch_field {
constexpr std::uint16_t kLength = 0, kNodes = 1, kBuffers = 2;
}

/// The kinds of the format's union of types, by number.
enum TypeNumber : std::uint8_t {
  kNull = 1,
  kInt = 2,
  kFloatingPoint = 3,
  kBinary = 4,
  kUtf8 = 5,
  kBool = 6,
  kDecimal = 7,
  kDate = 8,
  kTimestamp = 10,
};

struct FieldNode {
  std::int64_t length;
  std::int64_t null_count;
};
struct BufferPlace {
  std::int64_t offset;
  std::int64_t length;
};

constexpr std::size_t padded(std::size_t bytes) {
  return (bytes + 7) / 8 * 8;
}

/// One table of a flatbuffer, open as long as it lives in `finish`'s caller.
class TableWriter {
 public:
  explicit TableWriter(FlatBufferBuilder& builder) : builder_(builder), start_(builder.StartTable()) {}
  template <typename Number>
  TableWriter& number(std::uint16_t field, Number value) {
    builder_.AddElement<Number>(flatbuffers::FieldIndexToOffset(field), value);
    return *this;
  }
  TableWriter& place(std::uint16_t field, Place at) {
    builder_.AddOffset(flatbuffers::FieldIndexToOffset(field), at);
    return *this;
  }
  Place finish() { return {builder_.EndTable(start_)}; }

 private:
  FlatBufferBuilder& builder_;
  flatbuffers::uoffset_t start_;
};

struct TypePlace {
  TypeNumber number;
  Place table;
};

TypePlace write_int(FlatBufferBuilder& builder, std::int32_t bits) {
  return {kInt, TableWriter(builder).number(0, bits).number(1, std::uint8_t{1}).finish()};
}

TypePlace write_type(FlatBufferBuilder& builder, const dialect::TypeFacts& type) {
  constexpr std::int16_t kSingle = 1;
  constexpr std::int16_t kDouble = 2;
  constexpr std::int16_t kDays = 0;
  constexpr std::int16_t kMicroseconds = 2;
  switch (arrow_type_of(type)) {
    case ArrowType::Null:
      return {kNull, TableWriter(builder).finish()};
    case ArrowType::Bool:
      return {kBool, TableWriter(builder).finish()};
    case ArrowType::Int8:
      return write_int(builder, 8);
    case ArrowType::Int16:
      return write_int(builder, 16);
    case ArrowType::Int32:
      return write_int(builder, 32);
    case ArrowType::Int64:
      return write_int(builder, 64);
    case ArrowType::Float:
      return {kFloatingPoint, TableWriter(builder).number(0, kSingle).finish()};
    case ArrowType::Double:
      return {kFloatingPoint, TableWriter(builder).number(0, kDouble).finish()};
    case ArrowType::Decimal128:
      return {kDecimal, TableWriter(builder)
                            .number(0, std::int32_t{type.precision.value_or(38)})
                            .number(1, std::int32_t{type.scale.value_or(0)})
                            .number(2, std::int32_t{128})
                            .finish()};
    case ArrowType::Date32:
      return {kDate, TableWriter(builder).number(0, kDays).finish()};
    case ArrowType::TimestampUtc: {
      const Place zone = builder.CreateString("UTC").Union();
      return {kTimestamp, TableWriter(builder).number(0, kMicroseconds).place(1, zone).finish()};
    }
    case ArrowType::Timestamp:
      return {kTimestamp, TableWriter(builder).number(0, kMicroseconds).finish()};
    case ArrowType::Binary:
      return {kBinary, TableWriter(builder).finish()};
    case ArrowType::Utf8:
      break;
  }
  return {kUtf8, TableWriter(builder).finish()};
}

Place write_column(FlatBufferBuilder& builder, const ResultColumn& column) {
  const Place name = builder.CreateString(column.name).Union();
  const TypePlace type = write_type(builder, column.type);
  const Place children = builder.CreateVector(std::vector<Place>()).Union();
  return TableWriter(builder)
      .place(column_field::kName, name)
      .number(column_field::kNullable, std::uint8_t{1})
      .number(column_field::kTypeNumber, std::uint8_t{type.number})
      .place(column_field::kType, type.table)
      .place(column_field::kChildren, children)
      .finish();
}

Place write_schema(FlatBufferBuilder& builder, const ResultTable& table) {
  std::vector<Place> columns;
  columns.reserve(table.columns.size());
  for (const ResultColumn& column : table.columns) columns.push_back(write_column(builder, column));
  const Place fields = builder.CreateVector(columns).Union();
  constexpr std::int16_t kLittleEndian = 0;
  return TableWriter(builder)
      .number(schema_field::kEndianness, kLittleEndian)
      .place(schema_field::kFields, fields)
      .finish();
}

/// The message without its body.
std::string write_message(FlatBufferBuilder& builder, Header type, Place header, std::size_t body) {
  const Place message = TableWriter(builder)
                            .number(message_field::kVersion, kVersion5)
                            .number(message_field::kHeaderType, std::uint8_t{type})
                            .place(message_field::kHeader, header)
                            .number(message_field::kBodyLength, static_cast<std::int64_t>(body))
                            .finish();
  builder.Finish(message);
  const std::size_t size = padded(builder.GetSize());
  std::string out(4, '\xFF');
  const auto length = static_cast<std::uint32_t>(size);
  for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((length >> shift) & 0xFFU));
  out.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
  out.append(size - builder.GetSize(), '\0');
  return out;
}

std::string schema_message(const ResultTable& table) {
  FlatBufferBuilder builder;
  builder.ForceDefaults(true);
  return write_message(builder, kSchemaHeader, write_schema(builder, table), 0);
}

std::string batch_message(const std::vector<ArrowColumn>& columns, std::size_t rows) {
  std::vector<FieldNode> nodes;
  std::vector<BufferPlace> places;
  std::string body;
  for (const ArrowColumn& column : columns) {
    nodes.push_back({.length = static_cast<std::int64_t>(rows), .null_count = column.null_count});
    for (const std::string& buffer : column.buffers) {
      places.push_back(
          {.offset = static_cast<std::int64_t>(body.size()), .length = static_cast<std::int64_t>(buffer.size())});
      body += buffer;
      body.resize(padded(body.size()));
    }
  }
  FlatBufferBuilder builder;
  builder.ForceDefaults(true);
  const Place node_list = builder.CreateVectorOfStructs(nodes).Union();
  const Place buffer_list = builder.CreateVectorOfStructs(places).Union();
  const Place batch = TableWriter(builder)
                          .number(batch_field::kLength, static_cast<std::int64_t>(rows))
                          .place(batch_field::kNodes, node_list)
                          .place(batch_field::kBuffers, buffer_list)
                          .finish();
  return write_message(builder, kRecordBatchHeader, batch, body.size()) + body;
}

}  // namespace

Result<std::string> render_arrow_stream(const ResultTable& table, std::size_t first_row, std::size_t rows) {
  std::vector<ArrowColumn> columns;
  columns.reserve(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    TRY_ASSIGN(ArrowColumn column, arrow_column(table, i, first_row, rows));
    columns.push_back(std::move(column));
  }
  std::string out = schema_message(table);
  out += batch_message(columns, rows);
  out.append("\xFF\xFF\xFF\xFF\0\0\0\0", 8);
  return out;
}

}  // namespace lakecode::local
