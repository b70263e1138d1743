#include "net/curl_library.h"

#include <gtest/gtest.h>

namespace lakecode::net {
namespace {

TEST(CurlLibrary, LoadsWhatTheHeadersPromise) {
  const auto curl = load_curl();
  ASSERT_TRUE(curl) << one_line(curl.error());
}

TEST(CurlLibrary, MissingLibraryIsAnErrorWithAWayOut) {
  const auto curl = load_curl("libcurl-not-here.so.4");
  ASSERT_FALSE(curl);
  EXPECT_FALSE(is_retryable(curl.error().code));
  EXPECT_EQ(one_line(curl.error()),
            "cannot use the network: libcurl-not-here.so.4 cannot be loaded; install libcurl 7.85 or newer (package "
            "libcurl4)");
}

TEST(CurlLibrary, OtherLibraryIsAnError) {
  const auto curl = load_curl("libc.so.6");
  ASSERT_FALSE(curl);
  EXPECT_EQ(curl.error().reason, "libc.so.6 is too old");
}

}  // namespace
}  // namespace lakecode::net
