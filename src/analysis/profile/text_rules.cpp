#include <algorithm>
#include <array>

#include "analysis/profile/column_names.h"
#include "analysis/profile/rules.h"
#include "analysis/profile/thresholds.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

using result::Severity;
namespace limit = thresholds;
using Counts = std::map<std::string, std::int64_t>;

bool at_least(std::int64_t rows, double share, std::int64_t of) {
  return of > 0 && static_cast<double>(rows) >= share * static_cast<double>(of);
}

std::int64_t sum(const Counts& counts) {
  std::int64_t total = 0;
  for (const auto& [name, rows] : counts) total += rows;
  return total;
}

bool has_any_word(const std::string& name, std::initializer_list<std::string_view> wanted) {
  const auto words = name_words(name);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
  });
}

/// Formats of one family, when they are notable; the column's main format is what most rows use.
struct FormatMix {
  std::int64_t main = 0;
  std::int64_t others = 0;
  std::size_t formats = 0;
};

FormatMix mix_of(const Counts& counts, std::int64_t present) {
  FormatMix mix;
  for (const auto& [name, rows] : counts) {
    if (rows < limit::kFormatRows && !at_least(rows, limit::kFormatShare, present)) continue;
    if (!at_least(rows, limit::kFormatShare / 4, present)) continue;
    ++mix.formats;
    mix.main = std::max(mix.main, rows);
  }
  mix.others = sum(counts) - mix.main;
  return mix;
}

/// Digits-only dates and ISO instants count as dates where the rest of the column is made of dates.
Counts date_formats(const TextView& view) {
  Counts dates = view.by_name(Family::Date);
  for (const auto& [name, rows] : view.by_name(Family::Time)) dates[name] += rows;
  for (const auto& [name, rows] : view.by_name(Family::BadDate)) dates[name == "d_bad" ? "d_iso" : "t_iso"] += rows;
  return dates;
}

Counts phone_formats(const RuleContext& context, const TextView& view) {
  Counts phones = view.by_name(Family::Phone);
  const bool phone_name =
      has_any_word(context.name(view.profile->column),
                   {"phone", "mobile", "tel", "telephone", "fax", "cell", "contact", "msisdn", "gsm", "whatsapp"});
  if (phone_name) {
    // A phone in a spelling of its own still is one here.
    for (const TextView::KindCount& count : view.kinds) {
      const bool digits = count.kind.name == "n_int" || count.kind.name == "n_zero" || count.kind.name == "d_compact";
      if (digits || count.kind.name.starts_with("tok:") || count.kind.name == "figures" || count.kind.name == "x_phone")
        phones[digits ? "digits" : count.kind.name] += count.rows;
    }
  }
  return phones;
}

/// Spellings of numbers that cannot be read by one rule. 999.00 and 1,234.00 belong together.
Counts number_formats(const TextView& view) {
  Counts numbers;
  for (const auto& [name, rows] : view.by_name(Family::Number)) {
    const bool plain = name == "n_int" || name == "n_dec" || name == "n_thou" || name == "n_zero";
    numbers[plain ? "plain" : name == "n_euro" ? "n_comma" : name] += rows;
  }
  return numbers;
}

Counts boolean_formats(const TextView& view) {
  Counts flags = view.by_name(Family::Boolean);
  // "no" answers to "yes" as well as to "sí".
  if (const auto no = flags.find("no"); no != flags.end()) {
    flags[flags.contains("si") && !flags.contains("yes") ? "si" : "yes"] += no->second;
    flags.erase("no");
  }
  for (const TextView::Value& value : view.values) {
    if (value.text == "0" || value.text == "1") flags["01"] += value.rows;
  }
  return flags;
}

/// Separators out: "tok:a-9" and "tok:a9" are one code in two spellings.
std::string without_separators(const std::string& shape) {
  std::string out;
  for (char c : shape.substr(std::min<std::size_t>(4, shape.size()))) {
    if ((c == 'a' || c == '9') && (out.empty() || out.back() != c)) out += c;
  }
  return out;
}

