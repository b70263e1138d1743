// The three exports that make other tools check the same promises. What a tool cannot say is a comment, not silence.

#include <algorithm>
#include <cctype>
#include <set>

#include "analysis/contract/exports.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "sql/literals.h"

namespace lakecode::contract {
namespace {

std::string scalar(const std::string& text) {
  return yaml::to_inline(JsonValue(text));
}

std::string scalar(const Value& value) {
  return value.is_number ? value.text : scalar(value.text);
}

/// One line: a predicate may end in a comment, which would swallow what follows.
std::string without_newlines(const std::string& text) {
  return text::replace_all(text, "\n", " ");
}

bool is_one_line(const Check& check) {
  return check.holds.find("--") == std::string::npos;
}

const ColumnPromise* promise_of(const Contract& contract, const Check& check) {
  for (const ColumnPromise& promise : contract.columns) {
    if (!check.columns.empty() && promise.name == check.columns.front()) return &promise;
  }
  return nullptr;
}

using Arguments = std::vector<std::pair<std::string, std::string>>;

std::string dqx_entry(const Check& check, std::string_view function, const Arguments& arguments) {
  std::string out = "- name: " + scalar(constraint_name(check)) +
                    "\n  criticality: " + (check.severity >= result::Severity::High ? "error" : "warn") +
                    "\n  check:\n    function: " + std::string(function) + "\n    arguments:\n";
  for (const auto& [name, value] : arguments) out += "      " + name + ": " + value + "\n";
  return out;
}

std::string dqx_range(const Check& check, const ColumnPromise& promise) {
  const std::string column = scalar(promise.name);
  if (promise.min && promise.max)
    return dqx_entry(check, "is_in_range",
                     {{"column", column}, {"min_limit", scalar(*promise.min)}, {"max_limit", scalar(*promise.max)}});
  if (promise.min) return dqx_entry(check, "is_not_less_than", {{"column", column}, {"limit", scalar(*promise.min)}});
  return dqx_entry(check, "is_not_greater_than", {{"column", column}, {"limit", scalar(*promise.max)}});
}

std::string dqx_rows(const Check& check, const Contract& contract) {
  std::string out;
  if (contract.min_rows)
    out += dqx_entry(check, "is_aggr_not_less_than",
                     {{"column", "'*'"}, {"limit", std::to_string(*contract.min_rows)}, {"aggr_type", "count"}});
  if (contract.max_rows)
    out += dqx_entry(check, "is_aggr_not_greater_than",
                     {{"column", "'*'"}, {"limit", std::to_string(*contract.max_rows)}, {"aggr_type", "count"}});
  return out;
}

std::string dqx_reference(const Check& check, const Proven& proven) {
  for (const ReferencePromise& reference : proven.contract.references) {
    if (reference.column != check.columns.front() || !check.promise.ends_with("." + reference.key)) continue;
    return dqx_entry(check, "foreign_key",
                     {{"columns", "[" + scalar(reference.column) + "]"},
                      {"ref_columns", "[" + scalar(reference.key) + "]"},
                      {"ref_table", scalar(text::join(reference.parent, "."))}});
  }
  return {};
}

std::string dqx_check(const Check& check, const Proven& proven) {
  const ColumnPromise* promise = promise_of(proven.contract, check);
  const std::string column = check.columns.empty() ? "" : scalar(check.columns.front());
  switch (check.kind) {
    case CheckKind::NotNull:
      return dqx_entry(check, "is_not_null", {{"column", column}});
    case CheckKind::Unique: {
      std::string list;
      for (const std::string& name : check.columns) list += (list.empty() ? "" : ", ") + scalar(name);
      return dqx_entry(check, "is_unique", {{"columns", "[" + list + "]"}});
    }
    case CheckKind::Range:
      return promise == nullptr ? std::string() : dqx_range(check, *promise);
    case CheckKind::Allowed: {
      std::string list;
      if (promise == nullptr) return {};
      for (const Value& value : promise->allowed) list += (list.empty() ? "" : ", ") + scalar(value);
      return dqx_entry(check, "is_in_list", {{"column", column}, {"allowed", "[" + list + "]"}});
    }
    case CheckKind::Pattern:
      return promise == nullptr
                 ? std::string()
                 : dqx_entry(check, "regex_match", {{"column", column}, {"regex", scalar(promise->pattern)}});
    case CheckKind::Rows:
      return dqx_rows(check, proven.contract);
    case CheckKind::Freshness:
      return dqx_entry(
          check, "is_data_fresh",
          {{"column", column}, {"max_age_minutes", std::to_string(proven.contract.freshness->max_age.count())}});
    case CheckKind::Reference:
      return dqx_reference(check, proven);
    case CheckKind::Custom:
      return dqx_entry(check, "sql_expression", {{"expression", scalar(check.holds)}, {"msg", scalar(check.name)}});
    default:
      return {};
  }
}

/// Two checks of one name would be one.
std::string unique_name(const Check& check, std::set<std::string>& taken) {
  const std::string base = constraint_name(check);
  std::string name = base;
  for (int again = 2; !taken.insert(name).second; ++again) name = base + "_" + std::to_string(again);
  return name;
}

}  // namespace

std::string constraint_name(const Check& check) {
  constexpr std::size_t kLongest = 120;
  std::string name;
  for (const char c : check.name) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) name = "check_" + name;
  return name.substr(0, kLongest);
}

