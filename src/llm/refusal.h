#pragma once
// Refusal: an answer of a model's server that is no reply, judged: what to tell the person, whether asking again may
// help and when, and whether leaving a part out would. All shapes on every server: Anthropic's, OpenAI's, Databricks'
// and web pages of what stands in between. Pure. Source: the error rules of the vendors' own SDKs.

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_fwd.h"
#include "llm/wire.h"
#include "net/http_types.h"

namespace lakecode::llm {

/// Who was asked, for texts and for what its answers mean.
struct Asked {
  std::string origin;          ///< "https://api.anthropic.com"
  std::string credential;      ///< what was sent, by name: "ANTHROPIC_API_KEY", "profile DEV"
  bool wait_is_named = false;  ///< a 429 without Retry-After is a spending cap there
};

struct Refusal {
  Error error;
  bool retry = false;
  std::optional<std::chrono::milliseconds> wait = {};  ///< as the server asks
  Part part = Part::None;                              ///< what it does not take
  bool context_full = false;                           ///< the conversation does not fit
};

/// `response` has a status outside 2xx, or a 2xx one whose body is a web page.
Refusal read_refusal(const net::HttpResponse& response, const Asked& asked, WallTime now);

/// An error that came inside a stream: `body` holds the vendor's error object. http_status is what it stands for.
Error stream_error(const JsonValue& body);

/// A stream that ended too early, or bytes that are no answer.
Error broken_answer(std::string reason);

}  // namespace lakecode::llm
