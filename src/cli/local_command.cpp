#include "cli/local_command.h"

#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/local_demo.h"
#include "cli/local_server.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"serve", "", 0, 0, "serve in the foreground until interrupted; empty unless --demo"},
    {"stop", "", 0, 0, "end the server that --local started"},
    {"load", "FILE CATALOG.SCHEMA.TABLE", 2, 2, "load CSV, JSON lines or Parquet into a table"},
    {"reset", "", 0, 0, "empty the workspace"},
    {"snapshot", "FILE", 1, 1, "the whole workspace into one file"},
    {"restore", "FILE", 1, 1, "put the workspace of a snapshot in place of this one"},
    {"coverage", "", 0, 0, "the statements, SQL functions and routes that it supports"},
    {"status", "", 0, 0, "whether it runs, where, and on which data"},
    {"demo", "", 0, 0, "fill it with the demo company, diagnose a failed job, prove a table"},
};

constexpr Option kOptions[] = {
    {"port", "PORT", "port to serve on, 0 for any free one", ""},
    {"data", "DIR", "folder that holds the workspace, default $LAKECODE_HOME/local", ""},
    {"demo", "", "fill an empty workspace with the demo company", ""},
    {"empty", "", "leave an empty workspace empty", ""},
    {"token", "TOKEN", "token that clients must send, default a random one", ""},
    {"seed", "N", "seed of the demo company", ""},
    {"faults", "FILE", "serve: misbehave by this plan", ""},
    {"append", "", "load: add to the table instead of making it", ""},
    {"meta", "FILE", "load: JSON with column types and comments", ""},
    {"host", "URL", "load: the server to load into, with --token", ""},
};

Result<std::filesystem::path> data_folder(const App& app, const Invocation& invocation) {
  if (const auto given = invocation.value("data")) return std::filesystem::absolute(*given);
  return local_data_folder(app);
}

Result<std::optional<std::uint64_t>> seed_of(const Invocation& invocation) {
  const auto given = invocation.value("seed");
  if (!given) return std::optional<std::uint64_t>();
  const auto number = text::parse_int(*given);
  if (!number || *number < 0) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "use --seed",
                 .subject = *given,
                 .reason = "it is no whole number from 0 to 9223372036854775807"};
  }
  return std::optional<std::uint64_t>(static_cast<std::uint64_t>(*number));
}

/// Becomes lakecode-local with the options that were given.
Result<int> become_local(App& app, const Invocation& invocation, std::vector<std::string> arguments) {
  TRY_ASSIGN(const std::filesystem::path program, local_program(app));
  for (const std::string_view name : {"port", "token", "seed", "faults", "meta", "host", "output"}) {
    if (const auto value = invocation.value(name)) {
      arguments.push_back("--" + std::string(name));
      arguments.push_back(*value);
    }
  }
  for (const std::string_view name : {"demo", "empty", "append"}) {
    if (invocation.has(name)) arguments.push_back("--" + std::string(name));
  }
  return replace_process({.program = program, .arguments = std::move(arguments), .environment = app.environment});
}

Result<int> serve(App& app, const Invocation& invocation) {
  TRY_VOID(seed_of(invocation));
  TRY_ASSIGN(const std::filesystem::path data, data_folder(app, invocation));
  TRY_VOID(files::make_private_folder(data));
  return become_local(app, invocation, {"serve", "--data", data.string()});
}

Result<int> load(App& app, const Invocation& invocation) {
  std::vector<std::string> arguments = {"load", invocation.arguments[0], invocation.arguments[1]};
  if (!invocation.has("host")) {
    TRY_ASSIGN(const std::filesystem::path data, data_folder(app, invocation));
    TRY_VOID(files::make_private_folder(data));
    arguments.insert(arguments.end(), {"--data", data.string()});
  }
  return become_local(app, invocation, std::move(arguments));
}

Result<int> stop(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::filesystem::path data, data_folder(app, invocation));
  TRY_ASSIGN(const bool stopped, stop_local_server(data, app.context()));
  if (invocation.wants_json()) {
    app.output.print(json::serialize(JsonObject{{"stopped", stopped}}) + "\n");
  } else {
    app.output.print(stopped ? "stopped\n" : "nothing was running\n");
  }
  return 0;
}

Result<int> reset(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::filesystem::path data, data_folder(app, invocation));
  TRY_VOID(stop_local_server(data, app.context()));
  return become_local(app, invocation, {"reset", "--data", data.string()});
}

/// `verb` is snapshot or restore: both need the folder to themselves.
Result<int> through_file(App& app, const Invocation& invocation, const std::string& verb) {
  TRY_ASSIGN(const std::filesystem::path data, data_folder(app, invocation));
  TRY_VOID(files::make_private_folder(data));
  TRY_VOID(stop_local_server(data, app.context()));
  return become_local(app, invocation, {verb, invocation.arguments[0], "--data", data.string()});
}

Result<int> status(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::filesystem::path data, data_folder(app, invocation));
  TRY_ASSIGN(const auto server, find_local_server(data, app.context()));
  if (invocation.wants_json()) {
    JsonObject object{{"running", server.has_value()}, {"data", data.string()}};
    if (server) {
      object["host"] = server->host;
      object["pid"] = server->pid;
    }
    app.output.print(json::serialize(object) + "\n");
    return 0;
  }
  if (!server) {
    app.output.print("not running; data in " + data.string() + "\n");
    return 0;
  }
  app.output.print("running at " + server->host + " (process " + std::to_string(server->pid) + "), data in " +
                   data.string() + "\n");
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.subcommand == "serve") return serve(app, invocation);
  if (invocation.subcommand == "stop") return stop(app, invocation);
  if (invocation.subcommand == "load") return load(app, invocation);
  if (invocation.subcommand == "reset") return reset(app, invocation);
  if (invocation.subcommand == "snapshot" || invocation.subcommand == "restore") {
    return through_file(app, invocation, invocation.subcommand);
  }
  if (invocation.subcommand == "coverage") return become_local(app, invocation, {"coverage"});
  if (invocation.subcommand == "status") return status(app, invocation);
  TRY_ASSIGN(const auto seed, seed_of(invocation));
  return run_local_demo(app, invocation, seed);
}

}  // namespace

const Command kLocalCommand{"local",
                            "The embedded workspace: a Databricks-compatible server on this machine",
                            "lakecode local serve --demo --seed 7",
                            kVerbs,
                            kOptions,
                            run};

}  // namespace lakecode::cli
