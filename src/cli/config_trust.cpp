#include "cli/config_trust.h"

#include <string>

#include "base/json.h"
#include "base/text.h"
#include "cli/local_server.h"
#include "cli/terminal_confirmer.h"
#include "config/config_file.h"
#include "config/settings.h"
#include "config/trust.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr int kNobodySaidYes = 4;

struct Question {
  config::Project project;
  config::FolderContent content;
  config::TrustStatus status;
};

Error no_project(const App& app) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "trust a project folder",
               .subject = app.working_folder.string(),
               .reason = "there is no .lakecode/ or lakecode.yml here or above, below your home and the git root",
               .advice = "run it inside the project"};
}

Result<Question> look(const App& app) {
  const auto project = config::find_project(app.working_folder, app.user_home(), app.lakecode_home());
  if (!project) return no_project(app);
  Question question{.project = *project, .content = {}, .status = {}};
  TRY_ASSIGN(question.content, config::scan_folder(project->root));
  TRY_ASSIGN(question.status, config::TrustStore(app.lakecode_home()).check(question.content));
  return question;
}

/// What the project's own settings would change, one line each; what it may not set is left out when it counts, but a
/// person should see it here.
std::vector<std::string> setting_lines(const Question& question) {
  std::vector<std::string> lines;
  if (question.project.config_file.empty()) return lines;
  const std::string relative = question.project.config_file.lexically_relative(question.project.root).generic_string();
  const config::BehaviourFile* file = question.content.find(relative);
  if (file == nullptr) return lines;
  const config::ConfigFile parsed = config::parse_config(file->content, relative, config::Layer::Project);
  for (const auto& assignment : parsed.assignments) {
    std::string line = std::string(assignment.row->name) + ": " + config::render_value(assignment.value);
    line += " (" + std::string(config::name_of(assignment.row->project)) + ")";
    lines.push_back(std::move(line));
  }
  for (const std::string& key : parsed.forbidden) lines.push_back(key + " (never; it will be ignored)");
  for (const std::string& mistake : parsed.mistakes) lines.push_back("mistake: " + mistake);
  return lines;
}

void append_lines(std::string& out, std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += std::string(title) + "\n";
  for (const std::string& line : lines) out += "  " + render::inert_line(line) + "\n";
}

std::string render_question(const Question& question) {
  std::string out = render::inert_line(question.content.root.string()) + " is " +
                    std::string(config::name_of(question.status.state)) + "\n";
  std::vector<std::string> files;
  for (const auto& file : question.content.files) {
    files.push_back(file.path + "  " + text::group_digits(static_cast<long long>(file.bytes)) + " bytes  sha256 " +
                    file.sha256.substr(0, 12));
  }
  append_lines(out, "Files that would count", files);
  append_lines(out, "What its settings ask for", setting_lines(question));
  append_lines(out, "Not used", question.content.refused);
  append_lines(out, "Changed since it was trusted", question.status.changes);
  return out;
}

JsonArray to_array(const std::vector<std::string>& lines) {
  JsonArray array;
  for (const std::string& line : lines) array.emplace_back(line);
  return array;
}

std::string render_json(const Question& question, bool is_trusted) {
  JsonArray files;
  for (const auto& file : question.content.files) {
    files.push_back(JsonObject{{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return json::serialize(JsonObject{{"root", question.content.root.string()},
                                    {"was", config::name_of(question.status.state)},
                                    {"trusted", is_trusted},
                                    {"files", std::move(files)},
                                    {"settings", to_array(setting_lines(question))},
                                    {"not_used", to_array(question.content.refused)},
                                    {"changes", to_array(question.status.changes)}}) +
         "\n";
}

/// --yes says it for scripts; --approve never does. Without either a person at a terminal is asked.
bool is_allowed(App& app, const Invocation& invocation) {
  if (invocation.has("yes")) return true;
  TerminalConfirmer confirmer(app);
  const auto answer = confirmer.ask("Trust exactly this content?", app.context());
  if (answer.kind == gate::Answer::Kind::NobodyThere) {
    app.output.note("lakecode: nobody is there to ask; look at the list and add --yes");
  }
  return answer.kind == gate::Answer::Kind::Yes;
}

Result<int> revoke(App& app, const Invocation& invocation) {
  const auto project = config::find_project(app.working_folder, app.user_home(), app.lakecode_home());
  if (!project) return no_project(app);
  TRY_VOID(config::TrustStore(app.lakecode_home()).revoke(project->root));
  const std::string root = project->root.string();
  app.output.print(invocation.wants_json() ? json::serialize(JsonObject{{"root", root}, {"trusted", false}}) + "\n"
                                           : render::inert_line(root) + " is no longer trusted\n");
  return 0;
}

}  // namespace

Result<int> run_config_trust(App& app, const Invocation& invocation) {
  if (app.lakecode_home().empty()) return no_home();
  if (invocation.has("revoke")) return revoke(app, invocation);
  TRY_ASSIGN(const Question question, look(app));
  const bool was_trusted = question.status.state == config::TrustState::Trusted;
  if (!invocation.wants_json()) app.output.print(render_question(question));
  const bool is_trusted = was_trusted || is_allowed(app, invocation);
  if (is_trusted && !was_trusted) TRY_VOID(config::TrustStore(app.lakecode_home()).grant(question.content));
  if (invocation.wants_json()) app.output.print(render_json(question, is_trusted));
  if (!is_trusted) {
    app.output.note("lakecode: the folder stays untrusted; its files change nothing");
    return kNobodySaidYes;
  }
  if (!was_trusted && !invocation.wants_json()) app.output.print("Trusted.\n");
  return 0;
}

}  // namespace lakecode::cli
