// Pipelines, their updates and events (API reference 3.11). Nothing is computed: an update is CREATED when it is asked
// for and COMPLETED at the first look; its events say so. Stored: pipeline (id): GetPipelineResponse; pipeline_update
// (id/update): UpdateInfo; pipeline_events (id): {"events"}, oldest first.

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/object_access.h"
#include "local/routes/pipeline_events.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr PageShape kPages{"", "max_results", 25, 100};

Error missing_pipeline(const std::string& id) {
  return refusal(ErrorCode::NotFound, fmt::format("The specified pipeline {} was not found.", id));
}

Result<JsonObject> pipeline_at(const Workspace& workspace, const std::string& id) {
  auto body = find_body(workspace.store, "pipeline", id);
  if (!body) return missing_pipeline(id);
  return std::move(*body);
}

/// One of `words`, in any case, or nothing.
Result<void> check_word(const JsonObject& spec, std::string_view member,
                        std::initializer_list<std::string_view> words) {
  TRY_ASSIGN(const std::string given, text_member(spec, member));
  const bool known = std::any_of(words.begin(), words.end(),
                                 [&](std::string_view word) { return text::equals_ignore_case(word, given); });
  if (given.empty() || known) return {};
  return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid value '{}' for the {} of a pipeline", given, member));
}

/// The pipeline's spec from a request, with what the platform fills in.
Result<JsonObject> make_spec(const std::string& id, const JsonValue& body) {
  JsonObject spec{{"id", id}};
  for (const auto& member : body.as_object()) {
    const std::string_view key = member.key();
    const bool order = key == "allow_duplicate_names" || key == "dry_run" || key == "expected_last_modified" ||
                       key == "run_as" || key == "parameters" || key == "pipeline_id" || key.starts_with("lakecode_");
    if (!order && !member.value().is_null()) spec[key] = member.value();
  }
  TRY_ASSIGN(const std::string target, text_member(spec, "target"));
  if (target.find('.') != std::string::npos)
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("target '{}' must be the name of a schema, without dots", target));
  TRY_VOID(check_word(spec, "edition", {"CORE", "PRO", "ADVANCED"}));
  TRY_VOID(check_word(spec, "channel", {"CURRENT", "PREVIEW"}));
  for (const char* flag : {"continuous", "development", "photon", "serverless"}) TRY_VOID(flag_member(spec, flag));
  if (json::string_at(spec, "catalog").empty() && !spec.contains("storage")) spec["storage"] = "dbfs:/pipelines/" + id;
  return spec;
}

bool is_name_taken(const Store& store, const std::string& name, const std::string& own_id) {
  if (name.empty()) return false;
  ListQuery query;
  query.kind = "pipeline";
  query.limit = 1;
  query.filter = [&](const Record& record) {
    return record.id != own_id && json::string_at(body_of(record), "name") == name;
  };
  const auto page = store.list(query);
  return page && !page->records.empty();
}

Result<JsonObject> make_pipeline(const Workspace& workspace, const Call& call, const std::string& id,
                                 const JsonValue& body) {
  TRY_ASSIGN(JsonObject spec, make_spec(id, body));
  TRY_ASSIGN(const bool twice, flag_member(body, "allow_duplicate_names"));
  TRY_ASSIGN(const std::string name, text_member(spec, "name"));
  if (json::find(body, "name") != nullptr && name.empty())
    return refusal(ErrorCode::InvalidArgument, "The name of a pipeline must not be empty");
  if (!twice && is_name_taken(workspace.store, name, id)) {
    return refusal(
        ErrorCode::AlreadyExists, "RESOURCE_CONFLICT",
        fmt::format("The pipeline name '{}' is already used by another pipeline. This check can be skipped by "
                    "setting `allow_duplicate_names = true` in the request.",
                    name));
  }
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const JsonValue* run_as = json::find(body, "run_as");
  std::string runner = run_as == nullptr ? "" : json::string_at(*run_as, "user_name");
  if (runner.empty() && run_as != nullptr) runner = json::string_at(*run_as, "service_principal_name");
  JsonObject pipeline{{"pipeline_id", id}};
  if (!name.empty()) pipeline["name"] = name;
  pipeline["state"] = "IDLE";
  pipeline["creator_user_name"] = me;
  pipeline["run_as_user_name"] = runner.empty() ? me : runner;
  copy_members(pipeline, body, {"run_as", "parameters"});
  pipeline["spec"] = std::move(spec);
  pipeline["last_modified"] = now_ms(workspace);
  pipeline["effective_publishing_mode"] = "DEFAULT_PUBLISHING_MODE";
  return pipeline;
}

