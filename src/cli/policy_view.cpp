#include "cli/policy_view.h"

#include <utility>

#include "base/text.h"
#include "cli/connection.h"
#include "gate/policy_files.h"

namespace lakecode::cli {
namespace {

safety::Effect effect_of(const std::string& text) {
  const auto words = text::split(text, ' ');
  if (words.front() == "databricks") {
    safety::ArgvEffect argv;
    for (const std::string_view word : words) {
      if (!word.empty()) argv.argv.emplace_back(word);
    }
    return argv;
  }
  const bool is_request = words.size() == 2 && words[1].starts_with('/') && text::to_upper(words[0]) == words[0];
  if (is_request)
    return safety::RestEffect{.method = std::string(words[0]), .path = std::string(words[1]), .query = {}, .body = {}};
  return safety::SqlEffect{.text = text};
}

}  // namespace

Result<std::shared_ptr<const policy::Policy>> chosen_policy(App& app, const Invocation& invocation) {
  const auto files = invocation.options.find("policy");
  if (files == invocation.options.end()) {
    TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
    TRY_ASSIGN(const gate::LoadedPolicy in_force, load_policy(app, loaded));
    if (in_force.read_only_because.empty()) return in_force.policy;
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "use the policy in force",
                 .subject = {},
                 .reason = in_force.read_only_because,
                 .advice = "`lakecode policy check FILE` tells every mistake of a file"};
  }
  auto policy = std::make_shared<policy::Policy>();
  for (const std::string& file : files->second) {
    TRY_ASSIGN(policy::RuleSet rules, gate::load_policy_file(file));
    policy->add(std::move(rules));
  }
  return std::shared_ptr<const policy::Policy>(std::move(policy));
}

ActLine act_of(const Invocation& invocation, const std::string& statement) {
  return ActLine{.effect = effect_of(statement),
                 .tool = invocation.value_or("tool", ""),
                 .profile = invocation.value_or("profile", ""),
                 .target = invocation.value_or("target", ""),
                 .host = invocation.value_or("host", ""),
                 .principal = invocation.value_or("principal", ""),
                 .workflow = invocation.value_or("workflow", ""),
                 .rows = {},
                 .time = {}};
}

policy::Act view_of(const ActLine& line, const safety::Verdict& verdict, WallTime now) {
  return {.effect = line.effect,
          .verdict = verdict,
          .tool = line.tool,
          .profile = line.profile,
          .target = line.target,
          .host = line.host,
          .principal = line.principal,
          .workflow = line.workflow,
          .rows = line.rows,
          .time = line.time.value_or(now)};
}

}  // namespace lakecode::cli
