#include "net/url.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lakecode::net {
namespace {

std::string round_trip(std::string_view text) {
  const auto url = parse_url(text);
  return url ? url->to_string() : "refused: " + url.error().reason;
}

TEST(Url, ReadsAllParts) {
  const auto url = parse_url("HTTPS://Example.COM:8443/Api/2.1?q=A%20b#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/Api/2.1");
  EXPECT_EQ(url->query, "q=A%20b");
  EXPECT_EQ(url->origin(), "https://example.com:8443");
}

TEST(Url, TextAndBack) {
  EXPECT_EQ(round_trip("https://h"), "https://h/");
  EXPECT_EQ(round_trip("https://h:443/a"), "https://h/a");
  EXPECT_EQ(round_trip("http://h:443/a"), "http://h:443/a");
  EXPECT_EQ(round_trip("http://h:/a?"), "http://h/a");
  EXPECT_EQ(round_trip("https://h?x=1"), "https://h/?x=1");
  EXPECT_EQ(round_trip("http://10.0.0.255/"), "http://10.0.0.255/");
  EXPECT_EQ(round_trip("http://1password.example/"), "http://1password.example/");
  EXPECT_EQ(round_trip("http://[::1]:8080/"), "http://[::1]:8080/");
  EXPECT_EQ(round_trip("https://h/a/../b/./c"), "https://h/a/../b/./c");
  EXPECT_EQ(round_trip("https://h/a@b:c?u=http://x"), "https://h/a@b:c?u=http://x");
  EXPECT_EQ(round_trip("https://h/caf\xC3\xA9?\xC3\xA9"), "https://h/caf%C3%A9?%C3%A9");
}

TEST(Url, RefusesWhatCouldBeReadInTwoWays) {
  const std::vector<std::string> bad = {
      "",
      "h",
      "//h/",
      "/path",
      "ftp://h/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "https:/h",
      "https:h",
      "https://",
      "https:///a",
      "https://user@h/",
      "https://user:pw@h/",
      "https://h:0/",
      "https://h:65536/",
      "https://h:12x/",
      "https://h:-1/",
      "https://h:+80/",
      "https://h:443:443/",
      "https://h /",
      " https://h/",
      "https://h/a b",
      "https://h/\n",
      std::string("https://h/\0", 11),
      "https://h\\@evil/",
      "https://h%2eevil/",
      "https://h\xC3\xA9/",
      "https://[::1/",
      "https://[::1]x/",
      "https://[evil]/",
      "https://[]/",
      "https://::1/",
      "https://h,evil/",
      "http://2130706433/",
      "http://0x7f.1/",
      "http://127.1/",
      "http://127.0.0.01/",
      "http://0/",
      "http://1.2.3.4.5/",
      "http://300.1.1.1/",
      "http://127.0.0.1./x.0x1",
      "http://h.0x/",
      "http://127.1./",
      "https://" + std::string(300, 'a') + "/",
      "https://h/" + std::string(70'000, 'a'),
  };
  for (const auto& text : bad) {
    const auto url = parse_url(text);
    EXPECT_FALSE(url) << text;
    if (!url) {
      EXPECT_EQ(url.error().code, ErrorCode::InvalidArgument) << text;
    }
  }
}

TEST(Url, ErrorDoesNotRepeatTheText) {
  const auto url = parse_url("https://user:hunter2@h/?sig=secret");
  ASSERT_FALSE(url);
  EXPECT_EQ(one_line(url.error()).find("hunter2"), std::string::npos);
  EXPECT_EQ(one_line(url.error()).find("secret"), std::string::npos);
}

TEST(Url, SameOriginNeedsSchemeHostAndPort) {
  const auto same = [](const char* a, const char* b) { return same_origin(*parse_url(a), *parse_url(b)); };
  EXPECT_TRUE(same("https://H/a", "https://h:443/b?c"));
  EXPECT_FALSE(same("https://h/", "http://h:443/"));
  EXPECT_FALSE(same("https://h/", "https://h:444/"));
  EXPECT_FALSE(same("https://h/", "https://h.evil/"));
}

TEST(Url, ResolvesReferences) {
  const Url base = *parse_url("https://h:8443/a/b?x=1");
  const auto resolved = [&](const char* reference) {
    const auto url = resolve_url(base, reference);
    return url ? url->to_string() : "refused";
  };
  EXPECT_EQ(resolved("/c?y=2"), "https://h:8443/c?y=2");
  EXPECT_EQ(resolved("c"), "https://h:8443/a/c");
  EXPECT_EQ(resolved("../c/./d"), "https://h:8443/c/d");
  EXPECT_EQ(resolved("../../../c"), "https://h:8443/c");
  EXPECT_EQ(resolved(".."), "https://h:8443/");
  EXPECT_EQ(resolved("?y"), "https://h:8443/a/b?y");
  EXPECT_EQ(resolved(""), "https://h:8443/a/b?x=1");
  EXPECT_EQ(resolved("//other/p"), "https://other/p");
  EXPECT_EQ(resolved("http://other/p#f"), "http://other/p");
  EXPECT_EQ(resolved("c?u=http://x"), "https://h:8443/a/c?u=http://x");
  EXPECT_EQ(resolved("javascript:alert(1)"), "refused");
  EXPECT_EQ(resolved("file:///etc/passwd"), "refused");
  EXPECT_EQ(resolved("//user@other/"), "refused");
  EXPECT_EQ(resolved("/a\\b"), "refused");
}

TEST(Url, KnowsLoopback) {
  for (const auto* host : {"localhost", "127.0.0.1", "127.9.8.7", "::1"}) EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const auto* host : {"localhost.evil", "127.0.0.1.evil", "127.0.0", "127.0.0.256", "128.0.0.1", "", "0.0.0.0"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(Url, ComponentsSurviveEncoding) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(decode_component(encode_component(all)), all);
  EXPECT_EQ(decode_component(encode_component(all), true), all);
  EXPECT_EQ(encode_component("a b/c~d+e"), "a%20b%2Fc~d%2Be");
}

TEST(Url, MalformedEscapesStay) {
  EXPECT_EQ(decode_component("%4"), "%4");
  EXPECT_EQ(decode_component("%"), "%");
  EXPECT_EQ(decode_component("%zz%41"), "%zzA");
  EXPECT_EQ(decode_component("a+b"), "a+b");
  EXPECT_EQ(decode_component("a+b", true), "a b");
}

TEST(Url, QueriesKeepOrderAndRepeats) {
  const QueryParameters parameters = {{"b", "1 2"}, {"a", "x&y=z"}, {"b", ""}};
  EXPECT_EQ(encode_query(parameters), "b=1%202&a=x%26y%3Dz&b=");
  EXPECT_EQ(decode_query(encode_query(parameters)), parameters);
  EXPECT_EQ(decode_query("a&&=v&c=d=e"), (QueryParameters{{"a", ""}, {"", "v"}, {"c", "d=e"}}));
  EXPECT_TRUE(decode_query("").empty());
}

}  // namespace
}  // namespace lakecode::net
