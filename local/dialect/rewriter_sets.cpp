// UNION, INTERSECT and EXCEPT. The types of their columns only the engine knows: where a STRING meets another type, it
// becomes that one.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/rewriter.h"

namespace lakecode::local::dialect {
namespace {

// Each such query is written twice, once to be asked for its types; those within it twice as often.
constexpr int kDeepestSets = 3;

std::string operator_word(const Token& token) {
  return token.is_word("MINUS") ? "EXCEPT" : text::to_upper(token.value);
}

}  // namespace

Result<std::size_t> Rewriter::step_sets(std::size_t at, std::size_t end, std::string& out) {
  if (lookups_.plain_sets || recursive_ || set_depth_ >= kDeepestSets) return at;
  const std::optional<SetOperation> sets = set_operation(at, end);
  if (!sets) return at;
  ++set_depth_;
  --depth_;  // the branches stand where the whole does
  std::vector<std::string> branches;
  for (const Range& range : sets->branches) {
    auto branch = rewrite_level(range.first, range.second, Level{});
    if (!branch) return branch.error();
    branches.push_back(std::move(*branch));
  }
  ++depth_;
  --set_depth_;
  const std::uint32_t id = typed_id(at);
  std::string rows;
  std::string from;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    rows += fmt::format(", lc_r{}", i);
    from += fmt::format("{}({}) AS lc_r{}", i == 0 ? "" : ", ", branches[i], i);
  }
  const std::string word = quote_text(operator_word(token(sets->operators.front().first)));
  // The rows stand in FROM, since the engine shows no function the type of a subquery.
  const std::string probe =
      fmt::format(" WHERE EXISTS (SELECT lc_meet({0}, {1}{2}) FROM {3})/*{0}*/", id, word, rows, from);
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (i > 0) {
      const Range& words = sets->operators[i - 1];
      append_piece(out, operator_word(token(words.first)));
      if (words.second > words.first + 1) append_piece(out, text::to_upper(token(words.first + 1).value));
    }
    append_piece(out, fmt::format("SELECT * /*{}:{}*/FROM ({}) AS lc_b{}/*{}:{}*/", id, i, branches[i],
                                  i == 0 ? probe : "", id, i));
  }
  return sets->branches.back().second;
}

}  // namespace lakecode::local::dialect
