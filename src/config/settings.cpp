#include "config/settings.h"

#include "base/check.h"
#include "base/text.h"

namespace lakecode::config {

Settings::Settings(const std::filesystem::path& home) {
  for (const KeyRow& row : key_rows()) {
    Setting setting;
    if (row.type == ValueType::Path) {
      setting.value = (home / row.fallback).string();
    } else if (!row.fallback.empty()) {
      auto value = parse_value(row, row.fallback, Origin{});
      LAKECODE_CHECK(value.has_value(), "a built-in value breaks its own rule");
      setting.value = std::move(value).value();
    } else if (row.type == ValueType::List) {
      setting.value = std::vector<ListEntry>();
    }
    values_.emplace(std::string(row.name), std::move(setting));
  }
}

const Setting& Settings::at(std::string_view key) const {
  const auto found = values_.find(key);
  LAKECODE_CHECK(found != values_.end(), "no such configuration key");
  return found->second;
}

bool Settings::is_set(std::string_view key) const {
  return !std::holds_alternative<std::monostate>(at(key).value);
}

std::string Settings::text(std::string_view key) const {
  const auto* text = std::get_if<std::string>(&at(key).value);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> Settings::integer(std::string_view key) const {
  const auto* number = std::get_if<std::int64_t>(&at(key).value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<double> Settings::number(std::string_view key) const {
  const auto* number = std::get_if<double>(&at(key).value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

bool Settings::flag(std::string_view key) const {
  const auto* flag = std::get_if<bool>(&at(key).value);
  return flag != nullptr && *flag;
}

std::vector<std::string> Settings::list(std::string_view key) const {
  std::vector<std::string> out;
  const auto* entries = std::get_if<std::vector<ListEntry>>(&at(key).value);
  if (entries == nullptr) return out;
  for (const ListEntry& entry : *entries) out.push_back(entry.text);
  return out;
}

std::filesystem::path Settings::path(std::string_view key) const {
  return text(key);
}

std::string Settings::origin(std::string_view key) const {
  const Setting& setting = at(key);
  std::vector<std::string> origins;
  if (const auto* entries = std::get_if<std::vector<ListEntry>>(&setting.value)) {
    for (const ListEntry& entry : *entries) {
      if (origins.empty() || origins.back() != entry.origin.text) origins.push_back(entry.origin.text);
    }
  }
  if (origins.empty()) origins.push_back(setting.origin.text);
  if (!setting.project_text.empty()) origins.push_back(setting.project_origin.text);
  return text::join(origins, ", ");
}

ProfileRequest profile_request(const Settings& settings, std::string_view profile_flag,
                               const std::filesystem::path& user_home) {
  ProfileRequest request{.profile = std::string(profile_flag), .user_home = user_home};
  const Setting& setting = settings.at("databricks.profile");
  if (setting.origin.layer == Layer::Global) request.preferred_profile = settings.text("databricks.profile");
  return request;
}

}  // namespace lakecode::config
