// Sizes as DESCRIBE DETAIL tells them, one statement a table: neither the catalog's API nor its information schema has
// them. Only what holds files of its own is asked; what could not be asked is told.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "base/json.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/name_resolve.h"
#include "catalog/parallel.h"
#include "render/screen_door.h"
#include "sql/literals.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"
#include "tools/result_data.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"schema", ParameterType::String, false, "catalog.schema or schema; left out: the default one, else all"},
    {"catalog", ParameterType::String, false, "only this catalog"},
    {"limit", ParameterType::Integer, false, "tables to show, 1 to 100 (10)"},
};

constexpr std::size_t kMaxTables = 400;  // that are asked: each is a statement
constexpr std::size_t kThreads = 8;

struct Sized {
  std::string name;
  std::int64_t bytes = -1;  ///< -1: not known
  std::int64_t files = 0;
};

std::string human(std::int64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"B", "KB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  const auto tenths = std::llround(value * 10);
  return std::to_string(tenths / 10) + (unit == 0 ? "" : "." + std::to_string(tenths % 10)) + " " +
         std::string(kUnits.at(unit));
}

bool has_files(const catalog::TableName& table) {
  return table.kind == "MANAGED" || table.kind == "EXTERNAL" || table.kind == "STREAMING_TABLE" ||
         table.kind == "MATERIALIZED_VIEW";
}

/// The schemas to look into.
Result<std::vector<databricks::SchemaName>> schemas_of(const Arguments& arguments, Services& services,
                                                       const CallContext& ctx) {
  const std::string catalog = arguments.text("catalog", services.default_catalog);
  const std::string schema = arguments.text("schema", arguments.has("catalog") ? "" : services.default_schema);
  if (!schema.empty()) {
    TRY_ASSIGN(auto name, catalog::resolve_schema(services.catalog, schema, {.catalog = catalog, .schema = ""}, ctx));
    return std::vector<databricks::SchemaName>{std::move(name)};
  }
  std::vector<std::string> catalogs;
  if (!catalog.empty()) {
    catalogs.push_back(catalog);
  } else {
    TRY_ASSIGN(const auto all, services.catalog.catalogs(catalog::Freshness::Lately, ctx));
    for (const catalog::CatalogNames& c : all) {
      if (c.name != "system" && c.name != "samples") catalogs.push_back(c.name);
    }
  }
  std::vector<databricks::SchemaName> wanted;
  for (const std::string& name : catalogs) {
    const auto schemas = services.catalog.schemas(name, catalog::Freshness::Lately, ctx);
    if (!schemas && (catalogs.size() == 1 || ends_turn(schemas.error(), ctx))) return schemas.error();
    if (!schemas) continue;
    for (const catalog::SchemaNames& s : *schemas) {
      if (s.name != "information_schema") wanted.push_back({.catalog = name, .schema = s.name});
    }
  }
  return wanted;
}

Result<std::vector<std::vector<std::string>>> tables_of(const std::vector<databricks::SchemaName>& schemas,
                                                        Services& services, const CallContext& ctx) {
  std::vector<Result<catalog::SchemaNames>> lists(schemas.size(), catalog::SchemaNames{});
  catalog::for_each_in_parallel(schemas.size(), kThreads, [&](std::size_t i) {
    lists[i] = services.catalog.schema(schemas[i], catalog::Freshness::Lately, ctx);
  });
  std::vector<std::vector<std::string>> tables;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!lists[i] && (lists.size() == 1 || ends_turn(lists[i].error(), ctx))) return lists[i].error();
    if (!lists[i]) continue;
    for (const catalog::TableName& table : lists[i]->tables.value_or(std::vector<catalog::TableName>())) {
      if (has_files(table)) tables.push_back({schemas[i].catalog, schemas[i].schema, table.name});
    }
  }
  return tables;
}

/// The sizes of all tables, asked at once; an Error ends the turn.
class Sizing {
 public:
  Sizing(Services& services, WarehouseId warehouse, const CallContext& ctx)
      : services_(services), warehouse_(std::move(warehouse)), ctx_(ctx) {}

  Result<std::vector<Sized>> run(const std::vector<std::vector<std::string>>& tables) {
    std::vector<Sized> sizes(tables.size());
    catalog::for_each_in_parallel(tables.size(), kThreads, [&](std::size_t i) { measure(tables[i], sizes[i]); });
    if (fatal_) return *fatal_;
    return sizes;
  }
  [[nodiscard]] const std::vector<Act>& acts() const { return acts_; }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  [[nodiscard]] const std::string& first_error() const { return first_error_; }

 private:
  void measure(const std::vector<std::string>& parts, Sized& sized) {
    sized.name = text::join(parts, ".");
    if (is_over_) return;
    const databricks::StatementRequest request{.warehouse = warehouse_,
                                               .statement = "DESCRIBE DETAIL " + sql::quote_name(parts),
                                               .catalog = {},
                                               .schema = {},
                                               .parameters = {}};
    ActDoor door("top_tables_by_size", services_);
    auto permit = door.request(databricks::effect_of(request), "", ctx_);
    if (!permit) return stop(std::move(permit).error());
    note(door);
    if (!*permit) return;
    const auto rows = databricks::execute_statement(services_.client, std::move(**permit), request, ctx_);
    if (!rows && ends_turn(rows.error(), ctx_)) return stop(rows.error());
    if (!rows) return note_error(rows.error());
    if (rows->rows.empty()) return;
    for (std::size_t i = 0; i < rows->columns.size(); ++i) {
      const auto value = text::parse_int(rows->rows[0][i].value_or(""));
      if (!value) continue;
      if (text::equals_ignore_case(rows->columns[i].name, "sizeInBytes")) sized.bytes = *value;
      if (text::equals_ignore_case(rows->columns[i].name, "numFiles")) sized.files = *value;
    }
  }

