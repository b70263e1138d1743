#pragma once
// Evidence packs: one timestamped folder a run, append-only, hash-chained, signed at the end.
// The writer is thread-safe. What an append returned for is on disk; a failed write poisons the pack.
//
// RUNS_DIR/YYYYMMDDTHHMMSSZ-<workflow>-<8 hex>/
//   events.jsonl    one JSON object a line, chained by SHA-256 of the previous line's stored bytes
//   blobs/<sha256>  artefacts, named by their digest
//   result.json report.md report of the run, also blobs by digest in the closing record
//   manifest.json   DSSE envelope over an in-toto style statement, Ed25519
// RUNS_DIR/ledger.jsonl  chained list of opened, closed and pruned packs

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/redact.h"
#include "base/result.h"

namespace lakecode::evidence {

struct PackSettings {
  std::filesystem::path runs_folder;  ///< made (0700) when absent
  std::filesystem::path keys_folder;  ///< holds the signing key, made on first use (0600)
};

/// What binds a pack to its run: stored in the first record.
struct Opening {
  std::string workflow;
  std::string workspace;  ///< host origin
  std::string profile;
  std::string principal;  ///< user name at the platform; may be empty
  std::string tool_version;
  JsonBox inputs;
  JsonBox configuration;  ///< effective settings without secrets; digested
};

class PackWriter {
 public:
  /// Creates the folder and its opening record. Errors: PermissionDenied, Unavailable (disk full), FailedPrecondition.
  static Result<PackWriter> create(const PackSettings& settings, const Opening& opening, const Redactor& redactor,
                                   const Clock& clock, RandomSource& random);
  PackWriter(PackWriter&&) noexcept;
  PackWriter& operator=(PackWriter&&) noexcept;
  ~PackWriter();  ///< without close() the pack stays "interrupted"

  [[nodiscard]] const std::string& run_id() const;  ///< the folder's name
  [[nodiscard]] const std::filesystem::path& folder() const;

  /// Appends one event and syncs. Returns its sequence number. `payload` is redacted.
  Result<std::uint64_t> append(std::string_view type, const JsonValue& payload);
  /// Stores an artefact under its digest and records it with `title`. `bytes` are redacted first.
  Result<void> add_blob(std::string_view title, std::string_view media_type, std::string_view bytes);
  /// True when `bytes` are stored as they are: redaction finds nothing in them. What must come back exactly asks first.
  [[nodiscard]] bool keeps(std::string_view bytes) const;
  /// Writes result.json and report.md, the closing record, the signed manifest and the ledger line.
  Result<void> close(std::string_view status, const JsonValue& result, std::string_view report_markdown);

 private:
  struct State;
  explicit PackWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

enum class VerifyOutcome { Verified, Tampered, Interrupted, Unverifiable };
std::string_view name_of(VerifyOutcome outcome);  ///< "verified" …

struct Problem {
  std::string file;
  std::int64_t record = -1;  ///< sequence number, or -1 when it concerns the whole file
  std::string problem;
};

struct Verification {
  VerifyOutcome outcome = VerifyOutcome::Unverifiable;
  std::vector<Problem> problems;
  std::string strength;  ///< "signed by key …, not anchored"
};

/// Checks one pack folder against itself, its signature, the trusted keys and the ledger. Reads only.
Result<Verification> verify_pack(const std::filesystem::path& folder, const PackSettings& settings);

struct PackSummary {
  std::string run_id;
  std::string workflow;
  std::string workspace;
  std::string status;  ///< of the closing record, or "interrupted"
  WallTime started_at;
  std::uint64_t bytes = 0;
};

/// Packs in the runs folder, newest first. A damaged pack is listed with status "damaged".
Result<std::vector<PackSummary>> list_packs(const PackSettings& settings);
/// Folder of the pack with this id, or a unique prefix of it, or "last". NotFound, InvalidArgument (ambiguous).
Result<std::filesystem::path> find_pack(const PackSettings& settings, std::string_view id);
/// Removes packs older than `keep`, leaving a tombstone in the ledger for each. Returns their ids.
Result<std::vector<std::string>> prune_packs(const PackSettings& settings, std::chrono::hours keep, const Clock& clock);
/// Copies a pack with its public key and ledger line into one new folder that can be verified elsewhere.
Result<void> export_pack(const std::filesystem::path& folder, const PackSettings& settings,
                         const std::filesystem::path& destination);

}  // namespace lakecode::evidence
