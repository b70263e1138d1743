#pragma once
// A demo table as data: its columns are SQL expressions of a row number, its defects are rows of a list.
// Plain values, no behaviour. Invariant: every string_view refers to text with static lifetime.
//
// Names that a column expression may use: `i` row number from 0; `k` the same, for keys; `h1`..`h6` evenly spread
// BIGINTs in [0, 1000000007), different in every row; `ts` the row's moment, rising with `i`; @NOW the moment of the
// demo as a TIMESTAMP; @ROWS the number of rows. A duplicated key shares `i` and `k` and differs in h1..h6 and `ts`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::local {

inline constexpr std::int64_t kMinutesADay = std::int64_t{24} * 60;

struct ColumnSpec {
  std::string_view name;
  std::string_view type;  ///< a DuckDB type that Databricks knows under the same name (VARCHAR is STRING there)
  std::string_view expression;
  std::string_view comment = {};
};

enum class Plant {
  Replace,       ///< in one row of `every`, the column holds `sql` instead
  Flood,         ///< in all rows but one of `every`, the column holds `sql`
  WholeColumn,   ///< the column is the defect as it stands (personal data, numbers kept as text, one value only)
  CopyRow,       ///< one row of `every` is there twice
  CopyKey,       ///< one row of `every` has a second row with its key
  DropRows,      ///< `every` rows in a row are missing at 60 % of the table
  StopEarly,     ///< the newest row is `every` minutes old
  FileLayout,    ///< many small files, seen in the table's details only
  ColumnChange,  ///< a column was added lately, seen in the table's history only
  Tolerated,     ///< nothing planted, yet a careful reader may report it
};

struct Defect {
  std::string_view finding;  ///< a finding id of prove_table
  std::string_view column;   ///< "" when the table as a whole is meant
  Plant plant = Plant::Replace;
  std::int64_t every = 0;
  std::string_view sql = {};
};

struct Reference {
  std::string_view column;
  std::string_view parent_table;  ///< full name
  std::string_view parent_column;
};

struct TableSpec {
  std::string_view name;  ///< full name, catalog.schema.table
  std::string_view comment;
  std::string_view owner;
  std::int64_t rows = 0;  ///< before the seed adds up to 4 % (not when `exact_rows`)
  bool exact_rows = false;
  int span_days = 180;               ///< from the oldest to the newest row
  std::int64_t newest_minutes = 25;  ///< age of the newest row
  std::string_view key = {};         ///< column with one value a row, "" when there is none
  std::string_view time_column = {};
  std::string_view partition = {};
  std::string_view tags = {};  ///< "domain=sales,tier=gold"
  std::vector<ColumnSpec> columns = {};
  std::vector<Defect> defects = {};
  std::vector<Reference> references = {};
};

// Parents that other tables refer to by number; a table has at least this many rows.
inline constexpr std::int64_t kOrders = 24'000;
inline constexpr std::int64_t kCustomers = 9'000;
inline constexpr std::int64_t kProducts = 1'200;
inline constexpr std::int64_t kDepots = 64;
inline constexpr std::int64_t kParcels = 30'000;
inline constexpr std::int64_t kSuppliers = 180;
inline constexpr std::int64_t kInvoices = 8'000;
inline constexpr std::int64_t kAccounts = 240;

// One function a schema, in the file of its name.
std::vector<TableSpec> sales_tables();
std::vector<TableSpec> logistics_tables();
std::vector<TableSpec> inventory_tables();
std::vector<TableSpec> web_tables();
std::vector<TableSpec> support_tables();
std::vector<TableSpec> reference_tables();
std::vector<TableSpec> finance_tables();
std::vector<TableSpec> staging_tables();
std::vector<TableSpec> workforce_tables();
std::vector<TableSpec> marketing_tables();

/// Every table of the company, catalog by catalog; the order is that of creation.
std::vector<TableSpec> all_tables();

}  // namespace lakecode::local
