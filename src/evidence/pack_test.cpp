// What a writer promises: durable in order, private, readable after a kill at any point, loud on a full disk.
#include "evidence/pack.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <set>
#include <thread>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "evidence/pack_fixture.h"
#include "evidence/payload.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> packs_in(const Workshop& shop) {
  auto names = files::list(shop.settings.runs_folder).value_or(std::vector<std::string>());
  std::erase(names, "ledger.jsonl");
  return names;
}

/// Runs `body` in a child that is killed at its end, or earlier by `body` itself; returns the exit status.
int in_child(const std::function<void()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    body();
    ::raise(SIGKILL);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

TEST(Pack, HoldsWhatWasRecordedInOrder) {
  Workshop shop;
  auto pack = shop.open();
  ASSERT_TRUE(pack);
  EXPECT_EQ(pack->run_id().substr(0, 27), "20261123T081500Z-debug_job-");
  EXPECT_EQ(pack->append("step", JsonObject{{"id", "fetch"}}).value(), 1U);
  shop.clock.advance(std::chrono::milliseconds(250));
  ASSERT_TRUE(pack->add_blob("driver log", "text/plain", "line"));
  ASSERT_TRUE(pack->add_blob("the same again", "text/plain", "line"));
  ASSERT_TRUE(pack->close("ok", JsonObject{{"summary", "s"}}, "# report\n"));
  const auto events = files::read(pack->folder() / "events.jsonl").value();
  const auto lines = text::lines(events);
  ASSERT_EQ(lines.size(), 5U);
  const std::vector<std::string> types = {"open", "step", "artefact", "artefact", "close"};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto record = *json::parse(lines[i], "line");
    EXPECT_EQ(json::string_at(record, "type"), types[i]);
    EXPECT_EQ(json::int_at(record, "seq"), static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(json::int_at(*json::parse(lines[2], "line"), "mono_ms"), 250);
  EXPECT_EQ(files::read(pack->folder() / "report.md").value(), "# report\n");
  EXPECT_EQ(shop.outcome(pack->folder()), VerifyOutcome::Verified) << shop.first_problem(pack->folder());
  EXPECT_EQ(shop.outcome(pack->folder() / ""), VerifyOutcome::Verified) << "a slash at the end is no other pack";
}

TEST(Pack, IsPrivate) {
  Workshop shop;
  const fs::path pack = shop.make_pack();
  for (const auto& entry : fs::recursive_directory_iterator(shop.settings.runs_folder)) {
    struct stat status {};
    ASSERT_EQ(::lstat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0077U, 0U) << entry.path();
  }
}

TEST(Pack, NothingSecretIsStored) {
  Workshop shop;
  shop.redactor.add(Secret("topsecret-value"));
  auto pack = shop.open();
  ASSERT_TRUE(pack);
  ASSERT_TRUE(
      pack->append("request", JsonObject{{"authorization", "Bearer topsecret-value"}, {"password", "hunter2"}}));
  ASSERT_TRUE(pack->add_blob("topsecret-value", "text/plain", "x topsecret-value y"));
  ASSERT_TRUE(pack->close("ok", JsonObject{{"token", "topsecret-value"}}, "see topsecret-value"));
  for (const auto& entry : fs::recursive_directory_iterator(shop.settings.runs_folder)) {
    if (!entry.is_regular_file()) continue;
    const auto text = files::read(entry.path()).value();
    EXPECT_EQ(text.find("topsecret-value"), std::string::npos) << entry.path();
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << entry.path();
  }
  EXPECT_EQ(shop.outcome(pack->folder()), VerifyOutcome::Verified);
}

TEST(Pack, AClosedPackTakesNothingMore) {
  Workshop shop;
  auto pack = shop.open();
  ASSERT_TRUE(pack && pack->close("ok", JsonObject{}, ""));
  EXPECT_EQ(pack->append("step", JsonObject{}).error().code, ErrorCode::FailedPrecondition);
  EXPECT_FALSE(pack->add_blob("x", "text/plain", "x"));
  EXPECT_FALSE(pack->close("ok", JsonObject{}, ""));
  EXPECT_EQ(shop.outcome(pack->folder()), VerifyOutcome::Verified);
}

TEST(Pack, APayloadThatCannotBeRecordedLeavesThePackUsable) {
  Workshop shop;
  auto pack = shop.open();
  ASSERT_TRUE(pack);
  EXPECT_EQ(pack->append("big", JsonValue(std::string(kLargestPayload, 'x'))).error().code, ErrorCode::InvalidArgument);
  EXPECT_TRUE(pack->append("small", JsonValue("x")));
  ASSERT_TRUE(pack->close("ok", JsonObject{}, ""));
  EXPECT_EQ(shop.outcome(pack->folder()), VerifyOutcome::Verified);
}

TEST(Pack, AKilledWriterLeavesAnInterruptedPack) {
  const std::vector<std::function<void(PackWriter&)>> lives = {
      [](PackWriter&) {},
      [](PackWriter& pack) {
        ignore_result(pack.append("step", JsonObject{{"id", 1}}), "the child dies anyway");
      },
      [](PackWriter& pack) { ignore_result(pack.add_blob("b", "text/plain", "b"), "the child dies anyway"); },
      [](PackWriter& pack) {
        for (int i = 0; i < 20; ++i) ignore_result(pack.append("step", JsonObject{{"id", i}}), "the child dies anyway");
      }};
  for (const auto& life : lives) {
    Workshop shop;
    const int status = in_child([&] {
      auto pack = shop.open();
      if (pack) life(*pack);
      ::raise(SIGKILL);
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto packs = packs_in(shop);
    ASSERT_EQ(packs.size(), 1U);
    const fs::path pack = shop.settings.runs_folder / packs[0];
    EXPECT_EQ(shop.outcome(pack), VerifyOutcome::Interrupted) << shop.first_problem(pack);
    const auto listed = list_packs(shop.settings);
    ASSERT_TRUE(listed && listed->size() == 1);
    EXPECT_EQ(listed->front().status, "interrupted");
    // The next run is not disturbed.
    EXPECT_EQ(shop.outcome(shop.make_pack()), VerifyOutcome::Verified);
  }
}

TEST(Pack, AKillFromOutsideAtAnyMomentIsNeverTakenForTampering) {
  for (int round = 0; round < 9; ++round) {
    Workshop shop;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (int i = 0;; ++i) {
        auto pack = shop.open();
        if (!pack) ::_exit(1);
        [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
        for (int j = 0; j < 3; ++j) ignore_result(pack->append("step", JsonObject{{"id", j}}), "killed anyway");
        ignore_result(pack->add_blob("b", "text/plain", std::to_string(i)), "killed anyway");
        [[maybe_unused]] const auto again = ::write(ready[1], "x", 1);
        ignore_result(pack->close("ok", JsonObject{}, "r"), "killed anyway");
        [[maybe_unused]] const auto last = ::write(ready[1], "x", 1);
      }
    }
    char c = 0;
    for (int i = 0; i <= round; ++i) ASSERT_EQ(::read(ready[0], &c, 1), 1);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    for (const auto& name : packs_in(shop)) {
      const fs::path pack = shop.settings.runs_folder / name;
      const auto outcome = shop.outcome(pack);
      EXPECT_TRUE(outcome == VerifyOutcome::Interrupted || outcome == VerifyOutcome::Verified)
          << shop.first_problem(pack);
      const auto listed = list_packs(shop.settings).value();
      const auto summary = std::find_if(listed.begin(), listed.end(), [&](const auto& p) { return p.run_id == name; });
      ASSERT_NE(summary, listed.end());
      EXPECT_EQ(summary->status, outcome == VerifyOutcome::Verified ? "ok" : "interrupted");
    }
  }
}

TEST(Pack, EveryPrefixOfAnOpenPackIsInterrupted) {
  Workshop shop;
  fs::path folder;
  {
    auto pack = shop.open();
    ASSERT_TRUE(pack && pack->append("step", JsonObject{{"id", 1}}));
    folder = pack->folder();
  }
  const auto size = fs::file_size(folder / "events.jsonl");
  for (auto left = size; left-- > 0;) {
    ASSERT_EQ(::truncate((folder / "events.jsonl").c_str(), static_cast<off_t>(left)), 0);
    ASSERT_EQ(shop.outcome(folder), VerifyOutcome::Interrupted) << left << shop.first_problem(folder);
  }
}

TEST(Pack, EachStepOfClosingMayBeTheLast) {
  Workshop shop;
  const fs::path pack = shop.make_pack();
  const fs::path ledger = shop.settings.runs_folder / "ledger.jsonl";
  const std::string first_line(text::lines(files::read(ledger).value())[0]);
  ASSERT_TRUE(files::write_atomic(ledger, first_line + "\n"));
  EXPECT_EQ(shop.outcome(pack), VerifyOutcome::Interrupted) << "signed, the ledger not told";
  EXPECT_EQ(list_packs(shop.settings).value().front().status, "interrupted") << "the list says what the proof says";
  fs::remove(pack / "manifest.json");
  ASSERT_TRUE(files::write_atomic(pack / ".lakecode-0123456789abcdef.tmp", "half a manifest"));
  EXPECT_EQ(shop.outcome(pack), VerifyOutcome::Interrupted) << "closed, not signed: " << shop.first_problem(pack);
  const auto events = files::read(pack / "events.jsonl").value();
  const auto cut = events.rfind('\n', events.size() - 2) + 1;
  ASSERT_EQ(::truncate((pack / "events.jsonl").c_str(), static_cast<off_t>(cut)), 0);
  EXPECT_EQ(shop.outcome(pack), VerifyOutcome::Interrupted) << "result and report written, not closed";
}

TEST(Pack, AFullDiskIsAnErrorAndThePackSaysSoEverAfter) {
  Workshop shop;
  const int status = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    auto pack = shop.open();
    if (!pack) ::_exit(1);
    const auto size = fs::file_size(pack->folder() / "events.jsonl");
    const rlimit limit{size + 100, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto failed = pack->append("step", JsonObject{{"text", std::string(500, 'x')}});
    if (failed || failed.error().code != ErrorCode::Unavailable) ::_exit(2);
    const rlimit wide{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &wide);
    if (pack->append("step", JsonObject{})) ::_exit(3);
    if (pack->close("ok", JsonObject{}, "")) ::_exit(4);
    ::_exit(0);
  });
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  const auto packs = packs_in(shop);
  ASSERT_EQ(packs.size(), 1U);
  EXPECT_EQ(shop.outcome(shop.settings.runs_folder / packs[0]), VerifyOutcome::Interrupted);
}

TEST(Pack, AnUnwritableRunsFolderIsAClearError) {
  Workshop shop;
  ASSERT_TRUE(files::make_private_folder(shop.settings.runs_folder.parent_path()));
  ASSERT_TRUE(files::write_new(shop.settings.runs_folder, "a file in the way"));
  EXPECT_FALSE(shop.open());
}

TEST(Pack, ThreadsMayAppendAtTheSameTime) {
  Workshop shop;
  auto pack = shop.open();
  ASSERT_TRUE(pack);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(pack->append("step", JsonObject{{"id", i}}));
      });
    }
  }
  ASSERT_TRUE(pack->close("ok", JsonObject{}, ""));
  EXPECT_EQ(shop.outcome(pack->folder()), VerifyOutcome::Verified);
}

TEST(Pack, ProcessesShareKeyAndLedger) {
  Workshop shop;
  std::vector<pid_t> children;
  for (unsigned i = 0; i < 4; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      shop.random = SeededRandom(100 + i);
      ::_exit(shop.make_pack().empty() ? 1 : 0);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
  }
  const auto packs = packs_in(shop);
  EXPECT_EQ(packs.size(), 4U);
  for (const auto& name : packs) EXPECT_EQ(shop.outcome(shop.settings.runs_folder / name), VerifyOutcome::Verified);
  EXPECT_EQ(files::list(shop.settings.keys_folder / "trusted").value().size(), 1U);
}

TEST(Pack, AFolderThatIsNoPackIsAnError) {
  Workshop shop;
  EXPECT_EQ(verify_pack(shop.folder.path(), shop.settings).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(verify_pack(shop.folder / "absent", shop.settings).error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace lakecode::evidence
