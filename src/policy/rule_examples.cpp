#include "policy/rule_examples.h"

#include <algorithm>

#include "policy/conditions.h"
#include "policy/decide.h"
#include "safety/classify.h"

namespace lakecode::policy {
namespace {

/// The rule without the conditions that the example says nothing about.
Rule asked_only(const Rule& rule, const Example& example) {
  Rule asked = rule;
  Match& match = asked.match;
  if (example.tool.empty() && match.carriers == 0) match.tools.clear();
  if (!example.profile) match.profiles.clear();
  if (!example.target) match.targets.clear();
  if (!example.host) match.hosts.clear();
  if (!example.principal) match.principals.clear();
  if (!example.workflow) match.workflows.clear();
  if (!example.rows) match.rows_over.reset();
  if (!example.time) match.times.clear();
  return asked;
}

}  // namespace

bool speaks_about(const Rule& rule, const Example& example) {
  const Rule asked = asked_only(rule, example);
  const safety::Verdict verdict = safety::classify(example.effect);
  const Act act{.effect = example.effect,
                .verdict = verdict,
                .tool = example.tool,
                .profile = example.profile ? std::string_view(*example.profile) : "",
                .target = example.target ? std::string_view(*example.target) : "",
                .host = example.host ? std::string_view(*example.host) : "",
                .principal = example.principal ? std::string_view(*example.principal) : "",
                .workflow = example.workflow ? std::string_view(*example.workflow) : "",
                .rows = example.rows,
                .time = example.time};
  const Parts parts(act);
  MatchBudget budget;
  return std::any_of(parts.all().begin(), parts.all().end(), [&](const Part& part) {
    if (rule.ruling == Ruling::Allow && !may_allow(rule, part)) return false;
    return speaks(judge_rule({.rule = asked, .part = part, .act = act, .budget = budget}), rule);
  });
}

std::vector<std::string> find_wrong_examples(const Rule& rule, const std::string& file) {
  std::vector<std::string> wrong;
  const auto check = [&](const std::vector<Example>& examples, bool should) {
    for (const Example& example : examples) {
      if (speaks_about(rule, example) == should) continue;
      wrong.push_back(file + ":" + std::to_string(example.at.line) + ":" + std::to_string(example.at.column) +
                      ": rule '" + rule.name + "' " + (should ? "does not match" : "matches") +
                      " its own example: " + example.shown.substr(0, 120));
    }
  };
  check(rule.matching, true);
  check(rule.other, false);
  return wrong;
}

}  // namespace lakecode::policy
