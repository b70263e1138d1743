#include "gate/request_reach.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/access.h"
#include "databricks/jobs.h"
#include "databricks/workspace_objects.h"
#include "net/url.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

using Lines = Result<std::vector<std::string>>;

/// A kind of securable as the API spells it in paths, and as the grammar names it.
struct ObjectPath {
  std::string_view path;
  std::string_view type;
};
constexpr std::array<ObjectPath, 3> kObjectPaths = {
    {{"tables", "table"}, {"schemas", "schema"}, {"catalogs", "catalog"}}};

Lines about_job(databricks::Client& client, JobId id, const CallContext& ctx) {
  TRY_ASSIGN(const databricks::Job job, databricks::fetch_job(client, id, ctx));
  const bool paused = job.pause_status == "PAUSED";
  return std::vector{
      "job " + std::to_string(id.value()) + " \"" + job.name + "\": " + std::to_string(job.tasks.size()) +
      (job.tasks.size() == 1 ? " task" : " tasks") + ", made by " +
      (job.creator_user_name.empty() ? "somebody" : job.creator_user_name) + ", " +
      (job.quartz_cron_expression.empty() ? std::string("no schedule") : "scheduled " + job.quartz_cron_expression) +
      (paused ? " (paused)" : "")};
}

Lines about_runs(databricks::Client& client, JobId id, const CallContext& ctx) {
  constexpr std::size_t kRuns = 25;
  TRY_ASSIGN(const auto runs, databricks::fetch_runs(client, {.job = id}, kRuns, ctx));
  if (runs.empty()) return std::vector<std::string>{"it never ran, as far as the workspace still knows"};
  const auto active =
      std::count_if(runs.begin(), runs.end(), [](const databricks::Run& run) { return run.state.is_active(); });
  const auto& last = runs.front();
  return std::vector{"last run " + (last.start_time ? format_minute(*last.start_time) : std::string("not dated")) +
                     (last.state.result_state.empty() ? "" : " (" + last.state.result_state + ")") + "; " +
                     std::to_string(active) + " of its latest " + std::to_string(runs.size()) + " runs are active"};
}

Lines about_object(databricks::Client& client, const std::string& path, const CallContext& ctx) {
  const auto status = databricks::fetch_object_status(client, path, ctx);
  if (!status && status.error().code == ErrorCode::NotFound)
    return std::vector<std::string>{path + " does not exist yet"};
  if (!status) return status.error();
  const std::string type = text::to_lower(status->object_type);
  return std::vector{path + " is a " + type + (status->language.empty() ? "" : " in " + status->language) +
                     (type == "directory" ? ": all that it holds goes with it" : "")};
}

Lines about_access(databricks::Client& client, const databricks::AccessObject& object, const CallContext& ctx) {
  TRY_ASSIGN(const auto entries, databricks::fetch_access(client, object, ctx));
  const auto direct = std::count_if(entries.begin(), entries.end(),
                                    [](const databricks::AccessEntry& entry) { return !entry.inherited; });
  return std::vector{"the access list of " + object.type + " " + object.id + " holds " + std::to_string(direct) +
                     " direct entries and " + std::to_string(static_cast<std::ptrdiff_t>(entries.size()) - direct) +
                     " inherited ones"};
}

Lines about_grants(databricks::Client& client, const databricks::Securable& securable, const CallContext& ctx) {
  TRY_ASSIGN(const auto grants, databricks::fetch_grants(client, securable, ctx));
  return std::vector{std::to_string(grants.size()) + " principals hold grants on " + securable.type + " " +
                     securable.full_name};
}

/// A full name of the catalog as SQL takes it: the API writes it without quotes.
std::string sql_name(const std::string& full_name) {
  if (sql::parse_name(full_name)) return full_name;
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(full_name, '.')) parts.emplace_back(part);
  return sql::quote_name(parts);
}

class Request {
 public:
  Request(const safety::RestEffect& request, databricks::Client& client, const CallContext& ctx)
      : method_(text::to_upper(request.method)), client_(client), ctx_(ctx) {
    const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
    for (const std::string_view part : text::split(path, '/')) {
      if (!part.empty()) path_.push_back(net::decode_component(part));
    }
    auto body = json::parse(request.body.empty() ? "{}" : request.body, "body");
    body_ = body ? JsonBox(std::move(*body)) : JsonBox(JsonObject{});
  }

  RequestReach read() {
    if (path_.size() < 4 || path_[0] != "api") return {};
    if (path_[2] == "jobs") add_job();
    if (path_[2] == "workspace") add_object();
    if (path_[2] == "permissions" && path_.size() >= 5) add_access();
    if (path_[2] == "unity-catalog") add_securable();
    return std::move(reach_);
  }

 private:
  void add_job() {
    const auto id = json::int_at(*body_, "job_id");
    if (!id) return;
    const JobId job(*id);
    const std::string name = "job " + std::to_string(*id);
    reach_.facts.push_back({name, [client = &client_, job, ctx = &ctx_] { return about_job(*client, job, *ctx); }});
    reach_.facts.push_back(
        {"runs of " + name, [client = &client_, job, ctx = &ctx_] { return about_runs(*client, job, *ctx); }});
  }

  void add_object() {
    const std::string path = json::string_at(*body_, "path");
    if (path.empty()) return;
    reach_.facts.push_back(
        {path, [client = &client_, path, ctx = &ctx_] { return about_object(*client, path, *ctx); }});
  }

  void add_access() {
    const databricks::AccessObject object{.type = path_.size() == 6 ? path_[3] + "/" + path_[4] : path_[3],
                                          .id = path_.back()};
    reach_.facts.push_back({"the access list of " + object.type + " " + object.id,
                            [client = &client_, object, ctx = &ctx_] { return about_access(*client, object, *ctx); }});
  }

  void add_securable() {
    if (path_.size() == 6 && path_[3] == "permissions") {
      const databricks::Securable securable{.type = path_[4], .full_name = path_[5]};
      reach_.facts.push_back(
          {"grants on " + securable.type + " " + securable.full_name,
           [client = &client_, securable, ctx = &ctx_] { return about_grants(*client, securable, *ctx); }});
      if (securable.type == "table")
        reach_.objects.push_back({.type = "table", .name = sql_name(securable.full_name), .access = "grant"});
    }
    if (path_.size() != 5) return;
    for (const ObjectPath& known : kObjectPaths) {
      if (path_[3] == known.path)
        reach_.objects.push_back(
            {.type = known.type, .name = sql_name(path_[4]), .access = method_ == "DELETE" ? "drop" : "alter"});
    }
  }

  std::string method_;
  databricks::Client& client_;
  const CallContext& ctx_;
  std::vector<std::string> path_;
  JsonBox body_;
  RequestReach reach_;
};

}  // namespace

RequestReach reach_of(const safety::RestEffect& request, databricks::Client& client, const CallContext& ctx) {
  return Request(request, client, ctx).read();
}

}  // namespace lakecode::gate
