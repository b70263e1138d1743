#include <algorithm>
#include <utility>

#include "auth/methods.h"
#include "auth/origin.h"
#include "base/crypto.h"

namespace lakecode::auth {
namespace {

class Basic final : public TokenSource {
 public:
  Basic(net::Url origin, Secret encoded) : origin_(std::move(origin)), encoded_(std::move(encoded)) {}

  Result<void> authorize(net::HttpRequest& request, const CallContext&) override {
    TRY_VOID(check_origin(request, origin_));
    request.headers.set("Authorization", "Basic " + std::string(encoded_.reveal()));
    return {};
  }
  [[nodiscard]] std::string name() const override { return "basic"; }

 private:
  const net::Url origin_;
  const Secret encoded_;
};

}  // namespace

Result<std::unique_ptr<TokenSource>> make_basic(const config::ResolvedProfile& profile) {
  TRY_ASSIGN(net::Url origin, own_origin(profile));
  const config::Attribute* password = profile.find("password");
  const std::string user = profile.text("username");
  // RFC 7617: the user name ends at the first colon.
  if (password == nullptr || user.empty() || user.find(':') != std::string::npos) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "authenticate with basic",
                 .subject = profile.name.empty() ? profile.host : "profile " + profile.name,
                 .reason = "it needs a username without colon and a password. " + config::describe_used(profile),
                 .advice = "set DATABRICKS_USERNAME and DATABRICKS_PASSWORD, or use a token"};
  }
  std::string plain = user + ":" + std::string(password->reveal());
  Secret encoded(crypto::base64_encode(plain));
  std::fill(plain.begin(), plain.end(), '\0');
  return std::unique_ptr<TokenSource>(std::make_unique<Basic>(std::move(origin), std::move(encoded)));
}

}  // namespace lakecode::auth