/// Stores what somebody made of the pipeline, and the event that tells.
Result<void> store_by_hand(Workspace& workspace, const Call& call, JsonObject pipeline, std::string_view action) {
  const Me me = me_of(workspace.store, call.identity);
  const JsonObject details{{"action", action}, {"user_name", me.user_name}, {"user_id", me.user_id}};
  Store::Change change;
  change.puts.push_back(
      with_event(workspace, pipeline, "",
                 {"user_action", fmt::format("User {} performed {} on the pipeline.", me.user_name, action),
                  JsonBox(JsonObject{{"user_action", details}})}));
  const std::string id = json::string_at(pipeline, "pipeline_id");
  change.puts.push_back({"pipeline", id, JsonBox(std::move(pipeline))});
  return workspace.store.commit(change);
}

Result<net::ServerResponse> create_pipeline(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string id = new_uuid(workspace);
  TRY_ASSIGN(JsonObject pipeline, make_pipeline(workspace, call, id, *body));
  if (json::bool_at(*body, "dry_run") == true) return json_answer(JsonObject{{"effective_settings", pipeline["spec"]}});
  TRY_VOID(store_by_hand(workspace, call, std::move(pipeline), "CREATE"));
  return json_answer(JsonObject{{"pipeline_id", id}});
}

/// Refuses a request that was written for an earlier state of the pipeline.
Result<void> check_unchanged(const JsonObject& known, const JsonValue& body) {
  const auto expected = json::int_at(body, "expected_last_modified");
  if (!expected || *expected == json::int_at(known, "last_modified")) return {};
  return refusal(ErrorCode::AlreadyExists, "RESOURCE_CONFLICT",
                 "The pipeline was changed since expected_last_modified; read it again");
}

Result<net::ServerResponse> edit_pipeline(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject known, pipeline_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(check_unchanged(known, *body));
  TRY_ASSIGN(JsonObject pipeline, make_pipeline(workspace, call, call.captures[0], *body));
  copy_members(pipeline, known, {"creator_user_name", "latest_updates", "health", "state"});
  if (json::find(*body, "run_as") == nullptr) copy_members(pipeline, known, {"run_as", "run_as_user_name"});
  TRY_VOID(store_by_hand(workspace, call, std::move(pipeline), "EDIT"));
  return json_answer(JsonObject{});
}

