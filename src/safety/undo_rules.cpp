#include "safety/undo_rules.h"

// Source: Databricks documentation on time travel, RESTORE, UNDROP and the trash of each kind of object; the windows
// are the platform's defaults and can be set lower for a table, schema or catalog.

#include "base/text.h"
#include "safety/argv_reader.h"
#include "safety/kind_index.h"
#include "safety/rest_rules.h"

namespace lakecode::safety {
namespace {

/// A kind, whole or a beginning that ends with "_". An empty `how` means that nothing brings it back; where it is
/// known why nothing does, `how` tells that, and `is_lost` is true.
struct UndoRule {
  std::string_view kind;
  std::string_view how;
  std::string_view within;
  bool is_lost = false;
};

constexpr std::string_view kNever;
constexpr std::string_view kRestore =
    "RESTORE TABLE to the version before (DESCRIBE HISTORY names it); Delta tables only";
constexpr std::string_view kWindow = "7 days unless the table keeps its files shorter or VACUUM runs";
constexpr std::string_view kFromText = "create it again from a definition saved before";
constexpr std::string_view kFormer = "set it back to what it was, which is read before the act where that can be read";
constexpr std::string_view kNothingLost = "nothing is lost by it, so nothing has to be brought back";
constexpr std::string_view kMade = "drop or delete what it made";
constexpr std::string_view kSaved = "only if saved";
constexpr std::string_view kAnyTime = "any time";
constexpr std::string_view kTrash = "restore it from the trash";

// The longest beginning that fits counts.
constexpr UndoRule kStatements[] = {
    {"INSERT", kRestore, kWindow},
    {"INSERT_OVERWRITE", kRestore, kWindow},
    {"COPY_INTO", kRestore, kWindow},
    {"LOAD_DATA", "RESTORE TABLE to the version before; the files it moved are not put back", kWindow},
    {"DELETE", kRestore, kWindow},
    {"TRUNCATE", kRestore, kWindow},
    {"UPDATE", kRestore, kWindow},
    {"MERGE", kRestore, kWindow},
    {"OPTIMIZE", kRestore, kWindow},
    {"REORG", kRestore, kWindow},
    {"FSCK_REPAIR", kRestore, kWindow},
    {"RESTORE", kRestore, kWindow},
    {"AUTO_CDC", kRestore, kWindow},
    {"REPLACE_TABLE", kRestore, kWindow},
    {"VACUUM", kNever, ""},
    {"REFRESH", kNever, ""},
    {"ANALYZE", kNothingLost, kAnyTime},
    {"CACHE", kNothingLost, kAnyTime},
    {"UNCACHE", kNothingLost, kAnyTime},
    {"CLEAR_CACHE", kNothingLost, kAnyTime},
    {"GENERATE", kNothingLost, kAnyTime},
    {"SYNC", kMade, kAnyTime},
    {"MSCK_REPAIR", "ALTER TABLE … DROP or ADD PARTITION for what it changed", kSaved},
    {"REPAIR_TABLE", "ALTER TABLE … DROP or ADD PARTITION for what it changed", kSaved},
    {"CONVERT_TO_DELTA", "remove the transaction log it wrote", "until the table is written to"},
    {"CREATE_", kMade, kAnyTime},
    {"CREATE_OR_REPLACE_", kFromText, kSaved},
    {"CREATE_OR_REPLACE_TABLE", kRestore, kWindow},
    {"ALTER_", kFormer, kSaved},
    {"ALTER_TABLE",
     "set properties, tags, filters, comment, owner or name back; RESTORE TABLE to the version before for its columns",
     kWindow},
    {"ALTER_VIEW", kFromText, kSaved},
    {"DROP_", kFromText, kSaved},
    {"DROP_TABLE", "UNDROP TABLE, while its schema and catalog still exist", "7 days by default"},
    {"DROP_MATERIALIZED_VIEW", "UNDROP, while its schema and catalog still exist", "7 days by default"},
    {"DROP_STREAMING_TABLE", kNever, ""},
    {"DROP_SCHEMA", kNever, ""},
    {"DROP_CATALOG", kNever, ""},
    {"DROP_VOLUME", kNever, ""},
    {"UNDROP", "DROP it again", kAnyTime},
    {"COMMENT_ON", kFormer, kSaved},
    {"SET_TAG", kFormer, kSaved},
    {"UNSET_TAG", kFormer, kSaved},
    {"SET", "SET the former value; the session's end does so too", "until the session ends"},
    {"GRANT", "REVOKE what was granted", kAnyTime},
    {"REVOKE", "GRANT it again, from SHOW GRANTS taken before", kSaved},
    {"DENY", "REVOKE what was denied", kAnyTime},
    {"PUT", "REMOVE the file, if there was none before", kAnyTime},
    {"GET", "delete the local file, if there was none before", kAnyTime},
    {"REMOVE", kNever, ""},
    {"CREATE_WIDGET", "REMOVE WIDGET", kAnyTime},
    {"REMOVE_WIDGET", "CREATE WIDGET again, with its default and choices", kSaved},
    {"ADD_RESOURCE", "end the session", kAnyTime},
    {"EXECUTE_IMMEDIATE", kNever, ""},
    {"CALL", kNever, ""},
    {"TRANSACTION", "ROLLBACK", "until it is committed"},
};

constexpr std::string_view kMadeAgain =
    "make it again from the settings before, which are read before the act; under a new id and without its history";
constexpr std::string_view kStartAgain = "start it again";
constexpr std::string_view kNewPipeline =
    "make it again from the settings before, which are read before the act; under a new id, and its tables without "
    "their "
    "history";
constexpr std::string_view kAccessBefore =
    "give the access before, which is read before the act, or take away what is new";
constexpr std::string_view kIdentityBefore =
    "PUT the members, roles and settings before, which are read before the act";
constexpr std::string_view kNewIdentity =
    "made again it gets another id: what was granted to the former one and its memberships stay lost";
constexpr std::string_view kSecretLost =
    "secrets have no versions, and lakecode reads no value of one: put it again by hand";
constexpr std::string_view kTokenLost = "the value of a token is shown once: mint another and hand it out again";
constexpr std::string_view kFileLost = "volumes keep no versions: download the file before";
constexpr std::string_view kFileMade =
    "delete the file again if there was none before; one that was written over does not come back, as volumes keep no "
    "versions";
constexpr std::string_view kDbfsLost = "DBFS keeps no versions: copy the file before";
constexpr std::string_view kAccountFormer =
    "set it back by hand to what it was: of an account lakecode reads nothing before the act";
constexpr std::string_view kAccountLost =
    "the account keeps nothing of what is removed, and lakecode reads nothing of it before";
constexpr std::string_view kLocalFiles = "delete the local files that it wrote, if nothing stood there before";
constexpr std::string_view kShown = "what was shown or sent cannot be taken back; a credential can be revoked";
constexpr std::string_view kDoneElsewhere = "what another program or service did with it stays done";
constexpr std::string_view kNoWay = "no way back is known: note by hand what it changes";
constexpr bool kLost = true;

// Commands of the CLI as the verdict names them.
constexpr UndoRule kCommands[] = {
    {"JOBS_RESET", "jobs reset with the settings before, which are read before the act", kAnyTime},
    {"JOBS_UPDATE", "jobs reset with the settings before, which are read before the act", kAnyTime},
    {"JOBS_DELETE", "jobs create from the settings before; under a new id and without its runs", kAnyTime},
    {"WORKSPACE_IMPORT", "import what stood there before, or delete what is new", kAnyTime},
    {"WORKSPACE_DELETE", "import it again; only single notebooks and files are kept", kAnyTime},
    {"GRANTS_UPDATE", "grants update with the opposite changes", kAnyTime},
    {"PERMISSIONS_SET", "permissions set with the list before, which is read before the act", kAnyTime},
    {"PERMISSIONS_UPDATE", "permissions set with the list before, which is read before the act", kAnyTime},
    {"TABLES_DELETE", "UNDROP TABLE, while its schema and catalog still exist", "7 days by default"},
    {"QUERIES_DELETE", kTrash, "30 days"},
    {"ALERTS_DELETE", kTrash, "30 days"},
    {"LAKEVIEW_TRASH", kTrash, "30 days"},
    {"EXPERIMENTS_DELETE-EXPERIMENT", "experiments restore-experiment", "until it is purged"},
    {"EXPERIMENTS_DELETE-RUN", "experiments restore-run", "until it is purged"},
    {"CLUSTERS_DELETE", "clusters start", "while it is listed"},
    {"CLUSTERS_PERMANENT-DELETE", kMadeAgain, kAnyTime},
    {"WAREHOUSES_DELETE", kMadeAgain, kAnyTime},
    {"POSTGRES_DELETE-BRANCH", "postgres undelete-branch, unless it was purged", "a limited time"},
    {"POSTGRES_DELETE-PROJECT", "postgres undelete-project, unless it was purged", "a limited time"},
    {"PIPELINES_START-UPDATE", kNever, ""},
    {"SECRETS_PUT-SECRET", kSecretLost, "", kLost},
    {"SECRETS_DELETE-SECRET", kSecretLost, "", kLost},
    {"SECRETS_DELETE-SCOPE", kSecretLost, "", kLost},
    {"SECRETS_PUT-ACL", kAccessBefore, kAnyTime},
    {"SECRETS_DELETE-ACL", kAccessBefore, kAnyTime},
    {"TOKENS_CREATE", "tokens delete with the id it gives", kAnyTime},
    {"TOKENS_DELETE", kTokenLost, "", kLost},
    {"TOKEN-MANAGEMENT_DELETE", kTokenLost, "", kLost},
    {"GROUPS_PATCH", kIdentityBefore, kAnyTime},
    {"GROUPS_UPDATE", kIdentityBefore, kAnyTime},
    {"GROUPS_DELETE", kNewIdentity, "", kLost},
    {"USERS_PATCH", kIdentityBefore, kAnyTime},
    {"USERS_UPDATE", kIdentityBefore, kAnyTime},
    {"USERS_DELETE", kNewIdentity, "", kLost},
    {"SERVICE-PRINCIPALS_PATCH", kIdentityBefore, kAnyTime},
    {"SERVICE-PRINCIPALS_UPDATE", kIdentityBefore, kAnyTime},
    {"SERVICE-PRINCIPALS_DELETE", kNewIdentity, "", kLost},
    {"PIPELINES_DELETE", kNewPipeline, kAnyTime},
    {"SERVING-ENDPOINTS_DELETE", kMadeAgain, kAnyTime},
    {"FS_RM", "neither volumes nor DBFS keep versions: copy the file before", "", kLost},
    {"FS_CP", "delete what it wrote, if there was none before; what was written over does not come back", kAnyTime},
};

// The last word of any other command, or its beginning up to "-".
constexpr UndoRule kVerbs[] = {
    {"CREATE", kMade, kAnyTime},
    {"MKDIRS", kMade, kAnyTime},
    {"ADD", kMade, kAnyTime},
    {"DEPLOY", kFormer, kSaved},
    {"UPDATE", kFormer, kSaved},
    {"EDIT", kFormer, kSaved},
    {"PATCH", kFormer, kSaved},
    {"PUT", kFormer, kSaved},
    {"SET", kFormer, kSaved},
    {"ASSIGN", kFormer, kSaved},
    {"RESIZE", kFormer, kSaved},
    {"CHANGE", kFormer, kSaved},
    {"START", "stop it", kAnyTime},
    {"STOP", kStartAgain, kAnyTime},
    {"PIN", "unpin it", kAnyTime},
    {"UNPIN", "pin it", kAnyTime},
    {"RESTORE", "delete it again", kAnyTime},
    {"DELETE", kNever, ""},
    {"PERMANENT", kNever, ""},
    {"REMOVE", kNever, ""},
    {"TRASH", kTrash, "30 days"},
    {"DESTROY", kNever, ""},
    {"PURGE", kNever, ""},
    {"RM", kNever, ""},
    {"CANCEL", kNever, ""},
    {"RUN", kNever, ""},
    {"REPAIR", kNever, ""},
    {"SUBMIT", kNever, ""},
    {"QUERY", kNever, ""},
    {"ROTATE", kNever, ""},
    {"RESTART", kNever, ""},
    {"UNASSIGN", kFormer, kSaved},
    {"GET", kNever, ""},
    {"GENERATE", kNever, ""},
    {"TOKEN", kNever, ""},
    {"ENV", kNever, ""},
    {"EXCHANGE", kNever, ""},
    {"RETRIEVE", kNever, ""},
    {"EXPORT", "delete the local file, if there was none before", kAnyTime},
    {"CP", "delete or copy back what it wrote, if nothing was written over", kAnyTime},
    {"RESOLVE", "delete the principal that it made, if there was none", kAnyTime},
    {"INSTALL", "uninstall it", kAnyTime},
    {"UNINSTALL", "install it again", kSaved},
    {"INIT", kLocalFiles, kAnyTime},
    {"LOGS", kLocalFiles, kAnyTime},
    {"LIST", kNothingLost, kAnyTime},
    {"EVENTS", kNothingLost, kAnyTime},
    {"VALIDATE", kNothingLost, kAnyTime},
    {"SUMMARY", kNothingLost, kAnyTime},
    {"PLAN", kNothingLost, kAnyTime},
    {"CLEAR", kNothingLost, kAnyTime},
    {"CAT", kShown, "", kLost},
    {"DESCRIBE", kShown, "", kLost},
    {"ASK", kShown, "", kLost},
    {"LOGIN", "auth logout, or the profile before in ~/.databrickscfg", kSaved},
    {"CONFIGURE", "the profile before in ~/.databrickscfg", kSaved},
    {"BIND", "unbind it", kAnyTime},
    {"UNBIND", "bind it again", kAnyTime},
    {"MKDIR", kMade, kAnyTime},
    {"PUBLISH", "unpublish it, or publish the version before", kSaved},
    {"UNPUBLISH", "publish it again", kAnyTime},
    {"UNDELETE", "delete it again", kAnyTime},
    {"ENABLE", "disable it again", kAnyTime},
    {"DISABLE", "enable it again", kAnyTime},
    {"UPSERT", kFormer, kSaved},
    {"SYNC", "delete or copy back what it wrote", kSaved},
    {"IMPORT", "import what stood there before, or delete what is new", kSaved},
    {"PSQL", kDoneElsewhere, "", kLost},
    {"CONNECT", kDoneElsewhere, "", kLost},
    {"HTTP", kDoneElsewhere, "", kLost},
    {"SETUP", kLocalFiles, kAnyTime},
};

struct RequestRule {
  std::string_view method;
  std::string_view path;  ///< as in the table of classes
  std::string_view how;   ///< as in UndoRule
  std::string_view within;
  bool is_lost = false;
};

// The first row that fits counts.
constexpr RequestRule kRequests[] = {
    {"POST", "/api/*/jobs/reset", "POST jobs/reset with the settings before, which are read before the act", kAnyTime},
    {"POST", "/api/*/jobs/update", "POST jobs/reset with the settings before, which are read before the act", kAnyTime},
    {"POST", "/api/*/jobs/delete", "POST jobs/create from the settings before; under a new id and without its runs",
     kAnyTime},
    {"POST", "/api/*/workspace/import", "import what stood there before, or delete what is new", kAnyTime},
    {"POST", "/api/*/workspace/delete", "import it again; only single notebooks and files are kept", kAnyTime},
    {"PUT", "/api/*/permissions/{+}", "PUT the list before, which is read before the act", kAnyTime},
    {"PATCH", "/api/*/permissions/{+}", "PUT the list before, which is read before the act", kAnyTime},
    {"PATCH", "/api/*/unity-catalog/permissions/{}/{}", "PATCH the opposite changes", kAnyTime},
    {"DELETE", "/api/*/unity-catalog/tables/{}", "UNDROP TABLE, while its schema and catalog still exist",
     "7 days by default"},
    {"DELETE", "/api/*/sql/queries/{}", kTrash, "30 days"},
    {"DELETE", "/api/*/lakeview/dashboards/{}", kTrash, "30 days"},
    {"POST", "/api/*/mlflow/experiments/delete", "POST mlflow/experiments/restore", "until it is purged"},
    {"POST", "/api/*/mlflow/runs/delete", "POST mlflow/runs/restore", "until it is purged"},
    {"POST", "/api/*/clusters/delete", "POST clusters/start", "while it is listed"},
    {"POST", "/api/*/clusters/permanent-delete", kMadeAgain, kAnyTime},
    {"DELETE", "/api/*/sql/warehouses/{}", kMadeAgain, kAnyTime},
    // What ran has run.
    {"POST", "/api/*/jobs/run-now", kNever, ""},
    {"POST", "/api/*/jobs/runs/submit", kNever, ""},
    {"POST", "/api/*/jobs/runs/repair", kNever, ""},
    {"POST", "/api/*/jobs/runs/cancel", kNever, ""},
    {"POST", "/api/*/jobs/runs/cancel-all", kNever, ""},
    {"POST", "/api/*/pipelines/{}/updates", kNever, ""},
    {"POST", "/api/*/sql/statements/{}/cancel", kNever, ""},
    {"POST", "/api/*/clusters/restart", kNever, ""},
    {"POST", "/serving-endpoints/{}/invocations", kNever, ""},
    {"POST", "/api/*/clusters/resize", kFormer, kSaved},
    {"POST", "/api/*/clusters/pin", "unpin it", kAnyTime},
    {"POST", "/api/*/clusters/unpin", "pin it", kAnyTime},
    {"POST", "/api/*/workspace/mkdirs", kMade, kAnyTime},
    // Collections that a POST adds to.
    {"POST", "/api/*/unity-catalog/{}", kMade, kAnyTime},
    {"POST", "/api/*/pipelines", kMade, kAnyTime},
    {"POST", "/api/*/sql/warehouses", kMade, kAnyTime},
    {"POST", "/api/*/sql/queries", kMade, kAnyTime},
    {"POST", "/api/*/sql/alerts", kMade, kAnyTime},
    {"POST", "/api/*/serving-endpoints", kMade, kAnyTime},
    {"POST", "/api/*/lakeview/dashboards", kMade, kAnyTime},
    {"POST", "/api/*/repos", kMade, kAnyTime},
    {"POST", "/api/*/preview/scim/v2/{}", kMade, kAnyTime},
    {"DELETE", "/api/*/pipelines/{}", kNewPipeline, kAnyTime},
    {"DELETE", "/api/*/serving-endpoints/{}", kMadeAgain, kAnyTime},
    {"POST", "/api/*/secrets/acls/put", kAccessBefore, kAnyTime},
    {"POST", "/api/*/secrets/acls/delete", kAccessBefore, kAnyTime},
    {"POST", "/api/*/secrets/put", kSecretLost, "", kLost},
    {"POST", "/api/*/secrets/delete", kSecretLost, "", kLost},
    {"POST", "/api/*/secrets/scopes/delete", kSecretLost, "", kLost},
    {"PUT", "/api/*/fs/files/{+}", kFileMade, kAnyTime},
    {"DELETE", "/api/*/fs/files/{+}", kFileLost, "", kLost},
    {"PUT", "/api/*/fs/directories/{+}", "delete the folder again, if there was none before", kAnyTime},
    {"DELETE", "/api/*/fs/directories/{+}", "make it again: only an empty folder can be deleted", kAnyTime},
    {"POST", "/api/*/dbfs/delete", kDbfsLost, "", kLost},
    {"PATCH", "/api/*/preview/scim/v2/{}/{}", kIdentityBefore, kAnyTime},
    {"PUT", "/api/*/preview/scim/v2/{}/{}", kIdentityBefore, kAnyTime},
    {"DELETE", "/api/*/preview/scim/v2/{}/{}", kNewIdentity, "", kLost},
    {"POST", "/api/*/token/create", "POST token/delete with the id it gives", kAnyTime},
    {"POST", "/api/*/token/delete", kTokenLost, "", kLost},
    {"POST", "/api/*/token-management/on-behalf-of/tokens", "DELETE token-management/tokens/ID with the id it gives",
     kAnyTime},
    {"DELETE", "/api/*/token-management/tokens/{}", kTokenLost, "", kLost},
    {"PATCH", "/api/*/accounts/{+}", kAccountFormer, kSaved},
    {"PUT", "/api/*/accounts/{+}", kAccountFormer, kSaved},
    {"DELETE", "/api/*/accounts/{+}", kAccountLost, "", kLost},
    {"POST", "/api/*/{+}/create", kMade, kAnyTime},
    {"POST", "/api/*/{+}/start", "stop it", kAnyTime},
    {"POST", "/api/*/{+}/stop", kStartAgain, kAnyTime},
    {"POST", "/api/*/{+}/edit", kFormer, kSaved},
    {"POST", "/api/*/{+}/update", kFormer, kSaved},
    {"PATCH", "/{+}", kFormer, kSaved},
    {"PUT", "/{+}", kFormer, kSaved},
    {"DELETE", "/{+}", kNever, ""},
    {"POST", "/api/*/{+}/delete", kNever, ""},
    {"POST", "/api/*/{+}/permanent-delete", kNever, ""},
    {"GET", "/{+}", kShown, "", kLost},
    {"HEAD", "/{+}", kShown, "", kLost},
    {"POST", "/{+}", kNoWay, "", kLost},
};

template <typename Rule>
Undo undo_from(const Rule& rule) {
  return Undo{.possible = !rule.how.empty() && !rule.is_lost, .how = rule.how, .within = rule.within};
}

constexpr KindIndex kStatementIndex(kStatements);
constexpr KindIndex kCommandIndex(kCommands);
constexpr KindIndex kVerbIndex(kVerbs);

Undo undo_of_command(std::string_view kind) {
  if (const UndoRule* rule = kCommandIndex.find(kind)) return undo_from(*rule);
  std::string_view verb = kind.substr(kind.rfind('_') + 1);
  verb = verb.substr(0, verb.find('-'));
  const UndoRule* rule = kVerbIndex.find(verb);
  return rule == nullptr ? Undo{.possible = false, .how = kNoWay, .within = {}} : undo_from(*rule);
}

std::optional<Undo> undo_of_request(const RestEffect& request) {
  std::string_view path = request.path;
  path = path.substr(0, path.find('?'));
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::string method = text::to_upper(request.method);
  for (const RequestRule& rule : kRequests) {
    if (rule.method == method && matches_path(rule.path, path)) return undo_from(rule);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Undo> undo_of(std::string_view kind) {
  const UndoRule* rule = kStatementIndex.find(kind);
  return rule == nullptr ? std::nullopt : std::optional<Undo>(undo_from(*rule));
}

std::optional<Undo> undo_of_act(std::string_view kind, const Effect& effect) {
  if (kind == "UNKNOWN") return std::nullopt;
  if (const auto* request = std::get_if<RestEffect>(&effect)) return undo_of_request(*request);
  const auto* command = std::get_if<ArgvEffect>(&effect);
  if (command == nullptr) return std::nullopt;
  const ArgvWords words = read_argv(command->argv);
  if (words.words.size() < 3 || words.words.front() != "api") return undo_of_command(kind);
  return undo_of_request({.method = words.words[1], .path = words.words[2], .query = "", .body = ""});
}

}  // namespace lakecode::safety
