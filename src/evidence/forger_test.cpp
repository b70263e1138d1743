// Someone who knows the format but not the key, and no ledger in sight: the signature alone must hold.
#include <gtest/gtest.h>

#include <functional>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "evidence/envelope.h"
#include "evidence/keys.h"
#include "evidence/pack_fixture.h"
#include "evidence/record_chain.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

/// Writes the events anew, chained as they should be, after `change` had its way with each record.
std::string rechain(const std::string& events, const std::string& run_id,
                    const std::function<void(JsonObject&, const RecordChain&)>& change) {
  RecordChain chain(run_id);
  std::string text;
  for (const auto line : text::lines(events)) {
    auto record = json::parse(line, "line")->get_object();
    change(record, chain);
    record["prev"] = chain.head();
    const std::string changed = json::serialize(record) + "\n";
    chain.push(changed);
    text += changed;
  }
  return text;
}

class Forger : public ::testing::Test {
 protected:
  void SetUp() override {
    const fs::path original = shop_.make_pack();
    ASSERT_TRUE(export_pack(original, shop_.settings, shop_.folder / "export"));
    pack_ = shop_.folder / "export" / original.filename();
    theirs_ = {shop_.folder / "nowhere", shop_.folder / "export/keys"};
    ASSERT_EQ(verify_pack(pack_, theirs_)->outcome, VerifyOutcome::Verified);
    events_ = files::read(pack_ / "events.jsonl").value();
  }

  /// A manifest for what now stands in the folder, signed by a key of the forger's under the name of the real one.
  void forge_manifest() {
    const auto old = open_envelope(files::read(pack_ / "manifest.json").value(), "m").value();
    const std::string events = files::read(pack_ / "events.jsonl").value();
    RecordChain chain(pack_.filename().string());
    for (const auto line : text::lines(events)) chain.push(std::string(line) + "\n");
    auto statement = json::parse(old.payload, "statement")->get_object();
    statement["subject"].get_array()[0].get_object()["digest"] = JsonObject{{"sha256", crypto::sha256_hex(events)}};
    statement["predicate"].get_object()["head"] = chain.head();
    statement["predicate"].get_object()["root"] = chain.root();
    SeededRandom random(666);
    const auto key = crypto::make_signing_key(random);
    const std::string text = text::replace_all(seal(json::serialize(statement), key), key_id(key.public_key), old.key);
    ASSERT_TRUE(files::write_atomic(pack_ / "manifest.json", text));
  }

  void expect_problem(std::string_view words) {
    const auto verification = verify_pack(pack_, theirs_);
    ASSERT_TRUE(verification);
    EXPECT_EQ(verification->outcome, VerifyOutcome::Tampered);
    std::string all;
    for (const auto& problem : verification->problems) all += problem.file + ": " + problem.problem + "\n";
    EXPECT_NE(all.find(words), std::string::npos) << all;
  }

  Workshop shop_;
  fs::path pack_;
  PackSettings theirs_;
  std::string events_;
};

TEST_F(Forger, ARewrittenChainIsNotWhatWasSigned) {
  const auto forged = rechain(events_, pack_.filename().string(), [](JsonObject& record, const RecordChain& chain) {
    if (chain.size() == 1) record["payload"] = JsonObject{{"id", "nothing happened"}};
    if (record["type"] == "close") record["payload"].get_object()["root"] = chain.root();
  });
  ASSERT_TRUE(files::write_atomic(pack_ / "events.jsonl", forged));
  expect_problem("events.jsonl: the signature covers other bytes under this name");
  forge_manifest();
  expect_problem("manifest.json: the signature does not fit");
}

TEST_F(Forger, TheTreeRootIsCheckedOnItsOwn) {
  const auto forged = rechain(events_, pack_.filename().string(), [](JsonObject& record, const RecordChain& chain) {
    if (chain.size() == 1) record["payload"] = JsonObject{{"id", "nothing happened"}};
  });
  ASSERT_TRUE(files::write_atomic(pack_ / "events.jsonl", forged));
  expect_problem("its tree root is not that of the records before");
}

TEST_F(Forger, FewerRecordsDoNotAddUp) {
  auto lines = text::lines(events_);
  lines.erase(lines.begin() + 1);
  std::string fewer;
  for (const auto line : lines) fewer += std::string(line) + "\n";
  std::int64_t seq = 0;
  const auto forged = rechain(fewer, pack_.filename().string(), [&](JsonObject& record, const RecordChain& chain) {
    record["seq"] = seq++;
    if (record["type"] == "close") record["payload"].get_object()["root"] = chain.root();
  });
  ASSERT_TRUE(files::write_atomic(pack_ / "events.jsonl", forged));
  expect_problem("it counts other records than there are");
}

TEST_F(Forger, ARandomKeyNeverPasses) {
  SeededRandom random(7);
  const auto envelope = open_envelope(files::read(pack_ / "manifest.json").value(), "m").value();
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(is_signed_by(envelope, crypto::make_signing_key(random).public_key));
}

}  // namespace
}  // namespace lakecode::evidence
