#include "render/screen_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/records.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"name", ParameterType::String, true, "the skill's name, such as databricks-jobs"},
};

constexpr std::size_t kMaxBody = 64'000;  // three times the longest of ours

Result<Output> run(const JsonObject& input, Services& services, const CallContext& /*ctx*/) {
  const std::string name = Arguments(input).text("name");
  const auto body = services.skill ? services.skill(name) : std::nullopt;
  if (!body) {
    return Output{.text = "FAILED: there is no skill " + render::inert_line(cut_text(name, 100)) +
                          "; the skills there are stand in your instructions",
                  .is_error = true};
  }
  return Output{.text = "<skill name=\"" + render::inert_line(name) + "\">\n" +
                        render::inert(cut_text(*body, kMaxBody)) + "\n</skill>",
                .is_error = false,
                .acts = {},
                .is_masked = true};
}

}  // namespace

const ToolRecord kActivateSkillTool{
    "activate_skill", "Read a skill", descriptions::kActivateSkill, kParameters, safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools
