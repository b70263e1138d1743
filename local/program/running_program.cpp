#include "local/program/running_program.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/random.h"
#include "tests/support/paths.h"

namespace lakecode::local {

std::string local_program() {
  return test::program_folder() + "/lakecode-local";
}

Folder::Folder() : path_(fs::temp_directory_path() / ("lakecode-program-" + SystemRandom().hex(8))) {
  fs::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Server::Server(const std::vector<std::string>& arguments) : first_(JsonObject{}) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const std::string program = local_program();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string line;
  for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line.push_back(c);
  ::close(ends[0]);
  auto parsed = json::parse(line.empty() ? "{}" : line, "first line");
  EXPECT_TRUE(parsed) << line;
  if (parsed) *first_ = std::move(*parsed);
}

Server::~Server() {
  if (pid_ > 0) end(SIGKILL);
}

int Server::end(int signal) {
  ::kill(pid_, signal);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
  return status;
}

std::string Server::host() const {
  return json::string_at(*first_, "host");
}

std::string Server::token() const {
  return json::string_at(*first_, "token");
}

Client::Client(const Server& server) : host_(server.host()), token_(server.token()), http_({}) {
  context_.clock = &clock_;
}

Answer Client::send(const std::string& method, const std::string& path, const JsonBox& body) {
  net::HttpRequest request;
  request.method = method;
  request.url = host_ + path;
  request.headers.set("Authorization", "Bearer " + token_);
  if (!body->is_null()) request.body = json::serialize(*body);
  request.repeat = net::Repeat::NotRepeatable;
  const auto response = http_.send(request, context_);
  if (!response) return {};
  auto parsed = json::parse(response->body, "answer");
  return {response->status, JsonBox(parsed ? std::move(*parsed) : JsonValue()), response->headers};
}

std::string Client::warehouse() {
  const Answer answer = send("GET", "/api/2.0/sql/warehouses");
  const JsonArray& list = json::array_at(*answer.body, "warehouses");
  return list.empty() ? "" : json::string_at(list[0], "id");
}

Answer Client::execute(const std::string& sql, const JsonBox& extra) {
  if (warehouse_.empty()) warehouse_ = warehouse();
  JsonObject order = extra->is_object() ? extra->get_object() : JsonObject{};
  order["warehouse_id"] = warehouse_;
  order["statement"] = sql;
  if (!order.contains("wait_timeout")) order["wait_timeout"] = "30s";
  return send("POST", "/api/2.0/sql/statements", JsonBox(std::move(order)));
}

std::string Client::cell(const std::string& sql) {
  const Answer answer = execute(sql);
  const JsonValue* rows = json::find_path(*answer.body, {"result", "data_array"});
  if (rows == nullptr) return json::string_at_path(*answer.body, {"status", "error", "message"});
  return json::as_string(rows->at(0).at(0)).value_or("NULL");
}

std::string Client::state(const Answer& answer) {
  return json::string_at_path(*answer.body, {"status", "state"});
}

}  // namespace lakecode::local
