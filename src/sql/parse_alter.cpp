#include "sql/nouns.h"
#include "sql/parser.h"

// ALTER. A form that is not listed is not parsed; a form that takes something away is noted as such.

namespace lakecode::sql {

/// A form that takes something away has been read since `first`.
bool Parser::takes_away(std::uint32_t first) {
  note(Trait::TakesAway, first);
  return true;
}

bool Parser::alter() {
  facts().kind = "ALTER";
  ++at_;
  const Noun* noun = take_noun();
  if (noun == nullptr) return fail("ALTER of an object that is not known");
  facts().kind = noun->alter;
  if (!if_exists() || !object(noun->type, Access::Alter)) return false;
  if (noun->type == "table" || noun->type == "streaming_table") return alter_table();
  if (noun->type == "view" || noun->type == "materialized_view") return alter_view();
  if (noun->type == "schema" || noun->type == "catalog" || noun->type == "volume") return alter_container();
  if (noun->type == "share" || noun->type == "recipient" || noun->type == "provider") return alter_sharing();
  return alter_access();
}

/// Forms that every kind of object may have: OWNER TO, RENAME TO, SET TAGS, UNSET TAGS, predictive optimization.
bool Parser::alter_common(bool& found) {
  found = true;
  const bool set_owner = is("SET"_kw, "OWNER"_kw);
  if (set_owner || is("OWNER"_kw, "TO"_kw)) {
    if (set_owner) ++at_;
    ++at_;
    return expect("TO"_kw) && principal();
  }
  if (take({"RENAME"_kw, "TO"_kw})) {
    TokenRange name;
    return dotted_name(name);
  }
  if (take({"SET"_kw, "TAGS"_kw})) return tag_list();
  if (take({"UNSET"_kw, "TAGS"_kw})) return tag_list();
  const bool predictive = (is("ENABLE"_kw) || is("DISABLE"_kw) || is("INHERIT"_kw)) && word(1) == "PREDICTIVE"_kw;
  if (predictive) return at_ += 2, expect("OPTIMIZATION"_kw);
  const bool set_collation = is("SET"_kw, "DEFAULT"_kw) && word(2) == "COLLATION"_kw;
  if (set_collation || is("DEFAULT"_kw, "COLLATION"_kw)) {
    at_ += set_collation ? 3 : 2;
    return simple_name();
  }
  found = false;
  return true;
}

bool Parser::tag_list() {
  if (!expect_op('(')) return false;
  do {
    if (!is_string() && !is_name()) return fail("a tag is missing");
    ++at_;
    if (take_op('=') && !property_value()) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool Parser::alter_table() {
  bool found = false;
  if (!alter_common(found)) return false;
  if (found) return true;
  if (is("PARTITION"_kw)) {
    if (!partition_spec()) return false;
    if (take({"RENAME"_kw, "TO"_kw})) return partition_spec();
    return expect({"SET"_kw, "LOCATION"_kw}) && location(Access::Write);
  }
  return alter_table_form();
}

bool Parser::alter_table_form() {
  switch (word()) {
    case "ADD"_kw:
      return alter_add();
    case "DROP"_kw:
      return alter_drop();
    case "SET"_kw:
      return alter_set();
    case "UNSET"_kw:
      return alter_unset();
    case "ALTER"_kw:
    case "CHANGE"_kw:
      return alter_column();
    case "RENAME"_kw: {
      ++at_;
      TokenRange name;
      return expect("COLUMN"_kw) && dotted_name(name) && expect("TO"_kw) && simple_name();
    }
    case "REPLACE"_kw: {
      const std::uint32_t first = at_++;
      return expect("COLUMNS"_kw) && table_elements() && takes_away(first);
    }
    case "CLUSTER"_kw:
      return cluster_by();
    case "RECOVER"_kw:
      return ++at_, expect("PARTITIONS"_kw);
    case "SCHEDULE"_kw:
    case "TRIGGER"_kw:
      return schedule_clause();
    default:
      return fail("the form of ALTER is not known");
  }
}

bool Parser::alter_add() {
  ++at_;
  if (is("COLUMN"_kw) || is("COLUMNS"_kw)) {
    ++at_;
    if_not_exists();
    if (!take_op('(')) return listed(&Parser::nested_column);
    return listed(&Parser::nested_column) && expect_op(')');
  }
  if (take({"SCHEDULE"_kw})) return --at_, schedule_clause();
  if (is("TRIGGER"_kw)) return schedule_clause();
  if (is("CONSTRAINT"_kw) || is("PRIMARY"_kw) || is("FOREIGN"_kw) || is("CHECK"_kw)) {
    if (is("CONSTRAINT"_kw, "IF"_kw)) return fail("the form of ALTER is not known");
    return table_constraint();
  }
  if (!if_not_exists() || !is("PARTITION"_kw)) return fail("the form of ALTER is not known");
  while (is("PARTITION"_kw)) {
    if (!partition_spec()) return false;
    if (take("LOCATION"_kw) && !location(Access::Write)) return false;
  }
  return true;
}

/// A column to add: its name may be a path into a struct, and it may say where it goes.
bool Parser::nested_column() {
  return any_name() && type() && clauses(&Parser::nested_column_clause);
}

bool Parser::nested_column_clause(bool& found) {
  if (!column_clause(found)) return false;
  if (found) return true;
  found = true;
  if (take("FIRST"_kw)) return true;
  if (take("AFTER"_kw)) return simple_name();
  found = false;
  return true;
}

bool Parser::alter_drop() {
  const std::uint32_t first = at_++;
  if (take("SCHEDULE"_kw) || take("TRIGGER"_kw)) return true;
  return dropped_part() && takes_away(first);
}

/// What ALTER … DROP takes from a table.
bool Parser::dropped_part() {
  if (take("COLUMN"_kw) || take("COLUMNS"_kw)) {
    if (!if_exists()) return false;
    return is_op('(') ? name_list() : listed(&Parser::any_name);
  }
  if (take({"ROW"_kw, "FILTER"_kw})) return true;
  if (take({"PRIMARY"_kw, "KEY"_kw})) return if_exists() && (take("CASCADE"_kw) || take("RESTRICT"_kw) || true);
  if (take({"FOREIGN"_kw, "KEY"_kw})) return if_exists() && (!is_op('(') || name_list());
  if (take("CONSTRAINT"_kw)) return if_exists() && simple_name() && (take("CASCADE"_kw) || take("RESTRICT"_kw) || true);
  if (take("FEATURE"_kw)) return property_key() && (take({"TRUNCATE"_kw, "HISTORY"_kw}), true);
  return if_exists() && listed(&Parser::partition_spec) && (take("PURGE"_kw), true);
}

bool Parser::alter_set() {
  ++at_;
  if (take("TBLPROPERTIES"_kw) || take("DBPROPERTIES"_kw) || take("PROPERTIES"_kw) || take("SERDEPROPERTIES"_kw))
    return property_list();
  if (is("ROW"_kw, "FILTER"_kw)) return row_filter();
  if (take("LOCATION"_kw)) return location(Access::Write);
  if (take("SERDE"_kw)) return string_literal() && (!take({"WITH"_kw, "SERDEPROPERTIES"_kw}) || property_list());
  if (is("SCHEDULE"_kw) || is("TRIGGER"_kw)) return schedule_clause();
  if (take("MANAGED"_kw))
    return take({"TRUNCATE"_kw, "UNIFORM"_kw, "HISTORY"_kw}) || take({"TRUNCATE"_kw, "HISTORY"_kw}) || true;
  if (take("EXTERNAL"_kw)) return true;
  return fail("the form of ALTER is not known");
}

bool Parser::alter_unset() {
  ++at_;
  if (take("MANAGED"_kw)) return true;
  const std::uint32_t first = at_;
  if (!take("TBLPROPERTIES"_kw) && !take("DBPROPERTIES"_kw) && !take("PROPERTIES"_kw))
    return fail("the form of ALTER is not known");
  if (!if_exists() || !property_list()) return false;
  return facts().kind != "ALTER_RECIPIENT" || takes_away(first);
}

bool Parser::alter_column() {
  const bool change = is("CHANGE"_kw);
  ++at_;
  if (is("SCHEDULE"_kw) || is("TRIGGER"_kw)) return schedule_clause();
  take("COLUMN"_kw);
  do {
    TokenRange name;
    if (!dotted_name(name)) return false;
    if (change && is_name() && !is("TYPE"_kw) && !is("COMMENT"_kw) && !is("FIRST"_kw) && !is("AFTER"_kw) &&
        !is("SET"_kw) && !is("DROP"_kw)) {
      // Hive form: CHANGE [COLUMN] name new_name TYPE …
      if (!dotted_name(name) || !type()) return false;
      if (!comment_clause()) return false;
      if (take("AFTER"_kw)) return simple_name();
      return take("FIRST"_kw) || true;
    }
    if (!alter_column_form()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::alter_column_form() {
  const std::uint32_t first = at_;
  if (take("TYPE"_kw)) return type();
  if (take("COMMENT"_kw)) return string_literal();
  if (take("FIRST"_kw)) return true;
  if (take("AFTER"_kw)) return simple_name();
  if (take("SYNC"_kw)) return expect("IDENTITY"_kw);
  if (take("SET"_kw)) {
    if (take({"NOT"_kw, "NULL"_kw})) return true;
    if (take("DEFAULT"_kw)) return value();
    if (is("MASK"_kw)) return column_mask();
    if (take("TAGS"_kw)) return tag_list();
    if (take({"DATA"_kw, "TYPE"_kw})) return type();
    return fail("the form of ALTER is not known");
  }
  if (take({"UNSET"_kw, "TAGS"_kw})) return tag_list();
  if (take("DROP"_kw)) {
    if (take({"NOT"_kw, "NULL"_kw}) || take("DEFAULT"_kw) || take("IDENTITY"_kw)) return true;
    return expect("MASK"_kw) && takes_away(first);
  }
  return fail("the form of ALTER is not known");
}

bool Parser::alter_view() {
  const std::uint32_t first = at_;
  bool found = false;
  if (!alter_common(found)) return false;
  if (found) return true;
  if (take("AS"_kw)) {
    if (kind() == TokenKind::DollarString && at_ < size_) {
      ++at_;
    } else if (!query()) {
      return false;
    }
    note(Trait::Redefines, first);
    return true;
  }
  if (is("ALTER"_kw) || is("CHANGE"_kw)) return alter_column();
  if (is("ADD"_kw)) return alter_add();
  if (is("DROP"_kw)) return alter_drop();
  if (is("SET"_kw)) return alter_set();
  if (is("UNSET"_kw)) return alter_unset();
  if (is("CLUSTER"_kw)) return cluster_by();
  if (is("SCHEDULE"_kw) || is("TRIGGER"_kw)) return schedule_clause();
  if (take({"WITH"_kw, "SCHEMA"_kw}))
    return take("BINDING"_kw) || take("COMPENSATION"_kw) || take("EVOLUTION"_kw) || expect({"TYPE"_kw, "EVOLUTION"_kw});
  return fail("the form of ALTER is not known");
}

/// Schemas, catalogs, volumes.
bool Parser::alter_container() {
  bool found = false;
  if (!alter_common(found)) return false;
  if (found) return true;
  const std::uint32_t first = at_;
  if (take({"RETAIN"_kw}) || take({"SET"_kw, "RETENTION"_kw})) {
    note(Trait::Retention, first);
    return fail("the form of ALTER is not known");
  }
  if (take("OPTIONS"_kw)) return option_list();
  if (is("SET"_kw)) {
    if (take({"SET"_kw, "MANAGED"_kw, "LOCATION"_kw})) return location(Access::Write);
    return alter_set();
  }
  if (is("UNSET"_kw)) return alter_unset();
  if (take({"DROP"_kw, "CONNECTION"_kw})) return takes_away(first);
  return fail("the form of ALTER is not known");
}

bool Parser::alter_sharing() {
  bool found = false;
  if (!alter_common(found)) return false;
  if (found) return true;
  const std::uint32_t first = at_;
  if (take("COMMENT"_kw)) return string_literal();
  if (take({"SET"_kw, "PROPERTIES"_kw})) return property_list();
  if (take({"UNSET"_kw, "PROPERTIES"_kw})) return if_exists() && property_list() && takes_away(first);
  if (take({"SET"_kw, "COMMENT"_kw})) return string_literal();
  const bool remove = is("REMOVE"_kw);
  const bool alters = is("ALTER"_kw);
  if (!remove && !alters && !is("ADD"_kw)) return fail("the form of ALTER is not known");
  ++at_;
  if (is("PARTITION"_kw)) return partition_spec();
  return shared_object() && (!remove || takes_away(first));
}

/// An object that a share holds, and how: its partitions, its name there, its history.
bool Parser::shared_object() {
  std::string_view type = "model";
  if (const Noun* noun = take_noun()) {
    type = noun->type;
  } else if (!take("MODEL"_kw) && !take("NOTEBOOK_FILE"_kw) && !take("FILE"_kw)) {
    return fail("what the share holds is missing");
  }
  if (is_string() ? !location(Access::Alter) : !object(type, Access::Alter)) return false;
  if (!comment_clause()) return false;
  for (bool more = is("PARTITION"_kw); more; more = take_op(',')) {
    take("PARTITION"_kw);
    if (!partition_list()) return false;
  }
  if (take("AS"_kw) && !(is_string() ? string_literal() : any_name())) return false;
  if (take({"WITH"_kw, "HISTORY"_kw}) || take({"WITHOUT"_kw, "HISTORY"_kw}) || take({"WITH"_kw, "CDF"_kw})) {
    // whether readers see former versions
  }
  return !take({"START"_kw, "VERSION"_kw}) || signed_number();
}

/// Connections, locations, credentials, functions, groups, users, policies.
bool Parser::alter_access() {
  bool found = false;
  if (!alter_common(found)) return false;
  if (found) return true;
  const std::uint32_t first = at_;
  if (take("OPTIONS"_kw)) return option_list();
  if (take({"SET"_kw, "URL"_kw})) return location(Access::Use) && (take("FORCE"_kw) || true);
  if (take({"SET"_kw, "STORAGE"_kw, "CREDENTIAL"_kw})) return object("credential", Access::Use);
  if (take({"SET"_kw, "ENVIRONMENT"_kw})) return option_list();
  if (take("COMMENT"_kw) || take({"SET"_kw, "COMMENT"_kw})) return string_literal();
  if (is("SET"_kw)) return alter_set();
  if (is("UNSET"_kw)) return alter_unset();
  const bool drop_user = is("DROP"_kw, "USER"_kw) || is("DROP"_kw, "GROUP"_kw);
  if (drop_user || is("ADD"_kw, "USER"_kw) || is("ADD"_kw, "GROUP"_kw)) {
    at_ += 2;
    if (!listed(&Parser::principal)) return false;
    return !drop_user || takes_away(first);
  }
  return fail("the form of ALTER is not known");
}

}  // namespace lakecode::sql
