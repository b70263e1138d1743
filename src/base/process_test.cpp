#include "base/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "base/files.h"
#include "base/temp_folder.h"
#include "base/text.h"

namespace lakecode {
namespace {

using std::chrono::milliseconds;
namespace fs = std::filesystem;

const SystemClock kClock;

CallContext context(std::stop_token stop = {}) {
  CallContext ctx;
  ctx.stop = std::move(stop);
  ctx.clock = &kClock;
  return ctx.with_timeout(std::chrono::seconds(30));
}

ProcessSpec shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"-c", script}, .environment = {{"PATH", "/usr/bin:/bin"}}};
}

bool ends_soon(int pid) {
  const auto until = kClock.steady_now() + std::chrono::seconds(5);
  while (kClock.steady_now() < until) {
    if (::kill(pid, 0) != 0 && errno == ESRCH) return true;
    const auto state = files::read("/proc/" + std::to_string(pid) + "/stat");
    if (!state || state->find(") Z ") != std::string::npos) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST(Process, GivesOutputErrorOutputAndExitCode) {
  const auto outcome = run_process(shell("echo out; echo err >&2; exit 3"), context());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, "out\n");
  EXPECT_EQ(outcome->error_output, "err\n");
  EXPECT_EQ(outcome->exit_code, 3);
  EXPECT_FALSE(outcome->signal);
}

TEST(Process, TellsTheSignalThatKilledIt) {
  const auto outcome = run_process(shell("kill -TERM $$"), context());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->signal, SIGTERM);
  EXPECT_EQ(outcome->exit_code, 128 + SIGTERM);
}

TEST(Process, ArgumentsAreNeverReadByAShell) {
  const auto outcome = run_process({.program = "/bin/echo", .arguments = {"$(id)", "; ls", "a b"}}, context());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, "$(id) ; ls a b\n");
}

TEST(Process, SeesTheGivenEnvironmentAndFolderOnly) {
  const TempFolder folder;
  auto spec = shell("echo \"$HOME|$TOKEN\"; pwd");
  spec.environment["TOKEN"] = "t";
  spec.working_folder = folder.path();
  const auto outcome = run_process(spec, context());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, "|t\n" + fs::canonical(folder.path()).string() + "\n");
}

TEST(Process, StandardInputArrivesWholeAndMayBeLeftUnread) {
  auto spec = shell("cat | wc -c");
  spec.standard_input = std::string(1'000'000, 'x');
  const auto outcome = run_process(spec, context());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(text::trim(outcome->output), "1000000");
  spec.arguments = {"-c", "exit 0"};
  EXPECT_TRUE(run_process(spec, context()));
}

TEST(Process, OutputOverTheLimitIsCutAndTheProgramStillEnds) {
  auto spec = shell("head -c 300000 /dev/zero");
  spec.max_output_bytes = 1000;
  const auto outcome = run_process(spec, context());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output.size(), 1000U);
  EXPECT_TRUE(outcome->output_cut);
  EXPECT_EQ(outcome->exit_code, 0);
}

TEST(Process, MissingProgramAndFolderAreNamed) {
  const auto program = run_process({.program = "/no/such/program"}, context());
  EXPECT_EQ(program.error().code, ErrorCode::NotFound);
  EXPECT_EQ(program.error().reason, "there is no such program");
  auto spec = shell("true");
  spec.working_folder = "/no/such/folder";
  EXPECT_NE(run_process(spec, context()).error().reason.find("working folder"), std::string::npos);
}

TEST(Process, StopKillsTheWholeGroupAtOnce) {
  const TempFolder folder;
  const std::string pid_file = (folder / "pid").string();
  ASSERT_EQ(::mkfifo(pid_file.c_str(), 0600), 0);
  std::stop_source stop;
  std::jthread stopper([&] {  // waits until the grandchild runs, then stops
    const int fifo = ::open(pid_file.c_str(), O_RDONLY);
    char c = 0;
    EXPECT_EQ(::read(fifo, &c, 1), 1);
    ::close(fifo);
    stop.request_stop();
  });
  const auto begin = kClock.steady_now();
  const auto outcome =
      run_process(shell("sh -c 'echo x > " + pid_file + "; exec sleep 60' & wait"), context(stop.get_token()));
  EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
  EXPECT_LT(kClock.steady_now() - begin, std::chrono::seconds(5));
}

