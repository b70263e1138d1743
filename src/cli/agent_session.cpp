#include "cli/agent_session.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>

#include "agent/answer_schema.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "base/utf8.h"
#include "catalog/profile_text.h"
#include "cli/model_choice.h"
#include "cli/skill_folders.h"
#include "cli/tape.h"
#include "cli/time_limit.h"
#include "cli/typed_line.h"
#include "cli/version.h"
#include "config/trust.h"
#include "session/store.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kTitleColumns = 72;
constexpr std::size_t kSkills = 2;  // judgement: the router's first two hold the right one, a third costs tokens
constexpr std::size_t kMaxConventions = 256U << 10U;
constexpr std::size_t kMaxSchema = 256U << 10U;

Error usage(std::string subject, std::string reason, std::string advice = "") {
  return {.code = ErrorCode::InvalidArgument,
          .action = "run",
          .subject = std::move(subject),
          .reason = std::move(reason),
          .advice = std::move(advice)};
}

/// Thinking is signed for one model family: another model does not take it.
void forget_thinking(session::Conversation& conversation) {
  std::vector<llm::Message> messages;
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < conversation.messages.size(); ++i) {
    llm::Message message = std::move(conversation.messages[i]);
    std::erase_if(message.blocks, [](const llm::Block& block) {
      return std::holds_alternative<llm::ThinkingBlock>(block) || std::holds_alternative<llm::OpaqueBlock>(block);
    });
    if (message.blocks.empty()) continue;
    messages.push_back(std::move(message));
    numbers.push_back(conversation.numbers[i]);
  }
  conversation.messages = std::move(messages);
  conversation.numbers = std::move(numbers);
}

/// The person's own words in a message: its first text block.
std::string first_text(const llm::Message& message) {
  for (const llm::Block& block : message.blocks) {
    if (const auto* text = std::get_if<llm::TextBlock>(&block)) return text->text;
  }
  return {};
}

/// What a trusted project says to an agent, in order of precedence.
std::vector<agent::OutsideText> project_texts(const App& app, const config::LoadedSettings& loaded) {
  std::vector<agent::OutsideText> texts;
  if (!loaded.project || loaded.trust != config::TrustState::Trusted) return texts;
  const auto content = config::scan_folder(loaded.project->root);
  if (!content) return texts;
  const auto status = config::TrustStore(app.lakecode_home()).check(*content);
  // Changed since the settings were read: not what was trusted.
  if (!status || status->state != config::TrustState::Trusted) return texts;
  constexpr std::array kFiles = {std::pair(".lakecode/conventions.md", "conventions of the project"),
                                 std::pair("AGENTS.md", "AGENTS.md"), std::pair("CLAUDE.md", "CLAUDE.md")};
  for (const auto& [path, name] : kFiles) {
    if (const config::BehaviourFile* file = content->find(path)) texts.push_back({name, utf8::sanitize(file->content)});
  }
  const std::string& extra = loaded.settings.at("agent.system_prompt_extra").project_text;
  if (!extra.empty()) texts.push_back({"agent.system_prompt_extra of the project", extra});
  return texts;
}

/// Asks at the terminal, for the tool ask_user. Nobody is there without one.
std::optional<std::string> ask_person(App& app, const std::string& question, const std::vector<std::string>& choices) {
  if (!app.stdin_is_terminal || !app.stderr_is_terminal) return std::nullopt;
  constexpr std::size_t kLongest = 4'000;
  forget_typed_input();
  app.output.note(question + (choices.empty() ? "" : " (" + text::join(choices, " / ") + ")"));
  const TypedLine line = read_typed_line(app.context(), kLongest);
  if (line.kind != TypedLine::Kind::Typed) return std::nullopt;
  return std::string(text::trim(line.text));
}

}  // namespace

AgentSession::AgentSession(App& app, const Invocation& invocation, config::LoadedSettings loaded)
    : app_(app), invocation_(invocation), loaded_(std::move(loaded)), terminal_(app) {
  app_.meter = &meter_;
}

Result<std::unique_ptr<AgentSession>> AgentSession::open(App& app, const Invocation& invocation,
                                                         const CallContext& ctx) {
  TRY_ASSIGN(config::LoadedSettings loaded, load_settings(app, invocation));
  std::unique_ptr<AgentSession> session(new AgentSession(app, invocation, std::move(loaded)));
  TRY_VOID(session->read_options());
  TRY_ASSIGN(session->choice_, choose_model(app, invocation, session->loaded_.settings, ctx));
  return session;
}

