#include "config/profiles.h"

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "base/text.h"
#include "config/databricks_file.h"

namespace lakecode::config {
namespace {

/// Attributes that the environment may not give to a profile that was named on the command line: they would steer its
/// credentials elsewhere.
constexpr std::string_view kSteering[] = {"workspace_id", "account_id",     "auth_type", "discovery_url",
                                          "audience",     "token_audience", "cloud"};

bool is_steering(const AttributeRow& row) {
  return std::find(std::begin(kSteering), std::end(kSteering), row.key) != std::end(kSteering);
}

bool is_credential(const AttributeRow& row) {
  return !row.family.empty();
}

using Filter = std::function<bool(const AttributeRow&)>;

void fill_from_flags(const ProfileRequest& request, ResolvedProfile& into) {
  for (const auto& [key, value] : request.explicit_values) {
    const AttributeRow* row = find_attribute_row(key);
    if (row != nullptr && !value.empty()) into.attributes[key] = make_attribute(*row, value, "flag --" + key);
  }
}

void fill_from_environment(const Environment& environment, const Filter& wanted, ResolvedProfile& into) {
  for (const AttributeRow& row : attribute_rows()) {
    const std::string key(row.key);
    if (!wanted(row) || into.attributes.find(key) != into.attributes.end()) continue;
    for (const std::string_view name : {row.environment, row.second_environment}) {
      const std::string value = name.empty() ? std::string() : variable(environment, name);
      if (value.empty()) continue;
      Attribute attribute = make_attribute(row, value, "environment " + std::string(name));
      attribute.variable = name;
      into.attributes[key] = std::move(attribute);
      break;
    }
  }
}

void fill_from_section(const ProfileSection& section, ResolvedProfile& into) {
  for (const auto& [key, attribute] : section.attributes) {
    if (attribute.reveal().empty()) continue;
    into.attributes.emplace(key, attribute);
  }
}

/// With a host or a credential at hand and no profile named, the file is not read at all.
bool says_enough(const ResolvedProfile& profile) {
  return std::any_of(profile.attributes.begin(), profile.attributes.end(), [](const auto& entry) {
    const AttributeRow* row = find_attribute_row(entry.first);
    return entry.first == "host" || (row != nullptr && is_credential(*row));
  });
}

struct Choice {
  std::string name;  ///< "" when nothing names one
  bool on_command_line = false;
  bool is_named = false;  ///< by flag or variable: then the file is always read
};

Choice choose_profile(const ProfileRequest& request, const Environment& environment) {
  if (!request.profile.empty()) return Choice{.name = request.profile, .on_command_line = true, .is_named = true};
  for (const char* name : {"LAKECODE_PROFILE", "DATABRICKS_CONFIG_PROFILE"}) {
    const std::string named = variable(environment, name);
    if (!named.empty()) return Choice{.name = named, .is_named = true};
  }
  return Choice{.name = request.preferred_profile};
}

Error no_such_profile(const std::filesystem::path& path, const std::string& name, const DatabricksFile& file) {
  std::vector<std::string> names;
  for (const ProfileSection& section : file.profiles) names.push_back(section.name);
  const auto nearest = text::nearest(name, names);
  const std::string where = path.empty() ? "~/.databrickscfg (HOME is not set)" : path.string();
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use profile",
               .subject = name,
               .reason = where + " has no " + name + " profile configured",
               .advice = nearest ? "did you mean " + *nearest + "?" : "`lakecode auth profiles` lists them"};
}

/// Reads the section that `choice` selects into `into`. A missing DEFAULT that nobody named is no error.
Result<void> fill_from_file(const Choice& choice, ResolvedProfile& into) {
  DatabricksFile file;
  if (!into.config_file.empty()) {
    TRY_ASSIGN(file, load_databricks_file(into.config_file));
  }
  std::string name = choice.name.empty() ? file.default_profile : choice.name;
  const bool may_be_absent = name.empty();
  if (may_be_absent) name = "DEFAULT";
  const ProfileSection* section = file.find(name);
  if (section == nullptr && may_be_absent) return {};
  if (section == nullptr) return no_such_profile(into.config_file, name, file);
  into.name = name;
  fill_from_section(*section, into);
  return {};
}

Result<void> fill_all(const ProfileRequest& request, const Environment& environment, ResolvedProfile& into) {
  const Choice choice = choose_profile(request, environment);
  fill_from_flags(request, into);
  if (choice.on_command_line) {
    fill_from_environment(
        environment, [](const auto& row) { return !is_credential(row) && !is_steering(row) && row.key != "host"; },
        into);
    TRY_VOID(fill_from_file(choice, into));
    fill_from_environment(
        environment, [](const auto& row) { return !is_steering(row); }, into);
    return {};
  }
  fill_from_environment(
      environment, [](const auto&) { return true; }, into);
  if (!choice.is_named && says_enough(into)) return {};
  return fill_from_file(choice, into);
}

Result<void> clean_host(ResolvedProfile& profile) {
  profile.workspace_id = profile.text("workspace_id");
  profile.account_id = profile.text("account_id");
  profile.auth_type = profile.text("auth_type");
  if (const Attribute* given = profile.find("host"); given != nullptr) {
    auto parts = parse_host(given->text);
    if (!parts) {
      parts.error().action = "use host of " + given->source;
      return std::move(parts).error();
    }
    profile.host = parts->origin;
    if (profile.workspace_id.empty()) profile.workspace_id = parts->workspace_id;
    if (profile.account_id.empty()) profile.account_id = parts->account_id;
  }
  if (profile.workspace_id == "none") profile.workspace_id.clear();
  return {};
}

Result<void> check_one_method(const ResolvedProfile& profile) {
  if (!profile.auth_type.empty()) return {};
  std::set<std::string> families;
  for (const auto& [key, attribute] : profile.attributes) {
    const AttributeRow* row = find_attribute_row(key);
    if (row != nullptr && is_credential(*row)) families.insert(std::string(row->family));
  }
  if (families.size() <= 1) return {};
  const std::vector<std::string> names(families.begin(), families.end());
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "resolve Databricks profile",
               .subject = profile.name,
               .reason = "validate: more than one authorization method configured: " + text::join(names, " and ") +
                         ". " + describe_used(profile),
               .advice = "remove all but one, or choose with auth_type"};
}

}  // namespace

