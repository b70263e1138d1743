#include "policy/call_list.h"

#include "base/crypto.h"
#include "base/text.h"

namespace lakecode::policy {

Result<Rule> read_call(const std::string& entry, Ruling ruling, std::string_view list_name) {
  const std::string text(text::trim(entry));
  const std::size_t open = text.find('(');
  const std::string tool(text::trim(std::string_view(text).substr(0, open)));
  const bool has_glob = open != std::string::npos;
  if (tool.empty() || tool.find_first_of(" )") != std::string::npos || (has_glob && !text.ends_with(')'))) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "use " + std::string(list_name),
                 .subject = entry,
                 .reason = "an entry is `tool` or `tool(glob)`",
                 .advice = "for example sql(INSERT INTO dev.*)"};
  }
  Rule rule{.name = std::string(list_name) + ": " + text, .ruling = ruling};
  rule.match.tools.emplace_back(tool);
  rule.match.carriers = carried_by(rule.match.tools.front());
  if (has_glob) rule.match.texts.emplace_back(text.substr(open + 1, text.size() - open - 2));
  return rule;
}

Result<RuleSet> read_call_lists(const std::vector<std::string>& blocked, const std::vector<std::string>& confirmed,
                                const std::vector<std::string>& approved) {
  RuleSet set;
  set.source = Source{.name = "configuration", .layer = Layer::Lists};
  std::string all;
  const auto add = [&](const std::vector<std::string>& entries, Ruling ruling, std::string_view name) -> Result<void> {
    for (const std::string& entry : entries) {
      TRY_ASSIGN(Rule rule, read_call(entry, ruling, name));
      all += rule.name + "\n";
      set.rules.push_back(std::move(rule));
    }
    return {};
  };
  TRY_VOID(add(blocked, Ruling::Deny, "safety.blocked"));
  TRY_VOID(add(confirmed, Ruling::Confirm, "safety.require_confirm"));
  TRY_VOID(add(approved, Ruling::Allow, "safety.auto_approve"));
  set.source.sha256 = crypto::sha256_hex(all);
  return set;
}

}  // namespace lakecode::policy
