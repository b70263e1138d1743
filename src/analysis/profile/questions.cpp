#include "analysis/profile/questions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "analysis/profile/column_names.h"
#include "analysis/profile/sql_dates.h"
#include "analysis/profile/text_kinds.h"
#include "analysis/profile/thresholds.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

constexpr std::int64_t kListedDistinct = 400;  // up to here every value is listed with its count
constexpr std::int64_t kValueDistinct = 1000;  // up to here values are counted whatever the table's size
constexpr std::int64_t kNeverListed = 4'000'000'000'000'000'000;
constexpr double kLongText = 200.0;  // above this mean length, values are prose and not worth grouping
constexpr std::size_t kMaxHashedColumns = 300;

std::string number_literal(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.12e", value);
  return "(" + std::string(buffer) + ")";
}

std::int64_t distinct_of(const ColumnProfile& profile) {
  return profile.approx_distinct.value_or(0);
}

std::int64_t list_from(const ColumnProfile& profile) {
  if (distinct_of(profile) <= kListedDistinct) return 1;
  return std::max<std::int64_t>(2, profile.rows / 200);
}

/// Ids that came from systems with decimal numbers alone: DECIMAL(18,0).
bool is_whole_decimal(const ColumnFacts& column) {
  std::string type = column.type_text.empty() ? column.type_name : column.type_text;
  std::erase(type, ' ');
  return column.type() == TypeClass::Fraction && type.ends_with(",0)");
}

/// Digits that many rows may share by chance or by meaning.
bool is_shared_code(const std::string& name) {
  static constexpr std::string_view kShared[] = {"zip",  "zipcode", "postal", "postcode", "phone", "mobile",
                                                 "fax",  "tel",     "cell",   "contact",  "hash",  "version",
                                                 "card", "pin",     "plate",  "routing",  "swift"};
  const auto words = name_words(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return std::find(std::begin(kShared), std::end(kShared), word) != std::end(kShared);
  });
}

bool looks_like_key(const TableFacts& facts, const ColumnProfile& profile) {
  const ColumnFacts& column = facts.columns[profile.column];
  if (profile.type != TypeClass::Text && profile.type != TypeClass::Whole && !is_whole_decimal(column)) return false;
  if (profile.filled() < thresholds::kSmallTable) return false;
  const double ratio = static_cast<double>(distinct_of(profile)) / static_cast<double>(profile.filled());
  // Approximate counts are off by a few percent, so the gate is wide; the exact count decides.
  if (names_key_of(column.name, facts.short_name())) return ratio > thresholds::kKeyDistinct - 0.1;
  // By custom the key stands first, whatever its name.
  const bool first = profile.column == 0 && !has_sense(column.name, NameSense::FreeText);
  const bool code = has_sense(column.name, NameSense::Code) && !is_shared_code(column.name);
  const bool id_like = first || code || has_sense(column.name, NameSense::Identifier);
  return id_like && ratio > thresholds::kLooseKeyDistinct - 0.08;
}

bool is_reference(const TableFacts& facts, std::size_t column) {
  return std::any_of(facts.references.begin(), facts.references.end(),
                     [&](const Reference& r) { return facts.find_column(r.column) == column; });
}

bool is_partition(const TableFacts& facts, std::size_t column) {
  const auto& names = facts.detail.partition_columns;
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return facts.find_column(n) == column; });
}

bool is_sentinel(double value) {
  return std::any_of(std::begin(kSentinels), std::end(kSentinels),
                     [&](int s) { return value == static_cast<double>(s); });
}

struct Scale {
  double centre = 0.0;
  double spread = 0.0;
};

Scale scale_of(const ColumnProfile& p) {
  Scale scale{p.quantiles[kQ50], p.quantiles[kQ75] - p.quantiles[kQ25]};
  if (scale.spread <= 0.0) scale.spread = (p.quantiles[kQ95] - p.quantiles[kQ05]) / 2.0;
  if (scale.spread <= 0.0) scale.spread = std::max(std::abs(scale.centre) * 0.1, 1.0);
  return scale;
}

bool number_is_open(const TableFacts& facts, const ColumnProfile& p, const Scale& scale) {
  if (is_partition(facts, p.column) || distinct_of(p) <= kListedDistinct) return true;
  const double low = p.min ? std::strtod(p.min->c_str(), nullptr) : 0.0;
  const double high = p.max ? std::strtod(p.max->c_str(), nullptr) : 0.0;
  if (is_sentinel(low) || is_sentinel(high) || p.nans > 0) return true;
  if (p.negatives > 0 && p.quantiles[kQ05] >= 0.0) return true;
  if (p.quantiles[kQ05] == p.quantiles[kQ75] || p.quantiles[kQ25] == p.quantiles[kQ95]) return true;
  constexpr double kPlainReach = 2.5;  // spreads around the median that plain columns stay within
  return std::abs(high - scale.centre) > kPlainReach * scale.spread ||
         std::abs(low - scale.centre) > kPlainReach * scale.spread;
}

