#include "gate/second_person.h"

#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::gate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchema = "lakecode.approval_request/1";
constexpr std::string_view kSignedPrefix = "lakecode approval v1\n";
constexpr std::size_t kMaxBytes = 8U << 20U;

std::string signed_bytes(std::string_view request) {
  return std::string(kSignedPrefix) + std::string(request);
}

fs::path with(const fs::path& stem, std::string_view ending) {
  fs::path path = stem;
  path += ending;
  return path;
}

/// Where request and approval of the same act stand, whoever asks for it how often.
std::string stem_of(const JointAct& act) {
  std::string all;
  for (const std::string* part : {&act.digest, &act.host, &act.profile, &act.principal})
    all += std::to_string(part->size()) + ":" + *part;
  return crypto::sha256_hex(all).substr(0, 16);
}

Error bad_request(const fs::path& file, ErrorCode code, std::string reason) {
  return Error{.code = code,
               .action = "read approval request",
               .subject = file.string(),
               .reason = std::move(reason),
               .advice = "ask for a new one"};
}

bool is_same(const JointAct& a, const JointAct& b) {
  return a.digest == b.digest && a.host == b.host && a.profile == b.profile && a.principal == b.principal;
}

Result<ApprovalRequest> parse_request(const fs::path& file, std::string bytes) {
  const auto value = json::parse(bytes, file.string());
  if (!value || json::string_at(*value, "schema") != kSchema)
    return bad_request(file, ErrorCode::CorruptData, "it is no request of ours");
  const auto asked = parse_rfc3339(json::string_at(*value, "asked_at"));
  const auto expires = parse_rfc3339(json::string_at(*value, "expires_at"));
  if (!asked || !expires || *expires - *asked > kApprovalLife || json::string_at(*value, "digest").size() != 64)
    return bad_request(file, ErrorCode::CorruptData, "its times or digest are not those of a request");
  return ApprovalRequest{.act = {.digest = json::string_at(*value, "digest"),
                                 .effect_class = json::string_at(*value, "class"),
                                 .kind = json::string_at(*value, "kind"),
                                 .text = json::string_at(*value, "text"),
                                 .host = json::string_at(*value, "host"),
                                 .profile = json::string_at(*value, "profile"),
                                 .principal = json::string_at(*value, "principal")},
                         .requester_key = json::string_at(*value, "requester_key"),
                         .asked_at = *asked,
                         .expires_at = *expires,
                         .bytes = std::move(bytes)};
}

}  // namespace

std::string hex_of_key(std::string_view public_key) {
  return crypto::to_hex(std::as_bytes(std::span(public_key.data(), public_key.size())));
}

Result<crypto::SigningKey> load_approval_key(const fs::path& keys_folder, RandomSource& random) {
  const fs::path file = keys_folder / "approval.key";
  TRY_VOID(files::make_private_folder(keys_folder));
  auto stored = files::read(file, 4096);
  if (!stored && stored.error().code == ErrorCode::NotFound) {
    const auto fresh = crypto::make_signing_key(random);
    const auto written = files::write_new(file, hex_of_key(fresh.seed.reveal()) + "\n");
    // Another process may have been faster: then its key is the key.
    if (!written && written.error().code != ErrorCode::AlreadyExists) return written.error();
    stored = files::read(file, 4096);
  }
  if (!stored) return std::move(stored).error();
  std::error_code failure;
  const auto rights = fs::status(file, failure).permissions();
  if (failure || (rights & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "use approval key",
                 .subject = file.string(),
                 .reason = "others may read or change it",
                 .advice = "run chmod 600 on it"};
  }
  const Secret text(std::move(*stored));
  auto seed = crypto::from_hex(text::trim(text.reveal()));
  auto key = seed ? crypto::signing_key_from_seed(*seed) : Result<crypto::SigningKey>(std::move(seed).error());
  if (key) return key;
  return Error{.code = ErrorCode::CorruptData,
               .action = "use approval key",
               .subject = file.string(),
               .reason = "it is not an Ed25519 seed in hex",
               .advice = "restore it from a backup, or move it away to get a new key"};
}

ApprovalFolder::ApprovalFolder(fs::path folder, fs::path keys_folder, std::vector<policy::Approver> approvers,
                               const Clock& clock, RandomSource& random)
    : folder_(std::move(folder)),
      keys_folder_(std::move(keys_folder)),
      approvers_(std::move(approvers)),
      clock_(clock),
      random_(random) {}

Result<std::string> ApprovalFolder::write_request(const fs::path& stem, const JointAct& act) {
  TRY_ASSIGN(const crypto::SigningKey own, load_approval_key(keys_folder_, random_));
  const WallTime now = clock_.now();
  const JsonObject request{{"schema", kSchema},
                           {"digest", act.digest},
                           {"class", act.effect_class},
                           {"kind", act.kind},
                           {"text", act.text},
                           {"host", act.host},
                           {"profile", act.profile},
                           {"principal", act.principal},
                           {"requester_key", hex_of_key(own.public_key)},
                           {"asked_at", format_rfc3339(now)},
                           {"expires_at", format_rfc3339(now + kApprovalLife)},
                           {"nonce", random_.hex(16)}};
  std::string bytes = json::serialize_pretty(request) + "\n";
  TRY_VOID(files::write_atomic(with(stem, ".request.json"), bytes));
  // A signature of an earlier request is worth nothing any more.
  std::error_code ignored;
  fs::remove(with(stem, ".approval.json"), ignored);
  return bytes;
}

