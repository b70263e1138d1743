#include "cli/models_command.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/connection.h"
#include "cli/model_choice.h"
#include "cli/screens.h"
#include "render/screen_door.h"
#include "render/table.h"

namespace lakecode::cli {
namespace {

constexpr int kNeedsModel = 8;
// Vendors with reasoning models refuse a limit below this.
constexpr std::int64_t kTestTokens = 16;

constexpr Verb kVerbs[] = {
    {"list", "", 0, 0, "the model in use, why, and what else its provider offers"},
    {"test", "", 0, 0, "ask the model for one word: latency, capability, price"},
};
constexpr Option kOptions[] = {
    {"model", "NAME", "the model, in place of agent.model", "", ""},
};

std::string price_text(const std::optional<double>& price) {
  return price ? fmt::format("{:g}", *price) : "?";
}

JsonValue price_json(const std::optional<double>& price) {
  return price ? JsonValue(*price) : JsonValue();
}

JsonObject capability_json(const llm::Capabilities& can) {
  return JsonObject{{"context_window", can.context_window},
                    {"max_output", can.max_output},
                    {"temperature", can.takes_temperature},
                    {"thinking", can.thinking},
                    {"caching", can.caching},
                    {"structured_output", can.structured_output},
                    {"usd_per_million_tokens", JsonObject{{"input", price_json(can.input_price)},
                                                          {"output", price_json(can.output_price)},
                                                          {"cache_read", price_json(can.cache_read_price)},
                                                          {"cache_write", price_json(can.cache_write_price)}}},
                    {"priced_on", can.priced_on.empty() ? JsonValue() : JsonValue(can.priced_on)}};
}

std::string capability_words(const llm::Capabilities& can) {
  std::string words;
  const auto add = [&](bool has, std::string_view word) {
    if (has) words += (words.empty() ? "" : ", ") + std::string(word);
  };
  add(can.thinking, "thinking");
  add(can.caching, "caching");
  add(can.structured_output, "schema");
  add(can.takes_temperature, "temperature");
  return words;
}

JsonValue text_or_null(const std::string& text) {
  return text.empty() ? JsonValue() : JsonValue(text);
}

/// What is common to both answers.
JsonObject choice_json(const llm::Choice& choice) {
  return JsonObject{{"provider", choice.provider ? JsonValue(choice.provider->name()) : JsonValue("none")},
                    {"model", text_or_null(choice.model)},
                    {"origin", choice.provider ? JsonValue(choice.provider->origin()) : JsonValue()},
                    {"why", choice.why}};
}

std::string models_table(const llm::Provider& provider, const std::vector<std::string>& models,
                         const render::Screen& screen) {
  render::Table table({{"Model"},
                       {"Context", render::Align::Right},
                       {"Output", render::Align::Right},
                       {"$/M in", render::Align::Right},
                       {"$/M out", render::Align::Right},
                       {"Can"}});
  for (const std::string& model : models) {
    const llm::Capabilities can = provider.capabilities(model);
    table.add_row({model, text::group_digits(can.context_window), text::group_digits(can.max_output),
                   price_text(can.input_price), price_text(can.output_price), capability_words(can)});
  }
  return table.render(screen);
}

Result<int> list(App& app, const Invocation& invocation, llm::Choice& choice, const CallContext& ctx) {
  std::vector<std::string> models;
  if (choice.provider) {
    TRY_ASSIGN(models, choice.provider->list_models(ctx));
  }
  if (invocation.wants_json()) {
    JsonArray rows;
    for (const std::string& model : models) {
      JsonObject row = capability_json(choice.provider->capabilities(model));
      row["model"] = model;
      row["in_use"] = model == choice.model;
      rows.push_back(std::move(row));
    }
    JsonObject answer = choice_json(choice);
    answer["models"] = std::move(rows);
    app.output.print(json::serialize_pretty(answer) + "\n");
    return 0;
  }
  std::string text = "In use: " + choice.why + "\n";
  if (!choice.provider) {
    text += "To get one, " + std::string(llm::how_to_get_a_model()) + ".\n";
  } else if (models.empty()) {
    text += choice.provider->origin() + " lists no model.\n";
  } else {
    text += "\n" + models_table(*choice.provider, models, result_screen(app, invocation));
    text += "\nPrices in USD per million tokens; ? is not known (agent.model_overrides sets it).\n";
  }
  app.output.print(render::inert(text));
  return 0;
}

/// Notes when the first piece of the answer came.
class FirstPiece final : public llm::Sink {
 public:
  FirstPiece(App& app, SteadyTime began) : app_(app), began_(began) {}
  void on_text(std::string_view) override { note(); }
  void on_thinking(std::string_view) override { note(); }
  void on_restart(int attempt, std::int64_t wait_ms, std::string_view why) override {
    after_.reset();
    app_.output.note(fmt::format("lakecode: try {} in {} ms: {}", attempt, wait_ms, why));
  }
  [[nodiscard]] std::optional<std::int64_t> after_ms() const { return after_; }

