// Signs are combined as independent ones: 1 - (1-a)(1-b). A name like "customer_name" is a strong sign on its own;
// "name" is a weak one (products have names too); a shape such as an e-mail address is nearly certain whatever the
// name.

#include "analysis/profile/personal_signs.h"

#include <algorithm>
#include <array>

#include "analysis/profile/column_names.h"
#include "analysis/profile/text_kinds.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

using Words = std::vector<std::string>;

struct SignRow {
  std::string_view sort;
  double weight;
  std::string_view words;  ///< one of them is enough
};

constexpr std::array<SignRow, 15> kSigns{{
    {"email", 0.6, "email emailaddress mail"},
    {"phone", 0.6, "phone mobile tel telephone cell fax msisdn whatsapp"},
    {"person_name", 0.6, "firstname lastname surname forename middlename fullname maiden nickname"},
    {"address", 0.5, "address street addr"},
    {"birth_date", 0.6, "birth birthday birthdate dob born"},
    {"national_id", 0.7, "ssn passport nin tin license licence"},
    {"bank_account", 0.7, "iban bic"},
    {"card", 0.5, "card pan cvv cvc"},
    {"credential", 0.7, "password passwd secret pin token"},
    {"ip_address", 0.4, "ip ipaddress"},
    {"health", 0.5, "diagnosis icd icd10 disease allergy allergies medication mrn"},
    {"pay", 0.4, "salary wage"},
    {"gender", 0.4, "gender sex religion ethnicity nationality"},
    {"place", 0.2, "zip zipcode postal postcode lat latitude lon lng longitude"},
    {"account", 0.2, "account"},
}};

/// With one of these, "name" is a person's.
constexpr std::array<std::string_view, 22> kPeople{"customer", "user",    "employee", "guest", "patient", "contact",
                                                   "holder",   "full",    "first",    "last",  "person",  "member",
                                                   "owner",    "driver",  "family",   "given", "student", "author",
                                                   "manager",  "display", "middle",   "sender"};

bool holds(std::string_view list, std::string_view word) {
  for (const std::string_view each : text::split(list, ' ')) {
    if (each == word) return true;
  }
  return false;
}

bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

double both(double a, double b) {
  return 1.0 - (1.0 - a) * (1.0 - b);
}

PersonalSign by_words(const Words& words) {
  PersonalSign best;
  for (const SignRow& row : kSigns) {
    const bool named =
        std::any_of(words.begin(), words.end(), [&](const std::string& word) { return holds(row.words, word); });
    if (named && row.weight > best.weight) best = {row.sort, row.weight};
  }
  if (has(words, "name") && best.weight < 0.6) {
    const bool person =
        std::any_of(kPeople.begin(), kPeople.end(), [&](std::string_view who) { return has(words, who); });
    if (person) return {"person_name", 0.6};
    if (best.weight < 0.2) best = {"person_name", 0.2};
  }
  // A hash, a flag or a count of something personal is not the thing itself.
  const bool derived = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return holds("hash hashed masked count cnt flag is has verified type domain provider id status last4 opt optin",
                 word);
  });
  if (derived) best.weight /= 3.0;
  return best;
}

PersonalSign by_shape(const Answer& texts) {
  std::array<std::int64_t, 4> rows{};
  std::int64_t present = 0;
  for (const Group& group : texts.groups) {
    const TextKind kind = parse_text_kind(group.kind);
    if (kind.family == Family::Null || kind.family == Family::Blank || kind.family == Family::Placeholder) continue;
    present += group.rows;
    if (kind.family == Family::Email) rows[0] += group.rows;
    if (kind.family == Family::Phone) rows[1] += group.rows;
    if (kind.family == Family::Personal) rows[2] += group.rows;
    if (kind.name == "ip") rows[3] += group.rows;
  }
  constexpr std::array<PersonalSign, 4> kShapes{
      {{"email", 0.95}, {"phone", 0.7}, {"national_id", 0.8}, {"ip_address", 0.5}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (present > 0 && 2 * rows[i] >= present) return kShapes[i];
  }
  return {};
}

}  // namespace

PersonalSign personal_by_name(std::string_view column, std::string_view comment) {
  PersonalSign sign = by_words(name_words(column));
  for (std::string_view mark : {"personal data", "pii", "gdpr", "personenbezogen", "datos personales", "sensitive"}) {
    if (!text::contains_ignore_case(comment, mark)) continue;
    sign = {sign.sort.empty() ? std::string_view("personal") : sign.sort, both(sign.weight, 0.6)};
    break;
  }
  return sign;
}

PersonalSign personal_sign(const ColumnFacts& column, const Answer* texts) {
  const PersonalSign named = personal_by_name(column.name, column.comment);
  const PersonalSign shaped = texts == nullptr ? PersonalSign{} : by_shape(*texts);
  if (shaped.weight == 0.0) return named;
  return {shaped.weight >= named.weight ? shaped.sort : named.sort, both(named.weight, shaped.weight)};
}

}  // namespace lakecode::profile
