#include "sql/splitter.h"

#include <gtest/gtest.h>

namespace lakecode::sql {
namespace {

std::vector<std::string> split(std::string_view sql) {
  return split_text(sql).value_or(std::vector<std::string>{"(refused)"});
}
using Texts = std::vector<std::string>;

TEST(SqlSplitter, CutsAtSemicolonsOutsideQuotes) {
  EXPECT_EQ(split("SELECT ';' ; /* ; */ SELECT 2;"), (Texts{"SELECT ';'", "SELECT 2"}));
  EXPECT_EQ(split(";;"), Texts{});
  EXPECT_EQ(split("SELECT r'\\'; DROP TABLE t"), (Texts{"SELECT r'\\'", "DROP TABLE t"}));
  EXPECT_EQ(split("SELECT 'open"), Texts{"(refused)"});
}

TEST(SqlSplitter, KeepsScriptsWhole) {
  EXPECT_EQ(split("BEGIN SELECT 1; IF a THEN SELECT 2; END IF; END; SELECT 3").size(), 2U);
  EXPECT_EQ(split("BEGIN SELECT CASE WHEN a THEN 1 END; END; SELECT 3").size(), 2U);
  EXPECT_EQ(split("l: BEGIN LOOP SELECT 1; END LOOP; END; SELECT 3").size(), 2U);
  EXPECT_EQ(split("CREATE PROCEDURE p() LANGUAGE SQL AS BEGIN DELETE FROM t; END; SELECT 3").size(), 2U);
  EXPECT_EQ(split("BEGIN TRANSACTION; SELECT 1; COMMIT").size(), 3U);
  EXPECT_EQ(split("SELECT begin FROM t; SELECT if(a, b, c); SELECT 2").size(), 3U);
}

}  // namespace
}  // namespace lakecode::sql
