#include "session/ledger.h"

#include <array>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::session {
namespace {

/// DBU an hour by size of a SQL warehouse; the same for classic, pro and serverless, whose price a DBU differs.
/// Source: Databricks, SQL warehouse sizing and DBU consumption, as of 2026-11.
struct SizeRate {
  std::string_view size;
  double dbu_an_hour;
};
constexpr std::array<SizeRate, 9> kRates = {{{"2X-Small", 4},
                                             {"X-Small", 6},
                                             {"Small", 12},
                                             {"Medium", 24},
                                             {"Large", 40},
                                             {"X-Large", 80},
                                             {"2X-Large", 144},
                                             {"3X-Large", 272},
                                             {"4X-Large", 528}}};

/// nullopt where the price of a statement is not known: a lower bound would read like a total.
std::optional<double> warehouse_usd(const Ledger& ledger) {
  double sum = 0;
  for (const auto& [warehouse, total] : ledger.warehouses()) {
    if (!total.all_priced) return std::nullopt;
    sum += total.usd;
  }
  return sum;
}

}  // namespace

void Ledger::add(const ModelUse& use) {
  ModelTotal& total = models_[use.model];
  ++total.replies;
  total.tokens += use.tokens;
  if (use.usd) {
    total.usd += *use.usd;
  } else {
    total.all_priced = false;
  }
}

void Ledger::add(const WarehouseUse& use) {
  WarehouseTotal& total = warehouses_[use.warehouse_id];
  ++total.statements;
  total.duration_ms += use.duration_ms;
  total.dbu += use.dbu.value_or(0);
  total.usd += use.usd.value_or(0);
  total.all_estimated = total.all_estimated && use.dbu.has_value();
  total.all_priced = total.all_priced && use.usd.has_value();
}

void Ledger::add(const Egress& egress) {
  EgressTotal& total = egress_[{egress.origin, egress.kind}];
  total.kind = egress.kind;
  total.requests += egress.requests;
  total.bytes_out += egress.bytes_out;
  total.bytes_in += egress.bytes_in;
}

llm::Usage Ledger::tokens() const {
  llm::Usage sum;
  for (const auto& [model, total] : models_) sum += total.tokens;
  return sum;
}

std::optional<double> Ledger::model_usd() const {
  double sum = 0;
  for (const auto& [model, total] : models_) {
    if (!total.all_priced) return std::nullopt;
    sum += total.usd;
  }
  return sum;
}

double Ledger::known_usd() const {
  double sum = 0;
  for (const auto& [model, total] : models_) sum += total.usd;
  for (const auto& [warehouse, total] : warehouses_) sum += total.usd;
  return sum;
}

std::int64_t Ledger::statements() const {
  std::int64_t sum = 0;
  for (const auto& [warehouse, total] : warehouses_) sum += total.statements;
  return sum;
}

double Ledger::dbu() const {
  double sum = 0;
  for (const auto& [warehouse, total] : warehouses_) sum += total.dbu;
  return sum;
}

JsonObject to_json(const Ledger& ledger) {
  JsonArray models;
  for (const auto& [model, total] : ledger.models()) {
    models.push_back(JsonObject{{"model", model},
                                {"replies", total.replies},
                                {"input_tokens", total.tokens.input},
                                {"output_tokens", total.tokens.output},
                                {"cache_read_tokens", total.tokens.cache_read},
                                {"cache_write_tokens", total.tokens.cache_write},
                                {"cost_usd", total.all_priced ? JsonValue(total.usd) : JsonValue()}});
  }
  JsonArray warehouses;
  for (const auto& [warehouse, total] : ledger.warehouses()) {
    warehouses.push_back(JsonObject{{"warehouse_id", warehouse},
                                    {"statements", total.statements},
                                    {"duration_ms", total.duration_ms},
                                    {"estimated_dbu", total.all_estimated ? JsonValue(total.dbu) : JsonValue()},
                                    {"cost_usd", total.all_priced ? JsonValue(total.usd) : JsonValue()}});
  }
  const auto usd = ledger.model_usd();
  return {{"models", std::move(models)},
          {"warehouses", std::move(warehouses)},
          {"cost_usd", usd ? JsonValue(*usd) : JsonValue()},
          {"statements", ledger.statements()},
          {"estimated_dbu", ledger.dbu()}};
}

std::string one_line(const Ledger& ledger) {
  std::vector<std::string> parts;
  const llm::Usage tokens = ledger.tokens();
  if (!ledger.models().empty()) {
    parts.push_back(text::group_digits(tokens.input + tokens.cache_read + tokens.cache_write) + " tokens in, " +
                    text::group_digits(tokens.output) + " out");
    const auto usd = ledger.model_usd();
    parts.push_back(usd ? fmt::format("${:.4f}", *usd) : std::string("price not known"));
  }
  if (ledger.statements() > 0) {
    std::string part =
        text::group_digits(ledger.statements()) + (ledger.statements() == 1 ? " statement" : " statements");
    if (ledger.dbu() > 0) part += fmt::format(", about {:.4f} DBU", ledger.dbu());
    if (const auto usd = warehouse_usd(ledger)) part += fmt::format(", ${:.4f}", *usd);
    parts.push_back(std::move(part));
  }
  return text::join(parts, " · ");
}

std::optional<double> estimate_dbu(std::string_view cluster_size, std::chrono::milliseconds duration) {
  for (const SizeRate& rate : kRates) {
    if (text::equals_ignore_case(rate.size, cluster_size))
      return rate.dbu_an_hour * static_cast<double>(duration.count()) / 3'600'000.0;
  }
  return std::nullopt;
}

}  // namespace lakecode::session
