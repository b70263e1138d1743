#include "cli/auth_command.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "base/json.h"
#include "cli/app_fixture.h"
#include "config/databricks_file.h"
#include "net/http_server.h"

namespace lakecode::cli {
namespace {

constexpr std::string_view kToken = "dapi-sesame-0123456789";

/// A workspace that knows one token.
net::ServerResponse answer(const net::ServerRequest& request) {
  if (request.path != "/api/2.0/preview/scim/v2/Me") return {.status = 404};
  if (request.headers.find("Authorization") != "Bearer " + std::string(kToken)) {
    return {.status = 401,
            .headers = {{"Content-Type", "application/json"}},
            .body = R"({"error_code":"UNAUTHENTICATED","message":"bad token"})"};
  }
  return {.headers = {{"Content-Type", "application/json"}, {"X-Databricks-Org-Id", "6051921418418893"}},
          .body = R"({"id":"7","userName":"ada@example.com","active":true})"};
}

class AuthCommand : public AppFixture {
 protected:
  AuthCommand() : server_(net::HttpServer::start({}, answer)) {
    EXPECT_TRUE(server_);
    host_ = server_ ? server_->origin() : "";
  }
  Ran auth(const std::vector<std::string>& words) {
    Ran ran = run(kAuthCommand, words);
    EXPECT_EQ((ran.printed + ran.notes).find("sesame"), std::string::npos) << ran.printed << ran.notes;
    return ran;
  }
  static JsonValue parsed(const Ran& ran) {
    auto value = json::parse(ran.printed, "output");
    EXPECT_TRUE(value) << ran.printed << ran.notes;
    return value ? *value : JsonValue();
  }

