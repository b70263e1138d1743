#include "sql/parser.h"

#include <utility>

#include "sql/literals.h"

namespace lakecode::sql {

Parser::Parser(const TokenView& view)
    : view_(view), tokens_(view.tokens().data()), size_(static_cast<std::uint32_t>(view.size())), facts_(&current_) {}

std::vector<StatementFacts> Parser::run() {
  while (at_ < size_) {
    if (take_op(';')) continue;
    const std::uint32_t first = at_;
    open_statement();
    const std::size_t listed = out_.size();
    bool parsed = starts_script() ? script() : statement();
    if (parsed && !at_end()) parsed = fail("more follows than the statement holds");
    if (!parsed) {
      while (at_ < size_ && !is_op(';')) ++at_;
    }
    // A script lists its own statements; one that fails, or holds none, is listed as a whole.
    if (out_.size() == listed || !parsed) {
      current_.tokens = TokenRange{first, at_};
      close_statement(parsed);
    }
    in_script_ = stored_ = false;
    depth_ = 0;
  }
  return std::move(out_);
}

void Parser::open_statement() {
  current_ = StatementFacts{};
  current_.tokens.first = at_;
  current_.in_script = in_script_;
  problem_ = {};
  leave_scope(0);
  calls_open_ = 0;
  stars_ = false;
}

void Parser::close_statement(bool parsed) {
  current_.parsed = parsed;
  current_.problem = parsed ? std::string_view() : problem_;
  current_.problem_at = problem_at_;
  if (current_.tokens.last <= current_.tokens.first) current_.tokens.last = at_;
  if (!stored_) out_.push_back(std::move(current_));
}

bool Parser::is_name(std::uint32_t ahead) const {
  return at_ + ahead < size_ && (kind(ahead) == TokenKind::Word || kind(ahead) == TokenKind::QuotedName);
}

bool Parser::is_string(std::uint32_t ahead) const {
  return at_ + ahead < size_ && (kind(ahead) == TokenKind::String || kind(ahead) == TokenKind::RawString);
}

bool Parser::take(std::initializer_list<Keyword> words) {
  std::uint32_t ahead = 0;
  for (const Keyword keyword : words) {
    if (word(ahead++) != keyword) return false;
  }
  at_ += ahead;
  return true;
}

bool Parser::take(Keyword keyword) {
  if (word() != keyword) return false;
  ++at_;
  return true;
}

bool Parser::take_op(std::uint8_t code) {
  if (op() != code) return false;
  ++at_;
  return true;
}

bool Parser::take_any(const KeywordSet& words) {
  if (!words.has(word())) return false;
  ++at_;
  return true;
}

bool Parser::expect(Keyword keyword) {
  return take(keyword) || fail("a word of the grammar is missing");
}

bool Parser::expect(std::initializer_list<Keyword> words) {
  return take(words) || fail("a word of the grammar is missing");
}

bool Parser::expect_op(std::uint8_t code) {
  return take_op(code) || fail(code == ')' ? "a bracket is not closed" : "punctuation is missing");
}

bool Parser::fail(std::string_view why) {
  if (problem_.empty()) {
    problem_ = why;
    problem_at_ = at_;
  }
  return false;
}

void Parser::note(Trait trait, std::uint32_t first) {
  facts().traits.push_back(TraitUse{.trait = trait, .at = TokenRange{first, at_}});
}

void Parser::use(std::string_view type, Access access, TokenRange name) {
  if (!name.empty()) facts().objects.push_back(ObjectUse{.type = type, .access = access, .name = name});
}

std::vector<StatementFacts> parse_statements(const TokenView& view) {
  return Parser(view).run();
}

}  // namespace lakecode::sql
