#pragma once
// The embedded workspace as a test's own: the real program on loopback over a fresh folder, and a client of it. Ends
// with its owner. Slow to start (seconds with the demo company): one a test program. Not thread-safe to make.

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <thread>

#include "auth/token_source.h"
#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "base/process.h"
#include "base/random.h"
#include "base/temp_folder.h"
#include "databricks/client.h"
#include "tests/support/paths.h"
#include "tests/support/test_call.h"

namespace lakecode::test {

/// Sends the token it was given to whoever is asked: for loopback only.
class GivenToken final : public auth::TokenSource {
 public:
  explicit GivenToken(std::string token) : token_(std::move(token)) {}
  Result<void> authorize(net::HttpRequest& request, const CallContext&) override {
    request.headers.set("Authorization", "Bearer " + token_);
    return {};
  }
  [[nodiscard]] std::string name() const override { return "pat"; }

 private:
  std::string token_;
};

class EmbeddedWorkspace {
 public:
  enum class Content { Empty, Demo };

  explicit EmbeddedWorkspace(Content content) {
    ProcessSpec spec{.program = program_folder() + "/lakecode-local",
                     .arguments = {"serve", content == Content::Demo ? "--demo" : "--empty", "--data",
                                   (folder_ / "data").string(), "--idle-minutes", "5", "--output", "json"},
                     .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder_.path().string()}},
                     .working_folder = folder_.path()};
    const SystemClock clock;
    const CallContext ctx = CallContext{.stop = {}, .clock = &clock}.with_timeout(std::chrono::seconds(120));
    auto started = start_daemon(spec, folder_ / "log", ctx);
    LAKECODE_CHECK(started.has_value(), "lakecode-local must start");
    const auto line = json::parse(started->first_line, "first line");
    LAKECODE_CHECK(line.has_value(), "lakecode-local must print its address");
    pid_ = started->pid;
    host_ = json::string_at(*line, "host");
    token_ = std::make_unique<GivenToken>(json::string_at(*line, "token"));
    databricks::ClientSettings settings;
    settings.host = host_;
    settings.profile = "TEST";
    client_ = std::make_unique<databricks::Client>(std::move(settings), *token_, random_);
  }
  EmbeddedWorkspace(const EmbeddedWorkspace&) = delete;
  EmbeddedWorkspace& operator=(const EmbeddedWorkspace&) = delete;
  ~EmbeddedWorkspace() {
    if (pid_ > 1) ::kill(pid_, SIGTERM);
    // It may still write into the folder: wait until its lock is free.
    for (int i = 0; i < 500 && !files::FileLock::acquire(folder_ / "data/lock"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  [[nodiscard]] databricks::Client& client() { return *client_; }
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  SystemRandom random_;
  std::unique_ptr<GivenToken> token_;
  std::unique_ptr<databricks::Client> client_;
  std::string host_;
  int pid_ = 0;
};

}  // namespace lakecode::test
