#pragma once
// Where prove_table keeps what it measured: one append-only file a workspace and table under the home folder, each
// record chained to the one before by SHA-256, so that an edited history is noticed and not compared with.
// One writer at a time (a kernel lock); safe between processes.

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/drift/drift.h"
#include "base/result.h"

namespace lakecode::workflows {

class BaselineStore {
 public:
  /// `folder` is made (0700) on the first append. `table` is the full name in the letter case of the catalog.
  BaselineStore(std::filesystem::path folder, const std::string& workspace, const std::string& table);

  /// The newest 30, oldest first; empty when there is no file. Errors: CorruptData when a record was edited, removed or
  /// reordered; a torn last line (a run that was killed) is left out.
  [[nodiscard]] Result<std::vector<drift::Baseline>> load() const;
  /// The SHA-256 of the record written: the head of the chain, which names all records before it.
  /// Errors: CorruptData as for load, FailedPrecondition when another run is writing, Unavailable on a full disk.
  Result<std::string> append(const drift::Baseline& baseline) const;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path file_;
  std::string subject_;
};

}  // namespace lakecode::workflows