  Result<net::HttpServer> server_;
  std::string host_;
};

TEST_F(AuthCommand, NothingConfiguredNamesTheWaysIn) {
  const Ran ran = auth({"status"});
  EXPECT_EQ(ran.status, 5);
  EXPECT_NE(ran.notes.find("--local"), std::string::npos) << ran.notes;
}

TEST_F(AuthCommand, StatusAsksTheWorkspace) {
  environment_["DATABRICKS_HOST"] = host_;
  environment_["DATABRICKS_TOKEN"] = kToken;
  const Ran ran = auth({"status", "--output", "json"});
  EXPECT_EQ(ran.status, 0) << ran.notes;
  const JsonValue value = parsed(ran);
  EXPECT_EQ(json::string_at(value, "username"), "ada@example.com");
  EXPECT_EQ(json::string_at(value, "workspace_id"), "6051921418418893");
  EXPECT_EQ(json::string_at(value, "auth_type"), "pat");
  EXPECT_NE(auth({"status"}).printed.find("ada@example.com"), std::string::npos);
}

TEST_F(AuthCommand, ARefusedTokenExitsFive) {
  environment_["DATABRICKS_HOST"] = host_;
  environment_["DATABRICKS_TOKEN"] = "sesame-wrong";
  EXPECT_EQ(auth({"status"}).status, 5);
  const Ran described = auth({"describe", "--output", "json"});
  EXPECT_EQ(described.status, 5);
  EXPECT_EQ(json::string_at(parsed(described), "status"), "error");
}

TEST_F(AuthCommand, DescribeMasksSecretsAndNamesSources) {
  write(".databrickscfg", "[work]\nhost = " + host_ + "\ntoken = " + std::string(kToken) + "\n");
  const Ran ran = auth({"describe", "--profile", "work", "--output", "json"});
  EXPECT_EQ(ran.status, 0) << ran.notes;
  const JsonValue value = parsed(ran);
  const JsonValue* token = json::find_path(value, {"details", "configuration", "token"});
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(json::string_at(*token, "value"), "********");
  EXPECT_EQ(json::string_at(*token, "source"), (home_ / ".databrickscfg").string() + ":3:1");
  EXPECT_NE(auth({"describe", "--profile", "work"}).printed.find("token: ******** (from "), std::string::npos);
}

TEST_F(AuthCommand, ProfilesAreCheckedOneByOne) {
  write(".databrickscfg",
        "[__settings__]\ndefault_profile = good\n[good]\nhost = " + host_ + "\ntoken = " + std::string(kToken) +
            "\n[bad]\nhost = " + host_ +
            "\ntoken = no\n[oauth]\nhost = https://a.azuredatabricks.net\nclient_id = c\nclient_secret = s\n"
            "[two]\nhost = h\ntoken = t\nclient_id = c\n[DEFAULT]\n");
  const Ran ran = auth({"profiles", "--output", "json"});
  EXPECT_EQ(ran.status, 0);
  const JsonValue value = parsed(ran);
  const JsonArray& rows = json::array_at(value, "profiles");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(json::bool_at(rows[0], "valid"), true);
  EXPECT_EQ(json::bool_at(rows[0], "default"), true);
  EXPECT_EQ(json::bool_at(rows[1], "valid"), false);
  EXPECT_EQ(json::string_at(rows[2], "cloud"), "azure");
  EXPECT_EQ(json::string_at(rows[2], "auth_type"), "oauth-m2m");
  EXPECT_EQ(json::bool_at(rows[3], "valid"), false);
  const Ran skipped = auth({"profiles", "--skip-validate", "--output", "json"});
  EXPECT_EQ(json::bool_at(json::array_at(parsed(skipped), "profiles")[0], "valid"), std::nullopt);
}

TEST_F(AuthCommand, NoFileIsAnEmptyList) {
  const Ran ran = auth({"profiles", "--output", "json"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(json::array_at(parsed(ran), "profiles").empty());
}

TEST_F(AuthCommand, ABrokenFileExitsTwoWithItsPlace) {
  write(".databrickscfg", "[work\n");
  for (const char* verb : {"profiles", "status"}) {
    const Ran ran = auth({verb});
    EXPECT_EQ(ran.status, 2);
    EXPECT_NE(ran.notes.find(".databrickscfg:1:1"), std::string::npos) << ran.notes;
  }
}

TEST_F(AuthCommand, LoginStoresATokenThatTheWorkspaceAccepts) {
  input_.lines = {std::string(kToken)};
  const Ran ran = auth({"login", "work", "--host", host_ + "/?o=5", "--token-stdin"});
  EXPECT_EQ(ran.status, 0) << ran.notes;
  const auto file = config::load_databricks_file(home_ / ".databrickscfg");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->default_profile, "work");
  ASSERT_NE(file->find("work"), nullptr);
  EXPECT_EQ(file->find("work")->attributes.at("host").text, host_);
  EXPECT_EQ(file->find("work")->attributes.at("workspace_id").text, "5");
  EXPECT_TRUE(file->find("work")->attributes.at("token").secret.matches(kToken));
}

TEST_F(AuthCommand, LoginStoresNothingThatIsRefusedOrIncomplete) {
  struct Case {
    std::vector<std::string> words;
    std::string typed;
    int status;
  };
  const Case cases[] = {
      {{"login", "--host", host_, "--token-stdin"}, "sesame-wrong", 5},
      {{"login", "--host", host_, "--token-stdin"}, "", 2},
      {{"login", "--host", "ftp://x", "--token-stdin"}, "t", 2},
      {{"login", "--token-stdin"}, "t", 2},
      {{"login", "--host", host_}, "t", 2},
      {{"login", "__settings__", "--host", host_, "--token-stdin"}, std::string(kToken), 2},
  };
  for (const Case& c : cases) {
    input_.lines = {c.typed};
    EXPECT_EQ(auth(c.words).status, c.status) << c.words[1];
    EXPECT_FALSE(files::exists(home_ / ".databrickscfg"));
  }
}

TEST_F(AuthCommand, WhatIsNotSpokenSaysSo) {
  for (const char* verb : {"logout", "token"}) {
    const Ran ran = auth({verb});
    EXPECT_EQ(ran.status, 2);
    EXPECT_NE(ran.notes.find("not spoken"), std::string::npos);
  }
}

}  // namespace
}  // namespace lakecode::cli