std::string render_dqx(const Proven& proven) {
  std::string out = "# Checks of " + text::join(proven.table, ".") + " for Databricks Labs DQX.\n";
  std::string unsaid;
  for (const Check& check : proven.plan.checks) {
    const std::string entry = dqx_check(check, proven);
    if (entry.empty())
      unsaid += "# not said here: " + without_newlines(check.name) + " (" + without_newlines(check.promise) + ")\n";
    out += entry;
  }
  return out + unsaid;
}

std::string render_lakeflow(const Proven& proven) {
  std::string out =
      "-- Expectations of " + text::join(proven.table, ".") +
      " for a Lakeflow Declarative Pipeline: put them into the parentheses after the\n-- name in CREATE OR "
      "REFRESH STREAMING TABLE or MATERIALIZED VIEW.\n";
  std::string unsaid;
  std::set<std::string> taken;
  std::vector<std::string> lines;
  for (const Check& check : proven.plan.checks) {
    if (check.holds.empty() || !is_one_line(check)) {
      unsaid +=
          "-- not about single rows: " + without_newlines(check.name) + " (" + without_newlines(check.promise) + ")\n";
      continue;
    }
    const char* action = check.severity >= result::Severity::Critical ? " ON VIOLATION FAIL UPDATE"
                         : check.severity >= result::Severity::High   ? " ON VIOLATION DROP ROW"
                                                                      : "";
    lines.push_back("  CONSTRAINT " + unique_name(check, taken) + " EXPECT (" + without_newlines(check.holds) + ")" +
                    action);
  }
  return out + text::join(lines, ",\n") + "\n" + unsaid;
}

std::string render_sql(const Proven& proven) {
  const std::string table = sql::quote_name(proven.table);
  std::string out =
      "-- Constraints of " + text::join(proven.table, ".") +
      ". Delta enforces NOT NULL and CHECK from now on and refuses to add one that existing rows break;\n-- "
      "PRIMARY KEY and FOREIGN KEY are informational.\n";
  std::set<std::string> taken;
  bool keyed = !proven.plan.primary_key.empty();
  for (const Check& check : proven.plan.checks) {
    const std::string name = unique_name(check, taken);
    const std::string alter = "ALTER TABLE " + table;
    std::string list;
    for (const std::string& column : check.columns) list += (list.empty() ? "" : ", ") + sql::quote_identifier(column);
    if (check.kind == CheckKind::NotNull) {
      out += alter + " ALTER COLUMN " + list + " SET NOT NULL;\n";
    } else if (check.kind == CheckKind::Unique && keyed) {
      out += "-- the table has a primary key, and no other constraint can say: " + without_newlines(check.name) + " (" +
             without_newlines(check.promise) + ")\n";
    } else if (check.kind == CheckKind::Unique) {
      keyed = true;
      out += "-- a table has one primary key at most; its columns must be NOT NULL\n" + alter + " ADD CONSTRAINT " +
             name + " PRIMARY KEY (" + list + ");\n";
    } else if (check.kind == CheckKind::Reference) {
      for (const ReferencePromise& reference : proven.contract.references) {
        if (reference.column != check.columns.front() || !check.promise.ends_with("." + reference.key)) continue;
        out += alter + " ADD CONSTRAINT " + name + " FOREIGN KEY (" + list + ") REFERENCES " +
               sql::quote_name(reference.parent) + " (" + sql::quote_identifier(reference.key) + ");\n";
        break;
      }
    } else if (!check.holds.empty() && is_one_line(check)) {
      out += alter + " ADD CONSTRAINT " + name + " CHECK (" + without_newlines(check.holds) + ");\n";
    } else {
      out +=
          "-- no constraint can say: " + without_newlines(check.name) + " (" + without_newlines(check.promise) + ")\n";
    }
  }
  return out;
}

}  // namespace lakecode::contract
