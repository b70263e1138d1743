#include "base/json.h"
#include "llm/near_model.h"
#include "llm/registry.h"

namespace lakecode::llm {
namespace {

class OpenAiProvider final : public Provider {
 public:
  explicit OpenAiProvider(ProviderSettings settings) : exchange_(with_path(std::move(settings))) {}

  [[nodiscard]] std::string_view name() const override { return kName; }
  [[nodiscard]] std::string origin() const override { return exchange_.asked().origin; }
  [[nodiscard]] Capabilities capabilities(std::string_view model) const override {
    return exchange_.capabilities(model);
  }

  Result<Reply> complete(const Request& request, Sink& sink, const CallContext& ctx) override {
    auto reply = exchange_.complete(chat_wire(), {.path = "/chat/completions", .headers = {}}, request, sink, ctx);
    if (reply || reply.error().code != ErrorCode::NotFound) return reply;
    const auto models = list_models(ctx);
    return models ? with_nearest_model(std::move(reply).error(), request.model, *models) : std::move(reply).error();
  }

  Result<std::int64_t> count_tokens(const Request& request, const CallContext&) override {
    return estimated_tokens(request);
  }

  Result<std::vector<std::string>> list_models(const CallContext& ctx) override {
    TRY_ASSIGN(const JsonBox answer, exchange_.fetch({.path = "/models", .headers = {}}, "", ctx));
    std::vector<std::string> models;
    for (const JsonValue& model : json::array_at(*answer, "data")) models.push_back(json::string_at(model, "id"));
    return models;
  }

 private:
  static constexpr std::string_view kName = "openai";

  static ProviderSettings with_path(ProviderSettings settings) {
    if (settings.base_url == origin_of(settings.base_url)) settings.base_url += "/v1";
    return settings;
  }

  Exchange exchange_;
};

}  // namespace

std::unique_ptr<Provider> make_openai(ProviderSettings settings) {
  return std::make_unique<OpenAiProvider>(std::move(settings));
}

}  // namespace lakecode::llm
