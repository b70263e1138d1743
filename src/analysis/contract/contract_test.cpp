#include "analysis/contract/contract.h"

#include <gtest/gtest.h>

#include "analysis/contract/checks.h"
#include "analysis/contract/exports.h"
#include "analysis/contract/proposal.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::contract {
namespace {

using profile::ColumnProfile;

constexpr std::string_view kOrders = R"(version: 1
table: main.sales.orders
rows: {min: 10, max: 1000}
freshness: {column: order_ts, max_age: 36h}
unique: [[order_id, line_no]]
columns:
  order_id: {type: BIGINT, not_null: true, unique: true}
  line_no: {}
  status: {allowed: [placed, "it's odd"], max_null_ratio: 0.1, accept: [case_or_space]}
  order_ts: {type: timestamp, min: 2020-01-01}
  amount: {min: 0, max: 1e6}
  gone: {required: false, type: INT}
references:
  - {column: status, table: main.sales.states, key: state}
checks:
  - {name: paid orders cost something, sql: "status <> 'paid' OR amount > 0", severity: medium}
)";

profile::TableFacts orders() {
  profile::TableFacts facts;
  facts.name = {"main", "sales", "orders"};
  using Column = std::pair<const char*, const char*>;
  for (const auto& [name, type] : {Column{"order_id", "BIGINT"}, Column{"line_no", "INT"}, Column{"status", "STRING"},
                                   Column{"order_ts", "TIMESTAMP"}, Column{"amount", "DECIMAL(10,2)"}}) {
    facts.columns.push_back({.name = name, .type_name = type, .type_text = type});
  }
  facts.row_count = 100;
  return facts;
}

std::vector<ColumnProfile> profiles_of(const profile::TableFacts& facts) {
  std::vector<ColumnProfile> profiles;
  for (std::size_t i = 0; i < facts.columns.size(); ++i) {
    ColumnProfile p;
    p.column = i;
    p.type = facts.columns[i].type();
    p.rows = 100;
    profiles.push_back(p);
  }
  return profiles;
}

Contract orders_contract() {
  auto parsed = parse_contract(kOrders, "prove.yml");
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : one_line(parsed.error()));
  return parsed ? *parsed : Contract{};
}

const Check& find_check(const CheckPlan& plan, std::string_view name) {
  for (const Check& check : plan.checks) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "there is no check " << name;
  static const Check kNone;
  return kNone;
}

TEST(Contract, EveryPromiseBecomesACheck) {
  const CheckPlan plan = plan_checks(orders_contract(), orders());
  EXPECT_EQ(plan.expectations.unique.size(), 2U);
  EXPECT_EQ(plan.expectations.rows.size(), 1U);
  EXPECT_EQ(plan.references.size(), 1U);
  EXPECT_EQ(find_check(plan, "status: allowed").failing, "`status` NOT IN ('placed', 'it\\'s odd')");
  EXPECT_EQ(find_check(plan, "order_ts: range").failing, "`order_ts` < TIMESTAMP'2020-01-01 00:00:00'");
  EXPECT_EQ(find_check(plan, "paid orders cost something").severity, result::Severity::Medium);
  for (const Check& check : plan.checks) EXPECT_EQ(check.cannot, "") << check.name;
}