  void stop(Error error) {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    if (!fatal_) fatal_ = std::move(error);
  }
  void note_error(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (first_error_.empty()) first_error_ = one_line(error);
  }
  /// Hundreds of acts of one kind are one line of the record.
  void note(const ActDoor& door) {
    const std::lock_guard lock(mutex_);
    for (const Act& act : door.acts()) {
      const bool same =
          std::any_of(acts_.begin(), acts_.end(), [&](const Act& a) { return a.decision == act.decision; });
      if (!same) acts_.push_back(act);
    }
    if (door.refusal().empty()) return;
    refusal_ = door.refusal();
    is_over_ = true;
  }

  Services& services_;
  const WarehouseId warehouse_;
  const CallContext& ctx_;
  std::mutex mutex_;  // guards all below but the flag
  std::atomic<bool> is_over_ = false;
  std::optional<Error> fatal_;
  std::vector<Act> acts_;
  std::string refusal_;
  std::string first_error_;
};

StoredResult result_of(const std::vector<Sized>& sizes, const Services& services) {
  StoredResult result{.handle = {},
                      .columns = {{.name = "table", .type_name = "STRING", .type_text = "STRING"},
                                  {.name = "size", .type_name = "STRING", .type_text = "STRING"},
                                  {.name = "size_bytes", .type_name = "BIGINT", .type_text = "BIGINT"},
                                  {.name = "files", .type_name = "BIGINT", .type_text = "BIGINT"}},
                      .rows = {},
                      .provenance = {.statement = {},
                                     .at = services.clock.now(),
                                     .workspace = services.workspace,
                                     .source = "DESCRIBE DETAIL of each table"}};
  for (const Sized& s : sizes)
    result.rows.push_back({s.name, human(s.bytes), std::to_string(s.bytes), std::to_string(s.files)});
  result.total_rows = static_cast<std::int64_t>(result.rows.size());
  return result;
}

Result<Output> measure(const Arguments& arguments, Services& services, const CallContext& ctx) {
  TRY_ASSIGN(const auto schemas, schemas_of(arguments, services, ctx));
  TRY_ASSIGN(auto tables, tables_of(schemas, services, ctx));
  const std::size_t all = tables.size();
  tables.resize(std::min(all, kMaxTables));
  if (tables.empty()) return Output{.text = "there are no tables with files of their own there\n"};
  TRY_ASSIGN(const auto warehouse, services.catalog.choose_warehouse(services.warehouse_id, ctx));
  Sizing sizing(services, warehouse.id, ctx);
  TRY_ASSIGN(auto sizes, sizing.run(tables));
  if (!sizing.refusal().empty()) return Output{.text = sizing.refusal(), .is_error = true, .acts = sizing.acts()};
  sizes.erase(std::remove_if(sizes.begin(), sizes.end(), [](const Sized& s) { return s.bytes < 0; }), sizes.end());
  std::stable_sort(sizes.begin(), sizes.end(), [](const Sized& a, const Sized& b) { return a.bytes > b.bytes; });
  const std::size_t limit = arguments.count("limit", 10, 1, 100);
  const auto kept = services.results.add(result_of(sizes, services), services.result_handle);
  std::string notes;
  if (all > kMaxTables)
    notes += "[only the first " + std::to_string(kMaxTables) + " tables were asked: name a schema]\n";
  if (sizes.size() < tables.size())
    notes += "[" + std::to_string(tables.size() - sizes.size()) + " gave no size: " +
             render::inert_line(cut_text(sizing.first_error().empty() ? "they have none" : sizing.first_error(), 300)) +
             "]\n";
  std::string text = notes + kept->handle + ": sizes of " + std::to_string(sizes.size()) + " of " +
                     counted(all, "table") + " in " + counted(schemas.size(), "schema") +
                     " (current version, without history; warehouse " + render::inert_line(warehouse.text()) + ")\n";
  text += render_rows(*kept, {.offset = 0, .limit = services.rows_to_model ? limit : 0});
  return Output{.text = std::move(text),
                .is_error = false,
                .acts = sizing.acts(),
                .untrusted = "names of tables",
                .data = data_of(*kept)};
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  auto output = measure(Arguments(input), services, ctx);
  if (output || ends_turn(output.error(), ctx) || output.error().code == ErrorCode::Internal) return output;
  return failed_output(output.error(), "an error of the workspace");
}

}  // namespace

const ToolRecord kTopTablesBySizeTool{"top_tables_by_size",           "Largest tables",
                                      descriptions::kTopTablesBySize, kParameters,
                                      safety::EffectClass::ReadOnly,  run};

}  // namespace lakecode::tools
