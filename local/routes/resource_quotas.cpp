// Quotas of Unity Catalog: how many of a kind there are below a parent, and how many there may be. Counted when they
// are asked for; nothing here is refused for being one too many.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

struct Quota {
  std::string_view parent;  ///< type of the parent
  std::string_view name;
  std::string_view kind;  ///< of the stored objects that are counted
  std::int64_t limit;
};
/// The platform's published limits.
constexpr Quota kQuotas[] = {{"metastore", "catalog-quota", "catalog", 1000},
                             {"metastore", "connection-quota", "connection", 1000},
                             {"metastore", "external-location-quota", "external_location", 500},
                             {"metastore", "storage-credential-quota", "storage_credential", 200},
                             {"metastore", "share-quota", "share", 1000},
                             {"metastore", "recipient-quota", "recipient", 5000},
                             {"catalog", "schema-quota", "schema", 10'000},
                             {"schema", "table-quota", "table", 10'000},
                             {"schema", "volume-quota", "volume", 10'000},
                             {"schema", "function-quota", "function", 10'000},
                             {"schema", "registered-model-quota", "registered_model", 1000}};

Result<JsonObject> quota_info(const Workspace& workspace, const Quota& quota, const std::string& parent) {
  ListQuery query;
  query.kind = quota.kind;
  query.limit = SIZE_MAX;
  if (quota.parent != "metastore") query.parent = parent;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  return JsonObject{{"parent_securable_type", text::to_upper(quota.parent)},
                    {"parent_full_name", parent},
                    {"quota_name", quota.name},
                    {"quota_count", page.records.size()},
                    {"quota_limit", quota.limit},
                    {"last_refreshed_at", now_ms(workspace)}};
}

Result<net::ServerResponse> show_quota(Workspace& workspace, const Call& call) {
  const std::string type = text::to_lower(call.captures[0]);
  const auto* const quota = std::find_if(std::begin(kQuotas), std::end(kQuotas), [&](const Quota& known) {
    return known.parent == type && known.name == call.captures[2];
  });
  if (quota == std::end(kQuotas)) {
    return refusal(ErrorCode::NotFound,
                   fmt::format("There is no quota '{}' of a {}.", call.captures[2], call.captures[0]));
  }
  TRY_ASSIGN(const Securable parent, find_securable(workspace, type, call.captures[1]));
  TRY_ASSIGN(JsonObject info, quota_info(workspace, *quota, parent.name));
  return json_answer(JsonObject{{"quota_info", std::move(info)}});
}

/// The parents of one type, by full name.
Result<std::vector<std::string>> parents_of(const Workspace& workspace, std::string_view type) {
  if (type == "metastore") return std::vector<std::string>{workspace.metastore_id};
  ListQuery query;
  query.kind = type;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  std::vector<std::string> names;
  for (const RecordPointer& record : page.records) {
    if (!record->id.ends_with(".information_schema")) names.push_back(record->id);
  }
  return names;
}

Result<net::ServerResponse> list_quotas(Workspace& workspace, const Call& call) {
  constexpr std::int64_t kMost = 500;
  TRY_ASSIGN(const auto asked, call.int_query("max_results"));
  const std::int64_t size = asked.value_or(0) == 0 ? 100 : *asked;
  if (size < 1 || size > kMost)
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("max_results must be between 0 and {}, got {}", kMost, size));
  const std::string token = call.text_query("page_token");
  const auto begin = text::parse_int(token.empty() ? "0" : token);
  if (!begin || *begin < 0) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
  JsonArray quotas;
  std::int64_t place = 0;
  for (const std::string_view type : {"metastore", "catalog", "schema"}) {
    TRY_ASSIGN(const std::vector<std::string> parents, parents_of(workspace, type));
    for (const std::string& parent : parents) {
      for (const Quota& quota : kQuotas) {
        if (quota.parent != type || place++ < *begin || place > *begin + size) continue;
        TRY_ASSIGN(JsonObject info, quota_info(workspace, quota, parent));
        quotas.push_back(std::move(info));
      }
    }
  }
  JsonObject answer{{"quotas", std::move(quotas)}};
  if (place > *begin + size) answer["next_page_token"] = std::to_string(*begin + size);
  return json_answer(answer);
}

}  // namespace

std::vector<Route> resource_quotas_routes() {
  return {{"GET", "/api/2.*/unity-catalog/resource-quotas/all-resource-quotas", answered<list_quotas>},
          {"GET", "/api/2.*/unity-catalog/resource-quotas/{}/{}/{}", answered<show_quota>}};
}

}  // namespace lakecode::local
