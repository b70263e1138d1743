#include "sql/parser.h"

// Statements that change rows: INSERT, DELETE, UPDATE, MERGE, COPY INTO, LOAD DATA, TRUNCATE.

namespace lakecode::sql {

bool Parser::target_table(Access access) {
  if (is("TABLE"_kw) && is_name(1)) ++at_;
  if (!object("table", access)) return false;
  while (starts_time_travel()) {
    if (!time_travel()) return false;
  }
  if (is("WITH"_kw) && op(1) == '(') {
    ++at_;
    return option_list();
  }
  return true;
}

/// `target` names the table whose rows are changed, with its alias.
bool Parser::where_clause(TokenRange target) {
  facts().where = Where::Missing;
  if (!take("WHERE"_kw)) return true;
  const std::uint32_t first = at_;
  if (!expression()) return false;
  facts().where = judge_predicate(since(first), target);
  return true;
}

bool Parser::insert() {
  facts().kind = "INSERT";
  return insert_target() && insert_source();
}

/// From INSERT to what gives the rows.
bool Parser::insert_target() {
  const std::uint32_t first = at_++;
  if (take({"WITH"_kw, "SCHEMA"_kw, "EVOLUTION"_kw})) {
    // the table may gain columns
  }
  if (take("OVERWRITE"_kw)) {
    facts().kind = "INSERT_OVERWRITE";
    note(Trait::Overwrite, first);
    take("LOCAL"_kw);
    if (take("DIRECTORY"_kw)) return note(Trait::OverDirectory, first), insert_directory();
    take("INTO"_kw);
  } else if (!expect("INTO"_kw)) {
    return false;
  }
  if (!target_table(Access::Write)) return false;
  const bool plain_alias =
      is_name() && (word(1) == "REPLACE"_kw ? word(2) == "ON"_kw : word(1) == "BY"_kw && word(3) == "REPLACE"_kw);
  if ((take("AS"_kw) || plain_alias) && !simple_name()) return false;
  if (is("PARTITION"_kw) && !partition_spec()) return false;
  if (!if_not_exists()) return false;
  const bool columns = is_op('(') && (is_name(1) && (op(2) == ',' || op(2) == ')' || op(2) == '.'));
  if (columns && word(1) != "SELECT"_kw && !name_list()) return false;
  take({"BY"_kw, "NAME"_kw});
  return !is("REPLACE"_kw) || replaced_rows();
}

/// Behind INSERT OVERWRITE DIRECTORY: the path, its format.
bool Parser::insert_directory() {
  if (is_string() && !location(Access::Write)) return false;
  if (take("USING"_kw) && !simple_name()) return false;
  if (take("OPTIONS"_kw) && !option_list()) return false;
  if (is_op('(') && is_name(1) && !option_list()) return false;
  return row_format() && (!take({"STORED"_kw, "AS"_kw}) || simple_name());
}

/// REPLACE WHERE condition, REPLACE [ON] USING (columns), REPLACE ON condition
bool Parser::replaced_rows() {
  const std::uint32_t replace = at_++;
  const bool on = take("ON"_kw);
  if (take("USING"_kw)) {
    if (!name_list()) return false;
  } else if (on || take("WHERE"_kw)) {
    if (!expression()) return false;
  } else {
    return fail("REPLACE lacks its condition");
  }
  note(Trait::ReplaceRows, replace);
  return true;
}

bool Parser::insert_source() {
  if (is("DEFAULT"_kw, "VALUES"_kw)) return at_ += 2, true;
  if (is("TABLE"_kw) && is_name(1)) return ++at_, object("table", Access::Read);
  if (!starts_query() && !is_op('(')) return fail("the rows to insert are missing");
  return query() && (!take("AS"_kw) || simple_name());
}

bool Parser::delete_rows() {
  facts().kind = "DELETE";
  ++at_;
  if (!expect("FROM"_kw)) return false;
  const std::uint32_t target = at_;
  if (!target_table(Access::Write)) return false;
  if (is("AS"_kw) || (starts_alias() && !is("WHERE"_kw))) {
    take("AS"_kw);
    if (!simple_name()) return false;
  }
  return where_clause(since(target));
}

bool Parser::update() {
  facts().kind = "UPDATE";
  const std::uint32_t target = ++at_;
  if (!target_table(Access::Write)) return false;
  if (is("AS"_kw) || !is("SET"_kw)) {
    take("AS"_kw);
    if (!simple_name()) return false;
  }
  const TokenRange name = since(target);
  return expect("SET"_kw) && assignments() && where_clause(name);
}

bool Parser::assignments() {
  do {
    if (is_op('(')) {
      if (!name_list()) return false;
    } else {
      TokenRange name;
      if (!dotted_name(name)) return false;
      while (is_op('[')) {
        ++at_;
        if (!expression() || !expect_op(']')) return false;
      }
    }
    if (!expect_op('=')) return false;
    if (!take("DEFAULT"_kw) && !expression()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::merge() {
  facts().kind = "MERGE";
  ++at_;
  take({"WITH"_kw, "SCHEMA"_kw, "EVOLUTION"_kw});
  if (!expect("INTO"_kw) || !target_table(Access::Write)) return false;
  if (!is("USING"_kw)) {
    take("AS"_kw);
    if (!simple_name()) return false;
  }
  if (!expect("USING"_kw) || !relation_primary() || !expect("ON"_kw) || !expression()) return false;
  if (!is("WHEN"_kw)) return fail("WHEN is missing");
  while (is("WHEN"_kw)) {
    if (!merge_branch()) return false;
  }
  return true;
}

bool Parser::merge_branch() {
  ++at_;
  take("NOT"_kw);
  if (!expect("MATCHED"_kw)) return false;
  if (take("BY"_kw) && !take("TARGET"_kw) && !expect("SOURCE"_kw)) return false;
  if (take("AND"_kw) && !expression()) return false;
  return expect("THEN"_kw) && merge_action();
}

bool Parser::merge_action() {
  const std::uint32_t first = at_;
  if (take("DELETE"_kw)) return note(Trait::MergeDelete, first), true;
  if (take("UPDATE"_kw)) {
    if (!expect("SET"_kw)) return false;
    if (take_op('*')) {
      note(Trait::MergeUpdate, first);
      return !take("EXCEPT"_kw) || name_list();
    }
    note(Trait::MergeUpdate, first);
    return assignments();
  }
  return expect("INSERT"_kw) && merge_insert();
}

bool Parser::merge_insert() {
  if (take_op('*')) return !take("EXCEPT"_kw) || name_list();
  if (is_op('(') && !name_list()) return false;
  if (!expect("VALUES"_kw) || !expect_op('(')) return false;
  do {
    const bool whole_default = is("DEFAULT"_kw) && (op(1) == ',' || op(1) == ')');
    if (whole_default) {
      ++at_;
    } else if (!expression()) {
      return false;
    }
  } while (take_op(','));
  return expect_op(')');
}

/// FROM relations INSERT … SELECT … INSERT …
bool Parser::multi_insert() {
  bool overwrites = false;
  while (is("INSERT"_kw)) {
    if (!insert_target()) return false;
    overwrites = overwrites || facts().kind == "INSERT_OVERWRITE";
    if (is("MAP"_kw) || is("REDUCE"_kw)) {
      if (!query_primary()) return false;
    } else if (!is("SELECT"_kw)) {
      return fail("SELECT is missing");
    } else if (!select() || !query_tail()) {
      return false;
    }
  }
  facts().kind = overwrites ? "INSERT_OVERWRITE" : "INSERT";
  return true;
}

bool Parser::copy_into() {
  facts().kind = "COPY_INTO";
  at_ += 2;
  if (!target_table(Access::Write)) return false;
  if (take({"BY"_kw, "POSITION"_kw})) {
    // columns are matched by place
  } else if (is_op('(') && !name_list()) {
    return false;
  }
  if (!expect("FROM"_kw) || !copy_source() || !expect("FILEFORMAT"_kw)) return false;
  take_op('=');
  return simple_name() && clauses(&Parser::copy_clause);
}

bool Parser::copy_clause(bool& found) {
  found = true;
  if (take("VALIDATE"_kw)) {
    if (!take("ALL"_kw) && kind() == TokenKind::Number) ++at_, take("ROWS"_kw);
    return true;
  }
  if (take("FILES"_kw)) return expect_op('=') && column_expression_list();
  if (take("PATTERN"_kw)) return expect_op('=') && string_literal();
  if (take("FORMAT_OPTIONS"_kw) || take("COPY_OPTIONS"_kw)) return take_op('='), option_list();
  found = false;
  return true;
}

bool Parser::copy_source() {
  if (!is_op('(')) {
    if (!location(Access::Read)) return false;
  } else {
    ++at_;
    if (!expect("SELECT"_kw) || !select_items() || !expect("FROM"_kw) || !location(Access::Read)) return false;
    if (!copy_credentials()) return false;
    if (starts_alias()) ++at_;
    if (!expect_op(')')) return false;
  }
  return copy_credentials();
}

/// WITH ( CREDENTIAL … ENCRYPTION … ) behind a location, if it is there.
bool Parser::copy_credentials() {
  if (!take("WITH"_kw)) return true;
  if (!expect_op('(')) return false;
  if (is("CREDENTIAL"_kw) || is("ENCRYPTION"_kw)) {
    do {
      ++at_;
      if (is_op('(') ? !option_list() : !simple_name()) return false;
    } while (is("CREDENTIAL"_kw) || is("ENCRYPTION"_kw));
    return expect_op(')');
  }
  return fail("CREDENTIAL is missing");
}

bool Parser::load_data() {
  facts().kind = "LOAD_DATA";
  at_ += 2;
  take("LOCAL"_kw);
  if (!expect("INPATH"_kw) || !location(Access::Read)) return false;
  const std::uint32_t first = at_;
  if (take("OVERWRITE"_kw)) note(Trait::Overwrite, first);
  if (!expect({"INTO"_kw, "TABLE"_kw}) || !object("table", Access::Write)) return false;
  return !is("PARTITION"_kw) || partition_spec();
}

bool Parser::truncate() {
  facts().kind = "TRUNCATE";
  ++at_;
  if (!expect("TABLE"_kw) || !object("table", Access::Write)) return false;
  return !is("PARTITION"_kw) || partition_spec();
}

}  // namespace lakecode::sql
