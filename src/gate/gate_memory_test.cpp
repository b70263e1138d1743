// Every allocation of a judgement fails once: each time the act is denied and the gate goes on. The program's operator
// new is replaced for that; it fails only where a test asks for it.
#include <cstdlib>
#include <new>

#include "gate/gate_fixture.h"
#include "tests/support/test_call.h"

namespace {

thread_local long allocations_left = -1;  // -1: none fails

// NOLINTBEGIN(cppcoreguidelines-no-malloc): an operator new has nothing else to stand on
void* memory_of(std::size_t size) {
  if (allocations_left == 0) return nullptr;
  if (allocations_left > 0) --allocations_left;
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* memory = memory_of(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return memory_of(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
// NOLINTEND(cppcoreguidelines-no-malloc)

namespace lakecode::gate {
namespace {

/// The fate of `act` when the allocation behind the first `count` fails, and all after it.
std::string fate_with(Gate& gate, const Action& act, const CallContext& ctx, long count) {
  allocations_left = count;
  auto outcome = gate.request(act, ctx);
  allocations_left = -1;
  return fate_of(outcome);
}

TEST(GateMemory, AnActThatCannotBeJudgedForWantOfMemoryIsDenied) {
  Evidence evidence;
  GateSettings settings;
  settings.approval = Approval::Write;
  settings.policy = policy_of(R"(rules:
  - {name: keep, match: {statement: 'DROP.*prod'}, action: deny}
  - {name: long, match: {statement: '(a|b|ab)*c', objects: ['prod.*']}, action: confirm}
)");
  Gate gate(std::move(settings), nullptr, &evidence.writer());
  const test::TestCall call;
  const CallContext ctx = call.context();
  const Action drop = sql_act("DROP TABLE prod.sales.orders /* a comment that is long enough to be on the heap */");
  const Action insert =
      sql_act("INSERT INTO dev.sales.orders SELECT id, name FROM dev.sales.former_orders WHERE id > 5");
  long failed = 0;
  for (long count = 0; count < 400; ++count) {
    const std::string fate = fate_with(gate, drop, ctx, count);
    EXPECT_TRUE(fate == "error" || fate == "denied") << "after " << count << " allocations: " << fate;
    failed += fate == "error" ? 1 : 0;
  }
  EXPECT_GT(failed, 20);
  // Nothing is left behind: the same gate judges as before.
  EXPECT_EQ(fate_of(gate.request(drop, ctx)), "denied");
  EXPECT_EQ(fate_of(gate.request(insert, ctx)), "permit");
}

}  // namespace
}  // namespace lakecode::gate
