#include "safety/sql_rules.h"

// Sources: Databricks SQL language manual (statement pages) and the Spark grammar. Longer rows stand before shorter
// ones.

namespace lakecode::safety {
namespace {

using enum SqlForm;
constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kWrite = EffectClass::WriteRemote;
constexpr auto kDestroy = EffectClass::Destructive;

constexpr SqlRule kRules[] = {
    {{"SELECT"}, kRead, "SELECT", Query, "Q1", "a query"},
    {{"VALUES"}, kRead, "VALUES", Query, "Q1", "a query"},
    {{"TABLE"}, kRead, "SELECT", Query, "Q1", "a query"},
    {{"SHOW"}, kRead, "SHOW", Names, "M1", "lists metadata"},
    {{"DESCRIBE"}, kRead, "DESCRIBE", Describe, "M1", "shows metadata"},
    {{"DESC"}, kRead, "DESCRIBE", Describe, "M1", "shows metadata"},
    {{"LIST"}, kRead, "LIST", Names, "M1", "lists files"},
    {{"EXPLAIN"}, kRead, "EXPLAIN", Explain, "M2", "plans and does not run"},
    {{"USE"}, kRead, "USE", Names, "N1", "changes this session only"},
    {{"DECLARE"}, kRead, "DECLARE", Declare, "N1", "changes this session only"},
    {{"RESET"}, kRead, "RESET", Names, "N1", "changes this session only"},
    {{"SET", "TAG"}, kWrite, "SET_TAG", Fixed, "A2", "changes tags"},
    {{"UNSET", "TAG"}, kWrite, "UNSET_TAG", Fixed, "A2", "changes tags"},
    {{"SET"}, kWrite, "SET", Set, "N3", "changes how later text is read or written"},
    {{"CLEAR", "CACHE"}, kWrite, "CLEAR_CACHE", Fixed, "N4", "drops cached data"},
    {{"CACHE"}, kWrite, "CACHE", Fixed, "N4", "loads data into the cache"},
    {{"UNCACHE"}, kWrite, "UNCACHE", Fixed, "N4", "drops cached data"},
    {{"REFRESH"}, kWrite, "REFRESH", Refresh, "A3", "recomputes the object"},
    {{"SYNC"}, kWrite, "SYNC", DryRun, "A3", "copies definitions into the catalog"},

    {{"INSERT", "OVERWRITE"}, kDestroy, "INSERT_OVERWRITE", Fixed, "X1", "replaces what the target holds"},
    {{"INSERT"}, kWrite, "INSERT", Insert, "W1", "adds rows"},
    {{"COPY", "INTO"}, kWrite, "COPY_INTO", Fixed, "W1", "adds rows from files"},
    {{"LOAD", "DATA"}, kWrite, "LOAD_DATA", Overwrite, "W1", "moves files into the table"},
    {{"DELETE"}, kDestroy, "DELETE", Fixed, "X2", "removes rows"},
    {{"TRUNCATE"}, kDestroy, "TRUNCATE", Fixed, "X2", "removes all rows"},
    {{"UPDATE"}, kDestroy, "UPDATE", Update, "X3", "changes every row"},
    {{"MERGE"}, kWrite, "MERGE", Merge, "W3", "adds or changes rows"},

    {{"OPTIMIZE"}, kWrite, "OPTIMIZE", Fixed, "L1", "rewrites files"},
    {{"ANALYZE", "TABLE"}, kWrite, "ANALYZE", Fixed, "L1", "stores statistics"},
    {{"ANALYZE", "TABLES"}, kWrite, "ANALYZE", Fixed, "L1", "stores statistics"},
    {{"GENERATE"}, kWrite, "GENERATE", Fixed, "L1", "writes manifest files"},
    {{"CONVERT", "TO", "DELTA"}, kWrite, "CONVERT_TO_DELTA", Fixed, "L1", "writes a transaction log"},
    {{"MSCK", "REPAIR", "TABLE"}, kWrite, "MSCK_REPAIR", Repair, "L1", "adds partitions"},
    {{"REPAIR", "TABLE"}, kWrite, "REPAIR_TABLE", Repair, "L1", "adds partitions"},
    {{"REORG", "TABLE"}, kWrite, "REORG", Reorg, "L1", "rewrites files"},
    {{"FSCK", "REPAIR", "TABLE"}, kDestroy, "FSCK_REPAIR", DryRun, "L5", "removes file entries from the log"},
    {{"VACUUM"}, kDestroy, "VACUUM", DryRun, "L3", "deletes old files for good"},
    {{"RESTORE"}, kDestroy, "RESTORE", Fixed, "L4", "replaces the table by an older version"},

    {{"CREATE"}, kWrite, "CREATE", Create, "A1", "creates an object"},
    {{"REPLACE", "TABLE"}, kDestroy, "REPLACE_TABLE", Fixed, "X4", "replaces the table and its data"},
    {{"DROP", "TEMPORARY", "VARIABLE"}, kRead, "DROP_VARIABLE", Names, "N1", "changes this session only"},
    {{"ALTER"}, kDestroy, "ALTER", Alter, "A2", "an ALTER form we do not know"},
    {{"COMMENT", "ON"}, kWrite, "COMMENT_ON", Fixed, "A2", "changes a comment"},
    {{"UNDROP"}, kWrite, "UNDROP", Fixed, "A2", "brings an object back"},
    {{"GRANT"}, kWrite, "GRANT", Fixed, "P1", "widens access"},
    {{"REVOKE"}, kWrite, "REVOKE", Fixed, "P2", "takes access away"},
    {{"DENY"}, kWrite, "DENY", Fixed, "P2", "takes access away"},
    {{"PUT"}, kWrite, "PUT", Overwrite, "H1", "uploads a local file"},
    {{"GET"}, kWrite, "GET", Fixed, "H1", "writes a local file"},
    {{"REMOVE"}, kDestroy, "REMOVE", Fixed, "H1", "deletes a file"},
    {{"ADD", "JAR"}, kWrite, "ADD_RESOURCE", Fixed, "H1", "loads a resource into the session"},
    {{"ADD", "FILE"}, kWrite, "ADD_RESOURCE", Fixed, "H1", "loads a resource into the session"},
    {{"ADD", "ARCHIVE"}, kWrite, "ADD_RESOURCE", Fixed, "H1", "loads a resource into the session"},

    {{"EXECUTE", "IMMEDIATE"}, kDestroy, "EXECUTE_IMMEDIATE", Execute, "B2", "runs a computed text"},
    {{"CALL"}, kDestroy, "CALL", Fixed, "B3", "runs a procedure we have not read"},
    {{"START", "TRANSACTION"}, kWrite, "TRANSACTION", Fixed, "B4", "opens a transaction"},
    {{"BEGIN", "TRANSACTION"}, kWrite, "TRANSACTION", Fixed, "B4", "opens a transaction"},
    {{"COMMIT"}, kWrite, "TRANSACTION", Fixed, "B4", "ends a transaction"},
    {{"ROLLBACK"}, kWrite, "TRANSACTION", Fixed, "B4", "ends a transaction"},
};

constexpr SqlNoun kNouns[] = {
    {{"STREAMING", "LIVE", "TABLE"}, "STREAMING_TABLE", false},
    {{"MATERIALIZED", "VIEW"}, "MATERIALIZED_VIEW", false},
    {{"STREAMING", "TABLE"}, "STREAMING_TABLE", false},
    {{"EXTERNAL", "TABLE"}, "TABLE", false},
    {{"EXTERNAL", "VOLUME"}, "VOLUME", false},
    {{"EXTERNAL", "LOCATION"}, "EXTERNAL_LOCATION", false},
    {{"STORAGE", "CREDENTIAL"}, "STORAGE_CREDENTIAL", false},
    {{"SERVICE", "CREDENTIAL"}, "CREDENTIAL", false},
    {{"FOREIGN", "CATALOG"}, "CATALOG", false},
    {{"BLOOMFILTER", "INDEX"}, "BLOOMFILTER_INDEX", false},
    {{"TABLE"}, "TABLE", false},
    {{"VIEW"}, "VIEW", true},
    {{"SCHEMA"}, "SCHEMA", false},
    {{"DATABASE"}, "SCHEMA", false},
    {{"CATALOG"}, "CATALOG", false},
    {{"VOLUME"}, "VOLUME", false},
    {{"FUNCTION"}, "FUNCTION", true},
    {{"PROCEDURE"}, "PROCEDURE", true},
    {{"CONNECTION"}, "CONNECTION", false},
    {{"SERVER"}, "CONNECTION", false},
    {{"CREDENTIAL"}, "CREDENTIAL", false},
    {{"SHARE"}, "SHARE", false},
    {{"RECIPIENT"}, "RECIPIENT", false},
    {{"PROVIDER"}, "PROVIDER", false},
    {{"POLICY"}, "POLICY", false},
    {{"GROUP"}, "GROUP", false},
    {{"USER"}, "USER", false},
    {{"FLOW"}, "FLOW", false},
};

constexpr std::string_view kShowForms[] = {
    "ALL",       "CATALOGS",      "COLUMNS", "CONNECTIONS", "CREATE", "CREDENTIALS", "CURRENT",  "DATABASES",
    "EXTERNAL",  "FUNCTIONS",     "GRANT",   "GRANTS",      "GROUPS", "PARTITIONS",  "POLICIES", "PROCEDURES",
    "PROVIDERS", "RECIPIENTS",    "SCHEMAS", "SERVICE",     "SHARES", "STORAGE",     "SYSTEM",   "TABLE",
    "TABLES",    "TBLPROPERTIES", "USER",    "USERS",       "VIEWS",  "VOLUMES"};

constexpr std::string_view kBenignSettings[] = {"ANSI_MODE",
                                                "TIMEZONE",
                                                "STATEMENT_TIMEOUT",
                                                "USE_CACHED_RESULT",
                                                "MAX_FILE_PARTITION_BYTES",
                                                "LEGACY_TIME_PARSER_POLICY",
                                                "READ_ONLY_EXTERNAL_METASTORE",
                                                "QUERY_TAGS"};

}  // namespace

std::size_t SqlRule::word_count() const {
  std::size_t count = 0;
  while (count < words.size() && !words[count].empty()) ++count;
  return count;
}

std::span<const SqlRule> sql_rules() {
  return kRules;
}
std::span<const SqlNoun> sql_nouns() {
  return kNouns;
}
std::span<const std::string_view> show_forms() {
  return kShowForms;
}
std::span<const std::string_view> benign_settings() {
  return kBenignSettings;
}

}  // namespace lakecode::safety
