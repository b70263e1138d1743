#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "evidence/keys.h"
#include "evidence/ledger.h"
#include "evidence/pack.h"
#include "evidence/pack_layout.h"
#include "evidence/record_chain.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestExport = 1U << 30U;

/// Ids of the folders in the runs folder that are packs by name and no links; sorted, oldest first.
Result<std::vector<std::string>> pack_names(const fs::path& runs_folder) {
  auto names = files::list(runs_folder);
  if (!names && names.error().code == ErrorCode::NotFound) return std::vector<std::string>();
  if (!names) return std::move(names).error();
  std::erase_if(*names, [&](const std::string& name) {
    std::error_code failure;
    return !is_run_id(name) || fs::symlink_status(runs_folder / name, failure).type() != fs::file_type::directory;
  });
  return std::move(names).value();
}

/// True while a writer holds the pack: its lock ends with its life.
bool is_being_written(const fs::path& folder) {
  const fs::path events = folder / kEventsFile;
  if (!files::exists(events)) return false;
  const auto opened = files::AppendFile::open(events);
  return !opened && opened.error().code == ErrorCode::FailedPrecondition;
}

std::uint64_t size_of(const fs::path& folder) {
  std::uint64_t bytes = 0;
  if (const auto listing = list_pack(folder)) {
    for (const auto& [name, size] : listing->files) bytes += size;
  }
  return bytes;
}

/// Start as the name tells it: "20261123T081500Z-..." to a time.
WallTime started_at(std::string_view run_id) {
  const std::string t(run_id.substr(0, 16));
  const auto time = parse_rfc3339(t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) + "T" + t.substr(9, 2) +
                                  ":" + t.substr(11, 2) + ":" + t.substr(13, 2) + "Z");
  return time ? *time : WallTime();
}

/// Reads the first and the last record only; the whole proof is verify_pack's work.
PackSummary summarize(const fs::path& folder) {
  PackSummary summary;
  summary.run_id = folder.filename().string();
  summary.started_at = started_at(summary.run_id);
  summary.bytes = size_of(folder);
  const auto text = files::read(folder / kEventsFile, kLargestExport);
  if (!text) {
    summary.status = text.error().code == ErrorCode::NotFound ? "interrupted" : "damaged";
    return summary;
  }
  const std::string_view whole = std::string_view(*text).substr(0, text->rfind('\n') + 1);
  const auto lines = text::lines(whole);
  if (lines.empty()) {
    summary.status = is_being_written(folder) ? "running" : "interrupted";
    return summary;
  }
  const auto first = json::parse(lines.front(), kEventsFile);
  const auto last = json::parse(lines.back(), kEventsFile);
  if (!first || !last || json::string_at(*first, "run") != summary.run_id) {
    summary.status = "damaged";
    return summary;
  }
  summary.workflow = json::string_at_path(*first, {"payload", "workflow"});
  summary.workspace = json::string_at_path(*first, {"payload", "workspace"});
  const bool closed = json::string_at(*last, "type") == "close" && files::exists(folder / kManifestFile);
  summary.status = closed                     ? json::string_at_path(*last, {"payload", "status"})
                   : is_being_written(folder) ? "running"
                                              : "interrupted";
  return summary;
}

/// Packs that the ledger opened and nobody pruned, and whose folder is gone.
std::vector<std::string> missing_packs(const Ledger& ledger, const std::vector<std::string>& present) {
  std::set<std::string> missing;
  for (const auto& entry : ledger.entries) {
    if (entry.type == "open" && is_run_id(entry.run)) missing.insert(entry.run);
    if (entry.type == "prune") missing.erase(entry.run);
  }
  for (const auto& name : present) missing.erase(name);
  return {missing.begin(), missing.end()};
}

std::map<std::string, std::int64_t> opening_order(const Ledger& ledger) {
  std::map<std::string, std::int64_t> order;
  for (const auto& entry : ledger.entries) {
    if (entry.type == "open") order[entry.run] = entry.index;
  }
  return order;
}

