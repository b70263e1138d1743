#pragma once
// A pack in a fresh folder for tests that approve acts, and what was written into it. For tests only.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/redact.h"
#include "base/temp_folder.h"
#include "evidence/pack.h"

namespace lakecode::gate {

class RecordedActs {
 public:
  explicit RecordedActs(const std::string& workspace = "https://h") : writer_(open(workspace)) {}
  evidence::PackWriter& writer() { return writer_; }
  [[nodiscard]] const evidence::PackSettings& settings() const { return settings_; }

  /// The payloads of the records of `type`, in order.
  [[nodiscard]] std::vector<JsonBox> payloads(std::string_view type) const;

 private:
  evidence::PackWriter open(const std::string& workspace);

  TempFolder folder_;
  evidence::PackSettings settings_{folder_ / "runs", folder_ / "keys"};
  Redactor redactor_;
  FixedClock clock_{WallTime(std::chrono::milliseconds(1795421700123))};
  SeededRandom random_{1};
  evidence::PackWriter writer_;
};

}  // namespace lakecode::gate
