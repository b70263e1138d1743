#pragma once
// An open evidence pack, a scripted person, and acts, for tests of the gate.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/files.h"
#include "base/json_fwd.h"
#include "base/temp_folder.h"
#include "base/text.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "policy/read_file.h"

namespace lakecode::gate {

/// Answers in order, the last answer again and again; keeps every question.
class ScriptedPerson final : public Confirmer {
 public:
  explicit ScriptedPerson(std::vector<Answer> answers) : answers_(std::move(answers)) {}
  Answer ask(const Question& question, const CallContext&) override {
    questions.push_back(question);
    Answer answer = answers_.front();
    if (answers_.size() > 1) answers_.erase(answers_.begin());
    return answer;
  }
  std::vector<Question> questions;

 private:
  std::vector<Answer> answers_;
};

/// An open evidence pack and what it recorded.
class Evidence {
 public:
  Evidence() : writer_(open()) {}
  evidence::PackWriter& writer() { return writer_; }
  /// Payloads of all events of one type.
  [[nodiscard]] std::vector<JsonBox> events(std::string_view type) const;

 private:
  evidence::PackWriter open();
  TempFolder folder_;
  Redactor redactor_;
  SystemClock clock_;
  SystemRandom random_;
  evidence::PackWriter writer_;
};

inline std::shared_ptr<const policy::Policy> policy_of(std::string_view yaml) {
  policy::FileReading reading = policy::read_policy(yaml, "policy.yml", policy::Layer::Global);
  EXPECT_TRUE(reading.mistakes.empty()) << text::join(reading.mistakes, "\n");
  auto policy = std::make_shared<policy::Policy>();
  policy->add(std::move(reading.rules));
  return policy;
}

inline Action act_of(safety::Effect effect, Door door = Door::Command) {
  return {.door = door,
          .name = "sql",
          .step = "",
          .effect = std::move(effect),
          .profile = "PROD",
          .host = "https://h.example"};
}

inline Action sql_act(std::string text, Door door = Door::Command) {
  return act_of(safety::SqlEffect{.text = std::move(text)}, door);
}

/// "permit", or the kind of refusal: "denied", "needs approval", "declined", "edited", "dry run", "error".
inline std::string fate_of(const Result<Gate::Outcome>& outcome) {
  if (!outcome) return "error";
  const auto* refusal = std::get_if<Refusal>(&*outcome);
  if (refusal == nullptr) return "permit";
  constexpr const char* kNames[] = {"denied", "needs approval", "declined", "edited", "dry run"};
  return kNames[static_cast<std::size_t>(refusal->kind)];
}

inline std::string message_of(const Result<Gate::Outcome>& outcome) {
  if (!outcome) return one_line(outcome.error());
  const auto* refusal = std::get_if<Refusal>(&*outcome);
  return refusal == nullptr ? "" : refusal->message;
}

}  // namespace lakecode::gate
