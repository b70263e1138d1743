#include "local/faults/steered_clock.h"

namespace lakecode::local {

WallTime SteeredClock::read(const Hand& hand) const {
  return hand.held ? hand.held_at : base_.now() + hand.shift;
}

WallTime SteeredClock::now() const {
  auto hand = hand_.lock();
  return read(*hand);
}

void SteeredClock::set(WallTime now) {
  auto hand = hand_.lock();
  hand->held_at = now;
  hand->shift = now - base_.now();
}

void SteeredClock::advance(std::chrono::milliseconds by) {
  auto hand = hand_.lock();
  hand->held_at += by;
  hand->shift += by;
}

void SteeredClock::hold() {
  auto hand = hand_.lock();
  hand->held_at = read(*hand);
  hand->held = true;
}

void SteeredClock::release() {
  auto hand = hand_.lock();
  hand->shift = read(*hand) - base_.now();
  hand->held = false;
}

void SteeredClock::reset() {
  *hand_.lock() = Hand{};
}

bool SteeredClock::is_held() const {
  return hand_.lock()->held;
}

}  // namespace lakecode::local
