// tests/corpus/sql-statements.tsv: statements and what the platform answers, by the SQL reference, each on its own;
// sql-blind.tsv, more of them with types, written down before the answers were looked at;
// sql-field.tsv: a session as analysts have it, whose statements build on each other; sql-session-blind.tsv: one more,
// written down blind, with types and the states of errors; sql-third-blind.tsv, sql-fourth-blind.tsv,
// sql-fifth-blind.tsv to sql-tenth-blind.tsv: eight more.

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

std::string types_text(const ResultTable& table) {
  std::string out;
  for (const ResultColumn& column : table.columns)
    out += (out.empty() ? "" : "|") + dialect::sql_type_text(column.type.text);
  return out;
}

/// "!CONDITION" or "!CONDITION/SQLSTATE": the reason begins with the condition, maybe of a wider class, and names the
/// state.
void expect_refusal(const Case& one, const std::string& reason) {
  const std::size_t slash = one.result.find('/');
  EXPECT_TRUE(reason.starts_with("[" + one.result.substr(1, slash - 1))) << one.statement << "\n  gave " << reason;
  if (slash != std::string::npos) {
    EXPECT_TRUE(reason.find("SQLSTATE: " + one.result.substr(slash + 1)) != std::string::npos)
        << one.statement << "\n  gave " << reason;
  }
}

void expect_answer(const Case& one, const Result<StatementOutcome>& outcome) {
  if (one.result.starts_with("!")) {
    if (outcome) {
      ADD_FAILURE() << one.statement << "\n  gave " << rows_text(outcome->table);
    } else {
      expect_refusal(one, outcome.error().reason);
    }
    return;
  }
  if (!outcome) {
    ADD_FAILURE() << one.statement << "\n  gave " << outcome.error().reason;
    return;
  }
  if (one.result != "*") {
    EXPECT_EQ(text::replace_all(rows_text(outcome->table), "\n", "; "), one.result) << one.statement;
  }
  if (!one.types.empty()) {
    EXPECT_EQ(types_text(outcome->table), one.types) << one.statement;
  }
}

void expect_session(const std::string& name, std::size_t at_least) {
  Engine engine;
  Session session({"main", "default", "me@x.example"});
  const std::vector<Case> cases = load_cases(name);
  EXPECT_GE(cases.size(), at_least);
  for (const Case& one : cases) {
    StatementRequest request;
    request.sql = one.statement;
    Interrupt interrupt;
    expect_answer(one, engine.engine().run(request, interrupt, session));
  }
}

TEST(StatementTable, EveryLineGivesWhatTheReferenceSays) {
  Engine engine;
  const std::vector<Case> cases = load_cases("sql-statements.tsv");
  EXPECT_GE(cases.size(), 500U);
  for (const Case& one : cases) expect_answer(one, engine.try_run(one.statement));
}

TEST(StatementTable, WhatWasWrittenDownBlindHolds) {
  Engine engine;
  const std::vector<Case> cases = load_cases("sql-blind.tsv");
  EXPECT_GE(cases.size(), 250U);
  for (const Case& one : cases) expect_answer(one, engine.try_run(one.statement));
}

TEST(StatementTable, ASessionOfTheFieldGoesAsItWouldThere) {
  expect_session("sql-field.tsv", 250);
}

TEST(StatementTable, ASessionWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-session-blind.tsv", 200);
}

TEST(StatementTable, AThirdSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-third-blind.tsv", 400);
}

TEST(StatementTable, AFourthSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-fourth-blind.tsv", 70);
}

TEST(StatementTable, AFifthSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-fifth-blind.tsv", 190);
}

TEST(StatementTable, ASixthSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-sixth-blind.tsv", 135);
}

TEST(StatementTable, ASeventhSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-seventh-blind.tsv", 140);
}

TEST(StatementTable, AnEighthSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-eighth-blind.tsv", 105);
}

TEST(StatementTable, ANinthSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-ninth-blind.tsv", 280);
}

TEST(StatementTable, ATenthSetWrittenDownBlindGoesAsItWouldThere) {
  expect_session("sql-tenth-blind.tsv", 550);
}

}  // namespace
}  // namespace lakecode::local
