#include "databricks/existence.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kBatch = 400;  // answers held at once

struct Lookup {
  std::string_view kind;
  const char* path;
  const char* parameter;  ///< of the query; null: the id ends the path
};

constexpr Lookup kLookups[] = {
    {"cluster", "/api/2.1/clusters/get", "cluster_id"},    {"job", "/api/2.2/jobs/get", "job_id"},
    {"notebook", "/api/2.0/workspace/get-status", "path"}, {"pipeline", "/api/2.0/pipelines/", nullptr},
    {"secret_scope", "/api/2.0/secrets/list", "scope"},    {"warehouse", "/api/2.0/sql/warehouses/", nullptr},
};

std::optional<Call> call_for(const ObjectName& name) {
  const auto* const found =
      std::find_if(std::begin(kLookups), std::end(kLookups), [&](const Lookup& row) { return row.kind == name.kind; });
  if (found == std::end(kLookups)) return std::nullopt;
  Call call{.naming = {.action = "look for " + name.kind, .subject = name.id}, .path = found->path};
  if (found->parameter != nullptr) {
    call.query = {{found->parameter, name.id}};
  } else {
    call.path += net::encode_component(name.id);
  }
  return call;
}

Presence presence_of(const Result<Answer>& answer) {
  if (answer) return Presence::There;
  const Error& error = answer.error();
  // A server without this API says 404 as well: that tells nothing about the object.
  const bool no_api = text::contains_ignore_case(error.reason, "no api found");
  return error.code == ErrorCode::NotFound && !no_api ? Presence::Missing : Presence::Unknown;
}

}  // namespace

std::vector<Presence> fetch_presence(Client& client, const std::vector<ObjectName>& names, const CallContext& ctx) {
  std::vector<Presence> presence(names.size(), Presence::Unknown);
  for (std::size_t first = 0; first < names.size(); first += kBatch) {
    std::vector<Call> calls;
    std::vector<std::size_t> places;
    for (std::size_t i = first; i < std::min(first + kBatch, names.size()); ++i) {
      auto call = call_for(names[i]);
      if (!call) continue;
      calls.push_back(std::move(*call));
      places.push_back(i);
    }
    const auto answers = Wire(client).fetch_all(calls, ctx);
    for (std::size_t i = 0; i < answers.size(); ++i) presence[places[i]] = presence_of(answers[i]);
  }
  return presence;
}

}  // namespace lakecode::databricks
