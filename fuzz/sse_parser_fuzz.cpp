// Two splits of one stream must give the same events, and fail together. The first three bytes choose limit and splits.
#include <string>
#include <vector>

#include "base/check.h"
#include "fuzz/input.h"
#include "net/sse_parser.h"

namespace {

using lakecode::net::SseEvent;
using lakecode::net::SseParser;

struct Heard {
  std::vector<std::string> events;
  bool failed = false;
  bool operator==(const Heard&) const = default;
};

Heard feed_in_pieces(std::string_view stream, std::size_t piece, std::size_t limit) {
  Heard heard;
  SseParser parser(limit);
  while (!stream.empty() && !heard.failed) {
    const auto fed = parser.feed(stream.substr(0, piece), [&](const SseEvent& event) {
      LAKECODE_CHECK(event.data.size() <= limit, "no event outgrows the limit");
      LAKECODE_CHECK(!event.event.empty(), "every event has a name");
      heard.events.push_back(event.event + '\n' + event.id + '\n' + event.data);
    });
    heard.failed = !fed;
    stream.remove_prefix(std::min(piece, stream.size()));
  }
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto stream = lakecode::fuzz::as_text(data, size);
  const std::size_t limit = 8 + lakecode::fuzz::take_number(stream);
  const std::size_t one = 1 + lakecode::fuzz::take_number(stream);
  const std::size_t other = 1 + lakecode::fuzz::take_number(stream);
  LAKECODE_CHECK(feed_in_pieces(stream, one, limit) == feed_in_pieces(stream, other, limit),
                 "the split does not matter");
  return 0;
}