Result<std::vector<RecordPointer>> updates_of(const Workspace& workspace, const std::string& id) {
  ListQuery query;
  query.kind = "pipeline_update";
  query.parent = id;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

Result<net::ServerResponse> delete_pipeline(Workspace& workspace, const Call& call) {
  const std::string& id = call.captures[0];
  TRY_VOID(pipeline_at(workspace, id));
  Store::Change change;
  change.erases = {{"pipeline", id}, {"pipeline_events", id}, {"permissions", "pipelines/" + id}};
  TRY_ASSIGN(const auto updates, updates_of(workspace, id));
  for (const RecordPointer& update : updates) change.erases.push_back({"pipeline_update", update->id});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

bool is_active(std::string_view state) {
  return state != "COMPLETED" && state != "FAILED" && state != "CANCELED";
}

/// Puts `update` into `state`: its own document, the pipeline's summary and an event.
Result<void> set_update(Workspace& workspace, JsonObject update, std::string_view state) {
  const std::string id = json::string_at(update, "pipeline_id");
  const std::string update_id = json::string_at(update, "update_id");
  update["state"] = state;
  auto pipeline = find_body(workspace.store, "pipeline", id);
  if (!pipeline) return missing_pipeline(id);
  JsonArray latest{
      JsonObject{{"update_id", update_id},
                 {"state", state},
                 {"creation_time", format_rfc3339(from_epoch_ms(json::int_at(update, "creation_time").value_or(0)))}}};
  for (const JsonValue& other : json::array_at(*pipeline, "latest_updates")) {
    if (json::string_at(other, "update_id") != update_id && latest.size() < 5) latest.push_back(other);
  }
  (*pipeline)["latest_updates"] = std::move(latest);
  (*pipeline)["state"] = is_active(state) ? "RUNNING" : "IDLE";
  if (!is_active(state)) (*pipeline)["health"] = state == "FAILED" ? "UNHEALTHY" : "HEALTHY";
  Store::Change change;
  if (state == "CREATED") {
    const std::string cause = json::string_at(update, "cause");
    change.puts.push_back(
        with_event(workspace, *pipeline, update_id,
                   {"create_update", fmt::format("Update {} started by {}.", update_id.substr(0, 6), cause),
                    JsonBox(JsonObject{{"create_update", JsonObject{{"cause", cause}}}})}));
    TRY_VOID(workspace.store.commit(change));
    change.puts.clear();
  }
  change.puts.push_back(with_event(workspace, *pipeline, update_id,
                                   {"update_progress", fmt::format("Update {} is {}.", update_id.substr(0, 6), state),
                                    JsonBox(JsonObject{{"update_progress", JsonObject{{"state", state}}}})}));
  change.puts.push_back({"pipeline", id, JsonBox(std::move(*pipeline))});
  change.puts.push_back({"pipeline_update", id + "/" + update_id, JsonBox(std::move(update))});
  return workspace.store.commit(change);
}

/// Updates that were asked for are over at the first look.
Result<void> settle_updates(Workspace& workspace, const std::string& id) {
  const auto lock = workspace.changes->lock();
  TRY_ASSIGN(const auto updates, updates_of(workspace, id));
  for (const RecordPointer& record : updates) {
    JsonObject update = body_of(*record);
    if (is_active(json::string_at(update, "state"))) TRY_VOID(set_update(workspace, std::move(update), "COMPLETED"));
  }
  return {};
}

Result<net::ServerResponse> show_pipeline(Workspace& workspace, const Call& call) {
  TRY_VOID(pipeline_at(workspace, call.captures[0]));
  TRY_VOID(settle_updates(workspace, call.captures[0]));
  TRY_ASSIGN(JsonObject pipeline, pipeline_at(workspace, call.captures[0]));
  return json_answer(public_part(std::move(pipeline)));
}

/// name LIKE '%x%', or notebook='/path'; "" for none.
struct PipelineFilter {
  std::string name_part;
  std::string notebook;
};

Result<PipelineFilter> parse_filter(std::string_view text) {
  PipelineFilter filter;
  text = text::trim(text);
  if (text.empty()) return filter;
  const std::size_t open = text.find('\'');
  const std::size_t close = text.rfind('\'');
  if (open == std::string_view::npos || close <= open)
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid filter: {}", text));
  const std::string value = text::replace_all(text.substr(open + 1, close - open - 1), "''", "'");
  const std::string head = text::replace_all(text::to_lower(text.substr(0, open)), " ", "");
  if (head == "namelike") {
    filter.name_part = value;
  } else if (head == "notebook=") {
    filter.notebook = value;
  } else {
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid filter: {}", text));
  }
  return filter;
}

/// LIKE with % at the ends only, as this filter has it.
bool is_like(std::string_view name, std::string_view pattern) {
  const bool open_start = pattern.starts_with('%');
  const bool open_end = pattern.size() > 1 && pattern.ends_with('%');
  if (open_start) pattern.remove_prefix(1);
  if (open_end) pattern.remove_suffix(1);
  if (open_start && open_end) return text::contains_ignore_case(name, pattern);
  if (open_start) return text::to_lower(name).ends_with(text::to_lower(pattern));
  if (open_end) return text::to_lower(name).starts_with(text::to_lower(pattern));
  return text::equals_ignore_case(name, pattern);
}

/// "name desc", "id": what a list can be ordered by.
Result<PageOrder> parse_order(std::string_view text) {
  const std::string_view member = text::trim(text.substr(0, text.find(' ')));
  const std::string way = text::to_lower(text::trim(text.substr(member.size())));
  if ((member != "name" && member != "id") || (!way.empty() && way != "asc" && way != "desc"))
    return refusal(ErrorCode::InvalidArgument, fmt::format("order_by '{}' must be id or name, asc or desc", text));
  return PageOrder{member == "name" ? "name" : "pipeline_id", way == "desc"};
}

Result<net::ServerResponse> list_pipelines(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, "pipeline", kPages));
  TRY_ASSIGN(const PipelineFilter filter, parse_filter(call.text_query("filter")));
  const std::optional<ObjectIds> visible = ObjectAccess(workspace, call.identity, kLeveledPipelines).visible();
  query.filter = [filter, visible](const Record& record) {
    if (visible && !visible->contains(record.id)) return false;
    const JsonObject body = body_of(record);
    if (!filter.name_part.empty() && !is_like(json::string_at(body, "name"), filter.name_part)) return false;
    if (filter.notebook.empty()) return true;
    for (const JsonValue& library : json::array_at(json::object_at(body, "spec"), "libraries")) {
      if (json::string_at_path(library, {"notebook", "path"}) == filter.notebook) return true;
    }
    return false;
  };
  const auto shown = [](JsonObject stored) {
    JsonObject status;
    copy_members(status, JsonValue(std::move(stored)),
                 {"pipeline_id", "state", "name", "creator_user_name", "run_as_user_name", "latest_updates", "health",
                  "cluster_id"});
    return status;
  };
  const std::vector<std::string> orders = call.all_query("order_by");
  if (orders.empty()) return page_answer(workspace, query, "statuses", shown);
  TRY_ASSIGN(const PageOrder order, parse_order(orders.front()));
  return sorted_page_answer(workspace, query, "statuses", order, shown);
}

