#pragma once
// Shared by the sources of information_schema's views. Only for local/engine.

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "local/engine/relations.h"
#include "local/engine/result_table.h"
#include "local/state/store.h"

namespace lakecode::local {

struct ColumnRule {
  std::string_view name;
  std::string_view type = "string";
};

void add_columns(ResultTable& table, std::initializer_list<ColumnRule> rules);
Cell text_cell(const JsonValue& object, std::string_view name);
Cell time_cell(const JsonValue& object, std::string_view name);
Cell int_cell(const JsonValue& object, std::string_view name);

/// Whether the object `id` ("a", "a.b", "a.b.c") belongs to `catalog`; all do to "system".
bool is_in_catalog(std::string_view id, std::string_view catalog);

/// The stored objects of `kind` that belong to `catalog`.
void each(const Store& store, std::string_view kind, std::string_view catalog,
          const std::function<void(const JsonValue&)>& visit);

// privilege_relations.cpp; `catalog` as in make_relation
std::optional<ResultTable> make_privilege_relation(const Store& store, std::string_view catalog, std::string_view view);
// tag_relations.cpp
std::optional<ResultTable> make_tag_relation(const Store& store, std::string_view catalog, std::string_view view);
// routine_relations.cpp: volumes, routines, parameters, check_constraints
std::optional<ResultTable> make_routine_relation(const Store& store, std::string_view catalog, std::string_view view);

}  // namespace lakecode::local
