#include "config/merge.h"

#include <algorithm>
#include <limits>

namespace lakecode::config {
namespace {

/// For comparing limits: off and unset are without bound.
double magnitude(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::numeric_limits<double>::infinity();
}

bool is_true(const Value& value) {
  const bool* flag = std::get_if<bool>(&value);
  return flag != nullptr && *flag;
}

std::string kept(const Setting& setting) {
  return "; kept is " + render_value(setting.value) + " (" + setting.origin.text + ")";
}

}  // namespace

void Merge::set(const KeyRow& row, Value value, const Origin& origin) {
  if (row.type == ValueType::Path) {
    std::filesystem::path path = std::get<std::string>(value);
    if (path.native().substr(0, 2) == "~/" && !user_home_.empty()) path = user_home_ / path.native().substr(2);
    value = (home_ / path).lexically_normal().string();
  }
  Setting& setting = settings_.values_.find(row.name)->second;
  setting.value = std::move(value);
  setting.origin = origin;
}

void Merge::add(const KeyRow& row, const Value& value, const Origin& origin) {
  Setting& setting = settings_.values_.find(row.name)->second;
  if (const auto* text = std::get_if<std::string>(&value)) {
    setting.project_text = *text;
    setting.project_origin = origin;
    return;
  }
  const auto* more = std::get_if<std::vector<ListEntry>>(&value);
  auto* entries = std::get_if<std::vector<ListEntry>>(&setting.value);
  if (more == nullptr || entries == nullptr) return;
  for (const ListEntry& entry : *more) {
    const bool is_known =
        std::any_of(entries->begin(), entries->end(), [&](const ListEntry& old) { return old.text == entry.text; });
    if (!is_known) entries->push_back(entry);
  }
  if (setting.origin.layer == Layer::BuiltIn) setting.origin = origin;
}

void Merge::apply_global(const std::vector<Assignment>& assignments) {
  for (const Assignment& assignment : assignments) set(*assignment.row, assignment.value, assignment.origin);
}

std::string Merge::refusal(const Assignment& assignment, bool is_pinned) const {
  const Setting& current = settings_.at(assignment.row->name);
  switch (assignment.row->project) {
    case Reach::Never:
      return "a project may not set this" + kept(current);
    case Reach::Set:
    case Reach::Add:
      return {};
    case Reach::Lower:
      return magnitude(assignment.value) <= magnitude(current.value) ? ""
                                                                     : "a project may only lower it" + kept(current);
    case Reach::Raise:
      return magnitude(assignment.value) >= magnitude(current.value) ? ""
                                                                     : "a project may only raise it" + kept(current);
    case Reach::TurnOn:
      return is_true(assignment.value) || !is_true(current.value) ? ""
                                                                  : "a project may only turn it on" + kept(current);
    case Reach::Pinned:
      return is_pinned ? "" : "a project must pin the program with external_mcp.sha256" + kept(current);
  }
  return {};
}

void Merge::apply_project(const ConfigFile& file, std::vector<std::string>& notices) {
  for (const std::string& key : file.forbidden) {
    notices.push_back(key + ": a project may not name hosts, credentials, proxies or programs; it is ignored");
  }
  const bool is_pinned = std::any_of(file.assignments.begin(), file.assignments.end(), [](const Assignment& a) {
    const auto* digest = std::get_if<std::string>(&a.value);
    return a.row->name == "external_mcp.sha256" && digest != nullptr && !digest->empty();
  });
  for (const Assignment& assignment : file.assignments) {
    const std::string why = refusal(assignment, is_pinned);
    if (!why.empty()) {
      notices.push_back(assignment.origin.text + ": " + std::string(assignment.row->name) + ": " + why);
    } else if (assignment.row->project == Reach::Add) {
      add(*assignment.row, assignment.value, assignment.origin);
    } else if (assignment.row->project != Reach::TurnOn || is_true(assignment.value)) {
      set(*assignment.row, assignment.value, assignment.origin);
    }
  }
}

Result<void> Merge::apply_typed(const KeyRow& row, Value value, const Origin& origin) {
  const Setting& current = settings_.at(row.name);
  const bool only_on = row.environment == Reach::TurnOn;
  if (row.environment == Reach::Never || (only_on && is_true(current.value) && !is_true(value))) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "set",
                 .subject = std::string(row.name),
                 .reason = origin.text + (only_on ? " may only turn it on" : " may not set it"),
                 .advice = "set it in config.yml of the home folder"};
  }
  if (row.environment == Reach::Add) {
    add(row, value, origin);
  } else if (!only_on || is_true(value)) {
    set(row, std::move(value), origin);
  }
  return {};
}

}  // namespace lakecode::config
