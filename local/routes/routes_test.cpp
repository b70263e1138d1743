// Every route against fixtures/*.json, which were written by hand from the API reference: requests and the exact bytes
// of their answers.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/object_paging.h"
#include "local/routes/workspace_fixture.h"
#include "net/url.h"
#include "tests/support/paths.h"

namespace lakecode::local {
namespace {

const std::filesystem::path kFixtures = std::filesystem::path(test::source_folder()) / "local/routes/fixtures";

JsonValue load_fixture(const std::string& name) {
  const auto text = files::read(kFixtures / name);
  EXPECT_TRUE(text) << name;
  auto parsed = json::parse(*text, name);
  EXPECT_TRUE(parsed) << one_line(parsed.error());
  return std::move(parsed).value();
}

net::ServerRequest make_request(const JsonValue& given) {
  net::ServerRequest request;
  request.method = json::string_at(given, "method");
  const std::string target = json::string_at(given, "path");
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = net::decode_query(std::string_view(target).substr(mark + 1));
  const std::string token = json::optional_string_at(given, "token").value_or("secret");
  if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
  if (const JsonValue* body = json::find(given, "body")) request.body = json::serialize(*body);
  if (const auto raw = json::optional_string_at(given, "raw")) request.body = *raw;
  for (const auto& header : json::object_at(given, "headers"))
    request.headers.add(header.key(), json::as_string(header.value()).value_or(""));
  return request;
}

/// Without the members named, at any depth: times that come from the file system.
JsonValue without(const JsonValue& value, const JsonArray& names) {
  if (value.is_array()) {
    JsonArray out;
    for (const JsonValue& element : value.as_array()) out.push_back(without(element, names));
    return out;
  }
  if (!value.is_object()) return value;
  JsonObject out;
  for (const auto& member : value.as_object()) {
    if (std::find(names.begin(), names.end(), JsonValue(member.key())) == names.end())
      out[member.key()] = without(member.value(), names);
  }
  return out;
}

std::string compared(const std::string& body, const JsonArray& ignored) {
  if (ignored.empty()) return body;
  const auto parsed = json::parse(body, "answer");
  return parsed ? json::serialize(without(*parsed, ignored)) : body;
}

class Fixtures : public testing::TestWithParam<std::string> {};

TEST_P(Fixtures, AnswersAreTheWrittenBytes) {
  const JsonValue fixture = load_fixture(GetParam());
  WorkspaceFixture fixture_workspace;
  Store::Change change;
  for (const JsonValue& document : json::array_at(fixture, "documents")) {
    change.puts.push_back(
        {json::string_at(document, "kind"), json::string_at(document, "id"), JsonBox(*json::find(document, "body"))});
  }
  ASSERT_TRUE(fixture_workspace.store().commit(change));
  const std::vector<Route> routes = all_routes();
  for (const JsonValue& entry : json::array_at(fixture, "cases")) {
    const net::ServerRequest request = make_request(*json::find(entry, "request"));
    const net::ServerResponse response = dispatch(fixture_workspace.workspace(), routes, request);
    const std::string what = json::serialize(*json::find(entry, "request"));
    EXPECT_EQ(response.status, json::int_at(entry, "status")) << what;
    const JsonValue* body = json::find(entry, "body");
    const JsonArray& ignored = json::array_at(entry, "ignore");
    const std::string expected = body != nullptr ? json::serialize(*body) : json::string_at(entry, "text");
    EXPECT_EQ(compared(response.body, ignored), compared(expected, ignored)) << what;
    EXPECT_EQ(response.headers.find("X-Databricks-Org-Id"), "900800700600");
  }
}

std::vector<std::string> fixture_names() {
  return files::list(kFixtures).value_or(std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(All, Fixtures, testing::ValuesIn(fixture_names()),
                         [](const auto& tested) { return tested.param.substr(0, tested.param.find('.')); });

/// True when a fixture asks for `route`.
bool is_covered(const Route& route, const std::vector<net::ServerRequest>& requests) {
  for (const net::ServerRequest& request : requests) {
    const auto pattern = text::split(route.pattern, '/');
    const auto path = text::split(request.path, '/');
    const bool open_end = pattern.back() == "{*}" && path.size() >= pattern.size();
    bool same = request.method == route.method && (open_end || pattern.size() == path.size());
    for (std::size_t i = 0; same && i < pattern.size(); ++i)
      same = pattern[i] == "{*}" || pattern[i] == path[i] || pattern[i] == "{}" ||
             (pattern[i] == "2.*" && path[i].starts_with("2."));
    if (same) return true;
  }
  return false;
}

TEST(RouteTable, EveryRouteHasAFixture) {
  std::vector<net::ServerRequest> requests;
  for (const std::string& name : fixture_names()) {
    const JsonValue fixture = load_fixture(name);
    for (const JsonValue& entry : json::array_at(fixture, "cases"))
      requests.push_back(make_request(*json::find(entry, "request")));
  }
  for (const Route& route : all_routes())
    EXPECT_TRUE(is_covered(route, requests)) << route.method << " " << route.pattern;
}

TEST(RouteTable, OnlyTheKnownOnesAreOpen) {
  std::set<std::string_view> open;
  for (const Route& route : all_routes()) {
    if (route.access == Access::Open) open.insert(route.pattern);
  }
  EXPECT_EQ(open, (std::set<std::string_view>{"/.well-known/databricks-config", "/external-results/{}",
                                              "/oidc/.well-known/oauth-authorization-server",
                                              "/oidc/.well-known/openid-configuration", "/oidc/jwks.json",
                                              "/oidc/v1/authorize", "/oidc/v1/token"}));
}

TEST(ObjectPaging, CutsHundredsAndNeverGivesAnEmptyToken) {
  JsonObject whole;
  JsonArray tasks;
  for (int i = 0; i < 250; ++i) tasks.emplace_back(i);
  whole["tasks"] = tasks;
  whole["parameters"] = JsonArray{1, 2};
  std::vector<std::int64_t> seen;
  std::string token;
  for (int page = 0; page < 3; ++page) {
    JsonObject object = whole;
    ASSERT_TRUE(cut_page(object, {"tasks", "parameters"}, token));
    for (const JsonValue& task : object["tasks"].as_array()) seen.push_back(task.as_int64());
    EXPECT_EQ(object["parameters"].as_array().size(), page == 0 ? 2U : 0U);
    ASSERT_EQ(object.contains("next_page_token"), page < 2);
    if (page < 2) token = object["next_page_token"].as_string();
  }
  EXPECT_EQ(seen.size(), 250U);
  JsonObject object = whole;
  EXPECT_FALSE(cut_page(object, {"tasks"}, "nonsense"));
}

TEST(Jobs, PagesThroughTenThousand) {
  WorkspaceFixture fixture;
  Store::Change change;
  for (int i = 1; i <= 10'000; ++i) {
    change.puts.push_back(
        {"job", std::to_string(i),
         JsonBox(JsonObject{{"job_id", i}, {"created_time", i % 977}, {"settings", JsonObject{{"name", "j"}}}})});
  }
  ASSERT_TRUE(fixture.store().commit(change));
  const std::vector<Route> routes = all_routes();
  std::set<std::int64_t> seen;
  std::string token;
  do {
    net::ServerRequest request;
    request.method = "GET";
    request.path = "/api/2.2/jobs/list";
    request.query = {{"limit", "100"}, {"page_token", token}};
    request.headers.add("Authorization", "Bearer secret");
    const net::ServerResponse response = dispatch(fixture.workspace(), routes, request);
    ASSERT_EQ(response.status, 200);
    const auto body = json::parse(response.body, "answer");
    ASSERT_TRUE(body);
    for (const JsonValue& job : json::array_at(*body, "jobs"))
      EXPECT_TRUE(seen.insert(*json::int_at(job, "job_id")).second);
    token = json::string_at(*body, "next_page_token");
  } while (!token.empty());
  EXPECT_EQ(seen.size(), 10'000U);
}

}  // namespace
}  // namespace lakecode::local
