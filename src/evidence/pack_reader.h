#pragma once
// What a pack's own bytes say, before anybody asks the ledger or a key: its records in order, each checked against the
// one before, and the files they name. Reads only; stateless; thread-safe.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "evidence/pack.h"
#include "evidence/pack_layout.h"

namespace lakecode::evidence {

struct NamedFile {
  std::string sha256;
  std::uint64_t bytes = 0;
  std::int64_t record = -1;  ///< that names it
};

struct PackContent {
  std::string run_id;  ///< the folder's name
  Listing listing;
  JsonBox opening;                         ///< payload of record 0; null when there is none
  std::optional<JsonBox> closing;          ///< payload of the closing record
  std::map<std::string, NamedFile> named;  ///< artefacts by relative name
  std::uint64_t records = 0;
  std::string head;           ///< digest of the last whole line
  std::string root;           ///< tree root over all whole lines
  std::string events_sha256;  ///< of the whole file
  bool torn = false;          ///< bytes behind the last newline
  std::vector<Problem> problems;
};

/// Reads events.jsonl and checks the chain, the closing record, and every file of the folder against the records.
/// In a pack without closing record, files that a kill can leave behind are no problem.
Result<PackContent> read_pack(const std::filesystem::path& folder);

}  // namespace lakecode::evidence
