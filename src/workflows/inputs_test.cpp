#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "workflows/engine.h"

namespace lakecode::workflows {
namespace {

constexpr Input kInputs[] = {
    {"job_id", InputType::Id, true, "the job"},
    {"days", InputType::Integer, false, "how many"},
    {"wait", InputType::Boolean, false, "wait for it"},
    {"contract", InputType::Object, false, "the contract"},
};
const WorkflowRecord kSample{"sample", "Sample", "a sample", kInputs, safety::EffectClass::ReadOnly, nullptr};

Result<JsonBox> check(std::string_view text) {
  return check_inputs(kSample, json::parse(text, "test").value());
}

TEST(Inputs, IdsComeAsStringOrNumberAndAreKeptAsStrings) {
  for (const char* text : {R"({"job_id":9007199254740993})", R"({"job_id":"9007199254740993"})"}) {
    const auto kept = check(text);
    ASSERT_TRUE(kept) << one_line(kept.error());
    EXPECT_EQ(json::serialize(**kept), R"({"job_id":"9007199254740993"})");
  }
}

TEST(Inputs, NullCountsAsAbsentAndCommonInputsAreTaken) {
  const auto kept =
      check(R"({"job_id":1,"days":null,"as_of":"2026-01-31T08:00:00Z","warehouse_id":"w","profiles":["a"]})");
  ASSERT_TRUE(kept) << one_line(kept.error());
  EXPECT_EQ(json::find(**kept, "days"), nullptr);
}

struct Refused {
  std::string input;
  std::string says;
};
class InputsRefuse : public ::testing::TestWithParam<Refused> {};

TEST_P(InputsRefuse, WithTheKeyAndWhatIsAllowed) {
  const auto kept = check(GetParam().input);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::InvalidArgument);
  EXPECT_NE(one_line(kept.error()).find(GetParam().says), std::string::npos) << one_line(kept.error());
}

INSTANTIATE_TEST_SUITE_P(Cases, InputsRefuse,
                         ::testing::Values(Refused{"[]", "must be a JSON object"}, Refused{"{}", "`job_id` is missing"},
                                           Refused{R"({"jobid":1})", "did you mean `job_id`"},
                                           Refused{R"({"job_id":true})", "an id"},
                                           Refused{R"({"job_id":1.5})", "an id"}, Refused{R"({"job_id":""})", "an id"},
                                           Refused{R"({"job_id":1,"days":1.5})", "a whole number"},
                                           Refused{R"({"job_id":1,"wait":"yes"})", "true or false"},
                                           Refused{R"({"job_id":1,"contract":3})", "an object"},
                                           Refused{R"({"job_id":1,"profiles":[1]})", "a list of strings"},
                                           Refused{R"({"job_id":1,"as_of":"yesterday"})", "is not a time"},
                                           Refused{R"({"job_id":null})", "`job_id` is missing"}));

TEST(Workflows, EveryRecordIsCompleteAndIdsAreUnique) {
  std::vector<std::string_view> ids;
  for (const WorkflowRecord* record : registry()) {
    EXPECT_FALSE(record->title.empty()) << record->id;
    EXPECT_FALSE(record->help.empty()) << record->id;
    EXPECT_NE(record->run, nullptr) << record->id;
    EXPECT_EQ(find_workflow(record->id), record);
    ids.push_back(record->id);
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  EXPECT_EQ(find_workflow("no_such"), nullptr);
}

}  // namespace
}  // namespace lakecode::workflows
