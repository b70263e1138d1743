// Reads of Unity Catalog, SQL warehouses and the query history.
#include <gtest/gtest.h>

#include "base/time_format.h"
#include "databricks/query_history.h"
#include "databricks/unity_catalog.h"
#include "databricks/warehouses.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::databricks {
namespace {

using net::ServerRequest;
using test::FakeWorkspace;
using test::json_answer;

TEST(UnityCatalog, FollowsEmptyPagesAndEndsAtAnEmptyToken) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    const auto token = request.query_value("page_token");
    if (!token) return json_answer(R"({"catalogs":[],"next_page_token":"a"})");
    if (*token == "a") return json_answer(R"({"next_page_token":"b"})");
    return json_answer(
        R"({"catalogs":[{"name":"main","owner":"o","catalog_type":"MANAGED_CATALOG"}],"next_page_token":""})");
  });
  const auto catalogs = fetch_catalogs(workspace.client(), workspace.ctx());
  ASSERT_TRUE(catalogs) << one_line(catalogs.error());
  ASSERT_EQ(catalogs->size(), 1U);
  EXPECT_EQ(catalogs->at(0).name, "main");
  EXPECT_EQ(workspace.requests().size(), 3U);
}

TEST(UnityCatalog, ReadsATableWithItsColumnsInOrder) {
  FakeWorkspace workspace([](const ServerRequest&) {
    return json_answer(
        R"json({"name":"orders","catalog_name":"main","schema_name":"sales","full_name":"main.sales.orders",
      "table_type":"MANAGED","data_source_format":"DELTA","properties":{"a":"b"},"updated_at":1700000000000,
      "row_filter":{"function_name":"f"},"columns":[
      {"name":"b","position":1,"type_text":"decimal(10,2)","type_name":"DECIMAL","nullable":false},
      {"name":"a","position":0,"type_text":"bigint","type_name":"LONG","mask":{"function_name":"m"}}],
      "table_constraints":[{"primary_key_constraint":{"name":"pk","child_columns":["a"]}}],"unknown":[1]})json");
  });
  const auto table = fetch_table(workspace.client(), "main.sales.orders", workspace.ctx());
  ASSERT_TRUE(table) << one_line(table.error());
  ASSERT_EQ(table->columns.size(), 2U);
  EXPECT_EQ(table->columns[0].name, "a");
  EXPECT_TRUE(table->columns[0].has_mask);
  EXPECT_FALSE(table->columns[1].nullable);
  EXPECT_TRUE(table->has_row_filter);
  EXPECT_EQ(table->primary_key, std::vector<std::string>{"a"});
  EXPECT_EQ(workspace.requests().at(0).path, "/api/2.1/unity-catalog/tables/main.sales.orders");
}

TEST(UnityCatalog, MissingTableAndOddNames) {
  FakeWorkspace workspace([](const ServerRequest&) {
    return json_answer(R"({"error_code":"TABLE_DOES_NOT_EXIST","message":"Table 'a.b.c' does not exist."})", 404);
  });
  const auto table = fetch_table(workspace.client(), "a.b.c", workspace.ctx());
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::NotFound);
  for (const char* name : {"a.b", "a..c", "a.b.c/d", "", "a.b.c%2e"}) {
    const auto odd = fetch_table(workspace.client(), name, workspace.ctx());
    ASSERT_FALSE(odd) << name;
    EXPECT_EQ(odd.error().code, ErrorCode::InvalidArgument) << name;
  }
}

TEST(UnityCatalog, ListsSchemasAndTables) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    if (request.path.ends_with("/schemas")) return json_answer(R"({"schemas":[{"name":"s"}]})");
    EXPECT_EQ(request.query_value("omit_columns"), "true");
    return json_answer(R"({"tables":[{"name":"t","catalog_name":"main","schema_name":"s"}]})");
  });
  const auto schemas = fetch_schemas(workspace.client(), "main", workspace.ctx());
  ASSERT_TRUE(schemas);
  EXPECT_EQ(schemas->at(0).full_name, "main.s");
  const auto tables = fetch_tables(workspace.client(), {"main", "s"}, TableDetail::NamesOnly, workspace.ctx());
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->at(0).full_name, "main.s.t");
}

TEST(Warehouses, ListsAndReads) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    if (request.path.ends_with("/warehouses"))
      return json_answer(R"({"warehouses":[{"id":"w1","state":"STOPPED","enable_serverless_compute":true}]})");
    return json_answer(R"({"id":"w1","name":"main","state":"RUNNING","auto_stop_mins":10})");
  });
  const auto list = fetch_warehouses(workspace.client(), workspace.ctx());
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->at(0).serverless);
  const auto one = fetch_warehouse(workspace.client(), WarehouseId("w1"), workspace.ctx());
  ASSERT_TRUE(one);
  EXPECT_EQ(one->state, "RUNNING");
  EXPECT_FALSE(fetch_warehouse(workspace.client(), WarehouseId(""), workspace.ctx()));
}

TEST(QueryHistory, SendsDottedRepeatedFilters) {
  FakeWorkspace workspace([](const ServerRequest&) {
    return json_answer(
        R"({"res":[{"query_id":"q1","query_text":"SELECT 1","status":"FAILED","duration":1500,"metrics":{"read_bytes":9007199254740993}}],"has_next_page":false})");
  });
  const QueryFilter filter{.started_from = from_epoch_ms(5),
                           .started_to = {},
                           .statuses = {"FAILED", "CANCELED"},
                           .warehouses = {WarehouseId("w1")},
                           .user_ids = {},
                           .statements = {},
                           .with_metrics = true};
  const auto queries = fetch_query_history(workspace.client(), filter, 10, workspace.ctx());
  ASSERT_TRUE(queries) << one_line(queries.error());
  EXPECT_EQ(queries->at(0).measures->read_bytes, 9007199254740993);
  EXPECT_EQ(queries->at(0).duration, std::chrono::milliseconds(1500));
  const auto request = workspace.requests().at(0);
  EXPECT_EQ(request.query_value("filter_by.query_start_time_range.start_time_ms"), "5");
  EXPECT_EQ(std::count_if(request.query.begin(), request.query.end(),
                          [](const auto& p) { return p.first == "filter_by.statuses"; }),
            2);
}

}  // namespace
}  // namespace lakecode::databricks
