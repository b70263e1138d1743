#include "gate/restore_sql.h"

// Which restore point a statement gets:
//   GRANT, REVOKE            the opposite, for those privileges only that really change
//   COMMENT ON, ALTER … SET  the setting as it is now (restore_settings.h)
//   anything on a Delta table  RESTORE to the version it has now
//   DROP TABLE               UNDROP; of a view or function: its definition as it is now
//   CREATE of what is absent DROP of it
// Everything else is lost and said to be. Source: safety rules, section 9 (undo), and the manual of the statements.

#include <algorithm>
#include <array>

#include "base/text.h"
#include "databricks/access.h"
#include "databricks/functions.h"
#include "databricks/unity_catalog.h"
#include "gate/restore_guards.h"
#include "gate/restore_settings.h"
#include "gate/table_shape.h"
#include "sql/lexer.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

using databricks::TableInfo;
using sql::TokenView;

constexpr std::string_view kFileWindow = "7 days by default";
constexpr std::string_view kAnyTime = "any time";

bool is_view(const TableInfo& info) {
  return info.table_type == "VIEW" || info.table_type == "METRIC_VIEW";
}

/// A person's own properties of a view; what the platform notes there begins with "view.".
std::string own_properties(const TableInfo& info) {
  std::string list;
  for (const auto& [key, value] : info.properties) {
    if (key.starts_with("view.")) continue;
    list += (list.empty() ? "" : ", ") + sql::quote_string(key) + " = " + sql::quote_string(value);
  }
  return list.empty() ? "" : " TBLPROPERTIES (" + list + ")";
}

/// How long the files of an earlier version are kept: the table's own setting, else the platform's default.
std::string kept_for(const TableInfo& info) {
  for (const auto& [key, value] : info.properties) {
    if (key == "delta.deletedFileRetentionDuration") return value + ", as the table says; a VACUUM ends it";
  }
  return "7 days by default; a VACUUM ends it";
}

/// CREATE OR REPLACE VIEW from what the catalog knows; "" when it does not tell the query.
std::string view_definition(const TableInfo& info, const std::string& quoted_name) {
  if (info.view_definition.empty() || info.table_type != "VIEW") return "";
  std::string columns;
  for (const auto& column : info.columns) {
    columns += (columns.empty() ? "" : ", ") + sql::quote_identifier(column.name) +
               (column.comment.empty() ? "" : " COMMENT " + sql::quote_string(column.comment));
  }
  return "CREATE OR REPLACE VIEW " + quoted_name + (columns.empty() ? "" : " (" + columns + ")") +
         (info.comment.empty() ? "" : " COMMENT " + sql::quote_string(info.comment)) + own_properties(info) + " AS " +
         info.view_definition;
}

/// The text of SHOW CREATE TABLE for a view, made to replace what is there; "" when it is no such text.
std::string replacing(const std::string& shown) {
  const sql::Lexed lexed = sql::lex(shown);
  const TokenView view(shown, lexed.tokens);
  if (!lexed.ok()) return "";
  if (view.has_words(0, {"CREATE", "OR", "REPLACE", "VIEW"})) return shown;
  return view.has_words(0, {"CREATE", "VIEW"}) ? "CREATE OR REPLACE" + shown.substr(lexed.tokens[0].end) : "";
}

struct NamedForm {
  std::array<std::string_view, 4> words;  ///< leading words, "" ends them
  std::string_view type;
  std::string_view access;
};

// Statements whose one target stands right behind their leading words.
constexpr std::array<NamedForm, 11> kNamedForms = {
    {{{"ALTER", "TABLE"}, "table", "alter"},
     {{"ALTER", "VIEW"}, "view", "alter"},
     {{"COMMENT", "ON", "TABLE"}, "table", "alter"},
     {{"COMMENT", "ON", "VIEW"}, "view", "alter"},
     {{"CREATE", "TABLE"}, "table", "create"},
     {{"CREATE", "EXTERNAL", "TABLE"}, "table", "create"},
     {{"CREATE", "OR", "REPLACE", "TABLE"}, "table", "create"},
     {{"REPLACE", "TABLE"}, "table", "create"},
     {{"CREATE", "VIEW"}, "view", "create"},
     {{"CREATE", "OR", "REPLACE", "VIEW"}, "view", "create"},
     {{"CREATE", "MATERIALIZED", "VIEW"}, "materialized_view", "create"}}};

