#include "base/sha2.h"

#include <openssl/evp.h>

#include <array>
#include <span>

#include "base/crypto.h"

namespace lakecode::crypto {
namespace {

const EVP_MD* algorithm_of(int bits) {
  switch (bits) {
    case 224:
      return EVP_sha224();
    case 256:
      return EVP_sha256();
    case 384:
      return EVP_sha384();
    case 512:
      return EVP_sha512();
    default:
      return nullptr;
  }
}

}  // namespace

std::optional<std::string> sha2_hex(std::string_view bytes, int bits) {
  const EVP_MD* algorithm = algorithm_of(bits);
  if (algorithm == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) != 1) return std::nullopt;
  return to_hex(std::as_bytes(std::span(digest).first(size)));
}

}  // namespace lakecode::crypto