Result<Standing> ApprovalFolder::check_approval(const fs::path& stem, const std::string& request) const {
  Standing standing{.request = with(stem, ".request.json")};
  const auto refuse = [&](std::string why) -> Result<Standing> {
    standing.why_not = std::move(why);
    return standing;
  };
  const auto stored = files::read(with(stem, ".approval.json"), kMaxBytes);
  if (!stored && stored.error().code == ErrorCode::NotFound) return refuse("nobody has signed it yet");
  if (!stored) return stored.error();
  const auto value = json::parse(*stored, "approval");
  if (!value) return refuse("the approval is not JSON");
  const std::string key = text::to_lower(json::string_at(*value, "key"));
  const auto approver =
      std::find_if(approvers_.begin(), approvers_.end(), [&](const policy::Approver& a) { return a.key == key; });
  if (approver == approvers_.end()) return refuse("it is signed by a key that is no approver's");
  const auto own = load_approval_key(keys_folder_, random_);
  if (!own || hex_of_key(own->public_key) == key) return refuse("the own key never approves");
  const auto public_key = crypto::from_hex(key);
  const auto signature = crypto::from_hex(json::string_at(*value, "signature"));
  if (!public_key || !signature || !crypto::verify(*public_key, signed_bytes(request), *signature))
    return refuse("the signature does not fit the request");
  standing.is_approved = true;
  standing.approver = approver->name;
  standing.approver_key = key;
  return standing;
}

Result<Standing> ApprovalFolder::stand_for(const JointAct& act) {
  TRY_VOID(files::make_private_folder(folder_));
  TRY_ASSIGN(const files::FileLock lock, files::FileLock::acquire(folder_ / "lock"));
  const fs::path stem = folder_ / stem_of(act);
  auto stored = files::read(with(stem, ".request.json"), kMaxBytes);
  if (!stored && stored.error().code != ErrorCode::NotFound) return stored.error();
  if (stored) {
    const auto request = parse_request(with(stem, ".request.json"), *stored);
    const bool stands = request && is_same(request->act, act) && clock_.now() < request->expires_at &&
                        clock_.now() + kApprovalLife >= request->expires_at;
    if (!stands) stored = Error{.code = ErrorCode::NotFound};
  }
  if (!stored) {
    stored = write_request(stem, act);
    if (!stored) return std::move(stored).error();
  }
  TRY_ASSIGN(Standing standing, check_approval(stem, *stored));
  if (!standing.is_approved) return standing;
  // Used up before the permit exists: the request goes, so that its signature fits nothing any more.
  std::error_code failure;
  fs::rename(with(stem, ".approval.json"), with(stem, ".used.json"), failure);
  if (!failure) fs::remove(with(stem, ".request.json"), failure);
  if (failure) return files::error_from_errno(failure.value(), "use approval", with(stem, ".approval.json"));
  return standing;
}

Result<ApprovalRequest> load_request(const fs::path& file, const Clock& clock) {
  TRY_ASSIGN(std::string bytes, files::read(file, kMaxBytes));
  TRY_ASSIGN(ApprovalRequest request, parse_request(file, std::move(bytes)));
  if (clock.now() >= request.expires_at)
    return bad_request(file, ErrorCode::FailedPrecondition, "it expired at " + format_rfc3339(request.expires_at));
  return request;
}

Result<fs::path> approve_request(const fs::path& file, const ApprovalRequest& request, const std::string& name,
                                 const fs::path& keys_folder, RandomSource& random) {
  TRY_ASSIGN(const crypto::SigningKey own, load_approval_key(keys_folder, random));
  const std::string key = hex_of_key(own.public_key);
  if (key == request.requester_key) {
    return Error{.code = ErrorCode::PermissionDenied,
                 .action = "approve",
                 .subject = file.string(),
                 .reason = "it was asked for with this very key: the second person is somebody else",
                 .advice = "hand the request to an approver"};
  }
  const std::string signature = crypto::sign(own, signed_bytes(request.bytes));
  const JsonObject approval{{"request_sha256", crypto::sha256_hex(request.bytes)},
                            {"name", name},
                            {"key", key},
                            {"signature", hex_of_key(signature)}};
  std::string stem = file.filename().string();
  for (const std::string_view ending : {".json", ".request"}) {
    if (stem.ends_with(ending)) stem.resize(stem.size() - ending.size());
  }
  const fs::path out = file.parent_path() / (stem + ".approval.json");
  TRY_VOID(files::write_atomic(out, json::serialize_pretty(approval) + "\n"));
  return out;
}

}  // namespace lakecode::gate
