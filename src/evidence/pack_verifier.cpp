// Four witnesses are heard: the pack's own chain, its signature, the ledger of the runs folder, the trusted keys.
//
//   closing record  manifest  ledger says    outcome
//   no              no        open           interrupted
//   yes             no        open           interrupted, killed before the signature
//   yes             yes       open           interrupted, killed before the ledger's line
//   yes             yes       closed         verified, when all digests and signatures agree
//   yes             yes       (elsewhere)    verified by its signature alone
//   anything        anything  closed, else   tampered: something was taken away
//   any contradiction                        tampered
//   key not trusted here                     unverifiable
#include <map>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "evidence/envelope.h"
#include "evidence/keys.h"
#include "evidence/ledger.h"
#include "evidence/pack.h"
#include "evidence/pack_layout.h"
#include "evidence/pack_reader.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestManifest = 64U << 20U;
constexpr std::string_view kLedgerName = "ledger.jsonl";

bool is_inside(const fs::path& pack, const fs::path& runs_folder) {
  std::error_code failure;
  return fs::weakly_canonical(pack.parent_path(), failure) == fs::weakly_canonical(tidy(runs_folder), failure);
}

class Verifier {
 public:
  Verifier(const fs::path& folder, const PackSettings& settings, PackContent content, Ledger ledger)
      : folder_(folder), settings_(settings), content_(std::move(content)), ledger_(std::move(ledger)) {
    at_home_ = is_inside(folder_, settings_.runs_folder);
    open_ = ledger_.find(content_.run_id, "open");
    close_ = ledger_.find(content_.run_id, "close");
    pruned_ = ledger_.find(content_.run_id, "prune") != nullptr;
    signer_ = json::string_at(*content_.opening, "key");
  }

  Verification run() {
    verification_.problems = content_.problems;
    check_ledger_lines();
    const bool sealed = content_.listing.files.contains(std::string(kManifestFile));
    if (sealed) check_manifest();
    if (sealed && !content_.closing) tampered(kEventsFile, -1, "the pack is signed, but its closing record is gone");
    if (!sealed && close_ != nullptr)
      tampered(kManifestFile, -1, "the ledger says the pack was signed, but the signature is gone");
    decide(sealed);
    return std::move(verification_);
  }

 private:
  void tampered(std::string_view file, std::int64_t record, std::string problem) {
    verification_.problems.push_back({std::string(file), record, std::move(problem)});
  }
  void cannot_tell(std::string_view file, std::int64_t record, std::string problem) {
    doubts_.push_back({std::string(file), record, std::move(problem)});
  }

  void check_ledger_lines() {
    if (open_ == nullptr) {
      // Killed before its first record: nothing that could have been changed.
      if (at_home_ && content_.records > 0) {
        tampered(kLedgerName, -1,
                 "it does not know this pack: the pack was renamed or put here, or the ledger was cut");
      }
      return;
    }
    check_signed(*open_);
    if (close_ != nullptr) check_signed(*close_);
    const auto* named = json::find_path(*content_.opening, {"ledger", "digest"});
    if (content_.records > 0 && (named == nullptr || json::as_string(*named) != open_->digest)) {
      tampered(kEventsFile, 0, "the opening record is not the one the ledger was told of");
    }
    if (content_.records > 0 && signer_ != open_->key) tampered(kEventsFile, 0, "it names another key than the ledger");
    if (close_ != nullptr && json::string_at(*close_->facts, "head") != content_.head) {
      tampered(kEventsFile, static_cast<std::int64_t>(content_.records) - 1,
               "the last record is not the one the ledger was told of");
    }
    if (pruned_)
      cannot_tell(kLedgerName, -1,
                  "the ledger says this pack was removed; the removal did not end, or it was put back");
  }

  void check_signed(const LedgerEntry& entry) {
    const auto key = find_trusted_key(settings_.keys_folder, entry.key);
    if (!key) {
      cannot_tell(kLedgerName, entry.index, "its key " + entry.key.substr(0, 80) + " is not trusted here");
    } else if (!is_signed_by(entry, *key)) {
      tampered(kLedgerName, entry.index, "its signature does not fit");
    }
  }

  void check_manifest() {
    const auto text = files::read(folder_ / kManifestFile, kLargestManifest);
    const auto envelope = text ? open_envelope(*text, kManifestFile) : Result<Envelope>(text.error());
    if (!envelope) return tampered(kManifestFile, -1, envelope.error().reason);
    if (close_ != nullptr && json::string_at(*close_->facts, "manifest") != crypto::sha256_hex(*text)) {
      tampered(kManifestFile, -1, "it is not the one the ledger was told of");
    }
    if (content_.records > 0 && envelope->key != signer_) {
      return tampered(kManifestFile, -1, "another key signed it than the pack was opened with");
    }
    const auto key = find_trusted_key(settings_.keys_folder, envelope->key);
    if (!key) {
      return cannot_tell(kManifestFile, -1,
                         "the key " + envelope->key.substr(0, 80) +
                             " is not trusted here; to trust it, put its public key into " +
                             (settings_.keys_folder / "trusted").string());
    }
    if (!is_signed_by(*envelope, *key)) return tampered(kManifestFile, -1, "the signature does not fit");
    check_statement(envelope->payload);
  }

