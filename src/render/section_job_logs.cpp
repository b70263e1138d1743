// data of job_logs: the error lines of each task, then the end of its log.

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kLastLines = 25;
constexpr std::size_t kShownErrors = 8;

void add_task(Blocks& blocks, const JsonValue& task) {
  const JsonArray& lines = json::array_at(task, "lines");
  const JsonArray& errors = json::array_at(task, "errors");
  blocks.emplace_back(Heading{json::string_at(task, "task_key") + ": " + json::string_at(task, "result_state")});
  if (lines.empty()) {
    blocks.emplace_back(Paragraph{"It wrote nothing that the platform kept."});
    return;
  }
  if (!errors.empty()) {
    Grid grid{{{"Line", Align::Right}, {"Class"}, {"Text"}}, {}};
    for (std::size_t i = 0; i < errors.size() && i < kShownErrors; ++i) {
      grid.rows.push_back({Cell{.text = std::to_string(json::int_at(errors[i], "line").value_or(0))},
                           Cell{.text = json::string_at(errors[i], "class")},
                           Cell{.text = json::string_at(errors[i], "text"), .style = Style::Bad}});
    }
    blocks.emplace_back(std::move(grid));
  }
  const std::size_t first = lines.size() > kLastLines ? lines.size() - kLastLines : 0;
  Verbatim log;
  if (first > 0)
    log.lines.push_back(fmt::format(
        "… {} lines before", json::int_at(task, "line_count").value_or(0) - static_cast<std::int64_t>(kLastLines)));
  for (std::size_t i = first; i < lines.size(); ++i)
    log.lines.push_back(text::replace_all(json::as_string(lines[i]).value_or(""), "\t", "    "));
  blocks.emplace_back(std::move(log));
}

Blocks job_logs_blocks(const JsonValue& data) {
  Blocks blocks;
  for (const JsonValue& task : json::array_at(data, "tasks")) add_task(blocks, task);
  return blocks;
}

}  // namespace

const Section kJobLogsSection{"job_logs", job_logs_blocks};

}  // namespace lakecode::render
