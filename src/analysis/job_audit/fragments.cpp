#include "analysis/job_audit/fragments.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"

namespace lakecode::job_audit {
namespace {

/// What the platform tells the elements of its lists apart by.
std::string key_of(const JsonValue& element) {
  for (const std::string_view key : {"task_key", "job_cluster_key", "environment_key"}) {
    if (std::string name = json::string_at(element, key); !name.empty()) return name;
  }
  return {};
}

void join(JsonValue& into, const JsonValue& more);

/// Lists whose elements have no key are replaced whole, as the platform does.
void join_lists(JsonArray& into, const JsonArray& more) {
  if (std::any_of(more.begin(), more.end(), [](const JsonValue& element) { return key_of(element).empty(); })) {
    into = more;
    return;
  }
  for (const JsonValue& element : more) {
    const std::string key = key_of(element);
    const auto same = std::find_if(into.begin(), into.end(), [&](const JsonValue& own) { return key_of(own) == key; });
    if (same == into.end()) {
      into.push_back(element);
    } else {
      join(*same, element);
    }
  }
}

void join(JsonValue& into, const JsonValue& more) {
  if (into.is_array() && more.is_array()) {
    join_lists(into.get_array(), more.get_array());
  } else if (into.is_object() && more.is_object()) {
    for (const auto& member : more.get_object()) {
      JsonValue* own = into.get_object().if_contains(member.key());
      if (own == nullptr) {
        into.get_object()[member.key()] = member.value();
      } else {
        join(*own, member.value());
      }
    }
  } else {
    into = more;
  }
}

}  // namespace

std::string json_text(std::string_view text) {
  return json::serialize(JsonValue(text));
}

void propose_for(Outcome& out, const Task& task, std::string_view inner) {
  out.parts.push_back(fmt::format(R"({{"tasks": [{{"task_key": {}, {}}}]}})", json_text(task.key), inner));
}

void propose_for(Outcome& out, const Compute& compute, std::string_view inner) {
  switch (compute.kind) {
    case Compute::Kind::JobCluster:
      out.parts.push_back(fmt::format(R"({{"job_clusters": [{{"job_cluster_key": {}, "new_cluster": {{{}}}}}]}})",
                                      json_text(compute.key), inner));
      break;
    case Compute::Kind::TaskCluster:
      out.parts.push_back(
          fmt::format(R"({{"tasks": [{{"task_key": {}, "new_cluster": {{{}}}}}]}})", json_text(compute.key), inner));
      break;
    case Compute::Kind::AllPurpose:
      if (out.parts.empty()) out.parts.push_back(fmt::format("{{{}}}", inner));
      break;
  }
}

std::string join_fragments(std::span<const std::string> fragments) {
  if (fragments.empty()) return {};
  if (fragments.size() == 1) return fragments.front();
  JsonValue all = JsonObject{};
  for (const std::string& fragment : fragments) {
    if (const auto parsed = json::parse(fragment, "settings change")) join(all, *parsed);
  }
  return json::serialize(all);
}

}  // namespace lakecode::job_audit
