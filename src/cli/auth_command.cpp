#include "cli/auth_command.h"

#include <algorithm>
#include <string>

#include "base/json.h"
#include "cli/auth_login.h"
#include "cli/connection.h"
#include "cli/profile_check.h"
#include "cli/screens.h"
#include "config/databricks_file.h"
#include "render/screen_door.h"
#include "render/table.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"status", "", 0, 0, "whether the workspace knows us, and as whom"},
    {"profiles", "", 0, 0, "the profiles of ~/.databrickscfg and whether they work"},
    {"describe", "", 0, 0, "where host and credentials come from"},
    {"login", "[PROFILE]", 0, 1, "store a personal access token as a profile"},
    {"logout", "[PROFILE]", 0, 1, "forget a browser login"},
    {"token", "[PROFILE]", 0, 1, "print the token of a browser login"},
};

constexpr Option kOptions[] = {
    {"host", "URL", "login: the workspace", ""},
    {"token-stdin", "", "login: read the token from standard input", ""},
    {"skip-validate", "", "profiles, login: do not ask the workspace", ""},
};

/// The cloud that a host name tells; "" for others.
std::string_view cloud_of(const std::string& host) {
  const std::string name = host.substr(0, host.find_last_of(':') > 6 ? host.find_last_of(':') : host.size());
  if (name.ends_with(".azuredatabricks.net") || name.ends_with(".databricks.azure.us") ||
      name.ends_with(".databricks.azure.cn")) {
    return "azure";
  }
  if (name.ends_with(".gcp.databricks.com")) return "gcp";
  return name.ends_with(".databricks.com") ? "aws" : "";
}

void put(JsonObject& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object[key] = value;
}

JsonObject configuration_json(const config::ResolvedProfile& profile, const std::string& method) {
  JsonObject configuration;
  for (const config::AttributeRow& row : config::attribute_rows()) {
    const config::Attribute* attribute = profile.find(row.key);
    if (attribute == nullptr) continue;
    const bool is_other = !row.family.empty() && !method.empty() && !method.starts_with(row.family);
    configuration[row.key] =
        JsonObject{{"value", attribute->masked()}, {"source", attribute->source}, {"auth_type_mismatch", is_other}};
  }
  return configuration;
}

JsonObject describe_json(const config::ResolvedProfile& profile, const ProfileCheck& check) {
  JsonObject object{{"status", check.error ? "error" : "success"}};
  if (check.error) object["error"] = one_line(*check.error);
  if (check.identity) object["username"] = check.identity->user_name;
  put(object, "account_id", profile.account_id);
  JsonObject details{{"auth_type", check.method}, {"host", profile.host}};
  put(details, "profile", profile.name);
  details["configuration"] = configuration_json(profile, check.method);
  object["details"] = std::move(details);
  return object;
}

JsonObject status_json(const config::ResolvedProfile& profile, const ProfileCheck& check) {
  JsonObject object{{"status", check.error ? "error" : "success"}};
  if (check.error) object["error"] = one_line(*check.error);
  put(object, "profile", profile.name);
  object["host"] = profile.host;
  object["auth_type"] = check.method;
  if (check.identity) {
    object["username"] = check.identity->user_name;
    put(object, "workspace_id", check.identity->workspace.value());
  }
  return object;
}

std::string status_text(const config::ResolvedProfile& profile, const ProfileCheck& check) {
  std::string out = "Host:               " + profile.host + "\n";
  if (!profile.name.empty()) out += "Profile:            " + profile.name + "\n";
  if (check.identity) out += "User:               " + check.identity->user_name + "\n";
  if (!check.method.empty()) out += "Authenticated with: " + check.method + "\n";
  if (check.identity && !check.identity->workspace.value().empty()) {
    out += "Workspace id:       " + check.identity->workspace.value() + "\n";
  }
  return out;
}

std::string describe_text(const config::ResolvedProfile& profile, const ProfileCheck& check) {
  if (profile.host.empty() && profile.attributes.empty()) return "";  // nothing is configured: the error says it all
  std::string out = status_text(profile, check) + "Current configuration:\n";
  for (const config::AttributeRow& row : config::attribute_rows()) {
    const config::Attribute* attribute = profile.find(row.key);
    if (attribute == nullptr) continue;
    out += "  " + std::string(row.key) + ": " + attribute->masked() + " (from " + attribute->source + ")\n";
  }
  return out;
}

/// `status` and `describe`: one profile, asked. The report is printed in any case; a refusal is the exit code.
Result<int> describe(App& app, const Invocation& invocation) {
  const bool is_full = invocation.subcommand == "describe";
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  TRY_ASSIGN(const config::ResolvedProfile profile, resolve_identity(app, invocation, loaded.settings, app.context()));
  ProfileCheck check = check_profiles(app, {profile}).front();
  if (invocation.wants_json()) {
    const JsonObject object = is_full ? describe_json(profile, check) : status_json(profile, check);
    app.output.print(json::serialize_pretty(object) + "\n");
  } else if (is_full || !check.error) {
    app.output.print(render::inert(is_full ? describe_text(profile, check) : status_text(profile, check)));
  }
  if (check.error) return *std::move(check.error);
  return 0;
}

