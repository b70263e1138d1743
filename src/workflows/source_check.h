#pragma once
// Is a file fit to be deployed? Its syntax, without running any of it, and secrets that stand in it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"

namespace lakecode::workflows {

struct SourceProblem {
  std::size_t line = 0;  ///< 1-based; 0 unknown
  std::string text;
  bool is_certain = true;  ///< false: our SQL grammar does not know it; the platform's may
};

struct SourceCheck {
  std::string language;  ///< "python", "sql", "json", "yaml", "notebook" (Jupyter); "" for what is not checked
  bool was_checked = false;
  std::string why_not;  ///< not checked: why
  std::vector<SourceProblem> problems;
};

/// Databricks' first line of a source notebook: "python", "sql", "scala", "r"; "" for other files.
std::string notebook_language(std::string_view name, std::string_view content);

/// By the extension of `name`. Python is compiled by a python3 found in `program_path`, in isolation and without
/// running it. Errors: Cancelled, DeadlineExceeded.
Result<SourceCheck> check_source(const std::string& name, const std::string& content, const std::string& program_path,
                                 const CallContext& ctx);

/// Lines that hold what looks like a secret, each as it may be shown.
std::vector<SourceProblem> find_secret_lines(std::string_view content);

}  // namespace lakecode::workflows