/// A new update in CREATED, by its id; `body` says what it covers.
Result<std::string> begin_update(Workspace& workspace, const std::string& id, const JsonObject& pipeline,
                                 const JsonValue& body) {
  TRY_ASSIGN(const auto updates, updates_of(workspace, id));
  for (const RecordPointer& record : updates) {
    const JsonObject known = body_of(*record);
    if (!is_active(json::string_at(known, "state"))) continue;
    return refusal(ErrorCode::AlreadyExists, "RESOURCE_CONFLICT",
                   fmt::format("An active update {} already exists.", json::string_at(known, "update_id")));
  }
  const std::string update_id = new_uuid(workspace);
  const std::int64_t now = now_ms(workspace);
  JsonObject update{{"pipeline_id", id},
                    {"update_id", update_id},
                    {"config", json::object_at(pipeline, "spec")},
                    {"cause", "API_CALL"},
                    {"creation_time", now},
                    {"full_refresh", false},
                    {"validate_only", false},
                    {"lakecode_parent", id},
                    {"lakecode_order", now * 1000 + static_cast<std::int64_t>(updates.size())}};
  copy_members(update, body,
               {"cause", "full_refresh", "full_refresh_selection", "refresh_selection", "validate_only", "parameters"});
  TRY_VOID(set_update(workspace, std::move(update), "CREATED"));
  return update_id;
}

Result<net::ServerResponse> start_update(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject pipeline, pipeline_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string update_id, begin_update(workspace, call.captures[0], pipeline, *body));
  return json_answer(JsonObject{{"update_id", update_id}});
}

