// Whole reports: exact text at two widths, ASCII fallback, Markdown, and hostile texts in every field.
#include "render/report.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::render {
namespace {

using result::Severity;
using result::StepKind;
using result::StepStatus;

JsonValue parsed(std::string_view text) {
  const Result<JsonValue> value = json::parse(text, "test");
  EXPECT_TRUE(value.has_value());
  return value ? *value : JsonValue(nullptr);
}

WallTime at(long long seconds) {
  return WallTime{} + std::chrono::seconds(seconds);
}

result::WorkflowResult failed_run() {
  result::WorkflowResult out;
  out.workflow = "debug_job";
  out.workspace = "https://dbc.example";
  out.started_at = at(1'700'000'000);
  out.finished_at = at(1'700'000'002);
  out.inputs = parsed(R"({"run_id":"42"})");
  out.summary = "Run 42 failed in task load: table_not_found.";
  out.data = parsed(R"({
    "job":{"job_id":"7","name":"nightly"},
    "run":{"run_id":"42","result":"FAILED"},
    "root_cause":{"class":"table_not_found","task_key":"load","confidence":0.94,"fix":"Check the three-part name.",
      "retry_helps":"after_fix","evidence":[{"source":"load error:1","text":"[TABLE_OR_VIEW_NOT_FOUND] main.a.b"}]},
    "cascade":["mart","report"],
    "tasks":[{"task_key":"load","result":"FAILED","depends_on":[],"role":"root"},
      {"task_key":"mart","result":"UPSTREAM_FAILED","depends_on":["load"],"role":"fell with it"},
      {"task_key":"report","result":"UPSTREAM_FAILED","depends_on":["mart"],"role":"fell with it"}]})");
  out.findings = {{.id = "root_cause",
                   .severity = Severity::High,
                   .title = "table_not_found in task load",
                   .detail =
                       "main.a.b cannot be found; the catalog of this target was renamed on the day before the first "
                       "failing run, and two more tables of the schema are read further down",
                   .recommendation = "Check the three-part name.",
                   .evidence = {{"fetch_outputs", "/root_cause/evidence/0"}}}};
  out.steps = {{"fetch_run", "Read the run", StepKind::Api, StepStatus::Ok, std::chrono::milliseconds(120), ""},
               {"fetch_outputs", "Read outputs", StepKind::Api, StepStatus::Failed, std::chrono::milliseconds(900),
                "cannot read output: 403"}};
  out.status = result::WorkflowStatus::Partial;
  out.evidence_pack = "runs/r-1";
  return out;
}

constexpr std::string_view kAt80 = R"(debug_job
  Asked about  run_id 42
  Workspace    https://dbc.example
  Status       partial: 1 of 2 steps did not deliver
  Took         2.0 s, at 2023-11-14 22:13 UTC

Summary
  Run 42 failed in task load: table_not_found.

Run
  Job     nightly (7)
  Run     42
  Result  FAILED

Root cause
  Class        table_not_found
  Task         load
  Confidence   █████████▍ 94 %
  Fix          Check the three-part name.
  Retry helps  after the fix: repair only the failed tasks and those behind them

What decides it
  ›   load error:1: [TABLE_OR_VIEW_NOT_FOUND] main.a.b

What fell with it
  load
  └─ mart
     └─ report

Tasks
  Task    Result           After  Role
  ──────  ───────────────  ─────  ────────────
  load    FAILED                  root
  mart    UPSTREAM_FAILED  load   fell with it
  report  UPSTREAM_FAILED  mart   fell with it

Findings
  high  table_not_found in task load
        main.a.b cannot be found; the catalog of this target was renamed on the
        day before the first failing run, and two more tables of the schema are
        read further down
  do    Check the three-part name.
  see   fetch_outputs /root_cause/evidence/0

Steps
  Step          Kind  Result    Time  Why
  ────────────  ────  ──────  ──────  ───────────────────────
  Read the run  api   ok      120 ms
  Read outputs  api   failed  900 ms  cannot read output: 403

Evidence
  runs/r-1
)";

constexpr std::string_view kAscii120 = R"(debug_job
  Asked about  run_id 42
  Workspace    https://dbc.example
  Status       partial: 1 of 2 steps did not deliver
  Took         2.0 s, at 2023-11-14 22:13 UTC

Summary
  Run 42 failed in task load: table_not_found.

Run
  Job     nightly (7)
  Run     42
  Result  FAILED

Root cause
  Class        table_not_found
  Task         load
  Confidence   #########  94 %
  Fix          Check the three-part name.
  Retry helps  after the fix: repair only the failed tasks and those behind them

What decides it
  >   load error:1: [TABLE_OR_VIEW_NOT_FOUND] main.a.b

What fell with it
  load
  `- mart
     `- report

Tasks
  Task    Result           After  Role
  ------  ---------------  -----  ------------
  load    FAILED                  root
  mart    UPSTREAM_FAILED  load   fell with it
  report  UPSTREAM_FAILED  mart   fell with it

Findings
  high  table_not_found in task load
        main.a.b cannot be found; the catalog of this target was renamed on the day before the first failing run, and
        two more tables of the schema are read further down
  do    Check the three-part name.
  see   fetch_outputs /root_cause/evidence/0

Steps
  Step          Kind  Result    Time  Why
  ------------  ----  ------  ------  -----------------------
  Read the run  api   ok      120 ms
  Read outputs  api   failed  900 ms  cannot read output: 403

Evidence
  runs/r-1
)";

