#pragma once
// One REST object of the embedded workspace as the routes answer it, and what fills a workspace with a company.
// Plain values; the invariant is that `body` is what the public API returns for that object, so no route invents
// fields.
//
// Kinds, the id of each, and its body:
//   job            job id                Job as jobs/get answers it, with every task and job cluster (the route cuts
//   pages) run            job run id            Run as runs/get answers it, tasks[] included; run ids are unique over
//   jobs and tasks run_output     task run id           RunOutput without `metadata` (the route adds it) cluster
//   cluster id            ClusterDetails cluster_events cluster id            {"events":[ClusterEvent...]}, newest last
//   warehouse      warehouse id          EndpointInfo
//   query          statement id          QueryInfo; `metrics` is left out by the route unless asked for
//   user           SCIM id               SCIM user; the one with "lakecode_me": true is who the token stands for (else
//   the first) catalog        name                  extra CatalogInfo fields: comment, owner, properties, created_at
//   ... schema         catalog.schema        extra SchemaInfo fields table          catalog.schema.table  extra
//   TableInfo fields: comment, owner, properties, created_at, table_constraints (API
//                                        form: primary_key_constraint, foreign_key_constraint; never enforced),
//                                        columns:[{name, comment, nullable, partition_index, type_text when the
//                                        engine's type says less}]. Name, type and position of the columns come from
//                                        the engine.
//   table_history  catalog.schema.table  {"entries":[{version, timestamp (epoch ms), operation, operationParameters{},
//   operationMetrics{},
//                                        userName}]}, newest first
//   table_detail   catalog.schema.table  {numFiles, sizeInBytes, partitionColumns, clusteringColumns, properties ...};
//   what is absent is computed
//   volume         catalog.schema.volume VolumeInfo; its files are in the folder files/volumes/catalog/schema/volume
//   function       catalog.schema.name   FunctionInfo
//   grants         "type full name"      {"privilege_assignments":[{principal, privileges:[SELECT, USE_SCHEMA ...]}]}:
//   what is granted directly; type as in REST paths, lower case: metastore (its id), catalog, schema, table (views
//   too), volume, function (models too), external_location, storage_credential, credential, connection, share tags
//   "type full name"      {"tags":{key: value}}; type catalog, schema, table, volume or column
//   (catalog.schema.table.column)
// Kinds that only one file of local/routes reads and writes are told there.
//   run_token      "job id token"        {"run_id"}: the run that an idempotency token started
// A run of the runner also has members of its own, which no answer shows: lakecode_settings, lakecode_request,
// lakecode_live (while it is under way), and in tasks lakecode_values and lakecode_iterations.
// Names in ids are lower case. 64-bit ids are JSON numbers in bodies and digits here.

#include <string>
#include <vector>

#include "base/json_fwd.h"

namespace lakecode::local {

struct Document {
  std::string kind;
  std::string id;
  JsonBox body;
};

/// What a fresh workspace is filled with. `sql` is run in order, before the documents are stored, in the engine's own
/// dialect (DuckDB), each statement on one catalog and with three-part names, plus one form of ours:
///   ATTACH_CATALOG name      makes the catalog `name`; must come before its first use
/// Any catalog name will do ("main" and "system" too): the engine keeps every catalog in one database file, and in
/// these statements it folds `catalog.schema` at the head of a dotted name of three or more parts, and after the word
/// SCHEMA, into the one schema it has for it. Names that need quotes are written "so". TIMESTAMP columns are Databricks
/// TIMESTAMP, in UTC.
struct DemoData {
  std::vector<Document> documents;
  std::vector<std::string> sql;
};

}  // namespace lakecode::local
