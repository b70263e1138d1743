#include "gate/recorded_acts.h"

#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace lakecode::gate {

std::vector<JsonBox> RecordedActs::payloads(std::string_view type) const {
  std::vector<JsonBox> found;
  const auto stored = files::read(writer_.folder() / "events.jsonl");
  if (!stored) return found;
  for (const std::string_view line : text::lines(*stored)) {
    const auto record = json::parse(line, "record");
    if (!record || json::string_at(*record, "type") != type) continue;
    if (const JsonValue* payload = json::find(*record, "payload")) found.emplace_back(*payload);
  }
  return found;
}

evidence::PackWriter RecordedActs::open(const std::string& workspace) {
  const evidence::Opening opening{.workflow = "test",
                                  .workspace = workspace,
                                  .profile = "P",
                                  .principal = "p",
                                  .tool_version = "0",
                                  .inputs = JsonBox(JsonObject()),
                                  .configuration = JsonBox(JsonObject())};
  auto writer = evidence::PackWriter::create(settings_, opening, redactor_, clock_, random_);
  LAKECODE_CHECK(writer.has_value(), "the pack must open");
  return std::move(*writer);
}

}  // namespace lakecode::gate
