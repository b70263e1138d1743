#include "analysis/cost/usage_query.h"

#include <gtest/gtest.h>

namespace lakecode::cost {
namespace {

const ColumnTypes kUsage = {{"usage_date", "date"},
                            {"sku_name", "string"},
                            {"usage_quantity", "decimal(38,18)"},
                            {"cloud", "string"},
                            {"usage_start_time", "timestamp"},
                            {"usage_metadata", "struct<job_id:string,nested:struct<endpoint_name:string>>"},
                            {"identity_metadata", "map<string,string>"}};

TEST(UsageQuery, TakesFieldsFromStructsMapsAndJsonText) {
  EXPECT_EQ(field_expression(kUsage, "u", "usage_metadata", "job_id"), "CAST(u.`usage_metadata`.`job_id` AS STRING)");
  EXPECT_EQ(field_expression(kUsage, "u", "usage_metadata", "endpoint_name"), "CAST(NULL AS STRING)");
  EXPECT_EQ(field_expression(kUsage, "u", "identity_metadata", "run_as"),
            "CAST(u.`identity_metadata`['run_as'] AS STRING)");
  EXPECT_EQ(field_expression({{"usage_metadata", "string"}}, "u", "usage_metadata", "job_id"),
            "get_json_object(u.`usage_metadata`, '$.job_id')");
  EXPECT_EQ(field_expression(kUsage, "u", "absent", "x"), "CAST(NULL AS STRING)");
}

TEST(UsageQuery, JoinsThePriceOfTheTimeOnlyByColumnsThatAreThere) {
  UsageQuery query{kUsage,
                   ColumnTypes{{"sku_name", "string"},
                               {"cloud", "string"},
                               {"price_start_time", "timestamp"},
                               {"price_end_time", "timestamp"},
                               {"pricing", "struct<default:string>"}},
                   Day(std::chrono::days(20'000)), Day(std::chrono::days(20'030))};
  const auto sql = make_usage_sql(query);
  ASSERT_TRUE(sql);
  EXPECT_NE(sql->find("u.cloud = p.cloud"), std::string::npos);
  EXPECT_EQ(sql->find("usage_unit"), std::string::npos);
  EXPECT_NE(sql->find("p.price_end_time IS NULL OR"), std::string::npos);
  EXPECT_NE(sql->find("coalesce(p.pricing.default)"), std::string::npos);
  EXPECT_EQ(sql->find("record_type"), std::string::npos);  // every record type counts, so that corrections cancel
}

TEST(UsageQuery, AClusterIsAKeyOnlyWhereItIsNoJobsOwn) {
  const UsageQuery query{{{"usage_date", "date"},
                          {"sku_name", "string"},
                          {"usage_quantity", "decimal(38,18)"},
                          {"usage_metadata", "struct<job_id:string,cluster_id:string>"}},
                         std::nullopt,
                         Day(std::chrono::days(20'000)),
                         Day(std::chrono::days(20'030))};
  const auto sql = make_usage_sql(query);
  ASSERT_TRUE(sql);
  EXPECT_NE(
      sql->find("CASE WHEN CAST(u.`usage_metadata`.`job_id` AS STRING) IS NULL AND CAST(NULL AS STRING) IS NULL THEN "
                "CAST(u.`usage_metadata`.`cluster_id` AS STRING) END AS cluster_id"),
      std::string::npos)
      << *sql;
}

TEST(UsageQuery, SaysWhichColumnItCannotDoWithout) {
  const auto sql = make_usage_sql({{{"usage_date", "date"}}, std::nullopt, {}, {}});
  ASSERT_FALSE(sql);
  EXPECT_NE(sql.error().reason.find("sku_name"), std::string::npos);
}

TEST(UsageQuery, ReadsItsAnswerAndRefusesAnother) {
  const Cells good = {"2026-05-04", "JOBS",       "JOBS", "ana", "7",    std::nullopt, std::nullopt,
                      std::nullopt, std::nullopt, "c-1",  "2.5", "1.25", "3",          "2"};
  const auto rows = parse_usage({good});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().job_id, "7");
  EXPECT_EQ(rows->front().cluster_id, "c-1");
  EXPECT_DOUBLE_EQ(rows->front().usd, 1.25);
  EXPECT_FALSE(rows->front().is_priced);
  Cells bad = good;
  bad[0] = "yesterday";
  EXPECT_FALSE(parse_usage({bad}));
  bad = good;
  bad[10] = "many";
  EXPECT_FALSE(parse_usage({bad}));
  bad.pop_back();
  EXPECT_FALSE(parse_usage({bad}));
}

}  // namespace
}  // namespace lakecode::cost
