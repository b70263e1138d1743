#include "local/program/demo_source.h"

#include "local/demo/demo.h"

namespace lakecode::local {

Result<DemoData> demo_data(std::uint64_t seed, WallTime now) {
  return make_demo(seed, now);
}

}  // namespace lakecode::local
