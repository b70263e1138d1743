#include "evidence/pack_fixture.h"

#include "base/json.h"

namespace lakecode::evidence {

Result<PackWriter> Workshop::open(const std::string& workflow) {
  Opening opening;
  opening.workflow = workflow;
  opening.workspace = "http://127.0.0.1:1";
  opening.tool_version = "0.1.0";
  opening.inputs = JsonBox(JsonObject{{"job_id", "7"}});
  opening.configuration = JsonBox(JsonObject{});
  return PackWriter::create(settings, opening, redactor, clock, random);
}

std::filesystem::path Workshop::make_pack(const std::string& text) {
  auto pack = open();
  if (!pack) return {};
  const bool written = pack->append("step", JsonObject{{"id", text}}) &&
                       pack->add_blob("log", "text/plain", "log " + text) &&
                       pack->close("ok", JsonObject{{"summary", text}}, "# " + text + "\n");
  return written ? pack->folder() : std::filesystem::path();
}

VerifyOutcome Workshop::outcome(const std::filesystem::path& pack) const {
  const auto verification = verify_pack(pack, settings);
  return verification ? verification->outcome : VerifyOutcome::Unverifiable;
}

std::string Workshop::first_problem(const std::filesystem::path& pack) const {
  const auto verification = verify_pack(pack, settings);
  if (!verification) return one_line(verification.error());
  if (verification->problems.empty()) return "none";
  const auto& problem = verification->problems.front();
  return problem.file + ":" + std::to_string(problem.record) + ": " + problem.problem;
}

}  // namespace lakecode::evidence
