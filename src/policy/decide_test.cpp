#include "policy/decide.h"

#include "base/time_format.h"
#include "policy/explain.h"
#include "policy/policy_fixture.h"

namespace lakecode::policy {
namespace {

constexpr std::string_view kHouse = R"(
rules:
  - name: no-delete-without-where
    match: {tool: sql_execute, statement: '^DELETE FROM(?!.*WHERE)'}
    action: deny
    message: Say which rows.
  - name: no-drop-in-production
    match:
      tool: sql_execute
      statement: 'DROP.*production\.'
    action: deny
  - name: dev-is-free
    match: {objects: ['dev.*']}
    action: allow
  - name: grants-are-asked
    match: {kind: ['GRANT*', 'REVOKE*']}
    action: confirm_typed
)";

struct SqlCase {
  const char* sql;
  const char* ruling;
  const char* rule;
};

TEST(Decide, TheSimpleFormSpeaksAboutStatements) {
  const Policy policy = make_policy(kHouse);
  const SqlCase cases[] = {
      {"DELETE FROM t", "deny", "no-delete-without-where"},
      {"delete\n\tfrom t", "deny", "no-delete-without-where"},
      {"/* WHERE */ DELETE /**/ FROM t -- WHERE x", "deny", "no-delete-without-where"},
      {"SELECT 1; DELETE FROM t", "deny", "no-delete-without-where"},
      {"WITH a AS (SELECT 1) DELETE FROM t", "deny", "no-delete-without-where"},
      {"DROP TABLE production.sales.t", "deny", "no-drop-in-production"},
      {"drop table `production`.sales.t", "deny", "no-drop-in-production"},
      {"DROP TABLE production . sales . t", "deny", "no-drop-in-production"},
      {"DROP TABLE /* x */ production.sales.t", "deny", "no-drop-in-production"},
      {"BEGIN DROP TABLE production.sales.t; END", "deny", "no-drop-in-production"},
      {"EXECUTE IMMEDIATE 'DROP TABLE production.sales.t'", "deny", "no-drop-in-production"},
      {"DROP TABLE production.a.b ${x}", "deny", "no-drop-in-production"},
      // What the rules are not about.
      {"DELETE FROM t WHERE id = 1", "confirm", ""},
      {"DROP TABLE sandbox.sales.t", "confirm", ""},
      {"DROP TABLE productions_old", "confirm", ""},
      {"SELECT 'a' AS note FROM t", "allow", ""},
      {"SELECT 1 -- DROP TABLE production.x", "allow", ""},
      {"INSERT INTO prod.a.b VALUES (1)", "confirm", ""},
      {"this is no statement", "confirm", ""},
      {"", "confirm", ""},
  };
  for (const SqlCase& c : cases) {
    const Told told = decide_sql(policy, c.sql);
    EXPECT_EQ(told.ruling, c.ruling) << c.sql;
    EXPECT_EQ(told.rule, c.rule) << c.sql;
  }
}

TEST(Decide, AnAllowNeverCoversMoreThanItNames) {
  const Policy policy = make_policy(kHouse);
  EXPECT_EQ(decide_sql(policy, "INSERT INTO dev.a.b VALUES (1)").ruling, "allow");
  EXPECT_EQ(decide_sql(policy, "INSERT INTO dev.a.b SELECT * FROM prod.a.b").ruling, "confirm") << "reads elsewhere";
  EXPECT_EQ(decide_sql(policy, "INSERT INTO dev.a.b VALUES (1); INSERT INTO prod.a.b VALUES (1)").ruling, "confirm");
  EXPECT_EQ(decide_sql(policy, "DROP TABLE dev.a.b").ruling, "confirm") << "destructive is not named";
  EXPECT_EQ(decide_sql(policy, "gibberish dev.a.b").ruling, "confirm") << "not understood";
  const Policy named = make_policy(
      "- {name: a, match: {class: [WRITE_REMOTE, DESTRUCTIVE], objects: ['dev.*']}, action: allow}\n"
      "- {name: b, match: {statement: '^DROP VIEW tmp_'}, action: allow}\n"
      "- {name: c, match: {tool: sql_execute}, action: allow}");
  EXPECT_EQ(decide_sql(named, "DROP TABLE dev.a.b").ruling, "allow");
  EXPECT_EQ(decide_sql(named, "DROP VIEW tmp_1").ruling, "allow");
  EXPECT_EQ(decide_sql(named, "DROP TABLE main.a.b").ruling, "confirm");
  EXPECT_EQ(decide_sql(named, "gibberish").ruling, "confirm");
}

TEST(Decide, TheStrictestRuleWinsWhateverTheOrder) {
  constexpr const char* kRules[] = {"- {name: a, match: {kind: 'INSERT*'}, action: allow}\n",
                                    "- {name: c, match: {kind: 'INSERT*'}, action: confirm}\n",
                                    "- {name: t, match: {kind: 'INSERT*'}, action: confirm_typed}\n",
                                    "- {name: p, match: {kind: 'INSERT*'}, action: two_person}\n",
                                    "- {name: d, match: {kind: 'INSERT*'}, action: deny}\n"};
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      const Policy policy =
          i == j ? make_policy(kRules[i]) : make_policy(std::string(kRules[i]) + std::string(kRules[j]));
      const Told told = decide_sql(policy, "INSERT INTO t VALUES (1)");
      EXPECT_EQ(told.ruling, name_of(static_cast<Ruling>(std::max(i, j)))) << i << " " << j;
    }
  }
}

