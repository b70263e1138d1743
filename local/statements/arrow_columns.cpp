#include "local/statements/arrow_columns.h"

#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/crypto.h"
#include "local/dialect/time_text.h"

namespace lakecode::local {
namespace {

static_assert(std::endian::native == std::endian::little, "the buffers are written as numbers lie in memory");

__extension__ typedef __int128 Wide;

struct NamedType {
  std::string_view name;
  ArrowType type;
};
constexpr NamedType kTypes[] = {
    {"NULL", ArrowType::Null},
    {"BOOLEAN", ArrowType::Bool},
    {"BYTE", ArrowType::Int8},
    {"SHORT", ArrowType::Int16},
    {"INT", ArrowType::Int32},
    {"LONG", ArrowType::Int64},
    {"FLOAT", ArrowType::Float},
    {"DOUBLE", ArrowType::Double},
    {"DECIMAL", ArrowType::Decimal128},
    {"DATE", ArrowType::Date32},
    {"TIMESTAMP", ArrowType::TimestampUtc},
    {"TIMESTAMP_NTZ", ArrowType::Timestamp},
    {"BINARY", ArrowType::Binary},
};

template <typename Value>
void append(std::string& out, const Value& value) {
  const std::size_t at = out.size();
  out.resize(at + sizeof value);
  std::memcpy(out.data() + at, &value, sizeof value);
}

void set_bit(std::string& bits, std::size_t at) {
  bits[at / 8] = static_cast<char>(static_cast<unsigned char>(bits[at / 8]) | (1U << (at % 8)));
}

/// "-12.30" -> -1230: cells of a DECIMAL have its scale already.
std::optional<Wide> unscaled(std::string_view text) {
  const bool negative = text.starts_with('-');
  Wide value = 0;
  std::size_t digits = 0;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (c == '.') continue;
    if (c < '0' || c > '9' || ++digits > 38) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (digits == 0) return std::nullopt;
  return negative ? -value : value;
}

template <typename Number>
bool append_whole(std::string& out, std::string_view text) {
  const auto value = dialect::parse_whole(text);
  if (!value || *value < std::numeric_limits<Number>::min() || *value > std::numeric_limits<Number>::max())
    return false;
  append(out, static_cast<Number>(*value));
  return true;
}

template <typename Value>
bool append_read(std::string& out, const std::optional<Value>& value) {
  if (value) append(out, *value);
  return value.has_value();
}

std::size_t width_of(ArrowType type) {
  switch (type) {
    case ArrowType::Int8:
      return 1;
    case ArrowType::Int16:
      return 2;
    case ArrowType::Int32:
    case ArrowType::Float:
    case ArrowType::Date32:
      return 4;
    case ArrowType::Int64:
    case ArrowType::Double:
    case ArrowType::TimestampUtc:
    case ArrowType::Timestamp:
      return 8;
    case ArrowType::Decimal128:
      return 16;
    default:
      return 0;
  }
}

/// False when `text` is no value of the type.
bool append_value(std::string& out, ArrowType type, std::string_view text) {
  switch (type) {
    case ArrowType::Int8:
      return append_whole<std::int8_t>(out, text);
    case ArrowType::Int16:
      return append_whole<std::int16_t>(out, text);
    case ArrowType::Int32:
      return append_whole<std::int32_t>(out, text);
    case ArrowType::Int64:
      return append_whole<std::int64_t>(out, text);
    case ArrowType::Float: {
      const auto value = dialect::parse_real(text);
      return append_read(out, value ? std::optional(static_cast<float>(*value)) : std::nullopt);
    }
    case ArrowType::Double:
      return append_read(out, dialect::parse_real(text));
    case ArrowType::Decimal128:
      return append_read(out, unscaled(text));
    case ArrowType::Date32:
      return append_read(out, dialect::parse_date(text));
    case ArrowType::TimestampUtc:
    case ArrowType::Timestamp:
      return append_read(out, dialect::parse_timestamp(text));
    default:
      return false;
  }
}

/// Reads one column; a cell that cannot be read ends it.
class ColumnWriter {
 public:
  ColumnWriter(const ResultTable& table, std::size_t column, std::size_t first_row, std::size_t rows)
      : table_(table), column_(column), first_row_(first_row), rows_(rows), bits_((rows + 7) / 8, '\0') {}

