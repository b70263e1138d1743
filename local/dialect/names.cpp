#include "local/dialect/names.h"

#include "base/text.h"
#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {

std::string engine_schema(std::string_view catalog, std::string_view schema) {
  return quote_name(std::string(catalog) + "." + std::string(schema));
}

std::string TableName::engine() const {
  return engine_schema(catalog, schema) + "." + quote_name(table);
}

std::optional<TableName> resolve_name(const std::vector<std::string>& parts, const SessionNames& names) {
  std::vector<std::string> lower;
  for (const std::string& part : parts) lower.push_back(text::to_lower(part));
  switch (lower.size()) {
    case 1:
      return TableName{names.catalog, names.schema, lower[0]};
    case 2:
      return TableName{names.catalog, lower[0], lower[1]};
    case 3:
      return TableName{lower[0], lower[1], lower[2]};
    default:
      return std::nullopt;
  }
}

}  // namespace lakecode::local::dialect
