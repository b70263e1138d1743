// data.job and data.recent_runs of job_status.

#include <string>

#include "base/json.h"
#include "base/time_format.h"
#include "render/run_marks.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

Fields job_fields(const JsonValue& data) {
  const JsonValue job = json::object_at(data, "job");
  Fields fields;
  const auto add = [&](const char* label, std::string text) {
    if (!text.empty()) fields.rows.emplace_back(label, Cell{.text = std::move(text)});
  };
  add("Name", json::string_at(job, "name"));
  add("Job id", json::string_at(job, "job_id"));
  add("Runs as", json::string_at(job, "run_as"));
  add("Schedule", json::string_at(job, "schedule"));
  add("Tasks", std::to_string(json::int_at(job, "task_count").value_or(0)));
  return fields;
}

Blocks job_status_blocks(const JsonValue& data) {
  if (json::object_at(data, "job").empty()) return {};  // it could not be read: the summary says why
  Blocks blocks{Heading{"Job"}, job_fields(data)};
  const JsonValue* known = json::find(data, "recent_runs");
  if (known == nullptr || known->is_null()) return blocks;  // nor can its runs be denied
  const JsonArray& runs = json::array_at(data, "recent_runs");
  if (runs.empty()) {
    blocks.emplace_back(Paragraph{"It has not run in the time the platform keeps."});
    return blocks;
  }
  blocks.emplace_back(Heading{"Recent runs"});
  blocks.emplace_back(run_history(runs));
  blocks.emplace_back(run_grid(runs));
  return blocks;
}

}  // namespace

const Section kJobStatusSection{"job_status", job_status_blocks};

}  // namespace lakecode::render