std::string sentinel_list() {
  std::string list;
  for (int s : kSentinels) list += (list.empty() ? "" : ", ") + std::to_string(s);
  return list;
}

std::string number_key(const std::string& c, const Scale& scale, bool by_value) {
  const std::string d = "CAST(" + c + " AS DOUBLE)";
  const std::string u = "((" + d + " - " + number_literal(scale.centre) + ") / " + number_literal(scale.spread) + ")";
  std::string bin = "concat('b', CAST(CAST(floor(20 * sign(" + u + ") * ln(1 + abs(" + u + "))) AS INT) AS STRING)";
  if (by_value) bin += ", '|', CAST(" + c + " AS STRING)";
  bin += ")";
  return "CASE WHEN " + c + " IS NULL THEN 'null' WHEN isnan(" + d + ") THEN 'nan' WHEN abs(" + d +
         ") > 1.0e300 THEN 'inf' WHEN " + c + " IN (" + sentinel_list() + ") THEN concat('s', CAST(CAST(" + c +
         " AS BIGINT) AS STRING)) ELSE " + bin + " END";
}

}  // namespace

std::string column_sql(const TableFacts& facts, std::size_t column) {
  return "s." + sql::quote_identifier(facts.columns[column].name);
}

std::vector<Question> key_questions(const QuestionContext& context) {
  const TableFacts& facts = context.facts;
  std::vector<Question> out;
  if (facts.primary_key.size() > 1) {
    Question question{.kind = QuestionKind::Key, .list_from = kNeverListed, .by_value = true};
    std::string list;
    for (const std::string& name : facts.primary_key) {
      const auto column = facts.find_column(name);
      if (!column) return out;
      question.columns.push_back(*column);
      list += (list.empty() ? "" : ", ") + column_sql(facts, *column);
    }
    question.key = "concat('k|', CAST(xxhash64(" + list + ") AS STRING))";
    out.push_back(question);
  }
  for (const ColumnProfile& profile : context.profiles) {
    const bool declared =
        facts.primary_key.size() == 1 && facts.find_column(facts.primary_key.front()) == profile.column;
    if (!declared && !looks_like_key(facts, profile)) continue;
    const std::string c = column_sql(facts, profile.column);
    Question question{
        .kind = QuestionKind::Key, .columns = {profile.column}, .list_from = kNeverListed, .by_value = true};
    question.key = "CASE WHEN " + c + " IS NULL THEN 'null' ELSE concat('k|', CAST(" + c + " AS STRING)) END";
    out.push_back(question);
  }
  return out;
}

std::vector<Question> expected_questions(const QuestionContext& context) {
  std::vector<Question> out;
  const auto& rows = context.options.expectations.rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Question question{.kind = QuestionKind::Expected, .columns = rows[i].columns};
    question.reference = i;
    question.key =
        "CASE WHEN " + rows[i].holds + " THEN 'ok' WHEN NOT " + rows[i].holds + " THEN 'bad' ELSE 'null' END";
    out.push_back(std::move(question));
  }
  return out;
}

std::vector<Question> unique_questions(const QuestionContext& context) {
  std::vector<Question> out;
  const auto& sets = context.options.expectations.unique;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    Question question{.kind = QuestionKind::Unique, .columns = sets[i], .list_from = kNeverListed, .by_value = true};
    question.reference = i;
    std::string nulls;
    std::string list;
    for (const std::size_t column : sets[i]) {
      const std::string c = column_sql(context.facts, column);
      nulls += (nulls.empty() ? "" : " OR ") + c + " IS NULL";
      list += (list.empty() ? "" : ", ") + c;
    }
    const std::string value =
        sets[i].size() == 1 ? "CAST(" + list + " AS STRING)" : "CAST(xxhash64(" + list + ") AS STRING)";
    question.key = "CASE WHEN " + nulls + " THEN 'null' ELSE concat('k|', " + value + ") END";
    out.push_back(std::move(question));
  }
  return out;
}

std::vector<Question> row_copy_questions(const QuestionContext& context, const std::set<std::size_t>& read) {
  if (context.sampled || context.rows < 2 || context.profiles.size() != context.facts.columns.size() ||
      context.profiles.size() > kMaxHashedColumns) {
    return {};
  }
  Question question{.kind = QuestionKind::RowCopy, .list_from = kNeverListed, .by_value = true};
  std::string list;
  for (const ColumnProfile& profile : context.profiles) {
    if (profile.type == TypeClass::Map || profile.type == TypeClass::Other) continue;  // these cannot be hashed
    if (!read.contains(profile.column)) continue;
    const std::string c = column_sql(context.facts, profile.column);
    // The hash skips nulls, so (1, NULL) and (NULL, 1) would meet without the second argument.
    list += (list.empty() ? "" : ", ") + c;
    if (profile.nulls > 0) list += ", " + c + " IS NULL";
    question.columns.push_back(profile.column);
  }
  if (question.columns.empty()) return {};
  question.key = "concat('r|', CAST(xxhash64(" + list + ") AS STRING))";
  return {question};
}

