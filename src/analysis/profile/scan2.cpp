// The statement has four stages, innermost first: a key expression for each question; GROUPING SETS with one set a
// question, which Spark and DuckDB answer in one pass over the table; the kind of each text value, found once a value
// instead of once a row; and a fold of rare values into their kind, so that what comes back is a few hundred lines
// however many values there are.

#include "analysis/profile/scan2.h"

#include <algorithm>
#include <set>

#include "analysis/profile/questions.h"
#include "analysis/profile/text_kinds.h"
#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

constexpr int kBucket = 7;  // any fixed bucket serves; a fixed one makes two runs comparable

std::string parent_join(const TableFacts& facts, const Question& question, int buckets) {
  const Reference& reference = facts.references[question.reference];
  const std::string alias = "p" + std::to_string(question.reference);
  const std::string key = sql::quote_identifier(reference.parent_column);
  std::string bucket;
  if (buckets > 1) {
    bucket = " AND pmod(xxhash64(CAST(" + key + " AS STRING)), " + std::to_string(buckets) +
             ") = " + std::to_string(kBucket);
  }
  return "\n    LEFT JOIN (SELECT DISTINCT CAST(" + key + " AS STRING) AS k FROM " + sql::quote_name(reference.parent) +
         " WHERE " + key + " IS NOT NULL" + bucket + ") AS " + alias + " ON " + alias + ".k = CAST(" +
         column_sql(facts, question.columns.back()) + " AS STRING)";
}

std::string stage_keys(const TableFacts& facts, const std::vector<Question>& questions, const std::string& relation,
                       int buckets) {
  std::string keys;
  std::string joins;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    keys += (i == 0 ? "" : ",\n      ") + questions[i].key + " AS k" + std::to_string(i);
    if (questions[i].kind == QuestionKind::Reference) joins += parent_join(facts, questions[i], buckets);
  }
  std::string where;
  if (buckets > 1) {
    where = "\n    WHERE pmod(xxhash64(CAST(" + column_sql(facts, questions.front().columns.back()) + " AS STRING)), " +
            std::to_string(buckets) + ") = " + std::to_string(kBucket);
  }
  return "(SELECT " + keys + "\n    FROM " + relation + " AS s" + joins + where + ") AS keyed";
}

std::string stage_groups(const std::vector<Question>& questions, const std::string& keyed) {
  std::string number;
  std::string key;
  std::string sets;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::string k = "k" + std::to_string(i);
    number += " WHEN grouping(" + k + ") = 0 THEN " + std::to_string(i);
    key += (i == 0 ? "" : ", ") + k;
    sets += (i == 0 ? "(" : ", (") + k + ")";
  }
  return "(SELECT CASE" + number + " END AS q, coalesce(" + key + ", '') AS k, count(*) AS n\n    FROM " + keyed +
         "\n    GROUP BY GROUPING SETS (" + sets + ")) AS grouped";
}

/// "v|VALUE" becomes "KIND|VALUE" for the questions that left it to this stage.
std::string stage_kinds(const std::vector<Question>& questions, const std::string& grouped) {
  std::string later;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (questions[i].kind_later) later += (later.empty() ? "" : ", ") + std::to_string(i);
  }
  if (later.empty()) return grouped;
  return "(SELECT q, CASE WHEN q NOT IN (" + later + ") OR k = 'null' THEN k ELSE concat(" + kind_expression("t") +
         ", '|', t) END AS k, n\n  FROM (SELECT q, k, n, substr(k, 3) AS t FROM " + grouped +
         ") AS texts) AS described";
}

