#include "config/trust.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "config/temp_folder.h"

namespace lakecode::config {
namespace {

namespace fs = std::filesystem;

class TrustTest : public testing::Test {
 protected:
  TrustTest() : store_(folder_.path() / "home") {
    folder_.write("p/.lakecode/config.yml", "agent:\n  max_turns: 3\n  model: a\n");
    folder_.write("p/AGENTS.md", "be kind\n");
  }
  FolderContent scan() const {
    auto content = scan_folder(folder_.path() / "p");
    EXPECT_TRUE(content) << one_line(content.error());
    return content ? std::move(content).value() : FolderContent{};
  }
  TrustStatus check() const { return *store_.check(scan()); }
  void grant() const { ASSERT_TRUE(store_.grant(scan())); }

  TempFolder folder_;
  TrustStore store_;
};

TEST_F(TrustTest, AFolderIsUntrustedUntilGrantedAndAfterRevoke) {
  EXPECT_EQ(check().state, TrustState::Untrusted);
  grant();
  EXPECT_EQ(check().state, TrustState::Trusted);
  ASSERT_TRUE(store_.revoke(scan().root));
  EXPECT_EQ(check().state, TrustState::Untrusted);
}

TEST_F(TrustTest, EveryChangeIsNamedWithItsLines) {
  grant();
  folder_.write("p/.lakecode/config.yml", "agent:\n  max_turns: 3\n  model: b\n");
  folder_.write("p/.lakecode/skills/x/SKILL.md", "new\n");
  fs::remove(folder_.path() / "p/AGENTS.md");
  const TrustStatus status = check();
  EXPECT_EQ(status.state, TrustState::Changed);
  const std::vector<std::string> expected = {"changed .lakecode/config.yml", "-   model: a", "+   model: b",
                                             "added .lakecode/skills/x/SKILL.md", "removed AGENTS.md"};
  EXPECT_EQ(status.changes, expected);
}

TEST_F(TrustTest, FilesThatSteerNothingMayChange) {
  grant();
  folder_.write("p/src/main.py", "x\n");
  folder_.write("p/README.md", "x\n");
  EXPECT_EQ(check().state, TrustState::Trusted);
}

TEST_F(TrustTest, TrustIsForThePathNotForItsCopy) {
  grant();
  fs::copy(folder_.path() / "p", folder_.path() / "q", fs::copy_options::recursive);
  EXPECT_EQ(store_.check(*scan_folder(folder_.path() / "q"))->state, TrustState::Untrusted);
  fs::create_directory_symlink(folder_.path() / "p", folder_.path() / "link");
  EXPECT_EQ(store_.check(*scan_folder(folder_.path() / "link"))->state, TrustState::Trusted);
}

TEST_F(TrustTest, LinksThatLeaveTheFolderAreRefusedByName) {
  folder_.write("secret", "s\n");
  fs::create_symlink(folder_.path() / "secret", folder_.path() / "p/.lakecode/conventions.md");
  fs::create_symlink("/", folder_.path() / "p/.lakecode/root");
  fs::create_symlink("nowhere", folder_.path() / "p/CLAUDE.md");
  ASSERT_EQ(::mkfifo((folder_.path() / "p/.lakecode/pipe").c_str(), 0600), 0);
  const FolderContent content = scan();
  const std::vector<std::string> expected = {
      ".lakecode/conventions.md: the link leaves the folder", ".lakecode/pipe: it is no regular file",
      ".lakecode/root: the link leaves the folder", "CLAUDE.md: the link leads nowhere"};
  EXPECT_EQ(content.refused, expected);
  EXPECT_EQ(content.find(".lakecode/conventions.md"), nullptr);
}

TEST_F(TrustTest, ALinkInsideTheFolderIsReadThrough) {
  folder_.write("p/docs/rules.md", "one\n");
  fs::create_symlink("../docs/rules.md", folder_.path() / "p/.lakecode/rules.md");
  grant();
  folder_.write("p/docs/rules.md", "two\n");
  EXPECT_EQ(check().state, TrustState::Changed);
}

TEST_F(TrustTest, ANewRefusalIsAChange) {
  grant();
  fs::create_symlink("/etc/passwd", folder_.path() / "p/CLAUDE.md");
  const TrustStatus status = check();
  EXPECT_EQ(status.state, TrustState::Changed);
  EXPECT_EQ(status.changes, std::vector<std::string>{"cannot be used: CLAUDE.md: the link leaves the folder"});
}

TEST_F(TrustTest, LargeFilesAreDigestedWholeAndKeptInPart) {
  std::string text(kMaxKeptBytes + 10, 'x');
  folder_.write("p/AGENTS.md", text);
  grant();
  EXPECT_EQ(scan().find("AGENTS.md")->content.size(), kMaxKeptBytes);
  text.back() = 'y';
  folder_.write("p/AGENTS.md", text);
  EXPECT_EQ(check().state, TrustState::Changed);
}

TEST_F(TrustTest, TooDeepAFolderCannotBeTrusted) {
  folder_.write("p/.lakecode/1/2/3/4/5/6/7/8/9/f", "x");
  const auto content = scan_folder(folder_.path() / "p");
  ASSERT_FALSE(content);
  EXPECT_EQ(exit_code(content.error()), 2);
}

TEST_F(TrustTest, ADamagedOrForeignStoreIsRefusedNotForgotten) {
  grant();
  folder_.write("home/trust.json", "{\"version\":1,");
  EXPECT_FALSE(store_.check(scan()));
  EXPECT_FALSE(store_.grant(scan()));
  folder_.write("home/trust.json", "{\"version\":2,\"folders\":{}}");
  EXPECT_FALSE(store_.check(scan()));
  folder_.write("home/trust.json", "{\"version\":1,\"folders\":{}}");
  EXPECT_TRUE(store_.check(scan()));
  ASSERT_EQ(::chmod((folder_.path() / "home/trust.json").c_str(), 0666), 0);
  EXPECT_FALSE(store_.check(scan()));
}

TEST_F(TrustTest, TheStoreIsPrivate) {
  grant();
  struct stat status {};
  ASSERT_EQ(::stat((folder_.path() / "home/trust.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((folder_.path() / "home").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

}  // namespace
}  // namespace lakecode::config
