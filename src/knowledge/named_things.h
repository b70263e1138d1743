#pragma once
// NamedThings: the ids, names, paths, spans of time and people that a request names. Pure; found by form ("a@b.c",
// three parts with dots) and by the words beside ("job 12", "the analytics schema", "past 3 days").

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "knowledge/request.h"

namespace lakecode::knowledge {

struct NamedThings {
  std::vector<std::string> jobs;       ///< ids, in order
  std::vector<std::string> job_names;  ///< names that stand beside "job"
  std::vector<std::string> runs;
  std::vector<std::string> tables;  ///< three parts
  std::vector<std::string> pairs;   ///< two parts: catalog.schema or schema.table
  std::string table_name;           ///< one part, beside "table"
  std::string schema;               ///< one part, beside "schema"
  std::string catalog;
  std::string typed;  ///< "volume:main.raw.files", "external_location:landing"
  std::string task;
  std::string pipeline;
  std::string warehouse;
  std::string plan;
  std::string bundle;
  std::string target;
  std::string principal;
  std::string privilege;  ///< SELECT, MODIFY, …
  std::vector<std::string> local_paths;
  std::vector<std::string> remote_paths;  ///< in the workspace: /Workspace, /Users, /Shared, /Repos
  std::vector<bool> is_name;              ///< of each word: it is a name, and says nothing else
  std::optional<std::int64_t> span_hours;
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> rows;  ///< "sample 1000 rows"
};

NamedThings find_named_things(const Request& request);

/// What was found, as concepts for the rules.
Concepts concepts_of(const NamedThings& things);

}  // namespace lakecode::knowledge
