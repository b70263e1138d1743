#include "gate/restore_guards.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

using sql::TokenView;
using Steps = std::vector<RestoreStep>;

RestoreStep set_back_to(std::string statement, std::string before) {
  RestoreStep step;
  step.statement = std::move(statement);
  step.before = std::move(before);
  return step;
}

Error unwritable(const std::string& what) {
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "read what is before",
               .subject = what,
               .reason = "it takes arguments that are no columns",
               .advice = "set it back by hand"};
}

Result<std::string> quoted_path(const std::string& dotted) {
  TRY_ASSIGN(const auto parts, sql::parse_name(dotted));
  return sql::quote_name(parts);
}

/// "`a`, `b`" of a list of names.
std::string quoted_names(const JsonArray& names) {
  std::string out;
  for (const JsonValue& name : names)
    out += (out.empty() ? "" : ", ") + sql::quote_identifier(json::as_string(name).value_or(""));
  return out;
}

/// Newer answers tell the arguments apart; a constant among them is not told as it was written.
bool takes_constants(const JsonObject& function) {
  for (const std::string_view key : {"input_arguments", "using_arguments"}) {
    for (const JsonValue& argument : json::array_at(function, key)) {
      if (json::find(argument, "constant") != nullptr) return true;
    }
  }
  return false;
}

Result<Steps> filter_back(const AlterForm& alter, const AlteredTable& table) {
  const JsonObject& filter = json::object_at(*table.info.raw, "row_filter");
  if (filter.empty()) return Steps{set_back_to(alter.head + " DROP ROW FILTER", "no row filter")};
  if (takes_constants(filter)) return unwritable("the row filter");
  const std::string function = json::string_at(filter, "function_name");
  TRY_ASSIGN(const std::string name, quoted_path(function));
  return Steps{set_back_to(alter.head + " SET ROW FILTER " + name + " ON (" +
                               quoted_names(json::array_at(filter, "input_column_names")) + ")",
                           "row filter " + function)};
}

Result<Steps> mask_back(const AlterForm& alter, const AlteredTable& table, const std::string& column) {
  const JsonArray& columns = json::array_at(*table.info.raw, "columns");
  const auto found = std::find_if(columns.begin(), columns.end(), [&column](const JsonValue& candidate) {
    return text::equals_ignore_case(json::string_at(candidate, "name"), column);
  });
  if (found == columns.end()) return Steps();  // the statement will fail
  const std::string head = alter.head + " ALTER COLUMN " + sql::quote_identifier(json::string_at(*found, "name"));
  const JsonObject& mask = json::object_at(*found, "mask");
  if (mask.empty()) return Steps{set_back_to(head + " DROP MASK", "no mask on " + column)};
  if (takes_constants(mask)) return unwritable("the mask of " + column);
  const std::string function = json::string_at(mask, "function_name");
  TRY_ASSIGN(const std::string name, quoted_path(function));
  const std::string others = quoted_names(json::array_at(mask, "using_column_names"));
  return Steps{set_back_to(head + " SET MASK " + name + (others.empty() ? "" : " USING COLUMNS (" + others + ")"),
                           "mask " + function + " on " + column)};
}

struct Key {
  std::string name;
  bool is_primary = false;
  const JsonObject* told = nullptr;
};

std::vector<Key> keys_of(const AlteredTable& table) {
  std::vector<Key> keys;
  for (const JsonValue& constraint : json::array_at(*table.info.raw, "table_constraints")) {
    for (const std::string_view kind : {"primary_key_constraint", "foreign_key_constraint"}) {
      const JsonObject& told = json::object_at(constraint, kind);
      if (told.empty()) continue;
      keys.push_back({json::string_at(told, "name"), kind.front() == 'p', &told});
    }
  }
  return keys;
}

