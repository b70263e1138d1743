// Walks the whole tables of CLI commands, REST paths and built-in functions: every row must get its class.
#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "safety/classify.h"
#include "safety/cli_rules.h"
#include "safety/rest_rules.h"
#include "safety/sql_function_rules.h"
#include "tests/support/paths.h"

namespace lakecode::safety {
namespace {

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(test::source_folder() + "/tests/corpus/" + name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::vector<std::string> row;
    for (const std::string_view cell : text::split(line, '\t')) row.emplace_back(cell);
    rows.push_back(std::move(row));
  }
  if (!rows.empty()) rows.erase(rows.begin());  // the names of the columns
  return rows;
}

std::string verdict_of(const Effect& effect) {
  return std::string(name_of(classify(effect).effect_class));
}

TEST(SafetyTables, EveryCliCommandHasItsClass) {
  const auto rows = rows_of("cli-verbs.tsv");
  ASSERT_GT(rows.size(), 1500U);
  for (const auto& row : rows) {
    ArgvEffect effect{{"databricks"}};
    const std::string command = row[0].empty() ? row[1] : row[0] + " " + row[1];
    for (const std::string_view word : text::split(command, ' ')) {
      if (!word.empty()) effect.argv.emplace_back(word);
    }
    // Rows that need an argument to be in their plain form.
    if (command == "apps deploy") effect.argv.emplace_back("my-app");
    EXPECT_EQ(verdict_of(effect), row[7]) << text_of(effect) << ": " << row[9];
    // An unknown verb beside it is never a read.
    effect.argv.back() += "-x";
    if (command == "apps deploy") continue;
    EXPECT_EQ(verdict_of(effect), "DESTRUCTIVE") << text_of(effect);
  }
}

/// A path of the table with its variables filled in.
std::string fill(std::string path) {
  for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    const std::size_t close = path.find('}', open);
    const bool many = path.substr(open, close - open).ends_with("...");
    path.replace(open, close + 1 - open, many ? "a/b-1/c" : "x-1");
  }
  return path;
}

TEST(SafetyTables, EveryRestPathHasItsClass) {
  const auto rows = rows_of("rest-paths.tsv");
  ASSERT_GT(rows.size(), 1300U);
  for (const auto& row : rows) {
    const bool body = row[0] != "GET" && row[0] != "HEAD" && row[0] != "DELETE";
    const RestEffect effect{.method = row[0], .path = fill(row[1]), .query = "", .body = body ? "{}" : ""};
    EXPECT_EQ(verdict_of(effect), row[3]) << text_of(effect) << ": " << row[5];
  }
}

TEST(SafetyTables, EveryBuiltInFunctionHasItsClass) {
  const auto rows = rows_of("builtin-functions.tsv");
  ASSERT_GT(rows.size(), 700U);
  for (const auto& row : rows) {
    if (row[4] == "operator") continue;
    // In their plain form these two take data and a schema; what more does is in the classifier's own tests.
    const bool registry = row[4].find("schema registry") != std::string::npos;
    const std::string call = "SELECT " + row[0] + "(a, 'x') FROM t";
    if (registry) {
      EXPECT_EQ(verdict_of(SqlEffect{.text = call}), row[2]) << row[0];
    } else {
      EXPECT_EQ(std::string(name_of(find_function_rule(row[0]).effect_class)), row[2]) << row[0] << ": " << row[4];
    }
  }
}

// A rule is a row with its id, and where the class is not that of the method, with its reason; each decides something.
TEST(SafetyTables, EveryRuleSaysWhy) {
  for (const CliRule& rule : cli_rules()) EXPECT_FALSE(rule.rule.empty()) << rule.command;
  for (const RestRule& rule : rest_rules()) {
    EXPECT_FALSE(rule.rule.empty() || rule.reason.empty()) << rule.path;
    std::string path = text::replace_all(std::string(rule.path), "{+}", "{}");
    path = fill(text::replace_all(path, "*", "2.0"));
    const bool reads = rule.method == "GET";
    const RestEffect effect{.method = std::string(rule.method), .path = path, .query = "", .body = reads ? "" : "{}"};
    const Verdict verdict = classify(effect);
    EXPECT_EQ(verdict.effect_class, rule.effect_class) << rule.path;
    EXPECT_TRUE(reasons_of(verdict).front().text().starts_with(rule.rule)) << rule.path;
  }
}

}  // namespace
}  // namespace lakecode::safety
