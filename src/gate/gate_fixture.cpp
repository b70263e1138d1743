#include "gate/gate_fixture.h"

#include "base/json.h"

namespace lakecode::gate {

std::vector<JsonBox> Evidence::events(std::string_view type) const {
  std::vector<JsonBox> found;
  const auto stored = files::read(writer_.folder() / "events.jsonl");
  if (!stored) return found;
  for (const std::string_view line : text::lines(*stored)) {
    const auto event = json::parse(line, "event");
    if (event && json::string_at(*event, "type") == type)
      found.emplace_back(JsonObject(json::object_at(*event, "payload")));
  }
  return found;
}

evidence::PackWriter Evidence::open() {
  const evidence::Opening opening{.workflow = "test",
                                  .workspace = "https://h",
                                  .profile = "P",
                                  .principal = "p",
                                  .tool_version = "0",
                                  .inputs = JsonBox(JsonObject()),
                                  .configuration = JsonBox(JsonObject())};
  auto writer = evidence::PackWriter::create({folder_ / "runs", folder_ / "keys"}, opening, redactor_, clock_, random_);
  LAKECODE_CHECK(writer.has_value(), "the pack must open");
  return std::move(*writer);
}

}  // namespace lakecode::gate
