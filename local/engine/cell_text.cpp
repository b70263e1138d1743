#include "local/engine/cell_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

class VectorType {
 public:
  explicit VectorType(duckdb_logical_type type) : type_(type) {}
  VectorType(const VectorType&) = delete;
  VectorType& operator=(const VectorType&) = delete;
  ~VectorType() { duckdb_destroy_logical_type(&type_); }
  [[nodiscard]] duckdb_logical_type raw() const { return type_; }

 private:
  duckdb_logical_type type_;
};

std::string string_at(duckdb_vector vector, idx_t row) {
  auto* data = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  return std::string(duckdb_string_t_data(&data[row]), duckdb_string_t_length(data[row]));
}

__extension__ typedef unsigned __int128 Wide;

/// A 128-bit whole number in decimal.
std::string hugeint_text(duckdb_hugeint value) {
  const bool negative = value.upper < 0;
  Wide magnitude = (static_cast<Wide>(static_cast<std::uint64_t>(value.upper)) << 64U) | value.lower;
  if (negative) magnitude = ~magnitude + 1;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  return (negative ? "-" : "") + digits;
}

std::string decimal_text(duckdb_vector vector, duckdb_logical_type type, idx_t row) {
  std::string digits;
  switch (duckdb_decimal_internal_type(type)) {
    case DUCKDB_TYPE_SMALLINT:
      digits = std::to_string(value_at<std::int16_t>(vector, row));
      break;
    case DUCKDB_TYPE_INTEGER:
      digits = std::to_string(value_at<std::int32_t>(vector, row));
      break;
    case DUCKDB_TYPE_BIGINT:
      digits = std::to_string(value_at<std::int64_t>(vector, row));
      break;
    default:
      digits = hugeint_text(value_at<duckdb_hugeint>(vector, row));
      break;
  }
  const std::size_t scale = duckdb_decimal_scale(type);
  if (scale == 0) return digits;
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  while (digits.size() <= scale) digits.insert(digits.begin(), '0');
  digits.insert(digits.size() - scale, ".");
  return (negative ? "-" : "") + digits;
}

std::string date_text(duckdb_date date) {
  const duckdb_date_struct parts = duckdb_from_date(date);
  return fmt::format("{:04}-{:02}-{:02}", parts.year, static_cast<int>(parts.month), static_cast<int>(parts.day));
}

/// Milliseconds always; microseconds only when there are any.
std::string timestamp_text(std::int64_t micros, std::string_view zone = "Z") {
  const duckdb_timestamp_struct parts = duckdb_from_timestamp(duckdb_timestamp{micros});
  const std::string head =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.date.year, static_cast<int>(parts.date.month),
                  static_cast<int>(parts.date.day), static_cast<int>(parts.time.hour), static_cast<int>(parts.time.min),
                  static_cast<int>(parts.time.sec));
  const std::int32_t fraction = parts.time.micros;
  if (fraction % 1000 != 0) return fmt::format("{}.{:06}{}", head, fraction, zone);
  return fmt::format("{}.{:03}{}", head, fraction / 1000, zone);
}

/// Months beside days, which only make_interval gives: 1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds.
std::string calendar_text(duckdb_interval interval) {
  std::string out;
  const auto add = [&out](std::int64_t count, std::string_view unit) {
    if (count != 0) out += fmt::format("{}{} {}", out.empty() ? "" : " ", count, unit);
  };
  add(interval.months / 12, "years");
  add(interval.months % 12, "months");
  add(interval.days, "days");
  add(interval.micros / 3'600'000'000, "hours");
  add(interval.micros / 60'000'000 % 60, "minutes");
  const std::int64_t rest = interval.micros % 60'000'000;
  if (rest == 0) return out;
  std::string seconds =
      fmt::format("{}{}.{:06}", rest < 0 ? "-" : "", std::abs(rest) / 1'000'000, std::abs(rest) % 1'000'000);
  seconds.erase(seconds.find_last_not_of('0') + 1);
  if (seconds.ends_with('.')) seconds.pop_back();
  return fmt::format("{}{}{} seconds", out, out.empty() ? "" : " ", seconds);
}

}  // namespace