 private:
  void note() {
    if (!after_) after_ = (app_.clock.steady_now() - began_) / std::chrono::milliseconds(1);
  }
  App& app_;
  SteadyTime began_;
  std::optional<std::int64_t> after_;
};

/// One answered question and how long it took.
struct Trial {
  llm::Reply reply;
  std::int64_t latency_ms = 0;
  std::optional<std::int64_t> first_ms;
  llm::Capabilities can;
  std::optional<double> usd;
};

JsonObject trial_json(const llm::Choice& choice, const Trial& trial) {
  const llm::Usage& usage = trial.reply.usage;
  JsonObject answer{{"ok", true}};
  for (const auto& member : choice_json(choice)) answer[member.key()] = member.value();
  answer["answered_by"] = text_or_null(trial.reply.model);
  answer["latency_ms"] = trial.latency_ms;
  answer["first_token_ms"] = trial.first_ms ? JsonValue(*trial.first_ms) : JsonValue();
  answer["attempts"] = trial.reply.attempts;
  answer["stop_reason"] = llm::name_of(trial.reply.stop);
  answer["usage"] = JsonObject{{"input_tokens", usage.input},
                               {"output_tokens", usage.output},
                               {"cache_read_tokens", usage.cache_read},
                               {"cache_write_tokens", usage.cache_write},
                               {"estimated", trial.reply.usage_is_estimated}};
  answer["cost_usd"] = price_json(trial.usd);
  answer["capabilities"] = capability_json(trial.can);
  return answer;
}

std::string trial_text(const llm::Choice& choice, const Trial& trial) {
  const llm::Capabilities& can = trial.can;
  std::string text = "ok: " + choice.why + "\n";
  text += fmt::format("  answered   in {} ms{}{}\n", trial.latency_ms,
                      trial.first_ms ? fmt::format(", first token after {} ms", *trial.first_ms) : "",
                      trial.reply.attempts > 1 ? fmt::format(", at try {}", trial.reply.attempts) : "");
  text += fmt::format("  used       {} tokens in, {} out{}, {}\n", trial.reply.usage.input, trial.reply.usage.output,
                      trial.reply.usage_is_estimated ? " (estimated: the server counts none)" : "",
                      trial.usd ? fmt::format("{:.6f} USD", *trial.usd) : "price not known");
  text += fmt::format("  can        {} tokens of context, {} of answer; {}\n", text::group_digits(can.context_window),
                      text::group_digits(can.max_output), capability_words(can));
  text += fmt::format("  price      {} USD a million tokens in, {} out{}\n", price_text(can.input_price),
                      price_text(can.output_price), can.priced_on.empty() ? "" : ", as of " + can.priced_on);
  return text;
}

Result<int> test(App& app, const Invocation& invocation, llm::Choice& choice, const CallContext& ctx) {
  if (!choice.provider) {
    app.output.note("lakecode: " + choice.why + "; to get one, " + std::string(llm::how_to_get_a_model()));
    return kNeedsModel;
  }
  const llm::Request request{.model = choice.model,
                             .system = {},
                             .tools = {},
                             .messages = {{.role = llm::Role::User, .blocks = {llm::TextBlock{"Reply with: ok"}}}},
                             .max_tokens = kTestTokens};
  const SteadyTime began = app.clock.steady_now();
  FirstPiece sink(app, began);
  TRY_ASSIGN(llm::Reply reply, choice.provider->complete(request, sink, ctx));
  Trial trial{.reply = std::move(reply),
              .latency_ms = (app.clock.steady_now() - began) / std::chrono::milliseconds(1),
              .first_ms = sink.after_ms(),
              .can = choice.provider->capabilities(choice.model),
              .usd = {}};
  trial.usd = llm::cost_of(trial.reply.usage, trial.can);
  if (invocation.wants_json()) {
    app.output.print(json::serialize_pretty(trial_json(choice, trial)) + "\n");
  } else {
    app.output.print(render::inert(trial_text(choice, trial)));
  }
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  const CallContext ctx = app.context();
  TRY_ASSIGN(const config::LoadedSettings loaded, load_settings(app, invocation));
  TRY_ASSIGN(llm::Choice choice, choose_model(app, invocation, loaded.settings, ctx));
  return invocation.subcommand == "list" ? list(app, invocation, choice, ctx) : test(app, invocation, choice, ctx);
}

}  // namespace

const Command kModelsCommand{
    "models", "The language model in use, and a test of it", "lakecode models test", kVerbs, kOptions, run};

}  // namespace lakecode::cli