Result<void> AgentSession::read_options() {
  const config::Settings& settings = loaded_.settings;
  settings_.limits.answers = settings.integer("agent.max_turns").value_or(50);
  settings_.limits.tokens_per_answer = settings.integer("agent.max_tokens_per_response").value_or(32'768);
  settings_.limits.usd = settings.number("agent.max_budget_usd");
  settings_.temperature = settings.number("agent.temperature");
  settings_.context_budget = settings.integer("agent.context_window_budget");
  if (const auto given = invocation_.value("max-tokens")) {
    const auto tokens = text::parse_int(*given);
    if (!tokens || *tokens < 1) return usage("with --max-tokens " + *given, "it takes a number of tokens from 1");
    settings_.limits.tokens = *tokens;
  }
  if (const auto given = invocation_.value("max-time")) {
    TRY_ASSIGN(settings_.limits.time, read_seconds("max-time", *given));
  }
  if (const auto given = invocation_.value("json-schema")) {
    std::string schema = *given;
    if (text::trim(schema).substr(0, 1) != "{") {
      auto read = files::read(schema.substr(schema.substr(0, 1) == "@" ? 1 : 0), kMaxSchema);
      if (!read) return usage("with --json-schema " + *given, read.error().reason, "it takes JSON, or a file");
      schema = std::move(*read);
    }
    TRY_VOID(agent::check_answer_schema(schema));
    settings_.answer_schema = std::move(schema);
  }
  const int ways = static_cast<int>(invocation_.has("continue")) + static_cast<int>(invocation_.has("resume")) +
                   static_cast<int>(invocation_.has("session-id"));
  if (ways > 1) return usage("", "--continue, --resume and --session-id each name a session; give one of them");
  if (invocation_.has("fork-session") && !invocation_.has("continue") && !invocation_.has("resume"))
    return usage("with --fork-session", "it takes a copy of a session that is named by --resume or --continue");
  if (invocation_.has("private") && ways > 0)
    return usage("with --private", "a private session leaves nothing that could be named or continued");
  return {};
}

Result<ToolSession*> AgentSession::workspace(const CallContext& ctx) {
  if (workspace_) return workspace_.get();
  TRY_ASSIGN(workspace_, ToolSession::open(app_, invocation_, {.name = "run", .confirmer = confirmer_}, loaded_, ctx));
  App* app = &app_;
  // Reads run side by side: a person is asked one thing at a time.
  const auto one_at_a_time = std::make_shared<std::mutex>();
  workspace_->services().ask = [app, one_at_a_time](const std::string& question,
                                                    const std::vector<std::string>& choices) {
    const std::lock_guard lock(*one_at_a_time);
    return ask_person(*app, question, choices);
  };
  return workspace_.get();
}

Result<void> AgentSession::resume(const std::string& id) {
  const std::filesystem::path folder = loaded_.settings.path("sessions.dir");
  TRY_ASSIGN(session::Journal::Reopened reopened,
             session::Journal::resume(folder, id,
                                      {.tool_version = std::string(kVersion),
                                       .workspace = workspace_->connection().workspace,
                                       .provider = std::string(choice_.provider->name()),
                                       .model = choice_.model},
                                      app_.redactor, app_.clock));
  for (const session::Repair& repair : reopened.loaded.repairs)
    app_.output.note("lakecode: session " + id + ": " + repair.what);
  conversation_.record = session::conversation_of(reopened.loaded.entries);
  for (const std::string& notice : conversation_.record.notices)
    app_.output.note("lakecode: session " + id + ": " + notice);
  const session::Opened& opened = conversation_.record.opened;
  if (!opened.workspace.empty() && opened.workspace != workspace_->connection().workspace) {
    app_.output.note("lakecode: session " + id + " was about " + opened.workspace + "; it goes on with " +
                     workspace_->connection().workspace);
  }
  if (opened.no_rows && workspace_->services().rows_to_model) {
    workspace_->services().rows_to_model = false;
    app_.output.note("lakecode: session " + id + " was begun with --no-rows: rows of tables are kept from the model");
  }
  if (opened.model != choice_.model) forget_thinking(conversation_.record);
  journal_ = std::move(reopened.journal);
  session_id_ = id;
  return {};
}

Result<void> AgentSession::open_journal(const std::string& first_request) {
  const std::filesystem::path folder = loaded_.settings.path("sessions.dir");
  if (invocation_.has("continue") || invocation_.has("resume")) {
    TRY_ASSIGN(std::string id, session::find_session(folder, invocation_.value_or("resume", "latest")));
    if (invocation_.has("fork-session")) {
      const std::string copy = session::make_session_id(app_.clock.now(), app_.random);
      // Its lock is let go of here: the copy is taken up like any other.
      TRY_VOID(session::fork_session(folder, id, copy, app_.redactor, app_.clock));
      id = copy;
    }
    return resume(id);
  }
  const std::string named = invocation_.value_or("session-id", "");
  if (!named.empty() && !session::is_session_id(named))
    return usage(
        "with --session-id " + named,
        "an id has letters, digits, \".\", \"_\" and \"-\", begins with a letter or digit, and is at most 64 long");
  if (!named.empty() && files::exists(session::journal_file(folder, named))) return resume(named);
  const auto make_id = [this] { return session::make_session_id(app_.clock.now(), app_.random); };
  session_id_ = named.empty() ? remember(app_, "session.id", make_id) : named;
  if (invocation_.has("private") || is_replaying(app_)) {
    journal_ = session::Journal::make_private(session_id_, app_.clock);
    return {};
  }
  const std::string_view first_line = text::lines(text::trim(first_request)).front();
  const session::Opened opened{.title = utf8::truncate(utf8::sanitize(first_line), kTitleColumns),
                               .cwd = app_.working_folder.string(),
                               .profile = workspace_->connection().profile,
                               .workspace = workspace_->connection().workspace,
                               .provider = std::string(choice_.provider->name()),
                               .model = choice_.model,
                               .tool_version = std::string(kVersion),
                               .no_rows = invocation_.has("no-rows")};
  conversation_.record.opened = opened;
  TRY_ASSIGN(journal_, session::Journal::create(folder, session_id_, opened, app_.redactor, app_.clock));
  return {};
}

/// What was used since the last call; of a warehouse whose size is known, with its estimate.
std::vector<session::Record> AgentSession::take_use() {
  const catalog::Names names = workspace_ ? workspace_->catalog().known() : catalog::Names();
  for (const std::string& id : meter_.unsized()) {
    for (const catalog::WarehouseName& warehouse : names.warehouses) {
      if (warehouse.id == id) meter_.set_size(id, warehouse.size);
    }
  }
  std::vector<session::Record> records = meter_.take();
  const auto price = loaded_.settings.number("agent.usd_per_dbu");
  for (session::Record& record : records) {
    auto* use = std::get_if<session::WarehouseUse>(&record);
    if (use != nullptr && use->dbu && price) use->usd = *use->dbu * *price;
  }
  return records;
}

agent::Spending AgentSession::take_spending() {
  agent::Spending spent;
  for (const session::Record& record : take_use()) {
    if (const auto* use = std::get_if<session::WarehouseUse>(&record)) spent.add_statement(use->dbu, use->usd);
  }
  return spent;
}

void AgentSession::load_skills() {
  skills_ = cli::load_skills(app_);
  router_.emplace(skills_.skills);
  workspace_->services().skill = [this](std::string_view name) -> std::optional<std::string> {
    const knowledge::Skill* skill = skills_.find(name);
    if (skill == nullptr) return std::nullopt;
    return skill->origin == knowledge::SkillOrigin::BuiltIn ? skill->body : app_.redactor.redact(skill->body);
  };
}

std::vector<agent::SkillText> AgentSession::skills_for(const std::string& request) const {
  std::vector<agent::SkillText> texts;
  for (const knowledge::Routed& routed : router_->route(request, kSkills)) {
    if (const knowledge::Skill* skill = skills_.find(routed.name)) texts.push_back({skill->name, skill->body});
  }
  return texts;
}

Result<std::vector<agent::SkillText>> AgentSession::activate(std::vector<agent::SkillText> skills) {
  std::vector<std::string>& active = conversation_.record.skills;
  std::erase_if(skills, [&active](const agent::SkillText& skill) {
    return std::find(active.begin(), active.end(), skill.name) != active.end();
  });
  for (const agent::SkillText& skill : skills) {
    TRY_VOID(journal_->append(session::SkillActivated{skill.name}));
    active.push_back(skill.name);
  }
  return skills;
}

/// What the session's prompt said today, else what is known now.
Result<session::Surroundings> AgentSession::surroundings() {
  session::Surroundings& said = conversation_.record.surroundings;
  const std::string today = format_rfc3339(app_.clock.now()).substr(0, 10);
  if (said.today == today) return said;
  said = {.today = today,
          .workspace_profile = app_.redactor.redact(catalog::render_profile(workspace_->catalog().known()))};
  TRY_VOID(journal_->append(said));
  return said;
}

Result<void> AgentSession::assemble(const std::string& first_request) {
  TRY_ASSIGN(const session::Surroundings around, surroundings());
  const config::Settings& settings = loaded_.settings;
  const tools::Services& services = workspace_->services();
  agent::PromptFacts facts{
      .today = around.today,
      .workspace = services.workspace,
      .profile = services.profile,
      .workspace_profile = around.workspace_profile,
      .default_catalog = services.default_catalog,
      .default_schema = services.default_schema,
      .approval = invocation_.value_or("approve", "read"),
      .is_interactive = confirmer_ == &replies_ || (app_.stdin_is_terminal && app_.stderr_is_terminal),
      .rows_to_model = services.rows_to_model,
      .project = project_texts(app_, loaded_),
      .extra = settings.text("agent.system_prompt_extra"),
      .skills = skills_for(first_request),
      .answer_schema = settings_.answer_schema};
  if (auto conventions = files::read(app_.lakecode_home() / "conventions.md", kMaxConventions))
    facts.conventions = utf8::sanitize(*conventions);
  agent::AssembledPrompt prompt = agent::assemble_prompt(facts);
  for (const std::string& notice : prompt.notices) app_.output.note("lakecode: " + notice);
  settings_.system = std::move(prompt.parts);
  settings_.model = choice_.model;
  return {};
}

Result<void> AgentSession::prepare(const std::string& first_request, const CallContext& ctx) {
  TRY_ASSIGN(ToolSession * workspace, this->workspace(ctx));
  TRY_VOID(open_journal(first_request));
  workspace->set_session(session_id_, first_request);
  // A recording holds what the session asked for, not what was read on the side.
  if (!app_.cassette) workspace->catalog().refresh_in_background();
  settings_.used = [this] { return take_use(); };
  load_skills();
  // A session that goes on keeps its prompt byte for byte: the skills of its first request stand in it.
  const std::vector<llm::Message>& history = conversation_.record.messages;
  const std::string opening = history.empty() ? first_request : first_text(history.front());
  TRY_VOID(assemble(opening));
  TRY_VOID(activate(skills_for(opening)));
  return {};
}

agent::TurnEnd AgentSession::run(agent::TurnInput input, agent::EventSink& sink, const CallContext& ctx) {
  auto added = activate(skills_for(input.texts.front()));
  if (added) {
    for (const agent::SkillText& skill : *added) input.texts.push_back(agent::render_skill(skill));
  }
  const agent::TurnParts parts{.provider = *choice_.provider,
                               .tools = tools::registry(),
                               .services = workspace_->services(),
                               .redactor = app_.redactor,
                               .journal = *journal_,
                               .sink = sink,
                               .mailbox = mailbox_};
  return agent::run_turn(parts, settings_, conversation_, input, ctx);
}

Result<void> AgentSession::close(const agent::TurnEnd& end) {
  if (journal_) {
    auto written = journal_->append(session::Closed{std::string(agent::name_of(end.status))});
    if (!written && !end.error) return std::move(written).error();
  }
  if (!workspace_) return {};
  return workspace_->close(agent::name_of(end.status), turn_object(end, facts(), app_.redactor),
                           app_.redactor.redact(end.text));
}

SessionFacts AgentSession::facts() const {
  SessionFacts facts{
      .session_id = session_id_, .model = choice_.model, .provider = "none", .workspace = "", .profile = ""};
  if (choice_.provider) {
    facts.provider = choice_.provider->name();
    facts.capabilities = choice_.provider->capabilities(choice_.model);
  }
  if (workspace_) {
    facts.workspace = workspace_->services().workspace;
    facts.profile = workspace_->services().profile;
    facts.evidence_pack = workspace_->pack_folder();
  }
  return facts;
}

}  // namespace lakecode::cli
