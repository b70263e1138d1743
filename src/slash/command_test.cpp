#include "slash/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "tests/support/paths.h"

namespace lakecode::slash {
namespace {

std::string read(std::string_view text) {
  const auto action = read_action(text);
  if (!action) return one_line(action.error());
  switch (action->kind) {
    case ActionKind::Workflow:
      return action->name + " " + json::serialize(*action->inputs);
    case ActionKind::Command:
      return "lakecode " + text::join(action->words, " | ");
    case ActionKind::Text:
      return action->text;
  }
  return "";
}

}  // namespace

TEST(Slash, ReadsWhatPeopleType) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"/prove main.sales.orders", R"(prove_table {"table":"main.sales.orders"})"},
      {"/prove main.sales.orders --sample-rows 1000",
       R"(prove_table {"table":"main.sales.orders","sample_rows":1000})"},
      {"/PROVE --table=main.a.b --contract prove.yml", R"(prove_table {"table":"main.a.b","contract":"prove.yml"})"},
      {"/prove main.a.b --export dqx,sql --no-such 1",
       "cannot run /prove with --no-such: there is no such option; allowed are"},
      {"/prove main.a.b --baseline false", R"(prove_table {"table":"main.a.b","baseline":false})"},
      {"/prove main.a.b --baseline", R"(prove_table {"table":"main.a.b","baseline":true})"},
      {"/prove main.a.b --contract '{\"columns\": []}'",
       R"(prove_table {"table":"main.a.b","contract":{"columns":[]}})"},
      {"/debug 1001", R"(debug_job {"job_id":"1001"})"},
      {"/debug run 77", R"(debug_job {"run_id":"77"})"},
      {"/debug --run-id 77", R"(debug_job {"run_id":"77"})"},
      {"/status", "lakecode auth | status"},
      {"/status 1002", R"(job_status {"job_id":"1002"})"},
      {"/logs run 77 load --follow", R"(job_logs {"run_id":"77","task_key":"load","follow":true})"},
      {"/cost", "cost_top {}"},
      {"/cost top --days 7", R"(cost_top {"days":7})"},
      {"/cost spike --days 30", R"(cost_spike {"days":30})"},
      {"/history prod.sales.orders", R"(query_history {"table":"prod.sales.orders"})"},
      {"/history ana@corp.com --days 3", R"(query_history {"user":"ana@corp.com","days":3})"},
      {"/history 1001", R"(query_history {"job_id":"1001"})"},
      {"/tables", "lakecode sql | SHOW CATALOGS"},
      {"/tables prod", "lakecode sql | SHOW SCHEMAS IN `prod`"},
      {"/tables prod.sales", "lakecode sql | SHOW TABLES IN `prod`.`sales`"},
      {"/tables \"a`b.c\"", "lakecode sql | SHOW TABLES IN `a``b`.`c`"},
      {"/sql select 'a  b' as x", "lakecode sql | select 'a  b' as x"},
      {"/skills", "lakecode skills | list"},
      {"/skills show databricks-jobs", "lakecode skills | show | databricks-jobs"},
      {"/skills make a job", "lakecode skills | route | make | a | job"},
      {"/undo last", "lakecode undo | last"},
      {"/runs", "lakecode runs | list"},
      {"/sessions", "lakecode sessions | list"},
      {"/sessions latest", "lakecode sessions | show | latest"},
      {"/sessions export latest out.md", "lakecode sessions | export | latest | out.md"},
      {"/model", "lakecode models | list"},
      {"/model test", "lakecode models | test"},
      {"/model claude-sonnet-4-5", "lakecode config | set | agent.model | claude-sonnet-4-5"},
  };
  for (const auto& [typed, wanted] : kCases) {
    const std::string got = read(typed);
    EXPECT_EQ(got.substr(0, wanted.size()), wanted) << typed;
    if (wanted.starts_with("cannot")) continue;
    EXPECT_EQ(got, wanted) << typed;
  }
}

TEST(Slash, SaysWhatIsWrong) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"/prov x", "did you mean `/prove`?"},
      {"/model a b", "`b` is one word too many"},
      {"/model \"\"", "no name of a model"},
      {"/nothing-like-it", "`/help` lists them"},
      {"/prove main.a.b more", "one word too many"},
      {"/prove main.a.b --sample-rows", "it needs a value"},
      {"/prove main.a.b --sample-rows many", "it wants a number"},
      {"/prove main.a.b --sample-row 5", "did you mean `--sample-rows`?"},
      {"/prove 'main.a", "opened and not closed"},
      {"/cost bottom", "neither top nor spike"},
      {"/tables a..b", "no name of one to three parts"},
      {"/tables a.b.c.d", "no name of one to three parts"},
      {"/sql", "there is no statement"},
      {"/help provee", "/help prove"},
      {"/logs 1 2 3", "one word too many"},
  };
  for (const auto& [typed, wanted] : kCases)
    EXPECT_NE(read(typed).find(wanted), std::string::npos) << typed << ": " << read(typed);
}

TEST(Slash, APathIsNoCommand) {
  EXPECT_TRUE(is_slash_text("/prove"));
  EXPECT_TRUE(is_slash_text("  /cost top --days 7"));
  for (const std::string_view text : {"/", "/tmp/x", "/etc/passwd is readable", "prove", "", "//x", "/2"})
    EXPECT_FALSE(is_slash_text(text)) << text;
}

TEST(Slash, WordsKeepWhatQuotesHold) {
  const auto words = split_words(R"(/a "b c" 'd "e"' f\ g "" h"i"j)");
  ASSERT_TRUE(words.has_value());
  const std::vector<std::string> wanted{"/a", "b c", "d \"e\"", "f g", "", "hij"};
  EXPECT_EQ(*words, wanted);
}

TEST(Slash, EveryFileIsRegisteredAndHelpShowsWhatIsThere) {
  std::vector<std::string> files;
  const std::filesystem::path folder = std::filesystem::path(test::source_folder()) / "src/slash";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    const bool command = entry.path().extension() == ".cpp" && name != "registry" && name != "command" &&
                         name != "command_test" && name != "workflow_action";
    if (command) files.push_back(name);
  }
  EXPECT_EQ(files.size(), registry().size());
  for (const std::string& name : files) EXPECT_NE(find_command("/" + name), nullptr) << name;
  const std::string help = read("/help");
  for (const Command* command : available()) {
    EXPECT_NE(help.find("/" + std::string(command->name)), std::string::npos);
    EXPECT_NE(read("/help " + std::string(command->name)).find(command->example), std::string::npos);
    const auto example = read_action(command->example);
    EXPECT_TRUE(example.has_value()) << command->example;
  }
}

}  // namespace lakecode::slash
