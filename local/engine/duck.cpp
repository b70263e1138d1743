#include "local/engine/duck.h"

#include <fmt/format.h>

#include <utility>

#include "local/engine/cell_text.h"
#include "local/engine/typed_calls.h"

namespace lakecode::local::duck {
namespace {

Error engine_error(std::string_view message) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "run statement",
          .subject = "",
          .reason = std::string(message),
          .advice = ""};
}

struct TypeName {
  duckdb_type type;
  std::string_view name;
};
constexpr TypeName kTypeNames[] = {
    {DUCKDB_TYPE_BOOLEAN, "BOOLEAN"},
    {DUCKDB_TYPE_TINYINT, "TINYINT"},
    {DUCKDB_TYPE_SMALLINT, "SMALLINT"},
    {DUCKDB_TYPE_INTEGER, "INTEGER"},
    {DUCKDB_TYPE_BIGINT, "BIGINT"},
    {DUCKDB_TYPE_UTINYINT, "UTINYINT"},
    {DUCKDB_TYPE_USMALLINT, "USMALLINT"},
    {DUCKDB_TYPE_UINTEGER, "UINTEGER"},
    {DUCKDB_TYPE_UBIGINT, "UBIGINT"},
    {DUCKDB_TYPE_HUGEINT, "HUGEINT"},
    {DUCKDB_TYPE_UHUGEINT, "UHUGEINT"},
    {DUCKDB_TYPE_FLOAT, "FLOAT"},
    {DUCKDB_TYPE_DOUBLE, "DOUBLE"},
    {DUCKDB_TYPE_TIMESTAMP, "TIMESTAMP"},
    {DUCKDB_TYPE_TIMESTAMP_S, "TIMESTAMP_S"},
    {DUCKDB_TYPE_TIMESTAMP_MS, "TIMESTAMP_MS"},
    {DUCKDB_TYPE_TIMESTAMP_NS, "TIMESTAMP_NS"},
    {DUCKDB_TYPE_TIMESTAMP_TZ, "TIMESTAMP WITH TIME ZONE"},
    {DUCKDB_TYPE_DATE, "DATE"},
    {DUCKDB_TYPE_TIME, "TIME"},
    {DUCKDB_TYPE_INTERVAL, "INTERVAL"},
    {DUCKDB_TYPE_VARCHAR, "VARCHAR"},
    {DUCKDB_TYPE_BLOB, "BLOB"},
    {DUCKDB_TYPE_UUID, "UUID"},
    {DUCKDB_TYPE_ENUM, "ENUM"},
    {DUCKDB_TYPE_SQLNULL, "NULL"},
};

/// Owns a logical type within a function.
class OwnedType {
 public:
  explicit OwnedType(duckdb_logical_type type) : type_(type) {}
  OwnedType(const OwnedType&) = delete;
  OwnedType& operator=(const OwnedType&) = delete;
  ~OwnedType() { duckdb_destroy_logical_type(&type_); }
  [[nodiscard]] duckdb_logical_type raw() const { return type_; }

 private:
  duckdb_logical_type type_;
};

std::string struct_name(duckdb_logical_type type) {
  std::string out = "STRUCT(";
  const idx_t count = duckdb_struct_type_child_count(type);
  for (idx_t i = 0; i < count; ++i) {
    char* name = duckdb_struct_type_child_name(type, i);
    const OwnedType child(duckdb_struct_type_child_type(type, i));
    out += fmt::format("{}\"{}\" {}", i == 0 ? "" : ", ", name == nullptr ? "" : name, type_name(child.raw()));
    duckdb_free(name);
  }
  return out + ")";
}

}  // namespace

QueryResult::QueryResult(QueryResult&& other) noexcept
    : result_(other.result_), owned_(std::exchange(other.owned_, false)) {}

QueryResult& QueryResult::operator=(QueryResult&& other) noexcept {
  std::swap(result_, other.result_);
  std::swap(owned_, other.owned_);
  return *this;
}

QueryResult::~QueryResult() {
  if (owned_) duckdb_destroy_result(&result_);
}

Connection::Connection(Connection&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(connection_, other.connection_);
  return *this;
}

Connection::~Connection() {
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
}

