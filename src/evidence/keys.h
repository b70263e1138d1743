#pragma once
// The signing key of this installation and the public keys it trusts.
//   KEYS/evidence.key        hex of the 32-byte Ed25519 seed, 0600
//   KEYS/trusted/<id>.pub    hex of a public key; ours, former ones, and those a person put there
// Stateless and thread-safe; two processes that need the first key at the same time end up with the same one.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/random.h"
#include "base/result.h"

namespace lakecode::evidence {

/// First 16 hex digits of the SHA-256 of a public key.
std::string key_id(std::string_view public_key);

/// Loads the signing key, or makes it on first use.
/// Errors: FailedPrecondition (others may read the key), CorruptData (not a key), PermissionDenied, Unavailable.
Result<crypto::SigningKey> load_or_make_signing_key(const std::filesystem::path& keys_folder, RandomSource& random);

/// Loads the signing key; NotFound when none was made yet.
Result<crypto::SigningKey> load_signing_key(const std::filesystem::path& keys_folder);

/// The trusted public key (32 raw bytes) with this id; nullopt when there is none, or what is stored is not that key.
std::optional<std::string> find_trusted_key(const std::filesystem::path& keys_folder, std::string_view id);

/// Adds a public key to the trusted ones; success when it is there already.
Result<void> store_trusted_key(const std::filesystem::path& keys_folder, std::string_view public_key);

}  // namespace lakecode::evidence
