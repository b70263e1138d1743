#include "safety/sql_rules.h"

// Sources: Databricks SQL language manual (statement pages) and the Spark grammar.

#include <algorithm>
#include <array>

#include "base/text.h"
#include "safety/kind_index.h"

namespace lakecode::safety {
namespace {

using sql::Trait;
constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kWrite = EffectClass::WriteRemote;
constexpr auto kDestroy = EffectClass::Destructive;

constexpr KindRule kKindRules[] = {
    {"SELECT", kRead, "Q1", "a query"},
    {"VALUES", kRead, "Q1", "a query"},
    {"SHOW", kRead, "M1", "lists metadata"},
    {"DESCRIBE", kRead, "M1", "shows metadata"},
    {"LIST", kRead, "M1", "lists files"},
    {"EXPLAIN", kRead, "M2", "plans and does not run"},
    {"USE", kRead, "N1", "changes this session only"},
    {"DECLARE", kRead, "N1", "changes this session only"},
    {"RESET", kRead, "N1", "changes this session only"},
    {"SCRIPT", kRead, "B1", "steers the script"},
    {"SET", kWrite, "N3", "changes how later text is read or written"},
    {"CREATE_WIDGET", kWrite, "N3", "gives later text of the notebook a parameter"},
    {"REMOVE_WIDGET", kWrite, "N3", "takes a parameter from later text of the notebook"},
    {"SET_TAG", kWrite, "A2", "changes tags"},
    {"UNSET_TAG", kWrite, "A2", "takes tags away, which may lift a policy that hangs on them"},
    {"CLEAR_CACHE", kWrite, "N4", "drops cached data"},
    {"CACHE", kWrite, "N4", "loads data into the cache"},
    {"UNCACHE", kWrite, "N4", "drops cached data"},
    {"REFRESH", kWrite, "A3", "recomputes the object"},
    {"SYNC", kWrite, "A3", "copies definitions into the catalog"},

    {"INSERT", kWrite, "W1", "adds rows"},
    {"INSERT_OVERWRITE", kDestroy, "X1", "replaces what the target holds"},
    {"COPY_INTO", kWrite, "W1", "adds rows from files"},
    {"LOAD_DATA", kWrite, "W1", "moves files into the table"},
    {"DELETE", kDestroy, "X2", "removes rows"},
    {"TRUNCATE", kDestroy, "X2", "removes all rows"},
    {"UPDATE", kWrite, "W2", "changes the rows that match"},
    {"MERGE", kWrite, "W3", "adds or changes rows"},

    {"OPTIMIZE", kWrite, "L1", "rewrites files"},
    {"ANALYZE", kWrite, "L1", "stores statistics"},
    {"GENERATE", kWrite, "L1", "writes manifest files"},
    {"CONVERT_TO_DELTA", kWrite, "L1", "writes a transaction log"},
    {"MSCK_REPAIR", kWrite, "L1", "adds partitions"},
    {"REPAIR_TABLE", kWrite, "L1", "adds partitions"},
    {"REORG", kWrite, "L1", "rewrites files"},
    {"FSCK_REPAIR", kDestroy, "L5", "removes file entries from the log"},
    {"VACUUM", kDestroy, "L3", "deletes old files for good"},
    {"RESTORE", kDestroy, "L4", "replaces the table by an older version"},

    {"CREATE_", kWrite, "A1", "creates an object"},
    {"REPLACE_TABLE", kDestroy, "X4", "replaces the table and its data"},
    {"AUTO_CDC", kWrite, "A4", "keeps a table up to date from another"},
    {"ALTER_", kWrite, "A2", "changes an object"},
    {"DROP_", kDestroy, "D1", "removes an object"},
    {"COMMENT_ON", kWrite, "A2", "changes a comment"},
    {"UNDROP", kWrite, "A2", "brings an object back"},
    {"GRANT", kWrite, "P1", "widens access"},
    {"REVOKE", kWrite, "P2", "takes access away"},
    {"DENY", kWrite, "P2", "takes access away"},

    {"PUT", kWrite, "H1", "uploads a local file"},
    {"GET", kWrite, "H1", "writes a local file"},
    {"REMOVE", kDestroy, "H1", "deletes a file"},
    {"ADD_RESOURCE", kWrite, "H1", "loads code or files into the session"},
    {"EXECUTE_IMMEDIATE", kDestroy, "B2", "runs a text that is not a plain literal"},
    {"CALL", kDestroy, "B3", "runs a procedure whose body is not known"},
    {"TRANSACTION", kWrite, "B4", "begins or ends a transaction"},
};

constexpr KindIndex kKindIndex(kKindRules);

constexpr TraitRule kTraitRules[] = {
    {Trait::Overwrite, kDestroy, "X1", "replaces what the target holds"},
    {Trait::ReplaceRows, kDestroy, "X1", "replaces rows of the target"},
    {Trait::MergeDelete, kDestroy, "X2", "a branch removes rows"},
    {Trait::RunsProgram, kDestroy, "C2", "USING runs a program"},
    {Trait::Full, kDestroy, "X7", "throws the stored rows away and reads the source again"},
    {Trait::Purge, kDestroy, "L2", "removes soft-deleted data"},
    {Trait::DropsPartitions, kDestroy, "L5", "removes partitions or rights"},
    {Trait::TakesAway, kDestroy, "D2", "takes something away"},
    {Trait::Redefines, kDestroy, "X4", "loses the former definition"},
    {Trait::Retention, kDestroy, "G6", "may shorten how long old data is kept"},
    {Trait::ShowsCredential, kWrite, "K1", "prints an activation link"},
};

constexpr std::array<std::string_view, 8> kBenignSettings = {"ANSI_MODE",
                                                             "TIMEZONE",
                                                             "STATEMENT_TIMEOUT",
                                                             "USE_CACHED_RESULT",
                                                             "MAX_FILE_PARTITION_BYTES",
                                                             "LEGACY_TIME_PARSER_POLICY",
                                                             "READ_ONLY_EXTERNAL_METASTORE",
                                                             "QUERY_TAGS"};

constexpr std::array<std::string_view, 4> kDefinitions = {"_VIEW", "_FUNCTION", "_PROCEDURE", "_POLICY"};

}  // namespace

const KindRule* find_kind_rule(std::string_view kind) {
  return kKindIndex.find(kind);
}

const TraitRule* find_trait_rule(Trait trait) {
  for (const TraitRule& rule : kTraitRules) {
    if (rule.trait == trait) return &rule;
  }
  return nullptr;
}

bool is_benign_setting(std::string_view key) {
  return std::any_of(kBenignSettings.begin(), kBenignSettings.end(),
                     [&](std::string_view name) { return text::equals_ignore_case(name, key); });
}

bool keeps_definition(std::string_view kind) {
  if (kind.ends_with("MATERIALIZED_VIEW")) return false;
  return std::any_of(kDefinitions.begin(), kDefinitions.end(),
                     [&](std::string_view end) { return kind.ends_with(end); });
}

}  // namespace lakecode::safety
