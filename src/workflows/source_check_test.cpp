#include "workflows/source_check.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/temp_folder.h"
#include "tests/support/test_call.h"

namespace lakecode::workflows {
namespace {

SourceCheck check(const std::string& name, const std::string& content) {
  const test::TestCall call;
  auto checked = check_source(name, content, "/usr/bin:/bin", call.context());
  EXPECT_TRUE(checked);
  return checked ? *checked : SourceCheck{};
}

TEST(SourceCheck, FindsTheLineOfBadPythonWithoutRunningIt) {
  const TempFolder folder;
  const std::string mark = (folder / "ran").string();
  EXPECT_TRUE(check("a.py", "open('" + mark + "', 'w')\n").problems.empty());
  EXPECT_FALSE(files::exists(mark)) << "the file was run";
  const SourceCheck bad = check("a.py", "x = 1\ndef f(:\n  pass\n");
  ASSERT_EQ(bad.problems.size(), 1U);
  EXPECT_EQ(bad.problems[0].line, 2U);
  EXPECT_TRUE(bad.problems[0].is_certain);
}

TEST(SourceCheck, SaysWhenThereIsNoPython) {
  const test::TestCall call;
  const auto checked = check_source("a.py", "def f(:", "", call.context());
  ASSERT_TRUE(checked);
  EXPECT_FALSE(checked->was_checked);
  EXPECT_NE(checked->why_not.find("python3"), std::string::npos);
}

TEST(SourceCheck, ReadsSqlCellByCell) {
  const std::string notebook =
      "-- Databricks notebook source\nSELECT 1\n\n-- COMMAND ----------\n\n-- MAGIC %md hello\n\n"
      "-- COMMAND ----------\n\nSELECT 2\n";
  EXPECT_TRUE(check("n.sql", notebook).problems.empty());
  const SourceCheck bad = check("q.sql", "SELECT 1;\nSELEC 2 FRM t;\n");
  ASSERT_FALSE(bad.problems.empty());
  EXPECT_EQ(bad.problems[0].line, 2U);
  EXPECT_FALSE(bad.problems[0].is_certain) << "our grammar may be behind the platform's";
}

TEST(SourceCheck, ReadsDocuments) {
  EXPECT_TRUE(check("a.json", R"({"a": [1, 2]})").problems.empty());
  EXPECT_FALSE(check("a.json", R"({"a": [1, 2})").problems.empty());
  EXPECT_TRUE(check("a.yml", "a:\n  - b\n").problems.empty());
  EXPECT_FALSE(check("a.yaml", "a: [1\nb: 2\n").problems.empty());
  EXPECT_FALSE(check("a.exe", "MZ").was_checked);
}

TEST(SourceCheck, KnowsSourceNotebooks) {
  EXPECT_EQ(notebook_language("a.py", "# Databricks notebook source\nx = 1\n"), "python");
  EXPECT_EQ(notebook_language("a.sql", "-- Databricks notebook source\n"), "sql");
  EXPECT_EQ(notebook_language("a.py", "x = 1\n# Databricks notebook source\n"), "");
  EXPECT_EQ(notebook_language("a.txt", "# Databricks notebook source\n"), "");
}

TEST(SourceCheck, FindsLinesWithSecrets) {
  const std::string token = "dapi0123456789abcdef0123456789abcdef";
  const auto found = find_secret_lines("import os\nTOKEN = '" + token + "'\nprint(os.environ['TOKEN'])\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].line, 2U);
  EXPECT_EQ(found[0].text.find(token), std::string::npos);
  EXPECT_TRUE(find_secret_lines("token = dbutils.secrets.get('prod', 'api')\n").empty());
}

}  // namespace
}  // namespace lakecode::workflows
