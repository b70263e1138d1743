#include "config/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/text.h"
#include "config/temp_folder.h"

namespace lakecode::config {
namespace {

/// A person's home with a project below it.
class World {
 public:
  World() { std::filesystem::create_directories(folder_.path() / "home/work/sub"); }

  void global(std::string_view text) const { folder_.write("home/.lakecode/config.yml", text); }
  void project(std::string_view text) const { folder_.write("home/work/.lakecode/config.yml", text); }
  void write(const std::string& name, std::string_view text) const { folder_.write(name, text); }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }

  void trust() const {
    const auto content = scan_folder(at("home/work"));
    ASSERT_TRUE(content);
    ASSERT_TRUE(TrustStore(at("home/.lakecode")).grant(*content));
  }

  [[nodiscard]] Result<LoadedSettings> load(const Environment& environment = {},
                                            std::map<std::string, std::string> flags = {}) const {
    return load_settings({.environment = environment,
                          .user_home = at("home"),
                          .lakecode_home = at("home/.lakecode"),
                          .working_folder = at("home/work/sub"),
                          .flags = std::move(flags)});
  }

 private:
  TempFolder folder_;
};

bool has_line(const std::vector<std::string>& lines, std::string_view part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

TEST(Settings, BuiltInValuesAreThoseOfTheInterface) {
  const Settings settings("/h");
  EXPECT_EQ(settings.text("agent.provider"), "auto");
  EXPECT_EQ(settings.integer("agent.max_turns"), 50);
  EXPECT_EQ(settings.integer("agent.max_tokens_per_response"), 32768);
  EXPECT_EQ(settings.integer("agent.context_window_budget"), 100000);
  EXPECT_FALSE(settings.is_set("agent.temperature"));
  EXPECT_FALSE(settings.is_set("agent.max_budget_usd"));
  EXPECT_EQ(settings.integer("runs.retention_days"), 30);
  EXPECT_EQ(settings.integer("sessions.retention_days"), 30);
  EXPECT_FALSE(settings.flag("policy.compliance"));
  EXPECT_FALSE(settings.flag("external_mcp.enabled"));
  EXPECT_EQ(settings.integer("watch.default_interval_sec"), 60);
  EXPECT_EQ(settings.integer("watch.max_subscriptions"), 20);
  EXPECT_TRUE(settings.list("safety.blocked").empty());
  EXPECT_EQ(settings.path("runs.dir"), "/h/runs");
  EXPECT_EQ(settings.origin("runs.dir"), "built-in");
}

TEST(Settings, StrongerLayersWinAndSayWhereTheyAre) {
  const World world;
  world.global("agent:\n  model: global-model\n  max_turns: 40\n");
  world.project("agent:\n  max_turns: 30\n");
  world.trust();
  EXPECT_EQ(world.load()->settings.integer("agent.max_turns"), 30);
  EXPECT_EQ(world.load()->settings.origin("agent.max_turns"),
            world.at("home/work/.lakecode/config.yml").string() + ":2:14");
  const Environment environment = {{"LAKECODE_MAX_TURNS", "20"}};
  EXPECT_EQ(world.load(environment)->settings.integer("agent.max_turns"), 20);
  EXPECT_EQ(world.load(environment)->settings.origin("agent.max_turns"), "environment LAKECODE_MAX_TURNS");
  const auto loaded = world.load(environment, {{"agent.max_turns", "10"}});
  EXPECT_EQ(loaded->settings.integer("agent.max_turns"), 10);
  EXPECT_EQ(loaded->settings.origin("agent.max_turns"), "flag --max-turns");
  EXPECT_EQ(loaded->settings.origin("agent.model"), world.at("home/.lakecode/config.yml").string() + ":2:10");
}

TEST(Settings, UntrustedProjectChangesNothingAndSaysSo) {
  const World world;
  world.project("agent:\n  max_turns: 1\nbroken: [\n");
  const auto loaded = world.load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->settings.integer("agent.max_turns"), 50);
  EXPECT_EQ(loaded->trust, TrustState::Untrusted);
  EXPECT_TRUE(has_line(loaded->notices, "is not trusted: its files change nothing"));
}

TEST(Settings, ChangedProjectIsUntrustedAgain) {
  const World world;
  world.project("agent:\n  max_turns: 10\n");
  world.trust();
  world.write("home/work/AGENTS.md", "new text\n");
  const auto loaded = world.load();
  EXPECT_EQ(loaded->trust, TrustState::Changed);
  EXPECT_EQ(loaded->settings.integer("agent.max_turns"), 50);
  EXPECT_TRUE(has_line(loaded->notices, "added AGENTS.md"));
}

/// What a trusted project may do to a value of the person's file.
struct ReachCase {
  std::string_view global, project, key, effective;
  bool is_refused;
};

const ReachCase kReachCases[] = {
    {"", "databricks: {profile: evil}", "databricks.profile", "(unset)", true},
    {"", "databricks: {target: dev, default_catalog: main}", "databricks.default_catalog", "main", false},
    {"", "agent: {provider: openai}", "agent.provider", "auto", true},
    {"", "agent: {model: x}", "agent.model", "(unset)", true},
    {"", "agent: {max_turns: 51}", "agent.max_turns", "50", true},
    {"", "agent: {max_turns: 50}", "agent.max_turns", "50", false},
    {"agent: {max_turns: 100}", "agent: {max_turns: 60}", "agent.max_turns", "60", false},
    {"", "agent: {context_window_budget: off}", "agent.context_window_budget", "100000", true},
    {"agent: {context_window_budget: off}", "agent: {context_window_budget: 5000}", "agent.context_window_budget",
     "5000", false},
    {"", "agent: {max_budget_usd: 3}", "agent.max_budget_usd", "3", false},
    {"agent: {max_budget_usd: 2}", "agent: {max_budget_usd: 3}", "agent.max_budget_usd", "2", true},
    {"", "safety: {auto_approve: [sql]}", "safety.auto_approve", "[]", true},
    {"safety: {blocked: [sql(DROP *)]}", "safety: {blocked: []}", "safety.blocked", "[sql(DROP *)]", false},
    {"safety: {blocked: [a]}", "safety: {blocked: [b, a]}", "safety.blocked", "[a, b]", false},
    {"", "safety: {require_confirm: [cli(jobs *)]}", "safety.require_confirm", "[cli(jobs *)]", false},
    {"", "sessions: {dir: /tmp/x}", "sessions.dir", "", true},
    {"", "policy: {global_path: mine.yml}", "policy.global_path", "", true},
    {"", "runs: {retention_days: 1}", "runs.retention_days", "30", true},
    {"", "runs: {retention_days: 90}", "runs.retention_days", "90", false},
    {"policy: {compliance: true}", "policy: {compliance: false}", "policy.compliance", "true", true},
    {"", "policy: {compliance: true}", "policy.compliance", "true", false},
    {"", "watch: {default_interval_sec: 5}", "watch.default_interval_sec", "60", true},
    {"", "watch: {max_subscriptions: 5}", "watch.max_subscriptions", "5", false},
    {"", "external_mcp: {enabled: true, command: uvx}", "external_mcp.enabled", "false", true},
    {"", "workspace: {host: https://trap}", "agent.provider", "auto", true},
    {"", "agent: {base_url: http://trap}\nproxy: http://trap\nhooks: {start: sh}", "agent.provider", "auto", true},
};

TEST(Settings, ATrustedProjectMayOnlyTighten) {
  for (const ReachCase& c : kReachCases) {
    const World world;
    if (!c.global.empty()) world.global(c.global);
    world.project(c.project);
    world.trust();
    const auto loaded = world.load();
    ASSERT_TRUE(loaded) << c.project << ": " << one_line(loaded.error());
    if (!c.effective.empty()) {
      EXPECT_EQ(render_value(loaded->settings.at(c.key).value), c.effective) << c.project;
    }
    EXPECT_EQ(has_line(loaded->notices, world.at("home/work/.lakecode/config.yml").string() + ":"), c.is_refused)
        << c.project;
  }
}

TEST(Settings, APinnedServerOfATrustedProjectCounts) {
  const World world;
  world.project("external_mcp: {enabled: true, command: /usr/bin/x, sha256: " + std::string(64, 'a') + "}\n");
  world.trust();
  EXPECT_TRUE(world.load()->settings.flag("external_mcp.enabled"));
}

TEST(Settings, ProjectTextIsKeptApartFromThePersons) {
  const World world;
  world.global("agent:\n  system_prompt_extra: mine\n");
  world.project("agent:\n  system_prompt_extra: theirs\n");
  world.trust();
  const auto loaded = world.load();
  EXPECT_EQ(loaded->settings.text("agent.system_prompt_extra"), "mine");
  EXPECT_EQ(loaded->settings.at("agent.system_prompt_extra").project_text, "theirs");
}

TEST(Settings, AliasIsReadAndTwoFilesAreWarnedAbout) {
  const World world;
  world.write("home/work/lakecode.yml", "agent: {max_turns: 7}\n");
  world.trust();
  EXPECT_EQ(world.load()->settings.integer("agent.max_turns"), 7);
  world.project("agent: {max_turns: 8}\n");
  world.trust();
  const auto loaded = world.load();
  EXPECT_EQ(loaded->settings.integer("agent.max_turns"), 8);
  EXPECT_TRUE(has_line(loaded->notices, "lakecode.yml is not read"));
}

/// Each mistake of a person's file, with the place and words that its line must hold.
struct MistakeCase {
  std::string_view text, place, words;
};

const MistakeCase kMistakes[] = {
    {"agent:\n  max_turnz: 3\n", ":2:3: agent.max_turnz", "did you mean agent.max_turns?"},
    {"agnet:\n  max_turns: 3\n", ":1:1: agnet", "did you mean agent?"},
    {"max_turns: 3\n", ":1:1: max_turns", "did you mean agent.max_turns?"},
    {"agent.max_turns: 3\n", ":1:1: agent.max_turns", "did you mean"},
    {"agent:\n  max_turns: many\n", ":2:14: agent.max_turns", "a whole number from 1 to 10000"},
    {"agent:\n  max_turns: 0\n", ":2:14: agent.max_turns", "a whole number from 1 to 10000"},
    {"agent:\n  max_turns: 1.5\n", ":2:14: agent.max_turns", "a whole number"},
    {"agent:\n  max_turns: 99999999999999999999\n", ":2:14: agent.max_turns", "a whole number"},
    {"agent:\n  max_turns: off\n", ":2:14: agent.max_turns", "a whole number"},
    {"agent:\n  temperature: .nan\n", ":2:16: agent.temperature", "a number from 0 to 2"},
    {"agent:\n  context_window_budget: 10\n", ":2:26: agent.context_window_budget", "from 1000 to 100000000, or off"},
    {"agent:\n  provider: antropic\n", ":2:13: agent.provider", "did you mean anthropic?"},
    {"policy:\n  compliance: yes please\n", ":2:15: policy.compliance", "true or false"},
    {"safety:\n  blocked: sql\n", ":2:12: safety.blocked", "a list of `tool`"},
    {"safety:\n  blocked: ['sql(DROP']\n", ":2:12: safety.blocked", "is no entry"},
    {"safety:\n  blocked: [1]\n", ":2:12: safety.blocked", "no string"},
    {"agent: 3\n", ":1:8: agent", "a section with keys"},
    {"- a\n", ":1:1", "sections with keys"},
    {"agent:\n\tmax_turns: 3\n", ":2:", ""},
    {"agent: {max_turns: 1, max_turns: 2}\n", ":1:", "twice"},
    {"databricks:\n  host: https://x\n", ":2:3: databricks.host", "~/.databrickscfg"},
    {"external_mcp:\n  sha256: abc\n", ":2:11: external_mcp.sha256", "64 lower-case hex digits"},
    {"agent:\n  model: \"a\\u001b[31m\"\n", ":2:10: agent.model", "control characters"},
};

TEST(Settings, EachMistakeIsToldWithPlaceKeyAndWhatIsAllowed) {
  for (const MistakeCase& c : kMistakes) {
    const World world;
    world.global(c.text);
    const auto loaded = world.load();
    ASSERT_FALSE(loaded) << c.text;
    const std::string line = one_line(loaded.error());
    EXPECT_EQ(exit_code(loaded.error()), 2) << c.text;
    EXPECT_NE(line.find("config.yml" + std::string(c.place)), std::string::npos) << line;
    EXPECT_NE(line.find(c.words), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
  }
}

TEST(Settings, AllMistakesOfAFileAreTold) {
  const auto mistakes =
      find_mistakes("agent:\n  max_turnz: 3\n  max_turns: x\nfoo: 1\nruns:\n  retention_days: -1\n", "f");
  ASSERT_EQ(mistakes.size(), 4U);
  EXPECT_EQ(mistakes[3], "f:6:19: runs.retention_days: allowed is a whole number from 1 to 36500");
}

TEST(Settings, WrongFilesAreOneClearLineEach) {
  for (const std::string_view kind : {"folder", "fifo", "binary", "huge", "utf16", "home is a file", "deep"}) {
    const TempFolder folder;
    const auto home = folder.path() / "h";
    const auto file = home / "config.yml";
    if (kind == "home is a file") {
      folder.write("h", "x");
    } else {
      std::filesystem::create_directory(home);
    }
    if (kind == "folder") std::filesystem::create_directory(file);
    if (kind == "fifo") {
      ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    }
    if (kind == "binary")
      folder.write("h/config.yml", std::string_view("\x7F"
                                                    "ELF\0\1\2\3",
                                                    8));
    if (kind == "utf16")
      folder.write("h/config.yml", std::string_view("\xFF\xFE"
                                                    "a\0",
                                                    4));
    if (kind == "deep") folder.write("h/config.yml", "a: " + std::string(10'000, '['));
    if (kind == "huge") {
      folder.write("h/config.yml", "#");
      std::filesystem::resize_file(file, 200U << 20U);
    }
    const Environment none;
    const auto loaded = load_settings(
        {.environment = none, .user_home = folder.path(), .lakecode_home = home, .working_folder = folder.path()});
    ASSERT_FALSE(loaded) << kind;
    EXPECT_EQ(exit_code(loaded.error()), 2) << kind;
    EXPECT_NE(one_line(loaded.error()).find(home.string()), std::string::npos) << one_line(loaded.error());
  }
}

TEST(Settings, AFileThatEverybodyMayChangeIsNoted) {
  const World world;
  world.global("agent: {max_turns: 3}\n");
  EXPECT_TRUE(world.load()->notices.empty());
  ASSERT_EQ(::chmod(world.at("home/.lakecode/config.yml").c_str(), 0666), 0);
  EXPECT_TRUE(has_line(world.load()->notices, "everybody may change this file"));
}

TEST(Settings, NoHomeAtAllIsAConfigurationError) {
  const Environment none;
  const auto loaded = load_settings({.environment = none, .user_home = {}, .lakecode_home = {}, .working_folder = "/"});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(one_line(loaded.error()),
            "cannot find the home folder: neither LAKECODE_HOME nor HOME is set; set one of them");
}

TEST(Settings, VariablesFollowTheirReach) {
  const World world;
  world.global("safety: {blocked: [a]}\npolicy: {compliance: true}\n");
  const auto added = world.load({{"LAKECODE_BLOCKED", "sql(DROP TABLE x, y), cli"}});
  EXPECT_EQ(render_value(added->settings.at("safety.blocked").value), "[a, sql(DROP TABLE x, y), cli]");
  EXPECT_FALSE(world.load({{"LAKECODE_COMPLIANCE", "off"}}));
  const auto wrong = world.load({{"LAKECODE_MAX_TURNS", "1e3"}});
  ASSERT_FALSE(wrong);
  EXPECT_NE(one_line(wrong.error()).find("environment LAKECODE_MAX_TURNS: agent.max_turns"), std::string::npos);
  EXPECT_EQ(world.load({{"DATABRICKS_WAREHOUSE_ID", "w"}, {"LAKECODE_WAREHOUSE_ID", "v"}})
                ->settings.text("databricks.warehouse_id"),
            "v");
}

TEST(Settings, AnIdOfDigitsKeepsItsSpelling) {
  const World world;
  world.global("databricks:\n  warehouse_id: 0123e5\n  target: 12\n");
  EXPECT_EQ(world.load()->settings.text("databricks.warehouse_id"), "0123e5");
  EXPECT_EQ(world.load()->settings.text("databricks.target"), "12");
}

TEST(Settings, PathsStandUnderTheHomeFolder) {
  const World world;
  world.global("runs: {dir: packs}\nsessions: {dir: ~/s}\nwatch: {subscriptions_path: /abs/w.yml}\n");
  const auto loaded = world.load();
  EXPECT_EQ(loaded->settings.path("runs.dir"), world.at("home/.lakecode/packs"));
  EXPECT_EQ(loaded->settings.path("sessions.dir"), world.at("home/s"));
  EXPECT_EQ(loaded->settings.path("watch.subscriptions_path"), "/abs/w.yml");
}

TEST(Settings, EnvironmentNamesTheFileAndThenItMustExist) {
  const World world;
  world.write("other.yml", "agent: {max_turns: 3}\n");
  EXPECT_EQ(world.load({{"LAKECODE_CONFIG_PATH", world.at("other.yml").string()}})->settings.integer("agent.max_turns"),
            3);
  EXPECT_FALSE(world.load({{"LAKECODE_CONFIG_PATH", world.at("none.yml").string()}}));
}

}  // namespace
}  // namespace lakecode::config
