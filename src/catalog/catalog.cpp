#include "catalog/catalog.h"

// Reads happen outside the locks: two threads may read the same list at once, which costs a request and breaks nothing.

#include <algorithm>
#include <map>
#include <utility>

#include "base/crypto.h"
#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/names_file.h"
#include "catalog/parallel.h"
#include "databricks/functions.h"
#include "databricks/warehouse_choice.h"
#include "databricks/warehouses.h"
#include "safety/classify.h"

namespace lakecode::catalog {
namespace {

using namespace std::chrono_literals;

constexpr auto kLately = 5min;            // a list this old is good enough to look names up in
constexpr auto kWarehouseTime = 1min;     // states of warehouses change
constexpr auto kRefreshTime = 120s;       // of the whole refresh
constexpr std::size_t kThreads = 6;       // of the refresh; the client has its own bound
constexpr std::size_t kMaxSchemas = 300;  // that a refresh reads; the rest is read when it is asked for
constexpr std::size_t kMaxFileBytes = 48U << 20U;

std::string last_part(const std::string& full_name) {
  return full_name.substr(full_name.rfind('.') + 1);
}

std::string signature_of(const databricks::FunctionInfo& function) {
  std::string list;
  for (const databricks::FunctionParameter& parameter : function.parameters)
    list += (list.empty() ? "" : ", ") + parameter.name + " " + text::to_lower(parameter.type_text);
  const bool table = !function.columns.empty() || function.data_type == "TABLE_TYPE";
  return "(" + list + ") -> " + (table ? "table" : text::to_lower(function.data_type));
}

std::vector<ColumnName> columns_of(const databricks::TableInfo& table) {
  std::vector<ColumnName> columns;
  for (const databricks::ColumnInfo& column : table.columns)
    columns.push_back(ColumnName{.name = column.name, .type = column.type_text, .comment = column.comment});
  return columns;
}

/// Takes over from `old` what a list of names alone does not tell.
template <typename Item, typename Keep>
void carry_over(std::vector<Item>& fresh, const std::optional<std::vector<Item>>& old, Keep keep) {
  if (!old) return;
  std::map<std::string, const Item*> by_name;
  for (const Item& item : *old) by_name.emplace(text::to_lower(item.name), &item);
  for (Item& item : fresh) {
    const auto found = by_name.find(text::to_lower(item.name));
    if (found != by_name.end()) keep(item, *found->second);
  }
}

std::vector<CatalogNames> without_schemas(const std::vector<CatalogNames>& all) {
  std::vector<CatalogNames> out;
  for (const CatalogNames& c : all)
    out.push_back(CatalogNames{.name = c.name, .comment = c.comment, .schemas = {}, .read_at = c.read_at});
  return out;
}

std::vector<SchemaNames> without_tables(const std::vector<SchemaNames>& all) {
  std::vector<SchemaNames> out;
  for (const SchemaNames& s : all)
    out.push_back(
        SchemaNames{.name = s.name, .comment = s.comment, .tables = {}, .functions = {}, .read_at = s.read_at});
  return out;
}

CatalogNames& place_of(Names& names, const std::string& catalog) {
  if (CatalogNames* found = find_catalog(names, catalog)) return *found;
  if (!names.catalogs) names.catalogs.emplace();
  return names.catalogs->emplace_back(CatalogNames{.name = catalog});
}

SchemaNames& place_of(Names& names, const databricks::SchemaName& name) {
  CatalogNames& catalog = place_of(names, name.catalog);
  if (SchemaNames* found = find_schema(names, name.catalog, name.schema)) return *found;
  if (!catalog.schemas) catalog.schemas.emplace();
  return catalog.schemas->emplace_back(SchemaNames{.name = name.schema});
}

/// Every list is asked for anew next time.
void age_lists(Names& names) {
  names.read_at.reset();
  if (!names.catalogs) return;
  for (CatalogNames& catalog : *names.catalogs) {
    catalog.read_at.reset();
    if (!catalog.schemas) continue;
    for (SchemaNames& schema : *catalog.schemas) schema.read_at.reset();
  }
}

/// A changed table loses its columns; one that was dropped is no longer known.
void forget_table(Names& names, const std::string& full_name, bool is_dropped) {
  const auto parts = text::split(full_name, '.');
  SchemaNames* schema = parts.size() == 3 ? find_schema(names, parts[0], parts[1]) : nullptr;
  if (schema == nullptr || !schema->tables) return;
  auto& tables = *schema->tables;
  const auto at = std::find_if(tables.begin(), tables.end(),
                               [&](const TableName& table) { return text::equals_ignore_case(table.name, parts[2]); });
  if (at == tables.end()) return;
  if (is_dropped) {
    tables.erase(at);
  } else {
    at->columns.reset();
  }
}

std::filesystem::path file_of(const CatalogSettings& settings) {
  // A digest: hosts and profiles are no file names, and a longer name hides neither.
  return settings.folder / (crypto::sha256_hex(settings.host + "\n" + settings.profile).substr(0, 32) + ".json");
}

}  // namespace

std::string WarehouseChoice::text() const {
  return to_string(id) + " (" + (name.empty() ? "" : name + "; ") + why + ")";
}

Catalog::Catalog(databricks::Client& client, const Clock& clock, CatalogSettings settings)
    : client_(client), clock_(clock), settings_(std::move(settings)) {
  load();
}

Catalog::~Catalog() = default;

bool Catalog::is_fresh(const std::optional<WallTime>& read_at) const {
  if (!read_at) return false;
  const auto age = clock_.now() - *read_at;
  return age >= 0ms && age < kLately;  // a time to come means that the clock jumped
}

Result<WarehouseChoice> Catalog::choose_warehouse(const std::string& configured, const CallContext& ctx) {
  if (!configured.empty()) return WarehouseChoice{.id = WarehouseId(configured), .name = {}, .why = "it is configured"};
  {
    auto kept = warehouse_.lock();
    if (*kept && clock_.steady_now() - (*kept)->at < kWarehouseTime) return (*kept)->choice;
  }
  TRY_ASSIGN(const auto pick, databricks::pick_warehouse(client_, databricks::Idle::MayStart, ctx));
  WarehouseChoice choice{.id = pick.warehouse.id, .name = pick.warehouse.name, .why = pick.why};
  *warehouse_.lock() = Picked{.choice = choice, .at = clock_.steady_now()};
  note_warehouse(pick.warehouse);
  return choice;
}

/// Its size tells what a statement there takes, before the first refresh.
void Catalog::note_warehouse(const databricks::Warehouse& warehouse) {
  auto names = names_.lock();
  const std::string id = to_string(warehouse.id);
  const bool is_known = std::any_of(names->warehouses.begin(), names->warehouses.end(),
                                    [&](const WarehouseName& one) { return one.id == id; });
  if (is_known) return;
  names->warehouses.push_back(WarehouseName{.id = id,
                                            .name = warehouse.name,
                                            .state = warehouse.state,
                                            .size = warehouse.cluster_size,
                                            .serverless = warehouse.serverless});
}

void Catalog::forget_warehouse() {
  warehouse_.lock()->reset();
}

Result<std::vector<CatalogNames>> Catalog::catalogs(Freshness freshness, const CallContext& ctx) {
  if (freshness == Freshness::Lately) {
    auto names = names_.lock();
    if (names->catalogs && is_fresh(names->read_at)) return without_schemas(*names->catalogs);
  }
  TRY_ASSIGN(const auto listed, databricks::fetch_catalogs(client_, ctx));
  std::vector<CatalogNames> fresh;
  for (const databricks::CatalogInfo& info : listed)
    fresh.push_back(CatalogNames{.name = info.name, .comment = info.comment});
  auto names = names_.lock();
  carry_over(fresh, names->catalogs, [](CatalogNames& item, const CatalogNames& old) {
    item.schemas = old.schemas;
    item.read_at = old.read_at;
  });
  names->catalogs = std::move(fresh);
  names->read_at = clock_.now();
  return without_schemas(*names->catalogs);
}

Result<std::vector<SchemaNames>> Catalog::schemas(const std::string& catalog, Freshness freshness,
                                                  const CallContext& ctx) {
  if (freshness == Freshness::Lately) {
    auto names = names_.lock();
    const CatalogNames* found = find_catalog(*names, catalog);
    if (found != nullptr && found->schemas && is_fresh(found->read_at)) return without_tables(*found->schemas);
  }
  TRY_ASSIGN(const auto listed, databricks::fetch_schemas(client_, catalog, ctx));
  std::vector<SchemaNames> fresh;
  for (const databricks::SchemaInfo& info : listed)
    fresh.push_back(SchemaNames{.name = info.name, .comment = info.comment});
  auto names = names_.lock();
  CatalogNames& place = place_of(*names, catalog);
  carry_over(fresh, place.schemas, [](SchemaNames& item, const SchemaNames& old) {
    item.tables = old.tables;
    item.functions = old.functions;
    item.read_at = old.read_at;
  });
  place.schemas = std::move(fresh);
  place.read_at = clock_.now();
  return without_tables(*place.schemas);
}

Result<SchemaNames> Catalog::schema(const databricks::SchemaName& name, Freshness freshness, const CallContext& ctx) {
  if (freshness == Freshness::Lately) {
    auto names = names_.lock();
    const SchemaNames* found = find_schema(*names, name.catalog, name.schema);
    if (found != nullptr && found->tables && is_fresh(found->read_at)) return *found;
  }
  Result<std::vector<databricks::FunctionInfo>> functions = std::vector<databricks::FunctionInfo>();
  Result<std::vector<databricks::TableInfo>> tables = std::vector<databricks::TableInfo>();
  for_each_in_parallel(2, 2, [&](std::size_t i) {
    if (i == 0) tables = databricks::fetch_tables(client_, name, databricks::TableDetail::NamesOnly, ctx);
    if (i == 1) functions = databricks::fetch_functions(client_, name, ctx);
  });
  if (!tables) return std::move(tables).error();
  SchemaNames fresh{.name = name.schema};
  fresh.tables.emplace();
  for (const databricks::TableInfo& info : *tables)
    fresh.tables->push_back(TableName{.name = info.name, .kind = info.table_type, .comment = info.comment});
  // Listing functions may be forbidden where listing tables is not.
  if (functions) {
    fresh.functions.emplace();
    for (const databricks::FunctionInfo& info : *functions) {
      fresh.functions->push_back(
          FunctionName{.name = last_part(info.full_name), .signature = signature_of(info), .comment = info.comment});
    }
  }
  fresh.read_at = clock_.now();
  auto names = names_.lock();
  SchemaNames& place = place_of(*names, name);
  carry_over(*fresh.tables, place.tables, [](TableName& item, const TableName& old) { item.columns = old.columns; });
  fresh.name = place.name;
  fresh.comment = place.comment;
  place = fresh;
  return fresh;
}

Result<databricks::TableInfo> Catalog::table(const std::string& full_name, const CallContext& ctx) {
  TRY_ASSIGN(databricks::TableInfo info, databricks::fetch_table(client_, full_name, ctx));
  const auto parts = text::split(full_name, '.');
  auto names = names_.lock();
  SchemaNames& schema = place_of(*names, databricks::SchemaName{std::string(parts[0]), std::string(parts[1])});
  if (!schema.tables) schema.tables.emplace();
  TableName fresh{.name = info.name, .kind = info.table_type, .comment = info.comment, .columns = columns_of(info)};
  auto& tables = *schema.tables;
  const auto same = std::find_if(tables.begin(), tables.end(),
                                 [&](const TableName& t) { return text::equals_ignore_case(t.name, info.name); });
  if (same == tables.end()) {
    tables.push_back(std::move(fresh));
  } else {
    *same = std::move(fresh);
  }
  return info;
}

void Catalog::forget(const safety::SqlEffect& effect) {
  const safety::Verdict verdict = safety::classify_sql(effect);
  if (verdict.effect_class == safety::EffectClass::ReadOnly) return;
  auto names = names_.lock();
  age_lists(*names);
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) {
      if (object.access != "read") forget_table(*names, object.name, object.access == "drop");
    }
  }
}

