// Words for other systems: Kafka, databases, warehouses of other makers, HTTP services.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    // Kafka and other offset logs.
    {"kafka_offset_loss", Exact,
     "offsetoutofrange|offset out of range|offsets out of range|cannot fetch offset|"
     "failondataloss|not available in kafka any more|kafka data loss|some data may have been lost|"
     "nooffsetforpartition|offsets are no longer available|data may have been lost|"
     "some data may have been missed|expirediteratorexception"},
    {"kafka_offset_loss", Exact,
     "offset|offsets|sequence number & out of range|aged out|moved back|no longer available|lost|expired|"
     "was changed from|deleted|not available|retention|reset|smaller than|earliest|does not exist|"
     "no longer exist & !commit file & !log offset & !shuffle & !output location"},
    {"kafka_offset_loss", Exact, "fetch position|fetchposition & out of range"},
    {"kafka_offset_loss", Specific,
     "topic|partition|kafka|kinesis|event hub|eventhub & data loss|lost data|aged out|deleted & "
     "offset|data|messages|records|retention"},
    // Refused by another system.
    {"external_auth_failure", Exact,
     "saslauthentication|sasl authentication|sasl handshake|password authentication failed|login failed for user|"
     "access denied for user|topicauthorization|groupauthorization|clusterauthorization|transactionalidauthorization|"
     "not authorized to access topic|not authorized to access group|ora 01017|ora 28000|ora 28001|"
     "incorrect username or password|role is not authorized in snowflake|invalid username or password|invalid "
     "username/password|authentication failed for|"
     "loginmodule|jwt token is invalid|smtpauthenticationerror|authenticationexception|bad credentials|"
     "invalid_client|invalid client secret|aadsts|invalid_grant|no pg_hba.conf entry|no pg hba.conf entry|"
     "pg hba.conf|incorrect user name|mongosecurityexception|invalid api key|incorrect api key|"
     "kerberos|invalid_login|invalid login|authenticationfailed: invalid & !databricks token & !git & !metastore "
     "client & !dfs.core & !adls & !azurebfs"},
    {"external_auth_failure", Specific,
     "authentication|login|logon|credential|credentials|password|api key|apikey|authenticate|authorization|"
     "client secret|access key & fail|invalid|wrong|incorrect|refused|rejected|denied|expired|unauthorized|bad|not "
     "valid|locked & "
     "!git & !token is & !databricks & !storage & !<s3> & !dfs.core & !abfs & !azurebfs & !adls & !secret does not "
     "exist & "
     "!amazons3 & !gcs & !scope & !provider & !bucket & !workspace & !repo & !aws & !unity & !server failed to "
     "authenticate & "
     "!personal access token & !token expired & !instance profile & !pat & !dbutils"},
    {"external_auth_failure", Specific,
     "401|403|unauthorized|forbidden|not authorized|access denied|permission denied|accessdenied|insufficient "
     "privileges & "
     "kafka|topic|salesforce|snowflake|oracle|mysql|postgres|sqlserver|sql "
     "server|jdbc|redshift|bigquery|mongodb|mongo|cassandra|"
     "elasticsearch|<sap>|api.|rest api|sftp|<ssh>|event "
     "hub|eventhub|kinesis|smtp|ldap|servicenow|workday|hubspot|stripe|"
     "cosmos|dynamodb|<sns>|<sqs>|service bus|openai|pypi|artifactory|schema registry|pubsub|teradata|db2|synapse|glue "
     "& "
     "!azuredatabricks & !cloud.databricks & !gcp.databricks & !<s3> & !s3a & !storage.objects"},
    {"external_auth_failure", Specific,
     "<ora>|sqlstate 28000|28p01|error 1045|error 18456|error: 18456|"
     "insufficient privileges to operate & 01017|access|denied|password|invalid|fail|1045|18456|schema|table"},
    {"external_auth_failure", Specific,
     "no privilege|not have privilege|lacks privilege|permission denied for & relation|table|"
     "schema|database|sequence & psql|postgres|redshift|snowflake|oracle|jdbc"},
    {"external_auth_failure", Specific,
     "permission was denied on the object|permission denied for relation|"
     "permission denied for table|permission denied for schema|"
     "object does not exist or not authorized|role & requested is not"},
    {"external_auth_failure", Generic,
     "401 client error|403 client error|401 unauthorized|403 forbidden|status code: 401|"
     "status code 401|http 401|status 401|unauthorized for url|forbidden for url & "
     "!azuredatabricks & !cloud.databricks & !gcp.databricks & !dfs.core & !<s3> & !amazons3 & !gcs & "
     "!storage.googleapis & !abfs & !blob.core & !adls"},
    {"external_auth_failure", Specific,
     "certificate|<ssl>|<tls>|sslhandshake|pkix & verify failed|expired|handshake|unable to find "
     "valid certification|untrusted|self signed|path building failed|unknown ca"},
    // Not reachable.
    {"external_connection_failure", Specific,
     "communications link failure|client with ip address|expired before the position|expired before "
     "successfully|timeout expired while fetching topic|timed out waiting for a node assignment|network adapter could "
     "not|"
     "could not connect to server|could not connect to the server|connection attempt failed|"
     "broker may not be available|brokernotavailable|bootstrap broker disconnected|"
     "nobrokersavailable|no brokers available|no route to host|network is unreachable|"
     "the tcp/ip connection to the host|connecttimeouterror|newconnectionerror|read timed out|"
     "serverselectiontimeout|failed to update metadata|login timeout expired|tns:|tns listener|"
     "could not open client transport|connection to node & !shuffle & !relay & !control plane & !metastore & !hms"},
    {"external_connection_failure", Specific,
     "connect|connection|socket|handshake|host|server|port|endpoint|broker|request & refused|timed out|timeout|reset "
     "by peer|unreachable|"
     "no route|aborted|could not be established|closed by|not reachable|disconnected|terminated & "
     "kafka|jdbc|mysql|postgres|psycopg|pyodbc|odbc|asyncpg|sqlalchemy|port 5|port 1|port 3|sqlserver|sql "
     "server|oracle|snowflake|redshift|mongo|cassandra|elasticsearch|<sap>|sftp|ftp|"
     "<api>|api.|rest|http|https|broker|salesforce|redis|eventhub|event hub|kinesis|port "
     "1433|:1433|:5432|:3306|:1521|:9092|"
     ":9093|:9094|:27017|:443|:8443|:22|<database>|teradata|db2|url:|host=|smtp & !metastore & !relay & !control plane "
     "& "
     "!warehouse & !shuffle & !bootstrap timeout & !<429> & !hikari & !executor & !/sql/1.0 & !driver node & "
     "!broadcast & !init script & "
     "!azuredatabricks & !maximum run & !cluster"},
    {"external_connection_failure", Generic,
     "connection refused|connection timed out|connect timed out|connection timeout|connectexception|sockettimeout|"
     "connecttimeout|connectionerror|connection reset|connectionreseterror|connectionrefused|socketexception|"
     "noroutetohost|broken pipe|connection aborted|remotedisconnected|remote end closed|max retries exceeded|"
     "connection was closed|closed connection|connection closed|connection error|no nodes left|nonodesleft|nodes "
     "failed|sockettimeoutexception|timeouterror: [errno 110]|"
     "cannot connect|could not connect|unable to connect|failed to connect|failed to establish & !shuffle & !metastore "
     "& "
     "!block manager & !relay & !warehouse & !:4048 & !:7337"},
    {"external_connection_failure", Generic,
     "503 server error|502 server error|504 gateway|503 service unavailable|"
     "bad gateway|gateway time out|gateway timeout & !databricks & !warehouse & !/sql/"},
});

}  // namespace

std::span<const Rule> external_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
