#pragma once
// RUNS_DIR/ledger.jsonl: a signed, hash-chained list of the packs that were opened, closed and pruned. It is what makes
// a pack that was deleted, rolled back or reopened stand out. It only grows; processes take turns by a file lock.
//
//   {"index": N, "type": "open|close|prune", "run": ID, "time": RFC 3339, "prev": HEX, "key": KEY_ID, ..., "sig":
//   B64}\n
//
// prev is the SHA-256 of the stored bytes of the line before; sig signs the line without its last member.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/files.h"
#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::evidence {

struct LedgerEntry {
  std::int64_t index = -1;
  std::string type;
  std::string run;
  std::string time;
  std::string key;
  JsonBox facts;       ///< the whole line as JSON
  std::string line;    ///< stored bytes, without newline
  std::string digest;  ///< hex, over the stored bytes with newline
};

struct LedgerProblem {
  std::int64_t record = -1;
  std::string problem;
};

struct Ledger {
  std::vector<LedgerEntry> entries;  ///< in file order; lines that are not JSON are left out and told as problems
  std::vector<LedgerProblem> problems;
  std::string head;             ///< digest of the last whole line
  std::size_t lines = 0;        ///< whole lines
  std::size_t whole_bytes = 0;  ///< bytes up to the last newline; the rest is a torn tail
  std::size_t bytes = 0;

  /// The last entry of this type for this run, or nullptr.
  [[nodiscard]] const LedgerEntry* find(std::string_view run, std::string_view type) const;
};

std::filesystem::path ledger_file(const std::filesystem::path& runs_folder);

/// Reads and checks the chain, not the signatures. An absent ledger is empty.
Result<Ledger> load_ledger(const std::filesystem::path& runs_folder);

bool is_signed_by(const LedgerEntry& entry, std::string_view public_key);

/// Appends one line and syncs it. Waits at most five seconds for other processes, then FailedPrecondition.
/// A torn tail left by a crash is cut first. `facts` go into the line as further members.
Result<LedgerEntry> append_to_ledger(const std::filesystem::path& runs_folder, const JsonObject& facts,
                                     const crypto::SigningKey& key, const Clock& clock);

}  // namespace lakecode::evidence
