#include "base/redact.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"

namespace lakecode {
namespace {

const std::string kHex = "0123456789abcdef0123456789abcdef";
// Put together at run time, so that no scanner takes this file for a leak.
const std::string kAws = std::string("AK") + "IAIOSFODNN7EXAMPLE";
const std::string kJwt = std::string("ey") + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
const std::string kGoogle = std::string("AI") + "zaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY";

std::string redact(std::string_view text) {
  return Redactor().redact(text);
}

TEST(Redact, KnownShapesAreMasked) {
  const struct {
    std::string text;
    std::string masked;
  } cases[] = {
      {"x dapi" + kHex + " y", "x [redacted:databricks-token] y"},
      {"dapi" + kHex + "-2,", "[redacted:databricks-token],"},
      {"dose" + kHex, "[redacted:databricks-token]"},
      {"(dkea" + kHex + ")", "([redacted:databricks-token])"},
      {"dsapi" + kHex, "[redacted:databricks-token]"},
      {"id " + kAws + ".", "id [redacted:aws-key]."},
      {"key " + kGoogle, "key [redacted:gcp-key]"},
      {"jwt " + kJwt + "!", "jwt [redacted:jwt]!"},
      {"https://a.blob.core.windows.net/c?sv=2022&sig=abcDEF123%2Bxyz4567%3D&se=1",
       "https://a.blob.core.windows.net/c?sv=2022&sig=[redacted:azure-sas]&se=1"},
      {"AccountName=a;AccountKey=abc+/d==;EndpointSuffix=x",
       "AccountName=a;AccountKey=[redacted:azure-key];EndpointSuffix=x"},
      {"jdbc:postgresql://ann:s3cr3t@db.example.com/x",
       "jdbc:postgresql://ann:[redacted:url-password]@db.example.com/x"},
      {"Bearer abcdefgh12345678", "Bearer [redacted:bearer]"},
      {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest", "[redacted:private-key]\nrest"},
      {"-----BEGIN PRIVATE KEY-----\nMIIE and no end", "[redacted:private-key]"},
  };
  for (const auto& c : cases) EXPECT_EQ(redact(c.text), c.masked) << c.text;
}

TEST(Redact, ValuesAfterSecretNamesAreMasked) {
  const struct {
    const char* text;
    const char* masked;
  } cases[] = {
      {"password=hunter2 next", "password=[redacted:password] next"},
      {"DB_PASSWORD: hunter2", "DB_PASSWORD: [redacted:password]"},
      {"{\"client_secret\": \"a\\\"b\", \"x\": 1}", "{\"client_secret\": \"[redacted:secret]\", \"x\": 1}"},
      {"{\"password\": 123456}", "{\"password\": \"[redacted:password]\"}"},
      {"\"{\\\"api_key\\\": \\\"k\\\", \\\"y\\\": 2}\"",
       "\"{\\\"api_key\\\": \\\"[redacted:secret]\\\", \\\"y\\\": 2}\""},
      {"run --token abcdef123 now", "run --token [redacted:token] now"},
      {"Authorization: Bearer abc123xyz", "Authorization: Bearer [redacted:bearer]"},
      {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [redacted:secret]"},
      {"?access_token=abc&x=1", "?access_token=[redacted:token]&x=1"},
      {"private-key: 'k v'", "private-key: '[redacted:secret]'"},
      {"passwd=x", "passwd=[redacted:password]"},
  };
  for (const auto& c : cases) EXPECT_EQ(redact(c.text), c.masked) << c.text;
}

TEST(Redact, WhatIsNoSecretStays) {
  for (const char* text : {"{\"input_tokens\": 12345, \"max_tokens_per_response\": 32768}",
                           "token_type: Bearer",
                           "\"token_count\": 17",
                           "password: ${DB_PASSWORD}",
                           "token={{secrets/scope/key}}",
                           "unexpected token: SELECT",
                           "secret_scope: analytics",
                           "\"password\": null",
                           "password=",
                           "a bearer of news",
                           "https://example.com:8080/path@2",
                           "https://user@example.com/",
                           "dapi is a prefix",
                           "the AKIA prefix",
                           "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                           "eyJ is how they start",
                           "design=blue",
                           "SELECT secret('scope', 'key')",
                           "job 905170421312 failed",
                           "{\"tokens\": [1, 2]}",
                           "basic auth is off"}) {
    EXPECT_EQ(redact(text), text);
  }
}

TEST(Redact, NothingStaysNothing) {
  Redactor redactor;
  redactor.add(Secret("a-secret-of-the-profile"));
  EXPECT_EQ(redactor.redact(std::string_view()), "");  // no bytes at all, not even an address
}

TEST(Redact, IsIdempotent) {
  for (const std::string& text :
       {"password=hunter2 token: " + kJwt, "{\"secret\": \"abc\", \"t\": \"dapi" + kHex + "\"}",
        std::string("postgres://u:p@h/ Bearer abcdefgh12345678")}) {
    const auto once = redact(text);
    EXPECT_EQ(redact(once), once);
  }
}

TEST(Redact, JsonStaysJson) {
  const std::string text =
      "{\"token\":123456789012,\"password\":true,\"n\":[{\"api_key\":\"a\\\\\"}],\"url\":\"x://u:p@h\"}";
  const auto masked = redact(text);
  EXPECT_TRUE(json::parse(masked, "masked")) << masked;
}

TEST(Redact, ExactSecretsAreFoundInTheirOtherForms) {
  Redactor redactor;
  redactor.add(Secret("s3cr3t/with+chars?"));
  EXPECT_EQ(redactor.redact("a s3cr3t/with+chars? b"), "a [redacted:secret] b");
  EXPECT_EQ(redactor.redact("q=s3cr3t%2Fwith%2Bchars%3F"), "q=[redacted:secret]");
  for (const std::string prefix : {"", "u:", "user:"}) {  // each alignment to the groups of three
    const auto encoded = crypto::base64_encode(prefix + "s3cr3t/with+chars?" + "tail");
    EXPECT_NE(redactor.redact(encoded).find("[redacted:secret]"), std::string::npos) << prefix;
  }
}

TEST(Redact, ShortSecretsDoNotMaskWords) {
  Redactor redactor;
  redactor.add(Secret("abc"));
  EXPECT_EQ(redactor.redact("abc abcd"), "abc abcd");
}

TEST(Redact, StaysLinearOnHostileText) {
  constexpr std::size_t kTimes = 100'000;
  for (const std::string piece : {"eyJ.",       "token=",         "://",      "\"password\":",  "-----BEGIN ",
                                  "dapi",       "Bearer ",        "a:b@",     "secret: '\\",    "\\\"token\\\":\\\"",
                                  "sig=",       "--token ",       "token='{", "key='a",         "token:|",
                                  "SG.",        "thin:a/b",       "8Q~",      "api_keys\":[\"", "sk-",
                                  "<password>", "f(\"token\",\"", "secret '"}) {
    std::string text;
    for (std::size_t i = 0; i < kTimes; ++i) text += piece;
    EXPECT_FALSE(redact(text).empty());  // quadratic work would take minutes
  }
}

TEST(Log, WritesOneRedactedLineARecord) {
  Redactor redactor;
  redactor.add(Secret("topsecret"));
  std::string seen;
  Log log([&](std::string_view line) { seen += std::string(line) + "\n"; }, redactor);
  log.write("http", "GET /x\ntopsecret");
  EXPECT_EQ(seen, "http: GET /x\\n[redacted:secret]\n");
}

}  // namespace
}  // namespace lakecode
