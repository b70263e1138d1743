#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/command.h"
#include "cli/slash_line.h"
#include "cli/tape.h"

namespace lakecode::cli {
namespace {

int report(App& app, const Error& error, bool verbose) {
  app.output.note("lakecode: " + one_line(error));
  if (verbose && !error.detail.empty()) app.output.note(error.detail);
  return exit_code(error);
}

Error unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const Command* command : commands()) names.emplace_back(command->name);
  const auto nearest = text::nearest(word, names);
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run",
               .subject = "lakecode " + word,
               .reason = "there is no such command",
               .advice = (nearest ? "did you mean `lakecode " + *nearest + "`? " : std::string()) +
                         "`lakecode --help` lists them"};
}

}  // namespace

const Command* find_command(std::string_view name) {
  const auto all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command* c) { return c->name == name; });
  return found == all.end() ? nullptr : *found;
}

int run_command_line(App& app, std::span<const std::string> words) {
  if (words.empty() || words.front() == "--help" || words.front() == "-h" || words.front() == "help") {
    if (words.size() == 2 && words.front() == "help" && find_command(words[1]) != nullptr) {
      app.output.print(render_help(*find_command(words[1])));
    } else {
      app.output.print(render_overview());
    }
    return app.output.failed() ? 1 : 0;
  }
  if (const auto slash_words = find_slash_words(words)) {
    const Result<int> status = run_slash_words(app, *slash_words);
    return status ? *status : report(app, status.error(), false);
  }
  const std::string name = words.front() == "--version" ? "version" : words.front();
  const Command* command = find_command(name);
  if (command == nullptr) return report(app, unknown_command(name), false);
  auto invocation = parse_invocation(*command, words.subspan(1));
  if (!invocation) return report(app, invocation.error(), false);
  if (invocation->has("help")) {
    app.output.print(render_help(*command));
    return app.output.failed() ? 1 : 0;
  }
  auto tape = Tape::open(app, *invocation);
  if (!tape) return report(app, tape.error(), invocation->has("verbose"));
  const Result<int> status = command->run((*tape)->app(), *invocation);
  const auto recorded = (*tape)->finish();
  if (!status) return report(app, status.error(), invocation->has("verbose"));
  if (!recorded) return report(app, recorded.error(), invocation->has("verbose"));
  if (app.output.failed()) {
    app.output.note("lakecode: cannot write results to standard output: the disk is full or the reader is gone");
    return *status == 0 ? 1 : *status;
  }
  return *status;
}

}  // namespace lakecode::cli
