#include "base/crypto.h"

#include <gtest/gtest.h>

namespace lakecode {
namespace {

TEST(Crypto, Sha256MatchesThePublishedVectors) {  // FIPS 180-4 examples
  EXPECT_EQ(crypto::sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(crypto::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, Sha256InPiecesEqualsTheWhole) {
  crypto::Sha256 pieces;
  pieces.update("a");
  pieces.update("");
  pieces.update("bc");
  EXPECT_EQ(pieces.finish(), crypto::sha256("abc"));
}

TEST(Crypto, Base64MatchesRfc4648AndRefusesOtherForms) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
                                                       {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}};
  for (const auto& [plain, text] : cases) {
    EXPECT_EQ(crypto::base64_encode(plain), text);
    EXPECT_EQ(crypto::base64_decode(text).value(), plain);
  }
  for (const char* bad : {"Zg", "Zg=", "Zh==", "Z===", "====", "Zm9v\n", "Zm-v", "Z g=", "Zg==Zg=="}) {
    EXPECT_FALSE(crypto::base64_decode(bad)) << bad;
  }
}

TEST(Crypto, Base64UrlHasNoPadding) {
  EXPECT_EQ(crypto::base64url_encode("\xFB\xFF\xFE"
                                     "f"),
            "-__-Zg");
  EXPECT_EQ(crypto::base64url_decode("-__-Zg").value(),
            "\xFB\xFF\xFE"
            "f");
  EXPECT_FALSE(crypto::base64url_decode("-__-Zg=="));
  EXPECT_FALSE(crypto::base64url_decode("+//+"));
}

TEST(Crypto, HexRoundTripsAndRefusesTheRest) {
  EXPECT_EQ(crypto::from_hex("00ffA0").value(), std::string("\x00\xFF\xA0", 3));
  EXPECT_FALSE(crypto::from_hex("0"));
  EXPECT_FALSE(crypto::from_hex("0g"));
}

TEST(Crypto, Ed25519MatchesRfc8032) {  // section 7.1, test 2
  const auto seed = *crypto::from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const auto key = crypto::signing_key_from_seed(seed);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->public_key, *crypto::from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  const auto signature = crypto::sign(*key, "\x72");
  EXPECT_EQ(signature, *crypto::from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                         "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  EXPECT_TRUE(crypto::verify(key->public_key, "\x72", signature));
}

TEST(Crypto, VerifyRefusesEveryChange) {
  SeededRandom random(7);
  const auto key = crypto::make_signing_key(random);
  const auto other = crypto::make_signing_key(random);
  const auto signature = crypto::sign(key, "message");
  EXPECT_TRUE(crypto::verify(key.public_key, "message", signature));
  EXPECT_FALSE(crypto::verify(key.public_key, "messagE", signature));
  EXPECT_FALSE(crypto::verify(other.public_key, "message", signature));
  EXPECT_FALSE(crypto::verify(key.public_key, "message", signature.substr(1)));
  EXPECT_FALSE(crypto::verify("", "message", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(crypto::verify(key.public_key, "message", changed)) << i;
  }
}

TEST(Crypto, SigningKeyNeedsThirtyTwoBytes) {
  EXPECT_FALSE(crypto::signing_key_from_seed("short"));
}

}  // namespace
}  // namespace lakecode
