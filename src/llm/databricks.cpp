#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "llm/near_model.h"
#include "llm/registry.h"

namespace lakecode::llm {
namespace {

// An endpoint that was scaled to zero answers 503 while it starts, which takes a minute or so.
constexpr int kAttemptsWhileStarting = 12;

class DatabricksProvider final : public Provider {
 public:
  explicit DatabricksProvider(ProviderSettings settings) : exchange_(patient(std::move(settings))) {}

  [[nodiscard]] std::string_view name() const override { return kName; }
  [[nodiscard]] std::string origin() const override { return exchange_.asked().origin; }
  [[nodiscard]] Capabilities capabilities(std::string_view model) const override {
    return exchange_.capabilities(model);
  }

  Result<Reply> complete(const Request& request, Sink& sink, const CallContext& ctx) override {
    if (is_claude(request.model) && !speaks_chat_only_.contains(request.model)) {
      auto reply = exchange_.complete(messages_wire(), messages_route(request.model), request, sink, ctx);
      if (reply || !is_missing(reply.error())) return reply;
      sink.on_restart(1, 0, "the workspace does not serve this model by the Messages protocol");
    }
    auto reply = exchange_.complete(workspace_chat_wire(), chat_route(request.model), request, sink, ctx);
    if (reply) {
      if (is_claude(request.model)) speaks_chat_only_.insert(request.model);
      return reply;
    }
    if (reply.error().code != ErrorCode::NotFound) return reply;
    const auto models = list_models(ctx);
    return models ? with_nearest_model(std::move(reply).error(), request.model, *models) : std::move(reply).error();
  }

  /// The workspace has no counter.
  Result<std::int64_t> count_tokens(const Request& request, const CallContext&) override {
    return estimated_tokens(request);
  }

  Result<std::vector<std::string>> list_models(const CallContext& ctx) override {
    TRY_ASSIGN(const JsonBox answer, exchange_.fetch({.path = "/api/2.0/serving-endpoints", .headers = {}}, "", ctx));
    std::vector<std::string> models;
    for (const JsonValue& endpoint : json::array_at(*answer, "endpoints")) {
      const bool chats = json::string_at(endpoint, "task") == "llm/v1/chat";
      const bool is_ready = json::string_at_path(endpoint, {"state", "ready"}) != "NOT_READY";
      if (chats && is_ready && !only_repeats(endpoint)) models.push_back(json::string_at(endpoint, "name"));
    }
    return models;
  }

 private:
  static constexpr std::string_view kName = "databricks";

  /// The demo of the embedded workspace has an endpoint that says what it is told: nobody's model.
  static bool only_repeats(const JsonValue& endpoint) {
    const JsonArray& tags = json::array_at(endpoint, "tags");
    return std::any_of(tags.begin(), tags.end(), [](const JsonValue& tag) {
      return json::string_at(tag, "key") == "lakecode" && json::string_at(tag, "value") == "echo";
    });
  }

  static ProviderSettings patient(ProviderSettings settings) {
    settings.retry.max_attempts = std::max(settings.retry.max_attempts, kAttemptsWhileStarting);
    return settings;
  }

  /// A model service of Unity Catalog, "system.ai.claude-sonnet-5", is behind the gateway; the rest are endpoints.
  static bool is_model_service(std::string_view model) { return std::count(model.begin(), model.end(), '.') == 2; }

  static Exchange::Route messages_route(std::string_view model) {
    const bool gateway = is_model_service(model);
    return {.path = gateway ? "/ai-gateway/anthropic/v1/messages" : "/serving-endpoints/anthropic/v1/messages",
            .headers = {{"anthropic-version", "2023-06-01"}}};
  }
  static Exchange::Route chat_route(std::string_view model) {
    const bool gateway = is_model_service(model);
    return {.path = gateway ? "/ai-gateway/mlflow/v1/chat/completions" : "/serving-endpoints/chat/completions",
            .headers = {}};
  }

  /// The path is not there, or not for this endpoint; whether the endpoint itself is missing the other path will tell.
  static bool is_missing(const Error& error) {
    const bool other_protocol = error.code == ErrorCode::InvalidArgument &&
                                text::contains_ignore_case(error.reason, "anthropic") &&
                                text::contains_ignore_case(error.reason, "support");
    return error.code == ErrorCode::NotFound || error.code == ErrorCode::Unsupported || error.http_status == 405 ||
           other_protocol;
  }

  Exchange exchange_;
  std::set<std::string, std::less<>> speaks_chat_only_;
};

}  // namespace

std::unique_ptr<Provider> make_databricks(ProviderSettings settings) {
  return std::make_unique<DatabricksProvider>(std::move(settings));
}

}  // namespace lakecode::llm
