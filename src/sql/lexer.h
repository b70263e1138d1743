#pragma once
// Lexer of Databricks SQL: text in, tokens out, comments and blanks dropped. Pure, total and linear in the text.
// It must not disagree with the engine: what it cannot read exactly is a problem, never a guess.

#include <cstddef>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "sql/token.h"

namespace lakecode::sql {

inline constexpr std::size_t kMaxSqlBytes = 16U << 20U;  ///< the platform's own limit for one statement text

struct Lexed {
  explicit Lexed(std::pmr::memory_resource* memory) : tokens(memory) {}

  std::pmr::vector<Token> tokens;  ///< up to the problem, if there is one
  std::string problem;             ///< empty: the whole text was read
  std::size_t problem_at = 0;      ///< byte offset

  [[nodiscard]] bool ok() const { return problem.empty(); }
};

/// The tokens lie in `memory`, which must outlive them: a text that is read and forgotten can do without the heap.
Lexed lex(std::string_view sql, std::pmr::memory_resource* memory = std::pmr::get_default_resource());

}  // namespace lakecode::sql