/// "CONSTRAINT `n` PRIMARY KEY (`a`)" as the catalog tells it.
Result<std::string> key_text(const Key& key) {
  std::string columns;
  const JsonArray& timeseries = json::array_at(*key.told, "timeseries_columns");
  for (const JsonValue& column : json::array_at(*key.told, "child_columns")) {
    const bool is_time = std::find(timeseries.begin(), timeseries.end(), column) != timeseries.end();
    columns += (columns.empty() ? "" : ", ") + sql::quote_identifier(json::as_string(column).value_or("")) +
               (is_time ? " TIMESERIES" : "");
  }
  std::string out = "CONSTRAINT " + sql::quote_identifier(key.name) +
                    (key.is_primary ? " PRIMARY KEY (" : " FOREIGN KEY (") + columns + ")";
  if (!key.is_primary) {
    TRY_ASSIGN(const std::string parent, quoted_path(json::string_at(*key.told, "parent_table")));
    out += " REFERENCES " + parent + " (" + quoted_names(json::array_at(*key.told, "parent_columns")) + ")";
  }
  const JsonValue* rely = key.told->if_contains("rely");
  return out + (rely != nullptr && rely->is_bool() && rely->as_bool() ? " RELY" : "");
}

Result<Steps> add_again(const AlterForm& alter, const std::vector<Key>& keys) {
  Steps steps;
  for (const Key& key : keys) {
    TRY_ASSIGN(const std::string text, key_text(key));
    RestoreStep step = set_back_to(alter.head + " ADD " + text, "key " + key.name);
    if (key.is_primary)
      step.within = "any time; foreign keys of other tables that CASCADE dropped are not brought back";
    steps.push_back(std::move(step));
  }
  return steps;
}

/// DROP CONSTRAINT of a key, DROP PRIMARY KEY, DROP FOREIGN KEY (columns); nullopt for a check, which versions hold.
Result<std::optional<Steps>> dropped_key(const AlterForm& alter, const AlteredTable& table) {
  const TokenView& view = alter.view;
  std::vector<Key> keys = keys_of(table);
  const auto keep = [&keys](const auto& wanted) {
    keys.erase(std::remove_if(keys.begin(), keys.end(), [&](const Key& key) { return !wanted(key); }), keys.end());
  };
  if (view.has_words(alter.at + 1, {"PRIMARY", "KEY"})) {
    keep([](const Key& key) { return key.is_primary; });
  } else if (view.has_words(alter.at + 1, {"FOREIGN", "KEY"})) {
    keep([](const Key& key) { return !key.is_primary; });
    if (keys.size() > 1) return unwritable("which of its foreign keys is meant");
  } else {
    const std::size_t name_at = view.has_words(alter.at + 2, {"IF", "EXISTS"}) ? alter.at + 4 : alter.at + 2;
    const std::string name = view.is_name(name_at) ? sql::name_value(view, name_at) : "";
    keep([&name](const Key& key) { return text::equals_ignore_case(key.name, name); });
    const auto& properties = table.info.properties;
    const bool is_check = std::any_of(properties.begin(), properties.end(), [&name](const auto& property) {
      return text::equals_ignore_case(property.first, "delta.constraints." + name);
    });
    if (keys.empty() && is_check) return std::optional<Steps>();
  }
  TRY_ASSIGN(Steps steps, add_again(alter, keys));
  return std::optional<Steps>(std::move(steps));
}

