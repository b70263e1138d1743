#pragma once
// Where the phrases of a statement end: brackets, calls, operands, dotted names, the branches of a UNION. Indexes of
// tokens in, indexes out. Pure.

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {

class Phrases {
 public:
  using Range = std::pair<std::size_t, std::size_t>;
  /// SELECT ... UNION ALL SELECT ... ORDER BY ...
  struct SetOperation {
    std::vector<Range> branches;
    std::vector<Range> operators;  ///< one less: UNION ALL
  };
  Phrases(std::span<const Token> tokens, std::string_view sql) : tokens_(tokens), sql_(sql) {}

  [[nodiscard]] const Token& token(std::size_t at) const { return tokens_[std::min(at, tokens_.size() - 1)]; }
  [[nodiscard]] Result<std::size_t> matching(std::size_t open) const;
  [[nodiscard]] Result<std::vector<Range>> split_arguments(std::size_t open, std::size_t close) const;
  [[nodiscard]] std::size_t chain_end(std::size_t at) const;
  [[nodiscard]] std::vector<std::string> chain_parts(std::size_t at, std::size_t end) const;
  [[nodiscard]] Result<std::size_t> operand_end(std::size_t at) const;
  /// Behind a value without its signs and paths.
  [[nodiscard]] Result<std::size_t> primary_end(std::size_t at) const;
  [[nodiscard]] Result<std::size_t> call_end(std::size_t at) const;
  [[nodiscard]] std::size_t case_end(std::size_t at) const;
  /// Where the operand begins that ends before `at`: a bracket with what calls it, an INTERVAL, else one token.
  [[nodiscard]] std::size_t operand_begin(std::size_t at) const;
  [[nodiscard]] bool is_exists_call(std::size_t at) const;
  /// Whether an operand is expected at `at`, by what stands before it.
  [[nodiscard]] bool begins_operand(std::size_t at) const;
  /// Where the items of the first SELECT in [begin, end) outside brackets begin; `end` without one.
  [[nodiscard]] std::size_t select_list(std::size_t begin, std::size_t end) const;
  /// The query at `at` where it is one of several that UNION and its kin bring together, up to `end` or what orders or
  /// limits them all.
  [[nodiscard]] std::optional<SetOperation> set_operation(std::size_t at, std::size_t end) const;

 protected:
  std::span<const Token> tokens_;
  std::string_view sql_;
};

}  // namespace lakecode::local::dialect
