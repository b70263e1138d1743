#pragma once
// A place in the tokens of one statement, for reading its head word by word.

#include <map>
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
  void move_to(std::size_t at) { at_ = std::min(at, end()); }
  [[nodiscard]] const Token& token(std::size_t at) const { return tokens_[std::min(at, tokens_.size() - 1)]; }
  [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }

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
  /// a.b.c, at least one part.
  Result<std::vector<std::string>> dotted();
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
  const Lookups& lookups;
};

Result<Translation> read_definition(Reading& reading);  // CREATE, DROP, ALTER, COMMENT (definitions.cpp)
Result<Translation> read_create_table(Reading& reading, Translation translation);
Result<Translation> read_alter(Reading& reading);
Result<Translation> read_create_function(Reading& reading, Translation translation);
Result<Translation> read_drop_function(Reading& reading, Translation translation);
Result<Translation> read_copy_into(Reading& reading);
/// What both CREATE and ALTER TABLE know (table_parts.cpp).
Result<std::map<std::string, std::string>> read_properties(Cursor& cursor);
/// CONSTRAINT n PRIMARY KEY ... | FOREIGN KEY ... | CHECK (...): into `definition`.
Result<void> read_constraint(Reading& reading, Definition& definition);
/// f ON (a, b) behind ROW FILTER, f USING COLUMNS (a) behind MASK.
Result<Shield> read_shield(Reading& reading, bool filter);
/// FIRST | AFTER c at the cursor: the place of `column`.
Result<void> read_place(Cursor& cursor, const std::string& column, Definition& definition);
/// One column; returns its engine form. `steps` gets what must run before (a sequence for IDENTITY).
Result<std::string> read_column(Reading& reading, Translation& translation);
/// (a, b) or NONE or AUTO behind CLUSTER BY.
Result<std::vector<std::string>> read_clustering(Cursor& cursor);
/// The text of the statement from here to the token at `end`.
std::string source_text(const Reading& reading, std::size_t begin, std::size_t end);
Result<Translation> read_command(Reading& reading);  // USE, SHOW, DESCRIBE (commands.cpp)
/// SHOW and DESCRIBE forms that are answered by a query on information_schema or on the list of functions
/// (listings.cpp); nullopt for other forms.
Result<std::optional<Translation>> read_listing(Reading& reading);
Result<Translation> read_change(Reading& reading);   // INSERT, UPDATE, DELETE, MERGE, TRUNCATE (changes.cpp)
Result<Translation> read_grant(Reading& reading);    // GRANT, REVOKE, DENY, SHOW GRANTS (grants.cpp)
Result<Translation> read_set_tag(Reading& reading);  // SET TAG ON, UNSET TAG ON
Result<Securable> read_securable(Reading& reading);  // TABLE a.b.c, SCHEMA a.b, a.b.c
/// OWNER TO, SET TAGS, UNSET TAGS behind ALTER and its object; false when the statement says something else.
Result<bool> read_securing(Reading& reading, Translation& translation);
Result<Translation> read_task(Reading& reading);  // RESTORE, UNDROP, OPTIMIZE, VACUUM ... (tasks.cpp)

}  // namespace lakecode::local::dialect
