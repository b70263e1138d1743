#pragma once
// A runs folder with a key, a clock that stands and repeatable randomness, for the tests of this folder only.

#include <chrono>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/redact.h"
#include "base/temp_folder.h"
#include "evidence/pack.h"

namespace lakecode::evidence {

struct Workshop {
  TempFolder folder;
  PackSettings settings{folder / "home/runs", folder / "home/keys"};
  Redactor redactor;
  FixedClock clock{WallTime(std::chrono::milliseconds(1795421700123))};
  SeededRandom random{1};

  Result<PackWriter> open(const std::string& workflow = "debug_job");

  /// A closed pack with four records, one blob, a result and a report. Empty path when something failed.
  std::filesystem::path make_pack(const std::string& text = "a");

  [[nodiscard]] VerifyOutcome outcome(const std::filesystem::path& pack) const;

  /// "FILE:RECORD: PROBLEM" of the first problem verify tells, or "none".
  [[nodiscard]] std::string first_problem(const std::filesystem::path& pack) const;
};

}  // namespace lakecode::evidence
