#include "policy/policy.h"

#include <algorithm>

#include "base/crypto.h"

namespace lakecode::policy {
namespace {

std::string where(const Source& source, yaml::Position at) {
  return source.name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

/// Appends the bits of `text`, as far as there is room; returns how many.
std::uint8_t require(Policy::Filter& filter, std::string_view text, std::size_t limit) {
  std::uint8_t added = 0;
  for (const SketchBit bit : sketch_bits(text, limit)) {
    const std::size_t at = filter.bit_count + filter.object_bit_count + std::size_t{added};
    if (at < filter.bits.size()) {
      filter.bits[at] = bit;
      ++added;
    }
  }
  return added;
}

/// The part of an object's name that even its catalog carries: up to the first dot or wildcard.
std::string_view first_part(const ObjectGlob& object) {
  const std::string_view text = object.name.text();
  return text.substr(0, text.find_first_of(".*?"));
}

Policy::Filter make_filter(const Rule& rule) {
  Policy::Filter filter{.classes = rule.match.classes};
  if (rule.match.statements.size() == 1) {
    const auto& required = rule.match.statements.front().required();
    const auto longest = std::max_element(required.begin(), required.end(),
                                          [](const auto& a, const auto& b) { return a.size() < b.size(); });
    if (longest != required.end()) filter.bit_count = require(filter, *longest, 4);
  }
  if (rule.match.objects.size() == 1)
    filter.object_bit_count = require(filter, first_part(rule.match.objects.front()), 2);
  return filter;
}

}  // namespace

std::string_view name_of(Ruling ruling) {
  constexpr std::string_view kNames[] = {"allow", "confirm", "confirm_typed", "two_person", "deny"};
  return kNames[static_cast<std::size_t>(ruling)];
}

std::string_view plain_name_of(Ruling ruling) {
  if (ruling == Ruling::Allow) return "allow";
  return ruling == Ruling::Deny ? "deny" : "confirm";
}

std::string_view name_of(Layer layer) {
  constexpr std::string_view kNames[] = {"managed", "global", "project", "lists", "session"};
  return kNames[static_cast<std::size_t>(layer)];
}

bool Match::is_everything() const {
  return tools.empty() && statements.empty() && texts.empty() && classes == 7 && kinds.empty() && objects.empty() &&
         !has_where && !leaves_workspace && !rows_over && profiles.empty() && targets.empty() && hosts.empty() &&
         principals.empty() && workflows.empty() && times.empty();
}

std::vector<std::string> Policy::add(RuleSet set) {
  std::vector<std::string> refused;
  const bool is_project = set.source.layer == Layer::Project;
  const std::size_t source = sources_.size();
  sources_.push_back(std::move(set.source));
  for (Rule& rule : set.rules) {
    if (is_project && rule.ruling == Ruling::Allow) {
      refused.push_back(where(sources_.back(), rule.at) + ": rule '" + rule.name +
                        "': a project may not allow; it can only tighten");
      continue;
    }
    rule.source = source;
    asks_for_rows_ = asks_for_rows_ || rule.match.rows_over.has_value();
    asks_for_principal_ = asks_for_principal_ || !rule.match.principals.empty() || rule.ruling == Ruling::TwoPerson;
    filters_.push_back(make_filter(rule));
    rules_.push_back(std::move(rule));
  }
  if (is_project && !set.approvers.empty()) {
    refused.push_back(sources_.back().name + ": a project may not name approvers");
    set.approvers.clear();
  }
  for (Approver& approver : set.approvers) approvers_.push_back(std::move(approver));
  return refused;
}

std::string Policy::place_of(const Rule& rule) const {
  const Source& source = source_of(rule);
  return rule.at.line == 0 ? source.name : source.name + ":" + std::to_string(rule.at.line);
}

std::string Policy::digest() const {
  std::string bytes;
  for (const Source& source : sources_) bytes += std::string(name_of(source.layer)) + ":" + source.sha256 + "\n";
  return crypto::sha256_hex(bytes);
}

}  // namespace lakecode::policy
