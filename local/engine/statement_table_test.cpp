// tests/corpus/sql-statements.tsv: statements and what the platform answers, by the SQL reference, each on its own;
// sql-blind.tsv, more of them with types, written down before the answers were looked at;
// sql-field.tsv: a session as analysts have it, whose statements build on each other.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "local/engine/engine_fixture.h"
#include "local/engine/session.h"

namespace lakecode::local {
namespace {

struct Case {
  std::string statement;
  std::string result;
  std::string types;  ///< joined by |; "" when they are not told
};

std::vector<Case> load_cases(const std::string& name) {
  std::vector<Case> cases;
  std::ifstream file(std::string(LAKECODE_SOURCE_DIR) + "/tests/corpus/" + name);
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (line.starts_with("#") || tab == std::string::npos) continue;
    const std::size_t second = std::min(line.find('\t', tab + 1), line.size());
    cases.push_back({line.substr(0, tab), line.substr(tab + 1, second - tab - 1),
                     second < line.size() ? line.substr(second + 1) : ""});
  }
  return cases;
}

TEST(StatementTable, EveryLineGivesWhatTheReferenceSays) {
  Engine engine;
  const std::vector<Case> cases = load_cases("sql-statements.tsv");
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

std::string types_text(const ResultTable& table) {
  std::string out;
  for (const ResultColumn& column : table.columns)
    out += (out.empty() ? "" : "|") + dialect::sql_type_text(column.type.text);
  return out;
}

TEST(StatementTable, WhatWasWrittenDownBlindHolds) {
  Engine engine;
  const std::vector<Case> cases = load_cases("sql-blind.tsv");
  EXPECT_GE(cases.size(), 250U);
  for (const Case& one : cases) {
    const auto outcome = engine.try_run(one.statement);
    if (one.result.starts_with("!")) {
      ASSERT_FALSE(outcome) << one.statement << "\n  gave " << rows_text(outcome->table);
      EXPECT_TRUE(outcome.error().reason.starts_with("[" + one.result.substr(1)))
          << one.statement << "\n  gave " << outcome.error().reason;
      continue;
    }
    ASSERT_TRUE(outcome) << one.statement << "\n  gave " << outcome.error().reason;
    EXPECT_EQ(text::replace_all(rows_text(outcome->table), "\n", "; "), one.result) << one.statement;
    if (!one.types.empty()) {
      EXPECT_EQ(types_text(outcome->table), one.types) << one.statement;
    }
  }
}

TEST(StatementTable, ASessionOfTheFieldGoesAsItWouldThere) {
  Engine engine;
  Session session({"main", "default", "me@x.example"});
  const std::vector<Case> cases = load_cases("sql-field.tsv");
  EXPECT_GE(cases.size(), 250U);
  for (const Case& one : cases) {
    StatementRequest request;
    request.sql = one.statement;
    Interrupt interrupt;
    const auto outcome = engine.engine().run(request, interrupt, session);
    if (one.result.starts_with("!")) {
      ASSERT_FALSE(outcome) << one.statement << "\n  gave " << rows_text(outcome->table);
      EXPECT_TRUE(outcome.error().reason.starts_with("[" + one.result.substr(1)))
          << one.statement << "\n  gave " << outcome.error().reason;
      continue;
    }
    EXPECT_TRUE(outcome) << one.statement << "\n  gave " << outcome.error().reason;
    if (outcome && one.result != "*") {
      EXPECT_EQ(text::replace_all(rows_text(outcome->table), "\n", "; "), one.result) << one.statement;
    }
  }
}

}  // namespace
}  // namespace lakecode::local
