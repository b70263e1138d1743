// Words for rights: Unity Catalog, cloud storage, secrets, tokens and access modes.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    // Unity Catalog and table ACLs.
    {"uc_permission_denied", Exact,
     "does not have|doesnt have|lacks|missing|without|not granted|requires|required|need|insufficient & "
     "<select>|<modify>|"
     "use catalog|use schema|read volume|write volume|create table|create schema|<execute>|<usage>|all privileges|"
     "read files|write files|create volume|browse|apply tag|create external|create function|create catalog|"
     "read metadata|refresh|create model|use connection|<manage>|<create>|owner & on|privilege|permission & !secret & "
     "!scope & "
     "!not null & !storage.objects & !install & !kafka & !librar & !jdbc & !snowflake & !iam.gserviceaccount & "
     "!notebook"},
    {"uc_permission_denied", Exact,
     "insufficient permission|insufficient privilege|insufficient permissions|"
     "unauthorizedaccessexception & !s3 & !storage account & !secret & !scope & !library & !topic & "
     "!notebook & !ora"},
    // Whatever the privilege is called: "lacks the EXTERNAL USE LOCATION privilege on external location".
    {"uc_permission_denied", Exact,
     "lacks|does not have|doesnt have|missing|requires & privilege on|privileges on & !secret & !scope & !ora & !psql "
     "& "
     "!postgres & !mysql"},
    {"uc_permission_denied", Exact,
     "unity catalog|unitycatalog|managedcatalog|<uc> & permission denied|does not have|privilege|"
     "permission|not authorized|unauthorized & !not supported & !not enabled"},
    {"uc_permission_denied", Specific,
     "permission denied|does not have permission|does not have privilege|not have the privilege|does not have "
     "sufficient|"
     "not authorized|no permission|lacks permission|lacks the & "
     "<table>|<catalog>|<schema>|<volume>|<function>|<view>|external location|storage credential|database|any file|"
     "registered model|metastore|<select>|<modify>|<object> & !secret & !scope & !topic & !notebook & !psql & "
     "!postgres & "
     "!relation & !jdbc & !snowflake"},
    {"uc_permission_denied", Specific,
     "is not the owner|not an owner|not owner|must be owner|must be the owner & !workspace object"},
    {"uc_permission_denied", Specific, "row filter|column mask|dynamic view & denied|permission|not authorized"},
    {"uc_permission_denied", Generic,
     "permission denied:|permission denied & !secret & !scope & !s3 & !abfs & !gs:// & "
     "!errno 13 & !publickey & !git"},
    // Cloud storage.
    {"storage_access_denied", Exact,
     "authorizationpermissionmismatch|authorizationfailure|server failed to authenticate the request|"
     "amazons3exception: access denied|amazons3exception: "
     "forbidden|errorcode=authenticationfailed|fs.azure.account.key & !git & !kafka & !jdbc"},
    {"storage_access_denied", Exact,
     "<s3>|s3a|s3://|amazons3|s3client|s3exception|adls|abfs|azurebfs|dfs.core|blob.core|wasb|<gcs>|gs://|cloud "
     "storage|"
     "storage.objects|storage account|storage.googleapis|bucket|putobject|getobject|headobject|listobjects|"
     "listbucket|listobjectsv2|deleteobject|external location|storage credential & 403|401|denied|forbidden|not "
     "authorized|"
     "unauthorized|accessdenied|does not have "
     "storage|authenticat|invalidaccesskeyid|signaturedoesnotmatch|expiredtoken|"
     "accesscontrolexception|not permitted|no permission|keybasedauthenticationnotpermitted & !user does not have & "
     "!privilege on & !topic & "
     "!warehouse & !404"},
    {"storage_access_denied", Exact, "storage.objects.|storage.buckets. & does not have|denied|permission|403"},
    {"storage_access_denied", Specific,
     "this request is not authorized|not authorized to perform this operation|"
     "not authorized to perform: s3|accessdeniedexception|"
     "sts:assumerole|assumerole|kms:decrypt|invalidaccesskeyid|signaturedoesnotmatch|"
     "no aws credentials provided|unable to load credentials|"
     "unable to load aws credentials|nocredentialsfound|nocredentialserror|"
     "expired sas|sas token|signature not valid|public access is not permitted|"
     "blocked by the firewall|network rules|account key|expiredtoken|"
     "the provided token has expired|invalid configuration value detected for "
     "fs.azure.account.key & !topic & !kafka & !secretsmanager"},
    {"storage_access_denied", Specific, "operation failed & 403|401"},
    {"storage_access_denied", Specific,
     "<kms>|kms key & denied|not authorized|inaccessible|disabled|permission & !cluster launch"},
    {"storage_access_denied", Specific,
     "accessdenied|access denied|403|forbidden & iam|service account|instance profile|"
     "managed identity|iam role|arn:aws|principal & !topic & !warehouse & !launch instance & !databricks.com/api"},
    {"storage_access_denied", Generic,
     "accessdenied|access denied|status code: 403|status code 403|statuscode=403|"
     "403 forbidden|forbidden & !user & !topic & !login & !kafka & !databricks"},
    {"storage_access_denied", Generic,
     "permissionerror: [errno 13]|errno 13|filesystem permission & !/tmp & !/root & !/usr"},
    // Secrets.
    {"secret_missing", Exact,
     "secret|secrets|<scope>|secret scope|key vault|keyvault & does not exist|doesnt exist|not found|"
     "no such|cannot resolve|could not resolve|unable to resolve|not exist|could not be resolved|"
     "cannot be resolved|unresolved|could not be found|missing|failed to resolve|secretnotfound|was not found|"
     "failed to fetch|unable to fetch|resourcenotfound & !oauth scope & !client secret is & !table & "
     "!column & !aadsts & !transaction scope"},
    {"secret_missing", Exact,
     "secret|secrets|<scope>|key vault|keyvault & permission|denied|not authorized|forbidden|<acl>|"
     "does not have|not allowed|403 & !oauth scope & !client secret & !aadsts & !insufficient scope & "
     "!scope of & !required scope & !provided scope"},
    {"secret_missing", Specific, "{{secrets/ & resolve|fail|invalid|not|unable|cannot"},
    {"secret_missing", Specific,
     "dbutils.secrets|secretmanager|secretsmanager|secretsutils|secretutil & does not exist|permission|"
     "not found|denied|exception"},
    // Tokens for the Databricks API.
    {"auth_token_invalid", Exact,
     "invalid access token|token is expiring|access token expired|invalid token|token has expired|"
     "token expired|expired token|token is expired|token is invalid|token is not valid|"
     "token was revoked|token revoked|token has been revoked|token not valid|refresh token & !jwt token & "
     "!snowflake & !kafka & !s3 & !amazons3 & !sts & !csrf & !syntax & !unrecognized token & !salesforce & "
     "!git & !json & !sas & !security token included & !provided token & !instagram & !graph.microsoft"},
    {"auth_token_invalid", Exact,
     "credential was not sent|unsupported type for this api|"
     "default auth: cannot configure|cannot configure default credentials|"
     "personal access token is|pat has expired & !git & !github & !gitlab"},
    {"auth_token_invalid", Exact,
     "databricks.com|azuredatabricks|databricks.sdk|databricks api|databricks-sdk|workspace api|/api/2.|"
     "databricks workspace|<adb |gcp.databricks|<dbc & 401|"
     "unauthenticated|unauthorized|invalid access|token|credential|403 invalid & "
     "expired|invalid|401|unauthorized|unauthenticated|not valid|revoked|missing|wrong|bad & !storage & "
     "!429 & !git & !warehouse & !dfs.core & !topic & !secret"},
    {"auth_token_invalid", Specific,
     "unauthenticated|oauth token|bearer token|access token|service principal token|m2m & invalid|"
     "expired|unauthorized|401|not valid|fail|revoked & !kafka & !git & !snowflake & !storage & "
     "!salesforce & !dfs.core & !topic"},
    // Access modes.
    {"access_mode_restriction", Exact,
     "not whitelisted|whitelisted|py4jsecurity|not allowlisted|is not allowed on class|"
     "jvm attribute not supported|"
     "it depends on the jvm & !ip & !cidr"},
    {"access_mode_restriction", Exact,
     "shared|standard access|serverless|spark connect|access mode|user isolation|single user|"
     "unity catalog|table acl|credential passthrough|high concurrency|no isolation|lakeguard|dedicated & "
     "not supported|unsupported|not allowed|not available|not implemented|is not permitted|forbidden|"
     "disallowed|cannot be used|not enabled|does not support|can only|blocked & !reader & !feature "
     "& !does not have & !privilege & !shared object & !node type & !policy"},
    {"access_mode_restriction", Exact,
     "attribute & sparkcontext|jvm|jsc|<rdd>|jsparksession|sc & not supported|not implemented|"
     "unsupported|not available & !dataframe object has"},
    {"access_mode_restriction", Specific,
     "not implemented|not supported|not_implemented & rdd|sparkcontext|foreachpartition|"
     "sc.parallelize|mappartitions|is not implemented|global temp|hive udf & !feature & !writer"},
    {"access_mode_restriction", Specific,
     "local file|file system|filesystem|/dbfs|dbfs root|localfilesystemaccess|"
     "direct access & forbidden|access is forbidden|disabled on|"
     "not allowed|is not supported on & !403 & !secret & !storage.objects & !iam & !s3 & !adls & "
     "!abfs"},
});

}  // namespace

std::span<const Rule> access_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
