#include "config/config_file.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "config/file_errors.h"

namespace lakecode::config {
namespace {

/// Last words of keys with which a project might steer us elsewhere or start something.
constexpr std::array<std::string_view, 26> kSteeringWords = {
    "host",          "hosts",       "url",          "base_url",  "endpoint",       "proxy",     "http_proxy",
    "https_proxy",   "no_proxy",    "ca_file",      "ca_bundle", "ca_cert",        "cert_file", "insecure",
    "skip_verify",   "token",       "token_helper", "api_key",   "api_key_helper", "password",  "secret",
    "client_secret", "config_file", "env",          "hooks",     "helper"};

bool is_steering(std::string_view key) {
  for (const std::string_view word : text::split(key, '.')) {
    if (std::find(kSteeringWords.begin(), kSteeringWords.end(), text::to_lower(word)) != kSteeringWords.end()) {
      return true;
    }
  }
  return false;
}

/// RFC 6901: "~" and "/" in a member name are escaped.
std::string pointer_part(std::string_view name) {
  return "/" + text::replace_all(text::replace_all(name, "~", "~0"), "/", "~1");
}

std::set<std::string, std::less<>> section_names() {
  std::set<std::string, std::less<>> names;
  for (const KeyRow& row : key_rows()) names.emplace(row.name.substr(0, row.name.find('.')));
  return names;
}

/// Reads one parsed document.
class Reader {
 public:
  Reader(std::string_view text, std::string_view name, Layer layer, const yaml::Document& document)
      : text_(text), name_(name), layer_(layer), document_(document) {}

  ConfigFile read() {
    if (document_.root->is_null()) return std::move(file_);
    if (!document_.root->is_object()) {
      file_.mistakes.push_back(where("", true) + "a configuration is sections with keys, such as `agent:`");
      return std::move(file_);
    }
    for (const auto& member : document_.root->get_object()) read_section(member.key(), member.value());
    return std::move(file_);
  }

 private:
  /// "NAME:LINE:COLUMN: " of a node's value, or of its key.
  [[nodiscard]] std::string where(const std::string& pointer, bool at_value) const {
    const auto mark = document_.marks.find(pointer);
    if (mark == document_.marks.end()) return std::string(name_) + ": ";
    const yaml::Position& place = at_value ? mark->second.value : mark->second.key;
    return place_in(name_, place.line, place.column) + ": ";
  }

  void refuse_unknown(const std::string& pointer, const std::string& key, std::string_view hint) {
    if (is_steering(key)) {
      file_.forbidden.push_back(where(pointer, false) + key);
      return;
    }
    std::string line = where(pointer, false) + key + ": there is no such key";
    if (!hint.empty()) line += "; did you mean " + std::string(hint) + "?";
    file_.mistakes.push_back(std::move(line));
  }

  void refuse_all_in(const std::string& pointer, const std::string& section, const JsonValue& value) {
    const JsonObject* object = value.if_object();
    const std::set<std::string, std::less<>> names = section_names();
    const std::vector<std::string> candidates(names.begin(), names.end());
    const auto near_section = text::nearest(section, candidates);
    if (object == nullptr || object->empty() || near_section || is_steering(section)) {
      const auto key = object == nullptr ? nearest_key(section) : std::nullopt;
      refuse_unknown(pointer, section, near_section ? *near_section : key.value_or(""));
      return;
    }
    for (const auto& member : *object) {
      const std::string key = section + "." + std::string(member.key());
      refuse_unknown(pointer + pointer_part(member.key()), key, nearest_key(key).value_or(""));
    }
  }

  void read_section(std::string_view name, const JsonValue& value) {
    const std::string pointer = pointer_part(name);
    const std::string section(name);
    const auto names = section_names();
    if (names.find(section) == names.end()) return refuse_all_in(pointer, section, value);
    if (value.is_null()) return;
    if (!value.is_object()) {
      file_.mistakes.push_back(where(pointer, true) + section + ": allowed is a section with keys");
      return;
    }
    for (const auto& member : value.get_object()) {
      read_key(pointer + pointer_part(member.key()), section + "." + std::string(member.key()), member.value());
    }
  }

  void read_key(const std::string& pointer, const std::string& key, const JsonValue& value) {
    const KeyRow* row = find_key_row(key);
    if (row == nullptr) return refuse_unknown(pointer, key, nearest_key(key).value_or(""));
    std::string place = where(pointer, true);
    std::string_view source;
    if (const auto mark = document_.marks.find(pointer); mark != document_.marks.end()) {
      source = text_.substr(mark->second.value_begin, mark->second.value_end - mark->second.value_begin);
    }
    const Origin origin{layer_, place.substr(0, place.size() - 2), ""};
    auto read = read_value(*row, value, source, origin);
    if (!read) {
      file_.mistakes.push_back(place + key + ": " + read.error().reason);
    } else if (!std::holds_alternative<std::monostate>(*read)) {
      file_.assignments.push_back(Assignment{row, std::move(read).value(), origin});
    }
  }

  std::string_view text_;
  std::string_view name_;
  Layer layer_;
  const yaml::Document& document_;
  ConfigFile file_;
};

}  // namespace

ConfigFile parse_config(std::string_view text, std::string_view name, Layer layer) {
  ConfigFile file;
  const auto document = yaml::parse(text, name, {.max_bytes = kMaxConfigBytes});
  if (!document) {
    const Error& error = document.error();
    file.mistakes.push_back(error.subject + ": " + error.reason + (error.advice.empty() ? "" : "; " + error.advice));
    return file;
  }
  file = Reader(text, name, layer, *document).read();
  if (layer == Layer::Project) return file;
  for (const std::string& key : file.forbidden) {
    file.mistakes.push_back(key + ": there is no such key; hosts and credentials stand in ~/.databrickscfg");
  }
  file.forbidden.clear();
  return file;
}

}  // namespace lakecode::config
