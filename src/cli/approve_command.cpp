#include "cli/approve_command.h"

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/time_format.h"
#include "cli/connection.h"
#include "cli/local_server.h"
#include "cli/terminal_confirmer.h"
#include "gate/second_person.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr int kNobodySaidYes = 4;

constexpr Verb kVerbs[] = {{"", "[REQUEST]", 0, 1, "look at a request for two-person approval and sign it"}};

constexpr Option kOptions[] = {
    {"key", "", "print the public key of this installation, for the list of approvers", ""},
    {"name", "NAME", "who signs, for the record; the key is what counts", ""},
};

std::string question_of(const gate::ApprovalRequest& request) {
  const gate::JointAct& act = request.act;
  const auto inert = [](const std::string& text) { return render::inert_line(text.empty() ? "(not known)" : text); };
  std::string out = inert(act.principal) + " asks for your approval of " + inert(act.kind) + ":\n";
  std::string indented = render::inert(act.text);
  for (std::size_t at = 0; (at = indented.find('\n', at)) != std::string::npos; at += 5)
    indented.insert(at + 1, "    ");
  out += "    " + indented + "\n";
  out += "  asked " + format_rfc3339(request.asked_at) + ", until " + format_rfc3339(request.expires_at) + "\n";
  return out + "  " + inert(act.effect_class) + " at " + inert(act.host) + ", profile " + inert(act.profile) +
         ", digest " + inert(act.digest);
}

Result<int> print_key(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const auto key, gate::load_approval_key(app.lakecode_home() / "keys", app.random));
  const std::string hex = gate::hex_of_key(key.public_key);
  app.output.print(invocation.wants_json() ? json::serialize(JsonObject{{"key", hex}}) + "\n" : hex + "\n");
  return 0;
}

/// A path, or the id of a request in the own folder.
std::filesystem::path file_of(const App& app, const std::string& given) {
  if (given.find('/') != std::string::npos || given.ends_with(".json")) return given;
  return app.lakecode_home() / "approvals" / (given + ".request.json");
}

Result<int> run(App& app, const Invocation& invocation) {
  if (app.lakecode_home().empty()) return no_home();
  if (invocation.has("key")) return print_key(app, invocation);
  if (invocation.arguments.empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run lakecode approve",
                 .reason = "there is no request",
                 .advice = "lakecode approve REQUEST, or --key to see the own key"};
  }
  const std::filesystem::path file = file_of(app, invocation.arguments.front());
  TRY_ASSIGN(const gate::ApprovalRequest request, gate::load_request(file, app.clock));
  TerminalConfirmer confirmer(app);
  // --approve does not count here: the second person is a person.
  gate::Question question{.text = question_of(request), .reasons = "  a policy rule wants a second person\n"};
  if (request.act.effect_class == "DESTRUCTIVE") question.typed_name = "approve " + request.act.digest.substr(0, 8);
  const gate::Answer answer = confirmer.ask(question, app.context());
  if (answer.kind == gate::Answer::Kind::NobodyThere)
    app.output.note("lakecode: a signature needs a person at a terminal; nothing was signed");
  if (answer.kind != gate::Answer::Kind::Yes) return kNobodySaidYes;
  TRY_ASSIGN(const std::filesystem::path signed_file,
             gate::approve_request(file, request, invocation.value_or("name", app.variable("USER")),
                                   app.lakecode_home() / "keys", app.random));
  if (invocation.wants_json()) {
    app.output.print(json::serialize(JsonObject{{"approval", signed_file.string()}, {"digest", request.act.digest}}) +
                     "\n");
    return 0;
  }
  app.output.print("Signed: " + render::inert_line(signed_file.string()) +
                   "\nIt belongs beside the request in the approvals folder of whoever asked.\n");
  return 0;
}

}  // namespace

const Command kApproveCommand{"approve",
                              "Sign somebody else's request for two-person approval",
                              "lakecode approve ~/.lakecode/approvals/1f3a….request.json",
                              kVerbs,
                              kOptions,
                              run};

}  // namespace lakecode::cli
