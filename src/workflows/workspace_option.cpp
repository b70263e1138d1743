#include "workflows/workspace_option.h"

#include <algorithm>
#include <string_view>

namespace lakecode::workflows {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

std::string option_for(const std::string& profile, const std::string& workspace) {
  if (workspace == "local") return " --local";
  // A name that a shell would read otherwise is left to the person.
  const bool is_usable =
      !profile.empty() && profile.front() != '-' && std::all_of(profile.begin(), profile.end(), is_plain);
  return is_usable && profile != "DEFAULT" ? " --profile " + profile : "";
}

}  // namespace

std::string with_workspace_option(const std::string& text, const std::string& profile, const std::string& workspace) {
  constexpr std::string_view kCommand = "lakecode ";
  constexpr std::string_view kWorkflow = "run workflow ";
  constexpr std::string_view kSql = "sql ";
  const std::string option = option_for(profile, workspace);
  std::string out;
  std::size_t told = 0;
  for (std::size_t at = text.find(kCommand); at != std::string::npos; at = text.find(kCommand, told)) {
    std::size_t end = at + kCommand.size();
    const std::string_view rest = std::string_view(text).substr(end);
    const bool is_workflow = rest.starts_with(kWorkflow);
    const bool takes_option = is_workflow || rest.starts_with(kSql);
    if (is_workflow) end += kWorkflow.size();
    while (takes_option && end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '_')) ++end;
    out += text.substr(told, end - told) + (takes_option ? option : "");
    told = end;
  }
  return out + text.substr(told);
}

}  // namespace lakecode::workflows
