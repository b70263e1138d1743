#pragma once
// Policies and decisions for tests, from short texts.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/text.h"
#include "policy/decide.h"
#include "policy/read_file.h"
#include "safety/classify.h"

namespace lakecode::policy {

/// The policy in `yaml`, which must be right.
inline Policy make_policy(std::string_view yaml, Layer layer = Layer::Global) {
  FileReading reading = read_policy(yaml, "policy.yml", layer);
  EXPECT_TRUE(reading.mistakes.empty()) << text::join(reading.mistakes, "\n");
  Policy policy;
  policy.add(std::move(reading.rules));
  return policy;
}

/// Where an act of a test happens.
struct Place {
  std::string tool = "sql_execute";
  std::string profile, target, host, principal, workflow;
  bool is_principal_known = true;
  std::optional<std::int64_t> rows;
  std::optional<WallTime> time;
};

struct Told {
  std::string ruling;  ///< "deny"
  std::string rule;    ///< "" when the default decided
  bool is_fault = false;
};

inline Told decide(const Policy& policy, const safety::Effect& effect, const Place& place = {}) {
  const safety::Verdict verdict = safety::classify(effect);
  const Act act{.effect = effect,
                .verdict = verdict,
                .tool = place.tool,
                .profile = place.profile,
                .target = place.target,
                .host = place.host,
                .principal = place.principal,
                .workflow = place.workflow,
                .is_principal_known = place.is_principal_known,
                .rows = place.rows,
                .time = place.time};
  Evaluator evaluator;
  const Decision decision = evaluator.decide(policy, act);
  return {.ruling = std::string(name_of(decision.ruling)),
          .rule = decision.rule == nullptr ? "" : decision.rule->name,
          .is_fault = decision.is_fault};
}

inline Told decide_sql(const Policy& policy, std::string_view sql, const Place& place = {}) {
  return decide(policy, safety::SqlEffect{.text = std::string(sql)}, place);
}

}  // namespace lakecode::policy
