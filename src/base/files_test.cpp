#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "base/temp_folder.h"

namespace lakecode {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0);
  return status.st_mode & 0777U;
}

/// Runs `body` in a child and gives its answer: a test may then set limits or die.
int in_child(const std::function<int()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(body());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Files, ReadGivesTheWholeFileUpToTheLimit) {
  const TempFolder folder;
  const std::string content(200'000, 'x');
  ASSERT_TRUE(files::write_new(folder / "a", content));
  EXPECT_EQ(files::read(folder / "a").value(), content);
  EXPECT_EQ(files::read(folder / "a", 200'000).value(), content);
  EXPECT_EQ(files::read(folder / "a", 199'999).error().code, ErrorCode::InvalidArgument);
}

TEST(Files, ReadRefusesWhatIsNoFileAndNeverBlocks) {
  const TempFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(files::read(folder / "fifo").error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(files::read(folder.path()).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(files::read("/dev/zero").error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(files::read(folder / "absent").error().code, ErrorCode::NotFound);
  EXPECT_TRUE(files::read("/proc/self/status"));  // tells size 0 and has content
}

TEST(Files, WriteAtomicReplacesTheContentAndLeavesNothingElse) {
  const TempFolder folder;
  ASSERT_TRUE(files::write_atomic(folder / "a", "one"));
  ASSERT_TRUE(files::write_atomic(folder / "a", "two"));
  EXPECT_EQ(files::read(folder / "a").value(), "two");
  EXPECT_EQ(files::list(folder.path()).value(), std::vector<std::string>{"a"});
  EXPECT_EQ(mode_of(folder / "a"), 0600U);
}

TEST(Files, WriteAtomicKeepsTheOldContentOnAFullDisk) {
  const TempFolder folder;
  ASSERT_TRUE(files::write_atomic(folder / "a", "old"));
  const int answer = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return files::write_atomic(folder / "a", std::string(5000, 'n')).has_value() ? 1 : 0;
  });
  EXPECT_EQ(answer, 0);
  EXPECT_EQ(files::read(folder / "a").value(), "old");
  EXPECT_EQ(files::list(folder.path()).value().size(), 1U);
}

TEST(Files, WriteNewRefusesAnExistingFileAndALink) {
  const TempFolder folder;
  ASSERT_TRUE(files::write_new(folder / "a", "1", files::Mode::Public));
  EXPECT_EQ(files::write_new(folder / "a", "2").error().code, ErrorCode::AlreadyExists);
  fs::create_symlink(folder / "elsewhere", folder / "link");
  EXPECT_FALSE(files::write_new(folder / "link", "2"));
  EXPECT_FALSE(files::exists(folder / "elsewhere"));
}

TEST(Files, PrivateFolderIsMadeWithItsParentsAndAFileInTheWayIsAnError) {
  const TempFolder folder;
  ASSERT_TRUE(files::make_private_folder(folder / "a/b/c/"));
  EXPECT_EQ(mode_of(folder / "a/b/c"), 0700U);
  EXPECT_TRUE(files::make_private_folder(folder / "a/b"));
  ASSERT_TRUE(files::write_new(folder / "file", ""));
  EXPECT_FALSE(files::make_private_folder(folder / "file/sub"));
  EXPECT_FALSE(files::make_private_folder(folder / "file"));
}

TEST(Files, ListSortsAndMissesNothing) {
  const TempFolder folder;
  for (const char* name : {"b", "a", ".hidden"}) ASSERT_TRUE(files::write_new(folder / name, ""));
  EXPECT_EQ(files::list(folder.path()).value(), (std::vector<std::string>{".hidden", "a", "b"}));
  EXPECT_EQ(files::list(folder / "absent").error().code, ErrorCode::NotFound);
}

TEST(AppendFile, GrowsAndKnowsItsSize) {
  const TempFolder folder;
  {
    auto file = files::AppendFile::open(folder / "log");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->append("one\n"));
    ASSERT_TRUE(file->append("two\n", files::AppendFile::Sync::Later));
    EXPECT_EQ(file->size(), 8U);
  }
  auto again = files::AppendFile::open(folder / "log");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->size(), 8U);
  ASSERT_TRUE(again->truncate(4));
  ASSERT_TRUE(again->append("three\n"));
  EXPECT_EQ(files::read(folder / "log").value(), "one\nthree\n");
}

TEST(AppendFile, HasOneWriterAtATime) {
  const TempFolder folder;
  auto first = files::AppendFile::open(folder / "log");
  ASSERT_TRUE(first);
  EXPECT_EQ(files::AppendFile::open(folder / "log").error().code, ErrorCode::FailedPrecondition);
  {
    const files::AppendFile moved = std::move(*first);
    EXPECT_FALSE(files::AppendFile::open(folder / "log"));
  }
  EXPECT_TRUE(files::AppendFile::open(folder / "log"));
}

TEST(AppendFile, FailedWritePoisonsIt) {
  const TempFolder folder;
  const int answer = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    auto file = files::AppendFile::open(folder / "log");
    if (!file || !file->append(std::string(900, 'a'))) return 1;
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto failed = file->append(std::string(900, 'b'));
    if (failed) return 2;
    const rlimit wide{1000, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &wide);
    const auto after = file->append("c");
    return !after && after.error().reason == failed.error().reason ? 0 : 3;
  });
  EXPECT_EQ(answer, 0);
}

TEST(AppendFile, RefusesWhatIsNoFile) {
  const TempFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_FALSE(files::AppendFile::open(folder / "fifo"));
  EXPECT_FALSE(files::AppendFile::open("/dev/full"));
}

TEST(FileLock, IsExclusiveAndEndsWithItsOwner) {
  const TempFolder folder;
  EXPECT_EQ(in_child([&] { return files::FileLock::acquire(folder / "lock") ? 0 : 1; }), 0);
  auto held = files::FileLock::acquire(folder / "lock");
  ASSERT_TRUE(held);
  EXPECT_EQ(files::FileLock::acquire(folder / "lock").error().code, ErrorCode::FailedPrecondition);
  EXPECT_EQ(in_child([&] { return files::FileLock::acquire(folder / "lock") ? 1 : 0; }), 0);
}

TEST(Files, ErrnoBecomesACodeAndAdvice) {
  EXPECT_EQ(files::error_from_errno(ENOENT, "read", "x").code, ErrorCode::NotFound);
  EXPECT_EQ(files::error_from_errno(EACCES, "read", "x").code, ErrorCode::PermissionDenied);
  EXPECT_NE(files::error_from_errno(ENOSPC, "write", "x").advice.find("free space"), std::string::npos);
  EXPECT_EQ(files::error_from_errno(ENOENT, "read", "x").reason, "No such file or directory");
}

}  // namespace
}  // namespace lakecode
