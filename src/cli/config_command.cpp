#include "cli/config_command.h"

#include <algorithm>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/config_trust.h"
#include "cli/connection.h"
#include "cli/local_server.h"
#include "config/databricks_file.h"
#include "config/edit.h"
#include "config/file_errors.h"
#include "config/settings.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"init", "", 0, 0, "make config.yml in the home folder, every key explained"},
    {"show", "", 0, 0, "the settings in force"},
    {"get", "KEY", 1, 1, "one setting in force"},
    {"set", "KEY VALUE", 2, 2, "set a key in config.yml of the home folder"},
    {"path", "", 0, 0, "the files that settings come from"},
    {"schema", "", 0, 0, "every key: type, default, what is allowed, what a project may do"},
    {"trust", "", 0, 0, "look through the project folder and let it count"},
};

constexpr Option kOptions[] = {
    {"origin", "", "show: where each value comes from", ""},
    {"yes", "", "trust: do not ask", ""},
    {"revoke", "", "trust: forget the folder", ""},
};

std::string_view name_of(config::Layer layer) {
  return layer == config::Layer::Project ? "project" : "global";
}

Result<std::filesystem::path> config_path(const App& app) {
  if (const std::string named = app.variable("LAKECODE_CONFIG_PATH"); !named.empty())
    return std::filesystem::path(named);
  if (!app.lakecode_home().empty()) return app.lakecode_home() / "config.yml";
  return no_home();
}

JsonObject setting_json(const config::Settings& settings, std::string_view key) {
  JsonObject object{{"value", config::to_json(settings.at(key).value)}, {"origin", settings.origin(key)}};
  if (!settings.at(key).project_text.empty()) object["project_text"] = settings.at(key).project_text;
  return object;
}

Result<int> show(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  JsonObject all;
  std::string out;
  std::size_t widest = 0;
  for (const config::KeyRow& row : config::key_rows()) widest = std::max(widest, row.name.size());
  for (const config::KeyRow& row : config::key_rows()) {
    all[row.name] = setting_json(loaded.settings, row.name);
    const config::Setting& setting = loaded.settings.at(row.name);
    std::string line = std::string(row.name) + std::string(widest - row.name.size() + 2, ' ');
    line += config::render_value(setting.value);
    if (!setting.project_text.empty()) line += " + project text: " + setting.project_text;
    if (invocation.has("origin")) line += "  (" + loaded.settings.origin(row.name) + ")";
    out += render::inert_line(line) + "\n";
  }
  if (invocation.wants_json()) out = json::serialize_pretty(JsonObject{{"settings", std::move(all)}}) + "\n";
  app.output.print(out);
  return 0;
}

Result<int> show_one(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const config::KeyRow* row, config::require_key(invocation.arguments.front()));
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  if (invocation.wants_json()) {
    JsonObject object = setting_json(loaded.settings, row->name);
    object["key"] = row->name;
    app.output.print(json::serialize(object) + "\n");
    return 0;
  }
  const config::Setting& setting = loaded.settings.at(row->name);
  const bool is_set = loaded.settings.is_set(row->name);
  app.output.print((is_set ? render::inert(config::render_value(setting.value)) : std::string()) + "\n");
  return 0;
}

Result<int> set(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::filesystem::path path, config_path(app));
  TRY_VOID(config::set_in_file(path, invocation.arguments[0], invocation.arguments[1]));
  if (invocation.wants_json()) {
    app.output.print(json::serialize(JsonObject{{"key", invocation.arguments[0]}, {"path", path.string()}}) + "\n");
  } else {
    app.output.print(render::inert_line(invocation.arguments[0] + " is set in " + path.string()) + "\n");
  }
  return 0;
}

Result<int> paths(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  const std::filesystem::path profiles = config::databricks_config_path(app.environment, app.user_home());
  JsonArray rows;
  std::string out = "home      " + app.lakecode_home().string() + "\n";
  for (const config::SettingFile& file : loaded.files) {
    rows.push_back(JsonObject{
        {"path", file.path.string()}, {"layer", name_of(file.layer)}, {"exists", file.exists}, {"used", file.is_used}});
    const char* state = file.is_used ? "" : (file.exists ? "  (not used: not trusted)" : "  (absent)");
    out += std::string(name_of(file.layer)) + (file.layer == config::Layer::Project ? "   " : "    ") +
           file.path.string() + state + "\n";
  }
  out += "profiles  " + profiles.string() + (files::exists(profiles) ? "" : "  (absent)") + "\n";
  if (invocation.wants_json()) {
    out = json::serialize(JsonObject{{"home", app.lakecode_home().string()},
                                     {"files", std::move(rows)},
                                     {"databricks_config_file", profiles.string()}}) +
          "\n";
    app.output.print(out);
  } else {
    app.output.print(render::inert(out));
  }
  return 0;
}

