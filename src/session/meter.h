#pragma once
// Counts what a session takes while it runs: the bytes its clients exchange with each origin, and its statements on
// warehouses. Thread-safe; its observers may outlive it.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/traffic.h"
#include "session/record.h"

namespace lakecode::session {

class Meter {
 public:
  Meter();
  /// For net::ClientOptions::observer of clients of one kind: "model" or "workspace".
  [[nodiscard]] std::shared_ptr<net::TrafficObserver> observer(std::string kind) const;

  /// A statement ended; `dbu` is filled in by take() where the size of its warehouse is known.
  void add(WarehouseUse use);
  /// `cluster_size` as the warehouses API names it.
  void set_size(std::string_view warehouse_id, std::string_view cluster_size);
  /// Warehouses of statements not taken yet whose size is not known, each once.
  [[nodiscard]] std::vector<std::string> unsized() const;

  /// What was seen since the last call: statements in order, then Egress by origin and kind. For the journal, with each
  /// answer; empty when there was nothing.
  [[nodiscard]] std::vector<Record> take();

 private:
  struct State;
  class Observer;
  std::shared_ptr<State> state_;
};

}  // namespace lakecode::session