  void check_statement(const std::string& payload) {
    const auto statement = json::parse(payload, kManifestFile);
    if (!statement || json::string_at(*statement, "_type") != kStatementType ||
        json::string_at(*statement, "predicateType") != kPredicateType) {
      return tampered(kManifestFile, -1, "it signs something else than a pack");
    }
    const auto predicate = [&](std::string_view key) { return json::string_at_path(*statement, {"predicate", key}); };
    if (predicate("run_id") != content_.run_id)
      tampered(kManifestFile, -1, "it was signed for the run " + predicate("run_id"));
    if (predicate("head") != content_.head || predicate("root") != content_.root) {
      tampered(kManifestFile, -1, "it was signed for other records");
    }
    if (open_ != nullptr && predicate("ledger_open") != open_->digest) {
      tampered(kManifestFile, -1, "it was signed for another line of the ledger");
    }
    check_subjects(*statement);
  }

  void check_subjects(const JsonValue& statement) {
    std::map<std::string, std::string> expected{{std::string(kEventsFile), content_.events_sha256}};
    for (const auto& [name, named] : content_.named) expected[name] = named.sha256;
    std::map<std::string, std::string> found;
    for (const auto& subject : json::array_at(statement, "subject")) {
      found[json::string_at(subject, "name")] = json::string_at_path(subject, {"digest", "sha256"});
    }
    for (const auto& [name, sha256] : expected) {
      const auto signed_for = found.find(name);
      if (signed_for == found.end() || signed_for->second != sha256) {
        tampered(name, -1, "the signature covers other bytes under this name");
      }
    }
    if (found.size() > expected.size()) tampered(kManifestFile, -1, "it signs files that the records do not name");
  }

  void decide(bool sealed) {
    auto& outcome = verification_.outcome;
    const bool complete = sealed && content_.closing && (close_ != nullptr || (!at_home_ && open_ == nullptr));
    if (!verification_.problems.empty()) {
      outcome = VerifyOutcome::Tampered;
    } else if (!doubts_.empty()) {
      outcome = VerifyOutcome::Unverifiable;
      verification_.problems = std::move(doubts_);
    } else if (complete) {
      outcome = VerifyOutcome::Verified;
    } else {
      outcome = VerifyOutcome::Interrupted;
      verification_.problems.push_back(
          {std::string(kEventsFile), static_cast<std::int64_t>(content_.records) - 1, how_it_ended(sealed)});
    }
    verification_.strength = strength(sealed);
  }

  [[nodiscard]] std::string how_it_ended(bool sealed) const {
    if (sealed) return "the run ended before the ledger was told; the signature is whole";
    if (content_.closing) return "the run ended before its pack was signed";
    if (content_.records == 0) return "the run ended before its first record";
    std::string text = "the run ended after " + std::to_string(content_.records) + " records, which are whole";
    if (content_.torn) text += "; one more was cut short";
    return text;
  }

  [[nodiscard]] std::string strength(bool sealed) const {
    std::string text = sealed ? "signed by key " + signer_ : "unsigned";
    if (open_ != nullptr) text += ", in the ledger as number " + std::to_string(open_->index);
    if (open_ == nullptr) text += ", not in the ledger here";
    if (!ledger_.problems.empty()) {
      text += ", the ledger is damaged at line " + std::to_string(ledger_.problems.front().record);
    }
    return text + ", not anchored outside this machine";
  }

  const fs::path& folder_;
  const PackSettings& settings_;
  PackContent content_;
  Ledger ledger_;
  const LedgerEntry* open_ = nullptr;
  const LedgerEntry* close_ = nullptr;
  bool pruned_ = false;
  bool at_home_ = false;
  std::string signer_;
  std::vector<Problem> doubts_;
  Verification verification_;
};

}  // namespace

std::string_view name_of(VerifyOutcome outcome) {
  switch (outcome) {
    case VerifyOutcome::Verified:
      return "verified";
    case VerifyOutcome::Tampered:
      return "tampered";
    case VerifyOutcome::Interrupted:
      return "interrupted";
    case VerifyOutcome::Unverifiable:
      return "unverifiable";
  }
  return "unverifiable";
}

Result<Verification> verify_pack(const fs::path& folder, const PackSettings& settings) {
  const fs::path pack = tidy(folder);
  TRY_ASSIGN(auto ledger, load_ledger(settings.runs_folder));
  const std::string run_id = pack.filename().string();
  const bool known = ledger.find(run_id, "open") != nullptr;
  const bool at_home = is_inside(pack, settings.runs_folder);
  auto content = read_pack(pack);
  if (!content) {
    const bool expected = at_home && known && ledger.find(run_id, "prune") == nullptr;
    if (content.error().code != ErrorCode::NotFound || !expected) return std::move(content).error();
    return Verification{
        VerifyOutcome::Tampered, {{run_id, -1, "the ledger knows this pack, but its folder is gone"}}, "gone"};
  }
  const auto& held = content->listing.files;
  const bool a_pack = held.contains(std::string(kEventsFile)) || held.contains(std::string(kManifestFile));
  if (!a_pack && !known && !(at_home && is_run_id(run_id))) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "verify",
                 .subject = pack.string(),
                 .reason = "it is no evidence pack: it has no events.jsonl",
                 .advice = "see `lakecode runs list`"};
  }
  return Verifier(pack, settings, *std::move(content), std::move(ledger)).run();
}

}  // namespace lakecode::evidence
