// Casts to types with STRUCTs: fields are taken by their place, whatever their names, as the platform does it.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "local/dialect/casts.h"
#include "local/dialect/names.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"
#include "local/engine/duck.h"
#include "local/engine/owned_type.h"
#include "local/engine/typed_bind.h"
#include "local/engine/typed_calls.h"

namespace lakecode::local {
namespace {

constexpr int kDeepest = 16;

struct Fields {
  std::vector<std::string> names;
  explicit Fields(const LogicalType& type) {
    for (idx_t i = 0; i < duckdb_struct_type_child_count(type.raw()); ++i) {
      char* name = duckdb_struct_type_child_name(type.raw(), i);
      names.emplace_back(name);
      duckdb_free(name);
    }
  }
};

/// Writes the engine's expression of one value as another type.
class StructCast {
 public:
  explicit StructCast(bool tolerant) : tolerant_(tolerant) {}

  std::string write(const std::string& value, const LogicalType& from, const LogicalType& to, int depth) {
    if (depth > kDeepest || duck::type_name(from.raw()) == duck::type_name(to.raw())) return value;
    if (from.id() == DUCKDB_TYPE_STRUCT && to.id() == DUCKDB_TYPE_STRUCT) return write_struct(value, from, to, depth);
    if (from.id() == DUCKDB_TYPE_LIST && to.id() == DUCKDB_TYPE_LIST) {
      const LogicalType item(duckdb_list_type_child_type(from.raw()));
      const LogicalType wanted(duckdb_list_type_child_type(to.raw()));
      const std::string name = fmt::format("lc_f{}", depth);
      return fmt::format("list_transform({}, lambda {}: {})", value, name, write(name, item, wanted, depth + 1));
    }
    const std::string engine = duck::type_name(to.raw());
    const bool nested = to.id() == DUCKDB_TYPE_STRUCT || to.id() == DUCKDB_TYPE_LIST || to.id() == DUCKDB_TYPE_MAP;
    if (nested || from.id() == DUCKDB_TYPE_SQLNULL)
      return fmt::format("{}({} AS {})", tolerant_ ? "TRY_CAST" : "CAST", value, engine);
    return dialect::cast_text(value, {engine, dialect::facts_of_engine_type(engine).text, 0, ""}, tolerant_);
  }

  [[nodiscard]] bool mismatched() const { return mismatched_; }

 private:
  std::string write_struct(const std::string& value, const LogicalType& from, const LogicalType& to, int depth) {
    const Fields have(from);
    const Fields wanted(to);
    if (have.names.size() != wanted.names.size()) {
      mismatched_ = true;
      return value;
    }
    std::string fields;
    for (std::size_t i = 0; i < wanted.names.size(); ++i) {
      const LogicalType field(duckdb_struct_type_child_type(from.raw(), i));
      const LogicalType target(duckdb_struct_type_child_type(to.raw(), i));
      fields +=
          fmt::format("{}{} := {}", i == 0 ? "" : ", ", dialect::quote_name(wanted.names[i]),
                      write(fmt::format("{}.{}", value, dialect::quote_name(have.names[i])), field, target, depth + 1));
    }
    return fmt::format("CASE WHEN {} IS NOT NULL THEN struct_pack({}) END", value, fields);
  }

  bool tolerant_;
  bool mismatched_ = false;
};

void bind_struct_cast(duckdb_bind_info info) {
  const LogicalType from(type_of_argument(info, 1));
  const LogicalType to(type_of_argument(info, 2));
  const bool tolerant = whole_argument(info, 3).value_or(0) != 0;
  StructCast cast(tolerant);
  const std::string written = cast.write("lc_v", from, to, 0);
  if (cast.mismatched()) {
    return duckdb_scalar_function_bind_set_error(
        info, dialect::sql_error(
                  "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
                  fmt::format("Cannot resolve the cast due to data type mismatch: cannot cast \"{}\" to "
                              "\"{}\".",
                              dialect::sql_type_text(dialect::facts_of_engine_type(duck::type_name(from.raw())).text),
                              dialect::sql_type_text(dialect::facts_of_engine_type(duck::type_name(to.raw())).text)),
                  "42K09")
                  .reason.c_str());
  }
  const bool by_place = from.id() == DUCKDB_TYPE_STRUCT || from.id() == DUCKDB_TYPE_LIST;
  // A bar would end the part of the message in which the call is told.
  if (!by_place || written.find('|') != std::string::npos)
    return ask_for(info, "lc_struct_cast", tolerant ? "lc.main.try_cast_like(" : "lc.main.cast_like(", ")");
  ask_for(info, "lc_struct_cast", "list_transform([lc.main.first_of(", fmt::format(")], lambda lc_v: {})[1]", written));
}

}  // namespace

duckdb_scalar_function make_struct_cast_function() {
  return make_typed({"lc_struct_cast",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY, DUCKDB_TYPE_BIGINT},
                     DUCKDB_TYPE_HUGEINT,
                     run_unbound,
                     bind_struct_cast});
}

}  // namespace lakecode::local
