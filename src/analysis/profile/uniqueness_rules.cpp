// Exact copies of rows and repeated keys. A copied row repeats its key too, so a key is only blamed for what copies of
// rows do not explain. Tables that keep versions of a thing (valid_from, snapshot date) repeat their keys by design.

#include <algorithm>
#include <cmath>

#include "analysis/profile/column_names.h"
#include "analysis/profile/rules.h"
#include "analysis/profile/thresholds.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

using result::Severity;

struct Repeats {
  std::int64_t extra = 0;
  std::int64_t values = 0;
  std::vector<std::string> samples;
};

Repeats repeats_in(const Answer& answer) {
  Repeats repeats;
  for (const Group& group : answer.groups) {
    if (group.kind == "null") continue;
    repeats.extra += group.extra;
    repeats.values += group.values;
    repeats.samples.insert(repeats.samples.end(), group.duplicates.begin(), group.duplicates.end());
  }
  return repeats;
}

bool keeps_versions(const RuleContext& context) {
  static constexpr std::string_view kMarks[] = {"valid_from",     "valid_to",      "is_current",  "effective_from",
                                                "effective_date", "snapshot_date", "row_version", "valid_until",
                                                "version",        "snapshot_ts"};
  // One snapshot or version throughout is a mark of the load, not of rows that come again.
  return std::any_of(context.profiles.begin(), context.profiles.end(), [&](const ColumnProfile& p) {
    const bool named = std::any_of(std::begin(kMarks), std::end(kMarks), [&](std::string_view mark) {
      return text::equals_ignore_case(context.name(p.column), mark);
    });
    return named && (!p.min || !p.max || *p.min != *p.max);
  });
}

const Answer* row_copies(const RuleContext& context) {
  for (const Answer& answer : context.answers) {
    if (answer.question.kind == QuestionKind::RowCopy) return &answer;
  }
  return nullptr;
}

std::string all_columns(const RuleContext& context, const Question& question) {
  std::string list;
  for (std::size_t column : question.columns) list += (list.empty() ? "" : ", ") + context.quoted(column);
  return list;
}

std::int64_t find_row_copies(const RuleContext& context, Anomalies& out) {
  const Answer* answer = row_copies(context);
  if (!answer) return 0;
  const Repeats repeats = repeats_in(*answer);
  // One or two narrow columns repeat naturally; a whole row of them says nothing.
  if (repeats.extra == 0 || answer->question.columns.size() < 3 || repeats.values < repeats.extra) return repeats.extra;
  Anomaly anomaly = make_anomaly(context, "duplicate_row", 0, repeats.extra);
  anomaly.column.reset();
  anomaly.severity = Severity::High;
  anomaly.detail = std::to_string(repeats.extra) + " rows are exact copies of another row";
  const std::string list = all_columns(context, answer->question);
  anomaly.sql = "SELECT " + list + ", count(*) AS copies FROM " + context.relation() + " GROUP BY " + list +
                " HAVING count(*) > 1 LIMIT 20";
  anomaly.intended = "events without an identifier may really happen twice";
  out.push_back(std::move(anomaly));
  return repeats.extra;
}

bool is_declared(const RuleContext& context, const Question& question) {
  if (context.facts.primary_key.size() != question.columns.size()) return false;
  return std::all_of(context.facts.primary_key.begin(), context.facts.primary_key.end(), [&](const std::string& key) {
    const auto column = context.facts.find_column(key);
    return column && std::find(question.columns.begin(), question.columns.end(), *column) != question.columns.end();
  });
}

bool is_reference(const RuleContext& context, std::size_t column) {
  return std::any_of(context.facts.references.begin(), context.facts.references.end(),
                     [&](const Reference& r) { return context.facts.find_column(r.column) == column; });
}

