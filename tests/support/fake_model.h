#pragma once
// The fake model server (tests/support/fake_model/) as a child of a test: made with a script, gone with this object.
// Not thread-safe.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "net/http_client.h"
#include "tests/support/paths.h"
#include "tests/support/test_call.h"

namespace lakecode::test {

class FakeModel {
 public:
  /// `script`: the JSON of a script, or the path of one. Without python3 the test has failed.
  explicit FakeModel(const std::string& script) { start(script); }
  FakeModel(const FakeModel&) = delete;
  FakeModel& operator=(const FakeModel&) = delete;
  ~FakeModel() {
    if (input_ >= 0) ::close(input_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] std::string origin() const { return "http://127.0.0.1:" + port_; }

  /// Every request so far: objects with method, path, headers and body.
  [[nodiscard]] JsonArray requests() const {
    const TestCall call;
    net::HttpClient client(net::ClientOptions{});
    const auto answer = client.send({.url = origin() + "/_requests"}, call.context());
    if (!answer) return {};
    auto parsed = json::parse(answer->body, "requests");
    return parsed && parsed->is_array() ? std::move(parsed->get_array()) : JsonArray();
  }
  /// The body of the last request.
  [[nodiscard]] JsonValue last_body() const {
    const JsonArray all = requests();
    if (all.empty()) return nullptr;
    const JsonValue* body = json::find(all.back(), "body");
    return body == nullptr ? JsonValue() : *body;
  }

 private:
  void start(const std::string& script) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    ASSERT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::array<std::string, 4> words{"python3", "-S", source_folder() + "/tests/support/fake_model", script};
    std::array<char*, 5> argv{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
    const int failed = ::posix_spawnp(&pid_, "python3", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    if (failed != 0) pid_ = 0;
    for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) port_.push_back(c);
    ::close(out[0]);
    ASSERT_FALSE(port_.empty()) << "python3 did not start the fake model";
  }

  std::string port_;
  pid_t pid_ = 0;
  int input_ = -1;
};

}  // namespace lakecode::test
