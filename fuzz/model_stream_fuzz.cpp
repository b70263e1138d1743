// A model's stream in any two splits gives the same reply or the same failure, by both protocols; nothing is a reply
// before its end was told, and no call is without a name. The first two bytes choose the splits.
#include <string>
#include <string_view>

#include "base/check.h"
#include "fuzz/input.h"
#include "llm/wire.h"

namespace {

using namespace lakecode;

class Collected final : public llm::Sink {
 public:
  void on_text(std::string_view delta) override { text += delta; }
  void on_thinking(std::string_view) override {}
  void on_restart(int, std::int64_t, std::string_view) override {}
  std::string text;
};

struct Heard {
  bool failed = false;
  bool complete = false;
  std::string text;
  llm::Message message;
  bool operator==(const Heard&) const = default;
};

Heard read_in_pieces(const llm::Wire& wire, std::string_view stream, std::size_t piece) {
  Heard heard;
  Collected sink;
  net::SseParser parser;
  const auto decoder = wire.decoder(sink);
  while (!stream.empty() && !heard.failed) {
    const auto fed = parser.feed(stream.substr(0, piece), [&](const net::SseEvent& event) {
      if (!heard.failed && !decoder->take(event)) heard.failed = true;
    });
    heard.failed = heard.failed || !fed;
    stream.remove_prefix(std::min(piece, stream.size()));
  }
  heard.text = sink.text;
  heard.complete = !heard.failed && decoder->has_ending();
  LAKECODE_CHECK(!decoder->is_complete() || decoder->has_ending(), "what is complete has its ending");
  if (heard.complete) heard.message = decoder->finish().message;
  return heard;
}

void check(const llm::Wire& wire, std::string_view stream, std::size_t one, std::size_t other) {
  LAKECODE_CHECK(read_in_pieces(wire, stream, one) == read_in_pieces(wire, stream, other), "the split does not matter");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto stream = fuzz::as_text(data, size);
  const std::size_t one = 1 + fuzz::take_number(stream);
  const std::size_t other = 1 + fuzz::take_number(stream);
  check(llm::messages_wire(), stream, one, other);
  check(llm::chat_wire(), stream, one, other);
  return 0;
}
