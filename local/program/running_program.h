#pragma once
// The real program started in a folder of its own, and a client with its token. For tests only.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/clock.h"
#include "base/json_fwd.h"
#include "net/http_client.h"

namespace lakecode::local {

namespace fs = std::filesystem;

/// Where the program under test stands.
std::string local_program();

/// A new folder below the system's one for temporary files; removed at the end.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Starts the program with `arguments` and waits for its first line; killed at the end.
class Server {
 public:
  explicit Server(const std::vector<std::string>& arguments);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();
  /// Sends `signal`, waits; the raw wait status.
  int end(int signal);
  [[nodiscard]] std::string host() const;
  [[nodiscard]] std::string token() const;
  [[nodiscard]] const JsonValue& first() const { return *first_; }

 private:
  pid_t pid_ = 0;
  JsonBox first_;
};

struct Answer {
  int status = 0;  ///< 0: no answer
  JsonBox body;
  net::Headers headers;
};

/// One client of a server, with its token.
class Client {
 public:
  explicit Client(const Server& server);

  Answer send(const std::string& method, const std::string& path, const JsonBox& body = {});
  /// Id of the first warehouse.
  std::string warehouse();
  Answer execute(const std::string& sql, const JsonBox& extra = {});
  /// The first cell of a statement's result; its message when it failed.
  std::string cell(const std::string& sql);
  static std::string state(const Answer& answer);
  void set_token(std::string token) { token_ = std::move(token); }

 private:
  std::string host_;
  std::string token_;
  SystemClock clock_;
  CallContext context_;
  net::HttpClient http_;
  std::string warehouse_;
};

}  // namespace lakecode::local
