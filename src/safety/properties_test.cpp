// Properties that hold for every text, tried on random disguises of the corpora with fixed seeds.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/json.h"
#include "safety/classify.h"
#include "sql/lexer.h"
#include "sql/literals.h"
#include "sql/splitter.h"
#include "tests/support/paths.h"

namespace lakecode::safety {
namespace {

using Random = std::mt19937;

std::vector<std::string> corpus() {
  std::vector<std::string> texts;
  const std::filesystem::path folder = test::source_folder() + "/tests/corpus";
  for (const auto& entry : std::filesystem::directory_iterator(folder / "sql-valid")) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line[0] != '#') texts.push_back(line);
    }
  }
  for (const std::string name : {"safety-examples.jsonl", "safety-own.jsonl"}) {
    std::ifstream file(folder / name);
    for (std::string line; std::getline(file, line);) {
      const auto value = json::parse(line, "corpus line");
      if (value && json::string_at(*value, "kind") == "sql") texts.push_back(json::string_at(*value, "sql"));
    }
  }
  return texts;
}

EffectClass class_of(const std::string& sql) {
  return classify_sql(SqlEffect{.text = sql}).effect_class;
}

bool has_statement(const std::string& sql) {
  const sql::Lexed lexed = sql::lex(sql);
  return !lexed.ok() || !sql::split_statements(sql::TokenView(sql, lexed.tokens)).empty();
}

/// The same tokens in other case, with other blanks and comments between them where there were some.
std::string disguise(const std::string& text, Random& random) {
  static const std::vector<std::string> kGaps = {" ",          "\n",   "\t ",          " /* SELECT 1 */ ",
                                                 " -- read\n", "\r\n", " /* /* */ */", "\xC2\xA0"};
  const sql::Lexed lexed = sql::lex(text);
  if (!lexed.ok()) return text;
  std::string out;
  std::size_t last = 0;
  for (const sql::Token& token : lexed.tokens) {
    if (token.begin > last || last == 0) out += kGaps[random() % kGaps.size()];
    std::string word = text.substr(token.begin, token.end - token.begin);
    for (char& c : word) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (token.kind == sql::TokenKind::Word && letter && random() % 2 == 0) c = static_cast<char>(c ^ 0x20);
    }
    out += word;
    last = token.end;
  }
  return out;
}

TEST(SafetyProperties, DisguiseNeverLowersAClassAndKeepsTheParse) {
  Random random(20'240'229);
  std::size_t unread = 0;
  const std::vector<std::string> texts = corpus();
  ASSERT_GT(texts.size(), 1000U);
  for (const std::string& text : texts) {
    const Verdict plain = classify_sql(SqlEffect{.text = text});
    const std::string other = disguise(text, random);
    const Verdict disguised = classify_sql(SqlEffect{.text = other});
    EXPECT_GE(disguised.effect_class, plain.effect_class) << other;
    if (plain.parsed && !disguised.parsed) ++unread;
  }
  EXPECT_EQ(unread, 0U) << "disguise alone must not make a text unreadable";
}

TEST(SafetyProperties, NeighboursAndWrappersNeverLowerAClass) {
  for (const std::string& text : corpus()) {
    const EffectClass plain = class_of(text);
    if (!has_statement(text)) continue;
    for (const std::string& wrapped : {"SELECT 1;\n" + text, text + "\n;SELECT 1", "BEGIN\n" + text + "\n;END",
                                       "BEGIN IF false THEN\n" + text + "\n; END IF; END",
                                       "EXECUTE IMMEDIATE " + sql::quote_string(text), text + "\n; DROP TABLE zz"}) {
      EXPECT_GE(class_of(wrapped), plain) << wrapped;
    }
    EXPECT_EQ(class_of(text + "\n; DROP TABLE zz"), EffectClass::Destructive) << text;
    EXPECT_GE(class_of(text + "\n; INSERT INTO zz VALUES (1)"), EffectClass::WriteRemote) << text;
  }
}

TEST(SafetyProperties, SplittingAndJoiningKeepsTheTokens) {
  for (const std::string& text : corpus()) {
    const auto pieces = sql::split_text(text);
    if (!pieces) continue;
    std::string joined;
    for (const std::string& piece : *pieces) joined += piece + "\n;\n";
    const auto words = [](const std::string& sql) {
      std::vector<std::string> out;
      const sql::Lexed lexed = sql::lex(sql);
      const sql::TokenView view(sql, lexed.tokens);
      for (std::size_t i = 0; i < view.size(); ++i) out.emplace_back(view.text(i));
      return out;
    };
    std::vector<std::string> before = words(text);
    std::vector<std::string> after = words(joined);
    // Empty statements and the last ";" are dropped.
    const auto no_marks = [](std::vector<std::string>& list) { std::erase(list, ";"); };
    no_marks(before);
    no_marks(after);
    EXPECT_EQ(before, after) << text;
  }
}

TEST(SafetyProperties, EveryTextHasItsOwnDigest) {
  std::vector<std::string> digests;
  std::vector<std::string> texts = corpus();
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  for (const std::string& text : texts) digests.push_back(digest_of(SqlEffect{.text = text}));
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::unique(digests.begin(), digests.end()), digests.end());
}

TEST(SafetyProperties, AMegabyteOfAnyShapeIsJudged) {
  for (const std::string unit : {"(",
                                 "[",
                                 "f(",
                                 "a,",
                                 "a.",
                                 "SELECT 1;",
                                 "CASE WHEN ",
                                 "WITH a AS (",
                                 "/*",
                                 "--\n",
                                 "'",
                                 "`",
                                 "$$",
                                 "BEGIN ",
                                 "a AND ",
                                 "NOT ",
                                 "x -> ",
                                 "IDENTIFIER(",
                                 "http_request(",
                                 "JOIN t ",
                                 "UNION SELECT 1 ",
                                 "|> ",
                                 "::INT",
                                 "INTERVAL ",
                                 "\"a\" ",
                                 "EXECUTE IMMEDIATE '"}) {
    std::string text = "SELECT ";
    while (text.size() < 1'000'000) text += unit;
    const Verdict verdict = classify_sql(SqlEffect{.text = text});
    EXPECT_FALSE(reasons_of(verdict).empty()) << unit;
  }
}

// A call that runs code, at the place of every literal of every read: where the grammar takes one there, it is seen.
// Hints are no code.
TEST(SafetyProperties, ACallAtAnyPlaceOfAReadIsSeen) {
  std::size_t tried = 0;
  for (const std::string& text : corpus()) {
    if (class_of(text) != EffectClass::ReadOnly || text.find("/*+") != std::string::npos) continue;
    const sql::Lexed lexed = sql::lex(text);
    for (const sql::Token& token : lexed.tokens) {
      if (token.kind != sql::TokenKind::Number && token.kind != sql::TokenKind::String) continue;
      const std::string changed = text.substr(0, token.begin) + " reflect('a.b', 'c') " + text.substr(token.end);
      ++tried;
      EXPECT_NE(class_of(changed), EffectClass::ReadOnly) << changed;
    }
  }
  EXPECT_GT(tried, 500U);
}

}  // namespace
}  // namespace lakecode::safety
