#include "cli/config_command.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/json.h"
#include "cli/app_fixture.h"

namespace lakecode::cli {
namespace {

class ConfigCommand : public AppFixture {
 protected:
  Ran config(const std::vector<std::string>& words) { return run(kConfigCommand, words); }
};

TEST_F(ConfigCommand, InitWritesOnceAndKeepsWhatIsThere) {
  const Ran first = config({"init", "--output", "json"});
  EXPECT_EQ(first.status, 0) << first.notes;
  EXPECT_NE(first.printed.find("\"created\":true"), std::string::npos);
  EXPECT_EQ(config({"set", "agent.max_turns", "9"}).status, 0);
  EXPECT_NE(config({"init", "--output", "json"}).printed.find("\"created\":false"), std::string::npos);
  EXPECT_EQ(config({"get", "agent.max_turns"}).printed, "9\n");
}

TEST_F(ConfigCommand, ShowNamesTheOriginOfEveryValue) {
  write(".lakecode/config.yml", "agent:\n  max_turns: 40\n");
  environment_["LAKECODE_MODEL"] = "m";
  const Ran ran = config({"show", "--origin"});
  const std::string file = (home_ / ".lakecode/config.yml").string();
  EXPECT_NE(ran.printed.find("40  (" + file + ":2:14)"), std::string::npos) << ran.printed;
  EXPECT_NE(ran.printed.find("m  (environment LAKECODE_MODEL)"), std::string::npos);
  EXPECT_NE(ran.printed.find("auto  (built-in)"), std::string::npos);
  const auto parsed = json::parse(config({"show", "--output", "json"}).printed, "output");
  ASSERT_TRUE(parsed);
  const JsonValue* turns = json::find_path(*parsed, {"settings", "agent.max_turns"});
  ASSERT_NE(turns, nullptr);
  EXPECT_EQ(json::int_at(*turns, "value"), 40);
  EXPECT_EQ(json::string_at(*turns, "origin"), file + ":2:14");
}

TEST_F(ConfigCommand, UntrustedProjectIsToldOnStandardErrorOnly) {
  write("work/.lakecode/config.yml", "agent:\n  max_turns: 3\n");
  const Ran ran = config({"get", "agent.max_turns"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.printed, "50\n");
  EXPECT_NE(ran.notes.find("is not trusted: its files change nothing"), std::string::npos);
}

TEST_F(ConfigCommand, TrustAsksAndCountsForWhatWasShown) {
  write("work/.lakecode/config.yml", "agent:\n  max_turns: 3\n  base_url: http://trap\n");
  const Ran refused = config({"trust", "--approve", "destructive"});
  EXPECT_EQ(refused.status, 4);
  EXPECT_EQ(config({"get", "agent.max_turns"}).printed, "50\n");
  const Ran trusted = config({"trust", "--yes"});
  EXPECT_EQ(trusted.status, 0) << trusted.notes;
  for (const char* part :
       {".lakecode/config.yml", "agent.max_turns: 3 (may lower)", "agent.base_url (never", "Trusted."}) {
    EXPECT_NE(trusted.printed.find(part), std::string::npos) << trusted.printed;
  }
  const Ran after = config({"get", "agent.max_turns"});
  EXPECT_EQ(after.printed, "3\n");
  EXPECT_NE(after.notes.find("config.yml:3:3: agent.base_url: a project may not name hosts"), std::string::npos)
      << after.notes;
  EXPECT_EQ(config({"trust", "--revoke"}).status, 0);
  EXPECT_EQ(config({"get", "agent.max_turns"}).printed, "50\n");
}

TEST_F(ConfigCommand, TrustShowsHostileNamesInert) {
  write("work/.lakecode/a\x1b[2Jb", "x");
  const Ran ran = config({"trust"});
  EXPECT_EQ(ran.printed.find('\x1b'), std::string::npos);
}

TEST_F(ConfigCommand, TrustOutsideAnyProjectIsWrongUsage) {
  EXPECT_EQ(config({"trust", "--yes"}).status, 2);
}

TEST_F(ConfigCommand, SetRefusesWithTheRuleAndTheNearestKey) {
  const Ran value = config({"set", "agent.max_turns", "none"});
  EXPECT_EQ(value.status, 2);
  EXPECT_NE(value.notes.find("agent.max_turns: allowed is a whole number from 1 to 10000"), std::string::npos)
      << value.notes;
  EXPECT_NE(config({"get", "agent.maxturns"}).notes.find("did you mean agent.max_turns?"), std::string::npos);
}

TEST_F(ConfigCommand, WrongHomesAndFilesExitTwoWithOneLine) {
  struct Case {
    const char* name;
    std::map<std::string, std::string> environment;
  };
  write("file", "x");
  std::filesystem::create_directories(home_ / "dir/config.yml");
  ASSERT_EQ(::mkfifo((home_ / "fifo").c_str(), 0600), 0);
  const Case cases[] = {
      {"no home", {}},
      {"home is a file", {{"LAKECODE_HOME", (home_ / "file").string()}}},
      {"config is a folder", {{"LAKECODE_HOME", (home_ / "dir").string()}}},
      {"config is a FIFO", {{"LAKECODE_HOME", home_.string()}, {"LAKECODE_CONFIG_PATH", (home_ / "fifo").string()}}},
      {"named config is absent", {{"LAKECODE_HOME", home_.string()}, {"LAKECODE_CONFIG_PATH", "/nowhere/x.yml"}}},
      {"bad variable", {{"LAKECODE_HOME", home_.string()}, {"LAKECODE_MAX_TURNS", "x"}}},
  };
  for (const Case& c : cases) {
    environment_ = c.environment;
    const Ran ran = config({"show"});
    EXPECT_EQ(ran.status, 2) << c.name;
    EXPECT_EQ(ran.printed, "") << c.name;
    EXPECT_EQ(ran.notes.find('\n'), ran.notes.size() - 1) << ran.notes;
  }
}

TEST_F(ConfigCommand, SchemaHoldsEveryKeyAndPathNamesTheFiles) {
  const auto schema = json::parse(config({"schema", "--output", "json"}).printed, "output");
  ASSERT_TRUE(schema);
  EXPECT_EQ(json::array_at(*schema, "keys").size(), 31U);
  EXPECT_NE(config({"schema"}).printed.find("agent.context_window_budget"), std::string::npos);
  write("work/lakecode.yml", "");
  const auto paths = json::parse(config({"path", "--output", "json"}).printed, "output");
  ASSERT_TRUE(paths);
  ASSERT_EQ(json::array_at(*paths, "files").size(), 2U);
  EXPECT_EQ(json::bool_at(json::array_at(*paths, "files")[1], "used"), false);
}

}  // namespace
}  // namespace lakecode::cli
