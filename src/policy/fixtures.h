#pragma once
// Fixtures for a policy: acts and what must be decided about them, as a YAML file. Pure.
//
//   - sql: DELETE FROM prod.sales.orders
//     profile: PROD
//     expect: deny
//     rule: no-delete-without-where     # optional

#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace lakecode::policy {

struct Fixture {
  Example act;
  Ruling expect = Ruling::Deny;
  std::string rule;  ///< "" when any may decide
};

struct FixtureReading {
  std::vector<Fixture> fixtures;
  std::vector<std::string> mistakes;  ///< "NAME:LINE:COLUMN: …"
};

FixtureReading read_fixtures(std::string_view text, std::string_view name);

/// "" when the policy decides as the fixture expects, else what it decided, and by which rule.
std::string run_fixture(const Policy& policy, const Fixture& fixture);

}  // namespace lakecode::policy
