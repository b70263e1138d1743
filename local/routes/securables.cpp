#include "local/routes/securables.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/table_engine.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr SecurableType kTypes[] = {
    {"metastore", "", "Metastore", "METASTORE_DOES_NOT_EXIST", "METASTORE"},
    {"catalog", "catalog", "Catalog", "CATALOG_DOES_NOT_EXIST", "CATALOG"},
    {"schema", "schema", "Schema", "SCHEMA_DOES_NOT_EXIST", "SCHEMA"},
    {"table", "table", "Table", "TABLE_DOES_NOT_EXIST", "TABLE"},
    {"volume", "volume", "Volume", "RESOURCE_DOES_NOT_EXIST", "VOLUME"},
    {"function", "function", "Function", "FUNCTION_DOES_NOT_EXIST", "FUNCTION"},
    {"external_location", "external_location", "External location", "EXTERNAL_LOCATION_DOES_NOT_EXIST",
     "EXTERNAL_LOCATION"},
    {"storage_credential", "storage_credential", "Storage credential", "STORAGE_CREDENTIAL_DOES_NOT_EXIST",
     "STORAGE_CREDENTIAL"},
    {"credential", "credential", "Credential", "CREDENTIAL_DOES_NOT_EXIST", "CREDENTIAL"},
    {"connection", "connection", "Connection", "CONNECTION_DOES_NOT_EXIST", "CONNECTION"},
    {"share", "share", "Share", "SHARE_DOES_NOT_EXIST", "SHARE"},
};

constexpr std::size_t kMostName = 255;

/// Ids of `kind` that are `name` or lie below it.
void add_below(const Store& store, std::string_view kind, const std::string& name, Store::Change& change) {
  ListQuery query;
  query.kind = kind;
  query.limit = SIZE_MAX;
  query.filter = [&](const Record& record) {
    return record.id == name || record.id.starts_with(name + ".") || record.id.starts_with(name + "/");
  };
  const auto page = store.list(query);
  if (!page) return;
  for (const RecordPointer& record : page->records) change.erases.push_back({std::string(kind), record->id});
}

/// As above, for ids that start with a type and a blank.
void add_attached(const Store& store, std::string_view kind, const Securable& securable, Store::Change& change) {
  ListQuery query;
  query.kind = kind;
  query.limit = SIZE_MAX;
  const std::string& name = securable.name;
  query.filter = [&](const Record& record) {
    if (record.id == securable_key(securable)) return true;
    const std::size_t blank = record.id.find(' ');
    return blank != std::string::npos && std::string_view(record.id).substr(blank + 1).starts_with(name + ".");
  };
  const auto page = store.list(query);
  if (!page) return;
  for (const RecordPointer& record : page->records) change.erases.push_back({std::string(kind), record->id});
}

}  // namespace

const SecurableType* securable_type(std::string_view type) {
  std::string wanted = text::to_lower(type);
  if (wanted == "view") wanted = "table";
  if (wanted == "registered_model" || wanted == "model") wanted = "function";
  for (const SecurableType& known : kTypes) {
    if (known.type == wanted) return &known;
  }
  return nullptr;
}

Result<Securable> find_securable(const Workspace& workspace, std::string_view type, std::string_view name) {
  const SecurableType* found = securable_type(type);
  if (found == nullptr) return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown securable type '{}'", type));
  Securable securable{found, text::to_lower(name)};
  if (found->kind.empty()) {
    if (securable.name != workspace.metastore_id) return missing_securable(*found, name);
  } else if (workspace.store.find(found->kind, securable.name) == nullptr) {
    const bool model = found->type == "function" && workspace.store.find("registered_model", securable.name) != nullptr;
    if (!model) return missing_securable(*found, name);
  }
  return securable;
}

std::vector<Securable> ancestors(const Securable& securable) {
  std::vector<Securable> out;
  const std::string_view type = securable.type->type;
  const bool in_schema = type == "table" || type == "volume" || type == "function";
  if (!in_schema && type != "schema") return out;
  std::string name = securable.name.substr(0, securable.name.rfind('.'));
  if (in_schema) {
    out.push_back({securable_type("schema"), name});
    name = name.substr(0, name.rfind('.'));
  }
  out.push_back({securable_type("catalog"), name});
  return out;
}

std::string securable_key(const Securable& securable) {
  return fmt::format("{} {}", securable.type->type, securable.name);
}

Error missing_securable(const SecurableType& type, std::string_view name) {
  return refusal(ErrorCode::NotFound, std::string(type.missing_code),
                 fmt::format("{} '{}' does not exist.", type.words, name));
}

Error existing_securable(const SecurableType& type, std::string_view name) {
  return refusal(ErrorCode::AlreadyExists, fmt::format("{} '{}' already exists", type.words, name));
}

Result<std::string> uc_name(const JsonValue& body, std::string_view member) {
  TRY_ASSIGN(const std::string name, need_text(body, member));
  const bool bad = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '.' || c == '/';
  });
  if (bad || name.size() > kMostName) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Invalid {} '{}': names have up to 255 characters, no blank, dot or slash", member,
                               name.substr(0, kMostName)));
  }
  return text::to_lower(name);
}

void stamp_created(const Workspace& workspace, const Call& call, JsonObject& info) {
  const std::string me = me_of(workspace.store, call.identity).user_name;
  if (!info.contains("owner")) info["owner"] = me;
  info["metastore_id"] = workspace.metastore_id;
  info["created_at"] = now_ms(workspace);
  info["created_by"] = me;
  stamp_updated(workspace, call, info);
}

void stamp_updated(const Workspace& workspace, const Call& call, JsonObject& info) {
  info["updated_at"] = now_ms(workspace);
  info["updated_by"] = me_of(workspace.store, call.identity).user_name;
}

Result<void> forget_securable(Workspace& workspace, const Securable& securable) {
  Store::Change change;
  for (const char* kind : {"grants", "tags", "bindings"}) add_attached(workspace.store, kind, securable, change);
  const bool container = securable.type->type == "catalog" || securable.type->type == "schema";
  if (container) {
    for (const char* kind : {"volume", "function", "registered_model", "model_version", "quality_monitor"})
      add_below(workspace.store, kind, securable.name, change);
  }
  TRY_VOID(workspace.store.commit(change));
  if (container || securable.type->type == "volume") {
    std::error_code left;  // bytes of a volume without a document are never read again
    std::filesystem::remove_all(workspace.files / "volumes" / text::replace_all(securable.name, ".", "/"), left);
  }
  return {};
}

Result<void> run_definition(Workspace& workspace, const Call& call, const std::string& sql) {
  StatementRequest request;
  request.sql = sql;
  request.names.user = me_of(workspace.store, call.identity).user_name;
  Interrupt interrupt;
  const auto outcome = workspace.engine->run(request, interrupt);
  if (!outcome) return refusal(outcome.error().code, outcome.error().reason);
  return {};
}

std::string quote_names(std::string_view dotted) {
  std::string quoted;
  for (const std::string_view part : text::split(dotted, '.')) {
    quoted += quoted.empty() ? "`" : ".`";
    quoted += text::replace_all(part, "`", "``");
    quoted += "`";
  }
  return quoted;
}

}  // namespace lakecode::local
