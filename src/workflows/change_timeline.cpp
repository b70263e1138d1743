#include "workflows/change_timeline.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"
#include "workflows/audit_log.h"
#include "workflows/optional_table.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kMostTables = 5;
constexpr std::size_t kMostEvents = 200;

// First parts of dotted names that are packages and hosts, not catalogs.
constexpr std::array<std::string_view, 17> kPackages = {"org",    "com",    "java",       "javax", "scala", "sun",
                                                        "py4j",   "io",     "pyspark",    "net",   "spark", "akka",
                                                        "shaded", "kotlin", "databricks", "www",   "jdk"};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// A catalog.schema.table and not a number, a version, a file or a package.
bool is_table_name(std::string_view name) {
  const auto parts = text::split(name, '.');
  if (parts.size() != 3) return false;
  const bool is_plain = std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.size() >= 2 && !(part.front() >= '0' && part.front() <= '9');
  });
  if (!is_plain || std::find(kPackages.begin(), kPackages.end(), text::to_lower(parts[0])) != kPackages.end())
    return false;
  for (const std::string_view ending : {"py", "sql", "scala", "java", "json", "jar", "whl", "txt", "html"}) {
    if (parts[2] == ending) return false;
  }
  return true;
}

StepSpec lookup(const std::string& table) {
  return {"find_" + table, "Look for " + table, result::StepKind::Api};
}

std::string audit_sql(const AuditLog& audit, std::int64_t job_id, const std::vector<std::string>& tables,
                      const ChangeWindow& window) {
  std::string about = fmt::format(
      "(a.service_name = 'jobs' AND {} = {} AND a.action_name IN ('update', 'reset', "
      "'changeJobAcl', 'create', 'delete'))",
      audit.field("request_params", "job_id"), sql::quote_string(std::to_string(job_id)));
  if (!tables.empty()) {
    // A grant on the schema or the catalog holds for the table too.
    std::vector<std::string> names;
    for (const std::string& table : tables) {
      const auto parts = text::split(table, '.');
      for (const std::string& name :
           {table, std::string(parts[0]) + "." + std::string(parts[1]), std::string(parts[0])}) {
        const std::string quoted = sql::quote_string(text::to_lower(name));
        if (std::find(names.begin(), names.end(), quoted) == names.end()) names.push_back(quoted);
      }
    }
    about += fmt::format(
        " OR (a.service_name = 'unityCatalog' AND a.action_name = 'updatePermissions' AND lower({}) IN ({}))",
        audit.field("request_params", "securable_full_name"), text::join(names, ", "));
  }
  return fmt::format(
      "SELECT CAST(a.event_time AS STRING), {}, a.service_name, a.action_name, {}, {} FROM {} a WHERE {} AND ({}) "
      "ORDER "
      "BY a.event_time",
      audit.field("user_identity", "email"), audit.field("request_params", "securable_full_name"),
      audit.field("request_params", "changes"), kAuditTable, audit.during(window.from, window.to), about);
}

/// "REVOKE SELECT FROM ana" from the audit log's list of changes.
std::string grant_text(const std::string& changes) {
  const auto parsed = json::parse(changes, "changes");
  if (!parsed || !parsed->is_array()) return changes.substr(0, 200);
  std::vector<std::string> words;
  for (const JsonValue& change : parsed->get_array()) {
    for (const auto& [member, verb, word] :
         {std::tuple("add", "GRANT ", " TO "), std::tuple("remove", "REVOKE ", " FROM ")}) {
      std::vector<std::string> privileges;
      for (const JsonValue& each : json::array_at(change, member))
        privileges.push_back(json::as_string(each).value_or(""));
      if (!privileges.empty())
        words.push_back(verb + text::join(privileges, ", ") + word + json::string_at(change, "principal"));
    }
  }
  return text::join(words, "; ");
}

void read_audit(Run& run, std::int64_t job_id, const std::vector<std::string>& tables, const ChangeWindow& window,
                Timeline& timeline) {
  const auto audit = find_audit_log(run);
  const auto missing = [&] {
    timeline.missing.push_back("changes of settings and grants: " + std::string(kAuditTable) + " could not be read");
  };
  if (!audit) return missing();
  const auto rows = ask(run, {"read_audit", "Read changes of settings and grants", result::StepKind::Sql},
                        audit_sql(*audit, job_id, tables, window));
  if (!rows) return missing();
  for (const databricks::Row& row : rows->rows) {
    if (row.size() < 6) continue;
    const auto when = timestamp_of(row[0].value_or(""));
    if (!when || *when < window.from || *when > window.to) continue;
    const bool is_grant = row[2].value_or("") == "unityCatalog";
    timeline.events.push_back({*when, is_grant ? "grant" : "job_settings",
                               is_grant ? row[4].value_or("") : "job " + std::to_string(job_id), row[1].value_or(""),
                               is_grant ? grant_text(row[5].value_or("")) : row[3].value_or("")});
  }
}

