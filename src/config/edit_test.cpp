#include "config/edit.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/files.h"
#include "config/settings.h"
#include "config/temp_folder.h"

namespace lakecode::config {
namespace {

struct Case {
  std::string_view before, key, typed, after;
};

const Case kCases[] = {
    {"", "agent.max_turns", "7", "agent:\n  max_turns: 7\n"},
    {"# top\nagent:\n  max_turns: 3  # few\n  model: m\n", "agent.max_turns", "7",
     "# top\nagent:\n  max_turns: 7  # few\n  model: m\n"},
    {"agent:\n    model: m # here\n\n# tail\nruns:\n    dir: x\n", "agent.max_turns", "7",
     "agent:\n    model: m # here\n    max_turns: 7\n\n# tail\nruns:\n    dir: x\n"},
    {"agent:\n  model: m", "agent.max_turns", "7", "agent:\n  model: m\n  max_turns: 7\n"},
    {"agent:\n", "agent.max_turns", "7", "agent:\n  max_turns: 7\n"},
    {"agent:\n  # max_turns: 50\nruns:\n", "agent.max_turns", "7",
     "agent:\n  max_turns: 7\n  # max_turns: 50\nruns:\n"},
    {"agent: {model: m}\n", "agent.max_turns", "7", "agent: {model: m, max_turns: 7}\n"},
    {"agent: {}\n", "agent.max_turns", "7", "agent: {max_turns: 7}\n"},
    {"agent:\n  max_turns:\n", "agent.max_turns", "7", "agent:\n  max_turns: 7\n"},
    {"runs:\n  dir: x\n", "agent.context_window_budget", "off",
     "runs:\n  dir: x\nagent:\n  context_window_budget: \"off\"\n"},
    {"safety:\n  blocked:\n    - a # one\n    - b\n  auto_approve: []\n", "safety.blocked", "[c]",
     "safety:\n  blocked:\n    [c]\n  auto_approve: []\n"},
    {"policy:\n  compliance: false\n", "policy.compliance", "yes", "policy:\n  compliance: true\n"},
};

TEST(SetInText, ChangesOneKeyAndKeepsTheRest) {
  for (const Case& c : kCases) {
    const KeyRow* row = find_key_row(c.key);
    const auto value = parse_value(*row, c.typed, Origin{});
    ASSERT_TRUE(value);
    const auto after = set_in_text(c.before, "f", *row, *value);
    ASSERT_TRUE(after) << c.before << ": " << one_line(after.error());
    EXPECT_EQ(*after, c.after);
  }
}

TEST(SetInText, TextsReadBackAsTyped) {
  const KeyRow* row = find_key_row("agent.system_prompt_extra");
  for (const std::string text :
       {"plain", "true", "12", "off", "a: b", "# no comment", "'q'", "\"", "two\nlines", "~", ""}) {
    const auto after = set_in_text("agent:\n  model: m\n", "f", *row, Value(text));
    ASSERT_TRUE(after) << text << ": " << one_line(after.error());
    EXPECT_TRUE(find_mistakes(*after, "f").empty());
  }
}

TEST(SetInText, AFileWithMistakesIsNotTouched) {
  const auto after =
      set_in_text("agent:\n  max_turnz: 1\n", "f", *find_key_row("agent.model"), Value(std::string("m")));
  ASSERT_FALSE(after);
  EXPECT_NE(after.error().reason.find("f:2:3: agent.max_turnz"), std::string::npos);
}

TEST(SetInText, WhatCannotBeSplicedIsLeftToThePerson) {
  for (const std::string_view text : {"{agent: {model: m}}\n", "agent: &a {model: m}\nruns: {dir: x}\n...\n"}) {
    const auto after = set_in_text(text, "f", *find_key_row("watch.max_subscriptions"), Value(std::int64_t{3}));
    ASSERT_FALSE(after) << *after;
    EXPECT_EQ(after.error().advice, "change the file by hand");
  }
}

TEST(SetInFile, MakesAPrivateFileAndFolder) {
  const TempFolder folder;
  const auto path = folder.path() / "home/config.yml";
  ASSERT_TRUE(set_in_file(path, "agent.model", "m"));
  EXPECT_EQ(*files::read(path), "agent:\n  model: m\n");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(path.parent_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(SetInFile, WrongKeysAndValuesChangeNothing) {
  const TempFolder folder;
  const auto path = folder.path() / "config.yml";
  const auto key = set_in_file(path, "agent.modle", "m");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().advice, "did you mean agent.model?");
  EXPECT_FALSE(set_in_file(path, "agent.max_turns", "-1"));
  EXPECT_FALSE(set_in_file(path, "agent.provider", "nobody"));
  EXPECT_FALSE(files::exists(path));
}

TEST(RenderTemplate, IsRightAndSetsNothing) {
  const std::string text = render_template();
  EXPECT_TRUE(find_mistakes(text, "f").empty());
  for (const KeyRow& row : key_rows()) {
    EXPECT_NE(text.find(std::string(row.name.substr(row.name.find('.') + 1)) + ":"), std::string::npos) << row.name;
  }
  const auto edited = set_in_text(text, "f", *find_key_row("agent.max_turns"), Value(std::int64_t{3}));
  EXPECT_TRUE(edited) << one_line(edited.error());
}

}  // namespace
}  // namespace lakecode::config
