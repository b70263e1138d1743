#include "local/engine/table_changes.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/command_answers.h"

namespace lakecode::local {
namespace {

using dialect::sql_error;

/// Operations that leave the rows alone.
constexpr std::array<std::string_view, 17> kOfNoRows{
    "CREATE TABLE", "ADD COLUMNS",         "DROP COLUMNS",   "CHANGE COLUMN",   "RENAME COLUMN", "SET TBLPROPERTIES",
    "CLUSTER BY",   "UNSET TBLPROPERTIES", "ADD CONSTRAINT", "DROP CONSTRAINT", "RENAME TABLE",  "OPTIMIZE",
    "VACUUM START", "VACUUM END",          "REORG",          "SET TAGS",        "COMPUTE STATS"};

struct Commit {
  std::int64_t version = 0;
  std::int64_t time_ms = 0;
  std::string operation;
  std::int64_t updated = 0;  ///< rows of a MERGE
  std::int64_t others = 0;   ///< rows that it inserted or deleted
};

Result<std::vector<Commit>> commits_of(const Store& store, const std::string& full_name) {
  std::vector<Commit> commits;
  const RecordPointer record = store.find("table_history", full_name);
  if (record == nullptr) return commits;
  TRY_ASSIGN(const JsonValue history, json::parse(record->text, "stored history"));
  for (const JsonValue& entry : json::array_at(history, "entries")) {
    Commit commit;
    commit.version = json::int_at(entry, "version").value_or(0);
    commit.time_ms = json::int_at(entry, "timestamp").value_or(0);
    commit.operation = json::string_at(entry, "operation");
    const JsonValue metrics = json::object_at(entry, "operationMetrics");
    const auto metric = [&metrics](std::string_view name) {
      return text::parse_int(json::string_at(metrics, name)).value_or(0);
    };
    commit.updated = metric("numTargetRowsUpdated");
    commit.others = metric("numTargetRowsInserted") + metric("numTargetRowsDeleted");
    commits.push_back(std::move(commit));
  }
  std::reverse(commits.begin(), commits.end());
  return commits;
}

/// The rows that a version added, or took away, and how they are marked.
struct Difference {
  std::string added;
  std::string removed;
  Commit commit;
  [[nodiscard]] std::string rows(const std::string& source, std::string_view type) const {
    return fmt::format(
        "SELECT *, '{}' AS _change_type, CAST({} AS BIGINT) AS _commit_version, "
        "make_timestamp_ms({}) AS _commit_timestamp FROM {}",
        type, commit.version, commit.time_ms, source);
  }
};

/// The column that tells which row of a MERGE became which: the first that as many rows share as were updated, or most
/// of them, since an update may leave a row as it was. "" when none of the rows that went came back.
Result<std::string> key_of(duck::Connection& connection, const Difference& difference) {
  TRY_ASSIGN(const auto columns,
             connection.texts(fmt::format("SELECT column_name FROM (DESCRIBE SELECT * FROM {})", difference.removed)));
  TRY_ASSIGN(const auto removed, connection.texts("SELECT count(*) FROM " + difference.removed));
  if (removed.at(0).at(0) == "0") return std::string();
  std::string best;
  std::int64_t most = 0;
  bool apart = false;
  for (const auto& column : columns) {
    const std::string name = dialect::quote_name(column.at(0).value_or(""));
    TRY_ASSIGN(const auto shared,
               connection.texts(fmt::format("SELECT count(*) FROM {0} WHERE {2} IN (SELECT {2} FROM {1})",
                                            difference.removed, difference.added, name)));
    const std::int64_t count = text::parse_int(shared.at(0).at(0).value_or("")).value_or(0);
    apart |= count == 0;
    if (count <= most || count > difference.commit.updated) continue;
    most = count;
    best = name;
  }
  if (!best.empty() || apart) return best;
  return dialect::unsupported("table_changes over a MERGE whose updated rows share no column with what they were");
}

Result<std::vector<std::string>> marked_rows(duck::Connection& connection, const Difference& difference) {
  const Commit& commit = difference.commit;
  const bool merge = commit.operation == "MERGE" && commit.updated > 0;
  if (commit.operation == "UPDATE" || (merge && commit.others == 0)) {
    return std::vector<std::string>{difference.rows(difference.removed, "update_preimage"),
                                    difference.rows(difference.added, "update_postimage")};
  }
  if (!merge) {
    return std::vector<std::string>{difference.rows(difference.removed, "delete"),
                                    difference.rows(difference.added, "insert")};
  }
  TRY_ASSIGN(const std::string key, key_of(connection, difference));
  if (key.empty()) {
    return std::vector<std::string>{difference.rows(difference.removed, "delete"),
                                    difference.rows(difference.added, "insert")};
  }
  const auto in = [&key](const std::string& rows, std::string_view word, const std::string& others) {
    return fmt::format("(SELECT * FROM {} WHERE {} {} (SELECT {} FROM {}))", rows, key, word, key, others);
  };
  return std::vector<std::string>{difference.rows(in(difference.removed, "IN", difference.added), "update_preimage"),
                                  difference.rows(in(difference.added, "IN", difference.removed), "update_postimage"),
                                  difference.rows(in(difference.removed, "NOT IN", difference.added), "delete"),
                                  difference.rows(in(difference.added, "NOT IN", difference.removed), "insert")};
}

/// Both states with the columns of both: a MERGE may have brought some.
Difference difference_of(const std::string& now, const std::string& before, const Commit& commit) {
  const std::string old = fmt::format("SELECT * FROM {} UNION ALL BY NAME SELECT * FROM {} WHERE false", before, now);
  const std::string current =
      fmt::format("SELECT * FROM {} WHERE false UNION ALL BY NAME SELECT * FROM {}", before, now);
  return {fmt::format("(({}) EXCEPT ALL ({}))", current, old), fmt::format("(({}) EXCEPT ALL ({}))", old, current),
          commit};
}

/// A table whose changes are asked for, with its commits, oldest first.
struct ChangeFeed {
  TableEngine::State& state;
  duck::Connection& connection;
  const dialect::TableName& table;
  const std::vector<Commit>& commits;
};

/// The first version from a moment on (`start`), or the last one up to it.
Result<std::int64_t> bound(const ChangeFeed& feed, const dialect::VersionOf& version, bool start) {
  if (version.version || !start) return feed.state.resolve_version(feed.connection, feed.table, version);
  TRY_ASSIGN(const auto rows, feed.connection.texts(fmt::format("SELECT epoch_ms({})", version.moment)));
  const auto moment = text::parse_int(rows.at(0).at(0).value_or(""));
  for (const Commit& commit : feed.commits) {
    if (moment && commit.time_ms >= *moment) return commit.version;
  }
  return feed.state.resolve_version(feed.connection, feed.table, version);
}

Result<void> check_feed(const Store& store, const dialect::TableName& table, std::int64_t from, std::int64_t to) {
  TRY_ASSIGN(const RecordPointer record, find_table(store, table));
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  const JsonValue properties = json::object_at(info, "properties");
  if (text::equals_ignore_case(json::string_at(properties, "delta.enableChangeDataFeed"), "true")) return {};
  return sql_error(
      "DELTA_MISSING_CHANGE_DATA",
      fmt::format("Error getting change data for range [{}, {}] as change data was not recorded for version "
                  "[{}]. Set the table's property delta.enableChangeDataFeed to true.",
                  from, to, from),
      "KD002");
}

}  // namespace

Result<std::string> changes_relation(TableEngine::State& state, duck::Connection& connection,
                                     const dialect::TableName& table, const dialect::ChangeRange& range) {
  TRY_VOID(find_table(state.store, table));
  TRY_ASSIGN(const std::vector<Commit> commits, commits_of(state.store, table.full()));
  const ChangeFeed feed{state, connection, table, commits};
  TRY_ASSIGN(const std::int64_t from, bound(feed, range.start, true));
  std::int64_t to = commits.empty() ? 0 : commits.back().version;
  if (range.end.is_set()) {
    TRY_ASSIGN(to, bound(feed, range.end, false));
  }
  if (from > to) {
    return sql_error(
        "DELTA_INVALID_CDC_RANGE",
        fmt::format("CDC range from start {} to end {} was invalid. End cannot be before start.", from, to), "22003");
  }
  TRY_VOID(check_feed(state.store, table, from, to));
  const auto relation = [&](std::int64_t version) {
    return state.earlier(connection, table, dialect::VersionOf{version, ""});
  };
  Difference none{"", "", Commit{}};
  std::string out = none.rows(table.engine(), "") + " WHERE false";
  for (const Commit& commit : commits) {
    const bool of_rows =
        std::find(kOfNoRows.begin(), kOfNoRows.end(), std::string_view(commit.operation)) == kOfNoRows.end();
    if (commit.version < from || commit.version > to || !of_rows) continue;
    TRY_ASSIGN(const std::string now, relation(commit.version));
    if (commit.version == 0) {
      out += " UNION ALL BY NAME " + Difference{"", "", commit}.rows(now, "insert");
      continue;
    }
    TRY_ASSIGN(const std::string before, relation(commit.version - 1));
    const Difference difference = difference_of(now, before, commit);
    TRY_ASSIGN(const std::vector<std::string> rows, marked_rows(connection, difference));
    for (const std::string& part : rows) out += " UNION ALL BY NAME " + part;
  }
  return "(" + out + ")";
}

}  // namespace lakecode::local
