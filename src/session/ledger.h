#pragma once
// What a session has cost: tokens and USD a model, statements and estimated DBU a warehouse. Pure values.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "session/record.h"

namespace lakecode::session {

struct ModelTotal {
  std::int64_t replies = 0;
  llm::Usage tokens;
  double usd = 0;          ///< of the replies whose price is known
  bool all_priced = true;  ///< false: `usd` is a lower bound
};

struct WarehouseTotal {
  std::int64_t statements = 0;
  std::int64_t duration_ms = 0;
  double dbu = 0;  ///< estimate
  double usd = 0;
  bool all_estimated = true;  ///< false: `dbu` is a lower bound
  bool all_priced = true;
};

struct EgressTotal {
  std::string kind;
  std::int64_t requests = 0, bytes_out = 0, bytes_in = 0;
};

class Ledger {
 public:
  void add(const ModelUse& use);
  void add(const WarehouseUse& use);
  void add(const Egress& egress);

  [[nodiscard]] const std::map<std::string, ModelTotal, std::less<>>& models() const { return models_; }
  [[nodiscard]] const std::map<std::string, WarehouseTotal, std::less<>>& warehouses() const { return warehouses_; }
  /// By "origin kind" order: origins sorted, a line for each kind.
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, EgressTotal>& egress() const { return egress_; }

  [[nodiscard]] llm::Usage tokens() const;  ///< of all models
  /// USD of the models; nullopt when something was used and no price of it is known.
  [[nodiscard]] std::optional<double> model_usd() const;
  [[nodiscard]] double known_usd() const;  ///< models and warehouses, as far as prices are known: for budgets
  [[nodiscard]] std::int64_t statements() const;
  [[nodiscard]] double dbu() const;

 private:
  std::map<std::string, ModelTotal, std::less<>> models_;
  std::map<std::string, WarehouseTotal, std::less<>> warehouses_;
  std::map<std::pair<std::string, std::string>, EgressTotal> egress_;
};

/// {"models":[…],"warehouses":[…],"cost_usd":…|null,"estimated_dbu":…}
JsonObject to_json(const Ledger& ledger);

/// "12,345 tokens in, 678 out · $0.0123 · 3 statements, about 0.04 DBU"; empty parts left out.
std::string one_line(const Ledger& ledger);

/// DBU one statement takes when it has the warehouse for itself: an upper bound while others share it, and without the
/// idle time before auto-stop. nullopt for a size we do not know. `cluster_size` as the warehouses API names it.
std::optional<double> estimate_dbu(std::string_view cluster_size, std::chrono::milliseconds duration);

}  // namespace lakecode::session
