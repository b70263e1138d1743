#pragma once
// One request on its way through the gate, and what is stored and told about it. For gate.cpp; pure.

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "gate/gate.h"
#include "policy/decide.h"
#include "policy/explain.h"

namespace lakecode::gate {

struct CaseRecord {
  enum class Course { Pass, Ask, SecondPerson, Refuse };

  const Action& action;
  safety::Verdict verdict;
  std::string digest;
  policy::Decision decision = {};
  std::string rule_message = {};
  std::string principal = {};
  Reach reach = {};
  bool is_measured = false;
  Course course = Course::Refuse;
  std::string by = "nobody";  ///< who decided: "read", "approval", "rule", "always", "person", "policy", …
  Refusal::Kind refusal = Refusal::Kind::Denied;
  std::string why = {};  ///< of a refusal, for a person
  bool is_typed = false;
  std::string tainted_by = {};
  std::string scope = {};  ///< what "always" was answered to
  std::string edited = {};
  std::string second_person = {};
  std::string second_key = {};

  void take(Course next, std::string_view who) {
    course = next;
    by = who;
  }
  void refuse(Refusal::Kind kind, std::string_view who, std::string reason) {
    take(Course::Refuse, who);
    refusal = kind;
    why = std::move(reason);
  }
  /// Nobody to ask: says what would let it through, where anything could.
  void refuse_for_nobody();
};

/// The decision as it is stored: the act, its class, who decided and by which rule of which file.
JsonBox record_of(const CaseRecord& c, const policy::Policy& policy);
Refusal refusal_of(const CaseRecord& c);
/// Every rule and why it did or did not speak, for the answer "why".
std::string reasons_text(const CaseRecord& c, const policy::Policy& policy,
                         const std::vector<policy::RuleReport>& reports);

}  // namespace lakecode::gate
