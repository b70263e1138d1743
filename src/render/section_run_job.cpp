// data of run_job: the run it started, and its tasks as a graph.

#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

std::string duration_text(const JsonValue& value, std::string_view key) {
  const auto ms = json::int_at(value, key);
  return ms && *ms > 0 ? format_duration(std::chrono::milliseconds(*ms)) : "";
}

Style style_of_result(const std::string& result) {
  if (result == "SUCCESS") return Style::Good;
  return result == "RUNNING" || result == "PENDING" || result == "QUEUED" || result == "BLOCKED" ? Style::Accent
                                                                                                 : Style::Bad;
}

Grid task_grid(const JsonArray& tasks) {
  Grid grid{{{"Task"}, {"After"}, {"Result"}, {"Took", Align::Right}, {"Said"}}, {}};
  for (const JsonValue& task : tasks) {
    std::vector<std::string> after;
    for (const JsonValue& key : json::array_at(task, "depends_on")) after.push_back(json::as_string(key).value_or(""));
    const std::string result = json::string_at(task, "result");
    grid.rows.push_back({Cell{.text = json::string_at(task, "task_key")}, Cell{.text = text::join(after, ", ")},
                         Cell{.text = result, .style = style_of_result(result)},
                         Cell{.text = duration_text(task, "duration_ms")},
                         Cell{.text = json::string_at(task, "message")}});
  }
  return grid;
}

Blocks run_job_blocks(const JsonValue& data) {
  const std::string run_id = json::string_at(data, "run_id");
  if (run_id.empty()) return {};
  const JsonValue run = json::object_at(data, "run");
  const std::string result = json::string_at(data, "result_state");
  Fields fields;
  fields.rows.emplace_back("Run", Cell{.text = run_id});
  fields.rows.emplace_back("Result", Cell{.text = result, .style = style_of_result(result)});
  const auto add = [&](const char* label, std::string text) {
    if (!text.empty()) fields.rows.emplace_back(label, Cell{.text = std::move(text)});
  };
  add("Took", duration_text(run, "duration_ms"));
  add("Usual", duration_text(data, "usual_duration_ms"));
  add("Link", json::string_at(run, "run_page_url"));
  Blocks blocks{Heading{"Run"}, std::move(fields)};
  if (const JsonArray& tasks = json::array_at(data, "tasks"); !tasks.empty()) {
    blocks.emplace_back(Heading{"Tasks"});
    blocks.emplace_back(task_grid(tasks));
  }
  return blocks;
}

}  // namespace

const Section kRunJobSection{"run_job", run_job_blocks};

}  // namespace lakecode::render
