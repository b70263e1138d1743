#include "local/program/demo_source.h"

#include "base/json.h"
#include "local/demo/demo.h"
#include "local/demo/truth.h"

namespace lakecode::local {

Result<DemoData> demo_data(std::uint64_t seed, WallTime now) {
  return make_demo(seed, now);
}

std::string demo_truth(std::uint64_t seed, WallTime now) {
  return json::serialize_pretty(truth_json(make_truth(seed, now))) + "\n";
}

}  // namespace lakecode::local