/// ADD [CONSTRAINT name] PRIMARY KEY or FOREIGN KEY; nullopt for a check.
std::optional<Steps> added_key(const AlterForm& alter, const AlteredTable& table) {
  const TokenView& view = alter.view;
  const bool named = view.is_word(alter.at + 1, "CONSTRAINT") && view.is_name(alter.at + 2);
  const std::size_t kind = named ? alter.at + 3 : alter.at + 1;
  const bool primary = view.has_words(kind, {"PRIMARY", "KEY"});
  if (!primary && !view.has_words(kind, {"FOREIGN", "KEY"})) return std::nullopt;
  const std::string name = named ? sql::name_value(view, alter.at + 2) : "";
  for (const Key& key : keys_of(table)) {
    if (named && text::equals_ignore_case(key.name, name)) return Steps();  // there already: the statement will fail
  }
  std::string back = " DROP CONSTRAINT " + sql::quote_identifier(name);
  if (!named && primary) back = " DROP PRIMARY KEY";
  if (!named && !primary) {
    back = " DROP FOREIGN KEY (";
    std::size_t column = kind + 3;
    for (; view.is_name(column); column += 2) {
      back += sql::quote_identifier(sql::name_value(view, column));
      if (!view.is_operator(column + 1, ",")) break;
      back += ", ";
    }
    back += ")";
  }
  return Steps{set_back_to(alter.head + back, "no such key")};
}

}  // namespace

Result<std::optional<Steps>> make_guards_back(const AlterForm& alter, const AlteredTable& table,
                                              const StateReader& reader, const CallContext& ctx) {
  const auto& [view, at, head] = alter;
  if (view.has_words(at, {"SET", "ROW", "FILTER"}) || view.has_words(at, {"DROP", "ROW", "FILTER"})) {
    TRY_ASSIGN(Steps steps, filter_back(alter, table));
    return std::optional<Steps>(std::move(steps));
  }
  const bool key_words =
      view.is_word(at + 1, "CONSTRAINT") || view.is_word(at + 1, "PRIMARY") || view.is_word(at + 1, "FOREIGN");
  if (key_words && view.is_word(at, "DROP")) return dropped_key(alter, table);
  if (key_words && view.is_word(at, "ADD")) return added_key(alter, table);
  if (!view.is_word(at, "ALTER") && !view.is_word(at, "CHANGE")) return std::optional<Steps>();
  const std::size_t name_at = view.is_word(at + 1, "COLUMN") ? at + 2 : at + 1;
  if (!view.is_name(name_at)) return std::optional<Steps>();
  const std::string column = sql::name_value(view, name_at);
  if (view.has_words(name_at + 1, {"SET", "MASK"}) || view.has_words(name_at + 1, {"DROP", "MASK"})) {
    TRY_ASSIGN(Steps steps, mask_back(alter, table, column));
    return std::optional<Steps>(std::move(steps));
  }
  if (view.has_words(name_at + 1, {"SET", "TAGS"}) || view.has_words(name_at + 1, {"UNSET", "TAGS"})) {
    TRY_ASSIGN(Steps steps,
               make_column_tags_back({view, name_at + 1, head + " ALTER COLUMN " + sql::quote_identifier(column)},
                                     column, table, reader, ctx));
    return std::optional<Steps>(std::move(steps));
  }
  return std::optional<Steps>();
}

bool is_held_by_versions(const TokenView& statement) {
  if (statement.has_words(0, {"SET", "TAG"}) || statement.has_words(0, {"UNSET", "TAG"})) return false;
  if (!statement.is_word(0, "ALTER")) return true;
  if (!statement.is_word(1, "TABLE")) return false;
  std::size_t at = 2;
  while (statement.is_name(at) && statement.is_operator(at + 1, ".")) at += 2;
  ++at;
  constexpr std::array<std::string_view, 3> kColumns = {"COLUMN", "COLUMNS", "CONSTRAINT"};
  if (statement.is_word(at, "ADD") || statement.is_word(at, "DROP")) return statement.is_any_word(at + 1, kColumns);
  if (statement.is_word(at, "REPLACE") || statement.is_word(at, "RENAME"))
    return statement.is_any_word(at + 1, kColumns);
  constexpr std::array<std::string_view, 3> kInTheLog = {"ALTER", "CHANGE", "CLUSTER"};
  const bool properties = statement.is_word(at + 1, "TBLPROPERTIES");
  return properties || statement.is_any_word(at, kInTheLog);
}

}  // namespace lakecode::gate
