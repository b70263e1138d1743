#include "analysis/genai/told_numbers.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::genai {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
/// Inside a word or a number, never at its end.
bool is_joint(char c) {
  return c == '.' || c == ',' || c == '-' || c == '_' || c == ':' || c == '/' || c == '@';
}

/// Calls take(word) for each run of letters and digits, with what joins them; only those with a digit.
template <typename Take>
void each_word_with_digit(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at]) && !is_letter(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]) || is_joint(text[end]))) ++end;
    std::size_t last = end;
    while (is_joint(text[last - 1])) --last;
    const std::string_view word = text.substr(at, last - at);
    if (std::any_of(word.begin(), word.end(), is_digit)) take(word, text.substr(last));
    at = end;
  }
}

struct Number {
  double value = 0;
  int decimals = 0;
};

/// "1,234.50"; nullopt for what is more than a number.
std::optional<Number> number_of(std::string_view word) {
  std::string plain;
  Number number;
  const std::size_t point = word.find('.');
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool groups = word[i] == ',' && i > 0 && i < point && (std::min(point, word.size()) - i) % 4 == 0;
    if (groups) continue;
    if (!is_digit(word[i]) && i != point) return std::nullopt;
    plain += word[i];
  }
  if (point != std::string_view::npos) number.decimals = static_cast<int>(word.size() - point - 1);
  const auto value = text::parse_double(plain);
  if (!value) return std::nullopt;
  number.value = *value;
  return number;
}

class Known {
 public:
  void add(const JsonValue& value) {
    if (const auto* text = value.if_string()) return add_text(*text);
    if (value.is_number()) return numbers_.push_back(value.to_number<double>());
    if (const auto* array = value.if_array()) {
      numbers_.push_back(static_cast<double>(array->size()));
      for (const JsonValue& each : *array) add(each);
    } else if (const auto* object = value.if_object()) {
      for (const auto& member : *object) {
        add_text(member.key());
        add(member.value());
      }
    }
  }

  [[nodiscard]] bool has(const Number& number, bool in_percent) const {
    const double half = 0.5000001 * std::pow(10.0, -number.decimals);
    return std::any_of(numbers_.begin(), numbers_.end(), [&](double known) {
      const double size = std::abs(known);  // "saves 12" is told of -12 too
      return std::abs(size - number.value) <= half || (in_percent && std::abs(size * 100 - number.value) <= half);
    });
  }
  [[nodiscard]] bool has(std::string_view word) const { return texts_.find(word) != std::string::npos; }

 private:
  void add_text(std::string_view text) {
    texts_ += text;
    texts_ += '\n';
    each_word_with_digit(text, [&](std::string_view word, std::string_view) {
      if (const auto number = number_of(word)) numbers_.push_back(number->value);
    });
  }

  std::vector<double> numbers_;
  std::string texts_;
};

bool follows_percent(std::string_view rest) {
  rest = text::trim(rest.substr(0, 12));
  return rest.starts_with("%") || rest.starts_with("percent");
}

}  // namespace

std::vector<std::string> numbers_without_source(std::string_view text, const std::vector<JsonBox>& sources) {
  Known known;
  for (const JsonBox& source : sources) known.add(*source);
  std::vector<std::string> missing;
  each_word_with_digit(text, [&](std::string_view word, std::string_view rest) {
    const auto number = number_of(word);
    const bool stands = number ? known.has(*number, follows_percent(rest)) : known.has(word);
    if (!stands && std::find(missing.begin(), missing.end(), word) == missing.end()) missing.emplace_back(word);
  });
  return missing;
}

}  // namespace lakecode::genai