/// The target of such a statement, read from its words; nullopt for other statements.
std::optional<safety::TouchedObject> named_object(const TokenView& view) {
  for (const NamedForm& form : kNamedForms) {
    std::size_t at = 0;
    while (at < form.words.size() && !form.words[at].empty() && view.is_word(at, form.words[at])) ++at;
    if (at < form.words.size() && !form.words[at].empty()) continue;
    if (view.has_words(at, {"IF", "NOT", "EXISTS"})) at += 3;
    std::vector<std::string> parts;
    for (; view.is_name(at) && parts.size() < 3; at += 2) {
      parts.push_back(sql::name_value(view, at));
      if (!view.is_operator(at + 1, ".")) break;
    }
    return safety::TouchedObject{.type = form.type, .name = text::join(parts, "."), .access = form.access};
  }
  return std::nullopt;
}

class StatementReader {
 public:
  StatementReader(const safety::SqlEffect& effect, const StateReader& reader, RestorePoint& point,
                  const CallContext& ctx)
      : effect_(effect), reader_(reader), point_(point), ctx_(ctx) {}

  Result<void> add(const safety::StatementVerdict& statement) {
    const sql::Lexed lexed = sql::lex(statement.normalised);
    const TokenView view(statement.normalised, lexed.tokens);
    if (!statement.parsed || !lexed.ok() || view.is_word(0, "CALL") || view.is_word(0, "EXECUTE")) {
      lose(statement.kind, "what it changes is not known beforehand");
      return {};
    }
    if (view.is_word(0, "GRANT") || view.is_word(0, "REVOKE")) return add_grants(view);
    if (view.has_words(0, {"COMMENT", "ON", "COLUMN"})) return add_column_comment(view);
    if (const auto named = named_object(view)) return add_object(*named, view);
    bool touches = false;
    for (const safety::TouchedObject& object : statement.objects) {
      if (object.access == "read") continue;
      touches = true;
      TRY_VOID(add_object(object, view));
    }
    if (!touches) lose(statement.kind, "it names no object that could be brought back");
    return {};
  }

 private:
  void lose(std::string object, std::string why) {
    point_.lost.push_back({.object = std::move(object), .why = std::move(why)});
  }

  /// A stop ends everything; any other error is what is said about the object.
  Result<void> lose_by(const std::string& object, const Error& error) {
    if (error.code == ErrorCode::Cancelled) return error;
    lose(object, "its state could not be read: " + error.reason);
    return {};
  }

  Result<void> add_object(const safety::TouchedObject& object, const TokenView& view) {
    if (view.is_word(0, "VACUUM")) {
      lose(object.name, "VACUUM deletes the files of earlier versions for good");
      return {};
    }
    if (object.type == "function") return add_function(object, view);
    constexpr std::array<std::string_view, 4> kTables = {"table", "view", "materialized_view", "streaming_table"};
    if (std::find(kTables.begin(), kTables.end(), object.type) == kTables.end()) {
      if (view.is_word(0, "CREATE") && object.access == "create") return add_container(object);
      lose(object.name, "there is no way to bring back a " + text::replace_all(object.type, "_", " "));
      return {};
    }
    auto name = reader_.full_name(object.name, effect_, ctx_);
    if (!name) return lose_by(object.name, name.error());
    const auto info = databricks::fetch_table(reader_.client(), text::join(*name, "."), ctx_);
    if (!info && info.error().code != ErrorCode::NotFound) return lose_by(object.name, info.error());
    if (!info) return add_absent(object, *name, view);
    return add_present(object, *name, *info, view);
  }

  /// COMMENT ON COLUMN table.column IS …: the comment that the column has now.
  Result<void> add_column_comment(const TokenView& view) {
    std::vector<std::string> parts;
    for (std::size_t at = 3; view.is_name(at); at += 2) {
      parts.push_back(sql::name_value(view, at));
      if (!view.is_operator(at + 1, ".")) break;
    }
    if (parts.size() < 2 || parts.size() > 4) {
      lose(text::join(parts, "."), "which column it means is not known");
      return {};
    }
    const std::string column = parts.back();
    parts.pop_back();
    auto name = reader_.full_name(sql::quote_name(parts), effect_, ctx_);
    if (!name) return lose_by(text::join(parts, "."), name.error());
    const std::string full = text::join(*name, ".");
    const auto info = databricks::fetch_table(reader_.client(), full, ctx_);
    if (!info) return lose_by(full, info.error());
    for (const databricks::ColumnInfo& known : info->columns) {
      if (!text::equals_ignore_case(known.name, column)) continue;
      name->push_back(known.name);
      const std::string comment = known.comment.empty() ? "NULL" : sql::quote_string(known.comment);
      add_step({.how = "set_back",
                .object_type = "table",
                .object = full,
                .statement = "COMMENT ON COLUMN " + sql::quote_name(*name) + " IS " + comment,
                .before = "comment of " + known.name + ": " + (known.comment.empty() ? "none" : known.comment),
                .within = std::string(kAnyTime)});
    }
    return {};
  }

