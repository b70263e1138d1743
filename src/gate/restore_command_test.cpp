#include "gate/restore_command.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace lakecode::gate {
namespace {

safety::ArgvEffect command(std::string_view line) {
  safety::ArgvEffect effect;
  for (const std::string_view word : text::split(line, ' ')) effect.argv.emplace_back(word);
  return effect;
}

struct Row {
  const char* line;
  const char* request;  ///< "METHOD path body", or "" when no way back may be claimed
};

constexpr Row kRows[] = {
    {R"(databricks jobs reset --json {"job_id":5,"new_settings":{}})",
     R"(POST /api/2.2/jobs/reset {"job_id":5,"new_settings":{}})"},
    {"databricks jobs delete 5", R"(POST /api/2.2/jobs/delete {"job_id":5})"},
    {"databricks -p prod jobs delete 5 -o json", R"(POST /api/2.2/jobs/delete {"job_id":5})"},
    {R"(databricks jobs update 5 --json {"new_settings":{}})",
     R"(POST /api/2.2/jobs/update {"new_settings":{},"job_id":5})"},
    {"databricks workspace delete --recursive /Users/a/nb", R"(POST /api/2.0/workspace/delete {"path":"/Users/a/nb"})"},
    {"databricks workspace import --file nb.py /Users/a/nb --overwrite",
     R"(POST /api/2.0/workspace/import {"path":"/Users/a/nb"})"},
    {"databricks workspace import /Users/a/nb --file nb.py",
     R"(POST /api/2.0/workspace/import {"path":"/Users/a/nb"})"},
    {R"(databricks grants update table a.b.c --json {"changes":[]})",
     R"(PATCH /api/2.1/unity-catalog/permissions/table/a.b.c {"changes":[]})"},
    {R"(databricks permissions set jobs 5 --json {"access_control_list":[]})",
     R"(PUT /api/2.0/permissions/jobs/5 {"access_control_list":[]})"},
    {"databricks tables delete a.b.c", "DELETE /api/2.1/unity-catalog/tables/a.b.c {}"},
    {R"(databricks api post /api/2.2/jobs/delete --json {"job_id":5})", R"(POST /api/2.2/jobs/delete {"job_id":5})"},
    // What may be read in two ways, or stands in a file, claims no way back.
    {"databricks workspace import --unknown nb.py /Users/a/nb", ""},
    {"databricks workspace import -f nb.py /Users/a/nb", ""},
    {"databricks jobs reset --json @settings.json", ""},
    {"databricks api post /api/2.2/jobs/delete --json @body.json", ""},
    {"databricks grants update table", ""},
    {"databricks clusters pin x", ""},
    {"databricks jobs nothing 5", ""},
};

TEST(RestoreCommand, NamesTheRequestOfACommandOnlyWhenItIsCertain) {
  for (const Row& row : kRows) {
    const auto request = request_of(command(row.line));
    const std::string found = request ? request->method + " " + request->path + " " + request->body : "";
    EXPECT_EQ(found, row.request) << row.line;
  }
}

TEST(RestoreCommand, FindsTheStatementOfARequest) {
  const auto text = statement_of({.method = "POST",
                                  .path = "/api/2.0/sql/statements/",
                                  .query = "",
                                  .body = R"({"statement":"DROP TABLE t","catalog":"c","schema":"s"})"});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->text + " " + text->default_catalog + " " + text->default_schema, "DROP TABLE t c s");
  EXPECT_FALSE(statement_of({.method = "GET", .path = "/api/2.0/sql/statements", .query = "", .body = "{}"}));
  EXPECT_FALSE(statement_of({.method = "POST", .path = "/api/2.0/sql/statements/1/cancel", .query = "", .body = "{}"}));
  EXPECT_FALSE(statement_of({.method = "POST", .path = "/api/2.0/sql/statements", .query = "", .body = "no"}));
}

}  // namespace
}  // namespace lakecode::gate
