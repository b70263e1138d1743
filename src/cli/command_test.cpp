#include "cli/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cli/version.h"
#include "tests/support/paths.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {{"show", "KEY", 1, 1, "one"}, {"list", "", 0, 0, "all"}};
constexpr Option kOptions[] = {{"seed", "N", "a number", ""}, {"color", "WHEN", "own", "red|blue"}};
const Command kSample{"sample", "A sample", "lakecode sample list", kVerbs, kOptions, nullptr};

constexpr Verb kFreeVerbs[] = {{"", "WORDS", 0, 3, "free words"}};
const Command kFree{"free", "Free words", "lakecode free a b", kFreeVerbs, {}, nullptr};

Result<Invocation> parse(const Command& command, const std::vector<std::string>& words) {
  return parse_invocation(command, words);
}

TEST(Parser, TakesVerbArgumentsAndOptionsInAnyOrder) {
  const auto invocation = parse(kSample, {"--seed", "7", "show", "--output=json", "key", "--local"});
  ASSERT_TRUE(invocation) << one_line(invocation.error());
  EXPECT_EQ(invocation->subcommand, "show");
  EXPECT_EQ(invocation->arguments, std::vector<std::string>{"key"});
  EXPECT_EQ(invocation->value_or("seed", ""), "7");
  EXPECT_TRUE(invocation->wants_json());
  EXPECT_TRUE(invocation->has("local"));
  EXPECT_FALSE(invocation->has("verbose"));
}

TEST(Parser, ArgumentsKeepTheirOrderAndWordsAfterDashesAreNoOptions) {
  const auto invocation = parse(kFree, {"a", "--", "--local", "-x"});
  ASSERT_TRUE(invocation) << one_line(invocation.error());
  EXPECT_EQ(invocation->arguments, (std::vector<std::string>{"a", "--local", "-x"}));
  EXPECT_FALSE(invocation->has("local"));
}

TEST(Parser, NegativeNumbersAreValues) {
  const auto invocation = parse(kFree, {"a", "-4", "-.5"});
  ASSERT_TRUE(invocation) << one_line(invocation.error());
  EXPECT_EQ(invocation->arguments, (std::vector<std::string>{"a", "-4", "-.5"}));
}

TEST(Parser, AnOwnOptionTakesThePlaceOfACommonOne) {
  EXPECT_TRUE(parse(kSample, {"list", "--color", "red"}));
  EXPECT_FALSE(parse(kSample, {"list", "--color", "always"}));
}

struct Refused {
  std::vector<std::string> words;
  std::string says;
};

class ParserRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(ParserRefuses, WithTheWordAndAHint) {
  const auto invocation = parse(kSample, GetParam().words);
  ASSERT_FALSE(invocation);
  EXPECT_EQ(invocation.error().code, ErrorCode::InvalidArgument);
  EXPECT_NE(one_line(invocation.error()).find(GetParam().says), std::string::npos) << one_line(invocation.error());
}

INSTANTIATE_TEST_SUITE_P(Words, ParserRefuses,
                         ::testing::Values(Refused{{}, "show, list"}, Refused{{"shwo", "k"}, "did you mean show"},
                                           Refused{{"show"}, "missing: KEY"}, Refused{{"show", "a", "b"}, "`b`"},
                                           Refused{{"list", "--sed", "1"}, "did you mean --seed"},
                                           Refused{{"list", "--output", "xml"}, "text, json"},
                                           Refused{{"list", "--seed"}, "sample"}));

TEST(Help, ComesFromTheRecord) {
  const std::string help = render_help(kSample);
  for (const char* part : {"A sample", "lakecode sample show KEY", "--seed N", "(red|blue)", "lakecode sample list"}) {
    EXPECT_NE(help.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(help.find("auto|always|never"), std::string::npos) << "the own option hides the common one";
}

TEST(Registry, EveryCommandIsCompleteAndHasItsFile) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_folder() + "/src/cli")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("_command.cpp")) files.insert(name.substr(0, name.size() - 12));
  }
  std::set<std::string> names;
  for (const Command* command : commands()) {
    names.insert(std::string(command->name));
    EXPECT_FALSE(command->summary.empty()) << command->name;
    EXPECT_NE(command->example.find("lakecode " + std::string(command->name)), std::string_view::npos) << command->name;
    EXPECT_FALSE(command->verbs.empty()) << command->name;
    EXPECT_NE(command->run, nullptr) << command->name;
  }
  EXPECT_EQ(names, files);
}

TEST(Version, IsThatOfTheBuild) {
  std::ifstream cmake(test::source_folder() + "/CMakeLists.txt");
  const std::string text((std::istreambuf_iterator<char>(cmake)), std::istreambuf_iterator<char>());
  EXPECT_NE(text.find("VERSION " + std::string(kVersion) + " "), std::string::npos);
}

}  // namespace
}  // namespace lakecode::cli
