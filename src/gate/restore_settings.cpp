#include "gate/restore_settings.h"

#include <algorithm>

#include "base/text.h"
#include "gate/restore_guards.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

using sql::TokenView;

/// A key of a property or tag list: a string, or names joined by dots.
std::string key_at(const TokenView& view, std::size_t& at) {
  if (const auto text = sql::string_value(view, at)) {
    ++at;
    return *text;
  }
  std::string key;
  while (view.is_name(at)) {
    key += sql::name_value(view, at++);
    if (!view.is_operator(at, ".")) break;
    key += ".";
    ++at;
  }
  return key;
}

/// The keys of "( key = value, key, … )" whose bracket stands at `open`.
std::vector<std::string> keys_in(const TokenView& view, std::size_t open) {
  std::vector<std::string> keys;
  std::size_t at = open + 1;
  int depth = 0;
  bool expect_key = true;
  while (at < view.size() && !(depth == 0 && view.is_operator(at, ")"))) {
    if (expect_key && depth == 0) {
      const std::size_t before = at;
      keys.push_back(key_at(view, at));
      expect_key = false;
      if (at > before) continue;
    }
    if (view.is_operator(at, "(")) ++depth;
    if (view.is_operator(at, ")")) --depth;
    if (depth == 0 && view.is_operator(at, ",")) expect_key = true;
    ++at;
  }
  return keys;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string> value_of(const Pairs& pairs, const std::string& key) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == key; });
  return found == pairs.end() ? std::nullopt : std::optional<std::string>(found->second);
}

/// "SET TBLPROPERTIES ('a' = '1')" and "UNSET TBLPROPERTIES IF EXISTS ('b')" for the keys as they were in `before`.
/// Keys that were set and keys that were not need a statement each.
std::vector<std::string> back_to(const std::string& head, std::string_view what, const std::vector<std::string>& keys,
                                 const Pairs& before) {
  std::string set;
  std::string unset;
  for (const std::string& key : keys) {
    if (const auto value = value_of(before, key)) {
      set += (set.empty() ? "" : ", ") + sql::quote_string(key) + " = " + sql::quote_string(*value);
    } else {
      unset += (unset.empty() ? "" : ", ") + sql::quote_string(key);
    }
  }
  std::vector<std::string> statements;
  if (!set.empty()) statements.push_back(head + " SET " + std::string(what) + " (" + set + ")");
  const bool properties = what == "TBLPROPERTIES";
  if (!unset.empty())
    statements.push_back(head + " UNSET " + std::string(what) + (properties ? " IF EXISTS" : "") + " (" + unset + ")");
  return statements;
}