std::string interval_text(duckdb_interval interval) {
  // As Spark prints them; the engine knows no start and end of an interval: whole days are an INTERVAL DAY.
  constexpr std::int64_t kDay = 86'400'000'000;
  if (interval.months != 0 && (interval.days != 0 || interval.micros != 0)) {
    return calendar_text(interval);
  }
  if (interval.months != 0) {
    const std::int64_t months = std::abs(std::int64_t{interval.months});
    return fmt::format("INTERVAL '{}{}-{}' YEAR TO MONTH", interval.months < 0 ? "-" : "", months / 12, months % 12);
  }
  if (interval.micros == 0 && interval.days != 0) return fmt::format("INTERVAL '{}' DAY", interval.days);
  const std::int64_t all = interval.days * kDay + interval.micros;
  const std::int64_t micros = std::abs(all);
  std::string fraction = fmt::format(".{:06}", micros % 1'000'000);
  fraction.erase(fraction.find_last_not_of("0.") + 1);
  const std::int64_t seconds = micros / 1'000'000;
  return fmt::format("INTERVAL '{}{} {:02}:{:02}:{:02}{}' DAY TO SECOND", all < 0 ? "-" : "", seconds / 86'400,
                     seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, fraction);
}

namespace {

bool is_json_bare(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_DECIMAL:
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
      return true;
    default:
      return false;
  }
}

std::string list_text(duckdb_vector vector, idx_t row) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  std::string out = "[";
  for (idx_t i = 0; i < entry.length; ++i) {
    if (i > 0) out += ",";
    out += json_cell(child, entry.offset + i);
  }
  return out + "]";
}

std::string map_text(duckdb_vector vector, idx_t row) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  const duckdb_vector keys = duckdb_struct_vector_get_child(child, 0);
  const duckdb_vector values = duckdb_struct_vector_get_child(child, 1);
  std::string out = "{";
  for (idx_t i = 0; i < entry.length; ++i) {
    if (i > 0) out += ",";
    out += json::serialize(JsonValue(cell_text(keys, entry.offset + i).value_or("null")));
    out += ":" + json_cell(values, entry.offset + i);
  }
  return out + "}";
}

std::string struct_text(duckdb_vector vector, duckdb_logical_type type, idx_t row) {
  std::string out = "{";
  const idx_t count = duckdb_struct_type_child_count(type);
  for (idx_t i = 0; i < count; ++i) {
    char* name = duckdb_struct_type_child_name(type, i);
    if (i > 0) out += ",";
    out += json::serialize(JsonValue(std::string_view(name == nullptr ? "" : name))) + ":" +
           json_cell(duckdb_struct_vector_get_child(vector, i), row);
    duckdb_free(name);
  }
  return out + "}";
}

std::string uuid_text(duckdb_hugeint value) {
  const std::uint64_t upper = static_cast<std::uint64_t>(value.upper) ^ (1ULL << 63U);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", upper >> 32U, (upper >> 16U) & 0xFFFFU, upper & 0xFFFFU,
                     value.lower >> 48U, value.lower & 0xFFFFFFFFFFFFULL);
}

/// Digits as Java writes them: plain from 10^-3 to below 10^7, else d.dddE±x.
template <typename Number>
std::string java_number(Number value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  std::array<char, 64> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view all(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  const std::size_t e = all.find('e');
  std::string digits(all.substr(0, e));
  int exponent = 0;
  const std::string_view tail = all.substr(e + (all[e + 1] == '+' ? 2 : 1));
  std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  std::erase(digits, '.');
  std::string out;
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) {
      out = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    } else {
      while (digits.size() < static_cast<std::size_t>(exponent) + 2) digits.push_back('0');
      out = digits.insert(static_cast<std::size_t>(exponent) + 1, ".");
    }
  } else {
    if (digits.size() == 1) digits.push_back('0');
    out = fmt::format("{}E{}", digits.insert(1, "."), exponent);
  }
  return (negative ? "-" : "") + out;
}

}  // namespace

