#include "cli/tape.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::cli {
namespace {

constexpr std::string_view kBegan = "began";
constexpr std::string_view kEnvironment = "environment";

/// Variables that lead to a model or a workspace. Where our own files stand is the business of each run.
bool chooses_a_peer(std::string_view name) {
  constexpr std::array<std::string_view, 4> kPrefixes = {"LAKECODE_", "DATABRICKS_", "ANTHROPIC_", "OPENAI_"};
  const bool is_place =
      name == "LAKECODE_HOME" || name.ends_with("_DIR") || name.ends_with("_PATH") || name.ends_with("_FILE");
  return !is_place &&
         std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](auto prefix) { return name.starts_with(prefix); });
}

bool is_secret(std::string_view name) {
  constexpr std::array<std::string_view, 4> kWords = {"KEY", "TOKEN", "SECRET", "PASSWORD"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](auto word) { return name.find(word) != std::string_view::npos; });
}

std::string peers_of(const std::map<std::string, std::string>& environment) {
  JsonObject kept;
  for (const auto& [name, value] : environment) {
    if (chooses_a_peer(name)) kept[name] = is_secret(name) && !value.empty() ? kNoCredential : std::string_view(value);
  }
  return json::serialize(kept);
}

/// The environment given, with the peers of the recording in place of its own.
Result<std::map<std::string, std::string>> with_peers(const std::map<std::string, std::string>& given,
                                                      const std::string& recorded) {
  std::map<std::string, std::string> environment = given;
  std::erase_if(environment, [](const auto& variable) { return chooses_a_peer(variable.first); });
  TRY_ASSIGN(const JsonValue peers, json::parse(recorded, "the environment in the cassette"));
  if (!peers.is_object()) return environment;
  for (const auto& member : peers.get_object()) {
    // A cassette is a file of anybody's: it chooses peers, not programs, folders or certificates.
    if (chooses_a_peer(member.key()))
      environment[std::string(member.key())] = json::as_string(member.value()).value_or("");
  }
  return environment;
}

/// The option's file, from where the command stands.
std::filesystem::path file_of(const App& app, const std::string& given) {
  return app.working_folder.empty() ? std::filesystem::path(given) : app.working_folder / given;
}

}  // namespace

Result<std::unique_ptr<Tape>> Tape::open(App& app, const Invocation& invocation) {
  std::unique_ptr<Tape> tape(new Tape(app));
  const auto record = invocation.value(kRecordOption.name);
  const auto replay = invocation.value(kReplayOption.name);
  if (record && replay) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run",
                 .subject = "lakecode " + invocation.command,
                 .reason = "--record and --replay exclude each other"};
  }
  if (!record && !replay) return tape;
  auto cassette = record ? net::Cassette::record(file_of(app, *record), app.redactor, app.clock)
                         : net::Cassette::replay(file_of(app, *replay), app.redactor);
  if (!cassette) return std::move(cassette).error();
  TRY_VOID(tape->start(std::move(*cassette)));
  return tape;
}

Result<void> Tape::start(std::shared_ptr<net::Cassette> cassette) {
  cassette_ = std::move(cassette);
  if (cassette_->is_replaying()) {
    TRY_ASSIGN(environment_, with_peers(given_.environment, cassette_->fact(kEnvironment).value_or("{}")));
  } else {
    environment_ = given_.environment;
    cassette_->set_fact(kBegan, format_rfc3339(given_.clock.now()));
    cassette_->set_fact(kEnvironment, peers_of(environment_));
  }
  TRY_ASSIGN(const WallTime began, parse_rfc3339(cassette_->fact(kBegan).value_or("1970-01-01T00:00:00Z")));
  clock_.emplace(*cassette_, began);
  taped_.emplace(App{.environment = environment_,
                     .clock = *clock_,
                     .random = given_.random,
                     .output = given_.output,
                     .input = given_.input,
                     .redactor = given_.redactor,
                     .log = given_.log,
                     .stop = given_.stop,
                     .working_folder = given_.working_folder,
                     .program_folder = given_.program_folder,
                     .system_folder = given_.system_folder,
                     .stdin_is_terminal = given_.stdin_is_terminal,
                     .stdout_is_terminal = given_.stdout_is_terminal,
                     .stderr_is_terminal = given_.stderr_is_terminal,
                     .terminal_columns = given_.terminal_columns,
                     .cassette = cassette_});
  return {};
}

Result<void> Tape::finish() {
  if (!cassette_) return {};
  auto written = cassette_->state();
  if (!written) {
    written.error().action = "record into";
    written.error().advice = "the recording ends before that; " + written.error().advice;
  }
  return written;
}

bool is_replaying(const App& app) {
  return app.cassette && app.cassette->is_replaying();
}

std::string remember(const App& app, std::string_view name, const std::function<std::string()>& make) {
  if (!app.cassette) return make();
  if (const auto known = app.cassette->fact(name)) return *known;
  std::string value = make();
  app.cassette->set_fact(name, value);
  return value;
}

}  // namespace lakecode::cli
