#pragma once
// Columns that hold nothing but untyped NULLs: VOID on the platform. The engine's results call them INTEGER, and only
// while it binds it knows better. Only for local/engine.

#include <duckdb.h>

#include <cstddef>
#include <set>
#include <string>

#include "local/engine/duck.h"
#include "local/engine/result_table.h"

namespace lakecode::local {

/// lc_voids(row), which never runs: binding it tells which fields are VOID.
duckdb_scalar_function make_voids_function();

/// The VOID ones among the columns of a query, by their places.
std::set<std::size_t> void_columns(duck::Connection& connection, const std::string& query);

/// Gives columns of a query's answer their type back, where nothing in them speaks against it.
void respell_voids(duck::Connection& connection, const std::string& query, ResultTable& table);

}  // namespace lakecode::local