std::vector<Question> reference_questions(const QuestionContext& context) {
  std::vector<Question> out;
  for (std::size_t i = 0; i < context.facts.references.size(); ++i) {
    const auto column = context.facts.find_column(context.facts.references[i].column);
    if (!column) continue;
    const std::string c = column_sql(context.facts, *column);
    Question question{
        .kind = QuestionKind::Reference, .columns = {*column}, .list_from = kNeverListed, .by_value = true};
    question.reference = i;
    question.key = "CASE WHEN " + c + " IS NULL THEN 'null' WHEN p" + std::to_string(i) +
                   ".k IS NULL THEN concat('miss|', CAST(" + c + " AS STRING)) ELSE 'hit' END";
    out.push_back(question);
  }
  return out;
}

std::vector<Question> day_questions(const QuestionContext& context) {
  std::vector<Question> out;
  const auto today = std::chrono::floor<std::chrono::days>(context.options.as_of);
  const std::string last = date_literal(today);
  for (const ColumnProfile& p : context.profiles) {
    const std::string& name = context.facts.columns[p.column].name;
    const bool series = distinct_of(p) >= thresholds::kBeatDistinctDays && !has_sense(name, NameSense::Birth);
    if (!p.is_time() || !p.newest_valid || (!series && !is_partition(context.facts, p.column))) continue;
    const auto newest = parse_day(*p.newest_valid);
    if (!newest) continue;
    const std::string day = "CAST(" + column_sql(context.facts, p.column) + " AS DATE)";
    Question question{.kind = QuestionKind::Day, .columns = {p.column}};
    question.key = "CASE WHEN " + day + " IS NULL THEN 'null' WHEN " + day + " < " +
                   date_literal(*newest - std::chrono::days(thresholds::kSeriesDays)) + " THEN 'old' WHEN " + day +
                   " > " + last + " THEN 'new' ELSE CAST(" + day + " AS STRING) END";
    out.push_back(question);
  }
  return out;
}

std::vector<Question> text_questions(const QuestionContext& context) {
  std::vector<Question> out;
  std::vector<Question> variants;
  for (const ColumnProfile& p : context.profiles) {
    if (p.type != TypeClass::Text || p.filled() == 0 || is_reference(context.facts, p.column)) continue;
    const bool small = context.rows <= context.options.exact_rows;
    if (p.mean_length > kLongText && !small) continue;
    const std::string c = column_sql(context.facts, p.column);
    Question question{.kind = QuestionKind::Text, .columns = {p.column}, .list_from = list_from(p)};
    question.by_value = p.mean_length <= kLongText && (small || distinct_of(p) <= kValueDistinct);
    question.kind_later = question.by_value;
    question.key = question.by_value ? "CASE WHEN " + c + " IS NULL THEN 'null' ELSE concat('v|', " + c + ") END"
                                     : kind_expression(c);
    out.push_back(question);
    const bool crowded = distinct_of(p) > kListedDistinct &&
                         static_cast<double>(distinct_of(p)) < 0.95 * static_cast<double>(p.filled());
    if (question.by_value && crowded && p.mean_length <= 60.0) {
      variants.push_back(
          {.kind = QuestionKind::Variants, .columns = {p.column}, .list_from = kNeverListed, .by_value = true});
      variants.back().key = "CASE WHEN " + c + " IS NULL THEN 'null' ELSE concat('v|', lower(trim(regexp_replace(" + c +
                            ", '[ ]+', ' ')))) END";
    }
  }
  out.insert(out.end(), variants.begin(), variants.end());
  return out;
}

std::vector<Question> number_questions(const QuestionContext& context) {
  std::vector<Question> out;
  for (const ColumnProfile& p : context.profiles) {
    if (!p.is_number() || p.filled() == 0 || p.quantiles.empty() || is_reference(context.facts, p.column)) continue;
    const Scale scale = scale_of(p);
    if (!number_is_open(context.facts, p, scale)) continue;
    Question question{.kind = QuestionKind::Number, .columns = {p.column}, .list_from = list_from(p)};
    question.centre = scale.centre;
    question.spread = scale.spread;
    const bool crowd = p.quantiles[kQ25] == p.quantiles[kQ75];
    question.by_value = distinct_of(p) <= kValueDistinct || (crowd && context.rows <= context.options.exact_rows);
    question.key = number_key(column_sql(context.facts, p.column), scale, question.by_value);
    out.push_back(question);
  }
  return out;
}

}  // namespace lakecode::profile
