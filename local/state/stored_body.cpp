#include "local/state/stored_body.h"

#include "base/json.h"

namespace lakecode::local {

Result<JsonValue> stored_body(const Store& store, std::string_view kind, const std::string& id) {
  const RecordPointer record = store.find(kind, id);
  if (record == nullptr) return JsonValue();
  return json::parse(record->text, "stored object");
}

}  // namespace lakecode::local
