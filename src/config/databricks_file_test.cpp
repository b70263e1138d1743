#include "config/databricks_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/files.h"
#include "config/temp_folder.h"

namespace lakecode::config {
namespace {

DatabricksFile parsed(std::string_view text) {
  auto file = parse_databricks_file(text, "cfg");
  EXPECT_TRUE(file) << one_line(file.error());
  return file ? *file : DatabricksFile{};
}

std::string value_of(const DatabricksFile& file, std::string_view profile, const std::string& key) {
  const ProfileSection* section = file.find(profile);
  if (section == nullptr) return "(no profile)";
  const auto found = section->attributes.find(key);
  return found == section->attributes.end() ? "(unset)" : std::string(found->second.reveal());
}

TEST(DatabricksFile, ValuesFollowTheCommentAndQuoteRules) {
  struct Case {
    std::string_view line, expected;
  };
  const Case cases[] = {
      {"password = a#b", "a#b"},
      {"password = a #b", "a"},
      {"password = a ; b", "a"},
      {"password = a;b", "a;b"},
      {"password = #starts", "#starts"},
      {"password=plain", "plain"},
      {"password : colon", "colon"},
      {"  password  =  blanks  ", "blanks"},
      {"password = \"q #x\" # c", "q #x"},
      {"password = 'single'", "single"},
      {"password = \"a\"b", "\"a\"b"},
      {"password = a=b=c", "a=b=c"},
      {"password =", ""},
      {"password = x\r", "x"},
  };
  for (const Case& c : cases) {
    const auto file = parsed("[p]\n" + std::string(c.line) + "\n");
    EXPECT_EQ(value_of(file, "p", "password"), c.expected) << c.line;
  }
}

TEST(DatabricksFile, DefaultIsNotInherited) {
  const auto file = parsed("[DEFAULT]\nhost = https://d\ntoken = t\n[p]\nhost = https://p\n");
  EXPECT_EQ(value_of(file, "p", "token"), "(unset)");
  EXPECT_EQ(value_of(file, "DEFAULT", "token"), "t");
}

TEST(DatabricksFile, SettingsSectionIsNoProfile) {
  const auto file = parsed("[__settings__]\ndefault_profile = work\nauth_storage = plaintext\n[work]\nhost = h\n");
  EXPECT_EQ(file.default_profile, "work");
  EXPECT_EQ(file.auth_storage, "plaintext");
  EXPECT_EQ(file.find("__settings__"), nullptr);
  EXPECT_EQ(file.profiles.size(), 1U);
}

TEST(DatabricksFile, KeysBeforeAnySectionBelongToDefaultAndTheLastRepeatWins) {
  const auto file = parsed("\xEF\xBB\xBFhost = one\n[p]\ntoken = a\n[q]\n[p]\ntoken = b\n");
  EXPECT_EQ(value_of(file, "DEFAULT", "host"), "one");
  EXPECT_EQ(value_of(file, "p", "token"), "b");
  EXPECT_EQ(file.profiles.size(), 3U);
}

TEST(DatabricksFile, SourceNamesLineAndColumn) {
  const auto file = parsed("# top\n[p]\n  host = x\n");
  EXPECT_EQ(file.find("p")->attributes.at("host").source, "cfg:3:3");
}

TEST(DatabricksFile, MistakesAreRefusedWithPosition) {
  struct Case {
    std::string_view text, position;
  };
  const Case cases[] = {
      {"[p]\nhost\n", "cfg:2:1"}, {"[p\nhost = x\n", "cfg:1:1"},   {"[]\n", "cfg:1:1"},
      {"[p] junk\n", "cfg:1:1"},  {"[p]\n  = value\n", "cfg:2:3"}, {std::string_view("[p]\na\0b = 1\n", 12), "cfg:2:2"},
  };
  for (const Case& c : cases) {
    const auto file = parse_databricks_file(c.text, "cfg");
    ASSERT_FALSE(file) << c.text;
    EXPECT_EQ(file.error().subject, c.position);
    EXPECT_EQ(exit_code(file.error()), 2);
  }
}

TEST(DatabricksFile, AbsentFileHasNoProfiles) {
  const TempFolder folder;
  const auto file = load_databricks_file(folder.path() / "none");
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->profiles.empty());
}

TEST(DatabricksFile, FolderFifoAndHugeFileAreConfigurationErrors) {
  const TempFolder folder;
  std::filesystem::create_directory(folder.path() / "dir");
  ASSERT_EQ(::mkfifo((folder.path() / "fifo").c_str(), 0600), 0);
  folder.write("huge", std::string((1U << 20U) + 1, 'x'));
  for (const char* name : {"dir", "fifo", "huge"}) {
    const auto file = load_databricks_file(folder.path() / name);
    ASSERT_FALSE(file) << name;
    EXPECT_EQ(exit_code(file.error()), 2) << name;
  }
}

TEST(ReplaceProfile, KeepsEveryOtherLine) {
  const auto text =
      replace_profile("; mine\n[DEFAULT]\nhost = d\n\n[p]\n# note\nhost = old\nextra = 1\n\n[q]\nhost = q\n",
                      {.name = "p", .values = {{"host", "https://new"}, {"token", "t"}}});
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "; mine\n[DEFAULT]\nhost = d\n\n[p]\nhost  = https://new\ntoken = t\n# note\n\n[q]\nhost = q\n");
}

TEST(ReplaceProfile, WhatIsWrittenReadsBack) {
  for (const std::string value : {"plain", "with #hash", "a ; b", "\"quoted\"", " blanks ", "#first", "tab\tin"}) {
    const auto text = replace_profile("", {.name = "p", .values = {{"password", value}}});
    ASSERT_TRUE(text);
    EXPECT_EQ(value_of(parsed(*text), "p", "password"), value) << *text;
  }
}

TEST(ReplaceProfile, RefusesNamesAndValuesThatWouldBreakTheFile) {
  EXPECT_FALSE(replace_profile("", {.name = "a]b", .values = {}}));
  EXPECT_FALSE(replace_profile("", {.name = "", .values = {}}));
  EXPECT_FALSE(replace_profile("", {.name = "__settings__", .values = {}}));
  EXPECT_FALSE(replace_profile("", {.name = "p", .values = {{"token", "a\nhost = evil"}}}));
}

TEST(StoreProfile, FileIsPrivateAndThePreviousOneIsKept) {
  const TempFolder folder;
  const auto path = folder.path() / ".databrickscfg";
  ASSERT_TRUE(store_profile(path, {.name = "one", .values = {{"host", "https://a"}}}));
  EXPECT_EQ(load_databricks_file(path)->default_profile, "one");
  const auto first = files::read(path);
  ASSERT_TRUE(store_profile(path, {.name = "two", .values = {{"host", "https://b"}, {"token", "t"}}}));
  EXPECT_EQ(*files::read(path.string() + ".bak"), *first);
  const auto file = load_databricks_file(path);
  EXPECT_EQ(file->default_profile, "one");
  EXPECT_EQ(value_of(*file, "two", "token"), "t");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(StoreProfile, AFileThatCannotBeReadIsNotRewritten) {
  const TempFolder folder;
  folder.write("cfg", "[broken\n");
  EXPECT_FALSE(store_profile(folder.path() / "cfg", {.name = "p", .values = {}}));
  EXPECT_EQ(*files::read(folder.path() / "cfg"), "[broken\n");
}

}  // namespace
}  // namespace lakecode::config
