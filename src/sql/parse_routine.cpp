#include <utility>

#include "sql/nouns.h"
#include "sql/parser.h"

// CREATE FUNCTION, CREATE PROCEDURE and CREATE POLICY. What a routine holds is stored, not run: its statements are read
// to their end and not listed; calls in the one expression of a function are noted.

namespace lakecode::sql {

bool Parser::create_function(bool temporary) {
  if (!if_not_exists() || !object("function", Access::Create)) return false;
  if (take("AS"_kw)) {  // a class of the JVM
    if (!string_literal()) return false;
    if (!take("USING"_kw)) return true;
    do {
      if (!take("JAR"_kw) && !take("FILE"_kw) && !expect("ARCHIVE"_kw)) return false;
      if (!location(Access::Read)) return false;
    } while (take_op(','));
    return true;
  }
  (void)temporary;
  if (!routine_parameters()) return false;
  if (take("RETURNS"_kw)) {
    if (take("TABLE"_kw)) {
      if (is_op('(') && !routine_parameters()) return false;
    } else if (!type()) {
      return false;
    }
  }
  return routine_clauses() && routine_body();
}

bool Parser::routine_parameters() {
  if (!expect_op('(')) return false;
  if (take_op(')')) return true;
  do {
    if (!take("INOUT"_kw) && !(is("IN"_kw) || is("OUT"_kw))) {
      // no mode
    } else if (is("IN"_kw) || is("OUT"_kw)) {
      ++at_;
    }
    if (!simple_name()) return false;
    if (is("TABLE"_kw)) {
      ++at_;
    } else if (!type()) {
      return false;
    }
    if (take({"NOT"_kw, "NULL"_kw})) {
      // must be given
    }
    if (take("DEFAULT"_kw) && !expression()) return false;
    if (!comment_clause()) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool Parser::routine_clauses() {
  for (;;) {
    if (take("LANGUAGE"_kw)) {
      if (!simple_name()) return false;
    } else if (take({"NOT"_kw, "DETERMINISTIC"_kw}) || take("DETERMINISTIC"_kw) || take({"CONTAINS"_kw, "SQL"_kw}) ||
               take({"READS"_kw, "SQL"_kw, "DATA"_kw}) || take({"MODIFIES"_kw, "SQL"_kw, "DATA"_kw}) ||
               take({"SQL"_kw, "SECURITY"_kw, "INVOKER"_kw}) || take({"SQL"_kw, "SECURITY"_kw, "DEFINER"_kw}) ||
               take({"CALLED"_kw, "ON"_kw, "NULL"_kw, "INPUT"_kw}) ||
               take({"RETURN"_kw, "NULL"_kw, "ON"_kw, "NULL"_kw, "INPUT"_kw})) {
      continue;
    } else if (take("COMMENT"_kw) || take("HANDLER"_kw) || take("PARAMETER"_kw)) {
      if (!take("STYLE"_kw) ? !string_literal() : !simple_name()) return false;
    } else if (take({"SPECIFIC"_kw})) {
      if (!simple_name()) return false;
    } else if (take("ENVIRONMENT"_kw)) {
      if (!option_list()) return false;
    } else if (take({"DEFAULT"_kw, "COLLATION"_kw})) {
      if (!simple_name()) return false;
    } else {
      return true;
    }
  }
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
  TokenRange name;
  if (!take({"ROW"_kw, "FILTER"_kw}) && !take({"COLUMN"_kw, "MASK"_kw}))
    return fail("the form of the policy is missing");
  if (!dotted_name(name) || !expect("TO"_kw)) return false;
  do {
    if (!principal()) return false;
  } while (take_op(','));
  if (take("EXCEPT"_kw)) {
    do {
      if (!principal()) return false;
    } while (take_op(','));
  }
  if (!expect({"FOR"_kw, "TABLES"_kw})) return false;
  if (take("WHEN"_kw) && !expression()) return false;
  if (take({"MATCH"_kw, "COLUMNS"_kw})) {
    do {
      if (!expression()) return false;
      if (take("AS"_kw) ? !simple_name() : (starts_alias() && !is("USING"_kw) && !simple_name())) return false;
    } while (take_op(','));
  }
  if (take({"ON"_kw, "COLUMN"_kw}) && !simple_name()) return false;
  if (!take({"USING"_kw, "COLUMNS"_kw})) return true;
  return expect_op('(') && expression_list() && expect_op(')');
}

}  // namespace lakecode::sql
