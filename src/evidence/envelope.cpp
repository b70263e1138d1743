#include "evidence/envelope.h"

#include "base/json.h"
#include "evidence/keys.h"

namespace lakecode::evidence {
namespace {

/// DSSE pre-authentication encoding: lengths in front, so that no two (type, payload) pairs share their bytes.
std::string signed_bytes(std::string_view payload) {
  std::string bytes = "DSSEv1 ";
  bytes += std::to_string(kPayloadType.size()) + " " + std::string(kPayloadType) + " ";
  bytes += std::to_string(payload.size()) + " " + std::string(payload);
  return bytes;
}

std::string render(const Envelope& envelope) {
  const JsonObject object{{"payloadType", kPayloadType},
                          {"payload", crypto::base64_encode(envelope.payload)},
                          {"signatures", JsonArray{JsonObject{{"keyid", envelope.key},
                                                              {"sig", crypto::base64_encode(envelope.signature)}}}}};
  return json::serialize_pretty(object) + "\n";
}

Error malformed(std::string_view subject, std::string reason) {
  return Error{.code = ErrorCode::CorruptData,
               .action = "read signed manifest",
               .subject = std::string(subject),
               .reason = std::move(reason)};
}

}  // namespace

std::string seal(std::string_view statement, const crypto::SigningKey& key) {
  return render({std::string(statement), crypto::sign(key, signed_bytes(statement)), key_id(key.public_key)});
}

Result<Envelope> open_envelope(std::string_view text, std::string_view subject) {
  TRY_ASSIGN(const JsonValue value, json::parse(text, subject, {.max_bytes = text.size(), .max_depth = 8}));
  if (json::string_at(value, "payloadType") != kPayloadType) return malformed(subject, "it has another payload type");
  const auto& signatures = json::array_at(value, "signatures");
  if (signatures.size() != 1) return malformed(subject, "it does not have exactly one signature");
  const auto payload = crypto::base64_decode(json::string_at(value, "payload"));
  const auto signature = crypto::base64_decode(json::string_at(signatures[0], "sig"));
  if (!payload || !signature) return malformed(subject, "its payload or signature is not base64");
  Envelope envelope{*payload, *signature, json::string_at(signatures[0], "keyid")};
  // What is not covered by the signature must not differ either: the whole file has one right form.
  if (render(envelope) != text) return malformed(subject, "it is not in the form it was written in");
  return envelope;
}

bool is_signed_by(const Envelope& envelope, std::string_view public_key) {
  return crypto::verify(public_key, signed_bytes(envelope.payload), envelope.signature);
}

}  // namespace lakecode::evidence
