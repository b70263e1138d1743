#pragma once
// What Unity Catalog grants on and tags: types as REST paths spell them, where their documents are, what they inherit
// from. Reads the store.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

struct SecurableType {
  std::string_view type;          ///< "catalog", as in paths
  std::string_view kind;          ///< of the document; "" for the metastore
  std::string_view words;         ///< "Catalog", for messages
  std::string_view missing_code;  ///< of the 404
  std::string_view wire;          ///< "CATALOG", as answers spell it
};

/// By the spelling of a path in any case; nullptr when there is none. A view is a table, a model a function.
const SecurableType* securable_type(std::string_view type);

/// One object: its type and its full name in lower case.
struct Securable {
  const SecurableType* type = nullptr;
  std::string name;
};
/// A refusal when the type is unknown or the object is not there.
Result<Securable> find_securable(const Workspace& workspace, std::string_view type, std::string_view name);
/// What `securable` inherits from, nearest first: schema, catalog. Never the metastore.
std::vector<Securable> ancestors(const Securable& securable);
/// "type full name": the id of its grants and tags.
std::string securable_key(const Securable& securable);

Error missing_securable(const SecurableType& type, std::string_view name);
/// 409 RESOURCE_ALREADY_EXISTS.
Error existing_securable(const SecurableType& type, std::string_view name);

/// A name of one part, in lower case. A refusal when it is empty, too long, or has a character that Unity Catalog does
/// not allow.
Result<std::string> uc_name(const JsonValue& body, std::string_view member);
/// Fills owner, created_*, updated_* and metastore_id where they are missing.
void stamp_created(const Workspace& workspace, const Call& call, JsonObject& info);
void stamp_updated(const Workspace& workspace, const Call& call, JsonObject& info);

/// Removes what hangs on the object: grants, tags, bindings; and, below a schema or catalog, the documents of what the
/// engine does not keep (volumes, functions, models) with their grants. Volume files go too.
Result<void> forget_securable(Workspace& workspace, const Securable& securable);

/// Runs one definition of ours on the engine as the one who asks. A refusal tells what the engine said.
Result<void> run_definition(Workspace& workspace, const Call& call, const std::string& sql);
/// `part`.`part`, backticks doubled.
std::string quote_names(std::string_view dotted);

}  // namespace lakecode::local
