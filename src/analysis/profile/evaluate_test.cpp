#include "analysis/profile/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/profile/masking.h"
#include "analysis/profile/next_step.h"
#include "analysis/profile/rules.h"
#include "base/time_format.h"

namespace lakecode::profile {
namespace {

class Table {
 public:
  Table() {
    facts_.name = {"main", "sales", "orders"};
    sampling_.relation = "`main`.`sales`.`orders`";
  }

  ColumnProfile& add(std::string name, std::string type, std::int64_t rows = 1000) {
    ColumnFacts column;
    column.name = std::move(name);
    column.type_text = std::move(type);
    facts_.columns.push_back(column);
    ColumnProfile p;
    p.column = facts_.columns.size() - 1;
    p.type = column.type();
    p.rows = rows;
    p.approx_distinct = 50;
    p.min = "a";
    p.max = "z";
    profiles_.push_back(p);
    return profiles_.back();
  }

  /// Answers the question about the column added last; groups are {kind, value or "", rows}.
  Table& answer(QuestionKind kind, const std::vector<std::tuple<std::string, std::string, std::int64_t>>& groups) {
    Answer answer;
    answer.question.kind = kind;
    answer.question.columns = {profiles_.back().column};
    answer.question.by_value = true;
    for (const auto& [name, value, rows] : groups) {
      Group group;
      group.kind = name;
      if (!value.empty()) group.value = value;
      group.rows = rows;
      group.values = 1;
      group.extra = rows - 1;
      group.samples = {value};
      answer.groups.push_back(group);
    }
    answers_.push_back(answer);
    return *this;
  }

  Judgement judged() {
    return evaluate(facts_, profiles_, answers_, sampling_, parse_rfc3339("2026-01-01T06:00:00Z").value());
  }

  std::vector<std::string> kinds() {
    std::vector<std::string> out;
    for (const Anomaly& anomaly : judged().anomalies) out.push_back(anomaly.kind + ":" + anomaly.column.value_or(""));
    std::sort(out.begin(), out.end());
    return out;
  }

