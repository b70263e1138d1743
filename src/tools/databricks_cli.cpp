// The official CLI where it is on PATH, by argv, never through a shell, always with the profile of the session: a
// bundle in the current folder is then not loaded. Where it is not, `api METHOD PATH` goes to the workspace natively.
// Either way the gate judges exactly what is run.

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "databricks/change.h"
#include "render/screen_door.h"
#include "safety/classify.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/kept_text.h"
#include "tools/records.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"arguments", ParameterType::Strings, true, "the words behind `databricks`, one each: [\"jobs\", \"list\"]"},
    {"timeout_seconds", ParameterType::Integer, false, "end it after so long, 1 to 3600 (300)"},
};

constexpr std::size_t kMaxShown = 16'000;
constexpr std::size_t kMaxErrors = 4'000;
constexpr std::string_view kCredential =
    "its answer is a credential, and those do not go to a model. Tell the person the command; they can run it";
constexpr std::size_t kMaxData = 4U << 20U;

Output refused_input(std::string text) {
  return Output{.text = "NOT RUN: " + std::move(text), .is_error = true};
}

/// Also where one word holds several short flags ("-lp other"), and behind "--", which may be the value of a flag.
bool starts_profile(const std::string& word) {
  if (word.starts_with("--")) return word == "--profile" || word.starts_with("--profile=");
  return word.starts_with('-') && word.substr(0, word.find('=')).find('p') != std::string::npos;
}

/// Acts whose whole answer is a credential. It would go to the model and from there to its vendor.
bool reveals_credential(const safety::Effect& effect) {
  const std::vector<safety::Reason> reasons = safety::reasons_of(safety::classify(effect));
  return std::any_of(reasons.begin(), reasons.end(), [](const std::string& reason) {
    const bool is_local_file = reason.find("on this machine") != std::string::npos;
    return reason.starts_with("R7:") || (reason.starts_with("K2:") && !is_local_file);
  });
}

/// The words without `databricks` before them. An empty list with `problem` set when they cannot be taken.
std::vector<std::string> words_of(const Arguments& arguments, const Services& services, std::string& problem) {
  std::vector<std::string> words = arguments.texts("arguments");
  if (!words.empty() && words.front() == "databricks") words.erase(words.begin());
  if (words.empty()) problem = "there are no words; for help: [\"--help\"]";
  if (words.size() == 1 && words.front().find(' ') != std::string::npos)
    problem = "this is a command line in one word: give each word as an element of `arguments`; there is no shell";
  for (std::size_t i = 0; i < words.size() && problem.empty(); ++i) {
    if (starts_profile(words[i]))
      problem = "the profile is that of the session (" + services.profile + ") and is passed by itself: leave it out";
  }
  if (!problem.empty()) words.clear();
  return words;
}

/// `api METHOD PATH [--json BODY]`; nullopt when the words are anything else.
std::optional<safety::RestEffect> request_of(const std::vector<std::string>& words) {
  static constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  const bool with_body = words.size() == 5 && words[3] == "--json";
  if (words.empty() || words[0] != "api" || !(words.size() == 3 || with_body)) return std::nullopt;
  const std::string method = text::to_upper(words[1]);
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) return std::nullopt;
  const std::size_t mark = words[2].find('?');
  safety::RestEffect request{.method = method,
                             .path = words[2].substr(0, mark),
                             .query = mark == std::string::npos ? "" : words[2].substr(mark + 1),
                             .body = with_body ? words[4] : ""};
  if (!request.path.starts_with("/api/") || request.body.starts_with('@')) return std::nullopt;
  return request;
}

Output ended(std::string text, const ActDoor& door, bool is_error) {
  return Output{
      .text = std::move(text), .is_error = is_error, .acts = door.acts(), .untrusted = "an answer of the workspace"};
}

/// Allowed, and still not for a model: what was approved is recorded as not done.
Result<Output> withheld(ActDoor& door, std::uint64_t intent) {
  const Error why{.code = ErrorCode::Unsupported,
                  .action = "run databricks",
                  .subject = "for a model",
                  .reason = std::string(kCredential)};
  TRY_VOID(door.record_outcome(intent, &why));
  Output output = refused_input(std::string(kCredential));
  output.acts = door.acts();
  return output;
}

/// What stopped the call, as its result when the turn goes on: its own time limit is one of those.
Result<Output> stopped_by(const Error& error, const ActDoor& door, const CallContext& turn,
                          std::string untrusted = "") {
  if (ends_turn(error, turn)) return error;
  Output output = failed_output(error, std::move(untrusted));
  output.acts = door.acts();
  return output;
}