TEST(Decide, EveryDoorThatCarriesTheStatementIsBound) {
  const Policy policy = make_policy(kHouse);
  for (const char* tool : {"sql_execute", "batch_sql", "sql", "prove_table", "databricks_cli", "", "mcp__x__query"}) {
    EXPECT_EQ(decide_sql(policy, "DELETE FROM t", {.tool = tool}).ruling, "deny") << tool;
  }
  const safety::RestEffect request{.method = "POST",
                                   .path = "/api/2.0/sql/statements",
                                   .query = "",
                                   .body = R"({"statement":"DELETE FROM t","warehouse_id":"w"})"};
  EXPECT_EQ(decide(policy, request, {.tool = "api"}).rule, "no-delete-without-where");
  const safety::ArgvEffect argv{{"databricks", "api", "post", "/api/2.0/sql/statements", "--json",
                                 R"({"statement":"DELETE FROM t","warehouse_id":"w"})"}};
  EXPECT_EQ(decide(policy, argv, {.tool = "databricks_cli"}).rule, "no-delete-without-where");
  // A command line that carries no SQL is another matter.
  EXPECT_EQ(decide(policy, safety::ArgvEffect{{"databricks", "jobs", "list"}}, {.tool = "databricks_cli"}).ruling,
            "allow");
}

TEST(Decide, CommandLinesAndRequestsHaveTexts) {
  const Policy policy = make_policy(
      "- {name: jobs, match: {tool: databricks_cli, statement: '^databricks jobs delete'}, action: deny}\n"
      "- {name: api, match: {tool: api, statement: '^DELETE /api/2.1/unity-catalog/'}, action: deny}\n");
  EXPECT_EQ(decide(policy, safety::ArgvEffect{{"databricks", "jobs", "delete", "7"}}).rule, "jobs");
  EXPECT_EQ(
      decide(policy, safety::ArgvEffect{{"databricks", "--profile", "X", "jobs", "-o", "json", "delete", "7"}}).rule,
      "jobs");
  EXPECT_EQ(decide(policy, safety::ArgvEffect{{"databricks", "jobs", "get", "7"}}).ruling, "allow");
  const safety::RestEffect request{
      .method = "delete", .path = "/api/2.1/unity-catalog/tables/a.b.c", .query = "force=true", .body = ""};
  EXPECT_EQ(decide(policy, request).rule, "api");
  EXPECT_EQ(
      decide(policy, safety::ArgvEffect{{"databricks", "api", "delete", "/api/2.1/unity-catalog/tables/a.b.c"}}).rule,
      "api");
  EXPECT_EQ(decide_sql(policy, "DELETE FROM t").rule, "");
}

