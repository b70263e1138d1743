#include "auth/chain.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/clock.h"

namespace lakecode::auth {
namespace {

using config::Environment;
using config::ResolvedProfile;

ResolvedProfile resolved(const Environment& environment) {
  auto profile = config::resolve_profile({}, environment);
  EXPECT_TRUE(profile) << one_line(profile.error());
  return profile ? *profile : ResolvedProfile{};
}

const Environment kPat = {{"DATABRICKS_HOST", "https://a.example.com"}, {"DATABRICKS_TOKEN", "dapi-sesame"}};

TEST(Chain, OrderIsThatOfTheOfficialTools) {
  std::vector<std::string> names;
  for (const Method& method : methods()) names.emplace_back(method.name);
  const std::vector<std::string> expected = {"pat",
                                             "basic",
                                             "oauth-m2m",
                                             "databricks-cli",
                                             "metadata-service",
                                             "github-oidc",
                                             "azure-devops-oidc",
                                             "env-oidc",
                                             "file-oidc",
                                             "github-oidc-azure",
                                             "azure-msi",
                                             "azure-client-secret",
                                             "azure-cli",
                                             "google-credentials",
                                             "google-id"};
  EXPECT_EQ(names, expected);
}

/// The method that a set of variables selects, and the start of the answer when it cannot be used.
struct Case {
  Environment environment;
  std::string_view method;  ///< "" for none
  ErrorCode code;
  std::string_view words;
};

const std::vector<Case>& refusals() {
  static const std::vector<Case> all = {
      {{}, "", ErrorCode::Unauthenticated, "none is configured; try the embedded workspace with --local"},
      {{{"DATABRICKS_HOST", "https://a"}},
       "",
       ErrorCode::Unauthenticated,
       "no credentials for it. Config: host=https://a"},
      {{{"DATABRICKS_TOKEN", "t"}}, "pat", ErrorCode::InvalidArgument, "no host. Config: token=***"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_AUTH_TYPE", "pat"}}, "pat", ErrorCode::InvalidArgument, "no token"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_CLIENT_ID", "c"}, {"DATABRICKS_CLIENT_SECRET", "s"}},
       "oauth-m2m",
       ErrorCode::Unsupported,
       "authenticate with oauth-m2m"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_AUTH_TYPE", "databricks-cli"}},
       "databricks-cli",
       ErrorCode::Unsupported,
       "personal access token"},
      {{{"DATABRICKS_HOST", "a"}, {"ARM_USE_MSI", "true"}}, "azure-msi", ErrorCode::Unsupported, "azure-msi"},
      {{{"DATABRICKS_HOST", "a"}, {"ARM_CLIENT_ID", "i"}, {"ARM_CLIENT_SECRET", "s"}, {"ARM_TENANT_ID", "t"}},
       "azure-client-secret",
       ErrorCode::Unsupported,
       "azure-client-secret"},
      {{{"DATABRICKS_AZURE_RESOURCE_ID", "/s"}}, "azure-cli", ErrorCode::Unsupported, "azure-cli"},
      {{{"DATABRICKS_HOST", "a"}, {"GOOGLE_CREDENTIALS", "x"}}, "google-credentials", ErrorCode::Unsupported, "google"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_METADATA_SERVICE_URL", "http://m"}},
       "metadata-service",
       ErrorCode::Unsupported,
       "metadata_service_url=***"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_TOKEN", "two words"}},
       "pat",
       ErrorCode::InvalidArgument,
       "token of environment DATABRICKS_TOKEN"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_TOKEN", "line\r\nHost: evil"}},
       "pat",
       ErrorCode::InvalidArgument,
       "line break"},
      {{{"DATABRICKS_HOST", "a"}, {"DATABRICKS_USERNAME", "u:v"}, {"DATABRICKS_PASSWORD", "p"}},
       "basic",
       ErrorCode::InvalidArgument,
       "without colon"},
  };
  return all;
}

TEST(Chain, WhatCannotBeUsedIsNamedAndAnswered) {
  for (const Case& c : refusals()) {
    const ResolvedProfile profile = resolved(c.environment);
    const auto method = choose_method(profile);
    ASSERT_TRUE(method) << c.words;
    EXPECT_EQ(*method == nullptr ? "" : (*method)->name, c.method);
    const auto source = make_token_source(profile);
    ASSERT_FALSE(source) << c.words;
    EXPECT_EQ(source.error().code, c.code) << c.words;
    EXPECT_NE(one_line(source.error()).find(c.words), std::string::npos) << one_line(source.error());
    EXPECT_EQ(one_line(source.error()).find("evil"), std::string::npos);
  }
}

TEST(Chain, NothingConfiguredNamesEveryWayIn) {
  const std::string line = one_line(make_token_source(resolved({})).error());
  for (const char* way : {"--local", "auth login", "config init"}) EXPECT_NE(line.find(way), std::string::npos) << line;
}

TEST(Chain, AnUnknownMethodIsRefusedWithTheNearest) {
  Environment environment = kPat;
  environment["DATABRICKS_AUTH_TYPE"] = "oauth-m2n";
  const auto source = make_token_source(resolved(environment));
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().advice, "did you mean oauth-m2m?");
}

TEST(Pat, GoesIntoTheHeaderOfItsOwnOriginOnly) {
  auto source = make_token_source(resolved(kPat));
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->name(), "pat");
  const SystemClock clock;
  const CallContext ctx{.clock = &clock};
  net::HttpRequest own{.url = "https://a.example.com/api/2.0/x"};
  ASSERT_TRUE((*source)->authorize(own, ctx));
  EXPECT_EQ(own.headers.find("authorization"), "Bearer dapi-sesame");
  ASSERT_TRUE((*source)->authorize(own, ctx));
  EXPECT_EQ(own.headers.list().size(), 1U);
  for (const char* url : {"http://a.example.com/x", "https://a.example.com:444/x", "https://a.example.com.evil/x",
                          "https://evil/?a.example.com", "https://evil@a.example.com/", "ftp://a.example.com/", "/x"}) {
    net::HttpRequest other{.url = url};
    const auto refused = (*source)->authorize(other, ctx);
    ASSERT_FALSE(refused) << url;
    EXPECT_TRUE(other.headers.list().empty()) << url;
    EXPECT_EQ(one_line(refused.error()).find("sesame"), std::string::npos);
  }
}

TEST(Basic, EncodesUserAndPassword) {
  auto source = make_token_source(resolved(
      {{"DATABRICKS_HOST", "https://a"}, {"DATABRICKS_USERNAME", "Aladdin"}, {"DATABRICKS_PASSWORD", "open sesame"}}));
  ASSERT_TRUE(source) << one_line(source.error());
  const SystemClock clock;
  net::HttpRequest request{.url = "https://a/"};
  ASSERT_TRUE((*source)->authorize(request, CallContext{.clock = &clock}));
  EXPECT_EQ(request.headers.find("Authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

}  // namespace
}  // namespace lakecode::auth