/// What a clone is made of: the settings of `source` without its old storage, under those of the request.
Result<JsonObject> clone_settings(const JsonObject& source, const JsonValue& body) {
  TRY_ASSIGN(const std::string mode, text_member(body, "clone_mode"));
  if (!mode.empty() && mode != "MIGRATE_TO_UC")
    return refusal(ErrorCode::InvalidArgument, fmt::format("clone_mode must be MIGRATE_TO_UC, got {}", mode));
  TRY_VOID(need_text(body, "catalog"));
  JsonObject settings = json::object_at(source, "spec");
  if (!json::string_at(settings, "catalog").empty()) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("The pipeline {} publishes to Unity Catalog already; only a pipeline of the Hive "
                               "metastore can be cloned.",
                               json::string_at(source, "pipeline_id")));
  }
  for (const char* own : {"id", "storage"}) settings.stable_erase(own);
  settings["name"] = json::string_at(source, "name") + " [UC]";
  JsonObject given = body.as_object();
  given.stable_erase("clone_mode");
  lay_over(settings, given);
  return settings;
}

/// From the Hive metastore to Unity Catalog: a new pipeline, whose first update begins at once.
Result<net::ServerResponse> clone_pipeline(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject source, pipeline_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(check_unchanged(source, *body));
  TRY_ASSIGN(const JsonObject settings, clone_settings(source, *body));
  const std::string id = new_uuid(workspace);
  TRY_ASSIGN(JsonObject pipeline, make_pipeline(workspace, call, id, JsonValue(settings)));
  TRY_VOID(put_body(workspace, "pipeline", id, pipeline));
  TRY_VOID(begin_update(workspace, id, pipeline, JsonValue(JsonObject())));
  return json_answer(JsonObject{{"pipeline_id", id}});
}

Result<net::ServerResponse> list_updates(Workspace& workspace, const Call& call) {
  TRY_VOID(pipeline_at(workspace, call.captures[0]));
  TRY_VOID(settle_updates(workspace, call.captures[0]));
  TRY_ASSIGN(ListQuery query, page_query(call, "pipeline_update", kPages));
  query.parent = call.captures[0];
  query.newest_first = true;
  return page_answer(workspace, query, "updates");
}

Result<net::ServerResponse> show_update(Workspace& workspace, const Call& call) {
  TRY_VOID(pipeline_at(workspace, call.captures[0]));
  TRY_VOID(settle_updates(workspace, call.captures[0]));
  auto update = find_body(workspace.store, "pipeline_update", call.captures[0] + "/" + call.captures[1]);
  if (!update)
    return refusal(ErrorCode::NotFound, fmt::format("The specified update {} was not found.", call.captures[1]));
  return json_answer(JsonObject{{"update", public_part(std::move(*update))}});
}

Result<net::ServerResponse> stop_pipeline(Workspace& workspace, const Call& call) {
  TRY_VOID(pipeline_at(workspace, call.captures[0]));
  TRY_ASSIGN(const auto updates, updates_of(workspace, call.captures[0]));
  for (const RecordPointer& record : updates) {
    JsonObject update = body_of(*record);
    if (is_active(json::string_at(update, "state"))) TRY_VOID(set_update(workspace, std::move(update), "CANCELED"));
  }
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> list_events(Workspace& workspace, const Call& call) {
  TRY_VOID(pipeline_at(workspace, call.captures[0]));
  TRY_VOID(settle_updates(workspace, call.captures[0]));
  return answer_events(workspace, call, call.captures[0]);
}

}  // namespace

std::vector<Route> pipelines_routes() {
  return {{"GET", "/api/2.*/pipelines", answered<list_pipelines>},
          {"POST", "/api/2.*/pipelines", answered<create_pipeline>},
          {"GET", "/api/2.*/pipelines/{}", answered<show_pipeline>},
          {"PUT", "/api/2.*/pipelines/{}", answered<edit_pipeline>},
          {"DELETE", "/api/2.*/pipelines/{}", answered<delete_pipeline>},
          {"GET", "/api/2.*/pipelines/{}/events", answered<list_events>},
          {"GET", "/api/2.*/pipelines/{}/updates", answered<list_updates>},
          {"POST", "/api/2.*/pipelines/{}/updates", answered<start_update>},
          {"GET", "/api/2.*/pipelines/{}/updates/{}", answered<show_update>},
          {"POST", "/api/2.*/pipelines/{}/clone", answered<clone_pipeline>},
          {"POST", "/api/2.*/pipelines/{}/stop", answered<stop_pipeline>}};
}

}  // namespace lakecode::local
