// What a person reads of a verdict: what the WHERE does, reasons, the object of an act and the part to blame.
#include <gtest/gtest.h>

#include "safety/classify.h"

namespace lakecode::safety {
namespace {

std::string reasons_in(const Verdict& verdict) {
  std::string out;
  for (const Reason& reason : reasons_of(verdict)) out += reason.text() + "; ";
  return out;
}

TEST(Reasons, TheWhereIsToldOnceAndTheSameEverywhere) {
  const struct {
    std::string_view sql;
    std::string_view where;
    std::string_view why;
    bool has_where;
  } cases[] = {
      {"UPDATE t SET a = 1 WHERE id = 5", "restricts the rows", "W2: ", true},
      {"UPDATE t SET a = 1 WHERE id < 5 OR id >= size", "may hold for every row", "may hold for every row", true},
      {"UPDATE t SET a = 1 WHERE id LIKE '%%'", "always holds: it means every row", "always holds", false},
      {"UPDATE t SET a = 1", "there is none: it means every row", "there is no WHERE", false},
      {"DELETE FROM t WHERE id = 5", "restricts the rows", "X2: removes rows", true},
      {"DELETE FROM t WHERE id < 5 OR id >= size", "may hold for every row", "X2: removes rows", true},
      {"DELETE FROM t WHERE 1 = 1", "always holds: it means every row", "X2: removes every row", false},
      {"DELETE FROM t", "there is none: it means every row", "X2: removes every row", false},
  };
  for (const auto& one : cases) {
    const Verdict verdict = classify_sql({.text = std::string(one.sql)});
    ASSERT_EQ(verdict.statements.size(), 1U);
    EXPECT_EQ(verdict.statements[0].where, one.where) << one.sql;
    EXPECT_EQ(verdict.statements[0].has_where, one.has_where) << one.sql;
    EXPECT_NE(reasons_in(verdict).find(one.why), std::string::npos) << one.sql << ": " << reasons_in(verdict);
  }
}

TEST(Reasons, WhatIsWorthTellingIsToldOnce) {
  const struct {
    std::string_view sql;
    std::string_view told;
  } cases[] = {
      {"INSERT OVERWRITE t SELECT 1", "X1: replaces what the target holds"},
      {"CREATE OR REPLACE TABLE t AS SELECT secret('a', 'b')", "K1: secret: reveals a secret"},
      {"DELETE FROM t WHERE x = ai_query('m', y)", "F1: ai_query: sends data to a model endpoint"},
      {"GRANT ALL PRIVILEGES ON CATALOG c TO `account users`", "P1: grants every privilege"},
      {"GRANT ALL PRIVILEGES ON CATALOG c TO `account users`", "P1: to every user there is"},
      {"GRANT MANAGE ON SCHEMA s TO bob", "P1: lets them manage it and grant it on"},
      {"SELECT ${x}", "T8: the text changes after it was judged"},
  };
  for (const auto& one : cases) {
    const std::string reasons = reasons_in(classify_sql({.text = std::string(one.sql)}));
    const std::size_t at = reasons.find(one.told);
    ASSERT_NE(at, std::string::npos) << one.sql << ": " << reasons;
    EXPECT_EQ(reasons.find(one.told, at + 1), std::string::npos) << one.sql << ": " << reasons;
  }
  EXPECT_EQ(reasons_in(classify_sql({.text = "GRANT SELECT ON TABLE manage TO `users_eu`"})), "P1: widens access; ");
}

TEST(Reasons, ADryRunOnlyReadsWhatItNames) {
  for (const char* sql : {"VACUUM t DRY RUN", "FSCK REPAIR TABLE t DRY RUN"}) {
    const Verdict verdict = classify_sql({.text = sql});
    ASSERT_EQ(verdict.statements.at(0).objects.size(), 1U) << sql;
    EXPECT_EQ(verdict.statements[0].objects[0].access, "read") << sql;
  }
  EXPECT_EQ(classify_sql({.text = "VACUUM t"}).statements.at(0).objects.at(0).access, "write");
}

TEST(Reasons, AnActNamesItsObjectAndThePartToBlame) {
  const auto rest = [](const char* method, const char* path, const char* body) {
    return Effect(RestEffect{.method = method, .path = path, .query = "", .body = body});
  };
  const auto argv = [](std::vector<std::string> words) { return Effect(ArgvEffect{std::move(words)}); };
  const struct {
    Effect effect;
    std::string object;
    std::string blamed;
  } cases[] = {
      {argv({"databricks", "jobs", "delete", "12"}), "drop job 12", "jobs delete"},
      {argv({"databricks", "-p", "list", "jobs", "reset", "12"}), "write job 12", "jobs reset"},
      {argv({"databricks", "jobs", "-p", "x", "delete", "12"}), "drop job 12", "databricks jobs -p x delete 12"},
      {argv({"databricks", "jobs", "get", "12"}), "read job 12", ""},
      {argv({"databricks", "jobs", "delete", "--frob", "12"}), "", "jobs delete"},
      {argv({"databricks", "jobs", "list"}), "", ""},
      {argv({"databricks", "clusters", "permanent-delete", "1-2"}), "drop cluster 1-2", "clusters permanent-delete"},
      {argv({"databricks", "clusters", "delete", "1-2"}), "write cluster 1-2", "clusters delete"},
      {argv({"databricks", "secrets", "delete-scope", "s"}), "drop secret_scope s", "secrets delete-scope"},
      {argv({"databricks", "secrets", "delete-secret", "s", "k"}), "write secret_scope s", "secrets delete-secret"},
      {rest("POST", "/api/2.0/secrets/delete", R"({"scope":"s","key":"k"})"), "write secret_scope s",
       "POST /api/2.0/secrets/delete"},
      {rest("POST", "/api/2.1/clusters/delete", R"({"cluster_id":"c"})"), "write cluster c",
       "POST /api/2.1/clusters/delete"},
      {rest("DELETE", "/api/2.1/unity-catalog/models/a.b.m/versions/3", ""), "write model a.b.m",
       "DELETE /api/2.1/unity-catalog/models/a.b.m/versions/3"},
      {rest("POST", "/api/2.2/jobs/reset", R"({"job_id":7,"new_settings":{}})"), "write job 7",
       "POST /api/2.2/jobs/reset"},
      {rest("DELETE", "/api/2.0/pipelines/abc", ""), "drop pipeline abc", "DELETE /api/2.0/pipelines/abc"},
      {rest("POST", "/api/2.0/pipelines/abc/updates", "{}"), "write pipeline abc",
       "POST /api/2.0/pipelines/abc/updates"},
      {rest("GET", "/api/2.0/sql/warehouses/w1", ""), "read warehouse w1", ""},
      {rest("POST", "/api/2.0/secrets/scopes/delete", R"({"scope":"s"})"), "drop secret_scope s",
       "POST /api/2.0/secrets/scopes/delete"},
      {rest("POST", "/api/2.0/secrets/scopes/delete", R"({"scope":["s"]})"), "", "POST /api/2.0/secrets/scopes/delete"},
  };
  for (const auto& one : cases) {
    const Verdict verdict = classify(one.effect);
    ASSERT_EQ(verdict.statements.size(), 1U);
    const StatementVerdict& act = verdict.statements[0];
    std::string objects;
    for (const TouchedObject& object : act.objects)
      objects += std::string(object.access) + " " + std::string(object.type) + " " + object.name;
    EXPECT_EQ(objects, one.object) << act.normalised;
    EXPECT_EQ(act.normalised.substr(act.danger.begin, act.danger.end - act.danger.begin), one.blamed);
  }
}

}  // namespace
}  // namespace lakecode::safety
