#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "evidence/envelope.h"
#include "evidence/keys.h"
#include "evidence/pack_layout.h"
#include "evidence/payload.h"
#include "evidence/record_chain.h"

namespace lakecode::evidence {
namespace {

std::string root_of(const std::vector<std::string>& leaves) {
  MerkleTree tree;
  for (const auto& leaf : leaves) tree.add(leaf);
  return crypto::to_hex(tree.root());
}

TEST(MerkleTree,
     MatchesPublishedRoots) {  // the eight leaves of the certificate-transparency reference tests (RFC 9162 trees)
  const std::vector<std::string> leaves = {"",
                                           *crypto::from_hex("00"),
                                           *crypto::from_hex("10"),
                                           *crypto::from_hex("2021"),
                                           *crypto::from_hex("3031"),
                                           *crypto::from_hex("40414243"),
                                           *crypto::from_hex("5051525354555657"),
                                           *crypto::from_hex("606162636465666768696a6b6c6d6e6f")};
  EXPECT_EQ(root_of({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(root_of({leaves[0]}), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(root_of({leaves.begin(), leaves.begin() + 3}),
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
  EXPECT_EQ(root_of(leaves), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(MerkleTree, ALeafIsNoNode) {
  const std::string two = root_of({"a", "b"});
  EXPECT_NE(two, root_of({"ab"}));
  EXPECT_NE(two, root_of({"b", "a"}));
}

TEST(RecordChain, LinesCarryTheDigestOfTheStoredBytesBefore) {
  RecordChain chain("run");
  const auto first = chain.make_line("open", JsonObject{}, {WallTime{}, 0});
  EXPECT_EQ(json::string_at(*json::parse(first, "line"), "prev"), kNoDigest);
  chain.push(first);
  const auto second = *json::parse(chain.make_line("step", JsonObject{}, {WallTime{}, 5}), "line");
  EXPECT_EQ(json::string_at(second, "prev"), crypto::sha256_hex(first));
  EXPECT_EQ(json::int_at(second, "seq"), 1);
  EXPECT_EQ(chain.find_problem(second), "");
  EXPECT_TRUE(chain.is_followed_by(second));
  EXPECT_NE(RecordChain("other").find_problem(second), "");
}

TEST(Envelope, OpensOnlyWhatItSealed) {
  SeededRandom random(3);
  const auto key = crypto::make_signing_key(random);
  const auto other = crypto::make_signing_key(random);
  const std::string text = seal("{\"a\":1}", key);
  const auto envelope = open_envelope(text, "m");
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->payload, "{\"a\":1}");
  EXPECT_EQ(envelope->key, key_id(key.public_key));
  EXPECT_TRUE(is_signed_by(*envelope, key.public_key));
  EXPECT_FALSE(is_signed_by(*envelope, other.public_key));
  // A signature over the bare payload is none over the typed one.
  EXPECT_FALSE(crypto::verify(key.public_key, envelope->payload, envelope->signature));
  for (const auto& changed :
       {text + " ", text::replace_all(text, "in-toto", "in-tot0"), text::replace_all(text, "  ", " "),
        text::replace_all(text, "\"signatures\"", "\"signatures\": [], \"signatures\""), std::string("{}"),
        std::string("null"), text.substr(1)}) {
    EXPECT_FALSE(open_envelope(changed, "m")) << changed;
  }
}

TEST(Payload, SecretsGoWhereverTheyStand) {
  Redactor redactor;
  redactor.add(Secret("topsecret"));
  const JsonObject value{
      {"password", "hunter2"}, {"list", JsonArray{"x topsecret y", 5}},          {"topsecret", true},
      {"api_key", 123456789},  {"quoted", "say \"token\": \"abcdefgh\" loudly"}, {"input_tokens", 12}};
  const auto masked = redact_json(value, redactor, "test");
  ASSERT_TRUE(masked);
  const std::string text = json::serialize(*masked);
  for (const char* secret : {"hunter2", "topsecret", "123456789", "abcdefgh"})
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
  EXPECT_EQ(json::int_at(*masked, "input_tokens"), 12);
}

TEST(Payload, WhatAReaderWouldRefuseIsRefusedHere) {
  JsonValue deep = "x";
  for (int i = 0; i < 80; ++i) deep = JsonArray{deep};
  EXPECT_EQ(redact_json(deep, Redactor(), "test").error().code, ErrorCode::InvalidArgument);
  EXPECT_FALSE(redact_json(JsonValue(std::string(100, 'x')), Redactor(), "test", 50));
}

TEST(PackLayout, RunIdsAreOursAndNothingElse) {
  SeededRandom random(1);
  const auto id = make_run_id(from_epoch_ms(1795421700123), "debug_job", random);
  EXPECT_EQ(id.substr(0, 27), "20261123T081500Z-debug_job-");
  EXPECT_TRUE(is_run_id(id));
  EXPECT_TRUE(is_run_id(make_run_id(from_epoch_ms(0), "../../Evil Name", random)));
  EXPECT_TRUE(is_run_id(make_run_id(from_epoch_ms(0), std::string(500, 'x'), random)));
  EXPECT_TRUE(is_run_id(make_run_id(from_epoch_ms(0), "", random)));
  for (const char* other :
       {"", ".", "..", "ledger.jsonl", "20261123T081500Z", "20261123T081500Z-a-0123456", "20261123T081500Z-a-0123456G",
        "20261123T081500Z-a/b-01234567", "20261123T081500Z--01234567", "2026x123T081500Z-a-01234567"}) {
    EXPECT_FALSE(is_run_id(other)) << other;
  }
}

TEST(PackLayout, LeftoversAreTheNamesOfOurFileWriterOnly) {
  EXPECT_TRUE(is_leftover(".lakecode-0123456789abcdef.tmp"));
  EXPECT_TRUE(is_leftover("blobs/.lakecode-0123456789abcdef.tmp"));
  EXPECT_FALSE(is_leftover(".lakecode-0123456789abcdeX.tmp"));
  EXPECT_FALSE(is_leftover("x/.lakecode-0123456789abcdef.tmp"));
}

}  // namespace
}  // namespace lakecode::evidence
