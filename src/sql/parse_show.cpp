#include "sql/nouns.h"
#include "sql/parser.h"

// SHOW, DESCRIBE, EXPLAIN, LIST and the statements of a session: USE, SET, RESET, DECLARE.

namespace lakecode::sql {
namespace {

/// SHOW x [IN container] [LIKE 'pattern'], with what x lists.
struct ShowForm {
  std::array<Keyword, 3> words;
  std::string_view container;  ///< type of the object behind IN or FROM; "" when the form takes none
};

constexpr std::array<ShowForm, 22> kShowForms = {{{{"TABLES"_kw, "DROPPED"_kw}, "schema"},
                                                  {{"TABLES"_kw}, "schema"},
                                                  {{"VIEWS"_kw}, "schema"},
                                                  {{"MATERIALIZED"_kw, "VIEWS"_kw}, "schema"},
                                                  {{"STREAMING"_kw, "TABLES"_kw}, "schema"},
                                                  {{"SCHEMAS"_kw, "DROPPED"_kw}, "catalog"},
                                                  {{"SCHEMAS"_kw}, "catalog"},
                                                  {{"DATABASES"_kw}, "catalog"},
                                                  {{"NAMESPACES"_kw}, "catalog"},
                                                  {{"CATALOGS"_kw}, ""},
                                                  {{"VOLUMES"_kw}, "schema"},
                                                  {{"CONNECTIONS"_kw}, ""},
                                                  {{"CREDENTIALS"_kw}, ""},
                                                  {{"STORAGE"_kw, "CREDENTIALS"_kw}, ""},
                                                  {{"SERVICE"_kw, "CREDENTIALS"_kw}, ""},
                                                  {{"EXTERNAL"_kw, "LOCATIONS"_kw}, ""},
                                                  {{"SHARES"_kw}, "provider"},
                                                  {{"RECIPIENTS"_kw}, ""},
                                                  {{"PROVIDERS"_kw}, ""},
                                                  {{"PROCEDURES"_kw}, "schema"},
                                                  {{"USERS"_kw}, ""},
                                                  {{"VARIABLES"_kw}, ""}}};

}  // namespace

bool Parser::show_pattern() {
  if (take("LIKE"_kw) || take("ILIKE"_kw)) return string_literal();
  if (is_string()) return string_literal();
  if (take("WHERE"_kw)) return expression();
  return !take("LIMIT"_kw) || signed_number();
}

bool Parser::show_in(std::string_view type) {
  if (type.empty() || !(take("IN"_kw) || take("FROM"_kw))) return show_pattern();
  if (is("SCHEMA"_kw) || is("CATALOG"_kw) || is("DATABASE"_kw) || is("PROVIDER"_kw)) {
    if (is_name(1)) ++at_;
  }
  return object(type, Access::Read) && show_pattern();
}

bool Parser::show() {
  facts().kind = "SHOW";
  ++at_;
  for (const ShowForm& form : kShowForms) {
    std::uint32_t count = 0;
    while (count < form.words.size() && form.words[count] != Keyword::NoKeyword && word(count) == form.words[count])
      ++count;
    if (count < form.words.size() && form.words[count] != Keyword::NoKeyword) continue;
    at_ += count;
    return show_in(form.container);
  }
  return show_form();
}

bool Parser::show_form() {
  switch (word()) {
    case "GRANTS"_kw:
    case "GRANT"_kw:
      return ++at_, show_grants();
    case "GROUPS"_kw:
      return ++at_, show_groups();
    case "POLICIES"_kw:
    case "POLICY"_kw:
    case "EFFECTIVE"_kw:
      return show_policies();
    case "ALL"_kw:
      if (take({"ALL"_kw, "IN"_kw}) || take({"ALL"_kw, "FROM"_kw}))
        return take("SHARE"_kw), object("share", Access::Read);
      return show_functions();
    case "USER"_kw:
    case "SYSTEM"_kw:
    case "FUNCTIONS"_kw:
      return show_functions();
    case "CURRENT"_kw:
      if (take({"CURRENT"_kw, "NAMESPACE"_kw}) || take({"CURRENT"_kw, "SCHEMA"_kw})) return true;
      return fail("the form of SHOW is not known");
    default:
      return show_table();
  }
}

/// What is shown of one table.
bool Parser::show_table() {
  if (take("COLUMNS"_kw)) {
    if (!take("IN"_kw) && !expect("FROM"_kw)) return false;
    if (!object("table", Access::Read)) return false;
    return !(take("IN"_kw) || take("FROM"_kw)) || object("schema", Access::Read);
  }
  if (take("CREATE"_kw)) return show_create();
  if (take("TBLPROPERTIES"_kw))
    return object("table", Access::Read) && (!take_op('(') || (property_key() && expect_op(')')));
  if (take({"ARCHIVED"_kw, "FILES"_kw, "FOR"_kw}))
    return object("table", Access::Read) && (!take("WHERE"_kw) || expression());
  if (take("PARTITIONS"_kw)) return object("table", Access::Read) && (!is("PARTITION"_kw) || partition_spec());
  if (take({"TABLE"_kw, "EXTENDED"_kw})) {
    if ((take("IN"_kw) || take("FROM"_kw)) && !object("schema", Access::Read)) return false;
    return expect("LIKE"_kw) && string_literal() && (!is("PARTITION"_kw) || partition_spec());
  }
  return fail("the form of SHOW is not known");
}

bool Parser::show_create() {
  if (take({"MATERIALIZED"_kw, "VIEW"_kw}) || take({"STREAMING"_kw, "TABLE"_kw})) return object("table", Access::Read);
  if (!take("TABLE"_kw) && !take("VIEW"_kw)) return fail("the form of SHOW is not known");
  return object("table", Access::Read) && (!take("AS"_kw) || expect("SERDE"_kw));
}

bool Parser::show_groups() {
  if (!take("WITH"_kw)) return show_pattern();
  if (!take("USER"_kw)) take("GROUP"_kw);
  return principal() && show_pattern();
}

bool Parser::show_policies() {
  if (take("POLICY"_kw)) return object("policy", Access::Read) && expect("ON"_kw) && securable(Access::Read);
  if (!take("POLICIES"_kw) && !take({"EFFECTIVE"_kw, "POLICIES"_kw})) return fail("the form of SHOW is not known");
  if (!take("ON"_kw)) return fail("the object is missing");
  return securable(Access::Read);
}

bool Parser::show_functions() {
  if (!is("FUNCTIONS"_kw) && word(1) == "FUNCTIONS"_kw) ++at_;  // USER, SYSTEM, ALL
  if (!take("FUNCTIONS"_kw)) return fail("the form of SHOW is not known");
  if ((take("IN"_kw) || take("FROM"_kw)) && !object("schema", Access::Read)) return false;
  return is_name() && !is("LIKE"_kw) ? any_name() : show_pattern();
}

bool Parser::show_grants() {
  if (take("TO"_kw)) {
    if (take("RECIPIENT"_kw)) return object("recipient", Access::Read);
    return principal();
  }
  if (!is("ON"_kw) && !principal()) return false;
  if (!take("ON"_kw)) return true;
  return securable(Access::Read);
}

bool Parser::describe() {
  facts().kind = "DESCRIBE";
  const std::uint32_t first = at_++;
  if (is("QUERY"_kw) && op(1) != '.' && at_ + 1 < size_ && op(1) != ';') return ++at_, query();
  if (starts_query() && !is("TABLE"_kw)) return query();
  const bool named = is_name(1);
  if (named && take("RECIPIENT"_kw)) {
    if (!object("recipient", Access::Read)) return false;
    note(Trait::ShowsCredential, first);
    return true;
  }
  if ((is("HISTORY"_kw) || is("DETAIL"_kw)) && (named || is_string(1))) {
    ++at_;
    return is_string() ? location(Access::Read) : describe_object();
  }
  if (named && take("FUNCTION"_kw)) return describe_function();
  if (named && take("VARIABLE"_kw)) return simple_name();
  if (named && take("POLICY"_kw)) return object("policy", Access::Read) && expect("ON"_kw) && securable(Access::Read);
  return describe_object();
}

bool Parser::describe_function() {
  if (is("EXTENDED"_kw) && is_name(1)) ++at_;
  if (is("IDENTIFIER"_kw) && op(1) == '(') return object("function", Access::Read);
  TokenRange name;
  if (!dotted_name(name)) return false;
  // A name without a dot may be a built-in's, which is no object of a catalog.
  if (name.last > name.first + 1) use("function", Access::Read, name);
  return true;
}

/// An object with the noun of its type before it, or a table.
bool Parser::describe_object() {
  if (!is("TABLE"_kw) && !is("VIEW"_kw) && is_name(1)) {
    if (const Noun* noun = take_noun()) {
      if (is("EXTENDED"_kw) && is_name(1)) ++at_;
      return object(noun->type, Access::Read);
    }
  }
  return describe_table();
}

bool Parser::describe_table() {
  if ((is("TABLE"_kw) || is("VIEW"_kw)) && is_name(1)) ++at_;
  if ((is("EXTENDED"_kw) || is("FORMATTED"_kw)) && is_name(1)) ++at_;
  if (!object("table", Access::Read)) return false;
  while (starts_time_travel()) {
    if (!time_travel()) return false;
  }
  if (is("PARTITION"_kw) && op(1) == '(' && !partition_spec()) return false;
  if (take({"AS"_kw, "JSON"_kw})) return true;
  if (take("LIMIT"_kw)) return signed_number();
  TokenRange column;
  if (!is_name() || !dotted_name(column)) return at_end() || fail("more follows than the statement holds");
  return true;
}

bool Parser::explain() {
  facts().kind = "EXPLAIN";
  const std::uint32_t first = at_++;
  if (is("LOGICAL"_kw) || is("FORMATTED"_kw) || is("EXTENDED"_kw) || is("CODEGEN"_kw) || is("COST"_kw)) ++at_;
  if (is("ANALYZE"_kw) && word(1) != "TABLE"_kw && word(1) != "TABLES"_kw)
    return fail("EXPLAIN ANALYZE is not of this language and runs the statement elsewhere");
  if (is("EXPLAIN"_kw) || at_end()) return fail("nothing is explained");
  const bool dynamic = is("EXECUTE"_kw) || is("CALL"_kw);
  if (starts_script()) return fail("a script cannot be explained");
  if (!statement()) return false;
  // What is only planned changes nothing; its calls and names stand, its traits do not.
  facts().kind = "EXPLAIN";
  facts().where = Where::NotAsked;
  if (dynamic) return note(Trait::RunsWhilePlanned, first), true;
  facts().traits.clear();
  for (ObjectUse& object : facts().objects) object.access = Access::Read;
  return true;
}

bool Parser::use_statement() {
  facts().kind = "USE";
  ++at_;
  if (take("CATALOG"_kw)) {
    if (is_string()) return string_literal();
    return object("catalog", Access::Use);
  }
  if ((is("SCHEMA"_kw) || is("DATABASE"_kw) || is("NAMESPACE"_kw)) && is_name(1)) ++at_;
  return object("schema", Access::Use);
}

bool Parser::set_statement() {
  if (is("SET"_kw, "TAG"_kw) && word(2) == "ON"_kw) return set_tag();
  facts().kind = "SET";
  const std::uint32_t first = at_++;
  if (at_end()) return note(Trait::Asks, first), true;
  if (take_op('-')) {
    if (!simple_name()) return false;
    note(Trait::Asks, first);
    return true;
  }
  const bool variables = take("VAR"_kw) || take("VARIABLE"_kw);
  if (variables || is_op('(')) return set_variables() && (note(Trait::LocalSetting, first), true);
  if (take({"TIME"_kw, "ZONE"_kw})) {
    note(Trait::LocalSetting, first);
    return take("LOCAL"_kw) || expression();
  }
  if (take("CATALOG"_kw)) {
    note(Trait::LocalSetting, first);
    return is_string() ? string_literal() : object("catalog", Access::Use);
  }
  if (is("COLLATION"_kw) && op(1) != '=') {
    note(Trait::LocalSetting, first);
    return ++at_, simple_name();
  }
  return set_key();
}

/// SET key [= value]. Inside a script a key without dots is a variable.
bool Parser::set_key() {
  const std::uint32_t first = at_ - 1;
  const std::uint32_t key = at_;
  if (!is_name()) return fail("the form of SET is not known");
  ++at_;
  while (is_op('.') || is_op('-') || is_op(':')) {
    ++at_;
    if (!is_name() && kind() != TokenKind::Number) return fail("the form of SET is not known");
    ++at_;
  }
  const std::uint32_t key_end = at_;
  if (is_op('[') && key_end == key + 1) {  // SET QUERY_TAGS['key'] = 'value'
    ++at_;
    if (!string_literal() || !expect_op(']')) return false;
  }
  if (at_end()) return note(Trait::Asks, first), true;
  if (!take_op('=')) return fail("the form of SET is not known");
  const bool variable = in_script_ && key_end == key + 1;
  facts().properties.push_back(PropertyUse{.key = TokenRange{key, key_end}, .value = TokenRange{key_end, key_end}});
  if (variable) {
    note(Trait::LocalSetting, first);
    if (!expression()) return false;
  }
  // The engine takes everything to the ";" as the value, unless it is a variable.
  while (!variable && !at_end()) {
    if (at_ - key_end > 4096) return fail("the value of SET is too long");
    ++at_;
  }
  facts().properties.back().value.last = at_;
  return true;
}

bool Parser::set_variables() {
  do {
    if (is_op('(')) {
      if (!name_list()) return false;
    } else {
      TokenRange name;
      if (!dotted_name(name)) return false;
    }
    if (!expect_op('=')) return false;
    if (!take("DEFAULT"_kw) && !expression()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::declare() {
  facts().kind = "DECLARE";
  ++at_;
  take({"OR"_kw, "REPLACE"_kw});
  if ((is("VARIABLE"_kw) || is("VAR"_kw)) && is_name(1)) ++at_;
  if (!listed(&Parser::any_name)) return false;
  if (in_script_ && (is("CONDITION"_kw) || is("CURSOR"_kw) || is("ASENSITIVE"_kw) || is("INSENSITIVE"_kw))) {
    if (take("CONDITION"_kw)) return !take({"FOR"_kw, "SQLSTATE"_kw}) || (take("VALUE"_kw), string_literal());
    if (!take("ASENSITIVE"_kw)) take("INSENSITIVE"_kw);
    return expect({"CURSOR"_kw, "FOR"_kw}) && query() && (!take({"FOR"_kw, "READ"_kw, "ONLY"_kw}) || true);
  }
  const bool value_follows = is("DEFAULT"_kw) || is_op('=');
  if (!value_follows && !at_end() && !type()) return false;
  if (take("DEFAULT"_kw) || take_op('=')) return expression();
  return true;
}

}  // namespace lakecode::sql
