#include "llm/capabilities_catalogue.h"

// Sources: the vendors' model and price pages as of kPricedOn. Databricks bills its pay-per-token endpoints in DBU; for
// the vendors' own models its list price is theirs, for open models it is not in this table. Cache writes are those of
// five minutes. A price that could not be confirmed is left out rather than guessed: budgets then say so.

namespace lakecode::llm {
namespace {

constexpr double kNone = -1;

// family, context, output, temperature, thinking, caching, structured; input, output, cache read, cache write
constexpr FamilyRow kRows[] = {
    {"claude-fable-5-1", 1'000'000, 128'000, false, true, true, true, 10, 50, 0.25, 12.5},
    {"claude-mythos-5-1", 1'000'000, 128'000, false, true, true, true, 10, 50, 0.25, 12.5},
    {"claude-fable-5", 1'000'000, 128'000, false, true, true, true, 10, 50, 1, 12.5},
    {"claude-mythos-5", 1'000'000, 128'000, false, true, true, true, 10, 50, 1, 12.5},
    {"claude-opus-5-5", 1'000'000, 128'000, false, true, true, true, 4, 20, 0.2, 5},
    {"claude-opus-5", 1'000'000, 128'000, false, true, true, true, 5, 25, 0.5, 6.25},
    {"claude-opus-4-8", 1'000'000, 128'000, false, true, true, true, 5, 25, 0.5, 6.25},
    {"claude-opus-4-7", 1'000'000, 128'000, false, true, true, true, 5, 25, 0.5, 6.25},
    {"claude-opus-4-6", 1'000'000, 128'000, true, true, true, true, 5, 25, 0.5, 6.25},
    {"claude-opus-4-5", 200'000, 64'000, true, true, true, true, 5, 25, 0.5, 6.25},
    {"claude-opus-4-1", 200'000, 32'000, true, true, true, true, 15, 75, 1.5, 18.75},
    {"claude-opus-4", 200'000, 32'000, true, true, true, false, 15, 75, 1.5, 18.75},
    {"claude-sonnet-5-5", 1'000'000, 128'000, false, true, true, true, 2, 10, 0.2, 2.5},
    {"claude-sonnet-5", 1'000'000, 128'000, false, true, true, true, 2, 10, 0.2, 2.5},
    {"claude-sonnet-4-6", 1'000'000, 64'000, true, true, true, true, 3, 15, 0.3, 3.75},
    {"claude-sonnet-4-5", 200'000, 64'000, true, true, true, true, 3, 15, 0.3, 3.75},
    {"claude-sonnet-4", 200'000, 64'000, true, true, true, false, 3, 15, 0.3, 3.75},
    {"claude-haiku-5-5", 1'000'000, 128'000, false, true, true, true, 0.1, 0.5, kNone, kNone},
    {"claude-haiku-4-5", 200'000, 64'000, true, true, true, true, 1, 5, 0.1, 1.25},
    {"claude-3-7-sonnet", 200'000, 64'000, true, true, true, false, 3, 15, 0.3, 3.75},
    {"claude-3-5-haiku", 200'000, 8'192, true, false, true, false, 0.8, 4, 0.08, 1},
    {"claude-3-5-sonnet", 200'000, 8'192, true, false, true, false, 3, 15, 0.3, 3.75},
    {"claude-3-opus", 200'000, 4'096, true, false, true, false, 15, 75, 1.5, 18.75},
    {"claude-3-haiku", 200'000, 4'096, true, false, true, false, 0.25, 1.25, 0.03, 0.3},
    {"claude", 200'000, 32'000, false, true, true, false},
    {"gpt-oss", 131'072, 32'768, true, true, false, true},
    {"gpt-6", 400'000, 128'000, false, true, true, true},
    {"gpt-5-4-mini", 400'000, 128'000, false, true, true, true, 0.75, 4.5, 0.075, kNone},
    {"gpt-5-4-nano", 400'000, 128'000, false, true, true, true},
    {"gpt-5-4-pro", 400'000, 128'000, false, true, true, true},
    {"gpt-5-4", 400'000, 128'000, false, true, true, true, 2.5, 15, 0.25, kNone},
    {"gpt-5-mini", 400'000, 128'000, false, true, true, true, 0.25, 2, 0.025, kNone},
    {"gpt-5-nano", 400'000, 128'000, false, true, true, true, 0.05, 0.4, 0.005, kNone},
    {"gpt-5-1", 400'000, 128'000, false, true, true, true, 1.25, 10, 0.125, kNone},
    {"gpt-5-2", 400'000, 128'000, false, true, true, true, 1.75, 14, 0.175, kNone},
    {"gpt-5-3", 400'000, 128'000, false, true, true, true},
    {"gpt-5-5", 400'000, 128'000, false, true, true, true},
    {"gpt-5-6", 400'000, 128'000, false, true, true, true},
    {"gpt-5", 400'000, 128'000, false, true, true, true, 1.25, 10, 0.125, kNone},
    {"gpt-4-1-mini", 1'047'576, 32'768, true, false, true, true, 0.4, 1.6, 0.1, kNone},
    {"gpt-4-1-nano", 1'047'576, 32'768, true, false, true, true, 0.1, 0.4, 0.025, kNone},
    {"gpt-4-1", 1'047'576, 32'768, true, false, true, true, 2, 8, 0.5, kNone},
    {"gpt-4o-mini", 128'000, 16'384, true, false, true, true, 0.15, 0.6, 0.075, kNone},
    {"gpt-4o", 128'000, 16'384, true, false, true, true, 2.5, 10, 1.25, kNone},
    {"o4-mini", 200'000, 100'000, false, true, true, true, 1.1, 4.4, 0.275, kNone},
    {"o3-mini", 200'000, 100'000, false, true, true, true, 1.1, 4.4, 0.55, kNone},
    {"o3", 200'000, 100'000, false, true, true, true, 2, 8, 0.5, kNone},
    {"llama-4", 128'000, 8'192, true, false, false, true},
    {"llama-3", 128'000, 8'192, true, false, false, true},
    {"qwen", 128'000, 16'384, true, true, false, true},
    {"gemini", 1'000'000, 65'536, true, true, false, true},
    {"gemma", 128'000, 8'192, true, false, false, true},
    {"glm", 128'000, 32'768, true, true, false, true},
    {"kimi", 128'000, 32'768, true, true, false, true},
    {"deepseek", 128'000, 32'768, true, true, false, true},
    {"mistral", 128'000, 16'384, true, false, false, true},
};

}  // namespace

std::span<const FamilyRow> family_rows() {
  return kRows;
}

}  // namespace lakecode::llm
