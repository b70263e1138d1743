#include "session/egress.h"

namespace lakecode::session {

class EgressMeter::Observer final : public net::TrafficObserver {
 public:
  Observer(std::shared_ptr<Totals> totals, std::string kind) : totals_(std::move(totals)), kind_(std::move(kind)) {}
  void on_exchange(const net::Exchange& exchange) override {
    auto totals = totals_->lock();
    Egress& row = (*totals)[{exchange.origin, kind_}];
    row.origin = exchange.origin;
    row.kind = kind_;
    ++row.requests;
    row.bytes_out += static_cast<std::int64_t>(exchange.bytes_out);
    row.bytes_in += static_cast<std::int64_t>(exchange.bytes_in);
  }

 private:
  std::shared_ptr<Totals> totals_;
  std::string kind_;
};

EgressMeter::EgressMeter() : totals_(std::make_shared<Totals>()) {}

std::shared_ptr<net::TrafficObserver> EgressMeter::observer(std::string kind) const {
  return std::make_shared<Observer>(totals_, std::move(kind));
}

std::vector<Egress> EgressMeter::take() {
  auto totals = totals_->lock();
  std::vector<Egress> rows;
  rows.reserve(totals->size());
  for (auto& [key, row] : *totals) rows.push_back(std::move(row));
  totals->clear();
  return rows;
}

}  // namespace lakecode::session
