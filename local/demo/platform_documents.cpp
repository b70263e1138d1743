// Grants with their surprises, groups within groups, pipelines with updates and events, serving endpoints.
#include <fmt/format.h>

#include <map>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/history_sql.h"
#include "local/demo/platform_documents.h"

namespace lakecode::local {
namespace {

struct GrantText {
  std::string_view object;      ///< "schema prod.sales"
  std::string_view principal;   ///< a login with a dot is a person, svc-* a robot, else a group
  std::string_view privileges;  ///< blanks between
  std::string_view surprise = {};
};
constexpr GrantText kGrants[] = {
    {"catalog prod", "account users", "USE_CATALOG BROWSE"},
    {"catalog prod", "data-platform", "ALL_PRIVILEGES MANAGE"},
    {"catalog prod", "svc-prod-jobs", "USE_CATALOG USE_SCHEMA SELECT MODIFY CREATE_TABLE"},
    {"catalog staging", "ingest", "ALL_PRIVILEGES"},
    {"catalog staging", "svc-ingest", "USE_CATALOG USE_SCHEMA SELECT MODIFY CREATE_TABLE READ_VOLUME WRITE_VOLUME"},
    {"catalog staging", "ml", "USE_CATALOG USE_SCHEMA SELECT"},
    {"catalog finance", "finance-data", "USE_CATALOG USE_SCHEMA SELECT MODIFY"},
    {"catalog finance", "svc-finance-jobs", "USE_CATALOG USE_SCHEMA SELECT MODIFY CREATE_TABLE"},
    {"schema prod.sales", "sales-data", "USE_SCHEMA SELECT MODIFY CREATE_TABLE"},
    {"schema prod.logistics", "logistics-data", "USE_SCHEMA SELECT MODIFY CREATE_TABLE"},
    {"schema prod.inventory", "assortment", "USE_SCHEMA SELECT MODIFY"},
    {"schema prod.web", "web-data", "USE_SCHEMA SELECT MODIFY"},
    {"schema prod.support", "support-data", "USE_SCHEMA SELECT MODIFY"},
    {"schema prod.reference", "account users", "USE_SCHEMA SELECT"},
    {"schema prod.marketing", "sales-data", "USE_SCHEMA SELECT MODIFY"},
    {"schema staging.ml", "ml", "MODIFY CREATE_TABLE CREATE_MODEL EXECUTE"},
    {"schema prod.sales", "data-readers", "USE_SCHEMA SELECT",
     "contractors read prod.sales.customers: they are in analysts, analysts are in data-readers"},
    {"schema prod.reference", "emrys.tarnholt", "ALL_PRIVILEGES MANAGE",
     "a person who left the company still holds every privilege and may grant"},
    {"schema finance.ledger", "treasury", "USE_SCHEMA SELECT",
     "treasury was granted SELECT but has no USE_CATALOG on finance, so it reads nothing"},
    {"table prod.sales.orders", "jonah.fairlocke", "MODIFY",
     "one person may change orders directly, without SELECT and outside of every group"},
    {"table finance.billing.payouts", "analysts", "SELECT",
     "analysts hold SELECT on one table of finance and can use neither its schema nor its catalog"},
    {"schema prod.support", "account users", "USE_SCHEMA SELECT",
     "everybody in the account reads support tickets with mail addresses in them"},
    {"volume staging.raw.landing", "ingest", "READ_VOLUME WRITE_VOLUME"},
};

bool is_person(std::string_view principal) {
  return principal.find('.') != std::string_view::npos;
}

std::string principal_name(std::string_view principal, const Dice& dice) {
  if (is_person(principal)) return mail_of(principal);
  return principal.starts_with("svc-") ? dice.uuid(principal) : std::string(principal);
}

JsonArray privilege_list(std::string_view privileges) {
  JsonArray list;
  for (const std::string_view privilege : text::split(privileges, ' ')) list.push_back(JsonValue(privilege));
  return list;
}

std::string scim_id(const Dice& dice, std::string_view name) {
  return std::to_string(dice.between(1'000'000'000'000'000, 8'999'999'999'999'999, name));
}

struct Nesting {
  std::string_view group;
  std::string_view members;  ///< groups, and logins (with a dot); blanks between
};
constexpr Nesting kNestings[] = {{"contractors", "jonah.fairlocke lotte.emberley"},
                                 {"analysts", "contractors anouk.desmarq petra.wexcombe"},
                                 {"data-readers", "analysts finance-data"}};

Document group_document(const Nesting& nesting, const Dice& dice) {
  JsonArray members;
  for (const std::string_view name : text::split(nesting.members, ' ')) {
    const std::string id = is_person(name) ? scim_id(dice, mail_of(name)) : scim_id(dice, name);
    members.push_back(JsonObject{{"value", id},
                                 {"display", is_person(name) ? mail_of(name) : std::string(name)},
                                 {"$ref", (is_person(name) ? "Users/" : "Groups/") + id}});
  }
  const std::string id = scim_id(dice, nesting.group);
  return {"group", id,
          JsonObject{{"schemas", JsonArray{JsonValue("urn:ietf:params:scim:schemas:core:2.0:Group")}},
                     {"id", id},
                     {"displayName", nesting.group},
                     {"members", std::move(members)},
                     {"meta", JsonObject{{"resourceType", "Group"}}}}};
}

struct PipelineText {
  std::string_view name, schema, owner, error_class, error;
};
constexpr PipelineText kPipelines[] = {
    {"orders-bronze-to-gold", "prod.sales", "rafi.gransdal", "", ""},
    {"scan-events-quality", "prod.logistics", "tam.quarriel",
     "com.databricks.pipelines.common.errors.UnexpectedRecordException",
     "[EXPECTATION_VIOLATION.VERBOSITY_ALL] Flow 'scan_events_checked' failed to meet the expectation. Violated "
     "expectations: 'depot is known'. Input data: '{\"depot_id\":0}'. SQLSTATE: 22000"},
    {"web-clickstream", "prod.web", "sefa.lindqvar", "", ""},
};

/// One update of a pipeline: which it is, when it ran, how it ended.
struct Update {
  Update(const PipelineText& of, const Dice& from, WallTime now, int back)
      : pipeline(of),
        dice(from),
        pipeline_id(dice.uuid(of.name)),
        id(dice.uuid(std::string(of.name) + " update", static_cast<std::uint64_t>(back))),
        failed(back == 0 && !of.error.empty()),
        start(to_epoch_ms(now - std::chrono::hours(std::int64_t{24} * back + 5))) {}

