#include <utility>

#include "sql/nouns.h"
#include "sql/parser.h"

// CREATE FUNCTION, CREATE PROCEDURE and CREATE POLICY. What a routine holds is stored, not run: its statements are read
// to their end and not listed; calls in the one expression of a function are noted.

namespace lakecode::sql {

bool Parser::create_function() {
  if (!if_not_exists() || !object("function", Access::Create)) return false;
  if (take("AS"_kw)) {  // a class of the JVM
    return string_literal() && (!take("USING"_kw) || listed(&Parser::function_file));
  }
  if (!routine_parameters()) return false;
  if (take("RETURNS"_kw)) {
    const bool table = take("TABLE"_kw);
    if (table ? is_op('(') && !routine_parameters() : !type()) return false;
  }
  return routine_clauses() && routine_body();
}

bool Parser::function_file() {
  return (take("JAR"_kw) || take("FILE"_kw) || expect("ARCHIVE"_kw)) && location(Access::Read);
}

bool Parser::routine_parameters() {
  if (!expect_op('(')) return false;
  return take_op(')') || (listed(&Parser::routine_parameter) && expect_op(')'));
}

bool Parser::routine_parameter() {
  if (!take("INOUT"_kw) && !take("IN"_kw)) take("OUT"_kw);
  if (!simple_name() || !(take("TABLE"_kw) || type())) return false;
  if (take({"NOT"_kw, "NULL"_kw})) {
    // must be given
  }
  return (!take("DEFAULT"_kw) || expression()) && comment_clause();
}

bool Parser::routine_clauses() {
  return clauses(&Parser::routine_clause);
}

bool Parser::routine_clause(bool& found) {
  found = true;
  if (take({"NOT"_kw, "DETERMINISTIC"_kw}) || take("DETERMINISTIC"_kw) || take({"CONTAINS"_kw, "SQL"_kw}) ||
      take({"READS"_kw, "SQL"_kw, "DATA"_kw}) || take({"MODIFIES"_kw, "SQL"_kw, "DATA"_kw}) ||
      take({"SQL"_kw, "SECURITY"_kw, "INVOKER"_kw}) || take({"SQL"_kw, "SECURITY"_kw, "DEFINER"_kw}) ||
      take({"CALLED"_kw, "ON"_kw, "NULL"_kw, "INPUT"_kw}) ||
      take({"RETURN"_kw, "NULL"_kw, "ON"_kw, "NULL"_kw, "INPUT"_kw}))
    return true;
  if (take("COMMENT"_kw) || take("HANDLER"_kw) || take("PARAMETER"_kw))
    return take("STYLE"_kw) ? simple_name() : string_literal();
  if (take("LANGUAGE"_kw) || take("SPECIFIC"_kw) || take({"DEFAULT"_kw, "COLLATION"_kw})) return simple_name();
  if (take("ENVIRONMENT"_kw)) return option_list();
  found = false;
  return true;
}

bool Parser::routine_body() {
  if (take("RETURN"_kw)) {
    return starts_query() ? query() : expression();
  }
  if (!expect("AS"_kw)) return false;
  if (kind() == TokenKind::DollarString && at_ < size_) return ++at_, true;
  if (is_string()) return string_literal();
  if (take("RETURN"_kw)) return starts_query() ? query() : expression();
  return fail("the body of the function is missing");
}

bool Parser::create_procedure() {
  if (!if_not_exists() || !object("procedure", Access::Create)) return false;
  if (!routine_parameters() || !routine_clauses() || !expect("AS"_kw)) return false;
  if (!starts_script()) return fail("the body of the procedure is missing");
  // The statements of the body have facts of their own, which nobody asks for.
  StatementFacts outer = std::move(current_);
  const bool stored = stored_;
  const bool in_script = in_script_;
  stored_ = in_script_ = true;
  open_statement();
  const bool done = compound();
  stored_ = stored;
  in_script_ = in_script;
  current_ = std::move(outer);
  return done;
}

bool Parser::create_policy() {
  if (!object("policy", Access::Create) || !expect("ON"_kw)) return false;
  const Noun* noun = take_noun();
  if (noun == nullptr) return fail("an object is missing");
  return object(noun->type, Access::Alter) && policy_body();
}

bool Parser::policy_body() {
  if (!comment_clause()) return false;
  if (!take({"ROW"_kw, "FILTER"_kw}) && !take({"COLUMN"_kw, "MASK"_kw}))
    return fail("the form of the policy is missing");
  if (!any_name() || !expect("TO"_kw) || !listed(&Parser::principal)) return false;
  if (take("EXCEPT"_kw) && !listed(&Parser::principal)) return false;
  if (!expect({"FOR"_kw, "TABLES"_kw})) return false;
  if (take("WHEN"_kw) && !expression()) return false;
  if (take({"MATCH"_kw, "COLUMNS"_kw}) && !listed(&Parser::policy_column)) return false;
  if (take({"ON"_kw, "COLUMN"_kw}) && !simple_name()) return false;
  if (!take({"USING"_kw, "COLUMNS"_kw})) return true;
  return expect_op('(') && expression_list() && expect_op(')');
}

bool Parser::policy_column() {
  return expression() && optional_name("USING"_kw);
}

}  // namespace lakecode::sql
