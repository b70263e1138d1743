// The history of a table (DESCRIBE HISTORY) and which of its versions can still be read.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/dialect/sql_error.h"
#include "local/engine/command_answers.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/table_past.h"
#include "local/engine/table_versions.h"
#include "local/state/stored_body.h"

namespace lakecode::local {
namespace {

using dialect::sql_error;
using dialect::TableName;
using dialect::VersionOf;

constexpr std::size_t kMaxHistory = 1000;

std::int64_t newest_version(const JsonArray& entries) {
  return entries.empty() ? -1 : json::int_at(entries[0], "version").value_or(0);
}

JsonObject object_of(const std::map<std::string, std::string>& map) {
  JsonObject object;
  for (const auto& entry : map) object[entry.first] = entry.second;
  return object;
}

JsonObject make_entry(std::int64_t version, std::int64_t now_ms, const Operation& operation, const std::string& user) {
  return JsonObject{{"version", version},
                    {"timestamp", now_ms},
                    {"operation", operation.name},
                    {"operationParameters", object_of(operation.parameters)},
                    {"operationMetrics", object_of(operation.metrics)},
                    {"userName", user},
                    {"engineInfo", "lakecode-local"}};
}

Error version_not_found(std::int64_t wanted, std::int64_t oldest, std::int64_t newest) {
  return sql_error("DELTA_VERSION_NOT_FOUND",
                   fmt::format("Cannot time travel Delta table to version {}. Available versions: [{}, {}].", wanted,
                               oldest, newest),
                   "22003");
}

std::string time_text(std::int64_t ms) {
  return format_rfc3339(from_epoch_ms(ms));
}

}  // namespace

Result<std::int64_t> TableEngine::State::version_of(const TableName& table) const {
  TRY_ASSIGN(const JsonValue history, stored_body(store, "table_history", table.full()));
  return std::max<std::int64_t>(0, newest_version(json::array_at(history, "entries")));
}

Result<void> TableEngine::State::add_history(Store::Change& change, const TableName& table, const Operation& operation,
                                             const std::string& user) const {
  if (operation.name.empty()) return {};
  TRY_ASSIGN(const JsonValue history, stored_body(store, "table_history", table.full()));
  JsonArray before = json::array_at(history, "entries");
  const std::int64_t now = stamp(user).now_ms;
  TRY_ASSIGN(const JsonValue info, stored_body(store, "table", table.full()));
  if (before.empty() && info.is_object()) {
    // A table that came with the workspace: its first version is what it was filled with.
    before.push_back(make_entry(0, json::int_at(info, "created_at").value_or(now), {"CREATE TABLE AS SELECT", {}, {}},
                                json::string_at(info, "owner")));
  }
  // Two commits of one table never carry the same time, as Delta has it.
  std::int64_t moment = now;
  if (!before.empty()) moment = std::max(moment, json::int_at(before[0], "timestamp").value_or(0) + 1);
  JsonArray entries{make_entry(newest_version(before) + 1, moment, operation, user)};
  for (std::size_t i = 0; i < before.size() && entries.size() < kMaxHistory; ++i) entries.push_back(before[i]);
  change.puts.push_back({"table_history", table.full(), JsonBox(JsonObject{{"entries", std::move(entries)}})});
  TRY_VOID(keep_past(store, change, table, std::max<std::int64_t>(0, newest_version(before))));
  TRY_ASSIGN(JsonValue detail, stored_body(store, "table_detail", table.full()));
  if (detail.is_object()) {
    detail.as_object()["lastModified"] = now;
    change.puts.push_back({"table_detail", table.full(), JsonBox(std::move(detail))});
  }
  return {};
}

namespace {

/// The newest version not later than `moment` (epoch ms).
Result<std::int64_t> version_at(const JsonArray& entries, std::int64_t moment) {
  const std::int64_t newest = json::int_at(entries.front(), "timestamp").value_or(0);
  if (moment > newest) {
    return sql_error(
        "DELTA_TIMESTAMP_GREATER_THAN_COMMIT",
        fmt::format("The provided timestamp ({}) is after the latest version available to this table ({}). "
                    "Please use a timestamp before or at {}.",
                    time_text(moment), time_text(newest), time_text(newest)),
        "42816");
  }
  for (const JsonValue& entry : entries) {
    if (json::int_at(entry, "timestamp").value_or(0) <= moment) return json::int_at(entry, "version").value_or(0);
  }
  const std::int64_t oldest = json::int_at(entries.back(), "timestamp").value_or(0);
  return sql_error("DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION",
                   fmt::format("The provided timestamp ({}) is before the earliest version available to this table "
                               "({}). Please use a timestamp after {}.",
                               time_text(moment), time_text(oldest), time_text(oldest)),
                   "42816");
}

}  // namespace

Result<std::int64_t> TableEngine::State::resolve_version(duck::Connection& connection, const TableName& table,
                                                         const VersionOf& version) {
  TRY_ASSIGN(const RecordPointer record, find_table(store, table));
  if (record->label == "VIEW") return dialect::unsupported("time travel on a view");
  TRY_ASSIGN(const JsonValue history, stored_body(store, "table_history", table.full()));
  JsonArray entries = json::array_at(history, "entries");
  if (entries.empty()) {
    TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
    entries.push_back(make_entry(0, json::int_at(info, "created_at").value_or(0), {}, ""));
  }
  if (version.version) {
    const std::int64_t oldest = json::int_at(entries.back(), "version").value_or(0);
    const std::int64_t newest = newest_version(entries);
    if (*version.version > newest || *version.version < oldest)
      return version_not_found(*version.version, oldest, newest);
    return *version.version;
  }
  auto rows = connection.texts(fmt::format("SELECT epoch_ms({})", version.moment));
  if (!rows) return platform_error(rows.error());
  const auto moment = text::parse_int(rows->at(0).at(0).value_or(""));
  if (!moment) {
    return sql_error("INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT",
                     "The time travel timestamp expression is invalid: it cannot be cast to the TIMESTAMP type.",
                     "42K0E");
  }
  return version_at(entries, *moment);
}

Result<std::string> TableEngine::State::earlier(duck::Connection& connection, const TableName& table,
                                                const VersionOf& version) {
  TRY_ASSIGN(const std::int64_t wanted, resolve_version(connection, table, version));
  TRY_ASSIGN(const std::int64_t current, version_of(table));
  if (wanted == current) return table.engine();
  TRY_ASSIGN(const std::vector<KeptVersion> versions, TableVersions(connection).kept(table.full()));
  for (const KeptVersion& kept : versions) {
    if (kept.version == wanted) return relation_sql(table, kept);
  }
  const std::int64_t oldest = versions.empty() ? current : std::min(current, versions.back().version);
  return version_not_found(wanted, oldest, current);
}

}  // namespace lakecode::local
