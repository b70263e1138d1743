#pragma once
// What a refused read lacked, and the exact acts that give it: GRANT statements for Unity Catalog, a permissions update
// for jobs, clusters and warehouses. Sources: the platform's refusals ("User does not have USE SCHEMA on Schema 'a.b'",
// "User X does not have View … permissions on job 7"), SQL reference GRANT and Privileges (reading a table needs USE
// CATALOG, USE SCHEMA and SELECT), Permissions API (levels), system tables guide (schemas are enabled by an account
// admin). Pure. A refusal is data: of its words only known privileges, kinds and names go into an act, and quoted.

#include <string>
#include <vector>

#include "base/error.h"

namespace lakecode::workflows {

/// A read that was refused, or a table that is not there for us.
struct MissingRight {
  std::string step;                 ///< id of the step that met it
  Error error;                      ///< what the platform answered
  std::vector<std::string> tables;  ///< what it wanted to read: three-part names; may be empty
};

/// True when a right may be what is missing: a refusal, or a system table that is not there for us.
bool lacks_right(const MissingRight& missing);

/// The acts, in the order in which they are needed, each on its own; empty when the refusal does not say what is
/// lacking. `principal` is a user's e-mail address or a service principal's application id; empty when it is not known:
/// the acts then name a PRINCIPAL to fill in.
std::vector<std::string> acts_that_open(const MissingRight& missing, const std::string& principal);

/// Why the read failed, for a person. The platform answers alike when a system schema is not enabled, not granted, or
/// not offered in the metastore's region (system tables guide), so all three are told.
std::string why_missing(const MissingRight& missing);

}  // namespace lakecode::workflows
