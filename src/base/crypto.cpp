#include "base/crypto.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <openssl/evp.h>

#include "base/check.h"

namespace lakecode::crypto {
namespace {

constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kPublicKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

Error malformed(std::string action, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument, .action = std::move(action), .reason = std::move(reason)};
}

std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t window = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    window = (window << 8U) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6;) {
      held -= 6;
      out += alphabet[(window >> held) & 63U];
    }
  }
  if (held > 0) out += alphabet[(window << (6U - held)) & 63U];
  return out;
}

/// Decodes digits of `alphabet` without padding. Bits left over must be zero, so that each byte string has one form.
std::optional<std::string> decode(std::string_view text, std::string_view alphabet) {
  std::array<std::int8_t, 256> value_of{};
  value_of.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    value_of[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t window = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto value = value_of[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    window = ((window << 6U) | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((window >> held) & 0xFFU);
    }
  }
  if ((window & ((1U << held) - 1U)) != 0) return std::nullopt;
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Key private_key(std::string_view seed) {
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()));
}

}  // namespace

Digest sha256(std::string_view bytes) {
  Digest digest{};
  const int done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                              EVP_sha256(), nullptr);
  LAKECODE_CHECK(done == 1, "SHA-256 must be available");
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256(bytes));
}

struct Sha256::State {
  Context context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  LAKECODE_CHECK(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1,
                 "SHA-256 must be available");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  LAKECODE_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1,
                 "digest is already finished");
}

Digest Sha256::finish() {
  Digest digest{};
  const int done = EVP_DigestFinal_ex(state_->context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  LAKECODE_CHECK(done == 1, "digest is already finished");
  return digest;
}

std::string to_hex(std::span<const std::byte> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::byte b : bytes) {
    text += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4U];
    text += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15U];
  }
  return text;
}

Result<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return malformed("decode hex", "it has an odd number of digits");
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_value(hex[i]);
    const int low = hex_value(hex[i + 1]);
    if (high < 0 || low < 0) return malformed("decode hex", "it holds something else than hex digits");
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string base64_encode(std::string_view bytes) {
  std::string text = encode(bytes, kBase64);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

Result<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return malformed("decode base64", "its length is no multiple of four");
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  if (auto bytes = decode(text, kBase64)) return *std::move(bytes);
  return malformed("decode base64", "it holds something else than base64 digits");
}

std::string base64url_encode(std::string_view bytes) {
  return encode(bytes, kBase64Url);
}

Result<std::string> base64url_decode(std::string_view text) {
  if (auto bytes = decode(text, kBase64Url)) return *std::move(bytes);
  return malformed("decode base64url", "it holds something else than base64url digits");
}

SigningKey make_signing_key(RandomSource& random) {
  std::array<std::byte, kSeedBytes> seed{};
  random.fill(seed);
  auto key = signing_key_from_seed(std::string_view(reinterpret_cast<const char*>(seed.data()), seed.size()));
  LAKECODE_CHECK(key.has_value(), "every 32 bytes are an Ed25519 seed");
  return std::move(key).value();
}

Result<SigningKey> signing_key_from_seed(std::string_view seed) {
  if (seed.size() != kSeedBytes) return malformed("read signing key", "an Ed25519 seed has 32 bytes");
  const Key key = private_key(seed);
  std::string public_key(kPublicKeyBytes, '\0');
  std::size_t length = public_key.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), raw(public_key), &length) != 1) {
    return malformed("read signing key", "OpenSSL offers no Ed25519");
  }
  return SigningKey{Secret(std::string(seed)), std::move(public_key)};
}

std::string sign(const SigningKey& key, std::string_view message) {
  const Key secret = private_key(key.seed.reveal());
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t length = signature.size();
  const bool done = secret && context &&
                    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, secret.get()) == 1 &&
                    EVP_DigestSign(context.get(), raw(signature), &length, raw(message), message.size()) == 1;
  LAKECODE_CHECK(done, "signing needs a whole key");
  return signature;
}

bool verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

}  // namespace lakecode::crypto
