#include "local/program/demo_source.h"

#if __has_include("local/demo/demo.h")
#include "local/demo/demo.h"
#define LAKECODE_HAS_DEMO 1
#endif

namespace lakecode::local {

Result<DemoData> demo_data(std::uint64_t seed, WallTime now) {
#ifdef LAKECODE_HAS_DEMO
  return make_demo(seed, now);
#else
  static_cast<void>(seed);
  static_cast<void>(now);
  return Error{.code = ErrorCode::Unsupported,
               .action = "fill the workspace",
               .subject = "with the demo company",
               .reason = "this program was built without it",
               .advice = "start with --empty"};
#endif
}

}  // namespace lakecode::local
