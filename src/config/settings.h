#pragma once
// The settings in force, layered flag > environment > project > global > built-in, each with its origin. A project may
// only tighten, and changes nothing until its folder is trusted. Settings are a value: read-only after load, safe to
// share between threads.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/environment.h"
#include "config/profiles.h"
#include "config/trust.h"
#include "config/value.h"

namespace lakecode::config {

struct Setting {
  Value value;
  Origin origin;
  std::string project_text;  ///< what a trusted project adds to agent.system_prompt_extra; kept apart, it is untrusted
  Origin project_origin;     ///< of `project_text`
};

class Settings {
 public:
  /// Built-in values only, paths under `home`.
  explicit Settings(const std::filesystem::path& home = {});

  /// The setting of a key of the schema; an unknown key is a bug.
  [[nodiscard]] const Setting& at(std::string_view key) const;
  [[nodiscard]] bool is_set(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key) const;                     ///< "" when unset
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;  ///< nullopt when unset or off
  [[nodiscard]] std::optional<double> number(std::string_view key) const;         ///< nullopt when unset
  [[nodiscard]] bool flag(std::string_view key) const;                            ///< false when unset
  [[nodiscard]] std::vector<std::string> list(std::string_view key) const;        ///< empty when unset
  [[nodiscard]] std::filesystem::path path(std::string_view key) const;           ///< absolute

  /// The origin of a value, of every entry for a list that was put together from several: "A, B".
  [[nodiscard]] std::string origin(std::string_view key) const;

 private:
  friend class Merge;
  std::map<std::string, Setting, std::less<>> values_;
};

/// What settings are computed from.
struct SettingSources {
  const Environment& environment;
  std::filesystem::path user_home;                ///< $HOME; may be empty
  std::filesystem::path lakecode_home;            ///< must not be empty
  std::filesystem::path working_folder;           ///< absolute
  std::map<std::string, std::string> flags = {};  ///< key -> text typed, e.g. {"agent.model", "x"}
};

/// One file that was looked at, for `config path`.
struct SettingFile {
  std::filesystem::path path;
  Layer layer = Layer::Global;
  bool exists = false;
  bool is_used = false;
};

struct LoadedSettings {
  Settings settings;
  std::vector<std::string> notices;  ///< lines for standard error: untrusted folder, refused keys, two files
  std::vector<SettingFile> files;
  std::optional<Project> project;  ///< the project folder around the working folder, trusted or not
  TrustState trust = TrustState::NoProject;
};

/// Reads all layers. Errors: InvalidArgument that lists every mistake of the file as
/// "FILE:LINE:COLUMN: KEY: what is allowed"; also for files that cannot be read and for an empty home.
/// What a project may not do is no error but a notice; the rest of its file counts.
Result<LoadedSettings> load_settings(const SettingSources& sources);

/// Every mistake in the text of a config.yml, in file order, as "NAME:LINE:COLUMN: KEY: …". Empty when it is right.
std::vector<std::string> find_mistakes(std::string_view text, std::string_view name);

/// The profile to ask for: databricks.profile when a person's file sets it; flags and variables are the caller's.
ProfileRequest profile_request(const Settings& settings, std::string_view profile_flag,
                               const std::filesystem::path& user_home);

}  // namespace lakecode::config
