#pragma once
// One layer on top of another, by the reach that the schema gives it. Not thread-safe; used while loading.

#include <filesystem>
#include <string>
#include <vector>

#include "config/config_file.h"
#include "config/settings.h"

namespace lakecode::config {

class Merge {
 public:
  /// `home` is the folder that relative paths stand under, `user_home` what "~/" means.
  Merge(Settings& settings, const std::filesystem::path& home, const std::filesystem::path& user_home)
      : settings_(settings), home_(home), user_home_(user_home) {}

  /// A person's file: everything may be set.
  void apply_global(const std::vector<Assignment>& assignments);
  /// A trusted project's file: each refusal is a notice that names place and key.
  void apply_project(const ConfigFile& file, std::vector<std::string>& notices);
  /// A variable or a flag. InvalidArgument when the key does not take values from there.
  Result<void> apply_typed(const KeyRow& row, Value value, const Origin& origin);

 private:
  void set(const KeyRow& row, Value value, const Origin& origin);
  void add(const KeyRow& row, const Value& value, const Origin& origin);
  /// Why a project may not do this; empty when it may.
  [[nodiscard]] std::string refusal(const Assignment& assignment, bool is_pinned) const;

  Settings& settings_;
  const std::filesystem::path& home_;
  const std::filesystem::path& user_home_;
};

}  // namespace lakecode::config