  /// A schema or volume that is made: nothing is known about its state before unless it may exist already.
  Result<void> add_container(const safety::TouchedObject& object) {
    if (object.type != "schema" && object.type != "volume") {
      lose(object.name, "a " + std::string(object.type) + " that was made is taken away by hand");
      return {};
    }
    auto parts = sql::parse_name(object.name);
    if (!parts) return lose_by(object.name, parts.error());
    if (object.type == "schema" && parts->size() == 2) {
      const auto schemas = databricks::fetch_schemas(reader_.client(), (*parts)[0], ctx_);
      if (!schemas) return lose_by(object.name, schemas.error());
      const bool exists = std::any_of(schemas->begin(), schemas->end(),
                                      [&](const auto& s) { return text::equals_ignore_case(s.name, (*parts)[1]); });
      if (exists) return {};
      add_step({.how = "drop_created",
                .object_type = "schema",
                .object = object.name,
                .statement = "DROP SCHEMA " + sql::quote_name(*parts) + " RESTRICT",
                .before = "did not exist",
                .within = "while it is empty"});
      return {};
    }
    lose(object.name, "whether it exists already could not be told");
    return {};
  }

  Result<void> add_absent(const safety::TouchedObject& object, const std::vector<std::string>& name,
                          const TokenView& view) {
    if (view.is_word(0, "UNDROP")) {
      add_step({.how = "drop_created",
                .object_type = "table",
                .object = text::join(name, "."),
                .statement = "DROP TABLE " + sql::quote_name(name),
                .before = "dropped",
                .within = std::string(kAnyTime)});
      return {};
    }
    if (object.access != "create") return {};  // the statement will change nothing, or fail
    std::string noun = text::to_upper(text::replace_all(object.type, "_", " "));
    if (noun == "STREAMING TABLE") noun = "TABLE";
    add_step({.how = "drop_created",
              .object_type = std::string(object.type),
              .object = text::join(name, "."),
              .statement = "DROP " + noun + " " + sql::quote_name(name),
              .before = "did not exist",
              .within = std::string(kAnyTime)});
    return {};
  }

  Result<void> add_present(const safety::TouchedObject& object, const std::vector<std::string>& name,
                           const TableInfo& info, const TokenView& view) {
    const std::string full = text::join(name, ".");
    const bool only_new =
        view.is_word(0, "CREATE") && !view.has_words(1, {"OR", "REPLACE"}) && !view.has_words(1, {"OR", "REFRESH"});
    if (only_new) return {};  // IF NOT EXISTS leaves it alone, without it the statement fails
    auto set_back = make_set_back(view, {.name = name, .info = info}, reader_, ctx_);
    if (!set_back) return lose_by(full, set_back.error());
    if (*set_back) {
      for (RestoreStep& step : **set_back) {
        step.how = "set_back";
        step.object_type = std::string(object.type);
        step.object = full;
        if (step.within.empty()) step.within = kAnyTime;
        add_step(std::move(step));
      }
      return {};
    }
    if (is_view(info)) return add_view(full, info, name, view);
    if (object.access == "drop") {
      add_step({.how = "undrop",
                .object_type = std::string(object.type),
                .object = full,
                .statement = "UNDROP TABLE " + sql::quote_name(name),
                .id = databricks::table_id_of(info),
                .before = text::to_lower(info.table_type) + " table",
                .within = std::string(kFileWindow) + "; its schema and catalog must still be there"});
      return {};
    }
    if (!is_held_by_versions(view)) {
      lose(full, "no version of the table holds this setting: set it back by hand");
      return {};
    }
    return add_version(full, name, info);
  }

  Result<void> add_version(const std::string& full, const std::vector<std::string>& name, const TableInfo& info) {
    const auto history = reader_.query("DESCRIBE HISTORY " + sql::quote_name(name) + " LIMIT 1", effect_, 1, ctx_);
    if (!history) return lose_by(full, history.error());
    const auto version = text::parse_int(StateReader::cell(*history, "version").value_or(""));
    if (!version) {
      lose(full, "it has no history of versions: only Delta tables do");
      return {};
    }
    add_step({.how = "restore_version",
              .object_type = "table",
              .object = full,
              .statement = "RESTORE TABLE " + sql::quote_name(name) + " TO VERSION AS OF " + std::to_string(*version),
              .version = *version,
              .shape = shape_of(info),
              .before = "version " + std::to_string(*version),
              .within = kept_for(info)});
    return {};
  }

