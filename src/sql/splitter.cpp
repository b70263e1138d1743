#include "sql/splitter.h"

// A script is BEGIN … END, its BEGIN at the start of a statement, after a label, or as the body of CREATE PROCEDURE.
// Inside, these open a level where a statement may start: BEGIN, IF, LOOP, WHILE, REPEAT, FOR; CASE opens one
// anywhere, as an expression too. END closes the innermost and takes a following IF, LOOP, … with it.

#include <array>

namespace lakecode::sql {
namespace {

constexpr std::array<std::string_view, 6> kBlockOpeners = {"BEGIN", "IF", "LOOP", "WHILE", "REPEAT", "FOR"};
constexpr std::array<std::string_view, 6> kBlockClosers = {"IF", "LOOP", "WHILE", "REPEAT", "FOR", "CASE"};
constexpr std::array<std::string_view, 8> kBeforeStatement = {"BEGIN", "THEN",   "ELSE",   "DO",
                                                              "LOOP",  "REPEAT", "ATOMIC", "HANDLER"};

class Splitter {
 public:
  explicit Splitter(const TokenView& view) : view_(view) {}

  std::vector<StatementRange> run() {
    for (std::size_t i = 0; i < view_.size(); ++i) {
      if (view_.is_operator(i, ";")) {
        if (depth_ == 0) close_statement(i);
      } else {
        track_block(i);
      }
    }
    close_statement(view_.size());
    return std::move(ranges_);
  }

 private:
  void close_statement(std::size_t end) {
    if (end > first_) ranges_.push_back(StatementRange{.first = first_, .last = end});
    first_ = end + 1;
    depth_ = 0;
  }

  [[nodiscard]] bool starts_script(std::size_t i) const {
    if (!view_.is_word(i, "BEGIN")) return false;
    const bool labelled = i == first_ + 2 && view_.is_operator(i - 1, ":");
    const bool body = view_.is_word(first_, "CREATE") && i > first_ && view_.is_word(i - 1, "AS");
    if (i != first_ && !labelled && !body) return false;
    const bool transaction = view_.is_word(i + 1, "TRANSACTION") || view_.is_word(i + 1, "WORK");
    return !transaction && i + 1 < view_.size() && !view_.is_operator(i + 1, ";");
  }

  [[nodiscard]] bool at_statement_start(std::size_t i) const {
    return view_.is_operator(i - 1, ";") || view_.is_operator(i - 1, ":") || view_.is_any_word(i - 1, kBeforeStatement);
  }

  void track_block(std::size_t i) {
    if (depth_ == 0) {
      if (starts_script(i)) depth_ = 1;
      return;
    }
    if (view_.is_operator(i - 1, ".")) return;
    if (view_.is_word(i, "END")) {
      --depth_;
    } else if (view_.is_word(i, "CASE")) {
      if (!view_.is_word(i - 1, "END")) ++depth_;
    } else if (view_.is_any_word(i, kBlockOpeners) &&
               !(view_.is_word(i - 1, "END") && view_.is_any_word(i, kBlockClosers)) && at_statement_start(i)) {
      ++depth_;
    }
  }

  TokenView view_;
  std::size_t first_ = 0;
  std::size_t depth_ = 0;
  std::vector<StatementRange> ranges_;
};

}  // namespace

std::vector<StatementRange> split_statements(const TokenView& view) {
  return Splitter(view).run();
}

Result<std::vector<std::string>> split_text(std::string_view sql) {
  const Lexed lexed = lex(sql);
  if (!lexed.ok()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read SQL",
                 .subject = "the statement",
                 .reason = lexed.problem + " (byte " + std::to_string(lexed.problem_at) + ")",
                 .advice = "check quotes and comments there"};
  }
  const TokenView view(sql, lexed.tokens);
  std::vector<std::string> texts;
  for (const StatementRange& range : split_statements(view)) {
    texts.emplace_back(view.slice(range.first, range.last).span_text());
  }
  return texts;
}

}  // namespace lakecode::sql
