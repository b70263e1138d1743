// data of debug_job: the run, its root cause with the deciding lines, and what fell with it.

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "render/run_marks.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kEvidenceLines = 8;
constexpr std::size_t kCascadeTasks = 40;
constexpr std::size_t kChangesShown = 20;

std::string retry_text(const std::string& helps) {
  if (helps == "yes") return "yes, a repair run is likely to pass";
  if (helps == "after_fix") return "after the fix: repair only the failed tasks and those behind them";
  if (helps == "no") return "no, a retry would fail the same way";
  return "not known";
}

Fields run_fields(const JsonValue& data) {
  const JsonValue job = json::object_at(data, "job");
  const JsonValue run = json::object_at(data, "run");
  Fields fields;
  const auto add = [&](const char* label, std::string text) {
    if (!text.empty()) fields.rows.emplace_back(label, Cell{.text = std::move(text)});
  };
  const std::string name = json::string_at(job, "name");
  const std::string id = json::string_at(job, "job_id");
  add("Job", name.empty() ? id : name + " (" + id + ")");
  add("Run", json::string_at(run, "run_id"));
  add("Result", json::string_at(run, "result"));
  add("Said", json::string_at(run, "message"));
  add("Link", json::string_at(run, "run_page_url"));
  return fields;
}

Blocks cause_blocks(const JsonValue& cause) {
  const std::string cause_class = json::string_at(cause, "class");
  const double confidence = json::double_at(cause, "confidence").value_or(0.0);
  Fields fields;
  fields.rows.emplace_back("Class",
                           Cell{.text = cause_class, .style = cause_class == "unknown" ? Style::Warning : Style::Bad});
  if (const std::string meaning = json::string_at(cause, "meaning"); !meaning.empty()) {
    fields.rows.emplace_back("Means", Cell{.text = meaning});
  }
  if (const std::string task = json::string_at(cause, "task_key"); !task.empty()) {
    fields.rows.emplace_back("Task", Cell{.text = task});
  }
  fields.rows.emplace_back("Confidence",
                           Cell{.text = std::to_string(std::lround(confidence * 100)) + " %", .bar = confidence});
  fields.rows.emplace_back("Fix", Cell{.text = json::string_at(cause, "fix")});
  const std::string helps = cause_class == "unknown" ? "" : json::string_at(cause, "retry_helps");
  fields.rows.emplace_back("Retry helps", Cell{.text = retry_text(helps)});
  Blocks blocks{Heading{"Root cause"}, std::move(fields)};
  Verbatim lines;
  for (const JsonValue& item : json::array_at(cause, "evidence")) {
    if (lines.lines.size() == kEvidenceLines) break;
    lines.lines.push_back(json::string_at(item, "source") + ": " + json::string_at(item, "text"));
  }
  if (!lines.lines.empty()) {
    blocks.emplace_back(Heading{"What decides it"});
    blocks.emplace_back(std::move(lines));
  }
  return blocks;
}

Grid task_grid(const JsonArray& tasks) {
  Grid grid{{{"Task"}, {"Result"}, {"After"}, {"Role"}}, {}};
  for (const JsonValue& task : tasks) {
    std::string after;
    for (const JsonValue& name : json::array_at(task, "depends_on")) {
      after += (after.empty() ? "" : ", ") + json::as_string(name).value_or("");
    }
    const std::string role = json::string_at(task, "role");
    grid.rows.push_back({Cell{.text = json::string_at(task, "task_key")}, Cell{.text = json::string_at(task, "result")},
                         Cell{.text = after}, Cell{.text = role}});
  }
  return grid;
}

/// The root task with the tasks that fell because of it below, each under the first of its parents in the cascade.
/// Every task is shown once, so cycles in foreign data end.
class CascadeTree {
 public:
  explicit CascadeTree(const JsonValue& data) {
    for (const JsonValue& item : json::array_at(data, "cascade")) {
      if (open_.size() < kCascadeTasks) open_.push_back(json::as_string(item).value_or(""));
    }
    for (const JsonValue& task : json::array_at(data, "tasks")) {
      std::vector<std::string>& after = parents_[json::string_at(task, "task_key")];
      for (const JsonValue& name : json::array_at(task, "depends_on")) {
        after.push_back(json::as_string(name).value_or(""));
      }
    }
  }