TEST(Process, DeadlineKillsAndSaysSo) {
  const auto outcome = run_process(shell("sleep 60"), context().with_timeout(milliseconds(30)));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::DeadlineExceeded);
  EXPECT_EQ(outcome.error().subject, "/bin/sh");
}

TEST(Process, EndsWithTheChildThoughAGrandchildHoldsThePipe) {
  const auto outcome = run_process(shell("sleep 60 & echo $!"), context());
  ASSERT_TRUE(outcome);
  const auto grandchild = text::parse_int(text::trim(outcome->output));
  ASSERT_TRUE(grandchild);
  EXPECT_TRUE(ends_soon(static_cast<int>(*grandchild)));
}

TEST(Daemon, HandsItsFirstLineBackAndSurvivesLaterOutput) {
  const TempFolder folder;
  const std::string fifo = (folder / "fifo").string();
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  // After the first line the daemon waits for us, writes to its closed stdout, and reports that it still lives.
  const auto script =
      "echo '{\"ready\":1}'; echo late >&2; read x < " + fifo + "; echo lost; echo lost; echo alive > " + fifo;
  const auto daemon = start_daemon(shell(script), folder / "log", context());
  ASSERT_TRUE(daemon) << daemon.error().reason;
  EXPECT_EQ(daemon->first_line, "{\"ready\":1}");
  EXPECT_EQ(::getsid(daemon->pid) == ::getsid(0), false);
  const int go = ::open(fifo.c_str(), O_WRONLY);
  ASSERT_EQ(::write(go, "go\n", 3), 3);
  ::close(go);
  char answer[16] = {};
  const int back = ::open(fifo.c_str(), O_RDONLY);
  EXPECT_GE(::read(back, answer, sizeof answer), 5);
  ::close(back);
  EXPECT_EQ(std::string_view(answer).substr(0, 5), "alive");
  EXPECT_TRUE(ends_soon(daemon->pid));
}

TEST(Daemon, EarlyEndIsToldWithTheLastLineOfItsLog) {
  const TempFolder folder;
  const auto daemon = start_daemon(shell("echo 'port is taken' >&2; exit 1"), folder / "log", context());
  ASSERT_FALSE(daemon);
  EXPECT_EQ(daemon.error().reason, "it ended before it was ready: port is taken");
  EXPECT_EQ(start_daemon({.program = "/no/such"}, folder / "log", context()).error().code, ErrorCode::NotFound);
}

TEST(Daemon, DeadlineBeforeTheFirstLineKillsIt) {
  const TempFolder folder;
  const auto daemon =
      start_daemon(shell("echo $$ >&2; exec sleep 60"), folder / "log", context().with_timeout(milliseconds(200)));
  ASSERT_FALSE(daemon);
  EXPECT_EQ(daemon.error().code, ErrorCode::DeadlineExceeded);
  const auto pid = text::parse_int(text::trim(files::read(folder / "log").value()));
  EXPECT_TRUE(!pid || ends_soon(static_cast<int>(*pid)));
}

TEST(FindProgram, TakesAbsoluteElementsOutsideTheForbiddenRoot) {
  const TempFolder folder;
  ASSERT_TRUE(files::make_private_folder(folder / "project/bin"));
  ASSERT_TRUE(files::make_private_folder(folder / "good"));
  for (const char* name : {"project/bin/tool", "good/tool", "good/plain"})
    ASSERT_TRUE(files::write_new(folder / name, "#!/bin/sh\n"));
  ASSERT_EQ(::chmod((folder / "project/bin/tool").c_str(), 0700), 0);
  ASSERT_EQ(::chmod((folder / "good/tool").c_str(), 0700), 0);
  const std::string path = (folder / "project/bin").string() + ":relative::" + (folder / "good").string();
  EXPECT_EQ(find_program("tool", path), folder / "project/bin/tool");
  EXPECT_EQ(find_program("tool", path, folder / "project"), folder / "good/tool");
  EXPECT_EQ(find_program("plain", path), std::nullopt);
  EXPECT_EQ(find_program("../good/tool", path), std::nullopt);
  EXPECT_EQ(find_program("", path), std::nullopt);
  // A link that leads into the project is no way around.
  fs::create_symlink(folder / "project/bin/tool", folder / "good/linked");
  EXPECT_EQ(find_program("linked", path, folder / "project"), std::nullopt);
}

}  // namespace
}  // namespace lakecode
