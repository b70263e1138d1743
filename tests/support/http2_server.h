#pragma once
// A server on loopback that speaks HTTP/2 over TLS and nothing older: node runs http2_server.mjs, whose head lists what
// it answers. It ends with this object. Its certificate is made here and good for 127.0.0.1 for an hour.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/paths.h"
#include "tests/support/tls_server.h"

namespace lakecode::test {

class Http2Server {
 public:
  /// `folder` takes the key and the certificate. Without node, url() is empty and the test has failed.
  explicit Http2Server(const std::filesystem::path& folder) : ca_file_(folder / "h2.pem") {
    const TlsKey key(EVP_EC_gen("P-256"));
    const Certificate certificate = make_certificate(key.get(), "IP:127.0.0.1");
    const std::string key_file = folder / "h2-key.pem";
    write(key_file, [&](std::FILE* f) { PEM_write_PrivateKey(f, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    write(ca_file_, [&](std::FILE* f) { PEM_write_X509(f, certificate.get()); });
    start(key_file);
  }
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;
  ~Http2Server() {
    if (input_ >= 0) ::close(input_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] std::string url(const std::string& path) const { return "https://127.0.0.1:" + port_ + path; }
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }

 private:
  template <typename Write>
  static void write(const std::string& path, const Write& content) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    content(file);
    std::fclose(file);
  }

  void start(const std::string& key_file) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    ASSERT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::array<std::string, 4> words{"node", source_folder() + "/tests/support/http2_server.mjs", key_file, ca_file_};
    std::array<char*, 5> argv{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
    const int failed = ::posix_spawnp(&pid_, "node", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    if (failed != 0) pid_ = 0;
    for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) port_.push_back(c);
    ::close(out[0]);
    ASSERT_FALSE(port_.empty()) << "node did not start the server; `./run setup` installs node";
  }

  std::string ca_file_;
  std::string port_;
  pid_t pid_ = 0;
  int input_ = -1;
};

}  // namespace lakecode::test
