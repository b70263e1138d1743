#include "evidence/keys.h"

#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "base/text.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestKeyFile = 4096;
constexpr std::size_t kIdDigits = 16;

std::string hex_of(std::string_view bytes) {
  return crypto::to_hex(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

fs::path seed_file(const fs::path& keys_folder) {
  return keys_folder / "evidence.key";
}

fs::path trusted_file(const fs::path& keys_folder, std::string_view id) {
  return keys_folder / "trusted" / (std::string(id) + ".pub");
}

bool is_key_id(std::string_view id) {
  return id.size() == kIdDigits &&
         std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Error unusable(const fs::path& file, ErrorCode code, std::string reason, std::string advice) {
  return Error{.code = code,
               .action = "use signing key",
               .subject = file.string(),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

Result<void> check_private(const fs::path& file) {
  std::error_code failure;
  const auto rights = fs::status(file, failure).permissions();
  if (failure) return files::error_from_errno(failure.value(), "read", file);
  if ((rights & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
    return unusable(file, ErrorCode::FailedPrecondition, "others may read or change it", "run chmod 600 on it");
  }
  return {};
}

}  // namespace

std::string key_id(std::string_view public_key) {
  return crypto::sha256_hex(public_key).substr(0, kIdDigits);
}

Result<crypto::SigningKey> load_signing_key(const fs::path& keys_folder) {
  const fs::path file = seed_file(keys_folder);
  TRY_ASSIGN(auto content, files::read(file, kLargestKeyFile));
  const Secret text(std::move(content));
  TRY_VOID(check_private(file));
  auto seed = crypto::from_hex(text::trim(text.reveal()));
  auto key = seed ? crypto::signing_key_from_seed(*seed) : Result<crypto::SigningKey>(std::move(seed).error());
  if (!key) {
    return unusable(file, ErrorCode::CorruptData, "it is not an Ed25519 seed in hex",
                    "restore it from a backup, or move it away to get a new key");
  }
  return key;
}

Result<crypto::SigningKey> load_or_make_signing_key(const fs::path& keys_folder, RandomSource& random) {
  auto existing = load_signing_key(keys_folder);
  if (!existing && existing.error().code != ErrorCode::NotFound) return existing;
  if (!existing) {
    TRY_VOID(files::make_private_folder(keys_folder));
    const auto fresh = crypto::make_signing_key(random);
    const auto stored = files::write_new(seed_file(keys_folder), hex_of(fresh.seed.reveal()) + "\n");
    // Another process may have been faster: then its key is the key.
    if (!stored && stored.error().code != ErrorCode::AlreadyExists) return stored.error();
    existing = load_signing_key(keys_folder);
    if (!existing) return existing;
  }
  TRY_VOID(store_trusted_key(keys_folder, existing->public_key));
  return existing;
}

std::optional<std::string> find_trusted_key(const fs::path& keys_folder, std::string_view id) {
  if (!is_key_id(id)) return std::nullopt;  // it comes from the pack and must not become a path of its own
  const auto text = files::read(trusted_file(keys_folder, id), kLargestKeyFile);
  if (!text) return std::nullopt;
  const auto key = crypto::from_hex(text::trim(*text));
  if (!key || key_id(*key) != id) return std::nullopt;
  return *key;
}

Result<void> store_trusted_key(const fs::path& keys_folder, std::string_view public_key) {
  const std::string id = key_id(public_key);
  if (find_trusted_key(keys_folder, id)) return {};
  const fs::path file = trusted_file(keys_folder, id);
  TRY_VOID(files::make_private_folder(file.parent_path()));
  return files::write_atomic(file, hex_of(public_key) + "\n");
}

}  // namespace lakecode::evidence
