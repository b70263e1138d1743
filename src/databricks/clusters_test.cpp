#include "databricks/clusters.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/time_format.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::databricks {
namespace {

using net::ServerRequest;
using test::FakeWorkspace;
using test::json_answer;

TEST(Clusters, ReadsOneWithItsTermination) {
  FakeWorkspace workspace([](const ServerRequest&) {
    return json_answer(
        R"({"cluster_id":"c1","cluster_name":"etl","state":"TERMINATED","aws_attributes":{"availability":"SPOT","first_on_demand":1},
      "termination_reason":{"code":"A_CODE_OF_TOMORROW","type":"CLOUD_FAILURE","parameters":{"instance_id":"i-1"}}})");
  });
  const auto cluster = fetch_cluster(workspace.client(), ClusterId("c1"), workspace.ctx());
  ASSERT_TRUE(cluster) << one_line(cluster.error());
  EXPECT_EQ(cluster->availability, "SPOT");
  ASSERT_TRUE(cluster->termination_reason.has_value());
  EXPECT_EQ(cluster->termination_reason->code, "A_CODE_OF_TOMORROW");
  EXPECT_EQ(cluster->termination_reason->parameters.at(0).second, "i-1");
}

TEST(Clusters, AMissingOneIsNotFound) {
  FakeWorkspace workspace([](const ServerRequest&) {
    return json_answer(R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Cluster c1 does not exist"})", 400);
  });
  const auto cluster = fetch_cluster(workspace.client(), ClusterId("c1"), workspace.ctx());
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().code, ErrorCode::NotFound);
}

TEST(ClusterEvents, FollowsBothStylesOfPaging) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    const auto body = json::parse(request.body, "body");
    if (json::string_at(*body, "page_token") == "t2") {
      return json_answer(
          R"({"events":[{"type":"RUNNING","timestamp":1}],"next_page":{"cluster_id":"c1","offset":2,"limit":50}})");
    }
    if (json::int_at(*body, "offset"))
      return json_answer(R"({"events":[{"type":"TERMINATING","details":{"reason":{"code":"JOB_FINISHED"}}}]})");
    return json_answer(R"({"events":[{"type":"CREATING"}],"next_page_token":"t2"})");
  });
  const auto events = fetch_cluster_events(workspace.client(), ClusterId("c1"), {.from = from_epoch_ms(7), .to = {}},
                                           100, workspace.ctx());
  ASSERT_TRUE(events) << one_line(events.error());
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ(events->at(2).reason->code, "JOB_FINISHED");
  const auto body = json::parse(workspace.requests().at(0).body, "body");
  EXPECT_EQ(json::int_at(*body, "start_time"), 7);
  EXPECT_EQ(workspace.requests().at(0).method, "POST");
}

}  // namespace
}  // namespace lakecode::databricks
