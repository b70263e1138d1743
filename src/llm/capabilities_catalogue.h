#pragma once
// The rows behind capabilities.h.

#include <span>
#include <string_view>

namespace lakecode::llm {

/// One family. The first row whose `family` is in a normalised name counts, so that longer names stand first.
/// Prices in USD per million tokens; negative where they are not known.
struct FamilyRow {
  std::string_view family;
  long context_window = 0;
  long max_output = 0;
  bool takes_temperature = false;
  bool thinking = false;
  bool caching = false;
  bool structured_output = false;
  double input = -1;
  double output = -1;
  double cache_read = -1;
  double cache_write = -1;
};

std::span<const FamilyRow> family_rows();

/// The day the prices were read.
inline constexpr std::string_view kPricedOn = "2026-11-28";

}  // namespace lakecode::llm