  Tree grow(const std::string& root) {
    Tree tree;
    tree.nodes.push_back({0, root, Style::Bad});
    add_children(tree, root, 1);
    for (const std::string& task : open_) tree.nodes.push_back({1, task, Style::Faint});
    return tree;
  }

 private:
  void add_children(Tree& tree, const std::string& parent, std::size_t depth) {
    std::vector<std::string> children;
    std::vector<std::string> rest;
    for (std::string& task : open_) {
      const std::vector<std::string>& after = parents_[task];
      const bool is_child = std::find(after.begin(), after.end(), parent) != after.end();
      (is_child ? children : rest).push_back(std::move(task));
    }
    open_ = std::move(rest);
    for (const std::string& child : children) {
      tree.nodes.push_back({depth, child, Style::Faint});
      if (depth < kCascadeTasks) add_children(tree, child, depth + 1);
    }
  }

  std::vector<std::string> open_;
  std::map<std::string, std::vector<std::string>> parents_;
};

/// What the drivers wrote last, where it is delivered.
void add_driver_logs(Blocks& blocks, const JsonValue& data) {
  constexpr std::size_t kLines = 8;
  for (const JsonValue& log : json::array_at(data, "driver_logs")) {
    const std::string note = json::string_at(log, "note");
    const JsonArray& tail = json::array_at(log, "tail");
    blocks.emplace_back(Heading{"Driver log of cluster " + json::string_at(log, "cluster_id")});
    blocks.emplace_back(Paragraph{note.empty() ? json::string_at(log, "path") : note});
    Verbatim lines;
    for (std::size_t i = tail.size() - std::min(kLines, tail.size()); i < tail.size(); ++i)
      lines.lines.push_back(json::as_string(tail[i]).value_or(""));
    if (!lines.lines.empty()) blocks.emplace_back(std::move(lines));
  }
}

/// What changed before it first failed, oldest first.
void add_changes(Blocks& blocks, const JsonValue& data) {
  const JsonValue changes = json::object_at(data, "changes");
  const JsonArray& events = json::array_at(changes, "events");
  const JsonArray& missing = json::array_at(changes, "missing");
  if (events.empty() && missing.empty()) return;
  blocks.emplace_back(Heading{"What changed before it failed"});
  Grid grid{{{"When"}, {"Who"}, {"Object"}, {"What"}}, {}};
  const std::size_t first = events.size() > kChangesShown ? events.size() - kChangesShown : 0;
  for (std::size_t i = first; i < events.size(); ++i) {
    std::string when = json::string_at(events[i], "when").substr(0, 16);
    if (when.size() > 10) when[10] = ' ';
    grid.rows.push_back({Cell{.text = std::move(when)}, Cell{.text = json::string_at(events[i], "who")},
                         Cell{.text = json::string_at(events[i], "object")},
                         Cell{.text = json::string_at(events[i], "what")}});
  }
  if (!grid.rows.empty()) blocks.emplace_back(std::move(grid));
  for (const JsonValue& each : missing)
    blocks.emplace_back(Paragraph{"Not known: " + json::as_string(each).value_or("")});
}

Blocks debug_job_blocks(const JsonValue& data) {
  Blocks blocks;
  if (Fields run = run_fields(data); !run.rows.empty()) {
    blocks.emplace_back(Heading{"Run"});
    blocks.emplace_back(std::move(run));
  }
  if (const JsonValue* cause = json::find(data, "root_cause"); cause != nullptr && cause->is_object()) {
    for (Block& block : cause_blocks(*cause)) blocks.push_back(std::move(block));
  }
  if (!json::array_at(data, "cascade").empty()) {
    blocks.emplace_back(Heading{"What fell with it"});
    blocks.emplace_back(CascadeTree(data).grow(json::string_at_path(data, {"root_cause", "task_key"})));
  }
  add_driver_logs(blocks, data);
  add_changes(blocks, data);
  if (const JsonArray& tasks = json::array_at(data, "tasks"); tasks.size() > 1) {
    blocks.emplace_back(Heading{"Tasks"});
    blocks.emplace_back(task_grid(tasks));
  }
  if (const JsonArray& runs = json::array_at(data, "recent_runs"); !runs.empty()) {
    blocks.emplace_back(Heading{"Recent runs"});
    blocks.emplace_back(run_history(runs));
  }
  return blocks;
}

}  // namespace

const Section kDebugJobSection{"debug_job", debug_job_blocks};

}  // namespace lakecode::render
