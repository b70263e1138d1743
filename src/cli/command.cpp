#include "cli/command.h"

#include <array>

namespace lakecode::cli {
namespace {

constexpr std::array<Option, 10> kCommonOptions = {{
    {"profile", "NAME", "profile of ~/.databrickscfg to use", ""},
    {"local", "", "talk to the embedded workspace, filled with the demo company", ""},
    {"target", "NAME", "bundle target", ""},
    {"output", "FORMAT", "how results are printed", "text|json"},
    {"color", "WHEN", "colour in text output", "auto|always|never"},
    {"verbose", "", "show the exchange behind it on standard error, secrets redacted", ""},
    {"approve", "LEVEL", "what runs without asking", "read|write|destructive"},
    {"dry-run", "", "say what would be done, in order, and do nothing but read", ""},
    {"compliance", "", "compliance mode: the policy must be whole, and a person decides what destroys", ""},
    {"help", "", "this help", "", "h"},
}};

}  // namespace

std::span<const Option> common_options() {
  return kCommonOptions;
}

bool Invocation::has(std::string_view option) const {
  return options.find(std::string(option)) != options.end();
}

std::optional<std::string> Invocation::value(std::string_view option) const {
  const auto found = options.find(std::string(option));
  if (found == options.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::string Invocation::value_or(std::string_view option, std::string_view fallback) const {
  return value(option).value_or(std::string(fallback));
}

}  // namespace lakecode::cli
