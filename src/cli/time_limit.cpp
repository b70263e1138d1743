#include "cli/time_limit.h"

#include "base/text.h"

namespace lakecode::cli {

Result<CallContext> limited_context(const App& app, const Invocation& invocation) {
  const auto given = invocation.value("timeout");
  if (!given) return app.context();
  const auto seconds = text::parse_double(*given);
  constexpr double kLongest = 30.0 * 86'400;
  if (!seconds || !(*seconds > 0) || *seconds > kLongest) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = invocation.subcommand.empty() ? "run" : "run " + invocation.subcommand,
                 .subject = "with --timeout " + *given,
                 .reason = "allowed is a number of seconds above 0, at most 30 days"};
  }
  return app.context().with_timeout(std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000) + 1));
}

}  // namespace lakecode::cli
