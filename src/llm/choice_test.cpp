#include "llm/choice.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/temp_folder.h"
#include "llm/provider_fixture.h"
#include "tests/support/fake_model.h"

namespace lakecode::llm {
namespace {

using test::FakeModel;

class ChoiceTest : public ::testing::Test {
 protected:
  Result<Choice> choose() {
    auto loaded = config::load_settings({.environment = environment_,
                                         .user_home = home_.path(),
                                         .lakecode_home = home_ / ".lakecode",
                                         .working_folder = home_.path(),
                                         .flags = flags_});
    if (!loaded) return loaded.error();
    return choose_provider({.settings = loaded->settings,
                            .environment = environment_,
                            .workspace = workspace_,
                            .http = {},
                            .random = random_},
                           call_.context());
  }
  void workspace_at(const std::string& origin) {
    workspace_ = [origin]() -> Result<std::optional<WorkspaceEndpoints>> {
      return std::optional(WorkspaceEndpoints{.origin = origin, .credential = "profile DEV", .authorize = {}});
    };
  }

  TempFolder home_;
  config::Environment environment_;
  std::map<std::string, std::string> flags_;
  std::function<Result<std::optional<WorkspaceEndpoints>>()> workspace_;
  SeededRandom random_{1};
  test::TestCall call_;
};

TEST_F(ChoiceTest, WithoutAnythingThereIsNone) {
  const auto choice = choose();
  ASSERT_TRUE(choice) << one_line(choice.error());
  EXPECT_EQ(choice->provider, nullptr);
  EXPECT_EQ(choice->why, "no model: no key is set, and no workspace is configured");
}

TEST_F(ChoiceTest, AKeyInTheEnvironmentComesFirst) {
  workspace_ = []() -> Result<std::optional<WorkspaceEndpoints>> {
    ADD_FAILURE() << "the workspace is not asked";
    return std::optional<WorkspaceEndpoints>();
  };
  environment_["OPENAI_API_KEY"] = "sk-openai";
  EXPECT_EQ(choose().value().why, "openai gpt-5 at https://api.openai.com (OPENAI_API_KEY is set)");
  environment_["ANTHROPIC_API_KEY"] = " sk-ant \n";
  environment_["LAKECODE_MODEL"] = "claude-opus-5";
  const auto choice = choose();
  EXPECT_EQ(choice->why, "anthropic claude-opus-5 at https://api.anthropic.com (ANTHROPIC_API_KEY is set)");
  EXPECT_EQ(choice->secrets[0].reveal(), "sk-ant");
}

TEST_F(ChoiceTest, AFlagBeatsTheEnvironmentAndItsVendorsVariableComesLast) {
  environment_["ANTHROPIC_AUTH_TOKEN"] = "t";
  environment_["ANTHROPIC_MODEL"] = "from-vendor";
  EXPECT_EQ(choose().value().model, "from-vendor");
  environment_["LAKECODE_MODEL"] = "from-variable";
  EXPECT_EQ(choose().value().model, "from-variable");
  flags_["agent.model"] = "from-flag";
  EXPECT_EQ(choose().value().model, "from-flag");
}

TEST_F(ChoiceTest, BothCredentialsAreWarnedAboutAndTheKeyIsSent) {
  const FakeModel model(R"({"server": {"key": "k"}, "replies": [{"text": "ok"}]})");
  environment_ = {
      {"ANTHROPIC_API_KEY", "k"}, {"ANTHROPIC_AUTH_TOKEN", "t"}, {"ANTHROPIC_BASE_URL", model.origin() + "/"}};
  auto choice = choose();
  ASSERT_TRUE(choice) << one_line(choice.error());
  EXPECT_EQ(choice->notices.size(), 1U);
  RememberingSink sink;
  const auto reply = choice->provider->complete(hello(choice->model), sink, call_.context());
  EXPECT_TRUE(reply) << one_line(reply.error());
}

TEST_F(ChoiceTest, AnEndpointOfTheWorkspaceIsTakenWhereNoKeyIs) {
  const FakeModel model(R"({"server": {"models": ["databricks-llama-4-maverick", "databricks-claude-sonnet-4-5",
                                                  "databricks-claude-sonnet-4", "databricks-bge-large-en"]}})");
  workspace_at(model.origin());
  const auto choice = choose();
  ASSERT_TRUE(choice) << one_line(choice.error());
  EXPECT_EQ(choice->model, "databricks-claude-sonnet-4-5");
  EXPECT_NE(choice->why.find("an endpoint of the workspace"), std::string::npos);
}

