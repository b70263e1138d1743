#include "gate/resource_reach.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/job_lists.h"
#include "databricks/query_history.h"
#include "gate/resource_kinds.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

using Told = Result<std::vector<std::string>>;

constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kMostQueries = 200;

std::string first_few(const std::set<std::string>& names) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (count++ < kNamesShown) out += (out.empty() ? "" : ", ") + name;
  }
  return out + (names.size() > kNamesShown ? " and " + std::to_string(names.size() - kNamesShown) + " more" : "");
}

/// The member at a path with dots; nullptr when there is none.
const JsonValue* member_at(const JsonValue& value, std::string_view path) {
  const JsonValue* found = &value;
  for (const std::string_view key : text::split(path, '.')) {
    found = json::find(*found, key);
    if (found == nullptr) return nullptr;
  }
  return found;
}

/// "" for what is not there.
std::string told_value(const JsonValue& value, const ToldMember& told) {
  const JsonValue* member = member_at(value, told.key);
  if (told.form == ToldMember::Form::Count) {
    const JsonArray* list = member == nullptr ? nullptr : member->if_array();
    return std::to_string(list == nullptr ? 0 : list->size());
  }
  if (member == nullptr || member->is_null()) return "";
  if (told.form == ToldMember::Form::Time) {
    const auto at = json::as_int(*member);
    return at && *at > 0 ? format_minute(from_epoch_ms(*at)) : "";
  }
  if (const auto text = json::as_string(*member)) return *text;
  return json::serialize(*member);
}

Told about_resource(databricks::Client& client, const ResourceKind& kind, const std::string& name,
                    const CallContext& ctx) {
  TRY_ASSIGN(const JsonBox read, databricks::fetch_resource(client, place_of(kind, name), ctx));
  std::string line = std::string(kind.type) + " " + name;
  std::replace(line.begin(), line.end(), '_', ' ');
  if (const std::string title = json::string_at(*read, kind.name_key); !title.empty()) line += " \"" + title + "\"";
  bool first = true;
  for (const ToldMember& told : kind.told) {
    const std::string value = told_value(*read, told);
    if (value.empty()) continue;
    line += (first ? ": " : ", ") + std::string(told.label) + " " + value;
    first = false;
  }
  return std::vector{line};
}

/// The jobs whose settings hold one of `needles`, but for the job of the id `but_for` itself.
Told jobs_that_name(databricks::Client& client, const std::vector<std::string>& needles, const std::string& but_for,
                    const CallContext& ctx) {
  std::set<std::string> names;
  std::size_t seen = 0;
  const auto look = [&](const JsonValue& job) {
    ++seen;
    const auto id = json::int_at(job, "job_id");
    if (id && std::to_string(*id) == but_for) return;
    const std::string text = json::serialize(json::object_at(job, "settings"));
    const bool holds = std::any_of(needles.begin(), needles.end(),
                                   [&](const std::string& needle) { return text.find(needle) != std::string::npos; });
    if (holds)
      names.insert(json::string_at_path(job, {"settings", "name"}) + " (" + std::to_string(id.value_or(0)) + ")");
  };
  const auto read = databricks::fetch_each_job(client, look, ctx);
  // Thousands of jobs take longer than the question may wait: what was seen by then is told as that.
  const bool late = !read && read.error().code == ErrorCode::DeadlineExceeded && seen > 0;
  if (!read && !late) return read.error();
  return std::vector{"jobs that name it: " + (names.empty() ? "none" : first_few(names)) + ", of the " +
                     (late ? "first " + std::to_string(seen) + ": there was no time for the others"
                           : std::to_string(seen) + " that can be seen")};
}

Told readers_of_scope(databricks::Client& client, const std::string& scope, const CallContext& ctx) {
  TRY_ASSIGN(const JsonBox read, databricks::fetch_resource(client,
                                                            {.subject = "access list of secret scope " + scope,
                                                             .path = "/api/2.0/secrets/acls/list",
                                                             .query = {{"scope", scope}}},
                                                            ctx));
  std::set<std::string> names;
  for (const JsonValue& item : json::array_at(*read, "items"))
    names.insert(json::string_at(item, "principal") + " (" + json::string_at(item, "permission") + ")");
  return std::vector{"may use its secrets: " + (names.empty() ? std::string("nobody it tells of") : first_few(names))};
}

Told queries_on(databricks::Client& client, const std::string& warehouse, const CallContext& ctx) {
  databricks::QueryFilter filter;
  filter.warehouses.emplace_back(warehouse);
  TRY_ASSIGN(const auto queries, databricks::fetch_query_history(client, filter, kMostQueries, ctx));
  std::set<std::string> users;
  std::size_t running = 0;
  for (const databricks::Query& query : queries) {
    users.insert(query.user_name);
    if (query.status == "RUNNING" || query.status == "QUEUED") ++running;
  }
  return std::vector{"its latest " + std::to_string(queries.size()) + " queries are of " +
                     (users.empty() ? std::string("nobody") : first_few(users)) + "; " + std::to_string(running) +
                     " of them run or wait now"};
}