void Catalog::forget_tables(const safety::SqlEffect& effect) {
  const safety::Verdict verdict = safety::classify_sql(effect);
  auto names = names_.lock();
  age_lists(*names);
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) forget_table(*names, object.name, true);
  }
}

void Catalog::forget_lists() {
  age_lists(*names_.lock());
}

std::optional<TableName> Catalog::find_known(const databricks::SchemaName& schema, std::string_view table) {
  auto names = names_.lock();
  const SchemaNames* found = find_schema(*names, schema.catalog, schema.schema);
  const TableName* known = found == nullptr ? nullptr : find_table(*found, table);
  return known == nullptr ? std::nullopt : std::optional<TableName>(*known);
}

std::vector<std::string> Catalog::tables_named(std::string_view table) {
  std::vector<std::string> found;
  auto names = names_.lock();
  if (!names->catalogs) return found;
  for (const CatalogNames& catalog : *names->catalogs) {
    if (!catalog.schemas) continue;
    for (const SchemaNames& schema : *catalog.schemas) {
      const TableName* known = find_table(schema, table);
      if (known != nullptr) found.push_back(catalog.name + "." + schema.name + "." + known->name);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

Names Catalog::known() {
  return *names_.lock();
}

void Catalog::load() {
  if (settings_.folder.empty()) return;
  const auto text = files::read(file_of(settings_), kMaxFileBytes);
  if (!text) return;
  auto parsed = parse_names(*text, {.host = settings_.host, .profile = settings_.profile});
  if (parsed) *names_.lock() = std::move(*parsed);
}

/// A cache that cannot be written is read from the workspace again next time.
void Catalog::store() {
  if (settings_.folder.empty()) return;
  const std::string text = render_names(known(), {.host = settings_.host, .profile = settings_.profile});
  if (text.size() > kMaxFileBytes || !files::make_private_folder(settings_.folder)) return;
  ignore_result(files::write_atomic(file_of(settings_), text), "a cache");
}

void Catalog::refresh_in_background() {
  auto refresher = refresher_.lock();
  if (refresher->joinable()) return;
  {
    auto names = names_.lock();
    if (is_fresh(names->refreshed_at)) return;
  }
  *refresher = std::jthread([this](const std::stop_token& stop) { refresh(stop); });
}

void Catalog::refresh(const std::stop_token& stop) {
  const CallContext ctx = CallContext{.stop = stop, .clock = &clock_}.with_timeout(kRefreshTime);
  const auto warehouses = databricks::fetch_warehouses(client_, ctx);
  if (warehouses) {
    auto names = names_.lock();
    names->warehouses.clear();
    for (const databricks::Warehouse& w : *warehouses) {
      names->warehouses.push_back(WarehouseName{
          .id = to_string(w.id), .name = w.name, .state = w.state, .size = w.cluster_size, .serverless = w.serverless});
    }
  }
  const auto listed = catalogs(Freshness::Now, ctx);
  if (!listed) return;
  for_each_in_parallel(listed->size(), kThreads, [&](std::size_t i) {
    ignore_result(schemas((*listed)[i].name, Freshness::Now, ctx), "one catalog that cannot be read leaves the rest");
  });
  refresh_schemas(ctx);
  if (ctx.stopped()) return;
  names_.lock()->refreshed_at = clock_.now();
  store();
}

void Catalog::refresh_schemas(const CallContext& ctx) {
  std::vector<databricks::SchemaName> wanted;
  for (const CatalogNames& catalog : known().catalogs.value_or(std::vector<CatalogNames>())) {
    for (const SchemaNames& schema : catalog.schemas.value_or(std::vector<SchemaNames>())) {
      if (schema.name != "information_schema" && wanted.size() < kMaxSchemas)
        wanted.push_back({.catalog = catalog.name, .schema = schema.name});
    }
  }
  for_each_in_parallel(wanted.size(), kThreads, [&](std::size_t i) {
    if (ctx.stopped()) return;
    ignore_result(schema(wanted[i], Freshness::Now, ctx), "one schema that cannot be read leaves the rest");
  });
}

}  // namespace lakecode::catalog