TEST(Report, SkippedAndOpenRunsAreNotCountedAsFinished) {
  result::WorkflowResult out = failed_run();
  out.data = parsed(R"({"recent_runs":[{"result":"QUEUED"},
    {"result":"MAXIMUM_CONCURRENT_RUNS_REACHED","life_cycle_state":"SKIPPED"},{"result":"SUCCESS"},{"result":"FAILED"}]})");
  const std::string text = render_report(out, {100, false, true});
  EXPECT_NE(text.find("1 of the last 2 finished runs"), std::string::npos) << text;
  EXPECT_NE(text.find("x.->"), std::string::npos) << text;
}

TEST(Report, AStoppedRunWithoutBrokenStepsSaysSo) {
  result::WorkflowResult out = failed_run();
  out.steps.pop_back();
  EXPECT_NE(render_report(out, {100, false, true}).find("partial: it was stopped before its end"), std::string::npos);
}

TEST(Report, DebugJobAt80Columns) {
  EXPECT_EQ(render_report(failed_run(), {80, false, true}), kAt80);
}

TEST(Report, DebugJobAt120ColumnsInAscii) {
  EXPECT_EQ(render_report(failed_run(), {120, false, false}), kAscii120);
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

TEST(Report, AsciiScreensGetOnlyAscii) {
  EXPECT_TRUE(is_ascii(render_report(failed_run(), {80, false, false})));
}

TEST(Report, LinesFitBothScreens) {
  for (const std::size_t columns : {std::size_t{80}, std::size_t{120}}) {
    const std::string report = render_report(failed_run(), {columns, false, true});
    for (const auto line : text::lines(report)) {
      EXPECT_LE(utf8::width(line), columns) << line;
    }
  }
}

std::string without_colour(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else {
      out += text[i];
    }
  }
  return out;
}

TEST(Report, ColourChangesNoWord) {
  const std::string coloured = render_report(failed_run(), {80, true, true});
  EXPECT_NE(coloured.find("\x1b["), std::string::npos);
  EXPECT_EQ(without_colour(coloured), render_report(failed_run(), {80, false, true}));
}

TEST(Report, MarkdownHasHeadingsAndTables) {
  const std::string out = render_markdown(failed_run());
  EXPECT_NE(out.find("## Root cause\n"), std::string::npos);
  EXPECT_NE(out.find("- **Class**: table\\_not\\_found\n"), std::string::npos);
  EXPECT_NE(out.find("- load\n  - mart\n    - report\n"), std::string::npos);
  EXPECT_NE(out.find("| Step | Kind | Result | Time | Why |\n| --- | --- | --- | ---: | --- |\n"), std::string::npos);
  EXPECT_NE(out.find("    load error:1: [TABLE_OR_VIEW_NOT_FOUND] main.a.b\n"), std::string::npos);
}

