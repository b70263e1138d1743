#include "base/json.h"
#include "llm/near_model.h"
#include "llm/registry.h"
#include "net/url.h"

namespace lakecode::llm {
namespace {

// The version that every server of this protocol speaks; the one of 2026-10-21 takes no temperature from any model.
constexpr std::string_view kVersion = "2023-06-01";
constexpr int kMaxPages = 10;

class AnthropicProvider final : public Provider {
 public:
  explicit AnthropicProvider(ProviderSettings settings)
      : exchange_(without_version(std::move(settings)), Exchange::BareLimit::IsSpendingCap) {}

  [[nodiscard]] std::string_view name() const override { return kName; }
  [[nodiscard]] std::string origin() const override { return exchange_.asked().origin; }
  [[nodiscard]] Capabilities capabilities(std::string_view model) const override {
    return exchange_.capabilities(model);
  }

  Result<Reply> complete(const Request& request, Sink& sink, const CallContext& ctx) override {
    auto reply = exchange_.complete(messages_wire(), route("/v1/messages"), request, sink, ctx);
    if (reply || reply.error().code != ErrorCode::NotFound) return reply;
    const auto models = list_models(ctx);
    return models ? with_nearest_model(std::move(reply).error(), request.model, *models) : std::move(reply).error();
  }

  Result<std::int64_t> count_tokens(const Request& request, const CallContext& ctx) override {
    const auto answer = exchange_.fetch(route("/v1/messages/count_tokens"), token_count_body(request), ctx);
    if (!answer) {
      const ErrorCode code = answer.error().code;
      const bool does_not_count = code == ErrorCode::NotFound || code == ErrorCode::Unsupported;
      return does_not_count ? Result<std::int64_t>(estimated_tokens(request)) : answer.error();
    }
    return json::int_at(**answer, "input_tokens").value_or(estimated_tokens(request));
  }

  Result<std::vector<std::string>> list_models(const CallContext& ctx) override {
    std::vector<std::string> models;
    std::string after;
    for (int page = 0; page < kMaxPages; ++page) {
      const std::string query = after.empty() ? "" : "&after_id=" + net::encode_component(after);
      TRY_ASSIGN(const JsonBox answer, exchange_.fetch(route("/v1/models?limit=1000" + query), "", ctx));
      for (const JsonValue& model : json::array_at(*answer, "data")) models.push_back(json::string_at(model, "id"));
      after = json::string_at(*answer, "last_id");
      if (after.empty() || !json::bool_at(*answer, "has_more").value_or(false)) break;
    }
    return models;
  }

 private:
  static constexpr std::string_view kName = "anthropic";

  static ProviderSettings without_version(ProviderSettings settings) {
    if (settings.base_url.ends_with("/v1")) settings.base_url.resize(settings.base_url.size() - 3);
    return settings;
  }

  static Exchange::Route route(std::string path) {
    return {.path = std::move(path), .headers = {{"anthropic-version", std::string(kVersion)}}};
  }

  Exchange exchange_;
};

}  // namespace

std::unique_ptr<Provider> make_anthropic(ProviderSettings settings) {
  return std::make_unique<AnthropicProvider>(std::move(settings));
}

}  // namespace lakecode::llm
