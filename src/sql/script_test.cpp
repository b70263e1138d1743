#include "sql/script.h"

#include <gtest/gtest.h>

namespace lakecode::sql {
namespace {

TEST(Script, StatementsKeepTheirBytesAndTellTheirLine) {
  const auto script = parse_script("-- first\nSELECT ';' ;\n\n/* b */ SELECT\n 2;;");
  ASSERT_TRUE(script) << one_line(script.error());
  ASSERT_EQ(script->size(), 2U);
  EXPECT_EQ((*script)[0].text, "SELECT ';'");
  EXPECT_EQ((*script)[0].line, 2U);
  EXPECT_EQ((*script)[1].text, "SELECT\n 2");
  EXPECT_EQ((*script)[1].line, 4U);
}

TEST(Script, WhatCannotBeReadSaysWhere) {
  for (const char* text : {"", " ;; -- nothing", "SELECT 1;\nSELECT 'open", "/* open"}) {
    const auto script = parse_script(text);
    ASSERT_FALSE(script) << text;
    EXPECT_EQ(script.error().code, ErrorCode::InvalidArgument);
  }
  EXPECT_NE(parse_script("SELECT 1;\nSELECT 'open").error().reason.find("(line 2)"), std::string::npos);
}

TEST(Script, UseIsFollowedFromStatementToStatement) {
  const SessionNames start{.catalog = "main", .schema = "a"};
  const struct {
    const char* text;
    const char* catalog;
    const char* schema;
  } cases[] = {{"USE CATALOG dev", "dev", ""},
               {"SET CATALOG `d e v`", "d e v", ""},
               {"use schema s", "main", "s"},
               {"USE DATABASE s", "main", "s"},
               {"USE s", "main", "s"},
               {"USE /* c */ c.s", "c", "s"},
               {"USE schema", "main", "schema"},
               {"SELECT 'USE CATALOG x'", "main", "a"},
               {"USE CATALOG a.b", "main", "a"},
               {"USE c.s extra", "main", "a"},
               {"SET TIME ZONE 'UTC'", "main", "a"}};
  for (const auto& c : cases) {
    const SessionNames names = follow(start, c.text);
    EXPECT_EQ(names.catalog, c.catalog) << c.text;
    EXPECT_EQ(names.schema, c.schema) << c.text;
  }
}

TEST(Script, KnowsWhatEndsWithItsStatement) {
  EXPECT_EQ(ends_with_its_session("SET x = 1"), "SET");
  EXPECT_EQ(ends_with_its_session("create or replace temp view v AS SELECT 1"), "CREATE TEMPORARY VIEW");
  EXPECT_EQ(ends_with_its_session("DECLARE VARIABLE v INT"), "DECLARE");
  for (const char* text : {"SET", "SET CATALOG c", "CREATE VIEW v AS SELECT 1", "SELECT 1", "SET TAG ON TABLE t a = b"})
    EXPECT_EQ(ends_with_its_session(text), "") << text;
}

}  // namespace
}  // namespace lakecode::sql
