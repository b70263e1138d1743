#include "gate/restore_rest.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "databricks/access.h"
#include "databricks/job_changes.h"
#include "databricks/jobs.h"
#include "databricks/resource.h"
#include "databricks/unity_catalog.h"
#include "databricks/workspace_objects.h"
#include "evidence/pack.h"
#include "gate/restore_resource.h"
#include "net/url.h"
#include "safety/act_objects.h"
#include "safety/undo_rules.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

constexpr std::size_t kLargestBody = 8U << 10U;  // a longer one becomes an artefact of its own
constexpr std::string_view kAnyTime = "any time";
constexpr int kMaxFolderPages = 20;  // of a thousand names each

class RequestReader {
 public:
  RequestReader(const safety::RestEffect& request, databricks::Client& client, evidence::PackWriter* pack,
                RestorePoint& point, const CallContext& ctx)
      : request_(request), client_(client), pack_(pack), point_(point), ctx_(ctx) {
    for (const std::string_view part : text::split(request.path, '/')) {
      if (!part.empty()) path_.push_back(net::decode_component(part));
    }
  }

  Result<void> add() {
    auto body = json::parse(request_.body.empty() ? "{}" : request_.body, "body");
    body_ = body ? JsonBox(std::move(*body)) : JsonBox(JsonObject{});
    if (area("jobs")) return add_job();
    if (area("workspace")) return add_object();
    if (area("permissions") && path_.size() >= 5) return add_access();
    if (area("unity-catalog") && path_.size() == 6 && path_[3] == "permissions") return add_grants();
    if (area("unity-catalog") && path_.size() == 5 && path_[3] == "tables" && request_.method == "DELETE")
      return add_table();
    if (area("secrets") && path_[3] == "acls") return add_secret_access();
    if (area("fs") && path_.size() > 5 && path_[4] == "Volumes") return add_volume_file();
    return add_resource();
  }

 private:
  [[nodiscard]] bool area(std::string_view name) const { return path_.size() > 3 && path_[2] == name; }

  void lose(std::string object, std::string why) {
    point_.lost.push_back({.object = std::move(object), .why = std::move(why)});
  }

  Result<void> lose_by(const std::string& object, const Error& error) {
    if (error.code == ErrorCode::Cancelled) return error;
    lose(object, "its state could not be read: " + error.reason);
    return {};
  }

  /// `secret_in` is what must hold no secret besides the request itself: decoded contents.
  Result<void> keep(RestoreStep step, const databricks::Change& change, std::string_view secret_in = {}) {
    if (pack_ != nullptr && (!pack_->keeps(change.request.body) || !pack_->keeps(secret_in))) {
      lose(step.object, "it holds what looks like a secret, and evidence keeps none: save it by hand");
      return {};
    }
    step.request = change.request;
    if (pack_ != nullptr && step.request.body.size() > kLargestBody) {
      TRY_VOID(pack_->add_blob("restore " + step.object, "application/json", step.request.body));
      step.body_blob = crypto::sha256_hex(step.request.body);
      step.request.body.clear();
    }
    if (step.within.empty()) step.within = kAnyTime;
    point_.steps.push_back(std::move(step));
    return {};
  }

  /// As the verdict says it.
  [[nodiscard]] std::string why_lost() const {
    const auto undo = safety::undo_of_act(request_.method, safety::Effect(request_));
    if (!undo || undo->how.empty()) return "no way back is known for this request";
    return undo->possible ? "by hand: " + std::string(undo->how) : std::string(undo->how);
  }

  /// An object of a kind that the tables know.
  Result<void> add_resource() {
    const auto object =
        safety::object_of_act(request_.method, safety::EffectClass::WriteRemote, safety::Effect(request_));
    const ResourceRestore* known =
        object ? find_resource_restore(object->type, request_.method, request_.path) : nullptr;
    if (known == nullptr) {
      lose(request_.method + " " + request_.path, why_lost());
      return {};
    }
    const std::string name = std::string(object->type) + " " + object->name;
    auto way = read_way_back(*known, object->name, request_, client_, ctx_);
    if (!way) return lose_by(name, way.error());
    if (!way->is_needed) return {};
    RestoreStep step;
    step.how = "request";
    step.object_type = object->type;
    step.object = name;
    step.before = way->before;
    step.within = known->within;
    return keep(std::move(step),
                {.action = "set back", .subject = name, .request = std::move(way->request), .repeatable = false});
  }

