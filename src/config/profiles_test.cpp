#include "config/profiles.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/temp_folder.h"

namespace lakecode::config {
namespace {

constexpr std::string_view kFile =
    "[DEFAULT]\nhost = https://default.example.com\ntoken = default-token\n"
    "[work]\nhost = https://work.example.com/\ntoken = work-token\nworkspace_id = 77\n"
    "[empty]\nworkspace_id = none\n"
    "[m2m]\nhost = https://m2m.example.com\nclient_id = c\nclient_secret = s\n";

/// What a case expects: "" means unset. `error` is a part of the reason.
struct Case {
  std::string_view name;
  std::string profile;
  Environment environment;
  std::string_view host, token, profile_name, error;
  std::string_view workspace_id = {};
};

const std::vector<Case>& cases() {  // NOLINT(readability-function-size): a table
  static const std::vector<Case> all = {
      {"DEFAULT is read when nothing is said", "", {}, "https://default.example.com", "default-token", "DEFAULT", ""},
      {"a named profile", "work", {}, "https://work.example.com", "work-token", "work", "", "77"},
      {"a flag's profile beats credentials of the environment",
       "work",
       {{"DATABRICKS_HOST", "https://env"}, {"DATABRICKS_TOKEN", "env-token"}, {"DATABRICKS_WORKSPACE_ID", "1"}},
       "https://work.example.com",
       "work-token",
       "work",
       "",
       "77"},
      {"the environment fills what the flag's profile left empty, but not ids",
       "empty",
       {{"DATABRICKS_HOST", "https://env"}, {"DATABRICKS_TOKEN", "env-token"}, {"DATABRICKS_WORKSPACE_ID", "1"}},
       "https://env",
       "env-token",
       "empty",
       ""},
      {"DATABRICKS_CONFIG_PROFILE keeps the environment first",
       "",
       {{"DATABRICKS_CONFIG_PROFILE", "work"}, {"DATABRICKS_TOKEN", "env-token"}},
       "https://work.example.com",
       "env-token",
       "work",
       "",
       "77"},
      {"LAKECODE_PROFILE is the stronger name",
       "",
       {{"DATABRICKS_CONFIG_PROFILE", "nope"}, {"LAKECODE_PROFILE", "work"}},
       "https://work.example.com",
       "work-token",
       "work",
       "",
       "77"},
      {"a host in the environment skips the file",
       "",
       {{"DATABRICKS_HOST", "https://env/"}},
       "https://env",
       "",
       "",
       ""},
      {"a credential in the environment skips the file", "", {{"DATABRICKS_TOKEN", "t"}}, "", "t", "", ""},
      {"an Azure resource id skips the file", "", {{"DATABRICKS_AZURE_RESOURCE_ID", "/s"}}, "", "", "", ""},
      {"an empty variable counts as unset",
       "",
       {{"DATABRICKS_HOST", ""}},
       "https://default.example.com",
       "default-token",
       "DEFAULT",
       ""},
      {"auth_type alone does not skip the file",
       "",
       {{"DATABRICKS_AUTH_TYPE", "pat"}},
       "https://default.example.com",
       "default-token",
       "DEFAULT",
       ""},
      {"a missing profile of the flag", "nope", {}, "", "", "", "has no nope profile configured"},
      {"a missing profile of the environment",
       "",
       {{"DATABRICKS_CONFIG_PROFILE", "wrk"}},
       "",
       "",
       "",
       "has no wrk profile configured"},
      {"the reserved section is no profile", "__settings__", {}, "", "", "", "has no __settings__ profile"},
      {"two methods",
       "",
       {{"DATABRICKS_HOST", "https://env"}, {"DATABRICKS_TOKEN", "sesame"}, {"ARM_CLIENT_ID", "id"}},
       "",
       "",
       "",
       "validate: more than one authorization method configured: azure and pat. Config: host=https://env, token=***, "
       "azure_client_id=id. Env: DATABRICKS_HOST, DATABRICKS_TOKEN, ARM_CLIENT_ID"},
      {"a profile of another method than the environment's token",
       "m2m",
       {{"DATABRICKS_TOKEN", "t"}},
       "",
       "",
       "",
       "more than one authorization method configured: oauth and pat"},
      {"auth_type settles it",
       "",
       {{"DATABRICKS_HOST", "https://env"},
        {"DATABRICKS_TOKEN", "t"},
        {"ARM_CLIENT_ID", "i"},
        {"DATABRICKS_AUTH_TYPE", "pat"}},
       "https://env",
       "t",
       "",
       ""},
      {"a bad host", "", {{"DATABRICKS_HOST", "ftp://x"}}, "", "", "", "only https:// and http://"},
  };
  return all;
}

TEST(ResolveProfile, FollowsTheOrderOfTheDatabricksTools) {
  const TempFolder home;
  home.write(".databrickscfg", kFile);
  for (const Case& c : cases()) {
    const auto profile = resolve_profile({.profile = c.profile, .user_home = home.path()}, c.environment);
    if (!c.error.empty()) {
      ASSERT_FALSE(profile) << c.name;
      EXPECT_NE(one_line(profile.error()).find(c.error), std::string::npos) << one_line(profile.error());
      EXPECT_EQ(one_line(profile.error()).find("sesame"), std::string::npos);
      EXPECT_EQ(exit_code(profile.error()), 2);
      continue;
    }
    ASSERT_TRUE(profile) << c.name << ": " << one_line(profile.error());
    const Attribute* token = profile->find("token");
    EXPECT_EQ(profile->host, c.host) << c.name;
    EXPECT_EQ(token == nullptr ? "" : token->reveal(), c.token) << c.name;
    EXPECT_EQ(profile->name, c.profile_name) << c.name;
    EXPECT_EQ(profile->workspace_id, c.workspace_id) << c.name;
  }
}

TEST(ResolveProfile, DefaultProfileOfTheSettingsSectionIsUsedAndMustExist) {
  const TempFolder home;
  home.write(".databrickscfg", "[__settings__]\ndefault_profile = work\n[work]\nhost = w.example.com\n");
  EXPECT_EQ(resolve_profile({.user_home = home.path()}, {})->host, "https://w.example.com");
  home.write(".databrickscfg", "[__settings__]\ndefault_profile = gone\n[DEFAULT]\nhost = d\n");
  const auto missing = resolve_profile({.user_home = home.path()}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, (home.path() / ".databrickscfg").string() + " has no gone profile configured");
}

TEST(ResolveProfile, PreferredProfileYieldsToHostsAndCredentialsOfTheEnvironment) {
  const TempFolder home;
  home.write(".databrickscfg", kFile);
  const ProfileRequest request{.preferred_profile = "work", .user_home = home.path()};
  EXPECT_EQ(resolve_profile(request, {})->name, "work");
  EXPECT_EQ(resolve_profile(request, {{"DATABRICKS_HOST", "https://env"}})->name, "");
}

TEST(ResolveProfile, NothingConfiguredIsEmptyAndNoError) {
  const TempFolder home;
  const auto profile = resolve_profile({.user_home = home.path()}, {});
  ASSERT_TRUE(profile);
  EXPECT_TRUE(profile->is_empty());
  const auto homeless = resolve_profile({}, {});
  ASSERT_TRUE(homeless);
  EXPECT_TRUE(homeless->is_empty());
  EXPECT_NE(one_line(resolve_profile({.profile = "p"}, {}).error()).find("HOME is not set"), std::string::npos);
}

TEST(ResolveProfile, SourcesSayWhereAValueCameFrom) {
  const TempFolder home;
  home.write(".databrickscfg", kFile);
  const auto profile =
      resolve_profile({.profile = "work", .explicit_values = {{"host", "flag.example.com"}}, .user_home = home.path()},
                      {{"DATABRICKS_CLUSTER_ID", "c-1"}});
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->find("host")->source, "flag --host");
  EXPECT_EQ(profile->find("token")->source, (home.path() / ".databrickscfg").string() + ":6:1");
  EXPECT_EQ(profile->find("cluster_id")->source, "environment DATABRICKS_CLUSTER_ID");
  EXPECT_EQ(profile->find("token")->text, "");
  EXPECT_EQ(profile->find("token")->masked(), "********");
}

TEST(ResolveProfile, ConfigFileVariableAndTilde) {
  const TempFolder home;
  home.write("other", "[DEFAULT]\nhost = o.example.com\n");
  const auto profile = resolve_profile({.user_home = home.path()}, {{"DATABRICKS_CONFIG_FILE", "~/other"}});
  EXPECT_EQ(profile->host, "https://o.example.com");
}

TEST(ParseHost, CleansWhatPeoplePaste) {
  struct HostCase {
    std::string_view text, origin, workspace_id, account_id;
  };
  const HostCase hosts[] = {
      {"adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net", "", ""},
      {"https://A.Example.com/", "https://a.example.com", "", ""},
      {"https://a.example.com:443", "https://a.example.com", "", ""},
      {"http://127.0.0.1:8080/", "http://127.0.0.1:8080", "", ""},
      {"http://a:80", "http://a", "", ""},
      {"https://a.example.com/?o=123", "https://a.example.com", "123", ""},
      {"https://a.example.com?w=5&a=acc-1", "https://a.example.com", "5", "acc-1"},
      {"https://a.example.com/browse?workspace_id=9#job/1", "https://a.example.com", "9", ""},
      {"a.example.com?account_id=x", "https://a.example.com", "", "x"},
      {"http://[::1]:9", "http://[::1]:9", "", ""},
  };
  for (const HostCase& c : hosts) {
    const auto parts = parse_host(c.text);
    ASSERT_TRUE(parts) << c.text;
    EXPECT_EQ(parts->origin, c.origin);
    EXPECT_EQ(parts->workspace_id, c.workspace_id) << c.text;
    EXPECT_EQ(parts->account_id, c.account_id) << c.text;
  }
}

TEST(ParseHost, RefusesWhatIsNoHost) {
  for (const std::string_view text :
       {"", " ", "ftp://x", "https://", "https://user:pw@x", "a b", "https://x:0", "https://x:99999", "https://x:y",
        "https://x\r\nHost: y", "javascript://x", "https://[::1", "https://ex\xC3\xA4mple", "x\\y"}) {
    EXPECT_FALSE(parse_host(text)) << text;
  }
  EXPECT_EQ(one_line(parse_host("https://user:sesame@x").error()).find("sesame"), std::string::npos);
}

}  // namespace
}  // namespace lakecode::config
