#include "analysis/profile/masking.h"

#include <algorithm>
#include <array>

#include "analysis/profile/column_names.h"
#include "base/utf8.h"

namespace lakecode::profile {

std::string mask(std::string_view value) {
  constexpr std::size_t kShown = 2;
  constexpr std::size_t kMaxStars = 10;
  std::string out;
  std::size_t position = 0;
  std::size_t count = 0;
  while (position < value.size() && count < kShown + kMaxStars) {
    const utf8::Decoded decoded = utf8::decode_at(value, position);
    if (count < kShown && value.size() > kShown) {
      utf8::append(out, decoded.code_point);
    } else {
      out += '*';
    }
    position += std::max<std::size_t>(decoded.length, 1);
    ++count;
  }
  return out;
}

bool hints_at_person(std::string_view column) {
  static constexpr std::array<std::string_view, 26> kWords{
      "name",   "firstname", "lastname", "surname",  "mail",     "email",   "phone",    "mobile", "address",
      "street", "birth",     "dob",      "ssn",      "iban",     "card",    "passport", "salary", "patient",
      "user",   "contact",   "person",   "customer", "employee", "license", "tax",      "account"};
  // What a thing is called is no person's name; whatever else has a name may be one.
  static constexpr std::array<std::string_view, 30> kThings{
      "sku",    "product", "item",  "article", "brand",    "category", "warehouse", "job",     "table",  "column",
      "schema", "catalog", "file",  "region",  "country",  "city",     "state",     "store",   "plan",   "campaign",
      "event",  "model",   "color", "colour",  "currency", "cluster",  "pipeline",  "service", "metric", "unit"};
  static constexpr std::array<std::string_view, 7> kRoles{"owner",  "holder", "manager", "author",
                                                          "driver", "first",  "last"};
  const auto words = name_words(column);
  const auto has_one_of = [&](const auto& list) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return std::find(list.begin(), list.end(), word) != list.end();
    });
  };
  const bool thing = has_one_of(kThings) && !has_one_of(kRoles);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end() && !(thing && word == "name");
  });
}

std::string show(std::string_view value, bool masked) {
  constexpr std::size_t kColumns = 40;
  return masked ? mask(value) : utf8::truncate(utf8::sanitize(value), kColumns);
}

}  // namespace lakecode::profile
