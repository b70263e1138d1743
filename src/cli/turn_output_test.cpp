#include "cli/turn_output.h"

#include <gtest/gtest.h>

namespace lakecode::cli {
namespace {

using result::Severity;

agent::TurnEnd ended_with(std::optional<Severity> worst, bool is_partial) {
  agent::TurnEnd end;
  agent::ToolCall call{.id = "c1", .name = "run_workflow", .input = "{}"};
  call.worst = worst;
  call.is_partial = is_partial;
  end.calls.push_back(call);
  return end;
}

// As without a model: a check that could not look has not passed, and a finding weighs more.
TEST(ExitCodeOfTurn, FailOnCountsFindingsAndWhatCouldNotBeLookedAt) {
  EXPECT_EQ(exit_code_of(ended_with(Severity::High, false), Severity::High), 7);
  EXPECT_EQ(exit_code_of(ended_with(Severity::High, true), Severity::High), 7);
  EXPECT_EQ(exit_code_of(ended_with(Severity::Low, true), Severity::High), 1);
  EXPECT_EQ(exit_code_of(ended_with(std::nullopt, true), Severity::Info), 1);
  EXPECT_EQ(exit_code_of(ended_with(Severity::Low, false), Severity::High), 0);
  EXPECT_EQ(exit_code_of(ended_with(Severity::Critical, true), std::nullopt), 0);
}

TEST(StatementsLine, SaysWhatIsKnown) {
  agent::Spending spent;
  EXPECT_EQ(statements_line(spent), "");
  spent.add_statement(0.5, 0.35);
  EXPECT_EQ(statements_line(spent), "1 statement, about 0.5000 DBU, 0.3500 USD");
  spent.add_statement(std::nullopt);  // a lower bound would read like a total
  spent.add_statement(0.5);
  EXPECT_EQ(statements_line(spent), "3 statements, DBU not known");
}

}  // namespace
}  // namespace lakecode::cli