std::string fold(const std::vector<Question>& questions, const std::string& grouped) {
  std::string listed;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    listed += " WHEN " + std::to_string(i) + " THEN " + std::to_string(questions[i].list_from);
  }
  return "SELECT q, v, sum(n) AS row_count, count(*) AS value_count, max(n) AS top_count, substr(min(k), 1, 200) AS "
         "low, "
         "substr(max(k), 1, 200) AS high, substr(min(CASE WHEN n > 1 THEN k END), 1, 200) AS copied_low, "
         "substr(max(CASE WHEN n > 1 THEN k END), 1, 200) AS copied_high\nFROM (SELECT q, k, n, CASE WHEN n >= CASE q" +
         listed + " END THEN k ELSE split_part(k, '|', 1) END AS v\n  FROM " + grouped +
         ") AS folded\nGROUP BY q, v\nORDER BY row_count DESC, q, v\nLIMIT " + std::to_string(kMaxAnswerRows);
}

ScanTwoPart make_part(const TableFacts& facts, std::vector<Question> questions, const std::string& relation,
                      int buckets) {
  ScanTwoPart part;
  const std::string grouped = stage_groups(questions, stage_keys(facts, questions, relation, buckets));
  part.statement.sql = fold(questions, stage_kinds(questions, grouped));
  std::set<std::size_t> columns;
  for (const Question& question : questions) columns.insert(question.columns.begin(), question.columns.end());
  part.statement.columns.assign(columns.begin(), columns.end());
  part.questions = std::move(questions);
  return part;
}

/// Of a table that is not large every row is read for its keys: one repeat in one bucket would stand for a thousand.
void add_bucketed(ScanTwo& plan, const QuestionContext& context, std::vector<Question> questions,
                  std::set<std::size_t>& taken) {
  const TableFacts& facts = context.facts;
  const bool whole = facts.row_count && *facts.row_count <= context.options.whole_keys;
  const int buckets = whole ? 1 : kHashBuckets;
  for (Question& question : questions) {
    if (question.columns.size() != 1 || !taken.insert(question.columns.front()).second) continue;
    plan.parts.push_back(make_part(facts, {question}, sql::quote_name(facts.name), buckets));
    plan.parts.back().scale = buckets;
  }
}

std::vector<Question> drop_taken(std::vector<Question> questions, const std::set<std::size_t>& taken) {
  std::erase_if(questions, [&](const Question& q) {
    return std::any_of(q.columns.begin(), q.columns.end(), [&](std::size_t c) { return taken.contains(c); });
  });
  return questions;
}

void append(std::vector<Question>& all, std::vector<Question> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void strip_kind(std::string& key) {
  const std::size_t bar = key.find('|');
  if (bar != std::string::npos) key.erase(0, bar + 1);
}

Result<std::int64_t> count_at(const Row& row, std::size_t i) {
  const auto value = row[i] ? text::parse_double(*row[i]) : std::nullopt;
  if (!value || *value < 0 || *value > 9e18) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = "read the answer of",
                 .subject = "scan 2",
                 .reason = "column " + std::to_string(i + 1) + " is no count",
                 .advice = "run it again"};
  }
  return static_cast<std::int64_t>(*value);
}

Result<void> add_group(const Row& row, std::vector<Answer>& answers, std::size_t first) {
  if (row.size() != 9 || !row[1]) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = "read the answer of",
                 .subject = "scan 2",
                 .reason = "a row does not have the planned form",
                 .advice = "run it again"};
  }
  TRY_ASSIGN(const std::int64_t number, count_at(row, 0));
  const auto index = first + static_cast<std::size_t>(number);
  if (index >= answers.size()) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = "read the answer of",
                 .subject = "scan 2",
                 .reason = "it answers a question that was not asked",
                 .advice = "run it again"};
  }
  Group group;
  TRY_ASSIGN(group.rows, count_at(row, 2));
  TRY_ASSIGN(group.values, count_at(row, 3));
  TRY_ASSIGN(group.top, count_at(row, 4));
  group.extra = group.rows - group.values;
  group.kind = *row[1];
  const std::size_t bar = group.kind.find('|');
  if (bar != std::string::npos) {
    group.value = group.kind.substr(bar + 1);
    group.kind.resize(bar);
  }
  for (std::size_t i = 5; i < 9; ++i) {
    if (!row[i]) continue;
    std::string sample = *row[i];
    strip_kind(sample);
    std::vector<std::string>& list = i < 7 ? group.samples : group.duplicates;
    if (list.empty() || list.front() != sample) list.push_back(std::move(sample));
  }
  answers[index].groups.push_back(std::move(group));
  return {};
}