Counts code_formats(const RuleContext& context, const TextView& view) {
  const std::string& name = context.name(view.profile->column);
  Counts codes;
  for (const TextView::KindCount& count : view.kinds) {
    const bool number = count.kind.name == "n_int" || count.kind.name == "n_zero" || count.kind.name == "d_compact";
    const bool shaped = count.kind.name.starts_with("tok:") && count.kind.name.find('9') != std::string::npos;
    if (number || shaped) codes[number ? "tok:9" : count.kind.name] += count.rows;
  }
  // Digits and letters in any order within one length: a number in base 16 or 36.
  const bool joined = std::all_of(codes.begin(), codes.end(), [](const auto& entry) {
    return entry.first.find_first_not_of("a9", 4) == std::string::npos;
  });
  if (joined && codes.size() > 1 && view.profile->min_length == view.profile->max_length) return {};
  constexpr std::size_t kMaxShapes = 4;  // more shapes mean random codes
  if (codes.size() > kMaxShapes) return {};
  if (has_sense(name, NameSense::Code) || has_sense(name, NameSense::Identifier)) return codes;
  const bool one_code = std::all_of(codes.begin(), codes.end(), [&](const auto& entry) {
    return without_separators(entry.first) == without_separators(codes.begin()->first);
  });
  return one_code ? codes : Counts{};
}

bool report_mix(const RuleContext& context, const TextView& view, const Counts& counts, double coverage,
                Anomalies& out) {
  const FormatMix mix = mix_of(counts, view.present);
  if (mix.formats < 2 || !at_least(sum(counts), coverage, view.present) || view.present < limit::kSmallTable)
    return false;
  Anomaly anomaly = make_anomaly(context, "mixed_format", view.profile->column, mix.others);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(mix.others) + " values are spelled in another format than the main one (" +
                   std::to_string(mix.formats) + " formats)";
  std::vector<std::string> samples;
  for (const auto& [name, rows] : counts) {
    for (const TextView::KindCount& kind : view.kinds) {
      if (kind.kind.name == name && !kind.samples.empty()) {
        samples.push_back(kind.samples.front());
        break;
      }
    }
  }
  anomaly.examples = context.examples(view.profile->column, samples);
  anomaly.sql = "SELECT regexp_replace(regexp_replace(" + context.quoted(view.profile->column) +
                ", '[A-Za-z]+', 'a'), '[0-9]+', '9') AS shape, count(*) AS n FROM " + context.relation() +
                " GROUP BY 1 ORDER BY n DESC LIMIT 20";
  anomaly.intended = "sources may deliver different spellings that a later step unifies";
  out.push_back(std::move(anomaly));
  return true;
}

bool find_mixed_format(const RuleContext& context, const TextView& view, Anomalies& out) {
  if (view.present == 0) return false;
  const Counts dates = date_formats(view);
  if (dates.size() > 1 && report_mix(context, view, dates, 0.8, out)) return true;
  if (report_mix(context, view, phone_formats(context, view), 0.9, out)) return true;
  if (report_mix(context, view, boolean_formats(view), 0.95, out)) return true;
  const std::string& name = context.name(view.profile->column);
  if (!has_sense(name, NameSense::Code) && report_mix(context, view, number_formats(view), 0.9, out)) return true;
  return report_mix(context, view, code_formats(context, view), 0.95, out);
}

/// What two spellings of one value have in common.
std::string normal_form(const std::string& value) {
  std::string out;
  for (char c : text::to_lower(text::trim(value))) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  return out;
}

struct Variants {
  std::int64_t rows = 0;
  std::vector<std::string> samples;
};

/// Among listed values, the most frequent spelling stands and all others are variants.
Variants listed_variants(const TextView& view) {
  std::map<std::string, const TextView::Value*> main;
  Variants found;
  for (const TextView::Value& value : view.values) {  // most frequent first
    const auto [at, fresh] = main.try_emplace(normal_form(value.text), &value);
    if (fresh && !value.kind.untrimmed) continue;
    if (fresh && value.kind.untrimmed) {
      found.rows += value.rows;
      found.samples.push_back(value.text);
      continue;
    }
    found.rows += value.rows;
    found.samples.push_back(at->second->text);
    found.samples.push_back(value.text);
  }
  return found;
}

