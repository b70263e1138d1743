#include "sql/parser.h"

// Which statement the first words begin. WITH and FROM are prefixes: what follows their list decides.

namespace lakecode::sql {

bool Parser::statement() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("statements are nested too deeply");
  if (is_op('(')) return query_statement();
  bool known = true;
  const bool data = data_statement(known);
  if (known) return data;
  known = true;
  const bool service = service_statement(known);
  if (known) return service;
  facts().kind = "UNKNOWN";
  return fail("the statement is not known");
}

bool Parser::query_statement() {
  facts().kind = is("VALUES"_kw) ? "VALUES" : "SELECT";
  return query();
}

bool Parser::with_statement() {
  facts().kind = "SELECT";
  if (!with_list()) return false;
  switch (word()) {
    case "INSERT"_kw:
      return insert();
    case "DELETE"_kw:
      return delete_rows();
    case "UPDATE"_kw:
      return update();
    case "MERGE"_kw:
      return merge();
    case "FROM"_kw:
      return from_statement();
    default:
      return query_body();
  }
}

bool Parser::from_statement() {
  facts().kind = "SELECT";
  if (!from_query_head()) return false;
  if (is("INSERT"_kw)) return multi_insert();
  return from_query_rest() && set_operations() && query_tail() && pipes();
}

bool Parser::data_statement(bool& known) {
  switch (word()) {
    case "SELECT"_kw:
    case "VALUES"_kw:
    case "TABLE"_kw:
    case "MAP"_kw:
    case "REDUCE"_kw:
      return query_statement();
    case "WITH"_kw:
      return with_statement();
    case "FROM"_kw:
      return from_statement();
    case "INSERT"_kw:
      return insert();
    case "DELETE"_kw:
      return delete_rows();
    case "UPDATE"_kw:
      return update();
    case "MERGE"_kw:
      return merge();
    case "TRUNCATE"_kw:
      return truncate();
    case "CREATE"_kw:
      return create();
    case "ALTER"_kw:
      return alter();
    case "DROP"_kw:
      return drop();
    case "UNDROP"_kw:
      return undrop();
    case "GRANT"_kw:
    case "DENY"_kw:
      return grant();
    case "REVOKE"_kw:
      return revoke();
    case "SHOW"_kw:
      return show();
    case "DESCRIBE"_kw:
    case "DESC"_kw:
      return describe();
    case "EXPLAIN"_kw:
      return explain();
    case "USE"_kw:
      return use_statement();
    case "SET"_kw:
      return set_statement();
    case "DECLARE"_kw:
      return declare();
    default:
      known = false;
      return false;
  }
}

bool Parser::service_statement(bool& known) {
  const Keyword next = word(1);
  switch (word()) {
    case "RESET"_kw:
      return reset();
    case "OPTIMIZE"_kw:
      return optimize();
    case "VACUUM"_kw:
      return vacuum();
    case "ANALYZE"_kw:
      return analyze();
    case "RESTORE"_kw:
      return restore();
    case "MSCK"_kw:
    case "REPAIR"_kw:
      return repair();
    case "FSCK"_kw:
      return fsck();
    case "REORG"_kw:
      return reorg();
    case "REFRESH"_kw:
      return refresh();
    case "SYNC"_kw:
      return sync();
    case "CACHE"_kw:
    case "UNCACHE"_kw:
      return cache();
    case "PUT"_kw:
    case "GET"_kw:
    case "REMOVE"_kw:
    case "LIST"_kw:
    case "ADD"_kw:
      return file_command();
    case "CALL"_kw:
      return call_procedure();
    case "COMMIT"_kw:
    case "ROLLBACK"_kw:
      return transaction();
    case "GENERATE"_kw:
      facts().kind = "GENERATE";
      ++at_;
      return simple_name() && expect({"FOR"_kw, "TABLE"_kw}) && object("table", Access::Write);
    default:
      break;
  }
  if (is("COPY"_kw) && next == "INTO"_kw) return copy_into();
  if (is("LOAD"_kw) && next == "DATA"_kw) return load_data();
  if (is("REPLACE"_kw) && next == "TABLE"_kw) return replace_table();
  if (is("CLEAR"_kw) && next == "CACHE"_kw) return cache();
  if (is("COMMENT"_kw) && next == "ON"_kw) return comment_on();
  if (is("UNSET"_kw) && next == "TAG"_kw) return set_tag();
  if (is("EXECUTE"_kw) && next == "IMMEDIATE"_kw) return execute_immediate();
  if (is("CONVERT"_kw) && next == "TO"_kw && word(2) == "DELTA"_kw) return convert();
  if ((is("BEGIN"_kw) || is("START"_kw)) && next == "TRANSACTION"_kw) return transaction();
  if ((is("APPLY"_kw) && next == "CHANGES"_kw) || (is("AUTO"_kw) && next == "CDC"_kw)) return auto_cdc();
  known = false;
  return false;
}

bool Parser::reset() {
  facts().kind = "RESET";
  ++at_;
  if (at_end()) return true;
  return any_name();
}

}  // namespace lakecode::sql
