#pragma once
// Counts the bytes that a session's clients send to and get from each origin. Thread-safe; its observers may outlive
// it.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "net/traffic.h"
#include "session/record.h"

namespace lakecode::session {

class EgressMeter {
 public:
  EgressMeter();
  /// For net::ClientOptions::observer of clients of one kind: "model" or "workspace".
  [[nodiscard]] std::shared_ptr<net::TrafficObserver> observer(std::string kind) const;
  /// What was seen since the last call, by origin and kind; for the journal. Empty when there was nothing.
  [[nodiscard]] std::vector<Egress> take();

 private:
  using Totals = Guarded<std::map<std::pair<std::string, std::string>, Egress>>;
  class Observer;
  std::shared_ptr<Totals> totals_;
};

}  // namespace lakecode::session