  Result<void> add_view(const std::string& full, const TableInfo& info, const std::vector<std::string>& name,
                        const TokenView& view) {
    // They are given again after the view is made again: an undo goes from the last step to the first.
    if (view.is_word(0, "DROP")) TRY_VOID(add_direct_grants("VIEW", full, name));
    return add_definition(full, info, name);
  }

  Result<void> add_definition(const std::string& full, const TableInfo& info, const std::vector<std::string>& name) {
    std::string definition = view_definition(info, sql::quote_name(name));
    if (definition.empty()) {
      const auto shown = reader_.query("SHOW CREATE TABLE " + sql::quote_name(name), effect_, 1, ctx_);
      if (!shown) return lose_by(full, shown.error());
      definition = replacing(StateReader::cell(*shown, "createtab_stmt").value_or(""));
    }
    if (definition.empty()) {
      lose(full, "the definition of the view could not be read");
      return {};
    }
    add_step({.how = "recreate",
              .object_type = "view",
              .object = full,
              .statement = std::move(definition),
              .before = "the view's definition",
              .within = std::string(kAnyTime) + "; owner and tags of a dropped view are not brought back"});
    return {};
  }

  Result<void> add_function(const safety::TouchedObject& object, const TokenView& view) {
    auto name = reader_.full_name(object.name, effect_, ctx_);
    if (!name) return lose_by(object.name, name.error());
    const std::string full = text::join(*name, ".");
    const auto info = databricks::fetch_function(reader_.client(), full, ctx_);
    if (!info && info.error().code != ErrorCode::NotFound) return lose_by(full, info.error());
    if (!info) {
      if (object.access != "create") return {};
      add_step({.how = "drop_created",
                .object_type = "function",
                .object = full,
                .statement = "DROP FUNCTION " + sql::quote_name(*name),
                .before = "did not exist",
                .within = std::string(kAnyTime)});
      return {};
    }
    if (view.is_word(0, "CREATE") && !view.has_words(1, {"OR", "REPLACE"})) return {};
    const std::string definition = databricks::make_function_definition(*info, sql::quote_name(*name));
    if (definition.empty()) {
      lose(full, "the definition of the function could not be read whole");
      return {};
    }
    if (view.is_word(0, "DROP")) TRY_VOID(add_direct_grants("FUNCTION", full, *name));
    add_step({.how = "recreate",
              .object_type = "function",
              .object = full,
              .statement = definition,
              .before = "the function's definition",
              .within = std::string(kAnyTime) + "; the owner of a dropped function is not brought back"});
    return {};
  }

  Result<void> add_grants(const TokenView& view);
  /// What principals hold on a view or function that is dropped.
  Result<void> add_direct_grants(const std::string& noun, const std::string& full,
                                 const std::vector<std::string>& name);

  void add_step(RestoreStep step) { point_.steps.push_back(std::move(step)); }

  const safety::SqlEffect& effect_;
  const StateReader& reader_;
  RestorePoint& point_;
  const CallContext& ctx_;
};

/// GRANT a, b ON TYPE name TO principal, read from its words.
struct GrantWords {
  std::vector<std::string> privileges;  ///< "USE CATALOG"
  std::string type;                     ///< "EXTERNAL LOCATION"
  std::string name;
  std::string principal;
};

std::optional<GrantWords> parse_grant(const TokenView& view) {
  GrantWords words;
  std::size_t at = 1;
  std::string privilege;
  for (; at < view.size() && !view.is_word(at, "ON"); ++at) {
    if (view.is_operator(at, ",")) {
      words.privileges.push_back(std::exchange(privilege, ""));
    } else {
      privilege += (privilege.empty() ? "" : " ") + view.word(at);
    }
  }
  words.privileges.push_back(privilege);
  ++at;
  constexpr std::array<std::string_view, 17> kTypes = {
      "CATALOG",  "SCHEMA",   "DATABASE", "TABLE",      "VIEW",    "VOLUME",    "FUNCTION", "PROCEDURE",   "CONNECTION",
      "EXTERNAL", "LOCATION", "STORAGE",  "CREDENTIAL", "SERVICE", "METASTORE", "SHARE",    "MATERIALIZED"};
  while (view.is_any_word(at, kTypes) && !view.is_operator(at + 1, ".") && !view.is_word(at + 1, "TO") &&
         !view.is_word(at + 1, "FROM")) {
    words.type += (words.type.empty() ? "" : " ") + view.word(at++);
  }
  while (view.is_name(at)) {
    words.name += sql::name_value(view, at++);
    if (!view.is_operator(at, ".")) break;
    words.name += ".";
    ++at;
  }
  if (!view.is_word(at, "TO") && !view.is_word(at, "FROM")) return std::nullopt;
  if (const auto text = sql::string_value(view, at + 1)) {
    words.principal = *text;
  } else {
    words.principal = sql::name_value(view, at + 1);
  }
  if (words.principal.empty() || words.name.empty() || at + 2 != view.size()) return std::nullopt;
  if (words.type.empty()) words.type = "TABLE";
  if (words.type == "DATABASE") words.type = "SCHEMA";
  return words;
}

