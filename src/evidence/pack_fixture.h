#pragma once
// A runs folder with a key, a clock that stands and repeatable randomness, for the tests of this folder only.

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/json.h"
#include "base/random.h"
#include "base/redact.h"
#include "base/temp_folder.h"
#include "base/time_format.h"
#include "evidence/pack.h"

namespace lakecode::evidence {

struct Workshop {
  TempFolder folder;
  PackSettings settings{folder / "home/runs", folder / "home/keys"};
  Redactor redactor;
  FixedClock clock{from_epoch_ms(1795421700123)};
  SeededRandom random{1};

  Result<PackWriter> open(const std::string& workflow = "debug_job") {
    Opening opening;
    opening.workflow = workflow;
    opening.workspace = "http://127.0.0.1:1";
    opening.tool_version = "0.1.0";
    opening.inputs = JsonBox(JsonObject{{"job_id", "7"}});
    opening.configuration = JsonBox(JsonObject{});
    return PackWriter::create(settings, opening, redactor, clock, random);
  }

  /// A closed pack with four records, one blob, a result and a report. Empty path when something failed.
  std::filesystem::path make_pack(const std::string& text = "a") {
    auto pack = open();
    if (!pack) return {};
    const bool written = pack->append("step", JsonObject{{"id", text}}) &&
                         pack->add_blob("log", "text/plain", "log " + text) &&
                         pack->close("ok", JsonObject{{"summary", text}}, "# " + text + "\n");
    return written ? pack->folder() : std::filesystem::path();
  }

  VerifyOutcome outcome(const std::filesystem::path& pack) const {
    const auto verification = verify_pack(pack, settings);
    return verification ? verification->outcome : VerifyOutcome::Unverifiable;
  }

  std::string first_problem(const std::filesystem::path& pack) const {
    const auto verification = verify_pack(pack, settings);
    if (!verification) return one_line(verification.error());
    if (verification->problems.empty()) return "none";
    const auto& problem = verification->problems.front();
    return problem.file + ":" + std::to_string(problem.record) + ": " + problem.problem;
  }
};

}  // namespace lakecode::evidence
