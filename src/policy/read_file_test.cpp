#include "policy/read_file.h"

#include "policy/fixtures.h"
#include "policy/policy_fixture.h"

namespace lakecode::policy {
namespace {

struct Wrong {
  const char* yaml;
  const char* place;  ///< "policy.yml:LINE:COLUMN"
  const char* says;
};

TEST(ReadPolicy, EveryMistakeHasAPlaceAndAHint) {
  const Wrong cases[] = {
      {"", "policy.yml:1:1", "empty"},
      {"# only a comment\n", "policy.yml:1:1", "empty"},
      {"rules: []", "policy.yml:1:8", "no rules"},
      {"rulez: []", "policy.yml:1:1", "did you mean 'rules'?"},
      {"version: 2\nrules:\n- {name: a, match: {kind: X}, action: deny}", "policy.yml:1:10", "version is 1"},
      {"just text", "policy.yml:1:1", "a mapping is wanted"},
      {"- {name: a, match: {kind: X}, action: forbid}", "policy.yml:1:39", "'forbid' is not known; allowed are"},
      {"- {name: a, match: {kind: X}, action: denny}", "policy.yml:1:39", "did you mean 'deny'?"},
      {"- {name: a, match: {statment: X}, action: deny}", "policy.yml:1:21", "did you mean 'statement'?"},
      {"- {name: a, match: {statement: '('}, action: deny}", "policy.yml:1:32", "not a pattern"},
      {"- {name: a, match: {statement: ''}, action: deny}", "policy.yml:1:32", "missing"},
      {"- {name: a, match: {class: WRITE}, action: deny}", "policy.yml:1:28", "'WRITE' is not known"},
      {"- {name: a, match: {objects: []}, action: deny}", "policy.yml:1:30", "empty"},
      {"- {name: a, match: {has_where: maybe}, action: deny}", "policy.yml:1:32", "true or false"},
      {"- {name: a, match: {rows_over: -1}, action: deny}", "policy.yml:1:32", "whole number"},
      {"- {name: a, match: {time: {from: '25:00', to: '06:00'}}, action: deny}", "policy.yml:1:34", "time of day"},
      {"- {name: a, match: {time: {from: '22:00'}}, action: deny}", "policy.yml:1:27", "both from and to"},
      {"- {name: a, match: {time: {offset: Europe/Berlin}}, action: deny}", "policy.yml:1:36", "offset"},
      {"- {name: a, action: deny}", "policy.yml:1:3", "no match"},
      {"- {match: {kind: X}, action: deny}", "policy.yml:1:3", "no name"},
      {"- {name: a, match: {kind: X}}", "policy.yml:1:3", "no action"},
      {"- {name: a, match: {kind: X}, action: deny}\n- {name: a, match: {kind: Y}, action: deny}", "policy.yml:2:10",
       "used twice, first on line 1"},
      {"- {name: a, match: {kind: DROP_TABLE}, action: deny, examples: {match: [SELECT 1]}}", "policy.yml:1:73",
       "does not match its own example"},
      {"- {name: a, match: {kind: SELECT}, action: deny, examples: {no_match: [SELECT 1]}}", "policy.yml:1:72",
       "matches its own example"},
      {"rules:\n  - name: \"a\n", "policy.yml:", ""},
      {"- {name: a, match: {statement: \"a\\.b\"}, action: deny}", "policy.yml:1:", "single quotes"},
      {"a: &a [*a]", "policy.yml:1:", ""},
      {"approvers: [{name: x, key: zz}]\nrules: [{name: a, match: {kind: X}, action: deny}]", "policy.yml:1:28",
       "64 hex digits"},
  };
  for (const Wrong& c : cases) {
    const FileReading reading = read_policy(c.yaml, "policy.yml", Layer::Global);
    ASSERT_FALSE(reading.mistakes.empty()) << c.yaml;
    EXPECT_TRUE(reading.mistakes[0].starts_with(c.place)) << c.yaml << "\n" << reading.mistakes[0];
    EXPECT_NE(reading.mistakes[0].find(c.says), std::string::npos) << c.yaml << "\n" << reading.mistakes[0];
  }
}

TEST(ReadPolicy, TellsAllMistakesAtOnce) {
  const FileReading reading =
      read_policy("rules:\n- {name: a, match: {kindd: X}, action: deny}\n- {name: b, match: {kind: X}, action: nope}\n",
                  "p", Layer::Global);
  EXPECT_EQ(reading.mistakes.size(), 2U);
}

TEST(ReadPolicy, TakesTheFormsPeopleWrite) {
  for (const char* yaml :
       {"rules:\n- {name: a, match: {kind: X}, action: deny}", "- {name: a, match: {kind: X}, action: DENY}",
        "policies:\n  - {name: a, match: {kind: [X, Y], tool: sql_execute}, action: deny, message: no}",
        "version: 1\nrules:\n- {name: a, match: {}, action: confirm}"}) {
    const FileReading reading = read_policy(yaml, "p", Layer::Global);
    EXPECT_TRUE(reading.mistakes.empty()) << yaml << text::join(reading.mistakes, "\n");
    EXPECT_EQ(reading.rules.rules.size(), 1U) << yaml;
  }
}

TEST(ReadPolicy, ExamplesTakeOpenConditionsAsMet) {
  const FileReading reading = read_policy(
      "- name: a\n  match: {kind: DROP_TABLE, profile: PROD, time: {days: sun}}\n  action: deny\n"
      "  examples: {match: ['DROP TABLE t', {sql: DROP TABLE t, profile: PROD}], no_match: [{sql: DROP TABLE t, "
      "profile: DEV}]}\n",
      "p", Layer::Global);
  EXPECT_TRUE(reading.mistakes.empty()) << text::join(reading.mistakes, "\n");
}

TEST(Fixtures, TellWhatWasDecidedInstead) {
  const Policy policy = make_policy("- {name: a, match: {kind: DROP_TABLE}, action: deny}");
  const auto read = [](const char* yaml) { return read_fixtures(yaml, "f.yml"); };
  const auto good = read("- {sql: DROP TABLE t, expect: deny, rule: a}\n- {sql: SELECT 1, expect: allow}");
  ASSERT_EQ(good.fixtures.size(), 2U) << text::join(good.mistakes, "\n");
  for (const Fixture& fixture : good.fixtures) EXPECT_EQ(run_fixture(policy, fixture), "");
  const auto bad =
      read("cases:\n- {argv: [databricks, jobs, list], expect: deny}\n- {sql: DROP TABLE t, expect: deny, rule: b}");
  ASSERT_EQ(bad.fixtures.size(), 2U);
  EXPECT_EQ(run_fixture(policy, bad.fixtures[0]), "expected deny, got allow by no rule");
  EXPECT_EQ(run_fixture(policy, bad.fixtures[1]), "expected deny by rule 'b', got deny by rule 'a'");
  EXPECT_FALSE(read("[]").mistakes.empty());
  EXPECT_FALSE(read("- {sql: SELECT 1}").mistakes.empty());
  EXPECT_FALSE(read("- {sql: SELECT 1, expect: maybe}").mistakes.empty());
}

}  // namespace
}  // namespace lakecode::policy
