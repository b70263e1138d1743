#pragma once
// The answers of a turn on standard output as they come: Markdown rendered at a terminal, as it was written elsewhere.
// Redacted and inert. One turn at a time; one thread.

#include <string>
#include <string_view>

#include "base/redact_stream.h"
#include "cli/app.h"
#include "render/markdown_stream.h"
#include "render/screen.h"

namespace lakecode::cli {

class StreamedAnswer {
 public:
  StreamedAnswer(App& app, render::Screen screen) : app_(app), secrets_(app.redactor), markdown_(screen) {}

  void begin();
  void add(std::string_view delta);
  /// The answer is whole: its last word is told. Another one begins a paragraph of its own.
  void end();
  /// What was told of this answer is void; says so, where something was.
  void restart();
  /// The line is ended, so that a line on standard error stands alone on a terminal that shows both.
  void break_line();
  /// The end of the turn, whose final answer is `text`: told whole when it did not come as a stream.
  void finish(std::string_view text);

 private:
  void print(const std::string& redacted);
  void print_end();

  App& app_;
  StreamRedactor secrets_;
  render::MarkdownStream markdown_;
  bool is_told_ = false;  ///< some of the answer that comes, or came last
  std::string told_;      ///< the last answer that was told, as it was written
  bool line_is_open_ = false;
  bool gap_is_due_ = false;  ///< an answer stands above
};

}  // namespace lakecode::cli
