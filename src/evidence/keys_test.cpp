#include "evidence/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/temp_folder.h"

namespace lakecode::evidence {
namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777U;
}

TEST(Keys, FirstUseMakesAPrivateKeyAndLaterUsesFindIt) {
  const TempFolder folder;
  SeededRandom random(1);
  const auto made = load_or_make_signing_key(folder / "keys", random);
  ASSERT_TRUE(made);
  EXPECT_EQ(mode_of(folder / "keys/evidence.key"), 0600U);
  EXPECT_EQ(mode_of(folder / "keys"), 0700U);
  const auto again = load_or_make_signing_key(folder / "keys", random);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key, made->public_key);
  EXPECT_EQ(find_trusted_key(folder / "keys", key_id(made->public_key)), made->public_key);
}

TEST(Keys, AKeyThatOthersMayReadIsRefused) {
  const TempFolder folder;
  SeededRandom random(1);
  ASSERT_TRUE(load_or_make_signing_key(folder / "keys", random));
  ASSERT_EQ(::chmod((folder / "keys/evidence.key").c_str(), 0644), 0);
  const auto refused = load_or_make_signing_key(folder / "keys", random);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::FailedPrecondition);
  EXPECT_EQ(refused.error().advice, "run chmod 600 on it");
}

TEST(Keys, ADamagedKeyIsAnErrorAndNeverReplaced) {
  const TempFolder folder;
  SeededRandom random(1);
  ASSERT_TRUE(files::make_private_folder(folder / "keys"));
  for (const char* text : {"", "abc", "zz", "0123"}) {
    ASSERT_TRUE(files::write_atomic(folder / "keys/evidence.key", text));
    EXPECT_EQ(load_or_make_signing_key(folder / "keys", random).error().code, ErrorCode::CorruptData);
    EXPECT_EQ(files::read(folder / "keys/evidence.key").value(), text);
  }
}

TEST(Keys, TrustedKeysAreFoundByTheIdTheyReallyHave) {
  const TempFolder folder;
  SeededRandom random(5);
  const auto key = crypto::make_signing_key(random);
  const auto other = crypto::make_signing_key(random);
  ASSERT_TRUE(store_trusted_key(folder / "keys", key.public_key));
  const auto file = folder / ("keys/trusted/" + key_id(key.public_key) + ".pub");
  ASSERT_TRUE(files::write_atomic(file, crypto::to_hex(std::as_bytes(std::span(other.public_key)))));
  EXPECT_FALSE(find_trusted_key(folder / "keys", key_id(key.public_key)));
  for (const char* id : {"", "../evidence", "0123456789abcdef", "0123456789ABCDEF", "0123456789abcdef0"}) {
    EXPECT_FALSE(find_trusted_key(folder / "keys", id)) << id;
  }
}

}  // namespace
}  // namespace lakecode::evidence
