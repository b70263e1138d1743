#pragma once
// Exchanges as lines of a cassette, and back. For this folder only. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/redact.h"
#include "base/result.h"
#include "net/http_types.h"

namespace lakecode::net {

inline constexpr std::string_view kCassetteSchema = "lakecode.cassette/1";

struct Recording {
  std::int64_t number = 0;
  std::int64_t at_ms = 0;
  std::string method, url, body;  ///< masked
  Result<HttpResponse> outcome = HttpResponse();
  std::vector<std::string> pieces;  ///< of the answer's body
  bool played = false;
};

/// A request as it is kept and compared.
Recording masked_request(const HttpRequest& request, const Redactor& redactor);

/// The answer masked, its pieces cut where they were as far as nothing was masked.
void mask_answer(Recording& recording, const Redactor& redactor);

std::string render_recording(const Recording& recording);
/// CorruptData when members are missing.
Result<Recording> read_recording(const JsonValue& line);

/// What tells a person where `asked` differs from `kept`.
std::string describe_difference(const Recording& asked, const Recording& kept);

}  // namespace lakecode::net
