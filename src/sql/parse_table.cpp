#include "sql/parser.h"

// The inside of CREATE TABLE: columns, constraints, and the clauses that tables and views share.

namespace lakecode::sql {

bool Parser::create_table() {
  if (!if_not_exists() || !object("table", Access::Create)) return false;
  if (take("LIKE"_kw)) {
    if (!object("table", Access::Read)) return false;
  } else if (is_op('(') && op(1) == ')') {
    at_ += 2;
  } else if (is_op('(') && !is_query_in_brackets() && !table_elements()) {
    return false;
  }
  if (!clauses(&Parser::table_clause)) return false;
  if (take("SHALLOW"_kw) || take("DEEP"_kw) || is("CLONE"_kw)) {
    if (!expect("CLONE"_kw) || !object("table", Access::Read)) return false;
    return (!starts_time_travel() || time_travel()) && clauses(&Parser::table_clause);
  }
  if (at_end()) return true;
  if (is("FLOW"_kw)) return table_flow();
  take("AS"_kw);
  if (!starts_query() && !is_op('(')) return fail("a clause of CREATE TABLE is not known");
  return query();
}

bool Parser::is_query_in_brackets() const {
  return word(1) == "SELECT"_kw || word(1) == "VALUES"_kw || (word(1) == "WITH"_kw && is_name(2) && word(3) == "AS"_kw);
}

bool Parser::table_elements() {
  if (!expect_op('(')) return false;
  return listed(&Parser::table_element) && expect_op(')');
}

bool Parser::table_element() {
  const bool constraint_follows = (is("CONSTRAINT"_kw) && is_name(1) && word(2) != Keyword::NoKeyword) ||
                                  is("PRIMARY"_kw, "KEY"_kw) || is("FOREIGN"_kw, "KEY"_kw) ||
                                  (is("CHECK"_kw) && op(1) == '(') || (is("UNIQUE"_kw) && op(1) == '(');
  return constraint_follows ? table_constraint() : column_definition();
}

bool Parser::column_definition() {
  if (!simple_name()) return false;
  take_op(':');
  if (is("GENERATED"_kw) || !type()) {
    if (!is("GENERATED"_kw)) return false;
  }
  return clauses(&Parser::column_clause);
}

bool Parser::column_clause(bool& found) {
  found = true;
  if (is("CONSTRAINT"_kw) && is_name(1) && word(2) == "NOT"_kw) at_ += 2;  // a named NOT NULL
  if (is("NOT"_kw)) return expect({"NOT"_kw, "NULL"_kw});
  if (take("NULL"_kw)) return true;
  if (take("COMMENT"_kw)) return string_literal();
  if (take("COLLATE"_kw)) return simple_name();
  if (take("DEFAULT"_kw)) return value();
  if (take("GENERATED"_kw)) return generated_column();
  if (is("MASK"_kw)) return column_mask();
  if (is("CONSTRAINT"_kw) || is("PRIMARY"_kw) || is("FOREIGN"_kw) || is("REFERENCES"_kw) || is("CHECK"_kw) ||
      is("UNIQUE"_kw))
    return table_constraint();
  if (take({"WITH"_kw, "TAGS"_kw})) return tag_list();
  found = false;
  return true;
}

/// ALWAYS or BY DEFAULT, AS (expression) or AS IDENTITY [(START WITH n INCREMENT BY n)]
bool Parser::generated_column() {
  if (!(take("BY"_kw) ? expect("DEFAULT"_kw) : expect("ALWAYS"_kw)) || !expect("AS"_kw)) return false;
  if (!take("IDENTITY"_kw)) return is_op('(') && column_expression_list();
  if (!take_op('(')) return true;
  while (take({"START"_kw, "WITH"_kw}) || take({"INCREMENT"_kw, "BY"_kw})) {
    if (!signed_number()) return false;
    take_op(',');
  }
  return expect_op(')');
}

bool Parser::column_mask() {
  ++at_;
  TokenRange name;
  if (!dotted_name(name)) return false;
  if (!take({"USING"_kw, "COLUMNS"_kw})) return true;
  return expect_op('(') && expression_list() && expect_op(')');
}

bool Parser::table_constraint() {
  if (take("CONSTRAINT"_kw) && !simple_name()) return false;
  if (take("EXPECT"_kw)) return expectation();
  if (take("CHECK"_kw)) return expect_op('(') && expression() && expect_op(')') && constraint_traits();
  if (take("UNIQUE"_kw)) return (!is_op('(') || name_list()) && constraint_traits();
  if (take({"PRIMARY"_kw, "KEY"_kw})) {
    if (!take_op('(')) return constraint_traits();
    do {
      if (!simple_name()) return false;
      take("TIMESERIES"_kw);
    } while (take_op(','));
    return expect_op(')') && constraint_traits();
  }
  if (take({"FOREIGN"_kw, "KEY"_kw}) && is_op('(') && !name_list()) return false;
  if (!expect("REFERENCES"_kw) || !object("table", Access::Read)) return false;
  return (!is_op('(') || name_list()) && constraint_traits();
}

/// Of a pipeline: (condition) [ON VIOLATION DROP ROW | FAIL UPDATE]
bool Parser::expectation() {
  if (!expect_op('(') || !expression() || !expect_op(')')) return false;
  if (!take({"ON"_kw, "VIOLATION"_kw}) || take({"DROP"_kw, "ROW"_kw})) return true;
  return expect({"FAIL"_kw, "UPDATE"_kw});
}

bool Parser::constraint_traits() {
  for (;;) {
    if (take({"NOT"_kw, "ENFORCED"_kw}) || take("ENFORCED"_kw) || take("RELY"_kw) || take("NORELY"_kw) ||
        take("DEFERRABLE"_kw) || take({"NOT"_kw, "DEFERRABLE"_kw}) || take({"INITIALLY"_kw, "DEFERRED"_kw}) ||
        take({"INITIALLY"_kw, "IMMEDIATE"_kw}) || take({"MATCH"_kw, "FULL"_kw}) ||
        take({"ON"_kw, "UPDATE"_kw, "NO"_kw, "ACTION"_kw}) || take({"ON"_kw, "DELETE"_kw, "NO"_kw, "ACTION"_kw}) ||
        take("NOVALIDATE"_kw)) {
      continue;
    }
    return true;
  }
}

bool Parser::table_clause(bool& found) {
  found = true;
  switch (word()) {
    case "USING"_kw: {
      ++at_;
      TokenRange name;
      return dotted_name(name);
    }
    case "OPTIONS"_kw:
      return ++at_, option_list();
    case "COMMENT"_kw:
      return comment_clause();
    case "TBLPROPERTIES"_kw:
      return ++at_, property_list();
    case "PARTITIONED"_kw:
      if (!expect({"PARTITIONED"_kw, "BY"_kw})) return false;
      if (!is_op('(')) return simple_name();
      return partition_columns();
    case "CLUSTER"_kw:
      return cluster_by();
    case "DEFAULT"_kw:
      return expect({"DEFAULT"_kw, "COLLATION"_kw}) && simple_name();
    case "SCHEDULE"_kw:
    case "TRIGGER"_kw:
      return schedule_clause();
    case "REFRESH"_kw:
      return expect({"REFRESH"_kw, "POLICY"_kw}) && simple_name();
    case "LANGUAGE"_kw:
      return ++at_, simple_name();
    case "WITH"_kw:
      if (is("WITH"_kw, "ROW"_kw)) return ++at_, row_filter();
      if (take({"WITH"_kw, "METRICS"_kw})) return true;
      if (word(1) == "SCHEMA"_kw)
        return at_ += 2, take("BINDING"_kw) || take("COMPENSATION"_kw) || take("EVOLUTION"_kw) ||
                             take({"TYPE"_kw, "EVOLUTION"_kw}) || expect("DEFAULT"_kw);
      if (word(1) == "TAGS"_kw) return at_ += 2, tag_list();
      if (word(1) == "DBPROPERTIES"_kw) return at_ += 2, property_list();
      break;
    default:
      break;
  }
  return storage_clause(found);
}

bool Parser::storage_clause(bool& found) {
  found = true;
  if (take("LOCATION"_kw)) {
    if (!location(Access::Write)) return false;
    if (!take({"WITH"_kw})) return true;
    return expect_op('(') && expect("CREDENTIAL"_kw) && object("credential", Access::Use) && expect_op(')');
  }
  if (take({"CLUSTERED"_kw, "BY"_kw})) {
    if (!name_list()) return false;
    if (take({"SORTED"_kw, "BY"_kw}) && !(is_op('(') && (++at_, order_list()) && expect_op(')'))) return false;
    return expect("INTO"_kw) && signed_number() && expect("BUCKETS"_kw);
  }
  if (is("ROW"_kw, "FORMAT"_kw)) return row_format();
  if (is("ROW"_kw, "FILTER"_kw)) return row_filter();
  if (take({"STORED"_kw, "AS"_kw})) {
    if (take("INPUTFORMAT"_kw)) return string_literal() && expect("OUTPUTFORMAT"_kw) && string_literal();
    return simple_name();
  }
  if (take({"STORED"_kw, "BY"_kw})) return string_literal();
  found = false;
  return true;
}

/// ( column, column TYPE, transform(column), … )
bool Parser::partition_columns() {
  if (!expect_op('(')) return false;
  do {
    if (op(1) == '(') {
      ++at_;
      if (!column_expression_list()) return false;
      continue;
    }
    if (!simple_name()) return false;
    if (is_op(',') || is_op(')')) continue;
    if (!type() || !comment_clause()) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool Parser::cluster_by() {
  if (!expect({"CLUSTER"_kw, "BY"_kw})) return false;
  if (take("AUTO"_kw)) {
    return true;
  }
  return take("NONE"_kw) || name_list();
}

bool Parser::row_filter() {
  if (!expect({"ROW"_kw, "FILTER"_kw})) return false;
  TokenRange name;
  if (!dotted_name(name) || !expect("ON"_kw) || !expect_op('(')) return false;
  if (take_op(')')) return true;
  return expression_list() && expect_op(')');
}

/// SCHEDULE [REFRESH] CRON '…' [AT TIME ZONE '…'] or EVERY n unit; TRIGGER ON UPDATE …
bool Parser::schedule_clause() {
  if (take("TRIGGER"_kw)) {
    if (!expect({"ON"_kw, "UPDATE"_kw})) return false;
    return !take({"AT"_kw, "MOST"_kw, "EVERY"_kw}) || value();
  }
  ++at_;
  take("REFRESH"_kw);
  if (take("EVERY"_kw)) return signed_number() && interval_unit();
  if (!expect("CRON"_kw) || !string_literal()) return false;
  return !take({"AT"_kw, "TIME"_kw, "ZONE"_kw}) || string_literal();
}

}  // namespace lakecode::sql