Told runs_on(databricks::Client& client, const std::string& cluster, const CallContext& ctx) {
  TRY_ASSIGN(const JsonBox read,
             databricks::fetch_resource(client,
                                        {.subject = "active runs",
                                         .path = "/api/2.2/jobs/runs/list",
                                         .query = {{"active_only", "true"}, {"expand_tasks", "true"}, {"limit", "25"}}},
                                        ctx));
  std::set<std::string> names;
  for (const JsonValue& run : json::array_at(*read, "runs")) {
    if (json::serialize(run).find('"' + cluster + '"') != std::string::npos)
      names.insert(json::string_at(run, "run_name"));
  }
  const bool more = !json::string_at(*read, "next_page_token").empty();
  return std::vector{"active runs on it: " + (names.empty() ? std::string("none") : first_few(names)) +
                     (more ? ", of the latest 25" : "")};
}

Told endpoints_with(databricks::Client& client, const std::string& model, const CallContext& ctx) {
  TRY_ASSIGN(const JsonBox read,
             databricks::fetch_resource(
                 client, {.subject = "serving endpoints", .path = "/api/2.0/serving-endpoints", .query = {}}, ctx));
  std::set<std::string> names;
  for (const JsonValue& endpoint : json::array_at(*read, "endpoints")) {
    if (json::serialize(endpoint).find('"' + model + '"') != std::string::npos)
      names.insert(json::string_at(endpoint, "name"));
  }
  return std::vector{"served by endpoints: " + (names.empty() ? std::string("none") : first_few(names))};
}

Told callers_of(const StateReader& reader, const std::string& endpoint, const CallContext& ctx) {
  const std::string query =
      "SELECT u.requester AS requester, count(*) AS n FROM system.serving.endpoint_usage AS u JOIN "
      "system.serving.served_entities AS e ON u.served_entity_id = e.served_entity_id WHERE e.endpoint_name = " +
      sql::quote_string(endpoint) + " AND u.request_time >= date_sub(current_date(), 30) GROUP BY u.requester";
  TRY_ASSIGN(const auto rows, reader.query(query, {}, kMostQueries, ctx));
  std::set<std::string> names;
  for (std::size_t i = 0; i < rows.rows.size(); ++i)
    names.insert(StateReader::cell(rows, "requester", i).value_or("somebody") + " (" +
                 StateReader::cell(rows, "n", i).value_or("?") + ")");
  return std::vector{"called in the last 30 days by " +
                     (names.empty() ? std::string("nobody it tells of") : first_few(names))};
}

/// What names the resource in the settings of a job; none for what jobs do not name.
std::vector<std::string> needles_for(const safety::TouchedObject& object, const ResourceKind* kind) {
  if (object.type == "job") return {R"("job_id":)" + object.name + "}", R"("job_id":)" + object.name + ","};
  if (object.type == "workspace_object") return {'"' + object.name + '"', '"' + object.name + '/'};
  if (kind == nullptr || kind->in_jobs.empty()) return {};
  return {with_name(kind->in_jobs, object.name)};
}

}  // namespace

std::vector<Fact> facts_about(const safety::TouchedObject& object, const StateReader& reader, const CallContext& ctx) {
  std::vector<Fact> facts;
  databricks::Client* const client = &reader.client();
  const CallContext* const context = &ctx;
  const ResourceKind* const kind = find_resource_kind(object.type);
  const std::string name =
      object.type == "path" && object.name.starts_with("dbfs:") ? object.name.substr(5) : object.name;
  const std::string subject = text::replace_all(object.type, "_", " ") + " " + name;
  if (kind != nullptr) {
    facts.push_back(
        {subject, [client, kind, name, context] { return about_resource(*client, *kind, name, *context); }});
  }
  if (auto needles = needles_for(object, kind); !needles.empty()) {
    const std::string self = object.type == "job" ? name : "";
    facts.push_back({"jobs that name " + subject,
                     [client, needles, self, context] { return jobs_that_name(*client, needles, self, *context); }});
  }
  if (object.type == "secret_scope")
    facts.push_back(
        {"who may use " + subject, [client, name, context] { return readers_of_scope(*client, name, *context); }});
  if (object.type == "warehouse")
    facts.push_back({"queries on " + subject, [client, name, context] { return queries_on(*client, name, *context); }});
  if (object.type == "cluster")
    facts.push_back(
        {"active runs on " + subject, [client, name, context] { return runs_on(*client, name, *context); }});
  if (object.type == "model")
    facts.push_back(
        {"endpoints of " + subject, [client, name, context] { return endpoints_with(*client, name, *context); }});
  if (object.type == "serving_endpoint")
    facts.push_back({"who calls " + subject, [&reader, name, context] { return callers_of(reader, name, *context); }});
  return facts;
}

}  // namespace lakecode::gate