struct Mistake {
  const char* yaml;
  const char* says;
};

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreToldWithTheirPlace) {
  const auto parsed = parse_contract(GetParam().yaml, "prove.yml");
  ASSERT_FALSE(parsed.has_value()) << GetParam().yaml;
  EXPECT_EQ(parsed.error().code, ErrorCode::InvalidArgument);
  const std::string said = parsed.error().subject + ": " + parsed.error().reason;
  EXPECT_NE(said.find(GetParam().says), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Files, Mistakes,
    testing::Values(Mistake{"columns:\n  a: {not_nul: true}",
                            "2:16: not_nul: there is no such key; did you mean not_null?"},
                    Mistake{"colums: {}", "did you mean columns?"}, Mistake{"columns: [a]", "columns: column names"},
                    Mistake{"rows: {min: 9, max: 3}", "min is above max"},
                    Mistake{"rows: {min: -1}", "a whole number from 0"},
                    Mistake{"freshness: {column: t, max_age: soon}", "1:33: max_age: an age such as"},
                    Mistake{"columns: {a: {min: 5, max: 1}}", "1:14: a: min is above max"},
                    Mistake{"columns: {a: {min: 2024-02-01, max: 2024-01-01}}", "a: min is above max"},
                    Mistake{"checks: [{name: X, sql: a > 1}, {name: x, sql: a > 2}]", "two checks called x"},
                    Mistake{"checks: [{name: paid, sql: 'amount >'}]", "check paid is no SQL predicate: it ends"},
                    Mistake{"checks: [{sql: 'amount > 1 2'}]", "is no SQL predicate: "},
                    Mistake{"checks: [{sql: 'amount > > 1'}]",
                            "1:16: sql: check amount > > 1 is no SQL predicate: an expression is missing at `>`"},
                    Mistake{"columns: {a: {max_null_ratio: 7}}", "a number from 0 to 1"},
                    Mistake{"columns: {a: {allowed: []}}", "a list of 1 to"},
                    Mistake{"columns: {a: {accept: [null_rato]}}", "did you mean null_ratio?"},
                    Mistake{"checks: [{sql: 'a > 1; DROP TABLE t'}]", "without `;`"},
                    Mistake{"checks: [{sql: 'a > 1) OR (1 = 1'}]", "closes a parenthesis that it did not open"},
                    Mistake{"checks: [{sql: \"a = 'x\"}]", "cannot be read as SQL"},
                    Mistake{"checks: [{sql: 'a, b'}]", "not a list"}, Mistake{"checks: [{name: x}]", "a predicate"},
                    Mistake{"references: [{column: a, table: b, key: c}]", "three-part name"},
                    Mistake{"version: 2", "only version 1"}, Mistake{"- a", "a contract is a mapping"},
                    Mistake{"a: [", "prove.yml:2:1"}, Mistake{"", "a contract is a mapping"}));

TEST(Contract, PredicatesOfEveryShapeAreRead) {
  for (const char* sql : {"a > 1", "status <> 'paid' OR amount > 0", "a BETWEEN 1 AND 2", "a IN (1, 2) AND b LIKE 'x%'",
                          "a RLIKE '^[0-9]+$' -- digits", "CASE WHEN a THEN b ELSE c END", "a::int > 1",
                          "a:b.c IS NOT NULL", "forall(xs, x -> x > 0)", "b > current_timestamp() - INTERVAL 3 DAYS",
                          "NOT a", "a <=> b", "length(trim(a)) > 0", "(a, b) IN ((1, 2))"}) {
    const JsonValue contract{{"checks", {{{"sql", sql}}}}};
    const auto read = contract_from_json(contract, "c");
    EXPECT_TRUE(read.has_value()) << sql << ": " << (read ? "" : read.error().reason);
  }
}

TEST(Contract, AForeignKeyOfTheTableIsNotAskedTwice) {
  profile::TableFacts facts = orders();
  facts.references.push_back({"status", {"main", "sales", "states"}, "state", true});
  const CheckPlan plan = plan_checks(orders_contract(), facts);
  EXPECT_TRUE(plan.references.empty());
  EXPECT_EQ(find_check(plan, "status: reference").place, 0U);
  std::vector<profile::Anomaly> anomalies{{.kind = "orphan", .column = "status", .severity = result::Severity::High}};
  accept_meant(orders_contract(), anomalies);
  EXPECT_EQ(anomalies[0].severity, result::Severity::Info) << "the check tells it";
}

TEST(Contract, SqlAddsNoSecondPrimaryKey) {
  const auto count = [](const std::string& text) {
    std::size_t found = 0;
    for (std::size_t at = text.find("PRIMARY KEY ("); at != std::string::npos; at = text.find("PRIMARY KEY (", at + 1))
      ++found;
    return found;
  };
  const Contract contract = orders_contract();
  profile::TableFacts facts = orders();
  const CheckPlan without = plan_checks(contract, facts);
  EXPECT_EQ(count(render_export(ExportFormat::SqlConstraints, {contract, without, {}, {}, facts.name}).text), 1U)
      << "of two sets";
  facts.primary_key = {"order_id"};
  const CheckPlan with = plan_checks(contract, facts);
  EXPECT_EQ(count(render_export(ExportFormat::SqlConstraints, {contract, with, {}, {}, facts.name}).text), 0U);
}

TEST(Contract, StalenessIsToldToTheMinute) {
  const auto contract = parse_contract("freshness: {column: order_ts, max_age: 1h}", "c").value();
  const profile::TableFacts facts = orders();
  auto profiles = profiles_of(facts);
  profiles[3].newest_valid = "2026-01-01 04:17:00";
  const CheckPlan plan = plan_checks(contract, facts);
  const auto outcomes =
      judge_checks(contract, plan, {facts, profiles, {}, {}, parse_rfc3339("2026-01-01T06:00:00Z").value()});
  EXPECT_EQ(outcomes.at(0).status, CheckStatus::Fail);
  EXPECT_NE(outcomes.at(0).detail.find("1 h 43 min before"), std::string::npos) << outcomes.at(0).detail;
}

TEST(Contract, AllMistakesAreToldAtOnce) {
  const auto parsed = parse_contract("colums: {}\nversion: 3\nrows: 5", "prove.yml");
  ASSERT_FALSE(parsed.has_value());
  for (std::string_view part : {"1:9: colums", "2:10: version", "3:7: rows"})
    EXPECT_NE(parsed.error().reason.find(part), std::string::npos) << parsed.error().reason;
}

TEST(Contract, WrongValuesForATypeCannotBeChecked) {
  const auto parsed = parse_contract("columns: {amount: {min: cheap}, order_ts: {max: 2024-13-01}}", "c");
  ASSERT_TRUE(parsed.has_value());
  const profile::TableFacts facts = orders();
  const CheckPlan plan = plan_checks(*parsed, facts);
  EXPECT_EQ(find_check(plan, "amount: range").cannot, "cheap is no value of its type DECIMAL(10,2)");
  EXPECT_EQ(find_check(plan, "order_ts: range").cannot, "2024-13-01 is no value of its type TIMESTAMP");
  const auto outcomes = judge_checks(*parsed, plan, {facts, {}, {}, {}, WallTime()});
  EXPECT_EQ(verdict_of(plan, outcomes), profile::Verdict::Fail);
}

TEST(Contract, BreachesDecideTheVerdict) {
  const Contract contract = orders_contract();
  profile::TableFacts facts = orders();
  CheckPlan plan = plan_checks(contract, facts);
  facts.references.insert(facts.references.end(), plan.references.begin(), plan.references.end());
  auto profiles = profiles_of(facts);
  profiles[3].newest_valid = "2026-01-01 00:00:00";
  for (std::size_t i = 0; i < plan.expectations.columns.size(); ++i)
    profiles[plan.expectations.columns[i].column].failing.emplace_back(i, 0);
  std::vector<profile::Answer> answers(4);
  answers[0].question = {.kind = profile::QuestionKind::Unique, .reference = 0};
  answers[1].question = {.kind = profile::QuestionKind::Unique, .reference = 1};
  answers[2].question = {.kind = profile::QuestionKind::Reference, .reference = 0};
  answers[3].question = {.kind = profile::QuestionKind::Expected, .reference = 0};
  const WallTime as_of = parse_rfc3339("2026-01-02T06:00:00Z").value();
  const profile::Sampling sampling;
  const Measured measured{facts, profiles, answers, sampling, as_of};
  EXPECT_EQ(verdict_of(plan, judge_checks(contract, plan, measured)), profile::Verdict::Pass);

  profile::Group bad;
  bad.kind = "bad";
  bad.rows = 3;
  answers[3].groups.push_back(bad);
  auto outcomes = judge_checks(contract, plan, measured);
  EXPECT_EQ(verdict_of(plan, outcomes), profile::Verdict::Warn);  // its severity is medium
  EXPECT_EQ(outcomes.back().count, 3);

  profiles[0].nulls = 1;
  EXPECT_EQ(verdict_of(plan, judge_checks(contract, plan, measured)), profile::Verdict::Fail);
}

TEST(Contract, AcceptedAnomaliesAreNotes) {
  std::vector<profile::Anomaly> anomalies(3);
  anomalies[0] = {.kind = "case_or_space", .column = "STATUS", .severity = result::Severity::Medium};
  anomalies[1] = {.kind = "null_ratio", .column = "status", .severity = result::Severity::Medium};
  anomalies[2] = {.kind = "pii", .column = "status", .severity = result::Severity::Medium};
  accept_meant(orders_contract(), anomalies);
  EXPECT_EQ(anomalies[0].severity, result::Severity::Info);
  EXPECT_EQ(anomalies[1].severity, result::Severity::Info);
  EXPECT_EQ(anomalies[2].severity, result::Severity::Medium);
}

TEST(Contract, WhatIsProposedReadsBack) {
  const profile::TableFacts facts = orders();
  auto profiles = profiles_of(facts);
  profiles[2].nulls = 4;
  std::vector<profile::Answer> answers(1);
  answers[0].question = {.kind = profile::QuestionKind::Text, .columns = {2}, .by_value = true};
  for (const char* value : {"it's: odd", "no", "#3"}) {
    profile::Group group;
    group.kind = "L:tok:a";
    group.value = value;
    group.rows = 32;
    answers[0].groups.push_back(group);
  }
  const profile::Sampling sampling;
  const std::string yaml = propose_contract({facts, profiles, answers, sampling, WallTime()}, {});
  const auto parsed = parse_contract(yaml, "proposal");
  ASSERT_TRUE(parsed.has_value()) << one_line(parsed.error()) << "\n" << yaml;
  EXPECT_EQ(parsed->min_rows, 50);
  EXPECT_TRUE(parsed->columns[0].not_null);
  EXPECT_EQ(parsed->columns[2].max_null_ratio, 0.06);
}

TEST(Contract, ExportsSayEveryPromise) {
  const Contract contract = orders_contract();
  const CheckPlan plan = plan_checks(contract, orders());
  const std::vector<CheckOutcome> outcomes(plan.checks.size(),
                                           CheckOutcome{CheckStatus::Fail, 3, "3 <bad> & \x01 rows", ""});
  const Proven proven{contract, plan, outcomes, {}, {"main", "sales", "orders"}};
  const std::string dqx = render_dqx(proven);
  for (std::string_view part :
       {"function: is_not_null", "function: is_unique", "function: is_in_list", "function: is_in_range",
        "function: foreign_key", "function: is_data_fresh", "function: sql_expression"})
    EXPECT_NE(dqx.find(part), std::string::npos) << part << "\n" << dqx;
  const std::string lakeflow = render_lakeflow(proven);
  EXPECT_NE(lakeflow.find("CONSTRAINT status_allowed EXPECT (`status` IS NULL OR NOT (`status` NOT IN"),
            std::string::npos)
      << lakeflow;
  const std::string constraints = render_sql(proven);
  EXPECT_NE(constraints.find("ALTER COLUMN `order_id` SET NOT NULL;"), std::string::npos) << constraints;
  EXPECT_NE(constraints.find("FOREIGN KEY (`status`) REFERENCES `main`.`sales`.`states` (`state`);"),
            std::string::npos);
  const std::string junit = render_junit(proven);
  EXPECT_NE(junit.find("3 &lt;bad&gt; &amp;  rows"), std::string::npos) << junit;
  const auto sarif = json::parse(render_sarif(proven), "sarif");
  ASSERT_TRUE(sarif.has_value());
  EXPECT_EQ(json::array_at(json::array_at(*sarif, "runs")[0], "results").size(), plan.checks.size());
}

TEST(Contract, AgesReadBack) {
  for (std::string_view age : {"90m", "36h", "2d", "1w"}) EXPECT_EQ(render_age(parse_age(age).value()), age);
  for (std::string_view wrong : {"", "h", "0h", "-3d", "3", "3y", "1.5h", "99999999999h"})
    EXPECT_FALSE(parse_age(wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace lakecode::contract
