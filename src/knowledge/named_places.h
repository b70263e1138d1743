#pragma once
// Where a request points to: catalogs, schemas and tables by one-part names, bundles and the targets they go to. Pure.

#include "knowledge/free_words.h"
#include "knowledge/named_things.h"

namespace lakecode::knowledge {

/// Sets `catalog`, `schema` and `table_name` from the words beside "catalog", "schema", "table".
void find_containers(FreeWords& words, NamedThings& things);

/// Sets `target`, and `bundle` where bundles or drift are spoken of.
void find_targets(FreeWords& words, NamedThings& things);

}  // namespace lakecode::knowledge