/// `turn` is the context of the turn, `ctx` the same with the time limit of the call.
Result<Output> send_natively(const std::vector<std::string>& words, Services& services, const CallContext& ctx,
                             const CallContext& turn) {
  const auto request = request_of(words);
  if (!request) {
    return refused_input(
        "the official CLI is not used here; what can be sent is [\"api\", \"get\", \"/api/2.2/jobs/list?limit=5\"], "
        "with "
        "\"--json\" and a JSON body as text for post, put and patch");
  }
  ActDoor door("databricks_cli", services);
  TRY_ASSIGN(auto permit, door.request(*request, "", ctx));
  if (!permit) return Output{.text = door.refusal(), .is_error = !door.is_dry_run(), .acts = door.acts()};
  const std::uint64_t intent = permit->intent();
  if (reveals_credential(*request)) return withheld(door, intent);
  const databricks::Change change{.action = text::to_lower(request->method) + " ",
                                  .subject = request->path,
                                  .request = *request,
                                  .repeatable = request->method == "GET"};
  auto answer = databricks::send_change(services.client, std::move(*permit), change, ctx);
  if (intent != 0) services.catalog.forget_lists();
  TRY_VOID(door.record_outcome(intent, answer ? nullptr : &answer.error()));
  if (!answer) return stopped_by(answer.error(), door, turn, "an answer of the workspace");
  // Short answers are read as they are, which saves tokens; long ones need lines to page through.
  std::string text = json::serialize(**answer);
  std::string data = text.size() <= kMaxData ? text : std::string();
  if (text.size() > kMaxShown) text = json::serialize_pretty(**answer);
  Output output = ended(keep_text(text, request->method + " " + request->path, kMaxShown, services), door, false);
  output.data = std::move(data);
  return output;
}

ProcessSpec spec_of(const std::vector<std::string>& argv, const Services& services) {
  ProcessSpec spec{.program = services.cli_path,
                   .arguments = {argv.begin() + 1, argv.end()},
                   .environment = services.cli_environment,
                   .working_folder = services.files_root.empty() ? "/" : services.files_root};
  spec.environment["AI_AGENT"] = "lakecode";
  spec.environment["NO_COLOR"] = "1";
  return spec;
}

Error exit_error(const ProcessOutcome& outcome) {
  // What an ended program changed before it failed is not known.
  return Error{.code = ErrorCode::Unavailable,
               .action = "run databricks",
               .subject = "",
               .reason = "it ended with " + std::to_string(outcome.exit_code),
               .advice = ""};
}

Result<Output> run_program(std::vector<std::string> words, Services& services, const CallContext& ctx,
                           const CallContext& turn) {
  // In front, where no "--" can make arguments of them.
  words.insert(words.begin(), {"databricks", "--profile", services.profile});
  ActDoor door("databricks_cli", services);
  TRY_ASSIGN(auto permit, door.request(safety::ArgvEffect{.argv = words}, "", ctx));
  if (!permit) return Output{.text = door.refusal(), .is_error = !door.is_dry_run(), .acts = door.acts()};
  const std::uint64_t intent = permit->intent();
  if (reveals_credential(safety::ArgvEffect{.argv = words})) return withheld(door, intent);
  const auto outcome = run_process(spec_of(words, services), ctx);
  if (intent != 0) services.catalog.forget_lists();
  const bool failed = outcome && outcome->exit_code != 0;
  const Error why = failed ? exit_error(*outcome) : Error{};
  TRY_VOID(door.record_outcome(intent, !outcome ? &outcome.error() : failed ? &why : nullptr));
  if (!outcome) return stopped_by(outcome.error(), door, turn);
  std::string text = failed ? "FAILED with exit code " + std::to_string(outcome->exit_code) + "\n" : "";
  text += keep_text(outcome->output, text::join(words, " "), kMaxShown, services);
  if (!outcome->error_output.empty())
    text += (text.empty() || text.ends_with('\n') ? "" : "\n") + std::string("standard error: ") +
            render::inert(cut_text(outcome->error_output, kMaxErrors));
  if (outcome->output_cut) text += "\n[the program printed more than is kept]";
  if (text.empty()) text = "done; it printed nothing";
  return ended(std::move(text), door, failed);
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  std::string problem;
  std::vector<std::string> words = words_of(arguments, services, problem);
  if (words.empty()) return refused_input(problem);
  const CallContext limited = ctx.with_timeout(std::chrono::seconds(arguments.count("timeout_seconds", 300, 1, 3'600)));
  // The embedded workspace has no profile that the CLI could be given, and a token may not go into an environment.
  const bool native = services.cli_path.empty() || services.workspace == "local" || services.profile.empty();
  auto output =
      native ? send_natively(words, services, limited, ctx) : run_program(std::move(words), services, limited, ctx);
  if (output || ends_turn(output.error(), ctx) || output.error().code != ErrorCode::DeadlineExceeded) return output;
  return failed_output(output.error());
}

}  // namespace

const ToolRecord kDatabricksCliTool{"databricks_cli", "Call the Databricks CLI or API", descriptions::kDatabricksCli,
                                    kParameters,      safety::EffectClass::Destructive, run};

}  // namespace lakecode::tools
