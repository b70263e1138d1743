// The reader judged on labelled requests: tests/corpus/intent/*.jsonl, and what must never be guessed.

#include "knowledge/intent.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/intent_rules.h"
#include "tests/support/paths.h"

namespace lakecode::knowledge {
namespace {

struct Labelled {
  std::string id;
  std::string text;
  std::string kind;
  std::string name;
  JsonBox arguments;
};

std::vector<Labelled> load_labelled(const std::string& file) {
  std::vector<Labelled> all;
  std::ifstream in(std::filesystem::path(test::source_folder()) / "tests/corpus/intent" / file);
  for (std::string line; std::getline(in, line);) {
    const auto row = json::parse(line, file);
    if (!row) continue;
    all.push_back({json::string_at(*row, "id"), json::string_at(*row, "text"), json::string_at(*row, "kind"),
                   json::string_at(*row, "name"), JsonBox(JsonValue(json::object_at(*row, "arguments")))});
  }
  return all;
}

bool is_right(const Labelled& row, const Intent& read) {
  return row.kind == name_of(read.kind) && row.name == read.name && *row.arguments == *read.arguments;
}

/// Share of the rows of `file` that are read wholly right, kind, name and every input.
double share_right(const std::string& file, std::size_t least_rows) {
  const auto rows = load_labelled(file);
  EXPECT_GE(rows.size(), least_rows) << file;
  std::size_t right = 0;
  for (const Labelled& row : rows) {
    const Intent read = read_intent(row.text);
    if (is_right(row, read)) {
      ++right;
      continue;
    }
    std::cout << row.id << " \"" << row.text << "\"\n    read   " << json::serialize(to_json(read)) << "\n    wanted "
              << row.kind << " " << row.name << " " << json::serialize(*row.arguments) << "\n";
  }
  std::cout << file << ": " << right << " of " << rows.size() << " right\n";
  return rows.empty() ? 0.0 : static_cast<double>(right) / static_cast<double>(rows.size());
}

/// A change, by its name or by its SQL; generated SQL of ours only reads.
bool is_change(const Intent& intent) {
  constexpr std::string_view kReads[] = {"SELECT", "SHOW", "DESC", "WITH", "EXPL"};
  const std::string statement = json::string_at(*intent.arguments, "statement");
  const bool reads = std::any_of(std::begin(kReads), std::end(kReads),
                                 [&](std::string_view word) { return text::to_upper(statement).starts_with(word); });
  return intent.name == "run_job" || intent.name == "deploy_file" || intent.name == "uc_apply_grants" ||
         intent.name == "bundle_deploy" || intent.name == "batch_sql" || intent.name == "databricks_cli" ||
         (!statement.empty() && !reads);
}

}  // namespace

// The sets six to nine are of voices: chat and night shift, managers and long letters, reviewers and rare words, plain;
// those from ten on of all of them at once.
TEST(Intent, ReadsTheLabelledRequests) {
  struct LabelledSet {
    const char* file;
    std::size_t rows;  ///< requests there at least
    double right;      ///< share of them
  };
  constexpr LabelledSet kSets[] = {
      {"dev.jsonl", 180, 0.92},         {"blind.jsonl", 120, 0.92},      {"third.jsonl", 120, 0.92},
      {"fourth.jsonl", 120, 0.92},      {"fifth.jsonl", 100, 0.92},      {"sixth.jsonl", 130, 0.95},
      {"seventh.jsonl", 120, 0.95},     {"eighth.jsonl", 150, 0.95},     {"ninth.jsonl", 110, 0.95},
      {"tenth.jsonl", 165, 0.95},       {"eleventh.jsonl", 160, 0.95},   {"twelfth.jsonl", 60, 0.95},
      {"thirteenth.jsonl", 60, 0.95},   {"fourteenth.jsonl", 158, 0.95}, {"fifteenth.jsonl", 160, 0.95},
      {"sixteenth.jsonl", 60, 0.95},    {"seventeenth.jsonl", 64, 0.95}, {"eighteenth.jsonl", 157, 0.98},
      {"nineteenth.jsonl", 161, 0.97},  {"twentieth.jsonl", 82, 0.98},   {"twentyfirst.jsonl", 111, 0.95},
      {"twentysecond.jsonl", 68, 0.97},
  };
  for (const LabelledSet& set : kSets) EXPECT_GE(share_right(set.file, set.rows), set.right) << set.file;
}

void expect_no_change(const std::string& file, std::size_t least_rows) {
  const auto rows = load_labelled(file);
  ASSERT_GE(rows.size(), least_rows);
  for (const Labelled& row : rows) {
    const Intent read = read_intent(row.text);
    EXPECT_FALSE(is_change(read)) << row.text << " is read as " << json::serialize(to_json(read));
  }
}

TEST(Intent, NeverGuessesAChange) {
  expect_no_change("never.jsonl", 100);
}

// Denied, asked, supposed, told of, quoted, explained, put off: each names a change and orders none.
TEST(Intent, AWithheldOrderIsNoOrder) {
  expect_no_change("withheld.jsonl", 130);
}

TEST(Intent, IsSilentOnWhatIsAboutSomethingElse) {
  std::ifstream in(std::filesystem::path(test::source_folder()) / "tests/corpus/routes/off_topic.jsonl");
  std::size_t rows = 0;
  for (std::string line; std::getline(in, line); ++rows) {
    const auto row = json::parse(line, "off_topic.jsonl");
    ASSERT_TRUE(row);
    const Intent read = read_intent(json::string_at(*row, "text"));
    EXPECT_EQ(read.kind, IntentKind::NeedsModel) << line << " is read as " << json::serialize(to_json(read));
  }
  EXPECT_GE(rows, 70U);
}

TEST(Intent, NamesInMadeSqlAreQuotedWhereTheyMust) {
  const Intent read = read_intent("how many rows are in main.my-schema.t--x");
  EXPECT_EQ(json::string_at(*read.arguments, "statement"), "SELECT count(*) FROM `main`.`my-schema`.`t--x`");
}

TEST(Intent, AnyBytesAreRead) {
  const std::string long_text(300'000, 'a');
  for (const std::string& text :
       {std::string(), std::string("   "), std::string("\xff\xfe\x80"), std::string(1, '\0'), std::string("\"'`"),
        std::string("run job"), std::string("job job job run run"), std::string("```sql\n"),
        std::string("why did job 99999999999999999999999 fail"), long_text})
    EXPECT_LE(read_intent(text).confidence, 1.0);
  EXPECT_EQ(read_intent("").kind, IntentKind::NeedsModel);
  EXPECT_NE(read_intent("why did job 99999999999999999999999 fail").name, "debug_job");  // no id is that long
}

TEST(Intent, EveryNameIsOneOfTheContract) {
  const std::set<std::string_view> names = {
      "debug_job",        "prove_table",       "audit_jobs",     "cost_top",        "cost_spike",
      "genai_cost_agent", "uc_explain_access", "uc_diff_grants", "uc_apply_grants", "capture_job",
      "capture_pipeline", "drift_detect",      "bundle_deploy",  "job_status",      "job_logs",
      "run_job",          "deploy_file",       "query_history",  "recent_failures", "top_tables_by_size",
      "list_catalogs",    "list_schemas",      "list_tables",    "describe_table"};
  std::set<std::string_view> seen;
  for (const IntentRule& rule : intent_rules()) {
    if (rule.kind == IntentKind::Workflow || rule.kind == IntentKind::Tool) {
      EXPECT_TRUE(names.contains(rule.name)) << rule.name;
      seen.insert(rule.name);
    }
  }
  EXPECT_EQ(seen, names);
}

}  // namespace lakecode::knowledge
