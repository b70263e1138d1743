#include "sql/nouns.h"
#include "sql/parser.h"

// GRANT, REVOKE, DENY, COMMENT ON, tags, and EXECUTE IMMEDIATE, CALL and transactions.

namespace lakecode::sql {
namespace {

constexpr KeywordSet kEndOfPrivilege = {"ON", "TO", "FROM"};

}  // namespace

bool Parser::principal() {
  if (is_string()) return string_literal();
  if (kind() == TokenKind::Parameter) return ++at_, true;
  if (is("IDENTIFIER"_kw) && op(1) == '(') return computed_name();
  if (is("USER"_kw) || is("GROUP"_kw)) {
    if (is_name(1) && op(1) == 0) ++at_;
  }
  if (!simple_name()) return false;
  // "account users" and names of several words are one principal only in quotes; user@domain needs them as well.
  return true;
}

/// Words up to ON, TO or FROM, in a list; a privilege may name columns.
bool Parser::privileges() {
  do {
    if (kEndOfPrivilege.has(word()) || kind() != TokenKind::Word || at_ >= size_) return fail("a privilege is missing");
    for (int words = 0; kind() == TokenKind::Word && at_ < size_ && !kEndOfPrivilege.has(word()); ++words) {
      if (words >= 4 || word() == Keyword::NoKeyword) return fail("a privilege is not known");
      ++at_;
    }
    if (is_op('(') && !name_list()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::securable(Access access) {
  if (take({"ANONYMOUS"_kw, "FUNCTION"_kw})) return true;
  if (take({"ANY"_kw, "FILE"_kw})) return true;
  if (is("METASTORE"_kw)) {  // there is one, without a name
    ++at_;
    use("metastore", access, since(at_ - 1));
    return true;
  }
  if (is_op('*')) return fail("the object is missing");
  const bool named = is_name(1) || is_string(1);
  if (const Noun* noun = named ? take_noun() : nullptr) return object(noun->type, access);
  if (take({"CLEAN"_kw, "ROOM"_kw})) return object("clean_room", access);
  if (named && (is("MODEL"_kw) || is("PIPELINE"_kw))) {
    ++at_;
    return object("model", access);
  }
  if (named && is("CATALOG"_kw)) ++at_;
  return object("table", access);
}

bool Parser::grant() {
  facts().kind = is("DENY"_kw) ? "DENY" : "GRANT";
  ++at_;
  if (!privileges()) return false;
  if (take("ON"_kw) && !securable(Access::Grant)) return false;
  if (!expect("TO"_kw)) return false;
  if (take("RECIPIENT"_kw)) return object("recipient", Access::Grant);
  if (!listed(&Parser::principal)) return false;
  return !take("WITH"_kw) || expect({"GRANT"_kw, "OPTION"_kw});
}

bool Parser::revoke() {
  facts().kind = "REVOKE";
  ++at_;
  take({"GRANT"_kw, "OPTION"_kw, "FOR"_kw});
  if (!privileges()) return false;
  if (take("ON"_kw) && !securable(Access::Grant)) return false;
  if (!expect("FROM"_kw)) return false;
  if (take("RECIPIENT"_kw)) return object("recipient", Access::Grant);
  return listed(&Parser::principal);
}

bool Parser::comment_on() {
  facts().kind = "COMMENT_ON";
  at_ += 2;
  if (take("COLUMN"_kw)) {
    if (!object("column", Access::Alter)) return false;
  } else {
    const Noun* noun = take_noun();
    if (noun == nullptr) return fail("COMMENT ON of an object that is not known");
    if (!object(noun->type, Access::Alter)) return false;
  }
  if (!expect("IS"_kw)) return false;
  return take("NULL"_kw) || string_literal();
}

/// SET TAG ON noun name key = value; UNSET TAG ON noun name key.
bool Parser::set_tag() {
  const bool set = is("SET"_kw);
  facts().kind = set ? "SET_TAG" : "UNSET_TAG";
  at_ += 2;
  if (!expect("ON"_kw)) return false;
  if (take("COLUMN"_kw)) {
    if (!object("column", Access::Alter)) return false;
  } else {
    const Noun* noun = take_noun();
    if (noun == nullptr) return fail("an object is missing");
    if (!object(noun->type, Access::Alter)) return false;
  }
  do {
    if (!property_key()) return false;
    if (take_op('=') && !property_value()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::execute_immediate() {
  facts().kind = "EXECUTE_IMMEDIATE";
  at_ += 2;
  const std::uint32_t first = at_;
  const bool literal = is_string();
  if (literal) {
    string_literal();
  }
  const bool ends = at_end() || is("USING"_kw) || is("INTO"_kw);
  if (literal && ends) {
    note(Trait::Nested, first);
  } else {
    at_ = first;
    if (!expression()) return false;
  }
  if (take("INTO"_kw)) {
    const bool bracket = take_op('(');
    if (!listed(&Parser::any_name) || (bracket && !expect_op(')'))) return false;
  }
  if (!take("USING"_kw)) return true;
  const bool bracket = !is_query_in_brackets() && take_op('(');
  return listed(&Parser::named_expression) && (!bracket || expect_op(')'));
}

/// expression [[AS] name]
bool Parser::named_expression() {
  return expression() && optional_name();
}

bool Parser::call_procedure() {
  facts().kind = "CALL";
  ++at_;
  TokenRange name;
  const std::uint32_t first = at_;
  if (is("IDENTIFIER"_kw) && op(1) == '(') {
    if (!computed_name()) return false;
    name = since(first);
  } else if (!dotted_name(name)) {
    return false;
  }
  use("procedure", Access::Use, name);
  if (!expect_op('(')) return false;
  ++calls_open_;
  const bool done = is_op(')') || call_arguments(name);
  --calls_open_;
  return done && expect_op(')');
}

bool Parser::transaction() {
  facts().kind = "TRANSACTION";
  if (take({"BEGIN"_kw, "TRANSACTION"_kw}) || take({"START"_kw, "TRANSACTION"_kw})) {
    if (take({"READ"_kw, "ONLY"_kw}) || take({"READ"_kw, "WRITE"_kw})) {
      // a mode is no guard: COMMIT in the text ends it
    }
    return !take({"ISOLATION"_kw, "LEVEL"_kw}) || simple_name();
  }
  ++at_;  // COMMIT, ROLLBACK
  if (!take("WORK"_kw)) take("TRANSACTION"_kw);
  return true;
}

}  // namespace lakecode::sql
