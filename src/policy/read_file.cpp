#include "policy/read_file.h"

#include <array>
#include <map>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "policy/read_match.h"
#include "policy/read_values.h"
#include "policy/rule_examples.h"

namespace lakecode::policy {
namespace {

constexpr std::array<std::string_view, 4> kTopKeys = {"rules", "policies", "approvers", "version"};
constexpr std::array<std::string_view, 6> kRuleKeys = {"name", "match", "action", "message", "examples", "description"};
constexpr std::array<std::string_view, 5> kRulings = {"allow", "confirm", "confirm_typed", "two_person", "deny"};
constexpr std::size_t kMaxMistakes = 100;

class FileReader {
 public:
  FileReader(const yaml::Document& document, FileReading& into)
      : root_(document, into.rules.source.name, into.mistakes), into_(into) {}

  void read() {
    if (root_.is_null()) return root_.complain("the file is empty: a policy has at least one rule");
    if (root_.is_list()) return read_rules(root_);
    if (!root_.check_keys(kTopKeys)) return;
    if (const auto version = root_.member("version"))
      if (const auto number = version->number(); number && *number != 1) version->complain("the version is 1");
    const auto rules = root_.member("rules");
    const auto policies = root_.member("policies");
    if (rules && policies) policies->complain_at_key("'rules' is there already: one list holds all rules");
    if (const auto approvers = root_.member("approvers")) approvers->each([&](const Node& n) { read_approver(n); });
    if (!rules && !policies) return root_.complain("there are no rules: the file has a list under 'rules'");
    read_rules(rules ? *rules : *policies);
  }

 private:
  void read_rules(const Node& list) {
    if (!list.is_list()) return list.complain("a list of rules is wanted here");
    if (list.count() == 0) return list.complain("there are no rules: an empty policy is a mistake");
    if (list.count() > kMaxRules) return list.complain("there are more than " + std::to_string(kMaxRules) + " rules");
    list.each([&](const Node& node) { read_rule(node); });
  }

  void read_rule(const Node& node) {
    const std::size_t before = into_.mistakes.size();
    if (before > kMaxMistakes || !node.check_keys(kRuleKeys)) return;
    Rule rule;
    rule.at = node.at();
    read_name(node, rule);
    if (const auto message = node.member("message")) rule.message = message->text().value_or("");
    const auto action = node.member("action");
    if (!action) node.complain("the rule has no action: allow, confirm, confirm_typed, two_person or deny");
    if (const auto at = action ? action->choice(kRulings) : std::nullopt) rule.ruling = static_cast<Ruling>(*at);
    const auto match = node.member("match");
    if (!match) node.complain("the rule has no match: say what it is about");
    if (match) rule.match = read_match(*match);
    rule.covers_destructive = names_destructive(rule.match);
    if (const auto examples = node.member("examples")) read_examples(*examples, rule);
    if (into_.mistakes.size() == before) {
      for (std::string& wrong : find_wrong_examples(rule, into_.rules.source.name))
        into_.mistakes.push_back(std::move(wrong));
    }
    into_.rules.rules.push_back(std::move(rule));
  }

  void read_name(const Node& node, Rule& rule) {
    const auto name = node.member("name");
    if (!name) return node.complain("the rule has no name");
    rule.name = name->text().value_or("");
    if (rule.name.empty()) return;
    const auto [first, is_new] = lines_.emplace(rule.name, name->at().line);
    if (!is_new)
      name->complain("the name '" + rule.name + "' is used twice, first on line " + std::to_string(first->second));
  }

  static void read_examples(const Node& node, Rule& rule) {
    static constexpr std::array<std::string_view, 2> kKeys = {"match", "no_match"};
    if (!node.check_keys(kKeys)) return;
    const auto read = [&](std::string_view key, std::vector<Example>& into) {
      const auto list = node.member(key);
      if (!list) return;
      list->each([&](const Node& item) {
        if (auto example = read_example(item)) into.push_back(std::move(*example));
      });
    };
    read("match", rule.matching);
    read("no_match", rule.other);
  }

  void read_approver(const Node& node) {
    static constexpr std::array<std::string_view, 2> kKeys = {"name", "key"};
    if (!node.check_keys(kKeys)) return;
    const auto name = node.member("name");
    const auto key = node.member("key");
    if (!name || !key) return node.complain("an approver has a name and a key");
    Approver approver{.name = name->text().value_or(""), .key = text::to_lower(key->text().value_or(""))};
    const auto bytes = crypto::from_hex(approver.key);
    if (!bytes || bytes->size() != 32)
      return key->complain("a key is 64 hex digits; `lakecode approve --key` prints it");
    into_.rules.approvers.push_back(std::move(approver));
  }

  Node root_;
  FileReading& into_;
  std::map<std::string, std::size_t, std::less<>> lines_;
};

}  // namespace

FileReading read_policy(std::string_view text, std::string_view name, Layer layer) {
  FileReading reading;
  reading.rules.source = Source{.name = std::string(name), .sha256 = crypto::sha256_hex(text), .layer = layer};
  const auto document = yaml::parse(text, name, {.max_bytes = kMaxPolicyBytes, .max_depth = 16, .max_nodes = 500'000});
  if (!document) {
    std::string mistake = document.error().subject + ": " + document.error().reason;
    if (text::contains_ignore_case(document.error().reason, "escape")) mistake += "; write patterns in 'single quotes'";
    reading.mistakes.push_back(std::move(mistake));
    return reading;
  }
  FileReader(*document, reading).read();
  return reading;
}

}  // namespace lakecode::policy
