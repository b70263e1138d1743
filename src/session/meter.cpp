#include "session/meter.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/guarded.h"
#include "session/ledger.h"

namespace lakecode::session {
namespace {

struct Counts {
  std::map<std::pair<std::string, std::string>, Egress> egress;  ///< by origin and kind
  std::vector<WarehouseUse> statements;
  std::map<std::string, std::string, std::less<>> sizes;  ///< of warehouses; kept for the whole session
};

}  // namespace

struct Meter::State {
  Guarded<Counts> counts;
};

class Meter::Observer final : public net::TrafficObserver {
 public:
  Observer(std::shared_ptr<State> state, std::string kind) : state_(std::move(state)), kind_(std::move(kind)) {}
  void on_exchange(const net::Exchange& exchange) override {
    auto counts = state_->counts.lock();
    Egress& row = counts->egress[{exchange.origin, kind_}];
    row.origin = exchange.origin;
    row.kind = kind_;
    ++row.requests;
    row.bytes_out += static_cast<std::int64_t>(exchange.bytes_out);
    row.bytes_in += static_cast<std::int64_t>(exchange.bytes_in);
  }

 private:
  std::shared_ptr<State> state_;
  std::string kind_;
};

Meter::Meter() : state_(std::make_shared<State>()) {}

std::shared_ptr<net::TrafficObserver> Meter::observer(std::string kind) const {
  return std::make_shared<Observer>(state_, std::move(kind));
}

void Meter::add(WarehouseUse use) {
  state_->counts.lock()->statements.push_back(std::move(use));
}

void Meter::set_size(std::string_view warehouse_id, std::string_view cluster_size) {
  state_->counts.lock()->sizes.insert_or_assign(std::string(warehouse_id), std::string(cluster_size));
}

std::vector<std::string> Meter::unsized() const {
  auto counts = state_->counts.lock();
  std::vector<std::string> ids;
  for (const WarehouseUse& use : counts->statements) {
    const bool is_known = counts->sizes.find(use.warehouse_id) != counts->sizes.end();
    if (!is_known && std::find(ids.begin(), ids.end(), use.warehouse_id) == ids.end()) ids.push_back(use.warehouse_id);
  }
  return ids;
}

std::vector<Record> Meter::take() {
  auto counts = state_->counts.lock();
  std::vector<Record> records;
  for (WarehouseUse& use : counts->statements) {
    const auto size = counts->sizes.find(use.warehouse_id);
    if (!use.dbu && size != counts->sizes.end())
      use.dbu = estimate_dbu(size->second, std::chrono::milliseconds(use.duration_ms));
    records.emplace_back(std::move(use));
  }
  for (auto& [key, row] : counts->egress) records.emplace_back(std::move(row));
  counts->statements.clear();
  counts->egress.clear();
  return records;
}

}  // namespace lakecode::session