std::int64_t distinct_values(const Answer& answer) {
  std::int64_t values = 0;
  for (const Group& group : answer.groups) values += group.kind == "null" ? 0 : group.values;
  return values;
}

/// Letters and digits in one of a few shapes: codes, whatever the column is called.
bool is_made_of_codes(const TextView& view) {
  std::map<std::string, std::int64_t> shapes;
  for (const TextView::KindCount& count : view.kinds) {
    const bool shaped = count.kind.name.starts_with("tok:") && count.kind.name.find('9') != std::string::npos &&
                        count.kind.name.find('a') != std::string::npos;
    if (shaped) shapes[count.kind.name] += count.rows;
  }
  return !shapes.empty() && shapes.size() <= 2 && at_least(sum(shapes), 0.95, view.present);
}

/// The letter case that four in five values use where the column is of a sort that has one; 0 else.
char ruling_style(const RuleContext& context, const TextView& view) {
  const std::string& name = context.name(view.profile->column);
  std::map<char, std::int64_t> styles;
  for (const TextView::KindCount& count : view.kinds) {
    if (count.kind.family != Family::Null && count.kind.style != 'N') styles[count.kind.style] += count.rows;
  }
  const std::int64_t all = styles['U'] + styles['L'] + styles['M'];
  const bool email = at_least(view.rows_of(Family::Email), 0.8, view.present);
  const bool named = has_any_word(name, {"name", "firstname", "lastname", "surname", "city", "town"});
  const bool code = has_sense(name, NameSense::Code) && !has_any_word(name, {"hash", "key", "ref", "version"}) &&
                    view.rows_of(Family::Uuid) == 0;
  if (email && at_least(styles['L'], limit::kStyleMain, all)) return 'L';
  if (named && at_least(styles['M'], limit::kStyleMain, all)) return 'M';
  const bool codes = is_made_of_codes(view) && view.rows_of(Family::Uuid) == 0;
  if ((code || codes) && at_least(styles['U'], limit::kStyleMain, all)) return 'U';
  if (codes && at_least(styles['L'], limit::kStyleMain, all)) return 'L';
  return 0;
}

bool breaks_style(const TextKind& kind, char ruling) {
  const bool word = kind.family != Family::Placeholder && kind.family != Family::WeakPlaceholder && kind.name != "tok";
  return ruling != 0 && kind.style != 'N' && kind.style != ruling && word;
}

/// The name of the kind that most rows have.
std::string main_kind(const TextView& view) {
  std::map<std::string, std::int64_t> rows;
  for (const TextView::KindCount& count : view.kinds) rows[count.kind.name] += count.rows;
  const auto most =
      std::max_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == rows.end() ? "" : most->first;
}

/// `is_mixed`: values of another format are told already; they are no other spelling of the main one.
Variants variants_of(const RuleContext& context, const TextView& view, bool is_mixed) {
  Variants found = listed_variants(view);
  if (view.complete) return found;
  Variants odd;
  const char ruling = ruling_style(context, view);
  const std::string main = is_mixed ? main_kind(view) : "";
  for (const TextView::KindCount& count : view.kinds) {
    if (count.kind.family == Family::Blank || (!count.kind.untrimmed && !breaks_style(count.kind, ruling))) continue;
    if (is_mixed && !count.kind.untrimmed && count.kind.name != main) continue;
    odd.rows += count.rows;
    odd.samples.insert(odd.samples.end(), count.samples.begin(), count.samples.end());
  }
  std::int64_t forms = 0;
  const Answer* raw = context.answer(QuestionKind::Text, view.profile->column);
  const Answer* folded = context.answer(QuestionKind::Variants, view.profile->column);
  if (raw && folded) forms = distinct_values(*raw) - distinct_values(*folded);
  // Three views on the same rows: the listed part, the flags, and the number of spellings that fall together.
  found.samples.insert(found.samples.end(), odd.samples.begin(), odd.samples.end());
  found.rows = std::max({found.rows, odd.rows, forms});
  return found;
}

