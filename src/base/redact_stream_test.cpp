#include "base/redact_stream.h"

#include <gtest/gtest.h>

namespace lakecode {
namespace {

std::string in_pieces(const Redactor& redactor, std::string_view text, std::size_t size) {
  StreamRedactor stream(redactor);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += size) out += stream.add(text.substr(at, size));
  return out + stream.finish();
}

// However the text is cut, what comes out is what the whole would give.
TEST(StreamRedactor, GivesWhatTheWholeWouldGiveAtEveryCut) {
  Redactor redactor;
  redactor.add(Secret("orchid-lantern-77"));
  const std::string token = "dapi" + std::string("0123456789abcdef0123456789abcdef");
  const std::string texts[] = {
      "Plain words, two lines.\nThe second one; no secret.",
      "The token is " + token + ", keep it.\nNext line " + token,
      "key " + token + " and then more words follow on that line",
      "Use orchid-lantern-77 for it. Then go on.",
      "password = \"correct horse battery staple\" and more\nnext",
      "a\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0B\n-----END PRIVATE KEY-----\nafter it, words",
      "-----BEGIN PRIVATE KEY-----\nMIIEvQ and no end",
      "Authorization: Bearer abcdefghijklmnop0123456789abcdefghij\n",
      "",
      "\n\n  indented\n",
  };
  for (const std::string& text : texts) {
    const std::string whole = redactor.redact(text);
    for (std::size_t size = 1; size <= text.size() + 1; ++size)
      EXPECT_EQ(in_pieces(redactor, text, size), whole) << size;
  }
}

TEST(StreamRedactor, HandsOutWholeWordsAsTheyCome) {
  const Redactor redactor;
  StreamRedactor stream(redactor);
  EXPECT_EQ(stream.add("Three or"), "Three ");
  EXPECT_EQ(stream.add("ders came"), "orders ");
  EXPECT_EQ(stream.add(" in.\nTo"), "came in.\n");
  EXPECT_EQ(stream.add("day "), "Today ");
  EXPECT_EQ(stream.finish(), "");
}

TEST(StreamRedactor, ALineWithoutAnEndStaysBounded) {
  const Redactor redactor;
  StreamRedactor stream(redactor);
  std::size_t out = 0;
  for (int i = 0; i < 300'000; ++i) out += stream.add("12345678").size();
  EXPECT_GT(out, 2'000'000U - (1U << 20U));
  out += stream.finish().size();
  EXPECT_EQ(out, 2'400'000U);
}

}  // namespace
}  // namespace lakecode
