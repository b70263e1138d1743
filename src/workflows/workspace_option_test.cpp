#include "workflows/workspace_option.h"

#include <gtest/gtest.h>

namespace lakecode::workflows {
namespace {

TEST(WorkspaceOption, StandsBehindEachCommand) {
  const std::string text =
      "See lakecode run workflow cost_top, then lakecode run workflow job_status --input '{\"job_id\": 7}'";
  EXPECT_EQ(with_workspace_option(text, "local", "local"),
            "See lakecode run workflow cost_top --local, then lakecode run workflow job_status --local --input "
            "'{\"job_id\": 7}'");
  EXPECT_EQ(with_workspace_option("lakecode sql 'SELECT 1'; lakecode local stop", "local", "local"),
            "lakecode sql --local 'SELECT 1'; lakecode local stop");
  EXPECT_EQ(with_workspace_option("lakecode run workflow cost_top", "prod", "https://a"),
            "lakecode run workflow cost_top --profile prod");
}

TEST(WorkspaceOption, IsLeftOutWhereAPastedCommandFindsTheWorkspace) {
  for (const char* profile : {"", "DEFAULT", "two words", "-x", "a;b"})
    EXPECT_EQ(with_workspace_option("lakecode run workflow cost_top", profile, "https://a"),
              "lakecode run workflow cost_top")
        << profile;
  EXPECT_EQ(with_workspace_option("Restart it.", "local", "local"), "Restart it.");
}

}  // namespace
}  // namespace lakecode::workflows
