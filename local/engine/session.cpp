#include "local/engine/session.h"

namespace lakecode::local {

dialect::Parameter* Session::find(std::string_view name) {
  for (std::string_view prefix : {"system.session.", "session."}) {
    if (!name.starts_with(prefix)) continue;
    const auto found = scopes_.front().variables.find(name.substr(prefix.size()));
    return found == scopes_.front().variables.end() ? nullptr : &found->second;
  }
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    if (const auto found = scope->variables.find(name); found != scope->variables.end()) return &found->second;
    const bool labelled = !scope->label.empty() && name.starts_with(scope->label + ".");
    if (!labelled) continue;
    const auto found = scope->variables.find(name.substr(scope->label.size() + 1));
    if (found != scope->variables.end()) return &found->second;
  }
  return nullptr;
}

const dialect::Parameter* Session::variable(std::string_view name) const {
  return const_cast<Session*>(this)->find(name);
}

bool Session::declare(const std::string& name, dialect::Parameter value, bool replace) {
  auto& variables = scopes_.back().variables;
  if (!replace && variables.contains(name)) return false;
  variables[name] = std::move(value);
  return true;
}

bool Session::undeclare(std::string_view name) {
  for (const std::string_view prefix : {"system.session.", "session."}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  auto& variables = scopes_.front().variables;
  const auto found = variables.find(name);
  if (found == variables.end()) return false;
  variables.erase(found);
  return true;
}

bool Session::assign(const std::string& name, std::optional<std::string> value) {
  dialect::Parameter* found = find(name);
  if (found == nullptr) return false;
  found->value = std::move(value);
  return true;
}

void Session::push_scope(std::string label) {
  scopes_.push_back({std::move(label), {}});
}

void Session::pop_scope() {
  scopes_.pop_back();
}

}  // namespace lakecode::local
