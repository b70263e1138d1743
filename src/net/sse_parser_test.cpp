#include "net/sse_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lakecode::net {
namespace {

using Events = std::vector<std::string>;

/// Each event as EVENT|DATA|ID, fed in pieces of the given sizes (the last one takes the rest).
Events events_of(std::string_view stream, std::size_t first_piece, SseParser parser = SseParser()) {
  Events seen;
  const auto note = [&](const SseEvent& event) { seen.push_back(event.event + "|" + event.data + "|" + event.id); };
  EXPECT_TRUE(parser.feed(stream.substr(0, first_piece), note));
  EXPECT_TRUE(parser.feed(stream.substr(first_piece), note));
  return seen;
}

struct Case {
  const char* name;
  std::string stream;
  Events expected;
};

std::vector<Case> cases() {
  return {
      {"plain", "data: one\n\ndata: two\n\n", {"message|one|", "message|two|"}},
      {"lines joined", "data: a\ndata: b\n\n", {"message|a\nb|"}},
      {"named", "event: delta\ndata: {}\n\ndata: x\n\n", {"delta|{}|", "message|x|"}},
      {"all line ends", "data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r", {"message|a\nb\nc|", "message|d|"}},
      {"byte order mark once",
       "\xEF\xBB\xBF"
       "data: a\n\n\xEF\xBB\xBF"
       "data: b\n\n",
       {"message|a|"}},
      {"comments", ": hello\ndata: a\n:\n\n", {"message|a|"}},
      {"one blank only is taken", "data:  a\ndata:b\n\n", {"message| a\nb|"}},
      {"empty data is an event", "data\n\ndata:\n\n", {"message||", "message||"}},
      {"no data is none", "event: ping\n\nid: 4\n\n", {}},
      {"id stays", "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", {"message|a|7", "message|b|7", "message|c|"}},
      {"id with NUL is ignored", std::string("id: 1\nid: 2\0\ndata: a\n\n", 22), {"message|a|1"}},
      {"unknown fields", "retry: 10\nfoo: bar\nDATA: x\ndata: a\n\n", {"message|a|"}},
      {"unfinished event is dropped", "data: a\n\ndata: lost\n", {"message|a|"}},
      {"unfinished line is dropped", "data: a\n\ndata: lo", {"message|a|"}},
      {"only blank lines", "\n\r\n\r\n\n", {}},
  };
}

TEST(SseParser, AnySplitOfTheBytesGivesTheSameEvents) {
  for (const Case& item : cases()) {
    for (std::size_t at = 0; at <= item.stream.size(); ++at) {
      EXPECT_EQ(events_of(item.stream, at), item.expected) << item.name << ", split at " << at;
    }
  }
}

TEST(SseParser, BytesOneByOneGiveTheSameEvents) {
  for (const Case& item : cases()) {
    SseParser parser;
    Events seen;
    for (const char& byte : item.stream) {
      ASSERT_TRUE(parser.feed(
          {&byte, 1}, [&](const SseEvent& event) { seen.push_back(event.event + "|" + event.data + "|" + event.id); }));
    }
    EXPECT_EQ(seen, item.expected) << item.name;
  }
}

TEST(SseParser, EventAtTheLimitPassesAndOneByteMoreIsCorrupt) {
  const auto ignore = [](const SseEvent&) {};
  EXPECT_TRUE(SseParser(8).feed("data:abc\n\n", ignore));
  const auto over = SseParser(8).feed("data:abcd\n\n", ignore);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::CorruptData);
}

TEST(SseParser, LimitCountsAllDataLinesOfAnEvent) {
  SseParser parser(64);
  Result<void> fed;
  for (int i = 0; i < 20 && fed; ++i) fed = parser.feed("data: 12345678\n", [](const SseEvent&) {});
  EXPECT_FALSE(fed);
}

TEST(SseParser, LineWithoutAnEndIsBounded) {
  SseParser parser(64);
  Result<void> fed;
  for (int i = 0; i < 20 && fed; ++i) fed = parser.feed("12345678", [](const SseEvent&) {});
  EXPECT_FALSE(fed);
}

}  // namespace
}  // namespace lakecode::net
