// Words for compute that does not start, the platform below it, metastores and warehouses.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    // Capacity: the provider has no such machine now.
    {"cluster_cloud_capacity", Exact,
     "insufficientinstancecapacity|insufficient instance capacity|skunotavailable|sku not available|"
     "zone resource pool exhausted|zonalallocationfailed|overconstrainedallocation|overconstrainedzonalallocation|"
     "insufficient host capacity|insufficienthostcapacity"},
    {"cluster_cloud_capacity", Exact,
     "do not have|does not have|dont have|doesnt have|not enough|insufficient|lack of|ran out of|out of|no longer has "
     "& sufficient capacity|enough capacity|sufficient resources|enough resources|spot capacity|"
     "instance capacity|capacity in the|<capacity> for the requested|vm capacity|machine capacity"
     "|capacity available|available capacity & !slots & !kubernetes pods & !subnet & !ip address"},
    {"cluster_cloud_capacity", Specific,
     "allocation failed|allocationfailed|capacity restrictions|capacity restriction|capacity constraint|stockout|"
     "stocked out|out of stock|capacity not available|capacity is not available|no capacity|capacity shortage|"
     "insufficient capacity|capacity unavailable|no spot capacity|capacity is currently unavailable & !memory"},
    {"cluster_cloud_capacity", Specific,
     "not available|unavailable|exhausted|not offered|not supported in your requested|cannot be provisioned & vm "
     "size|instance type|machine type|node type|requested size|"
     "resource pool & zone|region|location|availability & !deprecated & !policy"},
    {"cluster_cloud_capacity", Specific,
     "does not have enough resources|not enough resources available|resources to fulfill|fulfill the request & "
     "resource|zone|region|capacity"},
    {"cluster_cloud_capacity", Specific,
     "unfulfillablecapacity|unfulfillable capacity|spotmaxpricetoolow|"
     "max price too low|spot request was not fulfilled"},
    {"cluster_cloud_capacity", Specific,
     "enough|sufficient & machines|instances|<vms>|virtual machines|hosts & zone|region|location|us-|eu-|west|east & "
     "!quota & !address & !disk & !memory"},
    // Quota: a ceiling of the account, subnet or pool.
    {"cluster_cloud_quota", Exact,
     "vcpulimitexceeded|vcpu limit exceeded|instancelimitexceeded|instance limit exceeded|quotaexceeded|"
     "maxspotinstancecountexceeded|max spot instance count|volumelimitexceeded|insufficientfreeaddressesinsubnet|"
     "subnetisfull|subnet is full|subnetexhausted|subnet exhausted|ip space exhausted|cores quota|vcpus quota|"
     "addresslimitexceeded|publicipcountlimitreached|ip exhaustion|networkinterfacelimitexceeded"},
    {"cluster_cloud_quota", Exact,
     "enough|insufficient|not sufficient|no more|no available|out of|exhaust|ran out|no free|depleted|not have & "
     "free address|free ip|ip address|available ip|private ip|addresses in subnet|available address|subnet address"},
    {"cluster_cloud_quota", Specific,
     "quota & exceed|exceeding|reached|insufficient|not enough|limit: & !active task runs & !api & !per minute & "
     "!requests & !queries & !rate & !disk quota & !per second & !runs"},
    {"cluster_cloud_quota", Specific,
     "limit & vcpu|core|cpus|instances|public ip|elastic ip|in use addresses|ssd total|disks total|persistent disk & "
     "exceed|reached|current limit|allows|allowed|increase & !time limit & !rate & !memory limit & !memory"},
    {"cluster_cloud_quota", Specific,
     "instance pool|<pool> & max capacity|is full|at capacity|maximum capacity|max_capacity|no idle instances|"
     "reached its maximum|exhausted|no capacity left & !connection pool & !hikari & !resource pool & !thread pool"},
    {"cluster_cloud_quota", Specific,
     "subnet & exhaust|<full>|no free|not enough|too small|ran out|out of addresses|out of ips"},
    {"cluster_cloud_quota", Specific,
     "quota|addresses|private ip|free ip|vcpu & only|remain|remaining|left|needs|need & subnet|quota|region|account & "
     "!runs & !memory & !disk"},
    {"cluster_cloud_quota", Generic,
     "budget policy|usage policy|spending limit|monthly budget|cost budget & limit|exceed|enforce|blocked|reached"},
    // Network bootstrap.
    {"cluster_network_bootstrap", Exact,
     "self bootstrap|bootstrap timeout|bootstrap failure|bootstrap timed out|npip tunnel|ngrok|node daemon fast fail|"
     "secure cluster connectivity & !dns"},
    {"cluster_network_bootstrap", Specific,
     "bootstrap|bootstrapping & fail|timed out|took longer|did not finish|not complete|timeout|unable & "
     "!bootstrap.servers & !bootstrap servers & !bootstrap broker & !init script & !bootstrap url"},
    {"cluster_network_bootstrap", Specific,
     "control plane|<relay>|scc relay|tunnel|webapp endpoint & reach|connect|unreachable|fail|timed out|blocked|"
     "setup & !sparkcontext & !429 & !ssh tunnel to"},
    {"cluster_network_bootstrap", Specific, "security daemon|node daemon|chef & regist|ping|answer|respond|fail|error"},
    {"cluster_network_bootstrap", Specific,
     "network & misconfig|health check|configuration fail|check failed|setup fail|configuration error & !kafka & "
     "!dns"},
    {"cluster_network_bootstrap", Specific,
     "instance|node|vm|worker & unreachable|not reachable|could not be reached|cannot reach|failed to reach & launch|"
     "start|setup|egress|route|firewall|nsg|security group|artifact|control plane"},
    {"cluster_network_bootstrap", Generic,
     "spark image|runtime image|container image|worker image|artifact storage & download|fetch|timed out|timeout & "
     "fail|slow|timed out|timeout & !manifest & !docker hub & !not found"},
    // DNS.
    {"dns_resolution", Exact,
     "unknownhost|nameresolutionerror|temporary failure in name resolution|name or service not known|"
     "nodename nor servname|getaddrinfo|gaierror|could not resolve host|couldnt resolve host|cannot resolve host|"
     "failed to resolve host|unable to resolve host|unresolved address|unresolvedaddressexception|"
     "name does not resolve|no resolvable bootstrap urls|no such host is known|nxdomain|servfail|"
     "no address associated with hostname|could not translate host name|unable to resolve address|"
     "name resolution failed|name resolution failure|dns resolution|cant resolve host|could not resolve hostname|"
     "host name could not be resolved|hostname could not be resolved|host could not be resolved|"
     "unable to determine host|the remote name could not be resolved"},
    {"dns_resolution", Specific,
     "<dns> & fail|could not|cannot|unable|did not answer|timed out|unreachable|error|"
     "no answer|not resolve|not found|nx|server"},
    {"dns_resolution", Specific,
     "failed to resolve|could not resolve|couldnt resolve|cannot resolve|unable to resolve|not resolvable|"
     "resolution of & hostname|host name|<host>|.com|.net|.internal|.local|.org|.io|domain|bootstrap & !column & "
     "!secret & !dependency & !dependencies & !artifact & !given input & !unresolved & !requirement & !package & "
     "!due to data type & !version & !clause & !parameter reference & !.jar"},
    // Init scripts.
    {"init_script_failure", Exact,
     "init script|init scripts|initialization script|init script failure & fail|exit|non zero|timed out|timeout|"
     "error|not found|could not|cannot|unable|denied|does not exist|returned & !succeeded & !finished successfully & "
     "!completed successfully & !exited with status 0 & !exit code 0 & !exit status 0 & !status: 0"},
    {"init_script_failure", Specific,
     "(init)|init phase|init stage|global init & script & exit|fail|non zero|timed out|returned & !exit status 0"},
    {"init_script_failure", Specific,
     "init.sh|init scripts/ & exit code|exit status|exited with|failed|non zero & "
     "!exit code 0 & !status 0"},
    // Libraries.
    {"library_install_failure", Exact,
     "no matching distribution|could not find a version that satisfies|managedlibraryinstallfailed|"
     "library installation failed|library install failed|libraryinstallation|failed to install library|"
     "failed to install librar|unable to install librar|could not install librar|library resolution failed|"
     "unresolved dependency|unresolved dependencies|failed building wheel|could not build wheels|"
     "resolutionimpossible|is not a supported wheel|failed to build installable wheels|"
     "metadata generation failed|metadata-generation|subprocess exited with error & !test suite"},
    {"library_install_failure", Exact,
     "could not find artifact|could not resolve artifact|could not resolve dependencies|failure to find & "
     "maven|artifact|repo|pom|dependencies|central|jar"},
    {"library_install_failure", Specific,
     "<pip>|/pip|pip3|<uv>|conda|<cran>|install.packages|maven|<egg>|<ivy>|apt get install|poetry & "
     "non zero exit|exited with|exit code|exit status|fail|error:|could not|unable|conflict|cannot install & "
     "!init script & !succeed & !missing optional & !notice & !modulenotfound & !use pip"},
    {"library_install_failure", Specific,
     "<library>|libraries|<wheel>|<whl>|<jar>|package|.whl|.jar|requirements.txt & install & fail|error|unable|cannot|"
     "could not|denied|not have|404|timed out & !no module named & !init script & !successfully installed"},
    {"library_install_failure", Specific, "manage & permission|right|privilege & install & librar|package"},
    {"library_install_failure", Specific,
     "environment|serverless env & install|dependenc|resolve|set up|setup|prepare & "
     "fail|could not|unable|error & requirement|dependenc|package|pip"},
    {"library_install_failure", Specific,
     "package & installation failed|non zero exit status|had non zero & r package|<cran>|install"},
    {"library_install_failure", Generic, "requires a different python"},
    // The request is wrong.
    {"invalid_run_config", Exact,
     "inputwidgetnotdefined|no input widget named|manifest unknown|image not found|pull access denied|"
     "missing required parameter|end of support|invalid_parameter_value & !model & !endpoint"},
    {"invalid_run_config", Specific,
     "widget & not defined|no value|required|was not provided|not provided|no such|does not "
     "exist|missing|undefined|not found"},
    {"invalid_run_config", Specific,
     "docker|container image|custom image|image pull|image tag & fail|not found|unknown|invalid|unable|unauthorized|"
     "does not exist|denied|too large & !oom & !memory & !is memory"},
    {"invalid_run_config", Specific,
     "cluster policy|<policy>|compute policy & validation|not allowed|violat|must be|not permitted|forbidden "
     "by|invalid|"
     "missing|required|not compliant|disallow|conform & !retention & !bucket policy & !identity based policy & "
     "!budget & !iam policy & !resource policy & !conditional access & !row filter & !timeparserpolicy & "
     "!time parser & !rebase & !network polic & !resource based policy & !password & !legacy"},
    {"invalid_run_config", Specific,
     "validation failed|failed validation|validation error|not valid|invalid|unsupported|not "
     "supported|illegal|unrecognized & !availability zone & !fs.azure & node type|"
     "spark version|runtime version|cluster request|cluster attribut|instance type|job setting|job cluster|"
     "cluster configuration|run configuration|run config|spark conf|data security mode|cron|num workers|vm size|"
     "instance profile arn|machine type|key pair|kms key|cluster spec|custom tag|availability zone name"},
    {"invalid_run_config", Specific,
     "spark version|runtime|image|dbr & no longer supported|end of support|end of life|not found|deprecated and|"
     "retired|unsupported|not supported & !table feature & !reader & !writer & !delta"},
    {"invalid_run_config", Specific,
     "parameter|dynamic value|task value|taskvalue|{{ & could not be resolved|cannot be resolved|unresolved|not "
     "resolve|"
     "not defined|not found|no value|does not exist|unknown & !column & !secret & !function parameter & !variable or & "
     "!sql parameter & !named parameter & !udf"},
    {"invalid_run_config", Specific,
     "required|missing|unrecognized|invalid|expected & argument|parameter|option|flag & usage:|argparse|cli|--|"
     "command line|job parameter|task parameter|base parameter|click|environment variable|notebook param|main.py: & "
     "!positional & !keyword argument & !illegalargument & !secret & !unexpected keyword"},
    {"invalid_run_config", Specific,
     "the following arguments are required|unrecognized arguments:|no such option|"
     "missing option|missing argument|missing required argument|required job parameter|"
     "required parameter|expected one argument"},
    {"invalid_run_config", Generic,
     "invalid argument|invalid cluster|bad request|malformed request|invalid request & "
     "cluster|job|run|node|task & !sql"},
    {"invalid_run_config", Specific,
     "existing cluster|cluster & does not exist|was deleted|permanently deleted|"
     "not found & !driver & !topic & !kafka & !warehouse & !table"},
    {"invalid_run_config", Generic,
     "is not enabled|feature is disabled|not enabled for|feature disabled|is disabled for "
     "& workspace|account|region|tier|feature"},
    // Too many requests.
    {"api_rate_limit", Exact,
     "toomanyrequests|too many requests|requestlimitexceeded|request limit exceeded|rate limit exceeded|"
     "ratelimitexceeded|rateexceeded|rate exceeded|throttlingexception|request rate is "
     "large|slowdown|requestthrottled|request throttled|subscriptionrequeststhrottled|"
     "ratelimiterror"},
    {"api_rate_limit", Exact, "too many requests|toomanyrequests|too_many_requests|resource exhausted: rate"},
    {"api_rate_limit", Specific,
     "<429>|throttl|rate limit|rate limited|requests per|api quota|rate quota|request rate|rate of requests|"
     "rate of node requests|slow down|queries per & error|status|exceed|limit|reject|http|retry|fail|large|reduce & "
     "!part & !row 429 & !disk & !task 429 & !stage 429 & !autotune & !tid 429"},
    // Service faults.
    {"platform_internal_error", Exact,
     "hit a bug in spark|you hit a bug|hit a bug|internal service fault|databricks services experienced|"
     "service fault|please report this bug|this is a bug in"},
    {"platform_internal_error", Specific,
     "failed with an internal error|internal error in the|internal error occurred|"
     "internalerrorexception|internal system error|internal failure"},
    {"platform_internal_error", Specific,
     "unexpected|internal|unknown & platform|databricks service|control plane service|backend|service & error|"
     "failure|fault|exception & contact|support|retry|try again|launching|status page|please & !retention"},
    {"platform_internal_error", Specific,
     "contact|reach out to & databricks support|support team|our support|"
     "customer support|support if the problem & !user & !whitelist"},
    {"platform_internal_error", Generic,
     "[internal error]|internalerror|internal_error:|internal server error|"
     "500 internal|http 500|status code 500|errorclass=internal error & "
     "!jdbc & !kafka & !salesforce"},
    {"platform_internal_error", Generic,
     "sigsegv|segmentation|core dump|problematic frame|hs err pid|a fatal error has been detected by the java runtime "
     "& "
     "photon|jvm|libjvm|java runtime|<c2>|libspark"},
    {"platform_internal_error", Generic,
     "wholestagecodegen|codegen|generated code|janino & fail|compil|grows beyond|"
     "error & !warn"},
    {"platform_internal_error", Generic,
     "temporarily unavailable|service unavailable|503 service|bad gateway|"
     "gateway timeout|502 & databricks|workspace|control plane|azuredatabricks"},
    // Metastores.
    {"metastore_unavailable", Exact,
     "unable to instantiate & hivemetastore|metastoreclient|sessionhivemetastore|metastore"},
    {"metastore_unavailable", Exact,
     "metastore|meta store|hive metastore|<hms> & down|unhealthy|unavailable|unreachable|not reachable|could not "
     "connect|"
     "failed to connect|cannot connect|unable to connect|connection refused|timed out|timeout|not responding|"
     "not available|connectivity|no connection|too many connections|lost connection|connection pool|could not reach|"
     "not be reached|connection reset|failed after & !does not exist & !no metastore assigned & !healthy again"},
    {"metastore_unavailable", Exact,
     "hikaripool|hikari|bonecp|dbcp|connection pool & metastore|datanucleus|objectstore|javax.jdo"},
    {"metastore_unavailable", Specific,
     "hikaripool|hikari|bonecp|jdopool & connection is not available|timed out|timeout|pool|exhaust"},
    {"metastore_unavailable", Generic,
     "datanucleus|hivemetaexception|rawstore|objectstore.|jdodatastoreexception|"
     "retryingmetastoreclient|hivemetastoreclient|thriftmetastore|"
     "hiveexternalcatalog & exception|error|fail|could not|lost & !nosuch & "
     "!permission & !alreadyexists & !not found"},
    {"~metastore_frame", Generic,
     "datanucleus|hive.metastore.|metastoreclient|jdopersistencemanager|"
     "hive.metastore.objectstore",
     Hint, Where::Code},
    // Warehouses.
    {"warehouse_unavailable", Exact,
     "warehouse|sql endpoint|/sql/1.0/endpoints|sql/1.0/warehouses|endpoint & stopped|is stopping|deleted|"
     "does not exist|not found|failed to start|could not start|cannot start|did not start|not running|not start|"
     "auto start|autostart|unavailable|503|unable to start|start request|failed start|in state|cannot be started|"
     "starting & !snowflake & !synapse & !serving endpoint & !model & !s3 & !vpc endpoint & !private endpoint & "
     "!azurebfs & !storage"},
    {"warehouse_unavailable", Specific,
     "warehouse & timed out|timeout|terminated|unreachable|cannot be reached|shut down|quota|disabled|fail & "
     "!snowflake "
     "& !query failed & !synapse"},
    {"warehouse_unavailable", Exact, "too many 503 error responses|temporarily unavailable & warehouse|/sql/"},
    {"warehouse_unavailable", Generic,
     "thriftextension|thrift server|thrift http|sql gateway & 503|unexpected response"},
});

}  // namespace

std::span<const Rule> compute_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
