#include "catalog/name_resolve.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/parallel.h"
#include "sql/literals.h"

namespace lakecode::catalog {
namespace {

constexpr std::size_t kThreads = 6;

Error name_error(ErrorCode code, std::string_view given, std::string reason, std::string advice) {
  return Error{.code = code,
               .action = "find",
               .subject = std::string(given),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

/// The catalogs that have a schema of this name, in order. Reads all schema lists that are not known.
Result<std::vector<std::string>> catalogs_with(Catalog& catalog, const std::string& schema,
                                               std::vector<std::string>& others, const CallContext& ctx) {
  TRY_ASSIGN(const auto catalogs, catalog.catalogs(Freshness::Lately, ctx));
  std::vector<Result<std::vector<SchemaNames>>> lists(catalogs.size(), std::vector<SchemaNames>());
  for_each_in_parallel(catalogs.size(), kThreads,
                       [&](std::size_t i) { lists[i] = catalog.schemas(catalogs[i].name, Freshness::Lately, ctx); });
  TRY_VOID(ctx.check("find schema"));
  std::vector<std::string> found;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!lists[i]) continue;
    for (const SchemaNames& known : *lists[i]) {
      if (text::equals_ignore_case(known.name, schema)) found.push_back(catalogs[i].name);
      if (known.name != "information_schema" && std::find(others.begin(), others.end(), known.name) == others.end())
        others.push_back(known.name);
    }
  }
  return found;
}

}  // namespace

Result<databricks::SchemaName> resolve_schema(Catalog& catalog, std::string_view given, const DefaultNames& defaults,
                                              const CallContext& ctx) {
  auto parts = sql::parse_name(text::trim(given), 2);
  if (!parts) return name_error(ErrorCode::InvalidArgument, given, "it is no name of a schema", "write catalog.schema");
  if (parts->size() == 2) return databricks::SchemaName{.catalog = (*parts)[0], .schema = (*parts)[1]};
  const std::string& schema = parts->front();
  if (!defaults.catalog.empty()) return databricks::SchemaName{.catalog = defaults.catalog, .schema = schema};
  std::vector<std::string> others;
  TRY_ASSIGN(const auto found, catalogs_with(catalog, schema, others, ctx));
  if (found.size() == 1) return databricks::SchemaName{.catalog = found.front(), .schema = schema};
  if (found.size() > 1) {
    return name_error(ErrorCode::InvalidArgument, given,
                      "the catalogs " + text::join(found, ", ") + " all have a schema of that name",
                      "write catalog.schema");
  }
  TRY_ASSIGN(const auto catalogs, catalog.catalogs(Freshness::Lately, ctx));
  for (const CatalogNames& c : catalogs) {
    if (text::equals_ignore_case(c.name, schema)) {
      return name_error(ErrorCode::NotFound, given, "it is a catalog, not a schema",
                        "list its schemas, and write " + c.name + ".schema");
    }
  }
  const auto near = text::nearest(text::to_lower(schema), others);
  return name_error(ErrorCode::NotFound, given, "no catalog has a schema of that name",
                    near ? "did you mean " + *near + "?" : "schemas are " + text::join(others, ", "));
}

Result<std::string> resolve_table(Catalog& catalog, std::string_view given, const DefaultNames& defaults,
                                  const CallContext& ctx) {
  auto parts = sql::parse_name(text::trim(given), 3);
  if (!parts)
    return name_error(ErrorCode::InvalidArgument, given, "it is no name of a table", "write catalog.schema.table");
  if (parts->size() == 3) return text::join(*parts, ".");
  if (parts->size() == 1) {
    if (defaults.schema.empty()) {
      return name_error(ErrorCode::InvalidArgument, given, "it names no schema, and there is no default one",
                        "write catalog.schema.table");
    }
    parts->insert(parts->begin(), defaults.schema);
  }
  TRY_ASSIGN(const auto schema, resolve_schema(catalog, sql::quote_identifier((*parts)[0]), defaults, ctx));
  return schema.catalog + "." + schema.schema + "." + parts->back();
}

}  // namespace lakecode::catalog
