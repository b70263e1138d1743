// Every line of tests/corpus/safety-*.jsonl: a class below the expected one fails; the exact ones are counted.
#include <gtest/gtest.h>

#include <fstream>

#include "base/json.h"
#include "safety/classify.h"
#include "tests/support/paths.h"

namespace lakecode::safety {
namespace {

EffectClass class_named(std::string_view name) {
  if (name == "READ_ONLY") return EffectClass::ReadOnly;
  return name == "WRITE_REMOTE" ? EffectClass::WriteRemote : EffectClass::Destructive;
}

Effect effect_of_line(const JsonValue& line) {
  const std::string kind = json::string_at(line, "kind");
  if (kind == "sql") return SqlEffect{.text = json::string_at(line, "sql")};
  if (kind == "cli") {
    ArgvEffect effect;
    for (const JsonValue& word : json::array_at(line, "argv"))
      effect.argv.push_back(json::as_string(word).value_or(""));
    return effect;
  }
  RestEffect effect{
      .method = json::string_at(line, "method"), .path = json::string_at(line, "path"), .query = "", .body = ""};
  const JsonValue* body = json::find(line, "body");
  if (body != nullptr && body->is_object()) effect.body = json::serialize(*body);
  if (body != nullptr && body->is_string()) effect.body = json::string_at(line, "body");
  if (const std::size_t question = effect.path.find('?'); question != std::string::npos) {
    effect.query = effect.path.substr(question + 1);
    effect.path.resize(question);
  }
  return effect;
}

void append_lines(const std::string& name, std::vector<JsonBox>& lines) {
  std::ifstream file(test::source_folder() + "/tests/corpus/" + name);
  for (std::string line; std::getline(file, line);) {
    auto value = json::parse(line, "corpus line");
    ASSERT_TRUE(value) << name << ": " << line;
    lines.push_back(JsonBox(std::move(*value)));
  }
}

std::vector<JsonBox> corpus_lines() {
  std::vector<JsonBox> lines;
  for (const std::string name :
       {"safety-examples.jsonl", "safety-own.jsonl", "safety-blind.jsonl", "safety-blind-2.jsonl",
        "safety-blind-3.jsonl", "safety-blind-4.jsonl", "safety-blind-5.jsonl", "safety-blind-6.jsonl",
        "safety-blind-7.jsonl", "safety-blind-8.jsonl", "safety-blind-9.jsonl"})
    append_lines(name, lines);
  return lines;
}

TEST(SafetyCorpus, NoLineIsJudgedBelowItsClass) {
  const auto lines = corpus_lines();
  ASSERT_GT(lines.size(), 6'000U);
  std::size_t exact = 0;
  std::string inexact;
  for (const JsonBox& line : lines) {
    const Verdict verdict = classify(effect_of_line(*line));
    const EffectClass expected = class_named(json::string_at(*line, "expect"));
    bool accepted = verdict.effect_class == expected;
    EffectClass lowest = expected;
    for (const JsonValue& also : json::array_at(*line, "also_ok")) {
      const EffectClass other = class_named(json::as_string(also).value_or(""));
      accepted = accepted || verdict.effect_class == other;
      lowest = std::min(lowest, other);
    }
    exact += accepted ? 1 : 0;
    const std::string id = json::string_at(*line, "id");
    EXPECT_GE(verdict.effect_class, lowest) << id << " judged " << name_of(verdict.effect_class);
    if (!accepted) {
      inexact += "\n  " + id + " judged " + std::string(name_of(verdict.effect_class));
      for (const Reason& reason : reasons_of(verdict)) inexact += " | " + reason.text();
    }
  }
  RecordProperty("exact", static_cast<int>(exact));
  std::cout << exact << " of " << lines.size() << " corpus lines exact" << inexact << "\n";
}

// Valid statements are read to their end.
TEST(SafetyCorpus, ValidStatementsAreParsed) {
  std::size_t valid = 0;
  for (const JsonBox& line : corpus_lines()) {
    if (json::find(*line, "parsed") == nullptr) continue;
    ++valid;
    EXPECT_TRUE(classify(effect_of_line(*line)).parsed) << json::string_at(*line, "sql");
  }
  EXPECT_GT(valid, 600U);
}

// Every statement that changes something says whether and how it can be taken back; one that only reads says nothing.
TEST(SafetyCorpus, EveryChangeSaysWhetherItCanBeUndone) {
  std::size_t possible = 0;
  for (const JsonBox& line : corpus_lines()) {
    if (json::string_at(*line, "kind") != "sql") continue;
    const std::string sql = json::string_at(*line, "sql");
    for (const StatementVerdict& statement : classify_sql(SqlEffect{.text = sql}).statements) {
      const bool changes = statement.effect_class != EffectClass::ReadOnly && statement.parsed;
      EXPECT_EQ(statement.undo.has_value(), changes) << statement.kind << ": " << sql;
      possible += statement.undo && statement.undo->possible ? 1 : 0;
    }
  }
  EXPECT_GT(possible, 300U);
}

// The same of command lines and requests that were understood; what cannot be taken back says why or that nothing does.
TEST(SafetyCorpus, EveryUnderstoodActSaysWhetherItCanBeUndone) {
  std::size_t told = 0;
  for (const JsonBox& line : corpus_lines()) {
    if (json::string_at(*line, "kind") == "sql") continue;
    const Effect effect = effect_of_line(*line);
    const Verdict verdict = classify(effect);
    if (verdict.kind == "UNKNOWN" || verdict.statements.empty() || !verdict.statements.front().parsed) continue;
    const bool changes = verdict.effect_class != EffectClass::ReadOnly;
    EXPECT_EQ(verdict.undo.has_value(), changes) << text_of(effect);
    if (!verdict.undo) continue;
    EXPECT_TRUE(!verdict.undo->possible || !verdict.undo->how.empty()) << text_of(effect);
    ++told;
  }
  EXPECT_GT(told, 500U);
}

// Calls that were read by looking ahead are neither lost nor read again, however deep they stand.
TEST(SafetyCorpus, NestedTransformIsReadOnce) {
  std::string text = "1";
  for (int depth = 0; depth < 25; ++depth) text = "(SELECT transform(array(" + text + "), x -> x))";
  EXPECT_EQ(classify_sql(SqlEffect{.text = "SELECT " + text}).effect_class, EffectClass::ReadOnly);
  EXPECT_EQ(classify_sql(SqlEffect{.text = "SELECT reflect('a', 'b') WHERE 1 IN " + text}).effect_class,
            EffectClass::Destructive);
}

// Comments, case and blanks around or inside a statement never lower its class.
TEST(SafetyCorpus, DisguiseNeverLowersTheClass) {
  for (const JsonBox& line : corpus_lines()) {
    if (json::string_at(*line, "kind") != "sql") continue;
    const std::string sql = json::string_at(*line, "sql");
    const Verdict judged = classify_sql(SqlEffect{.text = sql});
    if (reasons_of(judged).front().text().find("there is no statement") != std::string::npos) continue;
    const EffectClass plain = judged.effect_class;
    for (const std::string& disguised :
         {"/* SELECT 1 */ " + sql, "-- read only\n" + sql, "  \n\t" + sql + "\n", sql + "\n-- the end", sql + "\n;",
          "SELECT 1;\n" + sql, sql + "\n; SELECT 1"}) {
      EXPECT_GE(classify_sql(SqlEffect{.text = disguised}).effect_class, plain) << disguised;
    }
  }
}

}  // namespace
}  // namespace lakecode::safety