  Result<void> add_job() {
    const std::string verb = path_.back();
    if (verb != "reset" && verb != "update" && verb != "delete") {
      lose("POST jobs/" + verb, "what it starts or makes gets its id only then; end or delete it by hand");
      return {};
    }
    const auto id = json::int_at(*body_, "job_id");
    if (!id) return lose_missing("job_id");
    const std::string object = "job " + std::to_string(*id);
    const auto job = databricks::fetch_job(client_, JobId(*id), ctx_);
    if (!job) return lose_by(object, job.error());
    const JsonValue* settings = json::find(*job->raw, "settings");
    if (settings == nullptr) return lose_missing("settings");
    const bool gone = verb == "delete";
    RestoreStep step;
    step.how = "request";
    step.object_type = "job";
    step.object = object;
    step.before = "settings of " + job->name;
    if (gone) step.within = "any time, under a new id and without its runs and permissions";
    return keep(std::move(step),
                gone ? databricks::make_create_job(*settings) : databricks::make_reset_job(JobId(*id), *settings));
  }

  Result<void> lose_missing(std::string_view what) {
    lose(request_.path, "it has no " + std::string(what));
    return {};
  }

  Result<void> add_object() {
    const std::string verb = path_.back();
    const std::string path = json::string_at(*body_, "path");
    if (path.empty()) return lose_missing("path");
    if (verb != "delete" && verb != "import") {
      lose(path, "no way back is known for workspace/" + verb);
      return {};
    }
    const auto status = databricks::fetch_object_status(client_, path, ctx_);
    if (!status && status.error().code != ErrorCode::NotFound) return lose_by(path, status.error());
    RestoreStep step;
    step.how = "request";
    step.object_type = status ? text::to_lower(status->object_type) : "object";
    step.object = path;
    if (!status) {
      if (verb == "delete") return {};
      step.how = "drop_created";
      step.before = "did not exist";
      return keep(std::move(step), databricks::make_delete_object(path, databricks::Depth::One));
    }
    if (status->object_type != "NOTEBOOK" && status->object_type != "FILE") {
      lose(path, "a " + text::to_lower(status->object_type) + " is not exported: only single notebooks and files are");
      return {};
    }
    const bool notebook = status->object_type == "NOTEBOOK";
    auto bytes = databricks::fetch_export(client_, path, notebook ? "SOURCE" : "AUTO", ctx_);
    if (!bytes) return lose_by(path, bytes.error());
    step.before = std::to_string(bytes->size()) + " bytes, SHA-256 " + crypto::sha256_hex(*bytes);
    const databricks::ObjectContent content{.path = path,
                                            .format = notebook ? "SOURCE" : "AUTO",
                                            .language = notebook ? status->language : "",
                                            .bytes = std::move(*bytes),
                                            .overwrite = verb == "import"};
    return keep(std::move(step), databricks::make_import_object(content), content.bytes);
  }

  Result<void> add_access() {
    const databricks::AccessObject object{.type = path_.size() == 6 ? path_[3] + "/" + path_[4] : path_[3],
                                          .id = path_.back()};
    const auto entries = databricks::fetch_access(client_, object, ctx_);
    const std::string name = object.type + " " + object.id;
    if (!entries) return lose_by(name, entries.error());
    RestoreStep step;
    step.how = "request";
    step.object_type = "permissions";
    step.object = name;
    step.before = std::to_string(std::count_if(entries->begin(), entries->end(),
                                               [](const auto& entry) { return !entry.inherited; })) +
                  " direct entries";
    return keep(std::move(step), databricks::make_replace_access(object, *entries));
  }

  /// What one principal may do with a secret scope.
  Result<void> add_secret_access() {
    const std::string scope = json::string_at(*body_, "scope");
    const std::string principal = json::string_at(*body_, "principal");
    if (scope.empty() || principal.empty()) return lose_missing("scope and principal");
    const std::string name = principal + " on secret_scope " + scope;
    const auto known = databricks::fetch_resource(client_,
                                                  {.subject = "the access of " + name,
                                                   .path = "/api/2.0/secrets/acls/get",
                                                   .query = {{"scope", scope}, {"principal", principal}}},
                                                  ctx_);
    if (!known && known.error().code != ErrorCode::NotFound) return lose_by(name, known.error());
    const std::string before = known ? json::string_at(**known, "permission") : "";
    const std::string after = path_.back() == "put" ? json::string_at(*body_, "permission") : "";
    if (before == after) return {};
    JsonObject body{{"scope", scope}, {"principal", principal}};
    if (!before.empty()) body["permission"] = before;
    RestoreStep step;
    step.how = "request";
    step.object_type = "secret_acl";
    step.object = name;
    step.before = before.empty() ? "no access of its own" : before;
    return keep(std::move(step),
                {.action = "set back access",
                 .subject = name,
                 .request = {.method = "POST",
                             .path = before.empty() ? "/api/2.0/secrets/acls/delete" : "/api/2.0/secrets/acls/put",
                             .query = "",
                             .body = json::serialize(body)}});
  }

