#pragma once
// Names inside a pack and inside the runs folder, and what a folder really holds. Stateless; thread-safe.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "evidence/pack.h"

namespace lakecode::evidence {

inline constexpr std::string_view kFormat = "lakecode.evidence/1";
inline constexpr std::string_view kEventsFile = "events.jsonl";
inline constexpr std::string_view kResultFile = "result.json";
inline constexpr std::string_view kReportFile = "report.md";
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kBlobsFolder = "blobs";

/// YYYYMMDDTHHMMSSZ-<workflow>-<8 hex>; characters of the workflow that make no file name become "_".
std::string make_run_id(WallTime now, std::string_view workflow, RandomSource& random);
/// True for names make_run_id gives: nothing else in the runs folder is ours to read or remove.
bool is_run_id(std::string_view name);

/// "blobs/<sha256>"
std::string blob_name(std::string_view sha256);
/// True for "blobs/" and 64 hex digits.
bool is_blob_name(std::string_view name);
/// True for the temporary names that base/files leaves behind when the process is killed.
bool is_leftover(std::string_view name);

/// Absolute, without "." and "..", without a final slash; links are not resolved.
std::filesystem::path tidy(const std::filesystem::path& folder);

struct Listing {
  std::map<std::string, std::uint64_t> files;  ///< relative name to size; plain files with one name only
  std::vector<Problem> problems;               ///< links, folders and other things that a pack does not hold
};

/// What stands in a pack folder. Follows no link, opens nothing, stops after 100,000 entries with a problem.
Result<Listing> list_pack(const std::filesystem::path& folder);

}  // namespace lakecode::evidence
