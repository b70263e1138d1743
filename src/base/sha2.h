#pragma once
// The SHA-2 family by length (OpenSSL EVP). Pure.

#include <optional>
#include <string>
#include <string_view>

namespace lakecode::crypto {

/// Lower-case hex digits of the digest with 224, 256, 384 or 512 bits; nullopt for another length.
std::optional<std::string> sha2_hex(std::string_view bytes, int bits);

}  // namespace lakecode::crypto
