// Every line of tests/corpus/redaction.jsonl: the secrets of a positive are gone, a negative comes out unchanged.
// The lines were written from the documents of the platforms, before the rules; "<|>" inside a prefix keeps scanners
// from taking the file for a leak and is taken out here.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "tests/support/paths.h"

namespace lakecode {
namespace {

std::vector<JsonBox> corpus_lines() {
  std::ifstream file(test::source_folder() + "/tests/corpus/redaction.jsonl");
  std::vector<JsonBox> lines;
  for (std::string line; std::getline(file, line);) {
    auto value = json::parse(text::replace_all(line, "<|>", ""), "corpus line");
    if (value) lines.push_back(JsonBox(std::move(*value)));
  }
  return lines;
}

std::string redacted(const JsonValue& line) {
  Redactor redactor;
  for (const JsonValue& known : json::array_at(line, "known"))
    redactor.add(Secret(json::as_string(known).value_or("")));
  return redactor.redact(json::string_at(line, "text"));
}

std::string about(const JsonValue& line) {
  return json::string_at(line, "id") + " " + json::string_at(line, "about");
}

TEST(RedactCorpus, SecretsAreGoneAndTheRestStays) {
  const auto lines = corpus_lines();
  std::size_t positives = 0, masked = 0, negatives = 0, unchanged = 0;
  for (const JsonBox& line : lines) {
    const std::string shown = redacted(*line);
    const JsonArray& secrets = json::array_at(*line, "secrets");
    if (secrets.empty()) {
      ++negatives;
      const bool same = shown == json::string_at(*line, "text");
      unchanged += same ? 1 : 0;
      EXPECT_TRUE(same) << about(*line) << "\n" << json::string_at(*line, "text") << "\n" << shown;
      continue;
    }
    ++positives;
    bool gone = true;
    for (const JsonValue& secret : secrets)
      gone = gone && shown.find(json::as_string(secret).value_or("?")) == std::string::npos;
    masked += gone ? 1 : 0;
    EXPECT_TRUE(gone) << about(*line) << "\n" << shown;
  }
  EXPECT_GE(positives, 120U);
  EXPECT_GE(negatives, 120U);
  std::cout << "masked " << masked << " of " << positives << ", unchanged " << unchanged << " of " << negatives << "\n";
}

TEST(RedactCorpus, MaskingTwiceChangesNothingMore) {
  for (const JsonBox& line : corpus_lines()) {
    const std::string once = redacted(*line);
    EXPECT_EQ(Redactor().redact(once), once) << about(*line);
  }
}

}  // namespace
}  // namespace lakecode