bool changes_schema(std::string_view operation) {
  for (const std::string_view word : {"COLUMN", "REPLACE TABLE", "CREATE TABLE", "SET TBLPROPERTIES", "UPGRADE",
                                      "RENAME", "CHANGE", "CLUSTER BY", "CONSTRAINT", "RESTORE"}) {
    if (text::contains_ignore_case(operation, word)) return true;
  }
  return false;
}

std::size_t column_at(const databricks::StatementResult& rows, std::string_view name) {
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    if (text::equals_ignore_case(rows.columns[i].name, name)) return i;
  }
  return rows.columns.size();
}

void read_history(Run& run, const std::string& table, const ChangeWindow& window, Timeline& timeline) {
  const auto info = find_optional_table(run, lookup(table), table);
  if (!info) {
    timeline.missing.push_back("history of " + table + ": there is no such table, or you may not see it");
    return;
  }
  if (!text::equals_ignore_case(info->data_source_format, "DELTA")) return;
  const auto parts = sql::parse_name(table);
  if (!parts) return;
  const auto rows = ask(run, {"history_" + table, "Read the history of " + table, result::StepKind::Sql},
                        "DESCRIBE HISTORY " + sql::quote_name(*parts) + " LIMIT 100");
  if (!rows) return;
  const std::size_t time = column_at(*rows, "timestamp");
  const std::size_t user = column_at(*rows, "userName");
  const std::size_t operation = column_at(*rows, "operation");
  const std::size_t version = column_at(*rows, "version");
  for (const databricks::Row& row : rows->rows) {
    const auto at = [&](std::size_t i) { return i < row.size() ? row[i].value_or("") : std::string(); };
    const auto when = timestamp_of(at(time));
    if (!when || *when < window.from || *when > window.to) continue;
    timeline.events.push_back({*when, changes_schema(at(operation)) ? "table_schema" : "table_data", table, at(user),
                               at(operation) + " (version " + at(version) + ")"});
  }
}

}  // namespace

std::vector<std::string> tables_named_in(const std::vector<std::string>& texts) {
  std::vector<std::string> names;
  const auto keep = [&names](std::string word, char next) {
    while (word.ends_with('.')) word.pop_back();
    // A column's full name has its table in it.
    if (std::count(word.begin(), word.end(), '.') == 3) word.resize(word.rfind('.'));
    // A call or a path is no table.
    const bool is_name = next != '(' && next != '/' && next != '-' && next != ':' && is_table_name(word);
    if (is_name && std::find(names.begin(), names.end(), word) == names.end()) names.push_back(std::move(word));
  };
  for (const std::string& text : texts) {
    std::string word;
    for (std::size_t i = 0; i <= text.size() && names.size() < kMostTables; ++i) {
      const char c = i < text.size() ? text[i] : ' ';
      if (c == '`') continue;
      if (is_name_character(c) || (c == '.' && !word.empty())) {
        word.push_back(c);
        continue;
      }
      keep(std::exchange(word, {}), c);
    }
  }
  return names;
}

Timeline gather_changes(Run& run, std::int64_t job_id, const std::vector<std::string>& tables,
                        const ChangeWindow& window) {
  Timeline timeline;
  std::vector<std::string> few(tables.begin(),
                               tables.begin() + static_cast<std::ptrdiff_t>(std::min(kMostTables, tables.size())));
  read_audit(run, job_id, few, window, timeline);
  for (const std::string& table : few) read_history(run, table, window, timeline);
  std::stable_sort(timeline.events.begin(), timeline.events.end(),
                   [](const ChangeEvent& a, const ChangeEvent& b) { return a.when < b.when; });
  // The last ones before the failure say most.
  if (timeline.events.size() > kMostEvents) {
    timeline.events.erase(timeline.events.begin(), timeline.events.end() - static_cast<std::ptrdiff_t>(kMostEvents));
  }
  return timeline;
}

JsonArray events_to_json(const std::vector<ChangeEvent>& events) {
  JsonArray array;
  for (const ChangeEvent& event : events) {
    array.push_back(JsonObject{{"when", format_rfc3339(event.when)},
                               {"kind", event.kind},
                               {"object", event.object},
                               {"who", event.who},
                               {"what", event.what}});
  }
  return array;
}

}  // namespace lakecode::workflows
