#pragma once
// Reads the inside of a statement: which functions it calls, and whether it could hold more than a read.
// Pure and linear; no recursion. Knows no statement kinds: safety/classify_sql.cpp brings those.

#include <string>
#include <vector>

#include "safety/verdict.h"
#include "sql/token.h"

namespace lakecode::safety {

struct Scan {
  EffectClass effect_class = EffectClass::ReadOnly;
  bool understood = true;
  std::vector<std::string> reasons;

  void raise(EffectClass to, std::string_view rule, std::string_view reason);
  void refuse(std::string_view reason);  ///< not understood, hence DESTRUCTIVE
};

/// Brackets balance; every call is judged by its function. For the inside of any statement.
Scan scan_calls(const sql::TokenView& view);

/// scan_calls, and nothing but a query: no data change behind WITH or FROM, no program, no INTO, known pipe operators.
/// `view` starts at the first word of the query.
Scan scan_query(const sql::TokenView& view);

/// True for the words a query begins with: SELECT, VALUES, TABLE, FROM, WITH, "(".
bool starts_query(const sql::TokenView& view, std::size_t at);

/// Where the verb behind "WITH a AS (…), b AS (…)" stands; 0 when there is no such list at the front; view.size()
/// when the list is not followed by anything or is not understood.
std::size_t find_verb_after_with(const sql::TokenView& view);

/// Index of the token that closes the bracket at `open`; view.size() when it stays open.
std::size_t find_close(const sql::TokenView& view, std::size_t open);

}  // namespace lakecode::safety
