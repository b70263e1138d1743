#include "sql/parser.h"

#include <utility>

#include "sql/literals.h"

namespace lakecode::sql {

Parser::Parser(const TokenView& view, std::pmr::memory_resource* memory) : NameParser(view, memory), out_(memory) {}

std::pmr::vector<StatementFacts> Parser::run() {
  while (at_ < size_ && out_.size() <= kMaxStatements) {
    if (take_op(';')) continue;
    const std::uint32_t first = at_;
    open_statement();
    const std::size_t listed = out_.size();
    bool parsed = starts_script() ? script() : statement();
    if (gave_up_) parsed = false;
    if (parsed && !at_end()) parsed = fail("more follows than the statement holds");
    if (!parsed) {
      while (at_ < size_ && !is_op(';')) ++at_;
    }
    // A script lists its own statements; one that fails, or holds none, is listed as a whole.
    if (out_.size() == listed || !parsed) {
      current_.tokens = TokenRange{first, at_};
      if (parsed && current_.kind.empty()) current_.kind = "SCRIPT";
      close_statement(parsed);
    }
    in_script_ = stored_ = false;
    depth_ = 0;
  }
  return std::move(out_);
}

void Parser::open_statement() {
  current_ = StatementFacts(out_.get_allocator().resource());
  current_.tokens.first = at_;
  current_.in_script = in_script_;
  problem_ = {};
  with_names_.leave(0);
  calls_open_ = 0;
  stars_ = false;
  call_read_ = {};
}

void Parser::close_statement(bool parsed) {
  current_.parsed = parsed;
  current_.problem = parsed ? std::string_view() : problem_;
  current_.problem_at = problem_at_;
  if (current_.tokens.last <= current_.tokens.first) current_.tokens.last = at_;
  if (!stored_) out_.push_back(std::move(current_));
}

std::pmr::vector<StatementFacts> parse_statements(const TokenView& view, std::pmr::memory_resource* memory) {
  return Parser(view, memory).run();
}

}  // namespace lakecode::sql
