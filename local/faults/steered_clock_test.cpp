#include "local/faults/steered_clock.h"

#include <gtest/gtest.h>

namespace lakecode::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SteeredClockTest : public ::testing::Test {
 protected:
  FixedClock base_{WallTime(milliseconds(1'000'000))};
  SteeredClock clock_{base_};
};

TEST_F(SteeredClockTest, FollowsItsBaseUntilSet) {
  base_.advance(seconds(5));
  EXPECT_EQ(clock_.now(), base_.now());
  clock_.set(WallTime(milliseconds(50)));
  base_.advance(seconds(1));
  EXPECT_EQ(clock_.now(), WallTime(milliseconds(1'050)));
  clock_.reset();
  EXPECT_EQ(clock_.now(), base_.now());
}

TEST_F(SteeredClockTest, StandsStillWhileHeldAndGoesOnFromThere) {
  clock_.hold();
  const WallTime held = clock_.now();
  base_.advance(seconds(9));
  EXPECT_EQ(clock_.now(), held);
  clock_.advance(seconds(60));
  EXPECT_EQ(clock_.now(), held + seconds(60));
  clock_.release();
  EXPECT_EQ(clock_.now(), held + seconds(60));
  base_.advance(seconds(2));
  EXPECT_EQ(clock_.now(), held + seconds(62));
}

TEST_F(SteeredClockTest, NeverTouchesSteadyTime) {
  const SteadyTime before = clock_.steady_now();
  clock_.set(WallTime(milliseconds(0)));
  clock_.advance(seconds(3'600));
  EXPECT_EQ(clock_.steady_now(), before);
}

}  // namespace
}  // namespace lakecode::local