/// Replaces every string in `value`.
void poison(JsonValue& value, const std::string& text) {
  if (value.is_string()) {
    value = text;
  } else if (value.is_array()) {
    for (JsonValue& item : value.get_array()) poison(item, text);
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) poison(member.value(), text);
  }
}

result::WorkflowResult hostile(const std::string& text) {
  result::WorkflowResult out = failed_run();
  poison(*out.inputs, text);
  poison(*out.data, text);
  for (std::string* field :
       {&out.workspace, &out.summary, &out.evidence_pack, &out.findings[0].title, &out.findings[0].detail,
        &out.findings[0].recommendation, &out.findings[0].evidence[0].step, &out.findings[0].evidence[0].pointer,
        &out.steps[0].title, &out.steps[1].error}) {
    *field = text;
  }
  out.narrative = result::Narrative{text, text};
  return out;
}

TEST(Report, HostileTextsCannotDriveTheTerminal) {
  const std::string text =
      "\x1b]0;owned\x07\x1b[2J\xc2\x9b"
      "1m\r\xe2\x80\xae"
      "evil\xff";
  for (const std::string_view workflow : {"debug_job", "job_status", "prove_table", "other"}) {
    result::WorkflowResult result = hostile(text);
    result.workflow = workflow;
    for (const std::string& out : {render_report(result, {80, false, true}), render_markdown(result)}) {
      for (const char* bad : {"\x1b", "\x07", "\r", "\xc2\x9b", "\xe2\x80\xae", "\xff"}) {
        EXPECT_EQ(out.find(bad), std::string::npos) << workflow;
      }
      EXPECT_TRUE(utf8::is_valid(out));
    }
    const std::string coloured = render_report(result, {80, true, true});
    EXPECT_EQ(coloured.find("\x1b]"), std::string::npos);
    EXPECT_EQ(coloured.find("\x1b[2J"), std::string::npos);
  }
}

TEST(Report, CyclesInForeignTasksEnd) {
  result::WorkflowResult result = failed_run();
  result.data = parsed(R"({"root_cause":{"task_key":"a"},"cascade":["b","c","b"],
    "tasks":[{"task_key":"b","depends_on":["c"]},{"task_key":"c","depends_on":["b"]}]})");
  EXPECT_NE(render_report(result, {80, false, true}).find("What fell with it"), std::string::npos);
}

TEST(Report, JobStatusShowsMarksAndDurations) {
  result::WorkflowResult result = failed_run();
  result.workflow = "job_status";
  result.data = parsed(R"({"job":{"job_id":"7","name":"nightly","task_count":2},"recent_runs":[
    {"run_id":"3","result":"FAILED","duration_ms":60000,"start_time":"2026-01-03T00:00:00Z","message":"boom"},
    {"run_id":"2","result":"SUCCESS","duration_ms":30000,"start_time":"2026-01-02T00:00:00Z","message":""}]})");
  const std::string out = render_report(result, {80, false, false});
  EXPECT_NE(out.find("#####      1 of the last 2 finished runs"), std::string::npos) << out;
  EXPECT_NE(out.find(".x   (oldest left"), std::string::npos) << out;
  EXPECT_NE(out.find("Durations  +@"), std::string::npos) << out;
  EXPECT_NE(out.find("2026-01-03 00:00"), std::string::npos) << out;
}

TEST(Report, ProveTableShowsVerdictAnomaliesAndColumns) {
  result::WorkflowResult result = failed_run();
  result.workflow = "prove_table";
  result.data = parsed(R"({"verdict":"fail","row_count":1234567,
    "columns":[{"name":"id","type":"bigint","null_ratio":0.25,"approx_distinct":1000,"min":1,"max":9}],
    "anomalies":[{"kind":"null_spike","column":"id","severity":"high","detail":"a quarter is null","count":300000}]})");
  const std::string out = render_report(result, {120, false, false});
  EXPECT_NE(out.find("Verdict  fail"), std::string::npos) << out;
  EXPECT_NE(out.find("1,234,567"), std::string::npos) << out;
  EXPECT_NE(out.find("null_spike"), std::string::npos) << out;
  EXPECT_NE(out.find("25.0 %"), std::string::npos) << out;
}

}  // namespace
}  // namespace lakecode::render
