#include "cli/prompt_input.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::cli {
namespace {

Error bad_prompt(std::string reason, std::string advice = "") {
  return {.code = ErrorCode::InvalidArgument,
          .action = "run",
          .subject = "the request",
          .reason = std::move(reason),
          .advice = std::move(advice)};
}

Error too_large() {
  return bad_prompt("it is larger than 1 MiB", "load large data into a table, or name the file's place in the request");
}

Result<std::string> read_all(App& app) {
  std::string all;
  while (const auto line = app.input.next_line(kMaxPromptBytes + 1, app.stop)) {
    if (line->too_long || all.size() + line->text.size() + 1 > kMaxPromptBytes) return too_large();
    all += line->text + "\n";
  }
  TRY_VOID(app.context().check("read the request"));
  while (!all.empty() && all.back() == '\n') all.pop_back();
  return all;
}

Result<void> check_text(const std::string& text) {
  if (!utf8::is_valid(text)) return bad_prompt("it is not UTF-8 text", "convert it first, as with iconv");
  if (text.find('\0') != std::string::npos) return bad_prompt("it holds a NUL byte; it is no text");
  return {};
}

}  // namespace

Result<PromptInput> read_prompt(App& app, const Invocation& invocation) {
  std::vector<std::string> words = invocation.arguments;
  const bool is_dash = std::find(words.begin(), words.end(), "-") != words.end();
  std::erase(words, "-");
  PromptInput input{.text = text::join(words, " ")};
  if (input.text.size() > kMaxPromptBytes) return too_large();
  const bool is_wanted = is_dash || text::trim(input.text).empty();
  const bool may_come = !app.stdin_is_terminal && app.input.wait(kPipeWait, app.stop);
  if (is_wanted ? (!app.stdin_is_terminal || is_dash) : may_come) {
    TRY_ASSIGN(std::string piped, read_all(app));
    (is_wanted && text::trim(input.text).empty() ? input.text : input.attached) = std::move(piped);
  }
  TRY_VOID(check_text(input.text));
  TRY_VOID(check_text(input.attached));
  if (text::trim(input.text).empty())
    return bad_prompt("nothing was asked",
                      "write it behind `lakecode run`, or pipe it in: lakecode run \"which tables are stale?\"");
  return input;
}

}  // namespace lakecode::cli
