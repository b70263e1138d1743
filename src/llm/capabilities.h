#pragma once
// What models can do and cost: a table of families, and a person's overrides on top of it. Pure; safe from any thread.
// Names are compared without case and vendor prefix, with '.' as '-': "databricks-claude-sonnet-4-5",
// "anthropic/claude-sonnet-4.5" and "claude-sonnet-4-5-20250929" are one family.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "llm/provider.h"

namespace lakecode::llm {

/// Table plus overrides. A copy is cheap enough for one a session.
class CapabilityTable {
 public:
  CapabilityTable() = default;

  /// Overrides as in agent.model_overrides, each "MODEL FIELD=VALUE…", for example
  /// "my-llama* context_window=32000 input_price=0.2 caching=false". MODEL may begin or end with `*`. Later ones win.
  /// InvalidArgument names the entry and what is allowed.
  static Result<CapabilityTable> with_overrides(std::span<const std::string> entries);

  /// Of a model nobody knows: `Capabilities` as it is by default, which is cautious, with temperature taken unless the
  /// name is a Claude's.
  [[nodiscard]] Capabilities of(std::string_view model) const;

 private:
  struct Override {
    std::string pattern;
    std::vector<std::pair<std::string, std::string>> fields;
  };
  std::vector<Override> overrides_;
};

/// The family a name belongs to, "" when it is not in the table.
std::string_view family_of(std::string_view model);

/// True for Anthropic's models under any of their names.
bool is_claude(std::string_view model);

/// Newer models of OpenAI's own, which take max_completion_tokens in place of max_tokens.
bool counts_reasoning_as_output(std::string_view model);

}  // namespace lakecode::llm