/// One line of `auth profiles`. `error` is why it cannot even be resolved.
struct Listed {
  config::ResolvedProfile profile;
  std::optional<Error> error;
  bool is_default = false;
};

/// Every profile by itself: the environment fills nothing in, so that each line is about the file.
std::vector<Listed> list_profiles(const config::DatabricksFile& file) {
  std::vector<Listed> out;
  const std::string chosen = file.default_profile.empty() ? "DEFAULT" : file.default_profile;
  for (const config::ProfileSection& section : file.profiles) {
    if (section.attributes.empty()) continue;
    Listed listed;
    listed.is_default = section.name == chosen;
    auto profile = config::resolve_profile({.profile = section.name}, {{"DATABRICKS_CONFIG_FILE", file.path.string()}});
    if (profile) {
      listed.profile = std::move(profile).value();
    } else {
      listed.error = std::move(profile).error();
      listed.profile.name = section.name;
    }
    out.push_back(std::move(listed));
  }
  return out;
}

void check_all(App& app, std::vector<Listed>& listed, std::vector<ProfileCheck>& checks) {
  std::vector<config::ResolvedProfile> asked;
  for (const Listed& one : listed) {
    if (!one.error) asked.push_back(one.profile);
  }
  std::vector<ProfileCheck> answers = check_profiles(app, asked);
  std::size_t next = 0;
  for (Listed& one : listed) {
    if (one.error) {
      ProfileCheck failed;
      failed.error = one.error;
      checks.push_back(std::move(failed));
    } else {
      checks.push_back(std::move(answers[next++]));
    }
  }
}

JsonObject profile_json(const Listed& listed, const ProfileCheck* check) {
  const config::ResolvedProfile& profile = listed.profile;
  JsonObject object{{"name", profile.name}, {"host", profile.host}};
  put(object, "account_id", profile.account_id);
  put(object, "workspace_id", profile.workspace_id);
  put(object, "cloud", cloud_of(profile.host));
  object["auth_type"] = method_of(profile);
  if (check != nullptr) object["valid"] = check->identity.has_value();
  object["default"] = listed.is_default;
  if (check != nullptr && check->error) object["error"] = one_line(*check->error);
  return object;
}

Result<int> profiles(App& app, const Invocation& invocation) {
  const auto path = config::databricks_config_path(app.environment, app.user_home());
  config::DatabricksFile file;
  if (!path.empty()) {
    TRY_ASSIGN(file, config::load_databricks_file(path));
  }
  std::vector<Listed> listed = list_profiles(file);
  std::vector<ProfileCheck> checks;
  if (!invocation.has("skip-validate")) check_all(app, listed, checks);
  JsonArray rows;
  render::Table table({{"Name"}, {"Host"}, {"Valid"}});
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const ProfileCheck* check = checks.empty() ? nullptr : &checks[i];
    rows.push_back(profile_json(listed[i], check));
    const std::string name = listed[i].profile.name + (listed[i].is_default ? " (Default)" : "");
    table.add_row({name, listed[i].profile.host, check == nullptr ? "?" : (check->identity ? "YES" : "NO")});
    if (check != nullptr && check->error) app.output.note(name + ": " + one_line(*check->error));
  }
  if (invocation.wants_json()) {
    app.output.print(json::serialize_pretty(JsonObject{{"profiles", std::move(rows)}}) + "\n");
    return 0;
  }
  render::Screen screen = result_screen(app, invocation);
  if (!app.stdout_is_terminal) screen.columns = 1000;  // a script wants whole names
  app.output.print(table.empty() ? "No profiles in " + path.string() + "\n" : table.render(screen));
  return 0;
}

Error not_spoken(const std::string& verb) {
  return Error{.code = ErrorCode::Unsupported,
               .action = "run auth " + verb,
               .subject = {},
               .reason = "browser logins are not spoken by this version",
               .advice = verb == "logout" ? "remove the profile from ~/.databrickscfg, or use `databricks auth logout`"
                                          : "use `databricks auth token`"};
}

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.subcommand == "profiles") return profiles(app, invocation);
  if (invocation.subcommand == "login") return run_auth_login(app, invocation);
  if (invocation.subcommand == "logout" || invocation.subcommand == "token") return not_spoken(invocation.subcommand);
  return describe(app, invocation);
}

}  // namespace

const Command kAuthCommand{
    "auth", "Profiles, and who the workspace takes us for", "lakecode auth status --profile work", kVerbs, kOptions,
    run};

}  // namespace lakecode::cli