/// A key by name, or one of the nearly unique id-like columns where no column is named like the key.
bool is_accepted_key(const RuleContext& context, const Question& question, const Repeats& repeats) {
  if (is_declared(context, question)) return true;
  if (!context.facts.primary_key.empty() || question.columns.size() != 1) return false;
  const std::size_t column = question.columns.front();
  const std::int64_t rows = repeats.values + repeats.extra;
  const double ratio = rows == 0 ? 0.0 : static_cast<double>(repeats.values) / static_cast<double>(rows);
  if (names_key_of(context.name(column), context.facts.short_name())) {
    return ratio >= thresholds::kKeyDistinct && !keeps_versions(context);
  }
  return ratio >= thresholds::kLooseKeyDistinct && !is_reference(context, column) && !keeps_versions(context);
}

void find_key_repeats(const RuleContext& context, const Answer& answer, std::int64_t copies, Anomalies& out) {
  const Repeats repeats = repeats_in(answer);
  const bool sampled = context.sampling.sampled;
  const bool bucketed = sampled && answer.scale > 1.0;
  // A sample cannot tell which repeats are copies of whole rows.
  const std::int64_t unexplained = sampled ? repeats.extra : repeats.extra - copies;
  if (unexplained <= 0 || !is_accepted_key(context, answer.question, repeats)) return;
  const std::size_t column = answer.question.columns.back();
  Anomaly anomaly = make_anomaly(context, "duplicate_key", column, unexplained);
  anomaly.count = project(context.facts, unexplained, answer.scale);
  if (sampled)
    anomaly.ratio = static_cast<double>(unexplained) / static_cast<double>(std::max<std::int64_t>(repeats.values, 1));
  anomaly.severity = Severity::High;
  anomaly.detail = (bucketed ? "about " : "") + std::to_string(*anomaly.count) +
                   " rows repeat a key that another row has" +
                   (bucketed     ? " (projected from one hash bucket)"
                    : copies > 0 ? ", beyond exact copies of rows"
                                 : "");
  anomaly.examples =
      answer.question.columns.size() == 1 ? context.examples(column, repeats.samples) : std::vector<std::string>();
  const std::string list = all_columns(context, answer.question);
  anomaly.sql = "SELECT " + list + ", count(*) AS n FROM " + context.relation() + " WHERE " + context.quoted(column) +
                " IS NOT NULL GROUP BY " + list + " HAVING count(*) > 1 ORDER BY n DESC LIMIT 20";
  anomaly.intended = "the key may only be unique together with another column";
  out.push_back(std::move(anomaly));
}

/// Where no column is declared or named as the key, at most one nearly unique column is taken for it: the first column
/// of the table, else the first candidate of all; and none at all where another column is a key without fault.
const Answer* presumed_key(const RuleContext& context) {
  const Answer* presumed = nullptr;
  for (const Answer& answer : context.answers) {
    if (answer.question.kind != QuestionKind::Key || answer.question.columns.size() != 1) continue;
    const Repeats repeats = repeats_in(answer);
    if (!is_accepted_key(context, answer.question, repeats)) continue;
    const std::size_t column = answer.question.columns.front();
    const TextView* view = context.text(column);
    const bool prose = view != nullptr && 10 * view->rows_of(Family::Text) > view->present;
    if (column == 0 && !prose) return &answer;
    if (repeats.extra == 0 && !prose) return nullptr;
    if (presumed == nullptr && !prose) presumed = &answer;
  }
  return presumed;
}

bool is_named_key(const RuleContext& context, const Question& question) {
  return question.columns.size() == 1 &&
         names_key_of(context.name(question.columns.front()), context.facts.short_name());
}

}  // namespace

void find_uniqueness(const RuleContext& context, Anomalies& out) {
  const std::int64_t copies = find_row_copies(context, out);
  const bool named = std::any_of(context.answers.begin(), context.answers.end(), [&](const Answer& answer) {
    return answer.question.kind == QuestionKind::Key && is_named_key(context, answer.question);
  });
  const Answer* presumed = named ? nullptr : presumed_key(context);
  for (const Answer& answer : context.answers) {
    if (answer.question.kind != QuestionKind::Key) continue;
    const bool is_key = &answer == presumed || is_declared(context, answer.question) ||
                        (named && is_named_key(context, answer.question));
    if (is_key) find_key_repeats(context, answer, copies, out);
  }
}

}  // namespace lakecode::profile
