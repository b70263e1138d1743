// tests/corpus/sql-statements.tsv: statements and what the platform answers, by the SQL reference.

#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "local/engine/engine_fixture.h"

namespace lakecode::local {
namespace {

struct Case {
  std::string statement;
  std::string result;
};

std::vector<Case> load_cases() {
  std::vector<Case> cases;
  std::ifstream file(std::string(LAKECODE_SOURCE_DIR) + "/tests/corpus/sql-statements.tsv");
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (line.starts_with("#") || tab == std::string::npos) continue;
    cases.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return cases;
}

TEST(StatementTable, EveryLineGivesWhatTheReferenceSays) {
  Engine engine;
  const std::vector<Case> cases = load_cases();
  EXPECT_GE(cases.size(), 500U);
  for (const Case& one : cases) {
    const std::string got = text::replace_all(engine.run(one.statement), "\n", "; ");
    if (one.result.starts_with("!")) {
      EXPECT_TRUE(got.starts_with("[" + one.result.substr(1))) << one.statement << "\n  gave " << got;
    } else {
      EXPECT_EQ(got, one.result) << one.statement;
    }
  }
}

}  // namespace
}  // namespace lakecode::local
