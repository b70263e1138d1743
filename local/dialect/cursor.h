#pragma once
// A place in the tokens of one statement, for reading its head word by word.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "local/dialect/lexer.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/translate.h"

namespace lakecode::local::dialect {

class Cursor {
 public:
  Cursor(std::span<const Token> tokens, Rewriter& rewriter) : tokens_(tokens), rewriter_(rewriter) {}

  [[nodiscard]] const Token& now() const { return ahead(0); }
  [[nodiscard]] const Token& ahead(std::size_t count) const {
    return tokens_[std::min(at_ + count, tokens_.size() - 1)];
  }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::size_t end() const { return tokens_.size() - 1; }
  [[nodiscard]] bool at_end() const { return at_ >= end(); }
  void move_to(std::size_t at) { at_ = at; }

  /// Accepts the words one after the other, all or none: accept("IF", "NOT", "EXISTS").
  template <typename... Words>
  bool accept(Words... words) {
    std::size_t count = 0;
    const bool all = (ahead(count++).is_word(words) && ...);
    if (all) at_ += sizeof...(words);
    return all;
  }
  bool accept_symbol(std::string_view symbol);
  Result<void> expect(std::string_view word);
  Result<void> expect_symbol(std::string_view symbol);
  /// [PARSE_SYNTAX_ERROR] at this place unless the statement ends here.
  Result<void> expect_end() const;
  Result<std::string> name();
  Result<std::string> text();
  Result<TableName> table();
  /// A catalog.schema or schema; the table part stays empty.
  Result<TableName> schema(const SessionNames& names);
  /// VERSION AS OF ... here, or nothing.
  Result<VersionOf> version();
  /// (a, b, c)
  Result<std::vector<std::string>> name_list();
  /// The tokens to the end of the statement (or to `end`) as engine SQL.
  Result<std::string> rest(Rewriter::Naming naming = Rewriter::Naming::None);
  Result<std::string> part(std::size_t end);
  /// Index behind the bracket that opens here.
  Result<std::size_t> bracket_end() const;

 private:
  std::span<const Token> tokens_;
  Rewriter& rewriter_;
  std::size_t at_ = 0;
};

/// What readers of a statement need.
struct Reading {
  Cursor& cursor;
  Rewriter& rewriter;
  const SessionNames& names;
  std::string_view sql;
};

Result<Translation> read_definition(Reading& reading);  // CREATE, DROP, ALTER, COMMENT (definitions.cpp)
Result<Translation> read_create_table(Reading& reading, Translation translation);
Result<Translation> read_alter_table(Reading& reading);
Result<Translation> read_command(Reading& reading);  // USE, SHOW, DESCRIBE (commands.cpp)
Result<Translation> read_change(Reading& reading);   // INSERT, UPDATE, DELETE, MERGE, TRUNCATE (changes.cpp)
Result<Translation> read_task(Reading& reading);     // RESTORE, UNDROP, OPTIMIZE, VACUUM ... (tasks.cpp)

}  // namespace lakecode::local::dialect
