// Certificates: an unknown one is refused with a way out, a known one is trusted, a name that does not fit is refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "net/http_client.h"
#include "tests/support/test_call.h"
#include "tests/support/tls_server.h"

namespace lakecode::net {
namespace {

class Tls : public testing::Test {
 public:
  Tls() {
    char name[] = "/tmp/lakecode-tls-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~Tls() override { std::filesystem::remove_all(folder_); }

 protected:
  [[nodiscard]] Result<HttpResponse> fetch(const std::string& url, const std::string& ca_file) const {
    return HttpClient({.ca_file = ca_file}).send({.url = url}, call_.context());
  }

  test::TestCall call_;
  std::filesystem::path folder_;
};

TEST_F(Tls, KnownCertificateIsTrusted) {
  const test::TlsServer server("IP:127.0.0.1");
  const auto response = fetch(server.url(), server.ca_file(folder_));
  ASSERT_TRUE(response) << one_line(response.error());
  EXPECT_EQ(response->body, "secret kept");
}

TEST_F(Tls, UnknownCertificateIsRefusedWithAWayOut) {
  const test::TlsServer server("IP:127.0.0.1");
  const auto response = fetch(server.url(), "");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::Unavailable);
  EXPECT_TRUE(response.error().reason.starts_with("its TLS certificate is not trusted: ")) << response.error().reason;
  EXPECT_NE(response.error().advice.find("SSL_CERT_FILE"), std::string::npos);
  EXPECT_TRUE(was_never_sent(response.error()));
}

TEST_F(Tls, CertificateOfAnotherHostIsRefused) {
  const test::TlsServer server("DNS:other.example");
  const auto response = fetch(server.url(), server.ca_file(folder_));
  ASSERT_FALSE(response);
  EXPECT_TRUE(response.error().reason.starts_with("its TLS certificate is not trusted: ")) << response.error().reason;
}

}  // namespace
}  // namespace lakecode::net
