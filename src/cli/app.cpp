#include "cli/app.h"

namespace lakecode::cli {

std::string App::variable(std::string_view name) const {
  const auto found = environment.find(std::string(name));
  return found == environment.end() ? std::string() : found->second;
}

std::filesystem::path App::user_home() const {
  return variable("HOME");
}

std::filesystem::path App::lakecode_home() const {
  if (const std::string home = variable("LAKECODE_HOME"); !home.empty()) return home;
  const std::filesystem::path user = user_home();
  return user.empty() ? user : user / ".lakecode";
}

CallContext App::context() const {
  return CallContext{.stop = stop, .clock = &clock, .log = log};
}

}  // namespace lakecode::cli
