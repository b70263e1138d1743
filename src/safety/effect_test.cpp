#include "safety/effect.h"

#include <gtest/gtest.h>

namespace lakecode::safety {
namespace {

TEST(EffectDigest, TellsEffectsApart) {
  const Effect base = RestEffect{.method = "POST", .path = "/a", .query = "b", .body = "c"};
  EXPECT_EQ(digest_of(base), digest_of(base));
  EXPECT_EQ(digest_of(base).size(), 64U);
  EXPECT_NE(digest_of(base), digest_of(RestEffect{.method = "POST", .path = "/ab", .query = "", .body = "c"}));
  EXPECT_NE(digest_of(ArgvEffect{{"a", "b c"}}), digest_of(ArgvEffect{{"a b", "c"}}));
  EXPECT_NE(digest_of(SqlEffect{.text = "SELECT 1"}), digest_of(SqlEffect{.text = "SELECT 1 "}));
  EXPECT_NE(digest_of(SqlEffect{.text = "SELECT :a", .parameters = {{"a", "STRING:1"}}}),
            digest_of(SqlEffect{.text = "SELECT :a", .parameters = {{"a", "STRING:2"}}}));
}

TEST(EffectText, QuotesArguments) {
  EXPECT_EQ(text_of(ArgvEffect{{"databricks", "api", "get", "/x y", "it's"}}), "databricks api get '/x y' 'it'\\''s'");
  EXPECT_EQ(text_of(RestEffect{.method = "POST", .path = "/a", .query = "q=1", .body = "{}"}), "POST /a?q=1\n{}");
}

}  // namespace
}  // namespace lakecode::safety