/// Of the table, or of one of its columns.
Result<Pairs> fetch_tags(const AlteredTable& table, const std::string& column, const StateReader& reader,
                         const CallContext& ctx) {
  std::string query =
      "SELECT tag_name, tag_value FROM " +
      sql::quote_name({table.name[0], "information_schema", column.empty() ? "table_tags" : "column_tags"}) +
      " WHERE schema_name = " + sql::quote_string(table.name[1]) +
      " AND table_name = " + sql::quote_string(table.name[2]);
  if (!column.empty()) query += " AND lower(column_name) = " + sql::quote_string(text::to_lower(column));
  TRY_ASSIGN(const auto rows, reader.query(query, {}, 1'000, ctx));
  Pairs tags;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    tags.emplace_back(StateReader::cell(rows, "tag_name", i).value_or(""),
                      StateReader::cell(rows, "tag_value", i).value_or(""));
  }
  return tags;
}

std::string shown(const std::string& value) {
  return value.empty() ? "none" : value;
}

std::optional<RestoreStep> column_comment(const AlterForm& alter, const AlteredTable& table) {
  const auto& [view, at, head] = alter;
  if (!view.is_word(at, "ALTER") && !view.is_word(at, "CHANGE")) return std::nullopt;
  const std::size_t name_at = view.is_word(at + 1, "COLUMN") ? at + 2 : at + 1;
  if (!view.is_word(name_at + 1, "COMMENT") || !view.is_string(name_at + 2)) return std::nullopt;
  const std::string name = sql::name_value(view, name_at);
  const auto& columns = table.info.columns;
  const auto column = std::find_if(columns.begin(), columns.end(),
                                   [&](const auto& c) { return text::equals_ignore_case(c.name, name); });
  if (column == columns.end()) return std::nullopt;
  RestoreStep step;
  step.statement =
      head + " ALTER COLUMN " + sql::quote_identifier(column->name) + " COMMENT " + sql::quote_string(column->comment);
  step.before = "comment of " + column->name + ": " + shown(column->comment);
  return step;
}

std::optional<RestoreStep> renamed(const AlterForm& alter, const AlteredTable& table) {
  const auto& [view, at, head] = alter;
  if (!view.has_words(at, {"RENAME", "TO"})) return std::nullopt;
  std::vector<std::string> to;
  for (std::size_t i = at + 2; view.is_name(i); i += 2) {
    to.push_back(sql::name_value(view, i));
    if (!view.is_operator(i + 1, ".")) break;
  }
  if (to.empty() || to.size() > 3) return std::nullopt;
  while (to.size() < 3) to.insert(to.begin(), table.name[3 - to.size() - 1]);
  RestoreStep step;
  step.statement = text::replace_all(head, sql::quote_name(table.name), sql::quote_name(to)) + " RENAME TO " +
                   sql::quote_name(table.name);
  step.before = "name " + text::join(table.name, ".");
  return step;
}

RestoreStep commented(const std::string& name, const AlteredTable& table) {
  RestoreStep step;
  step.statement = "COMMENT ON TABLE " + name + " IS " + sql::quote_string(table.info.comment);
  step.before = "comment: " + shown(table.info.comment);
  return step;
}

std::vector<RestoreStep> set_back_keys(const AlterForm& alter, std::string_view what, const Pairs& before) {
  std::size_t open = alter.at + 2;
  while (open < alter.view.size() && !alter.view.is_operator(open, "(")) ++open;
  const std::vector<std::string> keys = keys_in(alter.view, open);
  std::string was;
  for (const std::string& key : keys)
    was += (was.empty() ? "" : ", ") + key + ": " + value_of(before, key).value_or("not set");
  std::vector<RestoreStep> steps;
  for (const std::string& statement : back_to(alter.head, what, keys, before)) {
    RestoreStep step;
    step.statement = statement;
    step.before = was;
    steps.push_back(std::move(step));
  }
  return steps;
}

std::optional<RestoreStep> owned(const AlterForm& alter, const AlteredTable& table) {
  const auto& [view, at, head] = alter;
  if (!view.has_words(at, {"OWNER", "TO"}) && !view.has_words(at, {"SET", "OWNER", "TO"})) return std::nullopt;
  RestoreStep step;
  step.statement = head + " OWNER TO " + sql::quote_identifier(table.info.owner);
  step.before = "owner " + shown(table.info.owner);
  return step;
}

}  // namespace

Result<std::vector<RestoreStep>> make_column_tags_back(const AlterForm& alter, const std::string& column,
                                                       const AlteredTable& table, const StateReader& reader,
                                                       const CallContext& ctx) {
  TRY_ASSIGN(const Pairs before, fetch_tags(table, column, reader, ctx));
  return set_back_keys(alter, "TAGS", before);
}

Result<std::optional<std::vector<RestoreStep>>> make_set_back(const TokenView& statement, const AlteredTable& table,
                                                              const StateReader& reader, const CallContext& ctx) {
  const std::string name = sql::quote_name(table.name);
  using Steps = std::optional<std::vector<RestoreStep>>;
  if (statement.has_words(0, {"COMMENT", "ON"})) return Steps(std::vector{commented(name, table)});
  if (!statement.is_word(0, "ALTER")) return Steps();
  const std::string noun = statement.is_word(1, "VIEW") ? "VIEW" : "TABLE";
  std::size_t at = 2;
  while (statement.is_name(at) && statement.is_operator(at + 1, ".")) at += 2;
  const AlterForm alter{.view = statement, .at = at + 1, .head = "ALTER " + noun + " " + name};
  for (const auto& form : {column_comment, renamed, owned}) {
    if (auto step = form(alter, table)) return Steps(std::vector{std::move(*step)});
  }
  const bool changes = statement.is_word(alter.at, "SET") || statement.is_word(alter.at, "UNSET");
  const bool tags = statement.is_word(alter.at + 1, "TAGS");
  if (!changes || (!tags && !statement.is_word(alter.at + 1, "TBLPROPERTIES")))
    return make_guards_back(alter, table, reader, ctx);
  Pairs before = table.info.properties;
  if (tags) {
    TRY_ASSIGN(before, fetch_tags(table, "", reader, ctx));
  }
  return Steps(set_back_keys(alter, tags ? "TAGS" : "TBLPROPERTIES", before));
}

}  // namespace lakecode::gate
