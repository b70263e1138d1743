#include "cli/screens.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"

namespace lakecode::cli {
namespace {

class NoOutput final : public Output {
 public:
  void print(std::string_view) override {}
  void note(std::string_view) override {}
  [[nodiscard]] bool failed() const override { return false; }
};

class NoInput final : public Input {
 public:
  std::optional<Line> next_line(std::size_t, const std::stop_token&) override { return std::nullopt; }
};

struct Case {
  std::map<std::string, std::string> environment;
  bool terminal;
  std::string flag;
  bool color;
  bool unicode;
};

class ResultScreen : public ::testing::TestWithParam<Case> {};

TEST_P(ResultScreen, FollowsFlagThenEnvironmentThenTerminal) {
  const FixedClock clock(WallTime{});
  SeededRandom random(1);
  NoOutput output;
  NoInput input;
  Redactor redactor;
  App app{.environment = GetParam().environment,
          .clock = clock,
          .random = random,
          .output = output,
          .input = input,
          .redactor = redactor};
  app.stdout_is_terminal = GetParam().terminal;
  Invocation invocation;
  if (!GetParam().flag.empty()) invocation.options["color"] = {GetParam().flag};
  const render::Screen screen = result_screen(app, invocation);
  EXPECT_EQ(screen.color, GetParam().color);
  EXPECT_EQ(screen.unicode, GetParam().unicode);
}

INSTANTIATE_TEST_SUITE_P(Cases, ResultScreen,
                         ::testing::Values(Case{{{"TERM", "xterm"}}, true, "", true, true},
                                           Case{{{"TERM", "xterm"}}, false, "", false, true},
                                           Case{{{"TERM", "dumb"}}, true, "", false, true},
                                           Case{{}, true, "", false, true},
                                           Case{{{"TERM", "xterm"}, {"NO_COLOR", "1"}}, true, "", false, true},
                                           Case{{{"NO_COLOR", "1"}}, false, "always", true, true},
                                           Case{{{"CLICOLOR_FORCE", "1"}}, false, "", true, true},
                                           Case{{{"CLICOLOR_FORCE", "1"}}, false, "never", false, true},
                                           Case{{{"CLICOLOR_FORCE", "0"}}, false, "", false, true},
                                           Case{{{"TERM", "xterm"}, {"LC_ALL", "C"}}, true, "", true, false},
                                           Case{{{"TERM", "xterm"}, {"LANG", "de_DE.UTF-8"}}, true, "", true, true}));

}  // namespace
}  // namespace lakecode::cli
