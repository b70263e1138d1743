#include "catalog/names.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::catalog {
namespace {

template <typename List>
auto* find_named(List& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const auto& item) { return text::equals_ignore_case(item.name, name); });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

CatalogNames* find_catalog(Names& names, std::string_view catalog) {
  return names.catalogs ? find_named(*names.catalogs, catalog) : nullptr;
}

SchemaNames* find_schema(Names& names, std::string_view catalog, std::string_view schema) {
  CatalogNames* found = find_catalog(names, catalog);
  return found != nullptr && found->schemas ? find_named(*found->schemas, schema) : nullptr;
}

const TableName* find_table(const SchemaNames& schema, std::string_view table) {
  return schema.tables ? find_named(*schema.tables, table) : nullptr;
}

}  // namespace lakecode::catalog
