// Query history (API reference 3.6): what really ran here, and what the demo company ran before.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/object_access.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kDefaultResults = 100;
constexpr std::int64_t kMaxResults = 999;

struct HistoryFilter {
  std::int64_t from = 0;
  std::int64_t to = INT64_MAX;
  std::vector<std::string> statuses;
  std::vector<std::string> users;
  std::vector<std::string> warehouses;
  std::vector<std::string> statements;

  static bool passes(const std::vector<std::string>& wanted, std::string_view value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
  }
  bool operator()(const Record& record) const {
    if (record.order < from || record.order > to) return false;
    if (!passes(statuses, record.label) || !passes(warehouses, record.parent) || !passes(statements, record.id))
      return false;
    if (users.empty()) return true;
    const auto body = json::parse(record.text, "stored query");
    return body && passes(users, std::to_string(json::int_at(*body, "user_id").value_or(0)));
  }
};

/// Who is no admin sees statements of their own, and those of the warehouses that they may monitor.
struct HistoryRights {
  std::string user;  ///< "" sees all
  std::set<std::string, std::less<>> monitored;

  bool operator()(const Record& record) const {
    if (user.empty() || monitored.contains(record.parent)) return true;
    return json::string_at(body_of(record), "user_name") == user;
  }
};

Result<HistoryRights> rights_of(const Workspace& workspace, const Caller& caller) {
  constexpr LeveledKind kLeveledWarehouses{"warehouse", "warehouses", "IS_OWNER"};
  const ObjectAccess access(workspace, caller, kLeveledWarehouses);
  HistoryRights rights;
  if (access.unbounded()) return rights;
  rights.user = access.user();
  ListQuery query;
  query.kind = kLeveledWarehouses.kind;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  for (const RecordPointer& record : page.records) {
    const JsonObject warehouse = body_of(*record);
    if (access.holds(record->id, warehouse, {"IS_OWNER", "CAN_MANAGE", "CAN_MONITOR"}) ||
        json::string_at(warehouse, "creator_name") == rights.user)
      rights.monitored.insert(record->id);
  }
  return rights;
}

Result<HistoryFilter> read_filter(const Call& call) {
  HistoryFilter filter;
  TRY_ASSIGN(const auto from, call.int_query("filter_by.query_start_time_range.start_time_ms"));
  TRY_ASSIGN(const auto to, call.int_query("filter_by.query_start_time_range.end_time_ms"));
  filter.from = from.value_or(0);
  filter.to = to.value_or(INT64_MAX);
  filter.statuses = call.all_query("filter_by.statuses");
  filter.users = call.all_query("filter_by.user_ids");
  filter.warehouses = call.all_query("filter_by.warehouse_ids");
  filter.statements = call.all_query("filter_by.statement_ids");
  return filter;
}

net::ServerResponse list_queries(Workspace& workspace, const Call& call) {
  const auto wanted = call.int_query("max_results");
  if (!wanted) return error_answer(wanted.error());
  const std::int64_t size = wanted->value_or(0) == 0 ? kDefaultResults : **wanted;
  if (size < 1 || size > kMaxResults)
    return bad_parameter(fmt::format("max_results must be between 1 and {}, got {}", kMaxResults, size));
  const auto filter = read_filter(call);
  if (!filter) return error_answer(filter.error());
  const auto rights = rights_of(workspace, call.identity);
  if (!rights) return error_answer(rights.error());
  ListQuery query;
  query.kind = "query";
  query.limit = static_cast<std::size_t>(size);
  query.page_token = call.text_query("page_token");
  query.newest_first = true;
  query.filter = [filter = *filter, rights = *rights](const Record& record) {
    return filter(record) && rights(record);
  };
  const auto page = workspace.store.list(query);
  if (!page) return error_answer(page.error());
  JsonArray queries;
  for (const RecordPointer& record : page->records) {
    auto body = json::parse(record->text, "stored query");
    if (!body) return error_answer(body.error());
    if (!call.flag_query("include_metrics")) body->as_object().stable_erase("metrics");
    queries.push_back(public_part(std::move(body->as_object())));
  }
  JsonObject answer;
  if (!queries.empty()) answer["res"] = std::move(queries);
  answer["has_next_page"] = !page->next_page_token.empty();
  if (!page->next_page_token.empty()) answer["next_page_token"] = page->next_page_token;
  return json_answer(answer);
}

}  // namespace

std::vector<Route> query_history_routes() {
  return {{"GET", "/api/2.*/sql/history/queries", list_queries}};
}

}  // namespace lakecode::local
