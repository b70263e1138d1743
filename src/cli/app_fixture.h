#pragma once
// A whole outside world for one test of a command: a fresh home, captured output, typed input. Not thread-safe.

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "base/files.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

class CapturedOutput final : public Output {
 public:
  void print(std::string_view text) override { printed += text; }
  void note(std::string_view line) override { notes += std::string(line) + "\n"; }
  [[nodiscard]] bool failed() const override { return false; }
  std::string printed;
  std::string notes;
};

class TypedInput final : public Input {
 public:
  std::optional<Line> next_line(std::size_t, const std::stop_token&) override {
    if (lines.empty()) return std::nullopt;
    Line line{.text = lines.front()};
    lines.pop_front();
    return line;
  }
  std::deque<std::string> lines;
};

/// What a command left behind.
struct Ran {
  int status = 0;
  std::string printed;  ///< standard output
  std::string notes;    ///< standard error, the error's line included
};

class AppFixture : public ::testing::Test {
 public:
  ~AppFixture() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

 protected:
  AppFixture() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lakecode-cli-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) root_ = std::filesystem::canonical(pattern);
    home_ = root_ / "home";
    working_ = home_ / "work";
    std::filesystem::create_directories(working_);
    environment_["HOME"] = home_.string();
  }

  /// Writes a file below the home folder, making its parents.
  void write(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((home_ / name).parent_path());
    EXPECT_TRUE(files::write_atomic(home_ / name, content));
  }

  /// Borrows what it is given, and the fixture.
  App make_app(Output& output, Redactor& redactor) {
    return {.environment = environment_,
            .clock = clock_,
            .random = random_,
            .output = output,
            .input = input_,
            .redactor = redactor,
            .working_folder = working_};
  }

  Ran run(const Command& command, const std::vector<std::string>& words) {
    CapturedOutput output;
    Redactor redactor;
    App app = make_app(output, redactor);
    const auto invocation = parse_invocation(command, words);
    const Result<int> status = invocation ? command.run(app, *invocation) : Result<int>(invocation.error());
    Ran ran{.status = status ? *status : exit_code(status.error()), .printed = output.printed, .notes = {}};
    ran.notes = output.notes + (status ? "" : one_line(status.error()) + "\n");
    return ran;
  }

  std::filesystem::path root_, home_, working_;
  std::map<std::string, std::string> environment_;
  SystemClock clock_;
  SystemRandom random_;
  TypedInput input_;
};

}  // namespace lakecode::cli