Result<QueryResult> Connection::query(const std::string& sql) {
  TypedCalls calls(sql);
  for (;;) {
    QueryResult result;
    if (duckdb_query(connection_, calls.sql().c_str(), result.raw()) == DuckDBSuccess) return result;
    const char* message = duckdb_result_error(result.raw());
    if (message == nullptr) return engine_error("the engine gave no reason");
    TRY_ASSIGN(const bool settled, calls.settle(message));
    if (!settled) return engine_error(message);
  }
}

Result<void> Connection::execute(const std::string& sql) {
  TRY_VOID(query(sql));
  return {};
}

Result<std::vector<std::string>> Connection::column_names(const std::string& sql) {
  TypedCalls calls(sql);
  for (;;) {
    duckdb_prepared_statement statement = nullptr;
    std::vector<std::string> names;
    std::string reason;
    if (duckdb_prepare(connection_, calls.sql().c_str(), &statement) == DuckDBSuccess) {
      for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement); ++i) {
        const char* name = duckdb_prepared_statement_column_name(statement, i);
        names.emplace_back(name);
        duckdb_free(const_cast<char*>(name));  // NOLINT(cppcoreguidelines-pro-type-const-cast): the API gives it away
      }
    } else {
      const char* message = duckdb_prepare_error(statement);
      reason = message == nullptr ? "the engine gave no reason" : message;
    }
    duckdb_destroy_prepare(&statement);
    if (reason.empty()) return names;
    TRY_ASSIGN(const bool settled, calls.settle(reason));
    if (!settled) return engine_error(reason);
  }
}

Result<std::vector<std::vector<std::optional<std::string>>>> Connection::texts(const std::string& sql) {
  TRY_ASSIGN(QueryResult result, query(sql));
  std::vector<std::vector<std::optional<std::string>>> rows;
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(*result.raw())) {
    const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
      auto& cells = rows.emplace_back();
      for (idx_t column = 0; column < columns; ++column)
        cells.push_back(cell_text(duckdb_data_chunk_get_vector(chunk, column), row));
    }
    duckdb_destroy_data_chunk(&chunk);
  }
  return rows;
}

void Connection::interrupt() {
  duckdb_interrupt(connection_);
}

Result<Database> Database::open(const std::filesystem::path& file) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != DuckDBSuccess) return engine_error("no configuration could be made");
  duckdb_set_config(config, "memory_limit", "1GB");
  duckdb_set_config(config, "threads", "2");
  duckdb_set_config(config, "autoinstall_known_extensions", "false");
  duckdb_set_config(config, "autoload_known_extensions", "false");
  duckdb_set_config(config, "allow_community_extensions", "false");
  duckdb_set_config(config, "default_null_order", "nulls_first_on_asc_last_on_desc");
  duckdb_database database = nullptr;
  char* message = nullptr;
  const duckdb_state state = duckdb_open_ext(file.c_str(), &database, config, &message);
  duckdb_destroy_config(&config);
  if (state == DuckDBSuccess) return Database(database);
  Error error = engine_error(message == nullptr ? "it cannot be opened" : message);
  duckdb_free(message);
  error.code = ErrorCode::Unavailable;
  error.action = "open tables";
  error.subject = file.string();
  return error;
}

Database::Database(Database&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(database_, other.database_);
  return *this;
}

Database::~Database() {
  if (database_ != nullptr) duckdb_close(&database_);
}

Result<Connection> Database::connect() {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_, &connection) != DuckDBSuccess) return engine_error("no connection could be made");
  return Connection(connection);
}

std::string type_name(duckdb_logical_type type) {
  const duckdb_type id = duckdb_get_type_id(type);
  if (id == DUCKDB_TYPE_DECIMAL)
    return fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
  if (id == DUCKDB_TYPE_LIST) return type_name(OwnedType(duckdb_list_type_child_type(type)).raw()) + "[]";
  if (id == DUCKDB_TYPE_ARRAY) return type_name(OwnedType(duckdb_array_type_child_type(type)).raw()) + "[]";
  if (id == DUCKDB_TYPE_STRUCT) return struct_name(type);
  if (id == DUCKDB_TYPE_MAP) {
    return fmt::format("MAP({}, {})", type_name(OwnedType(duckdb_map_type_key_type(type)).raw()),
                       type_name(OwnedType(duckdb_map_type_value_type(type)).raw()));
  }
  for (const TypeName& known : kTypeNames) {
    if (known.type == id) return std::string(known.name);
  }
  return "VARCHAR";
}

}  // namespace lakecode::local::duck