  Result<ArrowColumn> run() {
    const ArrowType type = arrow_type_of(table_.columns[column_].type);
    if (type == ArrowType::Null) return ArrowColumn{.null_count = static_cast<std::int64_t>(rows_), .buffers = {}};
    const bool texts = type == ArrowType::Utf8 || type == ArrowType::Binary;
    const bool read = texts ? write_texts(type) : type == ArrowType::Bool ? write_bools() : write_values(type);
    if (!read) return wrong();
    ArrowColumn out{.null_count = nulls_, .buffers = {}};
    out.buffers.push_back(std::move(bits_));
    if (texts) out.buffers.push_back(std::move(offsets_));
    out.buffers.push_back(std::move(values_));
    return out;
  }

 private:
  [[nodiscard]] const Cell& cell(std::size_t row) const { return table_.rows[first_row_ + row][column_]; }

  /// Notes whether there is a value in `row`.
  bool present(std::size_t row) {
    at_ = row;
    const bool there = cell(row).has_value();
    if (there) set_bit(bits_, row);
    nulls_ += there ? 0 : 1;
    return there;
  }

  bool write_values(ArrowType type) {
    const std::size_t width = width_of(type);
    values_.reserve(rows_ * width);
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!present(row)) {
        values_.append(width, '\0');
      } else if (!append_value(values_, type, *cell(row))) {
        return false;
      }
    }
    return true;
  }

  bool write_bools() {
    values_.assign((rows_ + 7) / 8, '\0');
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!present(row)) continue;
      const bool yes = *cell(row) == "true";
      if (!yes && *cell(row) != "false") return false;
      if (yes) set_bit(values_, row);
    }
    return true;
  }

  bool write_texts(ArrowType type) {
    offsets_.reserve((rows_ + 1) * sizeof(std::int32_t));
    append(offsets_, std::int32_t{0});
    for (std::size_t row = 0; row < rows_; ++row) {
      if (present(row) && type == ArrowType::Utf8) {
        values_ += *cell(row);
      } else if (cell(row)) {
        const auto bytes = crypto::base64_decode(*cell(row));
        if (!bytes) return false;
        values_ += *bytes;
      }
      if (values_.size() > std::numeric_limits<std::int32_t>::max()) return false;
      append(offsets_, static_cast<std::int32_t>(values_.size()));
    }
    return true;
  }

  [[nodiscard]] Error wrong() const {
    const ResultColumn& column = table_.columns[column_];
    return {.code = ErrorCode::CorruptData,
            .action = "write a result as Arrow",
            .subject = column.name,
            .reason = fmt::format("row {} is no {} that Arrow can hold", first_row_ + at_, column.type.text),
            .advice = "ask for JSON_ARRAY"};
  }

  const ResultTable& table_;
  std::size_t column_;
  std::size_t first_row_;
  std::size_t rows_;
  std::size_t at_ = 0;  ///< the row that is read
  std::int64_t nulls_ = 0;
  std::string bits_;
  std::string offsets_;
  std::string values_;
};

}  // namespace

ArrowType arrow_type_of(const dialect::TypeFacts& type) {
  for (const NamedType& named : kTypes) {
    if (named.name == type.name) return named.type;
  }
  return ArrowType::Utf8;
}

Result<ArrowColumn> arrow_column(const ResultTable& table, std::size_t column, std::size_t first_row,
                                 std::size_t rows) {
  return ColumnWriter(table, column, first_row, rows).run();
}

}  // namespace lakecode::local
