#include "local/jobs/workspace_source.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostSource = 16U << 20U;

Error missing(std::string reason) {
  return {.code = ErrorCode::NotFound, .action = "", .subject = "", .reason = std::move(reason), .advice = ""};
}

bool has_dots(std::string_view path) {
  for (const std::string_view part : text::split(path, '/')) {
    if (part == "." || part == "..") return true;
  }
  return false;
}

Result<std::string> read_bytes(const std::filesystem::path& file, const std::string& path) {
  auto bytes = files::read(file, kMostSource);
  if (!bytes) return missing(fmt::format("Unable to access the source {}: {}", path, bytes.error().reason));
  return std::move(bytes).value();
}

Result<SourceText> read_object(const Store& store, const std::filesystem::path& files, const std::string& path) {
  constexpr std::string_view kRoot = "/Workspace";
  const std::string id = path.starts_with("/Workspace/") ? path.substr(kRoot.size()) : path;
  const RecordPointer record = store.find("workspace_object", id);
  if (record == nullptr)
    return missing(fmt::format("Unable to access the notebook or file {}: it does not exist", path));
  TRY_ASSIGN(const JsonValue node, json::parse(record->text, "stored object"));
  const std::string number = std::to_string(json::int_at(node, "object_id").value_or(0));
  SourceText source;
  TRY_ASSIGN(source.text, read_bytes(files / "workspace" / number, path));
  source.language = json::string_at(node, "language");
  return source;
}

std::string value_of(const JsonValue& parameter) {
  for (const char* form : {"text_value", "numeric_value", "enum_value", "date_value"}) {
    const JsonValue* value = json::find_path(parameter, {form, "value"});
    if (value == nullptr) value = json::find_path(parameter, {form, "date_value"});
    if (value == nullptr) continue;
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
  }
  return "";
}

}  // namespace

Result<SourceText> read_source(const Store& store, const std::filesystem::path& files, const std::string& given) {
  const std::string path = given.starts_with("dbfs:/") ? given.substr(5) : given;
  if (!path.starts_with('/') || has_dots(path))
    return missing(
        fmt::format("Unable to access the source {}: only absolute workspace and volume paths are served", given));
  if (!path.starts_with("/Volumes/")) return read_object(store, files, path);
  SourceText source;
  TRY_ASSIGN(source.text, read_bytes(files / "volumes" / path.substr(9), given));
  return source;
}

Result<SavedQuery> read_saved_query(const Store& store, const std::string& id) {
  const RecordPointer record = store.find("saved_query", id);
  if (record == nullptr) return missing(fmt::format("Query with ID {} does not exist.", id));
  TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored query"));
  SavedQuery query{json::string_at(body, "query_text"),
                   json::string_at(body, "warehouse_id"),
                   json::string_at(body, "catalog"),
                   json::string_at(body, "schema"),
                   {}};
  for (const JsonValue& parameter : json::array_at(body, "parameters"))
    query.parameters[json::string_at(parameter, "name")] = value_of(parameter);
  return query;
}

}  // namespace lakecode::local
