#pragma once
// What clauses of many statements are made of: names, literals, bracketed lists of properties and options, and the
// notes that a parser takes of them. For src/sql only; parser.h knows the expressions that some of these lists hold.

#include <string_view>

#include "sql/token_cursor.h"

namespace lakecode::sql {

class NameParser : protected TokenCursor {
 public:
  virtual ~NameParser() = default;

 protected:
  NameParser(const TokenView& view, std::pmr::memory_resource* memory)
      : TokenCursor(view), facts_(&current_), current_(memory) {}

  // Noting facts.
  void note(Trait trait, std::uint32_t first);
  void use(std::string_view type, Access access, TokenRange name);
  void give_up(std::string_view why);
  [[nodiscard]] StatementFacts& facts() { return *facts_; }

  /// item, …
  template <class Grammar>
  bool listed(bool (Grammar::*item)()) {
    do {
      if (!(static_cast<Grammar*>(this)->*item)()) return false;
    } while (take_op(','));
    return true;
  }
  /// As many clauses as there are, in any order. `clause` reads one if it stands here and sets whether it did.
  template <class Grammar>
  bool clauses(bool (Grammar::*clause)(bool& found)) {
    for (bool found = true; found;) {
      if (!(static_cast<Grammar*>(this)->*clause)(found)) return false;
    }
    return true;
  }

  bool simple_name();
  bool dotted_name(TokenRange& name);
  bool any_name();  ///< a.b.c, of which nothing is noted
  bool object(std::string_view type, Access access);
  bool string_literal();
  bool signed_number();
  bool location(Access access);  ///< a string literal that names a place, noted as "path"
  bool name_list();              ///< ( a, b.c, … )
  bool property_list();          ///< ( key [=] value, … ) or ( key, … )
  bool property_key();
  bool property_value();
  bool option_list();  ///< ( name [=] value, … ), values may be nested lists
  bool partition_spec();
  bool partition_list();
  bool if_exists();
  bool if_not_exists();
  bool comment_clause();
  bool time_travel();
  [[nodiscard]] bool starts_time_travel() const;

  StatementFacts* facts_;
  StatementFacts current_;
  bool gave_up_ = false;

 private:
  virtual bool value() = 0;          ///< an expression without AND, OR, NOT
  virtual bool computed_name() = 0;  ///< IDENTIFIER( … )
};

}  // namespace lakecode::sql
