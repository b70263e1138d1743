// Personal data by the shape of values, the name only helping: mail, phone, card, IBAN and national numbers. Names of
// people have no shape and are not judged. Card numbers must also pass the check digit (ISO/IEC 7812) on the samples.

#include <algorithm>

#include "analysis/profile/column_names.h"
#include "analysis/profile/personal_signs.h"
#include "analysis/profile/rules.h"
#include "analysis/profile/thresholds.h"

namespace lakecode::profile {

namespace {

using result::Severity;

bool passes_check_digit(const std::string& value) {
  int total = 0;
  int position = 0;
  for (auto c = value.rbegin(); c != value.rend(); ++c) {
    if (*c < '0' || *c > '9') continue;
    int digit = *c - '0';
    if (position++ % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    total += digit;
  }
  return position >= 13 && total % 10 == 0;
}

bool names_phone(const std::string& name) {
  const auto words = name_words(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word == "phone" || word == "mobile" || word == "tel" || word == "telephone" || word == "cell" ||
           word == "fax" || word == "contact";
  });
}

std::int64_t personal_numbers(const TextView& view) {
  std::int64_t rows = view.rows_named("ssn") + view.rows_named("iban");
  for (const TextView::KindCount& count : view.kinds) {
    if (count.kind.name != "card") continue;
    const bool all =
        !count.samples.empty() && std::all_of(count.samples.begin(), count.samples.end(), passes_check_digit);
    if (all) rows += count.rows;
  }
  return rows;
}

struct Personal {
  std::int64_t rows = 0;
  bool stray = false;
  const char* what = "";
};

Personal personal_values(const RuleContext& context, const TextView& view) {
  const std::string& name = context.name(view.profile->column);
  const auto rules = [&](std::int64_t rows) {
    return static_cast<double>(rows) >= thresholds::kPersonalColumn * static_cast<double>(view.present);
  };
  const std::int64_t mails = view.rows_of(Family::Email);
  std::int64_t phones = view.rows_of(Family::Phone);
  const std::int64_t numbers = personal_numbers(view);
  if (mails > 0 && rules(mails)) return {mails, false, "e-mail addresses"};
  if (numbers > 0 && rules(numbers)) return {numbers, false, "account or national numbers"};
  // Digits of a fitting length in a column that is named after a number of persons.
  const PersonalSign sign = personal_by_name(name, context.facts.columns[view.profile->column].comment);
  const std::int64_t digits = view.rows_named("n_int") + view.rows_named("n_zero");
  const bool fitting = view.profile->min_length >= 8 && view.profile->max_length <= 14;
  if (sign.sort == "national_id" && sign.weight >= kPersonalWeight && fitting && digits > 0 && rules(digits))
    return {digits, false, "national numbers"};
  const bool sure = view.rows_named("p_e164") + view.rows_named("p_plus") + view.rows_named("p_paren") > 0;
  if (names_phone(name)) phones += view.rows_named("n_int") + view.rows_named("n_zero");
  if (phones > 0 && rules(phones) && (sure || names_phone(name))) return {phones, false, "phone numbers"};
  const std::int64_t stray = mails + numbers + view.rows_of(Family::Hidden) + (sure ? view.rows_of(Family::Phone) : 0);
  return {stray, true, "personal data inside other text"};
}

}  // namespace

void find_personal(const RuleContext& context, Anomalies& out) {
  for (const auto& [column, view] : context.texts) {
    const Personal found = personal_values(context, view);
    if (found.rows == 0 || view.present == 0) continue;
    const bool rare = found.rows < 2 ||
                      static_cast<double>(found.rows) < thresholds::kPersonalStray * static_cast<double>(view.present);
    if (found.stray && rare) continue;
    Anomaly anomaly = make_anomaly(context, "pii", column, found.rows);
    anomaly.severity = found.stray ? Severity::Medium : Severity::Info;
    anomaly.detail = std::to_string(found.rows) + " values hold " + found.what;
    std::vector<std::string> samples = view.samples_of(Family::Email);
    for (Family family : {Family::Phone, Family::Personal, Family::Hidden}) {
      const auto more = view.samples_of(family);
      samples.insert(samples.end(), more.begin(), more.end());
    }
    anomaly.examples = context.examples(column, samples);
    anomaly.sql =
        context.count_where(context.quoted(column) + " RLIKE '@|[0-9]{3}[-. ][0-9]{2,4}[-. ][0-9]{4}|[+][0-9]{9,}'");
    anomaly.intended = "the column may be meant for it; check who may read it and whether it is tagged";
    out.push_back(std::move(anomaly));
  }
}

}  // namespace lakecode::profile
