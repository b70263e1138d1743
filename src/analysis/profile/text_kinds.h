#pragma once
// The kinds of value a text column can hold (dates in several spellings, numbers, phones, e-mail, placeholders, …), the
// SQL that names the kind of each value, and reading that name back. One CASE a column, so that a value is matched only
// until its kind is known. Patterns use no backslash, which the two string-literal rules in use read differently.

#include <string>
#include <string_view>

namespace lakecode::profile {

/// SQL text of "FLAGS:KIND": FLAGS is "~" when the value has outer or doubled blanks, then U, L, M or N for all upper
/// case, all lower case, mixed, no letters. NULL gives "null". KIND never contains "|".
std::string kind_expression(const std::string& column);

enum class Family {
  Null,
  Blank,
  Placeholder,
  WeakPlaceholder,
  Date,
  BadDate,
  Time,
  Number,
  Phone,
  Email,
  Personal,
  Hidden,
  Uuid,
  Url,
  Boolean,
  Text,
  Token
};

struct TextKind {
  Family family = Family::Token;
  std::string name;  ///< "d_iso", "n_int", "p_dash", "x_email", "tok:a9", …
  bool untrimmed = false;
  char style = 'N';
};

TextKind parse_text_kind(std::string_view kind);

}  // namespace lakecode::profile