TEST(Decide, FactsOfTheStatement) {
  const Policy policy = make_policy(
      "- {name: prod, match: {class: DESTRUCTIVE, objects: ['prod.*']}, action: deny}\n"
      "- {name: job, match: {objects: ['job:9*']}, action: deny}\n"
      "- {name: many, match: {rows_over: 1000, kind: [DELETE, UPDATE]}, action: two_person}\n");
  EXPECT_EQ(decide_sql(policy, "DROP TABLE prod.s.t").rule, "prod");
  EXPECT_EQ(decide_sql(policy, "DROP TABLE PROD.S.T").rule, "prod");
  EXPECT_EQ(decide_sql(policy, "DROP CATALOG prod CASCADE").rule, "prod") << "what holds it goes with it";
  EXPECT_EQ(decide_sql(policy, "DROP SCHEMA prod.s").rule, "prod");
  EXPECT_EQ(decide_sql(policy, "shatter prod.s.t").rule, "prod") << "not understood, but it is named";
  EXPECT_EQ(decide_sql(policy, "DROP TABLE production.s.t").rule, "");
  EXPECT_EQ(decide_sql(policy, "DROP TABLE dev.prod.t").rule, "");
  EXPECT_EQ(decide_sql(policy, "SELECT * FROM prod.s.t").ruling, "allow");
  EXPECT_EQ(decide_sql(policy, "DELETE FROM dev.s.t WHERE a = 1", {.rows = 1001}).rule, "many");
  EXPECT_EQ(decide_sql(policy, "DELETE FROM dev.s.t WHERE a = 1", {.rows = 1000}).rule, "");
  EXPECT_EQ(decide_sql(policy, "DELETE FROM dev.s.t WHERE a = 1").rule, "many") << "rows are not known";
  EXPECT_EQ(decide_sql(policy, "SELECT 1").ruling, "allow") << "reads change no rows";
}

TEST(Decide, ObjectsAreFoundWhateverCarriesThem) {
  const Policy policy =
      make_policy("- {name: prod, match: {class: [WRITE_REMOTE, DESTRUCTIVE], objects: ['prod.*']}, action: deny}");
  const auto argv = [&](std::vector<std::string> words) {
    return decide(policy, safety::ArgvEffect{std::move(words)}).rule;
  };
  const auto rest = [&](const char* method, const char* path, const char* body = "") {
    return decide(policy, safety::RestEffect{.method = method, .path = path, .query = "", .body = body}).rule;
  };
  EXPECT_EQ(argv({"databricks", "tables", "delete", "prod.a.b"}), "prod");
  EXPECT_EQ(argv({"databricks", "catalogs", "delete", "prod"}), "prod");
  EXPECT_EQ(rest("DELETE", "/api/2.1/unity-catalog/tables/prod.a.b"), "prod");
  EXPECT_EQ(rest("DELETE", "/api/2.1/unity-catalog/catalogs/prod"), "prod");
  EXPECT_EQ(rest("PATCH", "/api/2.1/unity-catalog/permissions/table/prod.a.b", R"({"changes":[]})"), "prod");
  EXPECT_EQ(rest("POST", "/api/2.1/unity-catalog/schemas", R"({"name":"x","catalog_name":"prod"})"), "prod");
  EXPECT_EQ(argv({"databricks", "tables", "delete", "dev.prod.b"}), "");
  EXPECT_EQ(argv({"databricks", "tables", "delete", "production.a.b"}), "");
  EXPECT_EQ(argv({"databricks", "tables", "get", "prod.a.b"}), "") << "a read";
  EXPECT_EQ(rest("DELETE", "/api/2.1/unity-catalog/tables/dev.a.b"), "");
  // A name that nobody knows before it runs cannot be ruled out.
  EXPECT_EQ(decide_sql(policy, "DROP TABLE IDENTIFIER('pr' || 'od.a.b')").rule, "prod");
  EXPECT_EQ(decide_sql(policy, "DROP TABLE IDENTIFIER('dev.a.b')").rule, "");
}

