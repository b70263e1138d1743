#include "sql/parser.h"

// Scripts: BEGIN … END, labels, IF, CASE, WHILE, REPEAT, LOOP, FOR, handlers. Every statement at every depth is listed
// by itself; a condition is listed as a statement of kind SCRIPT, so that the calls in it are seen.

namespace lakecode::sql {

bool Parser::starts_script() const {
  const std::uint32_t at = is_name() && op(1) == ':' ? 2 : 0;
  if (word(at) == "LOOP"_kw || word(at) == "WHILE"_kw || word(at) == "REPEAT"_kw || word(at) == "FOR"_kw)
    return at == 2 && in_script_;
  if (word(at) != "BEGIN"_kw) return false;
  return word(at + 1) != "TRANSACTION"_kw && at_ + at + 1 < size_ && op(at + 1) != ';';
}

bool Parser::script() {
  in_script_ = true;
  const bool done = compound();
  return done;
}

/// BEGIN … END with its label.
bool Parser::compound() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  if (is_name() && op(1) == ':') at_ += 2;
  if (!expect("BEGIN"_kw)) return false;
  take("ATOMIC"_kw);
  if (take({"NOT"_kw, "ATOMIC"_kw})) {
    // the default
  }
  return block({"END"_kw}) && close_block(Keyword::NoKeyword);
}

/// END [IF|LOOP|…] [label]; the END itself is at the cursor.
bool Parser::close_block(Keyword word) {
  if (!expect("END"_kw)) return false;
  if (word != Keyword::NoKeyword) return expect(word) && label_end();
  return label_end();
}

bool Parser::label_end() {
  if (is_name() && !at_end()) ++at_;
  return true;
}

/// Statements, each with its ";", up to one of the words that end the block.
bool Parser::block(std::initializer_list<Keyword> ends) {
  for (;;) {
    while (take_op(';')) {
    }
    if (at_ >= size_) return fail("a block is not closed");
    for (const Keyword end : ends) {
      if (is(end) && op(1) != ':') return true;
    }
    if (!block_item()) return false;
    if (!expect_op(';')) return false;
  }
}

bool Parser::block_item() {
  std::uint32_t ahead = is_name() && op(1) == ':' ? 2 : 0;
  switch (word(ahead)) {
    case "BEGIN"_kw:
      if (word(ahead + 1) == "TRANSACTION"_kw) break;
      return compound();
    case "IF"_kw:
      return if_block();
    case "CASE"_kw:
      return case_block();
    case "WHILE"_kw:
      return at_ += ahead + 1, while_block();
    case "REPEAT"_kw:
      return at_ += ahead + 1, repeat_block();
    case "LOOP"_kw:
      return at_ += ahead + 1, loop_block();
    case "FOR"_kw:
      return at_ += ahead + 1, for_block();
    default:
      break;
  }
  if (is("DECLARE"_kw) && word(2) == "HANDLER"_kw) return handler();
  open_statement();
  bool known = true;
  bool done = script_word(known);
  if (!known) done = statement();
  if (done && !at_end()) done = fail("more follows than the statement holds");
  if (done) close_statement(true);
  return done;
}

/// The statements that only a script has.
bool Parser::script_word(bool& known) {
  facts().kind = "SCRIPT";
  switch (word()) {
    case "LEAVE"_kw:
    case "ITERATE"_kw:
    case "OPEN"_kw:
    case "CLOSE"_kw:
      ++at_;
      return simple_name() && (!take("USING"_kw) || expression_list());
    case "SIGNAL"_kw:
    case "RESIGNAL"_kw:
      return signal();
    case "FETCH"_kw:
      ++at_;
      if (!take({"NEXT"_kw, "FROM"_kw})) take("FROM"_kw);
      return simple_name() && expect("INTO"_kw) && names();
    case "RETURN"_kw:
      ++at_;
      return at_end() || (starts_query() ? query() : expression());
    case "GET"_kw:
      if (word(1) != "DIAGNOSTICS"_kw && word(1) != "STACKED"_kw && word(1) != "CURRENT"_kw) break;
      return diagnostics();
    default:
      break;
  }
  facts().kind = {};
  known = false;
  return false;
}

bool Parser::names() {
  if (!listed(&Parser::any_name)) return false;
  return true;
}

bool Parser::signal() {
  ++at_;
  if (take("SQLSTATE"_kw)) {
    take("VALUE"_kw);
    if (!string_literal()) return false;
  } else if (is_name() && !is("SET"_kw)) {
    ++at_;
  }
  return !take("SET"_kw) || set_variables();
}

bool Parser::diagnostics() {
  ++at_;
  if (is("STACKED"_kw) || is("CURRENT"_kw)) ++at_;
  if (!expect("DIAGNOSTICS"_kw)) return false;
  if (take("CONDITION"_kw)) ++at_;
  do {
    TokenRange name;
    if (!dotted_name(name) || !expect_op('=') || !simple_name()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::script_expression() {
  open_statement();
  facts().kind = "SCRIPT";
  if (!expression()) return false;
  close_statement(true);
  return true;
}

bool Parser::if_block() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  ++at_;
  if (!script_expression() || !expect("THEN"_kw)) return false;
  for (;;) {
    if (!block({"ELSEIF"_kw, "ELSE"_kw, "END"_kw})) return false;
    if (take("ELSEIF"_kw)) {
      if (!script_expression() || !expect("THEN"_kw)) return false;
    } else if (!take("ELSE"_kw)) {
      return close_block("IF"_kw);
    }
  }
}

bool Parser::case_block() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  ++at_;
  if (!is("WHEN"_kw) && !script_expression()) return false;
  while (take("WHEN"_kw)) {
    if (!script_expression() || !expect("THEN"_kw)) return false;
    if (!block({"WHEN"_kw, "ELSE"_kw, "END"_kw})) return false;
  }
  if (take("ELSE"_kw) && !block({"END"_kw})) return false;
  return close_block("CASE"_kw);
}

bool Parser::while_block() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  return script_expression() && expect("DO"_kw) && block({"END"_kw}) && close_block("WHILE"_kw);
}

bool Parser::loop_block() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  return block({"END"_kw}) && close_block("LOOP"_kw);
}

bool Parser::repeat_block() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  return block({"UNTIL"_kw}) && expect("UNTIL"_kw) && script_expression() && close_block("REPEAT"_kw);
}

bool Parser::for_block() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("blocks are nested too deeply");
  if (is_name() && word(1) == "AS"_kw) at_ += 2;
  open_statement();
  facts().kind = "SELECT";
  if (!query()) return false;
  close_statement(true);
  return expect("DO"_kw) && block({"END"_kw}) && close_block("FOR"_kw);
}

/// DECLARE EXIT|CONTINUE HANDLER FOR condition, … statement. The body counts like any other statement.
bool Parser::handler() {
  ++at_;
  if (!take("EXIT"_kw) && !expect("CONTINUE"_kw)) return false;
  if (!expect({"HANDLER"_kw, "FOR"_kw})) return false;
  do {
    if (take("SQLSTATE"_kw)) {
      take("VALUE"_kw);
      if (!string_literal()) return false;
    } else if (!take("SQLEXCEPTION"_kw) && !take({"NOT"_kw, "FOUND"_kw}) && !simple_name()) {
      return false;
    }
  } while (take_op(','));
  return block_item();
}

}  // namespace lakecode::sql
