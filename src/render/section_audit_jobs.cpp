// data of audit_jobs: how the risk is spread, the most urgent jobs, rules and owners, and the fixes that help most.

#include <string>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kJobsShown = 15;
constexpr std::size_t kOwnersShown = 10;
constexpr std::size_t kFixesShown = 8;

std::string number(const JsonValue& value, std::string_view key) {
  return std::to_string(json::int_at(value, key).value_or(0));
}

std::string rules_text(const JsonValue& job) {
  std::vector<std::string> ids;
  for (const JsonValue& id : json::array_at(job, "rules")) ids.push_back(json::as_string(id).value_or(""));
  return text::join(ids, " ");
}

Style style_of_grade(const std::string& grade) {
  if (grade == "E" || grade == "D") return Style::Bad;
  return grade == "C" ? Style::Warning : Style::Good;
}

Grid job_grid(const JsonArray& jobs) {
  Grid grid{{{"Job"}, {"Name"}, {"Risk", Align::Right}, {""}, {"Grade"}, {"Rules"}, {"Owner"}}, {}};
  for (std::size_t i = 0; i < jobs.size() && i < kJobsShown; ++i) {
    const double risk = json::double_at(jobs[i], "risk").value_or(0);
    const std::string grade = json::string_at(jobs[i], "grade");
    grid.rows.push_back({Cell{.text = json::string_at(jobs[i], "job_id")},
                         Cell{.text = json::string_at(jobs[i], "name")}, Cell{.text = fmt::format("{:.1f}", risk)},
                         Cell{.bar = risk / 100}, Cell{.text = grade, .style = style_of_grade(grade)},
                         Cell{.text = rules_text(jobs[i])}, Cell{.text = json::string_at(jobs[i], "owner")}});
  }
  return grid;
}

Grid rule_grid(const JsonArray& rules) {
  Grid grid{{{"Rule"}, {"Severity"}, {"Jobs", Align::Right}, {"What"}}, {}};
  for (const JsonValue& rule : rules) {
    grid.rows.push_back({Cell{.text = json::string_at(rule, "rule")}, Cell{.text = json::string_at(rule, "severity")},
                         Cell{.text = number(rule, "jobs")}, Cell{.text = json::string_at(rule, "title")}});
  }
  return grid;
}

Grid owner_grid(const JsonArray& owners) {
  Grid grid{
      {{"Owner"}, {"Jobs", Align::Right}, {"Critical", Align::Right}, {"Mean", Align::Right}, {"Worst", Align::Right}},
      {}};
  for (std::size_t i = 0; i < owners.size() && i < kOwnersShown; ++i) {
    grid.rows.push_back({Cell{.text = json::string_at(owners[i], "owner")}, Cell{.text = number(owners[i], "jobs")},
                         Cell{.text = number(owners[i], "critical_jobs")},
                         Cell{.text = fmt::format("{:.1f}", json::double_at(owners[i], "mean_risk").value_or(0))},
                         Cell{.text = fmt::format("{:.1f}", json::double_at(owners[i], "worst_risk").value_or(0))}});
  }
  return grid;
}

Bullets fix_bullets(const JsonArray& fixes) {
  Bullets bullets;
  for (std::size_t i = 0; i < fixes.size() && i < kFixesShown; ++i) {
    const JsonValue* settings = json::find(fixes[i], "settings");
    std::string text = fmt::format("{} of job {} ({}), -{:.1f}: {}", json::string_at(fixes[i], "rule"),
                                   json::string_at(fixes[i], "job_id"), json::string_at(fixes[i], "name"),
                                   json::double_at(fixes[i], "saves").value_or(0), json::string_at(fixes[i], "advice"));
    if (settings != nullptr && settings->is_object()) text += " " + json::serialize(*settings);
    bullets.items.push_back(std::move(text));
  }
  return bullets;
}

Blocks audit_jobs_blocks(const JsonValue& data) {
  const JsonArray& jobs = json::array_at(data, "jobs");
  if (jobs.empty()) return {};
  const JsonValue grades = json::object_at(data, "grades");
  std::string spread;
  for (const char* grade : {"A", "B", "C", "D", "E"}) spread += fmt::format("{} {}   ", grade, number(grades, grade));
  Blocks blocks{Heading{"Risk"}, Fields{{{"Jobs", Cell{.text = std::to_string(jobs.size())}},
                                         {"Grades", Cell{.text = std::string(text::trim(spread))}}}}};
  blocks.emplace_back(Heading{"Most urgent jobs"});
  if (const std::string order = json::string_at(data, "sorted_by"); !order.empty()) {
    blocks.emplace_back(Paragraph{"Sorted by: " + order + "."});
  }
  blocks.emplace_back(job_grid(jobs));
  if (jobs.size() > kJobsShown) {
    blocks.emplace_back(Paragraph{fmt::format("{} more are in the result.", jobs.size() - kJobsShown)});
  }
  if (const JsonArray& rules = json::array_at(data, "by_rule"); !rules.empty()) {
    blocks.emplace_back(Heading{"By rule"});
    blocks.emplace_back(rule_grid(rules));
  }
  blocks.emplace_back(Heading{"By owner"});
  blocks.emplace_back(owner_grid(json::array_at(data, "by_owner")));
  if (const JsonArray& fixes = json::array_at(data, "top_fixes"); !fixes.empty()) {
    blocks.emplace_back(Heading{"What helps most"});
    blocks.emplace_back(fix_bullets(fixes));
  }
  return blocks;
}

}  // namespace

const Section kAuditJobsSection{"audit_jobs", audit_jobs_blocks};

}  // namespace lakecode::render
