#include "cli/version_command.h"

#include "base/json.h"
#include "cli/version.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {{"", "", 0, 0, "the version of this program"}};

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.wants_json()) {
    app.output.print(json::serialize(JsonObject{{"name", "lakecode"}, {"version", kVersion}}) + "\n");
  } else {
    app.output.print("lakecode " + std::string(kVersion) + "\n");
  }
  return 0;
}

}  // namespace

const Command kVersionCommand{"version", "Print the version", "lakecode version --output json", kVerbs, {}, run};

}  // namespace lakecode::cli