const Attribute* ResolvedProfile::find(std::string_view key) const {
  const auto found = attributes.find(std::string(key));
  return found == attributes.end() ? nullptr : &found->second;
}

std::string ResolvedProfile::text(std::string_view key) const {
  const Attribute* attribute = find(key);
  return attribute == nullptr ? std::string() : attribute->text;
}

bool ResolvedProfile::is_empty() const {
  return host.empty() && !says_enough(*this);
}

std::filesystem::path databricks_config_path(const Environment& environment, const std::filesystem::path& user_home) {
  const std::string named = variable(environment, "DATABRICKS_CONFIG_FILE");
  if (named.substr(0, 2) == "~/" && !user_home.empty()) return user_home / named.substr(2);
  if (!named.empty()) return named;
  return user_home.empty() ? std::filesystem::path() : user_home / ".databrickscfg";
}

Result<ResolvedProfile> resolve_profile(const ProfileRequest& request, const Environment& environment) {
  ResolvedProfile profile;
  profile.config_file = databricks_config_path(environment, request.user_home);
  TRY_VOID(fill_all(request, environment, profile));
  TRY_VOID(clean_host(profile));
  TRY_VOID(check_one_method(profile));
  return profile;
}

std::string describe_used(const ResolvedProfile& profile) {
  std::vector<std::string> used;
  std::vector<std::string> variables;
  if (!profile.name.empty()) used.push_back("profile=" + profile.name);
  for (const AttributeRow& row : attribute_rows()) {
    const Attribute* attribute = profile.find(row.key);
    if (attribute == nullptr) continue;
    const std::string value =
        attribute->is_secret ? "***" : (row.key == "host" && !profile.host.empty() ? profile.host : attribute->text);
    used.push_back(std::string(row.key) + "=" + value);
    if (!attribute->variable.empty()) variables.push_back(attribute->variable);
  }
  std::string out = "Config: " + (used.empty() ? std::string("<empty>") : text::join(used, ", "));
  if (!variables.empty()) out += ". Env: " + text::join(variables, ", ");
  return out;
}

}  // namespace lakecode::config
