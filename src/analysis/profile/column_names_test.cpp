#include "analysis/profile/column_names.h"

#include <gtest/gtest.h>

namespace lakecode::profile {
namespace {

using Words = std::vector<std::string>;

TEST(ColumnNames, WordsAreCutAtCaseAndPunctuation) {
  EXPECT_EQ(name_words("orderLine_ID"), (Words{"order", "line", "id"}));
  EXPECT_EQ(name_words("HTTPStatus code"), (Words{"http", "status", "code"}));
  EXPECT_EQ(name_words("`odd\n\"name\"`"), (Words{"odd", "name"}));
  EXPECT_TRUE(name_words("").empty());
}

struct KeyCase {
  const char* column;
  const char* table;
  bool key;
};

class KeyNames : public testing::TestWithParam<KeyCase> {};

TEST_P(KeyNames, AreThoseOfTheTableItself) {
  EXPECT_EQ(names_key_of(GetParam().column, GetParam().table), GetParam().key)
      << GetParam().column << " of " << GetParam().table;
}

INSTANTIATE_TEST_SUITE_P(
    Tables, KeyNames,
    testing::Values(KeyCase{"id", "anything", true}, KeyCase{"order_id", "orders", true},
                    KeyCase{"OrderID", "stg_orders_v2", true}, KeyCase{"customer_key", "dim_customer", true},
                    KeyCase{"category_id", "categories", true}, KeyCase{"order_id", "order_items", false},
                    KeyCase{"customer_id", "orders", false}, KeyCase{"status", "status", false},
                    KeyCase{"order_date", "orders", false}, KeyCase{"user_id", "web_events", false}));

TEST(ColumnNames, StagesFollowTheLifeOfAThing) {
  EXPECT_LT(life_stage("order_date"), life_stage("shipped_at"));
  EXPECT_LT(life_stage("shippedAt"), life_stage("delivered_on"));
  EXPECT_LT(life_stage("scanned_at"), life_stage("delivered_at"));
  EXPECT_LT(life_stage("birth_date"), life_stage("hire_date"));
  EXPECT_EQ(life_stage("planned_start"), -1);
  EXPECT_EQ(life_stage("amount"), -1);
}

TEST(ColumnNames, SensesDoNotLeakIntoOtherWords) {
  EXPECT_TRUE(has_sense("zip_code", NameSense::Code));
  EXPECT_TRUE(has_sense("expiryDate", NameSense::FutureNatural));
  EXPECT_FALSE(has_sense("percentage", NameSense::NonNegative));  // holds "age" only as letters
  EXPECT_FALSE(has_sense("idle_time", NameSense::Identifier));
  EXPECT_TRUE(has_sense("customer_id", NameSense::Identifier));
  EXPECT_FALSE(has_sense("id_note", NameSense::Identifier));
}

}  // namespace
}  // namespace lakecode::profile
