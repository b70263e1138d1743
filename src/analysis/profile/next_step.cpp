// One act a kind; {c} and {t} stand for the quoted names of the column and the table.

#include "analysis/profile/next_step.h"

#include <algorithm>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

struct Act {
  std::string_view kind;
  std::string_view text;
};

constexpr Act kActs[] = {
    {"null_ratio",
     "Find the load that leaves {c} empty and fill it at the source; once no value is missing, ALTER TABLE {t} "
     "ALTER COLUMN {c} SET NOT NULL keeps it so, else promise max_null_ratio in a contract."},
    {"duplicate_row",
     "Keep one of each: write SELECT DISTINCT * FROM {t} to a new table and swap the two; then let the load MERGE on "
     "a key instead of appending."},
    {"duplicate_key",
     "Deduplicate by {c}: keep the newest row of each, QUALIFY row_number() OVER (PARTITION BY {c} ORDER BY a "
     "time column DESC) = 1; then let the load MERGE on {c}."},
    {"constant", "Ask the source why {c} never changes: fill it, or drop it."},
    {"dominant_value", "Ask the source whether this value of {c} is a default that hides missing ones."},
    {"mixed_format",
     "Cast {c} to one format in the step after the landing, and quarantine the rows that do not parse."},
    {"case_or_space", "Write {c} trimmed and in one letter case, such as lower(trim({c})), before it is joined."},
    {"outlier",
     "Compare these rows with the source; quarantine the wrong ones and promise min and max of {c} in a contract."},
    {"impossible_date",
     "Set these dates to NULL or quarantine their rows, and have the load refuse such values of {c}."},
    {"future_date", "Check clock and time zone of the source, and correct or quarantine these rows."},
    {"freshness_gap", "Look at the last runs of the job that loads {t}, and load what is missing."},
    {"time_gap", "Load the missing days again, and check what the loading job did on them."},
    {"orphan",
     "Load the missing rows of the other table first, or quarantine the rows that refer to nothing; then declare the "
     "reference as FOREIGN KEY."},
    {"pii",
     "Decide who may read {c}: tag it, mask it (ALTER TABLE {t} ALTER COLUMN {c} SET MASK a function), or move "
     "the values to a table with fewer readers."},
    {"schema_drift", "Tell the readers of {t}, and promise the columns in a contract (write_contract proposes one)."},
    {"partition_skew", "Choose another layout: ALTER TABLE {t} CLUSTER BY columns that readers filter by."},
    {"small_files", "Join the files: OPTIMIZE {t}; then let the load write fewer and larger ones."},
    {"negative_value",
     "Compare these rows with the source; correct or quarantine the wrong ones and promise min: 0 for {c} in a "
     "contract."},
    {"placeholder", "Write NULL in place of the mark, such as nullif({c}, the mark), in the step after the landing."},
    {"type_text",
     "Give {c} its type in the step after the landing, with try_cast, and quarantine what it turns to NULL."},
    {"inconsistent_pair",
     "Compare these rows with the source; correct or quarantine them, and promise the rule as a check in a contract."},
};

constexpr std::size_t kMostShown = 600;  // a longer command is no help to copy; the result holds the statement

}  // namespace

std::string shown_by(std::string_view sql) {
  const bool odd = std::any_of(sql.begin(), sql.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (sql.empty() || odd || sql.size() > kMostShown) return {};
  return "lakecode sql '" + text::replace_all(sql, "'", R"('\'')") + "'";
}

std::string next_step(const Anomaly& anomaly, std::string_view table) {
  // What the contract covers is settled.
  if (anomaly.severity == result::Severity::Info && anomaly.intended.starts_with("the contract "))
    return "Nothing: " + anomaly.intended + ".";
  std::string out;
  const auto act =
      std::find_if(std::begin(kActs), std::end(kActs), [&](const Act& a) { return a.kind == anomaly.kind; });
  if (act != std::end(kActs)) {
    const std::string column = anomaly.column ? sql::quote_identifier(*anomaly.column) : "the key";
    out = text::replace_all(text::replace_all(act->text, "{t}", table), "{c}", column);
  }
  if (const std::string command = shown_by(anomaly.sql); !command.empty()) out += " See the rows: " + command;
  if (!anomaly.intended.empty()) out += (out.empty() ? "" : " - ") + ("unless it is meant: " + anomaly.intended);
  return out;
}

}  // namespace lakecode::profile