int schema(App& app, const Invocation& invocation) {
  JsonArray rows;
  std::string out;
  const config::Settings built_in("~/.lakecode");
  for (const config::KeyRow& row : config::key_rows()) {
    JsonArray variables;
    for (const std::string_view name : text::split(row.variables, ' ')) {
      if (!name.empty()) variables.emplace_back(name);
    }
    rows.push_back(JsonObject{{"key", row.name},
                              {"type", config::name_of(row.type)},
                              {"default", config::to_json(built_in.at(row.name).value)},
                              {"allowed", config::describe_allowed(row)},
                              {"project", config::name_of(row.project)},
                              {"environment", std::move(variables)},
                              {"help", row.help}});
    out += std::string(row.name) + "\n  " + std::string(row.help) + "\n  " + config::describe_allowed(row) +
           "; default " + config::render_value(built_in.at(row.name).value) +
           "; a project: " + std::string(config::name_of(row.project)) + "\n";
    if (!row.variables.empty()) out += "  environment: " + text::replace_all(row.variables, " ", ", ") + "\n";
  }
  if (invocation.wants_json()) out = json::serialize_pretty(JsonObject{{"keys", std::move(rows)}}) + "\n";
  app.output.print(out);
  return 0;
}

/// Profiles that are there already, for the hint on what to do next.
Result<std::vector<std::string>> profile_names(const App& app) {
  const auto path = config::databricks_config_path(app.environment, app.user_home());
  std::vector<std::string> names;
  if (path.empty()) return names;
  TRY_ASSIGN(const config::DatabricksFile file, config::load_databricks_file(path));
  for (const config::ProfileSection& section : file.profiles) names.push_back(section.name);
  return names;
}

Result<int> init(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::filesystem::path path, config_path(app));
  if (auto made = files::make_private_folder(path.parent_path()); !made) {
    return config::as_configuration_error(std::move(made).error());
  }
  const auto written = files::write_new(path, config::render_template(), files::Mode::Private);
  const bool is_new = written.has_value();
  if (!is_new && written.error().code != ErrorCode::AlreadyExists)
    return config::as_configuration_error(written.error());
  TRY_ASSIGN(const std::vector<std::string> names, profile_names(app));
  if (invocation.wants_json()) {
    JsonArray profiles;
    for (const std::string& name : names) profiles.emplace_back(name);
    app.output.print(
        json::serialize(JsonObject{{"path", path.string()}, {"created", is_new}, {"profiles", std::move(profiles)}}) +
        "\n");
    return 0;
  }
  std::string out = path.string() + (is_new ? " is written; every key stands in it as a comment\n"
                                            : " is there already and stays as it is\n");
  if (names.empty()) {
    out +=
        "No Databricks profile yet. Store one with `lakecode auth login --host URL --token-stdin`,\n"
        "or try the embedded workspace: `lakecode run workflow debug_job --input '{\"job_id\": 1001}' --local`\n";
  } else {
    out +=
        "Databricks profiles: " + text::join(names, ", ") +
        "\nChoose one with `lakecode config set databricks.profile NAME`, check them with `lakecode auth profiles`\n";
  }
  app.output.print(render::inert(out));
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.subcommand == "init") return init(app, invocation);
  if (invocation.subcommand == "get") return show_one(app, invocation);
  if (invocation.subcommand == "set") return set(app, invocation);
  if (invocation.subcommand == "path") return paths(app, invocation);
  if (invocation.subcommand == "schema") return schema(app, invocation);
  if (invocation.subcommand == "trust") return run_config_trust(app, invocation);
  return show(app, invocation);
}

}  // namespace

const Command kConfigCommand{"config",
                             "Settings, where each comes from, and trust in project folders",
                             "lakecode config show --origin",
                             kVerbs,
                             kOptions,
                             run};

}  // namespace lakecode::cli
