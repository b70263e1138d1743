#include "policy/fixtures.h"

#include <array>

#include "base/json.h"
#include "policy/decide.h"
#include "policy/read_file.h"
#include "policy/read_match.h"
#include "policy/read_values.h"
#include "safety/classify.h"

namespace lakecode::policy {
namespace {

std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

void read_fixture(const Node& node, FixtureReading& into) {
  static constexpr std::array<std::string_view, 3> kMore = {"expect", "rule", "name"};
  static constexpr std::array<std::string_view, 5> kRulings = {"allow", "confirm", "confirm_typed", "two_person",
                                                               "deny"};
  if (!node.is_mapping()) return node.complain("a fixture is a mapping with an act and expect");
  auto act = read_example(node, kMore);
  const auto expect = node.member("expect");
  if (!expect) return node.complain("expect is missing: what must be decided");
  const auto ruling = expect->choice(kRulings);
  const auto rule = node.member("rule");
  std::string name = rule ? rule->text().value_or("") : "";
  if (!act || !ruling) return;
  into.fixtures.push_back(
      Fixture{.act = std::move(*act), .expect = static_cast<Ruling>(*ruling), .rule = std::move(name)});
}

}  // namespace

FixtureReading read_fixtures(std::string_view text, std::string_view name) {
  FixtureReading reading;
  const std::string file(name);
  const auto document = yaml::parse(text, name, {.max_bytes = kMaxPolicyBytes, .max_depth = 16, .max_nodes = 500'000});
  if (!document) {
    reading.mistakes.push_back(document.error().subject + ": " + document.error().reason);
    return reading;
  }
  const Node root(*document, file, reading.mistakes);
  const auto cases = root.is_mapping() ? root.member("cases") : std::optional<Node>(root);
  if (!cases || !cases->is_list() || cases->count() == 0) {
    root.complain("a list of fixtures is wanted, alone or under 'cases'");
    return reading;
  }
  cases->each([&](const Node& node) { read_fixture(node, reading); });
  return reading;
}

std::string run_fixture(const Policy& policy, const Fixture& fixture) {
  const Example& example = fixture.act;
  const safety::Verdict verdict = safety::classify(example.effect);
  const Act act{.effect = example.effect,
                .verdict = verdict,
                .tool = example.tool,
                .profile = view_of(example.profile),
                .target = view_of(example.target),
                .host = view_of(example.host),
                .principal = view_of(example.principal),
                .workflow = view_of(example.workflow),
                .rows = example.rows,
                .time = example.time};
  Evaluator evaluator;
  const Decision decision = evaluator.decide(policy, act);
  const std::string by = decision.rule == nullptr ? "no rule" : "rule '" + decision.rule->name + "'";
  const bool is_right_rule = fixture.rule.empty() || (decision.rule != nullptr && decision.rule->name == fixture.rule);
  if (decision.ruling == fixture.expect && is_right_rule) return {};
  return "expected " + std::string(name_of(fixture.expect)) +
         (fixture.rule.empty() ? "" : " by rule '" + fixture.rule + "'") + ", got " +
         std::string(name_of(decision.ruling)) + " by " + by;
}

}  // namespace lakecode::policy
