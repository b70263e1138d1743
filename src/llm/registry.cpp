#include "llm/registry.h"

namespace lakecode::llm {
namespace {

constexpr ProviderRecord kProviders[] = {
    {"anthropic", make_anthropic},
    {"databricks", make_databricks},
    {"openai", make_openai},
};

}  // namespace

std::span<const ProviderRecord> providers() {
  return kProviders;
}

const ProviderRecord* find_provider(std::string_view name) {
  for (const ProviderRecord& record : kProviders) {
    if (record.name == name) return &record;
  }
  return nullptr;
}

}  // namespace lakecode::llm
