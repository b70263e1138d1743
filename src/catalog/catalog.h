#pragma once
// The names of one workspace as one profile sees them: read lazily and in parallel, kept in memory and on disk with
// their age, refreshed in the background without holding up anybody. Names are never shared between profiles: what one
// may see, another may not. Thread-safe.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/call_context.h"
#include "base/guarded.h"
#include "base/ids.h"
#include "base/result.h"
#include "catalog/names.h"
#include "databricks/client.h"
#include "databricks/unity_catalog.h"
#include "safety/effect.h"

namespace lakecode::databricks {
struct Warehouse;
}

namespace lakecode::catalog {

struct CatalogSettings {
  std::filesystem::path folder = {};  ///< where names are kept from run to run; empty: in memory alone
  std::string host;
  std::string profile;
};

struct WarehouseChoice {
  WarehouseId id;
  std::string name;                        ///< empty when only the id is known
  std::string why;                         ///< "it is configured", "it is running"
  [[nodiscard]] std::string text() const;  ///< "abc (Starter; it is running)"
};

/// Of lists: what was read lately is good enough, or ask the workspace now.
enum class Freshness { Lately, Now };

class Catalog {
 public:
  /// Borrows `client` and `clock`. Reads the file of an earlier run, when there is one.
  Catalog(databricks::Client& client, const Clock& clock, CatalogSettings settings);
  /// Stops the refresh and waits for it.
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  /// Reads catalogs, schemas, tables, functions and warehouses on a thread of its own, as far as its limits reach, and
  /// stores them. Does nothing when they were read lately, or a refresh is under way. Never fails.
  void refresh_in_background();

  /// `configured` when it is not empty, else what databricks::pick_warehouse says; kept for a minute.
  Result<WarehouseChoice> choose_warehouse(const std::string& configured, const CallContext& ctx);
  /// The warehouse was refused or is gone: choose anew next time.
  void forget_warehouse();

  /// Without their schemas. Errors: those of the reads.
  Result<std::vector<CatalogNames>> catalogs(Freshness freshness, const CallContext& ctx);
  /// Without their tables. NotFound when there is no such catalog.
  Result<std::vector<SchemaNames>> schemas(const std::string& catalog, Freshness freshness, const CallContext& ctx);
  /// Tables and functions. NotFound when there is no such schema.
  Result<SchemaNames> schema(const databricks::SchemaName& name, Freshness freshness, const CallContext& ctx);
  /// One table with its columns, asked for now; kept for the name checks.
  Result<databricks::TableInfo> table(const std::string& full_name, const CallContext& ctx);

  /// Names that a statement may have changed are asked for anew next time.
  void forget(const safety::SqlEffect& effect);

  /// The workspace says that a name of this statement is not there: its tables are asked for anew, whatever we knew.
  void forget_tables(const safety::SqlEffect& effect);
  /// Something changed that no statement names: every list is asked for anew next time.
  void forget_lists();

  /// What is known of one table without asking, with its columns when they were read; nullopt when it was never seen.
  [[nodiscard]] std::optional<TableName> find_known(const databricks::SchemaName& schema, std::string_view table);
  /// Full names of the known tables of that name, sorted.
  [[nodiscard]] std::vector<std::string> tables_named(std::string_view table);
  /// Everything known now, without asking: a deep copy.
  [[nodiscard]] Names known();

 private:
  void note_warehouse(const databricks::Warehouse& warehouse);

  struct Picked {
    WarehouseChoice choice;
    SteadyTime at;
  };
  [[nodiscard]] bool is_fresh(const std::optional<WallTime>& read_at) const;
  void refresh(const std::stop_token& stop);
  void refresh_schemas(const CallContext& ctx);
  void load();
  void store();

  databricks::Client& client_;
  const Clock& clock_;
  const CatalogSettings settings_;
  Guarded<Names> names_;
  Guarded<std::optional<Picked>> warehouse_;
  Guarded<std::jthread> refresher_;  // last: it uses the others
};

}  // namespace lakecode::catalog
