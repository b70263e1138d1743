#pragma once
// Grants, pipelines and serving endpoints of the demo company. Pure; same arguments, same bytes.

#include <string>
#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/state/document.h"

namespace lakecode::local {

/// A grant that should make a careful reader stop.
struct PlantedGrant {
  std::string object;  ///< "schema prod.sales"
  std::string principal;
  std::string privileges;
  std::string surprise;
};
std::vector<PlantedGrant> planted_grants();

/// grants documents, and the groups that lie within groups.
std::vector<Document> make_grant_documents(const Dice& dice);
/// pipeline, pipeline_update and pipeline_events documents; the second pipeline's last update failed.
std::vector<Document> make_pipeline_documents(const Dice& dice, WallTime now);
/// Three serving endpoints: chat, embeddings, a model of the company.
std::vector<Document> make_endpoint_documents(const Dice& dice, WallTime now);

}  // namespace lakecode::local