/// Runs that the ledger opened and did not close: verify_pack calls them interrupted whatever their own records say.
std::set<std::string> left_open(const Ledger& ledger) {
  std::set<std::string> open;
  for (const auto& entry : ledger.entries) {
    if (entry.type == "open") open.insert(entry.run);
    if (entry.type == "close" || entry.type == "prune") open.erase(entry.run);
  }
  return open;
}

/// A pack with its closing record whose line in the ledger is missing is being closed, or its writer was killed just
/// before. `ledger` was read after the packs.
Result<void> believe_the_ledger(std::vector<PackSummary>& packs, const Ledger& ledger, const fs::path& runs_folder) {
  const auto open = left_open(ledger);
  for (auto& pack : packs) {
    if (pack.status == "damaged" || !open.contains(pack.run_id)) continue;
    if (is_being_written(runs_folder / pack.run_id)) {
      pack.status = "running";
      continue;
    }
    TRY_ASSIGN(const Ledger later, load_ledger(runs_folder));  // its writer may have ended since
    if (left_open(later).contains(pack.run_id)) pack.status = "interrupted";
  }
  return {};
}

/// The name tells the second; within one second the ledger knows the order.
std::pair<WallTime, std::int64_t> place_in_time(const std::string& run_id,
                                                const std::map<std::string, std::int64_t>& order) {
  const auto found = order.find(run_id);
  return {started_at(run_id), found == order.end() ? -1 : found->second};
}

Error ambiguous(std::string_view id, const std::vector<std::string>& matches) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "find run",
               .subject = std::string(id),
               .reason = std::to_string(matches.size()) + " runs match: " + matches[0] + ", " + matches[1] + "...",
               .advice = "give more of the id"};
}

Error no_such_run(std::string_view id, const Ledger& ledger) {
  Error error{.code = ErrorCode::NotFound,
              .action = "find run",
              .subject = std::string(id),
              .reason = "there is no such run",
              .advice = "see `lakecode runs list`"};
  if (const auto* pruned = ledger.find(id, "prune")) error.reason = "it was removed by prune at " + pruned->time;
  return error;
}

/// The digest that stands for a removed pack in the ledger: that of its last whole record.
std::string head_of(const fs::path& folder) {
  const auto text = files::read(folder / kEventsFile, kLargestExport);
  if (!text) return std::string(kNoDigest);
  const auto end = text->rfind('\n');
  if (end == std::string::npos) return std::string(kNoDigest);
  const auto before = end == 0 ? std::string::npos : text->rfind('\n', end - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return crypto::sha256_hex(std::string_view(*text).substr(begin, end + 1 - begin));
}

/// The tombstone comes first: a removal that a kill cuts short is finished by the next prune.
Result<void> prune_one(const fs::path& folder, const PackSettings& settings, const crypto::SigningKey& key,
                       const Clock& clock) {
  const std::string run_id = folder.filename().string();
  TRY_VOID(append_to_ledger(settings.runs_folder, {{"type", "prune"}, {"run", run_id}, {"head", head_of(folder)}}, key,
                            clock));
  std::error_code failure;
  fs::remove_all(folder, failure);
  if (failure) return files::error_from_errno(failure.value(), "remove", folder);
  return {};
}

Result<void> copy_files(const fs::path& from, const fs::path& to) {
  TRY_ASSIGN(const Listing listing, list_pack(from));
  TRY_VOID(files::make_private_folder(to / kBlobsFolder));
  for (const auto& [name, size] : listing.files) {
    if (is_leftover(name)) continue;
    TRY_ASSIGN(const std::string bytes, files::read(from / name, kLargestExport));
    TRY_VOID(files::write_new(to / name, bytes));
  }
  return {};
}

}  // namespace

