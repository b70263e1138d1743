#include "llm/choice.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "llm/registry.h"
#include "net/url.h"

namespace lakecode::llm {
namespace {

constexpr std::string_view kAnthropicOrigin = "https://api.anthropic.com";
constexpr std::string_view kOpenAiBase = "https://api.openai.com/v1";
// Where a person names none. Aliases that the vendors move to their latest of that size.
constexpr std::string_view kAnthropicModel = "claude-sonnet-5";
constexpr std::string_view kOpenAiModel = "gpt-5";
// A start must not hang on a workspace that is away.
constexpr std::chrono::seconds kLookTime{8};

Error lacks(ErrorCode code, std::string_view provider, std::string reason, std::string advice) {
  return Error{.code = code,
               .action = "use provider",
               .subject = std::string(provider),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

/// The address must be one; it is not repeated, since it may hold a password.
Result<void> check_address(std::string_view variable, const std::string& url) {
  if (url.empty() || net::parse_url(url)) return {};
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use",
               .subject = std::string(variable),
               .reason = "it is no address of a server, or holds a user name",
               .advice = "write it as https://HOST[:PORT][/PATH]"};
}

/// Sets one header on every request to the provider.
Authorize header(std::string name, std::string prefix, const Secret& key) {
  return [name = std::move(name), prefix = std::move(prefix), key](net::HttpRequest& request,
                                                                   const CallContext&) -> Result<void> {
    request.headers.set(name, prefix + std::string(key.reveal()));
    return {};
  };
}

class Chooser {
 public:
  Chooser(const ChoiceSources& sources, CapabilityTable table, const CallContext& ctx)
      : sources_(sources), table_(std::move(table)), ctx_(ctx) {}

  Result<Choice> choose() {
    const std::string wanted = sources_.settings.text("agent.provider");
    if (wanted == "none") return none("agent.provider is none (" + sources_.settings.origin("agent.provider") + ")");
    const std::string because = "agent.provider, " + sources_.settings.origin("agent.provider");
    if (wanted == "anthropic") return anthropic(because);
    if (wanted == "openai") return openai(because);
    if (wanted == "databricks") return databricks(because);
    return automatic();
  }

 private:
  [[nodiscard]] std::string variable(std::string_view name) const {
    return std::string(text::trim(config::variable(sources_.environment, name)));
  }
  [[nodiscard]] std::string named_model() const { return sources_.settings.text("agent.model"); }

  Result<Choice> automatic() {
    for (const char* name : {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"}) {
      if (!variable(name).empty()) return anthropic(std::string(name) + " is set");
    }
    for (const char* name : {"OPENAI_API_KEY", "OPENAI_BASE_URL"}) {
      if (!variable(name).empty()) return openai(std::string(name) + " is set");
    }
    auto found = endpoints();
    if (!found) return none("no key is set, and the workspace cannot be asked: " + one_line(found.error()));
    if (!*found) return none("no key is set, and no workspace is configured");
    auto workspace = **std::move(found);
    const std::string origin = workspace.origin;
    auto choice = in_workspace(std::move(workspace), "no key is set; an endpoint of the workspace");
    if (choice || ctx_.stopped()) return choice;
    return none("no key is set, and " + origin + " gives no model: " + choice.error().reason);
  }

  static Result<Choice> none(const std::string& why) {
    Choice choice;
    choice.why = "no model: " + why;
    return choice;
  }

  ProviderSettings base_settings(std::string base_url) {
    ProviderSettings made;
    made.base_url = without_slash(std::move(base_url));
    made.http = sources_.http;
    made.capabilities = table_;
    made.random = &sources_.random;
    return made;
  }

  Choice made(const ProviderRecord& record, ProviderSettings settings, std::string model, const std::string& because) {
    Choice choice;
    if (const auto url = net::parse_url(settings.base_url);
        url && url->scheme == "http" && !net::is_loopback_host(url->host) && settings.authorize) {
      choice.notices.push_back("credentials and conversation go to " + url->origin() + " without encryption");
    }
    choice.provider = record.make(std::move(settings));
    choice.why = std::string(record.name) + " " + model + " at " + choice.provider->origin() + " (" + because + ")";
    choice.model = std::move(model);
    return choice;
  }

  Result<Choice> anthropic(const std::string& because) {
    const Secret key(variable("ANTHROPIC_API_KEY"));
    const Secret token(variable("ANTHROPIC_AUTH_TOKEN"));
    const std::string base = variable("ANTHROPIC_BASE_URL");
    if (key.empty() && token.empty() && base.empty()) {
      return lacks(ErrorCode::Unauthenticated, "anthropic", "neither ANTHROPIC_API_KEY nor ANTHROPIC_AUTH_TOKEN is set",
                   "set one of them, or choose another agent.provider");
    }
    TRY_VOID(check_address("ANTHROPIC_BASE_URL", base));
    ProviderSettings settings = base_settings(base.empty() ? std::string(kAnthropicOrigin) : base);
    if (!key.empty()) {
      settings.credential = "ANTHROPIC_API_KEY";
      settings.authorize = header("x-api-key", "", key);
    } else if (!token.empty()) {
      settings.credential = "ANTHROPIC_AUTH_TOKEN";
      settings.authorize = header("Authorization", "Bearer ", token);
    }
    std::string model = named_model();
    if (model.empty()) model = variable("ANTHROPIC_MODEL");
    if (model.empty()) model = kAnthropicModel;
    Choice choice = made(*find_provider("anthropic"), std::move(settings), std::move(model), because);
    if (!key.empty() && !token.empty()) {
      choice.notices.emplace_back("both ANTHROPIC_API_KEY and ANTHROPIC_AUTH_TOKEN are set; the key is used");
    }
    choice.secrets = {key, token};
    return choice;
  }

  Result<Choice> openai(const std::string& because) {
    const Secret key(variable("OPENAI_API_KEY"));
    const std::string base = variable("OPENAI_BASE_URL");
    if (key.empty() && base.empty()) {
      return lacks(ErrorCode::Unauthenticated, "openai", "neither OPENAI_API_KEY nor OPENAI_BASE_URL is set",
                   "set the key, or the address of a server that needs none");
    }
    TRY_VOID(check_address("OPENAI_BASE_URL", base));
    ProviderSettings settings = base_settings(base.empty() ? std::string(kOpenAiBase) : base);
    settings.idle_timeout = std::chrono::minutes(10);  // a server at home may read a long prompt for minutes
    if (!key.empty()) {
      settings.credential = "OPENAI_API_KEY";
      settings.authorize = header("Authorization", "Bearer ", key);
    }
    const ProviderRecord& record = *find_provider("openai");
    std::string model = named_model();
    if (model.empty() && base.empty()) model = kOpenAiModel;
    if (model.empty()) {
      TRY_ASSIGN(const auto models, record.make(settings)->list_models(ctx_.with_timeout(kLookTime)));
      if (models.empty()) {
        return lacks(ErrorCode::FailedPrecondition, "openai", settings.base_url + " lists no model",
                     "name one with --model or agent.model");
      }
      model = models.front();
    }
    Choice choice = made(record, std::move(settings), std::move(model), because);
    choice.secrets = {key};
    return choice;
  }

  Result<std::optional<WorkspaceEndpoints>> endpoints() {
    return sources_.workspace ? sources_.workspace() : std::optional<WorkspaceEndpoints>();
  }

  Result<Choice> databricks(const std::string& because) {
    TRY_ASSIGN(std::optional<WorkspaceEndpoints> workspace, endpoints());
    if (!workspace) {
      return lacks(ErrorCode::FailedPrecondition, "databricks", "no workspace with serving endpoints is configured",
                   "name a profile with --profile, or choose another agent.provider");
    }
    return in_workspace(*std::move(workspace), because);
  }

  Result<Choice> in_workspace(WorkspaceEndpoints workspace, const std::string& because) {
    ProviderSettings settings = base_settings(workspace.origin);
    settings.credential = std::move(workspace.credential);
    settings.authorize = std::move(workspace.authorize);
    const ProviderRecord& record = *find_provider("databricks");
    std::string model = named_model();
    if (model.empty()) {
      TRY_ASSIGN(const auto models, record.make(settings)->list_models(ctx_.with_timeout(kLookTime)));
      model = best_endpoint(models);
      if (model.empty()) {
        return lacks(ErrorCode::FailedPrecondition, "databricks",
                     workspace.origin + " has no chat endpoint that is ready",
                     "name one with --model or agent.model, or choose another agent.provider");
      }
    }
    return made(record, std::move(settings), std::move(model), because);
  }

  const ChoiceSources& sources_;
  CapabilityTable table_;
  const CallContext& ctx_;
};

/// Judgement: what has proven itself with tools comes first.
std::size_t rank_of(std::string_view endpoint) {
  constexpr std::string_view kFamilies[] = {"claude-sonnet", "claude-opus", "claude", "gpt-6",   "gpt-5",  "gemini",
                                            "llama-4",       "qwen",        "gpt-4",  "gpt-oss", "llama-3"};
  const std::string_view family = family_of(endpoint);
  const auto found = std::find_if(std::begin(kFamilies), std::end(kFamilies),
                                  [&](std::string_view prefix) { return family.starts_with(prefix); });
  return static_cast<std::size_t>(found - std::begin(kFamilies));
}

}  // namespace

Result<Choice> choose_provider(const ChoiceSources& sources, const CallContext& ctx) {
  TRY_ASSIGN(CapabilityTable table, CapabilityTable::with_overrides(sources.settings.list("agent.model_overrides")));
  return Chooser(sources, std::move(table), ctx).choose();
}

std::string_view how_to_get_a_model() {
  return "set ANTHROPIC_API_KEY, or OPENAI_API_KEY (with OPENAI_BASE_URL for another server), or use a workspace that "
         "serves a chat model";
}

std::string best_endpoint(const std::vector<std::string>& endpoints) {
  std::string best;
  for (const std::string& endpoint : endpoints) {
    const bool wins =
        best.empty() || rank_of(endpoint) < rank_of(best) || (rank_of(endpoint) == rank_of(best) && endpoint > best);
    if (wins) best = endpoint;
  }
  return best;
}

}  // namespace lakecode::llm