  TableFacts facts_;
  std::vector<ColumnProfile> profiles_;
  std::vector<Answer> answers_;
  Sampling sampling_;
};

using Kinds = std::vector<std::string>;

TEST(Evaluate, AnEmptyTablePasses) {
  Table table;
  const Judgement judged = table.judged();
  EXPECT_TRUE(judged.anomalies.empty());
  EXPECT_EQ(judged.verdict, Verdict::Pass);
}

TEST(Evaluate, MissingValuesAreWorseInAKey) {
  Table table;
  table.add("order_id", "BIGINT").nulls = 3;
  table.add("region", "STRING").nulls = 300;
  table.add("city", "STRING").nulls = 40;
  const Judgement judged = table.judged();
  ASSERT_EQ(judged.anomalies.size(), 2U);
  EXPECT_EQ(judged.anomalies[0].column, "order_id");
  EXPECT_EQ(judged.anomalies[0].severity, result::Severity::High);
  EXPECT_EQ(judged.anomalies[1].column, "region");
  EXPECT_EQ(judged.anomalies[1].count, 300);
  EXPECT_EQ(judged.verdict, Verdict::Fail);
}

TEST(Evaluate, NaIsAPlaceInRegionColumnsAndNowhereElse) {
  Table table;
  table.add("country", "STRING");
  table.answer(QuestionKind::Text, {{"U:tok:a", "DE", 900}, {"U:ph", "NA", 100}});
  EXPECT_EQ(table.kinds(), Kinds{});
  table.add("supplier", "STRING");
  table.answer(QuestionKind::Text, {{"U:tok:a", "ACME", 900}, {"U:ph", "NA", 100}});
  EXPECT_EQ(table.kinds(), Kinds{"placeholder:supplier"});
}

TEST(Evaluate, NoneAmongItsLikesIsACategory) {
  Table table;
  table.add("tier", "STRING");
  table.answer(QuestionKind::Text, {{"L:tok:a", "gold", 500}, {"L:tok:a", "silver", 450}, {"L:none", "none", 50}});
  EXPECT_EQ(table.kinds(), Kinds{});
  table.add("city", "STRING");
  table.answer(QuestionKind::Text, {{"M:tok:a", "Oslo", 500}, {"M:tok:a", "Graz", 450}, {"L:none", "none", 50}});
  EXPECT_EQ(table.kinds(), Kinds{"placeholder:city"});
}

TEST(Evaluate, SpellingsOfOneValueAreVariants) {
  Table table;
  table.add("status", "STRING");
  table.answer(QuestionKind::Text, {{"L:tok:a", "paid", 900}, {"U:tok:a", "PAID", 60}, {"~L:tok:a", "paid ", 40}});
  const Judgement judged = table.judged();
  ASSERT_EQ(judged.anomalies.size(), 1U);
  EXPECT_EQ(judged.anomalies[0].kind, "case_or_space");
  EXPECT_EQ(judged.anomalies[0].count, 100);
}

TEST(Evaluate, TwoSpellingsOfDatesAreMixedAndOneIsOnlyText) {
  Table table;
  table.add("sent_on", "STRING");
  table.answer(QuestionKind::Text, {{"N:d_iso", "", 900}, {"N:d_slash", "", 100}});
  EXPECT_EQ(table.kinds(), Kinds{"mixed_format:sent_on"});
  table.add("paid_on", "STRING");
  table.answer(QuestionKind::Text, {{"N:d_iso", "", 1000}});
  EXPECT_EQ(table.kinds(), (Kinds{"mixed_format:sent_on", "type_text:paid_on"}));
}

TEST(Evaluate, DigitsOfCodesAreNoNumbers) {
  Table table;
  table.add("zip_code", "STRING");
  table.answer(QuestionKind::Text, {{"N:n_int", "", 900}, {"N:n_zero", "", 100}});
  table.add("amount", "STRING");
  table.answer(QuestionKind::Text, {{"N:n_dec", "", 980}, {"N:n_int", "", 20}});
  EXPECT_EQ(table.kinds(), Kinds{"type_text:amount"});
}

TEST(Evaluate, PersonalExamplesAreMasked) {
  Table table;
  table.add("notes", "STRING");
  table.answer(QuestionKind::Text, {{"M:text", "", 970}, {"M:x_email", "write to mara@mail.example", 30}});
  const Judgement judged = table.judged();
  ASSERT_EQ(judged.anomalies.size(), 1U);
  EXPECT_EQ(judged.anomalies[0].kind, "pii");
  for (const std::string& example : judged.anomalies[0].examples) EXPECT_EQ(example.find("mara"), std::string::npos);
  EXPECT_EQ(mask("mara@mail.example"), "ma**********");
  EXPECT_EQ(mask("x"), "*");
}

TEST(Evaluate, ManyNegativeAmountsAreRefundsAFewQuantitiesAreNot) {
  Table table;
  table.add("amount", "DECIMAL(10,2)").negatives = 150;
  table.add("quantity", "INT").negatives = 20;
  table.add("balance", "DOUBLE").negatives = 20;
  EXPECT_EQ(table.kinds(), Kinds{"negative_value:quantity"});
}

TEST(Evaluate, RepeatedKeysThatCopiesExplainAreNotBlamedTwice) {
  Table table;
  table.add("order_id", "BIGINT").approx_distinct = 1000;
  table.add("b", "STRING");
  table.add("c", "STRING");
  Answer key;
  key.question = {.kind = QuestionKind::Key, .columns = {0}, .by_value = true};
  key.groups = {{.kind = "k", .rows = 1000, .values = 990, .extra = 10, .top = 2}};
  Answer copies;
  copies.question = {.kind = QuestionKind::RowCopy, .columns = {0, 1, 2}, .by_value = true};
  copies.groups = {{.kind = "r", .rows = 1000, .values = 990, .extra = 10, .top = 2}};
  table.answers_ = {key, copies};
  EXPECT_EQ(table.kinds(), Kinds{"duplicate_row:"});
  table.answers_[1].groups[0] = {.kind = "r", .rows = 1000, .values = 996, .extra = 4, .top = 2};
  EXPECT_EQ(table.kinds(), (Kinds{"duplicate_key:order_id", "duplicate_row:"}));
}

TEST(Evaluate, TheClocksZeroIsNoBirthdayUnlessItIsOneOfMany) {
  Table table;
  ColumnProfile& made = table.add("created_at", "TIMESTAMP");
  made.epoch_day = 12;
  made.oldest_plausible = "2024-01-01 00:00:00";
  made.newest_valid = "2025-12-31 23:00:00";
  ColumnProfile& birth = table.add("birth_date", "DATE");
  birth.epoch_day = 1;
  birth.oldest_plausible = "1940-01-01";
  birth.newest_valid = "2005-01-01";
  EXPECT_EQ(table.kinds(), Kinds{"impossible_date:created_at"});
}

TEST(Evaluate, PlansMayLieInTheFuture) {
  Table table;
  table.add("due_date", "DATE").future = 80;
  table.add("order_date", "DATE").future = 7;
  table.add("valid_to", "DATE").far_future = 900;
  EXPECT_EQ(table.kinds(), Kinds{"future_date:order_date"});
}

TEST(Evaluate, SchemaChangesAreNamedByColumn) {
  Table table;
  table.add("a", "BIGINT");
  table.add("b", "STRING");
  EarlierSchema earlier;
  earlier.source = "version 3";
  earlier.columns = {table.facts_.columns[0], table.facts_.columns[0]};
  earlier.columns[0].type_text = "INT";
  earlier.columns[1].name = "gone";
  table.facts_.earlier = earlier;
  EXPECT_EQ(table.kinds(), (Kinds{"schema_drift:a", "schema_drift:b", "schema_drift:gone"}));
}

TEST(Evaluate, ManyTinyFilesAreFoundAndFewAreNot) {
  Table table;
  table.facts_.detail.num_files = 40;
  table.facts_.detail.size_in_bytes = 40'000;
  EXPECT_EQ(table.kinds(), Kinds{});
  table.facts_.detail.num_files = 5000;
  table.facts_.detail.size_in_bytes = 2'000'000'000;
  EXPECT_EQ(table.kinds(), Kinds{"small_files:"});
}

TEST(Evaluate, GuessedReferencesThatMostlyMissAreDropped) {
  Table table;
  table.add("customer_id", "BIGINT");
  table.facts_.references.push_back({"customer_id", {"main", "sales", "customers"}, "customer_id", false});
  table.answer(QuestionKind::Reference, {{"hit", "", 400}, {"miss", "", 600}});
  EXPECT_EQ(table.kinds(), Kinds{});
  table.facts_.references[0].declared = true;
  EXPECT_EQ(table.kinds(), Kinds{"orphan:customer_id"});
}

TEST(Evaluate, SampledCountsAreProjected) {
  Table table;
  table.sampling_.sampled = true;
  table.sampling_.percent = 10.0;
  table.add("region", "STRING").nulls = 300;
  EXPECT_EQ(table.judged().anomalies.at(0).count, 3000);
  EXPECT_NEAR(*table.judged().anomalies.at(0).ratio, 0.3, 1e-9);
}

TEST(Evaluate, ASampleIsProjectedByTheRowsReadAndSaysAbout) {
  Table table;
  table.sampling_.sampled = true;
  table.sampling_.percent = 4.0;
  table.facts_.row_count = 24'928;
  table.add("region", "STRING").nulls = 300;  // of 1000 read, 1002 were meant to be
  const Anomaly anomaly = table.judged().anomalies.at(0);
  EXPECT_EQ(anomaly.count, 7478);
  EXPECT_NE(anomaly.detail.find("about 7,478 rows of the table"), std::string::npos) << anomaly.detail;
  table.profiles_[0].nulls = 1000;
  EXPECT_LE(*table.judged().anomalies.at(0).count, 24'928);
}

TEST(Percent, NeverRoundsToAllOrNothing) {
  EXPECT_EQ(percent(26'682.0 / 26'772.0), "99.7 %");
  EXPECT_EQ(percent(0.99996), "99.996 %");
  EXPECT_EQ(percent(0.9999999), "more than 99.999 %");
  EXPECT_EQ(percent(1.0), "100 %");
  EXPECT_EQ(percent(0.0), "0 %");
  EXPECT_EQ(percent(0.000001), "less than 0.001 %");
  EXPECT_EQ(percent(0.5), "50 %");
  EXPECT_EQ(percent(0.987), "99 %");
}

TEST(Masking, NamesOfThingsAreNoPersons) {
  for (const char* thing : {"sku_name", "product_name", "ProductName", "table_name"}) {
    EXPECT_FALSE(hints_at_person(thing)) << thing;
  }
  for (const char* person :
       {"name", "customer_name", "full_name", "product_owner_name", "product_contact", "alt_name"}) {
    EXPECT_TRUE(hints_at_person(person)) << person;
  }
}

TEST(NextStep, EveryKindHasAnActAndACommandThatShowsIt) {
  std::vector<std::string> acts;
  for (const std::string_view kind : anomaly_kinds()) {
    const std::string said = next_step({.kind = std::string(kind),
                                        .column = "a`b",
                                        .severity = result::Severity::Low,
                                        .sql = "SELECT 1 FROM `t` WHERE x = 'it'",
                                        .intended = "it may be so"},
                                       "`m`.`s`.`t`");
    EXPECT_NE(said.find(R"(lakecode sql 'SELECT 1 FROM `t` WHERE x = '\''it'\''')"), std::string::npos) << said;
    EXPECT_NE(said.find("unless it is meant: it may be so"), std::string::npos) << said;
    EXPECT_EQ(said.find('{'), std::string::npos) << said;
    acts.push_back(said.substr(0, said.find(" See the rows: ")));
    EXPECT_GT(acts.back().size(), 20U) << kind << " has no act";
  }
  std::sort(acts.begin(), acts.end());
  EXPECT_EQ(std::adjacent_find(acts.begin(), acts.end()), acts.end()) << "two kinds say the same";
}

TEST(NextStep, WhatTheContractCoversIsSettled) {
  const Anomaly covered{.kind = "outlier",
                        .severity = result::Severity::Info,
                        .sql = "SELECT 1",
                        .intended = "the contract c.yml covers it"};
  EXPECT_EQ(next_step(covered, "`t`"), "Nothing: the contract c.yml covers it.");
  EXPECT_EQ(shown_by("SELECT\n1"), "");
}

TEST(Evaluate, EveryFindingCanBeReproducedAndExplained) {
  Table table;
  table.add("region", "STRING").nulls = 300;
  table.add("order_date", "DATE").future = 7;
  for (const Anomaly& anomaly : table.judged().anomalies) {
    EXPECT_NE(anomaly.sql.find("SELECT"), std::string::npos) << anomaly.kind;
    EXPECT_FALSE(anomaly.intended.empty()) << anomaly.kind;
    EXPECT_TRUE(std::count(anomaly_kinds().begin(), anomaly_kinds().end(), anomaly.kind)) << anomaly.kind;
  }
}

}  // namespace
}  // namespace lakecode::profile
