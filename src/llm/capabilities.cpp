#include "llm/capabilities.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "llm/capabilities_catalogue.h"

namespace lakecode::llm {
namespace {

constexpr std::string_view kFields =
    "context_window, max_output, takes_temperature, thinking, caching, structured_output, input_price, output_price, "
    "cache_read_price, cache_write_price, priced_on";

std::string normalised(std::string_view model) {
  std::string name = text::to_lower(text::trim(model));
  std::replace(name.begin(), name.end(), '.', '-');
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c);
}

/// `family` stands in `name` as whole words: "o3" is not in "pro3", and "gpt-5" not in "gpt-50".
bool names_family(std::string_view name, std::string_view family) {
  for (std::size_t at = name.find(family); at != std::string_view::npos; at = name.find(family, at + 1)) {
    const std::size_t end = at + family.size();
    const bool begins = at == 0 || !is_word_character(name[at - 1]);
    const bool ends = end == name.size() || !(is_digit(name[end]) && is_digit(name[end - 1]));  // "qwen3" is a qwen
    if (begins && ends) return true;
  }
  return false;
}

const FamilyRow* find_row(std::string_view model) {
  const std::string name = normalised(model);
  for (const FamilyRow& row : family_rows()) {
    if (names_family(name, row.family)) return &row;
  }
  return nullptr;
}

std::optional<double> price(double value) {
  return value < 0 ? std::nullopt : std::optional<double>(value);
}

Capabilities from_row(const FamilyRow& row) {
  Capabilities capabilities{.context_window = row.context_window,
                            .max_output = row.max_output,
                            .takes_temperature = row.takes_temperature,
                            .thinking = row.thinking,
                            .caching = row.caching,
                            .structured_output = row.structured_output,
                            .input_price = price(row.input),
                            .output_price = price(row.output),
                            .cache_read_price = price(row.cache_read),
                            .cache_write_price = price(row.cache_write)};
  if (capabilities.input_price) capabilities.priced_on = std::string(kPricedOn);
  return capabilities;
}

bool matches(std::string_view pattern, std::string_view name) {
  const bool open_front = pattern.starts_with('*');
  const bool open_back = pattern.size() > 1 && pattern.ends_with('*');
  if (open_front) pattern.remove_prefix(1);
  if (open_back) pattern.remove_suffix(1);
  if (open_front && open_back) return name.find(pattern) != std::string_view::npos;
  if (open_front) return name.ends_with(pattern);
  return open_back ? name.starts_with(pattern) : name == pattern;
}

bool set_number(std::int64_t& target, std::string_view value) {
  const auto number = text::parse_int(value);
  if (!number || *number < 1 || *number > 1'000'000'000) return false;
  target = *number;
  return true;
}

bool set_flag(bool& target, std::string_view value) {
  if (value != "true" && value != "false") return false;
  target = value == "true";
  return true;
}

bool set_price(std::optional<double>& target, std::string_view value) {
  const auto number = text::parse_double(value);
  if (!number || !std::isfinite(*number) || *number < 0 || *number > 1'000'000) return false;
  target = *number;
  return true;
}

bool is_date(std::string_view value) {
  if (value.size() != 10 || value[4] != '-' || value[7] != '-') return false;
  return std::count_if(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }) == 8;
}

bool set_field(Capabilities& c, std::string_view field, std::string_view value) {
  if (field == "context_window") return set_number(c.context_window, value);
  if (field == "max_output") return set_number(c.max_output, value);
  if (field == "takes_temperature") return set_flag(c.takes_temperature, value);
  if (field == "thinking") return set_flag(c.thinking, value);
  if (field == "caching") return set_flag(c.caching, value);
  if (field == "structured_output") return set_flag(c.structured_output, value);
  if (field == "input_price") return set_price(c.input_price, value);
  if (field == "output_price") return set_price(c.output_price, value);
  if (field == "cache_read_price") return set_price(c.cache_read_price, value);
  if (field == "cache_write_price") return set_price(c.cache_write_price, value);
  if (field != "priced_on" || !is_date(value)) return false;
  c.priced_on = value;
  return true;
}

Error bad_override(std::string_view entry, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read agent.model_overrides entry",
               .subject = "\"" + std::string(entry.substr(0, 120)) + "\"",
               .reason = std::move(reason),
               .advice = "write it as \"MODEL FIELD=VALUE…\" with the fields " + std::string(kFields)};
}

}  // namespace

Result<CapabilityTable> CapabilityTable::with_overrides(std::span<const std::string> entries) {
  CapabilityTable table;
  for (const std::string& entry : entries) {
    Override item;
    for (const std::string_view word : text::split(entry, ' ')) {
      if (word.empty()) continue;
      if (item.pattern.empty()) {
        item.pattern = normalised(word);
        continue;
      }
      const std::size_t equals = word.find('=');
      Capabilities scratch;
      if (equals == std::string_view::npos || !set_field(scratch, word.substr(0, equals), word.substr(equals + 1))) {
        return bad_override(entry, "\"" + std::string(word.substr(0, 60)) + "\" is no FIELD=VALUE of a model");
      }
      item.fields.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    if (item.pattern.empty() || item.fields.empty()) return bad_override(entry, "it names no model or no field");
    table.overrides_.push_back(std::move(item));
  }
  return table;
}

Capabilities CapabilityTable::of(std::string_view model) const {
  const FamilyRow* row = find_row(model);
  Capabilities capabilities;
  if (row != nullptr) {
    capabilities = from_row(*row);
  } else {
    capabilities.takes_temperature = true;
    capabilities.structured_output = true;  // asked for; a server that refuses the field is asked without it
  }
  const std::string name = normalised(model);
  for (const Override& item : overrides_) {
    if (!matches(item.pattern, name)) continue;
    for (const auto& [field, value] : item.fields) set_field(capabilities, field, value);
  }
  return capabilities;
}

std::string_view family_of(std::string_view model) {
  const FamilyRow* row = find_row(model);
  return row == nullptr ? std::string_view() : row->family;
}

bool is_claude(std::string_view model) {
  return family_of(model).starts_with("claude");
}

bool counts_reasoning_as_output(std::string_view model) {
  const std::string_view family = family_of(model);
  return family.starts_with("gpt-5") || family.starts_with("gpt-6") || family.starts_with("o3") ||
         family.starts_with("o4");
}

}  // namespace lakecode::llm