  /// A file or folder of a volume: one that is new is deleted again. What stood there has no versions to go back to.
  Result<void> add_volume_file() {
    const bool folder = path_[3] == "directories";
    if (request_.method != "PUT" && !folder) return lose(request_.path, why_lost()), Result<void>();
    const std::string prefix = "/api/2.0/fs/" + path_[3];
    const std::string path = request_.path.substr(std::min(prefix.size(), request_.path.size()));
    const auto there = is_in_volume();
    if (!there) return lose_by(path, there.error());
    const bool deletes = request_.method == "DELETE";
    if (*there == deletes) {
      RestoreStep step;
      step.how = deletes ? "request" : "drop_created";
      step.object_type = folder ? "folder" : "file";
      step.object = path;
      step.before = deletes ? "an empty folder" : "did not exist";
      return keep(std::move(step),
                  {.action = deletes ? "make" : "delete",
                   .subject = path,
                   .request = {.method = deletes ? "PUT" : "DELETE", .path = request_.path, .query = "", .body = ""}});
    }
    if (!folder) lose(path, "a file stands there already, and volumes keep no versions: download it first");
    return {};
  }

  /// Whether the last name of the path stands in its folder now.
  Result<bool> is_in_volume() {
    std::string parent = request_.path.substr(0, request_.path.rfind('/'));
    if (path_[3] == "files") parent.replace(parent.find("/files/"), 7, "/directories/");
    databricks::ResourcePlace place{.subject = "folder " + parent, .path = parent, .query = {}};
    for (int page = 0; page < kMaxFolderPages; ++page) {
      const auto listed = databricks::fetch_resource(client_, place, ctx_);
      if (!listed && listed.error().code == ErrorCode::NotFound) return false;
      if (!listed) return listed.error();
      for (const JsonValue& entry : json::array_at(**listed, "contents")) {
        if (json::string_at(entry, "name") == path_.back()) return true;
      }
      const std::string next = json::string_at(**listed, "next_page_token");
      if (next.empty()) return false;
      place.query = {{"page_token", next}};
    }
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "look into",
                 .subject = parent,
                 .reason = "it holds too many files to look through",
                 .advice = ""};
  }

  Result<void> add_grants() {
    const databricks::Securable securable{.type = path_[4], .full_name = path_[5]};
    const auto grants = databricks::fetch_grants(client_, securable, ctx_);
    const std::string name = securable.type + " " + securable.full_name;
    if (!grants) return lose_by(name, grants.error());
    std::vector<databricks::GrantChange> back;
    for (const JsonValue& change : json::array_at(*body_, "changes")) {
      databricks::GrantChange inverse{.principal = json::string_at(change, "principal"), .add = {}, .remove = {}};
      std::vector<std::string> held;
      for (const auto& grant : *grants) {
        if (grant.principal == inverse.principal) held = grant.privileges;
      }
      const auto has = [&](const std::string& p) { return std::find(held.begin(), held.end(), p) != held.end(); };
      for (const JsonValue& value : json::array_at(change, "add")) {
        if (const auto privilege = json::as_string(value); privilege && !has(*privilege))
          inverse.remove.push_back(*privilege);
      }
      for (const JsonValue& value : json::array_at(change, "remove")) {
        if (const auto privilege = json::as_string(value); privilege && has(*privilege))
          inverse.add.push_back(*privilege);
      }
      if (!inverse.add.empty() || !inverse.remove.empty()) back.push_back(std::move(inverse));
    }
    if (back.empty()) return {};
    RestoreStep step;
    step.how = "request";
    step.object_type = "grants";
    step.object = name;
    step.before = "grants of " + std::to_string(back.size()) + " principals";
    return keep(std::move(step), databricks::make_change_grants(securable, back));
  }

  Result<void> add_table() {
    auto parts = sql::parse_name(path_[4]);
    if (!parts) return lose_by(path_[4], parts.error());
    const auto info = databricks::fetch_table(client_, path_[4], ctx_);
    if (!info && info.error().code == ErrorCode::Cancelled) return info.error();
    if (info && info->table_type.ends_with("VIEW") && info->table_type != "MATERIALIZED_VIEW") {
      lose(path_[4], "UNDROP brings no view back: make it again from its definition");
      return {};
    }
    RestoreStep step;
    step.how = "undrop";
    if (info) step.id = databricks::table_id_of(*info);
    step.object_type = "table";
    step.object = path_[4];
    step.statement = "UNDROP TABLE " + sql::quote_name(*parts);
    step.within = "7 days by default; its schema and catalog must still be there";
    point_.steps.push_back(std::move(step));
    return {};
  }

  const safety::RestEffect& request_;
  databricks::Client& client_;
  evidence::PackWriter* pack_;
  RestorePoint& point_;
  const CallContext& ctx_;
  std::vector<std::string> path_;
  JsonBox body_;
};

}  // namespace

Result<void> add_restore_steps(const safety::RestEffect& request, databricks::Client& client,
                               evidence::PackWriter* pack, RestorePoint& point, const CallContext& ctx) {
  return RequestReader(request, client, pack, point, ctx).add();
}

}  // namespace lakecode::gate
