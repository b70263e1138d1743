#include <utility>

#include "auth/methods.h"
#include "auth/origin.h"

namespace lakecode::auth {
namespace {

class Pat final : public TokenSource {
 public:
  Pat(net::Url origin, Secret token) : origin_(std::move(origin)), token_(std::move(token)) {}

  Result<void> authorize(net::HttpRequest& request, const CallContext&) override {
    TRY_VOID(check_origin(request, origin_));
    request.headers.set("Authorization", "Bearer " + std::string(token_.reveal()));
    return {};
  }
  [[nodiscard]] std::string name() const override { return "pat"; }

 private:
  const net::Url origin_;
  const Secret token_;
};

}  // namespace

Result<std::unique_ptr<TokenSource>> make_pat(const config::ResolvedProfile& profile) {
  TRY_ASSIGN(net::Url origin, own_origin(profile));
  const config::Attribute* token = profile.find("token");
  if (token == nullptr) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "authenticate with pat",
                 .subject = profile.name.empty() ? profile.host : "profile " + profile.name,
                 .reason = "there is no token. " + config::describe_used(profile),
                 .advice = "set DATABRICKS_TOKEN or the profile's token"};
  }
  TRY_VOID(check_header_text(*token, "token"));
  return std::unique_ptr<TokenSource>(std::make_unique<Pat>(std::move(origin), token->secret));
}

}  // namespace lakecode::auth
