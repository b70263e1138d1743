#pragma once
// Markdown that arrives in pieces, as a person reads it at a terminal: prose wrapped and told word by word, headings,
// lists and quotes as they come, code as it stands, tables aligned once they have ended. Pure; text passes the screen
// door here. What it does not know stays as it was written; links keep their address in sight.
// Without colour the marks of emphasis, headings and code stay: they are what tells them apart.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "render/screen.h"

namespace lakecode::render {

class MarkdownStream {
 public:
  explicit MarkdownStream(Screen screen) : screen_(screen) {}

  /// What can be shown by now. Pieces may be cut anywhere.
  std::string add(std::string_view piece);
  /// The rest, ending with a newline when there was any text; it begins anew.
  std::string finish();

 private:
  enum class Block { Start, Prose, Code, Table };
  struct Mark {
    std::size_t size = 1;  ///< bytes
    bool* state = nullptr;
  };

  void take_line(std::string_view line);
  void take_code(std::string_view line);
  bool take_mark(std::string_view line);
  std::size_t open_prose(std::string_view text);
  void tell_words(std::string_view text);
  Mark mark_at(std::string_view word, std::size_t at);
  void tell_word(std::string_view word);
  void place(std::string_view shown, std::size_t width);
  void end_prose();
  void end_table();

  Screen screen_;
  std::string out_;
  std::string held_;  ///< of the line: what was not told yet
  Block block_ = Block::Start;
  std::string fence_;               ///< that opened the code
  std::vector<std::string> table_;  ///< its lines
  std::string margin_;              ///< of the lines of the screen that go on with a list item or a quote
  std::size_t column_ = 0;
  std::size_t blanks_ = 0;  ///< before the next word
  bool has_words_ = false;  ///< on this line of the screen
  bool is_strong_ = false;
  bool is_code_ = false;
};

}  // namespace lakecode::render
