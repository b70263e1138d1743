#pragma once
// Permit: the right to let one effect reach a workspace, once. Move-only; only gate::Gate makes one, so code that
// skips the gate does not compile (tests/permit shows it). The client checks it against what the request really is.
// Moving a permit away leaves an empty one, which covers nothing.

#include <cstdint>
#include <string>

#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::gate {
class Gate;
}

namespace lakecode::safety {

class Permit {
 public:
  Permit(Permit&& other) noexcept;
  Permit& operator=(Permit&& other) noexcept;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  ~Permit() = default;

  /// True when this permit is unspent and was given for exactly these bytes, and `found`, the class the
  /// caller's own judgement gives the outgoing request, is no worse than what was approved.
  [[nodiscard]] bool covers(const Effect& effect, EffectClass found) const;
  [[nodiscard]] EffectClass allowed() const { return allowed_; }
  /// Sequence number of the intent record in the evidence, for the outcome record; 0 when it was a read.
  [[nodiscard]] std::uint64_t intent() const { return intent_; }

 private:
  friend class gate::Gate;
  Permit(std::string digest, EffectClass allowed, std::uint64_t intent);

  std::string digest_;  ///< empty: spent
  EffectClass allowed_ = EffectClass::ReadOnly;
  std::uint64_t intent_ = 0;
};

}  // namespace lakecode::safety
