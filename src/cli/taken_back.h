#pragma once
// Which acts of a pack were taken back already, as the packs of `lakecode undo` tell. Reads evidence only; a pack that
// does not verify tells nothing.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/pack.h"
#include "gate/restore_point.h"

namespace lakecode::cli {

class TakenBack {
 public:
  /// Errors: those of list_packs.
  static Result<TakenBack> load(const evidence::PackSettings& settings);

  /// The newest pack whose undo of this step of `pack` holds, "" when there is none. An undo that was undone itself
  /// does not hold.
  [[nodiscard]] std::string by(const std::string& pack, std::uint64_t act, const gate::RestoreStep& step) const;

 private:
  struct Done {
    std::string how;
    std::string object;
    std::string request;  ///< the statement, or method and path
    std::vector<std::uint64_t> acts;
    std::uint64_t intent = 0;  ///< of its own pack
  };
  struct Undo {
    std::string id;    ///< of the undo's pack
    std::string pack;  ///< the one it took back
    std::vector<Done> done;
  };
  static std::vector<Done> read_done(const JsonValue& result);
  /// Whether one of the undos before `end` (newer ones) took the act of `pack` back.
  [[nodiscard]] bool is_undone(const std::string& pack, std::uint64_t act, std::size_t end) const;

  std::vector<Undo> undos_;  ///< newest first
};

}  // namespace lakecode::cli
