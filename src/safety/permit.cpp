#include "safety/permit.h"

#include <utility>

namespace lakecode::safety {

Permit::Permit(std::string digest, EffectClass allowed, std::uint64_t intent)
    : digest_(std::move(digest)), allowed_(allowed), intent_(intent) {}

Permit::Permit(Permit&& other) noexcept
    : digest_(std::exchange(other.digest_, {})),
      allowed_(std::exchange(other.allowed_, EffectClass::ReadOnly)),
      intent_(std::exchange(other.intent_, 0)) {}

Permit& Permit::operator=(Permit&& other) noexcept {
  if (this == &other) return *this;
  digest_ = std::exchange(other.digest_, {});
  allowed_ = std::exchange(other.allowed_, EffectClass::ReadOnly);
  intent_ = std::exchange(other.intent_, 0);
  return *this;
}

bool Permit::covers(const Effect& effect, EffectClass found) const {
  return !digest_.empty() && found <= allowed_ && digest_of(effect) == digest_;
}

}  // namespace lakecode::safety
