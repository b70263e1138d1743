#pragma once
// Grants, owners and tags of securables, in the documents that the REST routes serve too (kinds "grants" and "tags",
// see local/state/document.h).

#include <string>
#include <vector>

#include "base/result.h"
#include "local/dialect/translate.h"
#include "local/engine/result_table.h"
#include "local/state/store.h"

namespace lakecode::local {

struct GrantRow {
  std::string principal;
  std::string privilege;  ///< as REST spells it: USE_CATALOG
  std::string from_type;  ///< the securable that it was granted on
  std::string from_name;
  std::string grantor;  ///< "" when it is not known
};

/// What was granted on the object itself and on its parents, by principal; nothing is inherited from the metastore.
std::vector<GrantRow> effective_grants(const Store& store, const std::string& type, const std::string& full_name);

/// GRANT, REVOKE and SHOW GRANTS. Errors name the condition: an unknown object, a privilege that does not apply.
Result<ResultTable> answer_grant(Store& store, const dialect::Grant& grant, const std::string& metastore_id);

/// OWNER TO and tags.
Result<ResultTable> apply_securing(Store& store, const dialect::Securing& securing);

}  // namespace lakecode::local