/// The API's name of a securable type: a view is a table there.
std::string api_type(const std::string& type) {
  if (type == "VIEW" || type == "MATERIALIZED VIEW") return "table";
  return text::to_lower(text::replace_all(type, " ", "_"));
}

Result<void> StatementReader::add_grants(const TokenView& view) {
  const auto words = parse_grant(view);
  if (!words) {
    lose(std::string(view.text(0)), "this form of it could not be read");
    return {};
  }
  std::string name = words->name;
  const bool three_parts = api_type(words->type) == "table" || words->type == "FUNCTION" || words->type == "VOLUME";
  if (three_parts) {
    auto full = reader_.full_name(name, effect_, ctx_);
    if (!full) return lose_by(name, full.error());
    name = text::join(*full, ".");
  }
  const std::string object = text::to_lower(words->type) + " " + name;
  const auto grants =
      databricks::fetch_grants(reader_.client(), {.type = api_type(words->type), .full_name = name}, ctx_);
  if (!grants) return lose_by(object, grants.error());
  std::vector<std::string> held;
  for (const databricks::Grant& grant : *grants) {
    if (text::equals_ignore_case(grant.principal, words->principal)) held = grant.privileges;
  }
  const bool gives = view.is_word(0, "GRANT");
  const bool all = std::any_of(words->privileges.begin(), words->privileges.end(),
                               [](const std::string& p) { return p.starts_with("ALL"); });
  std::vector<std::string> back;
  for (const std::string& privilege : !gives && all ? held : words->privileges) {
    const std::string wire = text::replace_all(privilege, " ", "_");
    const bool has = std::find(held.begin(), held.end(), wire) != held.end();
    if (has != gives) back.push_back(text::replace_all(wire, "_", " "));
  }
  if (back.empty()) return {};  // it changes nothing
  auto quoted = sql::parse_name(name);
  if (!quoted) return lose_by(object, quoted.error());
  add_step({.how = "grant_back",
            .object_type = api_type(words->type),
            .object = name,
            .statement = std::string(gives ? "REVOKE " : "GRANT ") + text::join(back, ", ") + " ON " + words->type +
                         " " + sql::quote_name(*quoted) + (gives ? " FROM " : " TO ") +
                         sql::quote_identifier(words->principal),
            .before = words->principal + " had " + (held.empty() ? "nothing" : text::join(held, ", ")),
            .within = std::string(kAnyTime)});
  return {};
}

Result<void> StatementReader::add_direct_grants(const std::string& noun, const std::string& full,
                                                const std::vector<std::string>& name) {
  const auto grants = databricks::fetch_grants(reader_.client(), {.type = api_type(noun), .full_name = full}, ctx_);
  if (!grants) return lose_by("grants on " + full, grants.error());
  for (const databricks::Grant& grant : *grants) {
    if (grant.privileges.empty()) continue;
    const std::string privileges = text::replace_all(text::join(grant.privileges, ", "), "_", " ");
    add_step({.how = "grant_back",
              .object_type = api_type(noun),
              .object = full,
              .statement = "GRANT " + privileges + " ON " + noun + " " + sql::quote_name(name) + " TO " +
                           sql::quote_identifier(grant.principal),
              .before = grant.principal + " had " + privileges,
              .within = std::string(kAnyTime)});
  }
  return {};
}

}  // namespace

Result<void> add_restore_steps(const safety::StatementVerdict& statement, const safety::SqlEffect& effect,
                               const StateReader& reader, RestorePoint& point, const CallContext& ctx) {
  return StatementReader(effect, reader, point, ctx).add(statement);
}

}  // namespace lakecode::gate