Result<std::vector<PackSummary>> list_packs(const PackSettings& settings) {
  TRY_ASSIGN(const auto names, pack_names(settings.runs_folder));
  std::vector<PackSummary> packs;
  for (const auto& name : names) packs.push_back(summarize(settings.runs_folder / name));
  TRY_ASSIGN(const Ledger ledger, load_ledger(settings.runs_folder));
  TRY_VOID(believe_the_ledger(packs, ledger, settings.runs_folder));
  for (const auto& name : missing_packs(ledger, names)) {
    PackSummary gone;
    gone.run_id = name;
    gone.status = "missing";
    gone.started_at = started_at(name);
    packs.push_back(std::move(gone));
  }
  const auto order = opening_order(ledger);
  std::sort(packs.begin(), packs.end(), [&](const PackSummary& a, const PackSummary& b) {
    return place_in_time(a.run_id, order) > place_in_time(b.run_id, order);
  });
  return packs;
}

Result<fs::path> find_pack(const PackSettings& settings, std::string_view id) {
  TRY_ASSIGN(auto names, pack_names(settings.runs_folder));
  TRY_ASSIGN(const Ledger ledger, load_ledger(settings.runs_folder));
  if (id == "last") {
    const auto order = opening_order(ledger);
    const auto newest = std::max_element(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
      return place_in_time(a, order) < place_in_time(b, order);
    });
    if (newest == names.end()) return no_such_run(id, ledger);
    return settings.runs_folder / *newest;
  }
  // A pack that somebody deleted can still be asked for: verify then tells that it is gone.
  for (auto& name : missing_packs(ledger, names)) names.push_back(std::move(name));
  if (std::find(names.begin(), names.end(), id) != names.end()) return settings.runs_folder / id;
  std::vector<std::string> matches;
  for (const auto& name : names) {
    const bool tail = id.size() == 8 && name.ends_with(std::string("-") + std::string(id));
    if (!id.empty() && (name.starts_with(id) || tail)) matches.push_back(name);
  }
  if (matches.empty()) return no_such_run(id, ledger);
  if (matches.size() > 1) return ambiguous(id, matches);
  return settings.runs_folder / matches.front();
}

Result<std::vector<std::string>> prune_packs(const PackSettings& settings, std::chrono::hours keep,
                                             const Clock& clock) {
  if (keep < std::chrono::hours::zero()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "prune runs",
                 .subject = {},
                 .reason = "the time to keep them is negative",
                 .advice = "set runs.retention_days to 0 or more"};
  }
  TRY_ASSIGN(const auto names, pack_names(settings.runs_folder));
  std::vector<std::string> removed;
  if (names.empty()) return removed;
  TRY_ASSIGN(const auto key, load_signing_key(settings.keys_folder));
  TRY_ASSIGN(const Ledger ledger, load_ledger(settings.runs_folder));
  for (const auto& name : names) {
    const fs::path folder = settings.runs_folder / name;
    // What the ledger never opened is not ours to remove; what is being written stays, however old.
    if (ledger.find(name, "open") == nullptr || is_being_written(folder)) continue;
    const bool half_removed = ledger.find(name, "prune") != nullptr;
    if (!half_removed && started_at(name) > clock.now() - keep) continue;
    TRY_VOID(prune_one(folder, settings, key, clock));
    removed.push_back(name);
  }
  return removed;
}

Result<void> export_pack(const fs::path& folder, const PackSettings& settings, const fs::path& destination) {
  const fs::path pack = tidy(folder);
  const std::string run_id = pack.filename().string();
  if (files::exists(destination)) return files::error_from_errno(EEXIST, "export to", destination);
  TRY_VOID(copy_files(pack, destination / run_id));
  TRY_ASSIGN(const Ledger ledger, load_ledger(settings.runs_folder));
  std::string lines;
  std::set<std::string> keys;
  for (const auto& entry : ledger.entries) {
    if (entry.run != run_id) continue;
    lines += entry.line + "\n";
    keys.insert(entry.key);
  }
  TRY_VOID(files::write_new(destination / "ledger-lines.jsonl", lines));
  for (const auto& id : keys) {
    if (const auto key = find_trusted_key(settings.keys_folder, id)) {
      TRY_VOID(store_trusted_key(destination / "keys", *key));
    }
  }
  return {};
}

}  // namespace lakecode::evidence
