#include "analysis/failures/root_task.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/text.h"

namespace lakecode::analysis {
namespace {

bool is_state(std::string_view state, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [state](std::string_view name) { return text::equals_ignore_case(state, name); });
}

bool has_failed(const TaskEvidence& task) {
  if (is_state(task.result_state,
               {"FAILED", "TIMEDOUT", "TIMED_OUT", "CANCELED", "CANCELLED", "ERROR", "INTERNAL_ERROR"})) {
    return true;
  }
  return task.result_state.empty() && is_state(task.life_cycle_state, {"INTERNAL_ERROR"});
}

bool has_succeeded(const TaskEvidence& task) {
  return is_state(task.result_state, {"SUCCESS", "SUCCEEDED", "SUCCESS_WITH_FAILURES"});
}

// The last attempt of each key speaks for the task.
std::map<std::string_view, std::size_t> last_attempts(const RunEvidence& run) {
  std::map<std::string_view, std::size_t> out;
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    const auto [place, is_new] = out.try_emplace(run.tasks[i].task_key, i);
    if (!is_new && run.tasks[i].attempt_number >= run.tasks[place->second].attempt_number) place->second = i;
  }
  return out;
}

// Marks everything below the tasks in `from`, which are not marked themselves unless they lie below one another.
std::vector<bool> descendants(const RunEvidence& run, const std::vector<std::size_t>& from) {
  std::map<std::string_view, std::vector<std::size_t>> below;
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    for (const std::string& parent : run.tasks[i].depends_on) below[parent].push_back(i);
  }
  std::vector<bool> marked(run.tasks.size(), false);
  std::vector<std::size_t> open = from;
  while (!open.empty()) {
    const std::size_t position = open.back();
    open.pop_back();
    const auto children = below.find(run.tasks[position].task_key);
    if (children == below.end()) continue;
    for (const std::size_t child : children->second) {
      if (marked[child]) continue;
      marked[child] = true;
      open.push_back(child);
    }
  }
  return marked;
}

}  // namespace

std::vector<std::size_t> root_candidates(const RunEvidence& run) {
  std::vector<std::size_t> failed;
  for (const auto& [key, position] : last_attempts(run)) {
    if (has_failed(run.tasks[position])) failed.push_back(position);
  }
  std::sort(failed.begin(), failed.end());
  const std::vector<bool> fell = descendants(run, failed);
  std::vector<std::size_t> roots;
  for (const std::size_t position : failed) {
    if (!fell[position]) roots.push_back(position);
  }
  if (!roots.empty()) return roots;
  if (!failed.empty()) return {failed.front()};
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    if (!has_succeeded(run.tasks[i])) return {i};
  }
  return run.tasks.empty() ? roots : std::vector<std::size_t>{0};
}

std::vector<std::string> cascade_of(const RunEvidence& run, std::size_t root, const std::vector<std::size_t>& victims) {
  std::vector<std::string> out;
  if (root >= run.tasks.size()) return out;
  std::vector<std::size_t> from = victims;
  from.push_back(root);
  std::vector<bool> fell = descendants(run, from);
  for (const std::size_t victim : victims) fell[victim] = true;
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    const TaskEvidence& task = run.tasks[i];
    const bool known = std::find(out.begin(), out.end(), task.task_key) != out.end();
    if (fell[i] && i != root && !has_succeeded(task) && task.task_key != run.tasks[root].task_key && !known) {
      out.push_back(task.task_key);
    }
  }
  return out;
}

}  // namespace lakecode::analysis
