#include "analysis/profile/table_facts.h"

#include <array>

#include "base/text.h"

namespace lakecode::profile {

namespace {

struct TypeRow {
  std::string_view prefix;
  TypeClass type;
};

constexpr std::array<TypeRow, 25> kTypes{{
    {"string", TypeClass::Text},     {"varchar", TypeClass::Text},        {"char", TypeClass::Text},
    {"text", TypeClass::Text},       {"tinyint", TypeClass::Whole},       {"smallint", TypeClass::Whole},
    {"bigint", TypeClass::Whole},    {"byte", TypeClass::Whole},          {"short", TypeClass::Whole},
    {"long", TypeClass::Whole},      {"interval", TypeClass::Other},      {"int", TypeClass::Whole},
    {"hugeint", TypeClass::Whole},   {"decimal", TypeClass::Fraction},    {"numeric", TypeClass::Fraction},
    {"double", TypeClass::Fraction}, {"float", TypeClass::Fraction},      {"real", TypeClass::Fraction},
    {"boolean", TypeClass::Boolean}, {"timestamp", TypeClass::Timestamp}, {"date", TypeClass::Date},
    {"binary", TypeClass::Binary},   {"array", TypeClass::Array},         {"map", TypeClass::Map},
    {"struct", TypeClass::Struct},
}};

}  // namespace

TypeClass classify_type(std::string_view type_text) {
  const std::string lower = text::to_lower(text::trim(type_text));
  for (const TypeRow& row : kTypes) {
    if (lower.starts_with(row.prefix)) return row.type;
  }
  return TypeClass::Other;
}

std::optional<std::size_t> TableFacts::find_column(std::string_view column) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (text::equals_ignore_case(columns[i].name, column)) return i;
  }
  return std::nullopt;
}

}  // namespace lakecode::profile
