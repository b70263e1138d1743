#pragma once
// The lines of events.jsonl: how one is written and what it must carry. Pure; one thread at a time.
//
//   {"run": ID, "seq": N, "type": T, "time": RFC 3339, "mono_ms": N, "prev": HEX, "payload": {...}}\n
//
// prev is the SHA-256 of the stored bytes of the line before, newline included (64 zeros for the first). The root is
// that of the tree of RFC 9162 over all lines so far: leaf = SHA-256(0x00 line), node = SHA-256(0x01 left right).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_fwd.h"

namespace lakecode::evidence {

/// What "prev" says where there is no line before.
inline constexpr std::string_view kNoDigest = "0000000000000000000000000000000000000000000000000000000000000000";

/// Largest line the reader takes; the writer refuses larger payloads (they belong into blobs).
inline constexpr std::size_t kLargestLine = 8U << 20U;

class MerkleTree {
 public:
  void add(std::string_view leaf);
  [[nodiscard]] crypto::Digest root() const;  ///< of nothing: SHA-256 of the empty string

 private:
  struct Subtree {
    std::uint64_t leaves;
    crypto::Digest digest;
  };
  std::vector<Subtree> subtrees_;  // perfect subtrees, larger to the left
};

struct RecordTime {
  WallTime wall;
  std::int64_t mono_ms = 0;  ///< since the run began
};

class RecordChain {
 public:
  explicit RecordChain(std::string run_id) : run_id_(std::move(run_id)) {}

  /// The next line, with its newline. Not yet part of the chain.
  [[nodiscard]] std::string make_line(std::string_view type, const JsonValue& payload, const RecordTime& time) const;

  /// What is wrong with `record` itself at this place; "" when it fits.
  [[nodiscard]] std::string find_problem(const JsonValue& record) const;
  /// True when `record` was written after the very bytes that are now the last line. If not, and the record after it
  /// fits, then it is the line before `record` that was changed.
  [[nodiscard]] bool is_followed_by(const JsonValue& record) const;

  /// Takes a stored line, newline included, as the last one.
  void push(std::string_view line);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& head() const { return head_; }  ///< hex digest of the last line
  [[nodiscard]] std::string root() const;                          ///< hex

 private:
  std::string run_id_;
  std::string head_{kNoDigest};
  std::uint64_t size_ = 0;
  MerkleTree tree_;
};

}  // namespace lakecode::evidence
