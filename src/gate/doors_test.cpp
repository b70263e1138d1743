#include "gate/doors.h"

#include <gtest/gtest.h>

#include <set>

#include "base/clock.h"

namespace lakecode::gate {
namespace {

TEST(Doors, EveryDoorHasOneRowInOrder) {
  std::set<std::string_view> names;
  int expected = 0;
  for (const DoorRow& row : doors()) {
    EXPECT_EQ(static_cast<int>(row.door), expected++);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(name_of(row.door), row.name);
    EXPECT_FALSE(row.brings.empty());
  }
  EXPECT_EQ(name_of(static_cast<Door>(expected)), "unknown") << "a door has no row";
}

// The same destructive act is refused in the same words whoever brings it.
TEST(Doors, NoDoorIsEasierThanAnother) {
  SystemClock clock;
  const CallContext ctx{.stop = {}, .clock = &clock};
  for (const DoorRow& row : doors()) {
    Gate gate(Approval::Write, nullptr, nullptr);
    const auto outcome = gate.request({.door = row.door,
                                       .name = "x",
                                       .step = "",
                                       .effect = safety::SqlEffect{.text = "DROP TABLE t"},
                                       .profile = "P",
                                       .host = "h"},
                                      ctx);
    ASSERT_TRUE(outcome);
    const auto* refusal = std::get_if<Refusal>(&*outcome);
    ASSERT_NE(refusal, nullptr) << row.name;
    EXPECT_EQ(refusal->kind, Refusal::Kind::NeedsApproval);
    EXPECT_EQ(refusal->message,
              "DROP_TABLE (DESTRUCTIVE) did not run: it needs approval and nobody is there to ask; allow it with "
              "--approve destructive");
  }
}

}  // namespace
}  // namespace lakecode::gate