/// One statement where the questions fit, else several over different columns. Copies of rows are told by the columns
/// of the first statement and those that are asked nothing: with the keys and the richest columns among them, rows
/// alike there are alike.
void add_groups(ScanTwo& plan, const QuestionContext& context, const Sampling& sampling, std::vector<Question> all) {
  const std::size_t asked = all.size();
  std::vector<std::vector<Question>> groups{std::move(all)};
  // One place is kept for the copies.
  if (asked + 1 > kMaxQuestions) groups = split_questions(context, std::move(groups.front()), kMaxQuestions - 1);
  std::set<std::size_t> free;
  for (const ColumnProfile& p : context.profiles) free.insert(p.column);
  for (std::size_t i = 1; i < groups.size(); ++i) {
    for (const Question& question : groups[i]) {
      for (const std::size_t column : question.columns) free.erase(column);
    }
  }
  append(groups.front(), row_copy_questions(context, free));
  std::size_t kept = 0;
  std::vector<ScanTwoPart> parts;
  for (std::vector<Question>& group : groups) {
    if (group.empty()) continue;
    kept += group.size();
    parts.push_back(make_part(context.facts, std::move(group), sampling.relation, 1));
    parts.back().scale = projection(context.facts, sampling, context.rows);
  }
  if (kept < asked)
    plan.skipped.push_back(std::to_string(asked - kept) +
                           " lesser questions of scan 2 were not asked: they share columns with too many others");
  plan.parts.insert(plan.parts.begin(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
}

}  // namespace

ScanTwo plan_scan2(const TableFacts& facts, const std::vector<ColumnProfile>& profiles, const Sampling& sampling,
                   const ScanOptions& options) {
  ScanTwo plan;
  const std::int64_t rows = profiles.empty() ? 0 : profiles.front().rows;
  if (rows == 0) return plan;
  const QuestionContext context{facts, profiles, options, rows, sampling.sampled};
  std::set<std::size_t> taken;
  std::vector<Question> all = expected_questions(context);
  if (sampling.sampled) {
    // A column that a row's expectation reads cannot be read once more for its copies.
    std::set<std::size_t> expected;
    for (const Question& question : all) expected.insert(question.columns.begin(), question.columns.end());
    taken = expected;
    add_bucketed(plan, context, unique_questions(context), taken);
    add_bucketed(plan, context, key_questions(context), taken);
    add_bucketed(plan, context, reference_questions(context), taken);
    for (const std::size_t column : expected) taken.erase(column);
    plan.skipped.push_back("exact copies of rows were not counted: a sample does not keep them");
  } else {
    append(all, unique_questions(context));
    append(all, key_questions(context));
    append(all, reference_questions(context));
  }
  for (auto* more : {&pair_questions, &day_questions, &text_questions, &number_questions}) {
    append(all, drop_taken((*more)(context), taken));
  }
  add_groups(plan, context, sampling, std::move(all));
  for (std::size_t i = 0; i < plan.parts.size(); ++i) plan.parts[i].statement.id = "scan2_" + std::to_string(i + 1);
  return plan;
}

Result<std::vector<Answer>> parse_scan2(const ScanTwo& plan, const std::vector<std::optional<Rows>>& answers) {
  std::vector<Answer> out;
  for (std::size_t i = 0; i < plan.parts.size() && i < answers.size(); ++i) {
    if (!answers[i]) continue;
    const std::size_t first = out.size();
    for (const Question& question : plan.parts[i].questions) out.push_back({question, {}, plan.parts[i].scale});
    for (const Row& row : *answers[i]) TRY_VOID(add_group(row, out, first));
  }
  return out;
}

}  // namespace lakecode::profile
