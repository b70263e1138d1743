#include "gate/left_state.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/crypto.h"
#include "base/json.h"
#include "gate/undo_plan.h"

namespace lakecode::gate {
namespace {

constexpr std::size_t kDigestLength = 16;  // 64 bits tell values apart and stay short where a job has hundreds
constexpr int kDeepest = 6;                // a task's own settings; below that a person reads the settings themselves

std::string digest(std::string_view value) {
  return crypto::sha256_hex(value).substr(0, kDigestLength);
}

/// What the entries of a list call themselves, when each has a name of its own under the same key.
std::optional<std::vector<std::string>> names_in(const JsonArray& list) {
  static constexpr std::array<std::string_view, 9> kKeys = {
      "task_key", "job_cluster_key", "environment_key", "principal", "user_name", "group_name", "key", "value", "name"};
  for (const std::string_view key : kKeys) {
    std::vector<std::string> names;
    for (const JsonValue& entry : list) {
      if (entry.is_object()) names.push_back(json::string_at(entry, key));
    }
    const std::set<std::string> distinct(names.begin(), names.end());
    if (!list.empty() && distinct.size() == list.size() && !distinct.contains("")) return names;
  }
  return std::nullopt;
}

void add_value(SettingDigests& out, const std::string& place, const JsonValue& value, int depth) {
  const JsonObject* object = value.if_object();
  if (object != nullptr && !object->empty() && depth < kDeepest) {
    for (const auto& member : *object)
      add_value(out, (place.empty() ? "" : place + ".") + std::string(member.key()), member.value(), depth + 1);
    return;
  }
  const JsonArray* list = value.if_array();
  const auto names = list == nullptr || depth >= kDeepest ? std::nullopt : names_in(*list);
  if (!names) {
    out[place] = digest(json::serialize(value));
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i) add_value(out, place + "[" + (*names)[i] + "]", (*list)[i], depth + 1);
}

/// A job's settings stand inside "new_settings", which tells nobody anything.
std::string shown_place(std::string place) {
  constexpr std::string_view kWrapper = "new_settings.";
  if (place.starts_with(kWrapper)) place.erase(0, kWrapper.size());
  return place;
}

std::string_view what_is_set(const RestoreStep& step) {
  if (step.how == "set_back") return "setting";
  return step.how == "grant_back" ? "grants" : "definition";
}

const std::string* digest_at(const SettingDigests& digests, const std::string& place) {
  const auto found = digests.find(place);
  return found == digests.end() ? nullptr : &found->second;
}

bool is_same_digest(const std::string* a, const std::string* b) {
  return a == nullptr || b == nullptr ? a == b : *a == *b;
}

}  // namespace

bool is_comparable(const RestoreStep& step) {
  return step.how != "restore_version" && step.how != "undrop";
}

Result<SettingDigests> digests_of(const std::vector<RestoreStep>& steps, const std::filesystem::path& folder) {
  SettingDigests out;
  std::map<std::string_view, std::string> statements;
  for (const RestoreStep& step : steps) {
    if (!step.statement.empty()) {
      statements[what_is_set(step)] += step.statement + ";\n";
      continue;
    }
    out["whether it is there"] = digest(step.request.method + " " + step.request.path);
    TRY_ASSIGN(const std::string text, load_body(step, folder));
    const auto body = json::parse(text.empty() ? "{}" : text, "body");
    if (!body) {
      out["content"] = digest(text);
      continue;
    }
    SettingDigests settings;
    add_value(settings, "", *body, 0);
    for (auto& [place, value] : settings) out[shown_place(place)] = std::move(value);
  }
  for (const auto& [what, texts] : statements) out[std::string(what)] = digest(texts);
  return out;
}

std::vector<std::string> changed_since(const SettingDigests& left, const SettingDigests& now,
                                       const SettingDigests& target) {
  std::vector<std::string> places;
  if (now.empty()) return places;
  SettingDigests all = left;
  all.insert(now.begin(), now.end());
  for (const auto& entry : all) {
    const std::string* const found = digest_at(now, entry.first);
    if (!is_same_digest(found, digest_at(left, entry.first)) && !is_same_digest(found, digest_at(target, entry.first)))
      places.push_back(entry.first);
  }
  return places;
}

// Two lists side by side: a digest that stood next to a name like "password" would be taken for a secret and masked.
JsonBox to_json(const SettingDigests& digests) {
  JsonArray places;
  JsonArray values;
  for (const auto& [place, value] : digests) {
    places.emplace_back(place);
    values.emplace_back(value);
  }
  return JsonBox(JsonObject{{"places", std::move(places)}, {"digests", std::move(values)}});
}

SettingDigests parse_digests(const JsonValue& value) {
  SettingDigests out;
  const JsonArray& places = json::array_at(value, "places");
  const JsonArray& values = json::array_at(value, "digests");
  for (std::size_t i = 0; i < places.size() && i < values.size(); ++i)
    out[json::as_string(places[i]).value_or("")] = json::as_string(values[i]).value_or("");
  return out;
}

}  // namespace lakecode::gate
