#pragma once
// The providers there are. One file each, one line in registry.cpp. Read-only, safe from any thread.

#include <memory>
#include <span>
#include <string_view>

#include "llm/exchange.h"
#include "llm/provider.h"

namespace lakecode::llm {

struct ProviderRecord {
  std::string_view name;  ///< as in agent.provider
  std::unique_ptr<Provider> (*make)(ProviderSettings settings);
};

/// All providers; `none` is the absence of one.
std::span<const ProviderRecord> providers();
const ProviderRecord* find_provider(std::string_view name);

/// https://docs.anthropic.com: Messages. base_url "https://api.anthropic.com", with or without "/v1".
std::unique_ptr<Provider> make_anthropic(ProviderSettings settings);
/// Any server of chat completions. base_url "https://api.openai.com/v1"; without a path, "/v1" is meant.
std::unique_ptr<Provider> make_openai(ProviderSettings settings);
/// Serving endpoints of a workspace. base_url is its origin; authorize gives the workspace's own credentials. Claude
/// endpoints are asked by Messages, and by chat completions where the workspace does not serve that; the rest by chat
/// completions.
std::unique_ptr<Provider> make_databricks(ProviderSettings settings);

}  // namespace lakecode::llm