void find_case_or_space(const RuleContext& context, const TextView& view, bool is_mixed, Anomalies& out) {
  const ColumnProfile& p = *view.profile;
  if (has_sense(context.name(p.column), NameSense::FreeText) || p.mean_length > 80.0) return;
  const Variants found = variants_of(context, view, is_mixed);
  if (found.rows < limit::kSpaceRows || !at_least(found.rows, limit::kSpaceRatio, p.rows)) return;
  Anomaly anomaly = make_anomaly(context, "case_or_space", p.column, found.rows);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(found.rows) + " values differ from another spelling only in letter case or blanks";
  anomaly.examples = context.examples(p.column, found.samples);
  const std::string c = context.quoted(p.column);
  anomaly.sql = "SELECT lower(trim(" + c + ")) AS value, count(DISTINCT " + c + ") AS spellings, count(*) AS n FROM " +
                context.relation() + " GROUP BY 1 HAVING count(DISTINCT " + c + ") > 1 OR max(length(" + c +
                ") - length(trim(" + c + "))) > 0 ORDER BY n DESC LIMIT 20";
  anomaly.intended = "letter case may carry meaning in codes";
  out.push_back(std::move(anomaly));
}

bool is_number_text(const RuleContext& context, const TextView& view) {
  const ColumnProfile& p = *view.profile;
  const std::string& name = context.name(p.column);
  const bool measure = has_sense(name, NameSense::Measure) || has_sense(name, NameSense::NonNegative);
  const bool code = has_sense(name, NameSense::Code) || has_sense(name, NameSense::Identifier) ||
                    has_any_word(name, {"year", "month", "day", "week"});
  if (code && !(measure && !has_any_word(name, {"id", "code", "zip", "phone", "number", "no"}))) return false;
  const std::int64_t whole = view.rows_named("n_int") + view.rows_named("d_compact");
  const std::int64_t numbers = whole + view.rows_named("n_dec") + view.rows_named("n_thou") +
                               view.rows_named("n_money") + view.rows_named("n_percent") + view.rows_named("n_comma");
  if (!at_least(numbers, limit::kTypedText, view.present)) return false;
  if (measure || at_least(numbers - whole, 0.5, view.present)) return true;
  // Whole numbers of one length without a telling name are as likely to be codes.
  return p.max_length - p.min_length >= 2 && view.rows_named("n_zero") == 0;
}

bool is_date_text(const RuleContext& context, const TextView& view) {
  const bool named =
      has_any_word(context.name(view.profile->column), {"date", "day", "dt", "time", "at", "on", "ts", "timestamp"});
  std::int64_t dates =
      sum(view.by_name(Family::Date)) + sum(view.by_name(Family::Time)) + sum(view.by_name(Family::BadDate));
  if (!named) dates -= view.rows_named("d_compact");
  return at_least(dates, limit::kTypedText, view.present);
}

void find_type_text(const RuleContext& context, const TextView& view, Anomalies& out) {
  if (view.present < limit::kSmallTable) return;
  const bool number = is_number_text(context, view);
  if (!number && !is_date_text(context, view)) return;
  Anomaly anomaly = make_anomaly(context, "type_text", view.profile->column, view.present);
  anomaly.severity = Severity::Low;
  anomaly.detail = std::string(number ? "numbers" : "dates") + " are stored as STRING";
  std::vector<std::string> samples;
  for (const TextView::KindCount& count : view.kinds)
    samples.insert(samples.end(), count.samples.begin(), count.samples.end());
  anomaly.examples = context.examples(view.profile->column, samples);
  const std::string c = context.quoted(view.profile->column);
  anomaly.sql = context.count_where("try_cast(" + c + " AS " + (number ? "DOUBLE" : "TIMESTAMP") + ") IS NOT NULL");
  anomaly.intended = "a landing table may keep text on purpose";
  out.push_back(std::move(anomaly));
}

}  // namespace

void find_text(const RuleContext& context, Anomalies& out) {
  for (const auto& [column, view] : context.texts) {
    const bool is_mixed = find_mixed_format(context, view, out);
    if (!is_mixed) find_type_text(context, view, out);
    find_case_or_space(context, view, is_mixed, out);
  }
}

}  // namespace lakecode::profile
