#include "result/workflow_result.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::result {
namespace {

WorkflowResult sample() {
  WorkflowResult result;
  result.workflow = "job_status";
  result.run_id = "r1";
  result.status = WorkflowStatus::Partial;
  result.workspace = "local";
  result.started_at = from_epoch_ms(1'000);
  result.finished_at = from_epoch_ms(2'500);
  result.inputs = JsonBox(JsonObject{{"job_id", "9007199254740993"}});
  result.summary = "s";
  result.findings = {
      {.id = "a",
       .severity = Severity::Low,
       .title = "t",
       .detail = "d",
       .recommendation = "r",
       .evidence = {{"fetch", "/job"}}},
      {.id = "b", .severity = Severity::High, .title = "", .detail = "", .recommendation = "", .evidence = {}}};
  result.data = JsonBox(JsonObject{{"job", nullptr}});
  result.steps = {{.id = "fetch",
                   .title = "f",
                   .kind = StepKind::Api,
                   .status = StepStatus::Failed,
                   .duration = std::chrono::milliseconds(7),
                   .error = "why"}};
  result.evidence_pack = "p";
  return result;
}

TEST(WorkflowResult, JsonIsTheContractMemberForMember) {
  EXPECT_EQ(
      json::serialize(to_json(sample())),
      R"({"schema":"lakecode.workflow_result/1","workflow":"job_status","run_id":"r1","status":"partial",)"
      R"("workspace":"local","started_at":"1970-01-01T00:00:01.000Z","finished_at":"1970-01-01T00:00:02.500Z",)"
      R"("inputs":{"job_id":"9007199254740993"},"summary":"s","findings":[{"id":"a","severity":"low","title":"t",)"
      R"("detail":"d","recommendation":"r","evidence":[{"step":"fetch","pointer":"/job"}]},{"id":"b",)"
      R"("severity":"high","title":"","detail":"","recommendation":"","evidence":[]}],"data":{"job":null},)"
      R"("narrative":null,"steps":[{"id":"fetch","title":"f","kind":"api","status":"failed","duration_ms":7,)"
      R"("error":"why"}],"evidence_pack":"p"})");
}

TEST(WorkflowResult, WorstIsTheHighestSeverityAndAbsentWithoutFindings) {
  WorkflowResult result = sample();
  EXPECT_EQ(worst(result), Severity::High);
  result.findings.clear();
  EXPECT_EQ(worst(result), std::nullopt);
}

TEST(Severity, NamesRoundTripAndOthersAreRefused) {
  Severity severity = Severity::Info;
  for (const Severity each : {Severity::Info, Severity::Low, Severity::Medium, Severity::High, Severity::Critical}) {
    ASSERT_TRUE(parse_severity(name_of(each), severity));
    EXPECT_EQ(severity, each);
  }
  EXPECT_FALSE(parse_severity("HIGH", severity));
  EXPECT_FALSE(parse_severity("", severity));
}

}  // namespace
}  // namespace lakecode::result