std::string json_cell(duckdb_vector vector, idx_t row) {
  const Cell cell = cell_text(vector, row);
  if (!cell) return "null";
  const VectorType type(duckdb_vector_get_column_type(vector));
  const duckdb_type id = duckdb_get_type_id(type.raw());
  if (is_json_bare(id)) return *cell;
  const bool number = id == DUCKDB_TYPE_DOUBLE || id == DUCKDB_TYPE_FLOAT;
  if (number && *cell != "NaN" && cell->find("Infinity") == std::string::npos) return *cell;
  return json::serialize(JsonValue(*cell));
}

std::string java_double(double value) {
  return java_number(value);
}

std::string java_float(float value) {
  return java_number(value);
}

Cell cell_text(duckdb_vector vector, idx_t row) {
  std::uint64_t* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return std::nullopt;
  const VectorType type(duckdb_vector_get_column_type(vector));
  switch (duckdb_get_type_id(type.raw())) {
    case DUCKDB_TYPE_BOOLEAN:
      return value_at<bool>(vector, row) ? "true" : "false";
    case DUCKDB_TYPE_TINYINT:
      return std::to_string(value_at<std::int8_t>(vector, row));
    case DUCKDB_TYPE_SMALLINT:
      return std::to_string(value_at<std::int16_t>(vector, row));
    case DUCKDB_TYPE_INTEGER:
      return std::to_string(value_at<std::int32_t>(vector, row));
    case DUCKDB_TYPE_BIGINT:
      return std::to_string(value_at<std::int64_t>(vector, row));
    case DUCKDB_TYPE_UTINYINT:
      return std::to_string(value_at<std::uint8_t>(vector, row));
    case DUCKDB_TYPE_USMALLINT:
      return std::to_string(value_at<std::uint16_t>(vector, row));
    case DUCKDB_TYPE_UINTEGER:
      return std::to_string(value_at<std::uint32_t>(vector, row));
    case DUCKDB_TYPE_UBIGINT:
      return std::to_string(value_at<std::uint64_t>(vector, row));
    case DUCKDB_TYPE_HUGEINT:
      return hugeint_text(value_at<duckdb_hugeint>(vector, row));
    case DUCKDB_TYPE_DECIMAL:
      return decimal_text(vector, type.raw(), row);
    case DUCKDB_TYPE_FLOAT:
      return java_float(value_at<float>(vector, row));
    case DUCKDB_TYPE_DOUBLE:
      return java_double(value_at<double>(vector, row));
    case DUCKDB_TYPE_DATE:
      return date_text(value_at<duckdb_date>(vector, row));
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return timestamp_text(value_at<std::int64_t>(vector, row));
    case DUCKDB_TYPE_TIMESTAMP_S:
      return timestamp_text(value_at<std::int64_t>(vector, row) * 1'000'000);
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return timestamp_text(value_at<std::int64_t>(vector, row) * 1'000);
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return timestamp_text(value_at<std::int64_t>(vector, row) / 1'000, "");  // TIMESTAMP_NTZ
    case DUCKDB_TYPE_INTERVAL:
      return interval_text(value_at<duckdb_interval>(vector, row));
    case DUCKDB_TYPE_BLOB:
      return crypto::base64_encode(string_at(vector, row));
    case DUCKDB_TYPE_UUID:
      return uuid_text(value_at<duckdb_hugeint>(vector, row));
    case DUCKDB_TYPE_LIST:
      return list_text(vector, row);
    case DUCKDB_TYPE_MAP:
      return map_text(vector, row);
    case DUCKDB_TYPE_STRUCT:
      return struct_text(vector, type.raw(), row);
    case DUCKDB_TYPE_VARCHAR:
      return string_at(vector, row);
    default:
      return std::nullopt;
  }
}

}  // namespace lakecode::local
