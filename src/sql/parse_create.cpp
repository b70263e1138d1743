#include <algorithm>
#include <array>

#include "sql/nouns.h"
#include "sql/parser.h"

// CREATE, DROP, UNDROP and REPLACE of everything but the inside of tables, which is in parse_table.cpp, and of
// routines, which is in parse_routine.cpp.

namespace lakecode::sql {

/// Takes the words of the noun that stands here; nullptr when none is known.
const Noun* Parser::take_noun() {
  for (const Noun& noun : kNouns) {
    std::uint32_t count = 0;
    while (count < noun.words.size() && noun.words[count] != Keyword::NoKeyword && word(count) == noun.words[count])
      ++count;
    if (count < noun.words.size() && noun.words[count] != Keyword::NoKeyword) continue;
    at_ += count;
    noun_type_ = noun.type;
    return &noun;
  }
  return nullptr;
}

bool Parser::create() {
  const std::uint32_t first = at_++;
  if (take({"OR"_kw, "REPLACE"_kw})) note(Trait::OrReplace, first);
  const bool refresh = take({"OR"_kw, "REFRESH"_kw});
  take("PRIVATE"_kw);
  const std::uint32_t scope = at_;
  if (take("GLOBAL"_kw)) note(Trait::Global, scope);
  const bool temporary = take("TEMP"_kw) || take("TEMPORARY"_kw);
  if (temporary) note(Trait::Temporary, scope);
  const std::uint32_t noun_at = at_;
  const Noun* noun = take_noun();
  if (noun == nullptr && noun_at == first + 1 && view_.is_word(noun_at, "WIDGET")) return widget();
  if (noun == nullptr) return fail("CREATE of an object that is not known");
  facts().kind = facts().has(Trait::OrReplace) ? noun->create_or_replace : noun->create;
  switch (tokens_[noun_at].keyword) {
    case "TABLE"_kw:
      return create_table();
    case "EXTERNAL"_kw:
      if (noun->type == "table") return create_table();
      if (noun->type == "volume") return create_volume();
      return create_access();
    case "VIEW"_kw:
      return create_view(false, temporary);
    case "METRIC"_kw:
      return create_view(false, false);
    case "MATERIALIZED"_kw:
      return create_view(true, false);
    case "STREAMING"_kw:
      return create_streaming_table();
    case "LIVE"_kw:
      return refresh || noun->type == "view" ? create_view(noun->type != "view", false) : create_view(true, false);
    case "SCHEMA"_kw:
    case "DATABASE"_kw:
    case "NAMESPACE"_kw:
      return create_schema();
    case "CATALOG"_kw:
    case "FOREIGN"_kw:
      return create_catalog();
    case "VOLUME"_kw:
      return create_volume();
    case "FUNCTION"_kw:
      return create_function();
    case "PROCEDURE"_kw:
      return create_procedure();
    case "SHARE"_kw:
    case "RECIPIENT"_kw:
    case "PROVIDER"_kw:
      return create_sharing();
    case "POLICY"_kw:
      return create_policy();
    case "FLOW"_kw:
      return create_flow();
    default:
      break;
  }
  if (tokens_[noun_at].keyword == "BLOOMFILTER"_kw) return create_index();
  return create_access();
}

/// CREATE WIDGET kind name DEFAULT value [CHOICES query] and REMOVE WIDGET name, of notebooks, read from WIDGET on.
/// These words are no keywords elsewhere.
bool Parser::widget() {
  static constexpr std::array<std::string_view, 4> kKinds = {"TEXT", "DROPDOWN", "COMBOBOX", "MULTISELECT"};
  const Keyword verb = tokens_[at_ - 1].keyword;
  const bool creates = verb == "CREATE"_kw;
  if (!creates && verb != "REMOVE"_kw) return fail("a file is missing");
  facts().kind = creates ? "CREATE_WIDGET" : "REMOVE_WIDGET";
  ++at_;
  if (!creates) return simple_name();
  if (std::none_of(kKinds.begin(), kKinds.end(), [this](std::string_view kind) { return view_.is_word(at_, kind); }))
    return fail("the kind of widget is not known");
  ++at_;
  if (!simple_name() || !expect("DEFAULT"_kw) || !string_literal()) return false;
  if (at_end()) return true;
  if (!view_.is_word(at_, "CHOICES")) return fail("CHOICES is missing");
  return ++at_, query();
}

bool Parser::create_view(bool materialized, bool temporary) {
  if (!if_not_exists() || !object(materialized ? "materialized_view" : "view", Access::Create)) return false;
  if (is_op('(') && !view_columns()) return false;
  const std::uint32_t first = at_;
  if (temporary && take("USING"_kw)) {
    note(Trait::UsesSource, first);
    TokenRange name;
    if (!dotted_name(name)) return false;
    note(Trait::External, first);
    return !take("OPTIONS"_kw) || option_list();
  }
  if (!clauses(&Parser::table_clause)) return false;
  if (!expect("AS"_kw)) return false;
  if (kind() == TokenKind::DollarString && at_ < size_) return ++at_, true;  // a metric view in YAML
  return query();
}

bool Parser::view_columns() {
  if (!expect_op('(')) return false;
  do {
    if (is("CONSTRAINT"_kw) || is("PRIMARY"_kw) || is("FOREIGN"_kw) || is("CHECK"_kw)) {
      if (!table_constraint()) return false;
      continue;
    }
    if (!simple_name()) return false;
    // A view gives names and comments, a materialized view may give types and masks too.
    if (!is_op(',') && !is_op(')') && !is("COMMENT"_kw) && !is("MASK"_kw) && !is("WITH"_kw) && !is("NOT"_kw) &&
        !is("CONSTRAINT"_kw) && !is("PRIMARY"_kw) && !type())
      return false;
    if (!clauses(&Parser::column_clause)) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool Parser::create_streaming_table() {
  if (!if_not_exists() || !object("streaming_table", Access::Create)) return false;
  if (is_op('(') && !table_elements()) return false;
  if (!clauses(&Parser::table_clause)) return false;
  if (is("FLOW"_kw) || is("AUTO"_kw) || is("APPLY"_kw)) return table_flow();
  return at_end() || (expect("AS"_kw) && query());
}

/// The flow a table of a pipeline is made with: AUTO CDC …, INSERT [ONCE] [BY NAME] query, REPLACE WHERE or USING …
/// query.
bool Parser::table_flow() {
  take("FLOW"_kw);
  if (is("AUTO"_kw) || is("APPLY"_kw)) return auto_cdc();
  if (is("REPLACE"_kw)) {
    if (!replaced_rows() || (take({"SEQUENCE"_kw, "BY"_kw}) && !expression())) return false;
  } else if (expect("INSERT"_kw)) {
    take("ONCE"_kw);
  } else {
    return false;
  }
  take({"BY"_kw, "NAME"_kw});
  return query();
}

bool Parser::create_schema() {
  return if_not_exists() && object("schema", Access::Create) && clauses(&Parser::schema_clause);
}

bool Parser::schema_clause(bool& found) {
  found = true;
  if (take("COMMENT"_kw)) return string_literal();
  if (take({"MANAGED"_kw, "LOCATION"_kw}) || take("LOCATION"_kw)) return location(Access::Write);
  if (take("WITH"_kw)) return (take("DBPROPERTIES"_kw) || expect("PROPERTIES"_kw)) && property_list();
  if (take({"DEFAULT"_kw, "COLLATION"_kw})) return simple_name();
  found = false;
  return true;
}

bool Parser::create_catalog() {
  return if_not_exists() && object("catalog", Access::Create) && clauses(&Parser::catalog_clause);
}

bool Parser::catalog_clause(bool& found) {
  found = true;
  if (take({"USING"_kw, "SHARE"_kw})) return object("share", Access::Read);
  if (take({"USING"_kw, "CONNECTION"_kw}) || take("CONNECTION"_kw)) return object("connection", Access::Use);
  if (take({"MANAGED"_kw, "LOCATION"_kw})) return location(Access::Write);
  if (take("COMMENT"_kw)) return string_literal();
  if (take("OPTIONS"_kw)) return option_list();
  if (take({"DEFAULT"_kw, "COLLATION"_kw})) return simple_name();
  found = false;
  return true;
}

bool Parser::create_volume() {
  if (!if_not_exists() || !object("volume", Access::Create)) return false;
  if (take("LOCATION"_kw) && !location(Access::Write)) return false;
  return comment_clause();
}

/// Connections, locations, credentials, groups and users.
bool Parser::create_access() {
  const std::string_view type = noun_type_;
  if (!if_not_exists() || !object(type, Access::Create)) return false;
  if (type != "group" && type != "user") return clauses(&Parser::access_clause);
  if (!take("WITH"_kw)) return true;
  if (!is("USER"_kw) && !is("GROUP"_kw)) return fail("USER or GROUP is missing");
  do {
    if (!take("USER"_kw)) take("GROUP"_kw);
    if (!principal()) return false;
  } while (take_op(',') || is("USER"_kw) || is("GROUP"_kw));
  return true;
}

bool Parser::access_clause(bool& found) {
  found = true;
  if (take("URL"_kw)) return location(Access::Use);
  if (take("TYPE"_kw)) return simple_name();
  if (take("OPTIONS"_kw) || take("ENVIRONMENT"_kw)) return option_list();
  if (take("COMMENT"_kw)) return string_literal();
  if (take("WITH"_kw)) {
    if (!expect_op('(')) return false;
    take("STORAGE"_kw);
    return expect("CREDENTIAL"_kw) && object("credential", Access::Use) && expect_op(')');
  }
  found = false;
  return true;
}

bool Parser::create_sharing() {
  return if_not_exists() && object(noun_type_, Access::Create) && clauses(&Parser::sharing_clause);
}

bool Parser::sharing_clause(bool& found) {
  found = true;
  if (take("COMMENT"_kw) || take({"USING"_kw, "ID"_kw})) return string_literal();
  if (take("PROPERTIES"_kw)) return property_list();
  if (take("IP_ACCESS_LIST"_kw) || take("EXPIRATION"_kw)) return property_value();
  found = false;
  return true;
}

bool Parser::create_index() {
  if (!expect("ON"_kw)) return false;
  take("TABLE"_kw);
  if (!object("table", Access::Write)) return false;
  if (take({"FOR"_kw, "COLUMNS"_kw})) {
    if (!expect_op('(')) return false;
    do {
      if (!simple_name() || (take("OPTIONS"_kw) && !option_list())) return false;
    } while (take_op(','));
    if (!expect_op(')')) return false;
  }
  return !take("OPTIONS"_kw) || option_list();
}

bool Parser::create_flow() {
  if (!object("flow", Access::Create) || !comment_clause() || !expect("AS"_kw)) return false;
  if (is("INSERT"_kw)) {
    const std::string_view named = facts().kind;
    take({"INSERT"_kw, "INTO"_kw});
    take("ONCE"_kw);
    if (!object("table", Access::Write)) return false;
    facts().kind = named;
    take({"BY"_kw, "NAME"_kw});
    return query();
  }
  return auto_cdc();
}

/// AUTO CDC INTO or APPLY CHANGES INTO target FROM source KEYS (…) …
bool Parser::auto_cdc() {
  if (facts().kind.empty()) facts().kind = "AUTO_CDC";
  if (!take({"AUTO"_kw, "CDC"_kw}) && !expect({"APPLY"_kw, "CHANGES"_kw})) return false;
  take("ONCE"_kw);
  if (take("INTO"_kw)) {
    if (!target_table(Access::Write)) return false;
  }
  if (!expect("FROM"_kw) || !relation_source() || !expect("KEYS"_kw) || !name_list()) return false;
  return clauses(&Parser::auto_cdc_clause);
}

bool Parser::auto_cdc_clause(bool& found) {
  found = true;
  if (take({"IGNORE"_kw, "NULL"_kw, "UPDATES"_kw})) return !take("ON"_kw) || star_or_names();
  if (take({"APPLY"_kw, "AS"_kw, "DELETE"_kw, "WHEN"_kw}) || take({"APPLY"_kw, "AS"_kw, "TRUNCATE"_kw, "WHEN"_kw}) ||
      take("WHERE"_kw) || take({"SEQUENCE"_kw, "BY"_kw}))
    return expression();
  if (take("COLUMNS"_kw) || take({"TRACK"_kw, "HISTORY"_kw, "ON"_kw})) return star_or_names();
  if (take({"STORED"_kw, "AS"_kw, "SCD"_kw, "TYPE"_kw})) return signed_number();
  found = false;
  return true;
}

bool Parser::star_or_names() {
  if (take_op('*')) return !take("EXCEPT"_kw) || name_list();
  return is_op('(') ? name_list() : simple_name();
}

bool Parser::drop() {
  facts().kind = "DROP";
  ++at_;
  const std::uint32_t scope = at_;
  if (take("TEMP"_kw) || take("TEMPORARY"_kw)) note(Trait::Temporary, scope);
  if (take("VARIABLE"_kw) || take("VAR"_kw)) {
    facts().kind = "DROP_VARIABLE";
    TokenRange name;
    return if_exists() && dotted_name(name);
  }
  const Noun* noun = take_noun();
  if (noun == nullptr) return fail("DROP of an object that is not known");
  facts().kind = noun->drop;
  const Keyword last = tokens_[at_ - 1].keyword;
  if (last == "INDEX"_kw) return dropped_index();
  if (!if_exists()) return false;
  if (noun->type == "path" || !object(noun->type, Access::Drop)) return false;
  if (last == "POLICY"_kw) {
    if (!expect("ON"_kw)) return false;
    const Noun* on = take_noun();
    if (on == nullptr) return fail("an object is missing");
    return object(on->type, Access::Alter);
  }
  if (last == "FUNCTION"_kw || last == "PROCEDURE"_kw) {
    if (is_op('(')) return ++at_, take_op(')') || (expression_list() && expect_op(')'));
  }
  if (!take("CASCADE"_kw) && !take("RESTRICT"_kw) && !take("PURGE"_kw)) take("FORCE"_kw);
  return true;
}

bool Parser::dropped_index() {
  if (!expect("ON"_kw)) return false;
  take("TABLE"_kw);
  return object("table", Access::Drop) && (!take({"FOR"_kw, "COLUMNS"_kw}) || name_list());
}

bool Parser::undrop() {
  facts().kind = "UNDROP";
  ++at_;
  const Noun* noun = take_noun();
  if (noun == nullptr ||
      (noun->type != "table" && noun->type != "materialized_view" && noun->type != "schema" && noun->type != "volume" &&
       noun->type != "view" && noun->type != "catalog" && noun->type != "streaming_table"))
    return fail("UNDROP of an object that is not known");
  const std::uint32_t first = at_;
  if (take({"WITH"_kw, "ID"_kw})) {
    if (!string_literal()) return false;
    use("table", Access::Create, TokenRange{first + 2, at_});
    return true;
  }
  return object(noun->type, Access::Create);
}

/// REPLACE TABLE, without CREATE OR.
bool Parser::replace_table() {
  facts().kind = "REPLACE_TABLE";
  const std::uint32_t first = at_++;
  if (!expect("TABLE"_kw)) return false;
  note(Trait::OrReplace, first);
  return create_table();
}

}  // namespace lakecode::sql