TEST_F(ChoiceTest, AWorkspaceWithoutModelsOrOutOfReachIsNone) {
  const FakeModel model(R"({"server": {"models": ["databricks-bge-large-en"]}})");
  workspace_at(model.origin());
  EXPECT_EQ(choose().value().provider, nullptr);
  workspace_at("http://127.0.0.1:1");
  const auto choice = choose();
  ASSERT_TRUE(choice) << one_line(choice.error());
  EXPECT_EQ(choice->provider, nullptr);
  EXPECT_NE(choice->why.find("127.0.0.1"), std::string::npos);
}

TEST_F(ChoiceTest, AProviderNamedWithoutWhatItNeedsIsAnError) {
  for (const auto& [name, code] :
       {std::pair{"anthropic", ErrorCode::Unauthenticated}, std::pair{"openai", ErrorCode::Unauthenticated},
        std::pair{"databricks", ErrorCode::FailedPrecondition}}) {
    environment_["LAKECODE_PROVIDER"] = name;
    const auto choice = choose();
    ASSERT_FALSE(choice) << name;
    EXPECT_EQ(choice.error().code, code) << name;
  }
  environment_["LAKECODE_PROVIDER"] = "none";
  environment_["ANTHROPIC_API_KEY"] = "k";
  EXPECT_EQ(choose().value().why, "no model: agent.provider is none (environment LAKECODE_PROVIDER)");
}

TEST_F(ChoiceTest, AServerWithoutKeyIsAskedForItsModel) {
  const FakeModel model(R"({"server": {"models": ["qwen3:8b"]}, "replies": [{"text": "ok"}]})");
  environment_["OPENAI_BASE_URL"] = model.origin();
  auto choice = choose();
  ASSERT_TRUE(choice) << one_line(choice.error());
  EXPECT_EQ(choice->model, "qwen3:8b");
  RememberingSink sink;
  EXPECT_TRUE(choice->provider->complete(hello(choice->model), sink, call_.context()));
}

TEST_F(ChoiceTest, OverridesReachTheProvider) {
  environment_["ANTHROPIC_API_KEY"] = "k";
  environment_["LAKECODE_MODEL_OVERRIDES"] = "[\"claude-* input_price=0.5 context_window=1000\"]";
  const auto choice = choose();
  ASSERT_TRUE(choice) << one_line(choice.error());
  EXPECT_EQ(choice->provider->capabilities("claude-opus-5").input_price, 0.5);
  environment_["LAKECODE_MODEL_OVERRIDES"] = "[\"claude-* input_prize=0.5\"]";
  EXPECT_EQ(choose().error().code, ErrorCode::InvalidArgument);
}

TEST_F(ChoiceTest, AnAddressThatIsNoneIsNamedAndNotRepeated) {
  environment_ = {{"ANTHROPIC_API_KEY", "k"}, {"ANTHROPIC_BASE_URL", "https://me:hunter2@host"}};
  const auto choice = choose();
  ASSERT_FALSE(choice);
  EXPECT_NE(one_line(choice.error()).find("ANTHROPIC_BASE_URL"), std::string::npos);
  EXPECT_EQ(one_line(choice.error()).find("hunter2"), std::string::npos);
}

TEST_F(ChoiceTest, AKeyThatWouldGoInTheOpenIsWarnedAbout) {
  environment_ = {{"ANTHROPIC_API_KEY", "k"}, {"ANTHROPIC_BASE_URL", "http://models.example:8080"}};
  EXPECT_EQ(choose().value().notices.size(), 1U);
  environment_["ANTHROPIC_BASE_URL"] = "http://localhost:8080";
  EXPECT_TRUE(choose().value().notices.empty());
}

TEST(BestEndpoint, IsTheStrongestFamilyThenTheLatest) {
  EXPECT_EQ(best_endpoint({"databricks-meta-llama-3-3-70b-instruct", "databricks-gpt-oss-120b"}),
            "databricks-gpt-oss-120b");
  EXPECT_EQ(best_endpoint({"databricks-claude-sonnet-5", "databricks-claude-opus-5", "databricks-claude-sonnet-4-6"}),
            "databricks-claude-sonnet-5");
  EXPECT_EQ(best_endpoint({"our-own", "another"}), "our-own");
  EXPECT_EQ(best_endpoint({}), "");
}

}  // namespace
}  // namespace lakecode::llm
