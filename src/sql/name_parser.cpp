#include "sql/name_parser.h"

namespace lakecode::sql {
namespace {

bool looks_like_path(std::string_view quoted) {
  return quoted.find('/') != std::string_view::npos || quoted.find(':') != std::string_view::npos;
}

}  // namespace

bool NameParser::any_name() {
  TokenRange name;
  return dotted_name(name);
}

void NameParser::note(Trait trait, std::uint32_t first) {
  facts().traits.push_back(TraitUse{.trait = trait, .at = TokenRange{first, at_}});
}

void NameParser::use(std::string_view type, Access access, TokenRange name) {
  if (name.empty()) return;
  if (facts().objects.size() >= kMaxObjects) return give_up("it names too many objects");
  facts().objects.push_back(ObjectUse{.type = type, .access = access, .name = name});
}

/// The text ends here, as far as we read it.
void NameParser::give_up(std::string_view why) {
  fail(why);
  size_ = at_;
  gave_up_ = true;
}

bool NameParser::simple_name() {
  if (!is_name()) return fail("a name is missing");
  ++at_;
  return true;
}

bool NameParser::dotted_name(TokenRange& name) {
  name.first = at_;
  if (!simple_name()) return false;
  while (is_op('.')) {
    ++at_;
    // Inside a dotted name the lexer may have read ".5x" or "5" as a number of the next part.
    if (!simple_name()) return false;
  }
  name.last = at_;
  return true;
}

bool NameParser::object(std::string_view type, Access access) {
  if (is("IDENTIFIER"_kw) && op(1) == '(') {
    const std::uint32_t first = at_;
    if (!computed_name()) return false;
    use(type, access, since(first));
    return true;
  }
  TokenRange name;
  if (!dotted_name(name)) return false;
  const std::string_view last = view_.text(name.last - 1);
  const bool path = last.front() == '`' && looks_like_path(last) && name.last - name.first == 3;
  if (path) {
    use("path", access, TokenRange{name.last - 1, name.last});
  } else {
    use(type, access, name);
  }
  return true;
}

bool NameParser::string_literal() {
  if (!is_string()) return fail("a string is missing");
  while (is_string()) ++at_;
  return true;
}

bool NameParser::signed_number() {
  if (is_op('-') || is_op('+')) ++at_;
  if (kind() != TokenKind::Number) return fail("a number is missing");
  ++at_;
  return true;
}

bool NameParser::location(Access access) {
  const std::uint32_t first = at_;
  if (!string_literal()) return false;
  use("path", access, since(first));
  return true;
}

bool NameParser::name_list() {
  if (!expect_op('(')) return false;
  if (!listed(&NameParser::any_name)) return false;
  return expect_op(')');
}

// A key is a string, or words joined by dots; words may hold "-" and start with digits in some lists.
bool NameParser::property_key() {
  if (is_string()) return string_literal();
  TokenRange name;
  return dotted_name(name);
}

bool NameParser::property_value() {
  if (is_string()) return string_literal();
  if (kind() == TokenKind::Parameter) return ++at_, true;
  if (is_op('(')) return option_list();
  if (kind() == TokenKind::Number || is_op('-') || is_op('+')) return signed_number();
  if (is_name() && (op(1) == '(' || op(1) == '.')) return value();
  return simple_name();
}

bool NameParser::property_list() {
  if (!expect_op('(')) return false;
  do {
    const std::uint32_t first = at_;
    if (!property_key()) return false;
    const std::uint32_t key_end = at_;
    const bool equals = take_op('=');
    if ((equals || (!is_op(',') && !is_op(')'))) && !property_value()) return false;
    facts().properties.push_back(PropertyUse{.key = TokenRange{first, key_end}, .value = TokenRange{key_end, at_}});
  } while (take_op(','));
  return expect_op(')');
}

bool NameParser::option_list() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("brackets are nested too deeply");
  if (!expect_op('(')) return false;
  if (take_op(')')) return true;
  do {
    if (is_string() || kind() == TokenKind::Number || is_op('(') || is_op('-')) {
      if (!property_value()) return false;
    } else {
      TokenRange name;
      if (!dotted_name(name)) return false;
    }
    const bool equals = take_op('=') || take_op(op::kFatArrow);
    if (!equals && (is_op(',') || is_op(')'))) continue;
    if (!property_value()) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool NameParser::partition_spec() {
  return expect("PARTITION"_kw) && partition_list();
}

/// ( column [= value], … )
bool NameParser::partition_list() {
  if (!expect_op('(')) return false;
  do {
    if (!simple_name()) return false;
    const bool compares = take_op('=') || take_op('<') || take_op('>') || take_op(op::kLessEqual) ||
                          take_op(op::kGreaterEqual) || take_op(op::kNotEqual);
    if (compares && !value()) return false;
    if (take("LIKE"_kw) && !string_literal()) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool NameParser::if_exists() {
  return !is("IF"_kw, "EXISTS"_kw) || take({"IF"_kw, "EXISTS"_kw});
}

bool NameParser::if_not_exists() {
  return !is("IF"_kw, "NOT"_kw) || expect({"IF"_kw, "NOT"_kw, "EXISTS"_kw});
}

bool NameParser::comment_clause() {
  return !take("COMMENT"_kw) || string_literal();
}

bool NameParser::starts_time_travel() const {
  if (is_op('@')) return true;
  const bool asks = word() == "VERSION"_kw || word() == "TIMESTAMP"_kw;
  if (asks) return word(1) == "AS"_kw && word(2) == "OF"_kw;
  return word() == "FOR"_kw && (word(1) == "VERSION"_kw || word(1) == "TIMESTAMP"_kw || word(1) == "SYSTEM_TIME"_kw ||
                                word(1) == "SYSTEM_VERSION"_kw);
}

bool NameParser::time_travel() {
  if (take_op('@')) {
    if (kind() != TokenKind::Number && kind() != TokenKind::Word) return fail("a version is missing");
    ++at_;
    return true;
  }
  take("FOR"_kw);
  ++at_;  // VERSION, TIMESTAMP, SYSTEM_TIME, SYSTEM_VERSION
  return expect({"AS"_kw, "OF"_kw}) && value();
}

}  // namespace lakecode::sql