  const PipelineText& pipeline;
  const Dice& dice;
  std::string pipeline_id;
  std::string id;
  bool failed;
  std::int64_t start;  ///< epoch ms
  std::int64_t end = start + std::int64_t{14} * 60'000;

  [[nodiscard]] std::string state() const { return failed ? "FAILED" : "COMPLETED"; }
  [[nodiscard]] std::string short_id() const { return id.substr(0, 6); }
};

/// What an event says, `details` by the name of its type.
struct EventText {
  std::int64_t time;
  std::string_view type;
  std::string_view level;
  std::string message;
  JsonObject details;
};

JsonObject event(const Update& update, EventText text) {
  return {{"id", update.dice.uuid(fmt::format("event {} {} {}", update.id, text.type, text.message))},
          {"origin",
           JsonObject{
               {"pipeline_id", update.pipeline_id}, {"pipeline_name", update.pipeline.name}, {"update_id", update.id}}},
          {"timestamp", format_rfc3339(from_epoch_ms(text.time))},
          {"message", text.message},
          {"level", text.level},
          {"details", JsonObject{{text.type, std::move(text.details)}}},
          {"event_type", text.type},
          {"maturity_level", "STABLE"}};
}

JsonArray events_of(const Update& update) {
  const std::string_view level = update.failed ? "ERROR" : "INFO";
  JsonArray events;
  const auto add = [&](EventText text) { events.push_back(event(update, std::move(text))); };
  add({update.start,
       "create_update",
       "INFO",
       fmt::format("Update {} started by SCHEDULE.", update.short_id()),
       {{"cause", "JOB_TASK"}}});
  add({update.start + 40'000,
       "update_progress",
       "INFO",
       fmt::format("Update {} is RUNNING.", update.short_id()),
       {{"state", "RUNNING"}}});
  add({update.start + 200'000,
       "flow_progress",
       level,
       fmt::format("Flow '{}' has {}.", update.pipeline.schema, update.state()),
       {{"status", update.state()},
        {"metrics", JsonObject{{"num_output_rows", update.dice.between(900, 42'000, update.id)}}},
        {"data_quality",
         JsonObject{{"dropped_records", 0},
                    {"expectations", JsonArray{JsonObject{{"name", "key is set"},
                                                          {"dataset", update.pipeline.schema},
                                                          {"passed_records", 900},
                                                          {"failed_records", update.failed ? 3 : 0}}}}}}}});
  if (update.failed) {
    events.back().as_object()["error"] =
        JsonObject{{"fatal", true},
                   {"exceptions", JsonArray{JsonObject{{"class_name", update.pipeline.error_class},
                                                       {"message", update.pipeline.error},
                                                       {"stack", JsonArray{}}}}}};
  }
  add({update.end,
       "update_progress",
       level,
       fmt::format("Update {} is {}.", update.short_id(), update.state()),
       {{"state", update.state()}}});
  return events;
}

Document document_of(const Update& update) {
  return {"pipeline_update", update.pipeline_id + "/" + update.id,
          JsonObject{{"pipeline_id", update.pipeline_id},
                     {"update_id", update.id},
                     {"state", update.state()},
                     {"cause", "JOB_TASK"},
                     {"creation_time", update.start},
                     {"full_refresh", false},
                     {"lakecode_parent", update.pipeline_id},
                     {"lakecode_order", update.start},
                     {"lakecode_end_time", update.end}}};
}

void add_pipeline(const PipelineText& pipeline, const Dice& dice, WallTime now, std::vector<Document>& out) {
  constexpr int kUpdates = 12;
  const std::string id = dice.uuid(pipeline.name);
  JsonArray events;
  JsonArray latest;
  std::vector<JsonArray> parts;
  for (int back = 0; back < kUpdates; ++back) {
    const Update update(pipeline, dice, now, back);
    parts.push_back(events_of(update));
    if (latest.size() < 5) {
      latest.push_back(JsonObject{{"update_id", update.id},
                                  {"state", update.state()},
                                  {"creation_time", format_rfc3339(from_epoch_ms(update.start))}});
    }
    out.push_back(document_of(update));
  }
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    events.insert(events.end(), part->begin(), part->end());
  std::int64_t number = 0;
  for (JsonValue& one : events) one.as_object()["sequence"] = JsonObject{{"control_plane_seq_no", ++number}};
  const std::size_t dot = pipeline.schema.find('.');
  JsonObject spec{
      {"id", id},
      {"name", pipeline.name},
      {"catalog", pipeline.schema.substr(0, dot)},
      {"schema", pipeline.schema.substr(dot + 1)},
      {"continuous", false},
      {"development", false},
      {"serverless", false},
      {"edition", "CORE"},
      {"channel", "CURRENT"},
      {"libraries", JsonArray{JsonObject{{"notebook", JsonObject{{"path", fmt::format("/Workspace/Shared/pipelines/{}",
                                                                                      pipeline.name)}}}}}}};
  out.push_back({"pipeline", id,
                 JsonObject{{"pipeline_id", id},
                            {"name", pipeline.name},
                            {"state", "IDLE"},
                            {"health", pipeline.error.empty() ? "HEALTHY" : "UNHEALTHY"},
                            {"creator_user_name", mail_of(pipeline.owner)},
                            {"run_as_user_name", dice.uuid("svc-ingest")},
                            {"last_modified", to_epoch_ms(now - std::chrono::hours(24 * 20))},
                            {"latest_updates", std::move(latest)},
                            {"spec", std::move(spec)}}});
  out.push_back({"pipeline_events", id, JsonObject{{"events", std::move(events)}}});
}

JsonObject entity_with(std::string_view name, JsonObject more) {
  JsonObject entity{{"name", name},
                    {"creator", mail_of("mika.thornbee")},
                    {"state", JsonObject{{"deployment", "DEPLOYMENT_READY"}, {"deployment_state_message", ""}}}};
  for (auto& member : more) entity[member.key()] = std::move(member.value());
  return entity;
}

Document endpoint(std::string_view name, std::string_view task, JsonObject entity, const Dice& dice, WallTime now) {
  const std::int64_t made = to_epoch_ms(now - std::chrono::hours(24 * 61));
  const std::string served = json::string_at(JsonValue(entity), "name");
  JsonArray tags{JsonObject{{"key", "team"}, {"value", "ml"}}};
  // Chat endpoints here say what they are told: a client that looks for a model must not take one for it.
  if (task == "llm/v1/chat") tags.push_back(JsonObject{{"key", "lakecode"}, {"value", "echo"}});
  JsonObject body{{"name", name},
                  {"id", dice.hex(32, name)},
                  {"creator", mail_of("mika.thornbee")},
                  {"creation_timestamp", made},
                  {"last_updated_timestamp", made},
                  {"state", JsonObject{{"ready", "READY"}, {"config_update", "NOT_UPDATING"}}},
                  {"tags", std::move(tags)},
                  {"permission_level", "CAN_MANAGE"}};
  if (!task.empty()) body["task"] = task;
  body["config"] =
      JsonObject{{"served_entities", JsonArray{JsonValue(std::move(entity))}},
                 {"traffic_config", JsonObject{{"routes", JsonArray{JsonObject{{"served_model_name", served},
                                                                               {"served_entity_name", served},
                                                                               {"traffic_percentage", 100}}}}}},
                 {"config_version", 3}};
  return {"serving_endpoint", std::string(name), std::move(body)};
}

}  // namespace

std::vector<Document> make_grant_documents(const Dice& dice) {
  std::vector<Document> out;
  std::map<std::string, JsonArray> by_object;
  for (const GrantText& grant : kGrants)
    by_object[std::string(grant.object)].push_back(JsonObject{{"principal", principal_name(grant.principal, dice)},
                                                              {"privileges", privilege_list(grant.privileges)}});
  for (auto& [object, assignments] : by_object)
    out.push_back({"grants", object, JsonObject{{"privilege_assignments", std::move(assignments)}}});
  for (const Nesting& nesting : kNestings) out.push_back(group_document(nesting, dice));
  return out;
}

std::vector<PlantedGrant> planted_grants() {
  std::vector<PlantedGrant> out;
  for (const GrantText& grant : kGrants) {
    if (grant.surprise.empty()) continue;
    out.push_back({std::string(grant.object),
                   is_person(grant.principal) ? mail_of(grant.principal) : std::string(grant.principal),
                   std::string(grant.privileges), std::string(grant.surprise)});
  }
  return out;
}

std::vector<Document> make_pipeline_documents(const Dice& dice, WallTime now) {
  std::vector<Document> out;
  for (const PipelineText& pipeline : kPipelines) add_pipeline(pipeline, dice, now, out);
  return out;
}

std::vector<Document> make_endpoint_documents(const Dice& dice, WallTime now) {
  return {endpoint(kAssistantEndpoint, "llm/v1/chat",
                   entity_with("gpt-helpdesk",
                               {{"external_model",
                                 JsonObject{{"name", "gpt-4o"}, {"provider", "openai"}, {"task", "llm/v1/chat"}}}}),
                   dice, now),
          endpoint(kEmbeddingEndpoint, "llm/v1/embeddings",
                   entity_with("ticket-embedder", {{"external_model", JsonObject{{"name", "text-embedding-3-small"},
                                                                                 {"provider", "openai"},
                                                                                 {"task", "llm/v1/embeddings"}}}}),
                   dice, now),
          endpoint(kRecommenderEndpoint, "",
                   entity_with("basket-model-3", {{"entity_name", "staging.ml.basket_model"},
                                                  {"entity_version", "3"},
                                                  {"workload_size", "Small"},
                                                  {"workload_type", "GPU_SMALL"},
                                                  {"scale_to_zero_enabled", false}}),
                   dice, now)};
}

}  // namespace lakecode::local
