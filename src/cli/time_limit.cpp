#include "cli/time_limit.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::cli {

Result<std::chrono::milliseconds> read_seconds(std::string_view option, const std::string& given) {
  const auto seconds = text::parse_double(given);
  constexpr double kLongest = 30.0 * 86'400;
  if (!seconds || !(*seconds > 0) || *seconds > kLongest) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run",
                 .subject = "with --" + std::string(option) + " " + given,
                 .reason = "allowed is a number of seconds above 0, at most 30 days"};
  }
  return std::chrono::milliseconds(std::max<std::int64_t>(static_cast<std::int64_t>(*seconds * 1000), 1));
}

Result<CallContext> limited_context(const App& app, const Invocation& invocation) {
  const auto given = invocation.value("timeout");
  if (!given) return app.context();
  TRY_ASSIGN(const auto limit, read_seconds("timeout", *given));
  return app.context().with_timeout(limit);
}

}  // namespace lakecode::cli
