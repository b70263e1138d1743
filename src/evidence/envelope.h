#pragma once
// The signed manifest: a DSSE v1 envelope (one Ed25519 signature) over an in-toto statement of our own predicate type.
// The payload type is inside the signed bytes. Pure; thread-safe.

#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/result.h"

namespace lakecode::evidence {

inline constexpr std::string_view kPayloadType = "application/vnd.in-toto+json";
inline constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view kPredicateType = "urn:lakecode:evidence-pack:1";

/// The envelope's text, with a final newline. The same statement and key always give the same bytes.
std::string seal(std::string_view statement, const crypto::SigningKey& key);

struct Envelope {
  std::string payload;    ///< not yet to be trusted: call is_signed_by first
  std::string signature;  ///< 64 raw bytes
  std::string key;        ///< id of the key that is said to have signed
};

/// Takes an envelope apart. CorruptData when it is not exactly the text seal() would have written for its content:
/// other payload types, more signatures, other white space or order are all refused.
Result<Envelope> open_envelope(std::string_view text, std::string_view subject);

bool is_signed_by(const Envelope& envelope, std::string_view public_key);

}  // namespace lakecode::evidence