TEST(Decide, WhereAndWhen) {
  const Policy policy = make_policy(
      "- {name: profile, match: {profile: 'PROD*', class: DESTRUCTIVE}, action: deny}\n"
      "- {name: host, match: {host: 'prod.example.com', class: DESTRUCTIVE}, action: deny}\n"
      "- {name: target, match: {target: prod, class: DESTRUCTIVE}, action: deny}\n"
      "- {name: robot, match: {principal: 'svc-*', class: DESTRUCTIVE}, action: deny}\n"
      "- {name: flow, match: {workflow: run_job, class: DESTRUCTIVE}, action: deny}\n"
      "- {name: night, match: {time: {days: mon-fri, from: '22:00', to: '06:00'}, class: WRITE_REMOTE}, action: "
      "deny}\n");
  const char* drop = "DROP TABLE t";
  EXPECT_EQ(decide_sql(policy, drop, {.profile = "PROD_EU"}).rule, "profile");
  EXPECT_EQ(decide_sql(policy, drop, {.profile = "DEV"}).rule, "");
  EXPECT_EQ(decide_sql(policy, drop, {.host = "https://prod.example.com"}).rule, "host");
  EXPECT_EQ(decide_sql(policy, drop, {.host = "https://prod.example.com.evil.org"}).rule, "");
  EXPECT_EQ(decide_sql(policy, drop, {.target = "prod"}).rule, "target");
  EXPECT_EQ(decide_sql(policy, drop, {.principal = "svc-etl"}).rule, "robot");
  EXPECT_EQ(decide_sql(policy, drop, {.principal = "ada@example.com"}).rule, "");
  EXPECT_EQ(decide_sql(policy, drop, {.is_principal_known = false}).rule, "robot") << "cannot be ruled out";
  EXPECT_EQ(decide_sql(policy, drop, {.workflow = "run_job"}).rule, "flow");
  const auto at = [&](const char* time) {
    return decide_sql(policy, "INSERT INTO t VALUES (1)", {.time = *parse_rfc3339(time)}).rule;
  };
  EXPECT_EQ(at("2026-11-27T23:30:00Z"), "night");                                    // a Friday
  EXPECT_EQ(at("2026-11-28T05:59:00Z"), "night") << "it belongs to Friday's night";  // a Saturday
  EXPECT_EQ(at("2026-11-28T06:00:00Z"), "");
  EXPECT_EQ(at("2026-11-28T23:30:00Z"), "") << "Saturday's night is not named";
  EXPECT_EQ(at("2026-11-27T12:00:00Z"), "");
}

TEST(Decide, WhatCannotBeEvaluatedIsDenied) {
  const std::string hostile = "SELECT '" + std::string(100'000, 'a') + "!'";
  const Policy policy = make_policy("- {name: slow, match: {statement: '(a+)+$'}, action: allow}");
  const Told told = decide_sql(policy, hostile);
  EXPECT_EQ(told.ruling, "deny");
  EXPECT_TRUE(told.is_fault);
  EXPECT_EQ(told.rule, "slow");
  const Policy ban = make_policy("- {name: ban, match: {statement: 'prod.*x'}, action: confirm}");
  EXPECT_EQ(decide_sql(ban, "DROP TABLE prod.a\xFFx").ruling, "deny") << "no UTF-8: the pattern cannot look";
  EXPECT_EQ(decide_sql(ban, "\xFF\xFE").ruling, "deny") << "nor can it be left out for the words that it wants";
}

TEST(Decide, AProjectCanOnlyTighten) {
  FileReading reading = read_policy(
      "rules:\n- {name: a, match: {kind: INSERT}, action: allow}\n- {name: d, match: {kind: UPDATE}, action: deny}\n"
      "approvers: [{name: x, key: " +
          std::string(64, 'a') + "}]\n",
      "p.yml", Layer::Project);
  ASSERT_TRUE(reading.mistakes.empty());
  Policy policy;
  const auto refused = policy.add(std::move(reading.rules));
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_TRUE(refused[0].starts_with("p.yml:2:")) << refused[0];
  EXPECT_EQ(policy.rules().size(), 1U);
  EXPECT_TRUE(policy.approvers().empty());
}

TEST(Decide, ExplanationAndDecisionAgree) {
  const Policy policy = make_policy(kHouse);
  for (const char* sql :
       {"DELETE FROM t", "DELETE FROM t WHERE a = 1", "DROP TABLE dev.a.b", "INSERT INTO dev.a.b VALUES (1)"}) {
    const safety::Effect effect = safety::SqlEffect{.text = sql};
    const safety::Verdict verdict = safety::classify(effect);
    const Act act{.effect = effect, .verdict = verdict, .tool = "sql_execute"};
    Evaluator evaluator;
    const Decision decision = evaluator.decide(policy, act);
    const auto reports = explain(policy, act);
    EXPECT_EQ(reports.size(), policy.rules().size());
    for (const RuleReport& report : reports) {
      EXPECT_FALSE(report.why.empty());
      EXPECT_TRUE(report.speaks || report.rule != decision.rule) << sql;
      EXPECT_TRUE(!report.speaks || report.rule->ruling <= decision.ruling) << sql;
    }
  }
}

}  // namespace
}  // namespace lakecode::policy
