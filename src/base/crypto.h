#pragma once
// SHA-256, Ed25519 and encodings (OpenSSL EVP). Pure but for key generation, which takes its randomness as a parameter.

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace lakecode::crypto {

using Digest = std::array<std::byte, 32>;

Digest sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);  ///< 64 lower-case hex digits

/// SHA-256 over pieces. Not copyable; not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  /// Ends the digest; the object may only be destroyed afterwards.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string to_hex(std::span<const std::byte> bytes);
Result<std::string> from_hex(std::string_view hex);
std::string base64_encode(std::string_view bytes);
Result<std::string> base64_decode(std::string_view text);
std::string base64url_encode(std::string_view bytes);         ///< without padding
Result<std::string> base64url_decode(std::string_view text);  ///< InvalidArgument for padding and foreign characters

/// An Ed25519 key pair (RFC 8032). `seed` is the 32-byte private key; keep it secret.
struct SigningKey {
  Secret seed;
  std::string public_key;  ///< 32 raw bytes
};
SigningKey make_signing_key(RandomSource& random);
Result<SigningKey> signing_key_from_seed(std::string_view seed);
std::string sign(const SigningKey& key, std::string_view message);  ///< 64 raw bytes
bool verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace lakecode::crypto
