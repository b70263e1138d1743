#include "gate/gate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "base/json.h"
#include "base/temp_folder.h"
#include "base/text.h"
#include "evidence/pack.h"
#include "tests/support/test_call.h"

namespace lakecode::gate {
namespace {

class ScriptedConfirmer final : public Confirmer {
 public:
  explicit ScriptedConfirmer(Answer::Kind answer) : answer_(answer) {}
  Answer ask(const Question& question, const CallContext&) override {
    questions.push_back(question.text);
    return {.kind = answer_};
  }
  std::vector<std::string> questions;

 private:
  Answer::Kind answer_;
};

/// An open evidence pack and what it recorded.
class Record {
 public:
  Record() : writer_(open()) {}
  evidence::PackWriter& writer() { return writer_; }
  [[nodiscard]] std::vector<std::string> events() const {
    const auto stored = files::read(writer_.folder() / "events.jsonl");
    std::vector<std::string> lines;
    if (!stored) return lines;
    for (const std::string_view line : text::lines(*stored)) lines.emplace_back(line);
    return lines;
  }

 private:
  evidence::PackWriter open() {
    const evidence::Opening opening{.workflow = "test",
                                    .workspace = "https://h",
                                    .profile = "P",
                                    .principal = "p",
                                    .tool_version = "0",
                                    .inputs = JsonBox(JsonObject()),
                                    .configuration = JsonBox(JsonObject())};
    auto writer =
        evidence::PackWriter::create({folder_ / "runs", folder_ / "keys"}, opening, redactor_, clock_, random_);
    LAKECODE_CHECK(writer.has_value(), "the pack must open");
    return std::move(*writer);
  }
  TempFolder folder_;
  Redactor redactor_;
  SystemClock clock_;
  SystemRandom random_;
  evidence::PackWriter writer_;
};

Action sql(std::string text) {
  return {.door = Door::Command,
          .name = "sql",
          .step = "s1",
          .effect = safety::SqlEffect{.text = std::move(text)},
          .profile = "PROD",
          .host = "https://h.example"};
}

bool has_permit(const Result<Gate::Outcome>& outcome) {
  return outcome && std::holds_alternative<safety::Permit>(*outcome);
}

std::size_t count_of(const std::vector<std::string>& lines, std::string_view what) {
  std::size_t n = 0;
  for (const std::string& line : lines) n += line.find(what) != std::string::npos ? 1 : 0;
  return n;
}

TEST(Gate, ReadsPassWithoutAnyone) {
  const test::TestCall call;
  Gate gate(Approval::Read, nullptr, nullptr);
  const auto outcome = gate.request(sql("SELECT 1"), call.context());
  ASSERT_TRUE(has_permit(outcome));
  const auto& permit = std::get<safety::Permit>(*outcome);
  EXPECT_TRUE(permit.covers(safety::SqlEffect{.text = "SELECT 1"}, safety::EffectClass::ReadOnly));
  EXPECT_FALSE(permit.covers(safety::SqlEffect{.text = "SELECT 1 "}, safety::EffectClass::ReadOnly));
  EXPECT_FALSE(permit.covers(safety::SqlEffect{.text = "SELECT 1"}, safety::EffectClass::WriteRemote));
  EXPECT_EQ(permit.intent(), 0U);
}

TEST(Gate, AMovedPermitCoversNothing) {
  const test::TestCall call;
  Gate gate(Approval::Read, nullptr, nullptr);
  auto outcome = gate.request(sql("SELECT 1"), call.context());
  ASSERT_TRUE(has_permit(outcome));
  auto& first = std::get<safety::Permit>(*outcome);
  const safety::Permit second = std::move(first);
  EXPECT_TRUE(second.covers(safety::SqlEffect{.text = "SELECT 1"}, safety::EffectClass::ReadOnly));
  // NOLINTNEXTLINE(bugprone-use-after-move): that is what is asked
  EXPECT_FALSE(first.covers(safety::SqlEffect{.text = "SELECT 1"}, safety::EffectClass::ReadOnly));
}

struct LevelCase {
  Approval approval;
  const char* text;
  bool passes;
};

TEST(Gate, ApprovalLevelsLetThroughWhatTheySay) {
  const LevelCase cases[] = {
      {Approval::Read, "INSERT INTO t VALUES (1)", false},
      {Approval::Write, "INSERT INTO t VALUES (1)", true},
      {Approval::Write, "DROP TABLE t", false},
      {Approval::Destructive, "DROP TABLE t", true},
      {Approval::Write, "gibberish here", false},
  };
  for (const LevelCase& c : cases) {
    const test::TestCall call;
    Record record;
    Gate gate(c.approval, nullptr, &record.writer());
    EXPECT_EQ(has_permit(gate.request(sql(c.text), call.context())), c.passes) << c.text;
    EXPECT_EQ(count_of(record.events(), "gate.decision"), 1U);
    EXPECT_EQ(count_of(record.events(), "gate.intent"), c.passes ? 1U : 0U);
  }
}

TEST(Gate, APersonsYesWritesTheIntentBeforeThePermit) {
  const test::TestCall call;
  Record record;
  ScriptedConfirmer yes(Answer::Kind::Yes);
  Gate gate(Approval::Read, &yes, &record.writer());
  const auto outcome = gate.request(sql("DROP TABLE main.s.t"), call.context());
  ASSERT_TRUE(has_permit(outcome));
  const auto& permit = std::get<safety::Permit>(*outcome);
  EXPECT_GT(permit.intent(), 0U);
  EXPECT_EQ(count_of(record.events(), "gate.intent"), 1U);
  ASSERT_TRUE(gate.record_outcome(permit.intent(), Gate::Applied::Applied, "done"));
  EXPECT_EQ(count_of(record.events(), "gate.outcome"), 1U);
  ASSERT_EQ(yes.questions.size(), 1U);
  const std::string digest = safety::digest_of(safety::SqlEffect{.text = "DROP TABLE main.s.t"});
  EXPECT_TRUE(yes.questions[0].ends_with("DESTRUCTIVE at https://h.example, profile PROD, digest " + digest))
      << yes.questions[0];
}

TEST(Gate, NoAndNobodyRefuse) {
  const std::pair<Answer::Kind, Refusal::Kind> cases[] = {{Answer::Kind::No, Refusal::Kind::Declined},
                                                          {Answer::Kind::NobodyThere, Refusal::Kind::NeedsApproval}};
  for (const auto& [answer, kind] : cases) {
    const test::TestCall call;
    Record record;
    ScriptedConfirmer confirmer(answer);
    Gate gate(Approval::Read, &confirmer, &record.writer());
    const auto outcome = gate.request(sql("DELETE FROM t"), call.context());
    ASSERT_TRUE(outcome);
    ASSERT_TRUE(std::holds_alternative<Refusal>(*outcome));
    EXPECT_EQ(std::get<Refusal>(*outcome).kind, kind);
    EXPECT_EQ(count_of(record.events(), "gate.intent"), 0U);
  }
}

class FixedObserver final : public ActObserver {
 public:
  Reach measure_reach(const Action&, const safety::Verdict&, ReadDoor& reads, const CallContext& ctx) override {
    read_passes = reads.permit_read(safety::SqlEffect{.text = "SELECT 1"}, ctx).has_value();
    write_passes = reads.permit_read(safety::SqlEffect{.text = "INSERT INTO t VALUES (1)"}, ctx).has_value();
    return {.lines = {"rows held: 12 \x1b[2J"}, .rows = 12};
  }
  Result<JsonBox> take_restore_point(const Action&, const safety::Verdict&, ReadDoor&, const CallContext&) override {
    ++points;
    return JsonBox(JsonValue(JsonObject{{"version", 7}}));
  }
  bool read_passes = false;
  bool write_passes = false;
  int points = 0;
};

TEST(Gate, AnObserverSpeaksInTheQuestionAndTheIntent) {
  const test::TestCall call;
  Record record;
  ScriptedConfirmer yes(Answer::Kind::Yes);
  FixedObserver observer;
  Gate gate(Approval::Read, &yes, &record.writer());
  gate.set_observer(&observer);
  ASSERT_TRUE(has_permit(gate.request(sql("DELETE FROM t"), call.context())));
  EXPECT_TRUE(observer.read_passes);
  EXPECT_FALSE(observer.write_passes);
  EXPECT_EQ(observer.points, 1);
  ASSERT_EQ(yes.questions.size(), 1U);
  EXPECT_NE(yes.questions[0].find("rows held: 12"), std::string::npos);
  EXPECT_EQ(yes.questions[0].find('\x1b'), std::string::npos);
  EXPECT_EQ(count_of(record.events(), R"("restore_point":{"version":7})"), 1U);
}

// What was approved beforehand did not know of it; a deny stays a deny, and a read is never asked about.
TEST(Gate, AReasonToAskGoesBeforeEveryApproval) {
  const test::TestCall call;
  const auto because = [](std::string text) {
    Action action = sql(std::move(text));
    action.ask_because = "changed since the act: name";
    return action;
  };
  Record record;
  Gate alone(Approval::Destructive, nullptr, &record.writer());
  const auto refused = alone.request(because("DELETE FROM t"), call.context());
  ASSERT_TRUE(refused);
  ASSERT_TRUE(std::holds_alternative<Refusal>(*refused));
  EXPECT_EQ(std::get<Refusal>(*refused).kind, Refusal::Kind::NeedsApproval);
  EXPECT_NE(std::get<Refusal>(*refused).message.find("changed since the act: name"), std::string::npos);
  EXPECT_TRUE(has_permit(alone.request(because("SELECT 1"), call.context())));
  EXPECT_TRUE(has_permit(alone.request(sql("DELETE FROM t"), call.context())));
  ScriptedConfirmer yes(Answer::Kind::Yes);
  Gate asked(Approval::Destructive, &yes, &record.writer());
  EXPECT_TRUE(has_permit(asked.request(because("DELETE FROM t"), call.context())));
  ASSERT_EQ(yes.questions.size(), 1U);
  EXPECT_NE(yes.questions[0].find("asked because: changed since the act: name"), std::string::npos);
}

TEST(Gate, ReadsAndRefusalsHaveNoRestorePoint) {
  const test::TestCall call;
  Record record;
  ScriptedConfirmer no(Answer::Kind::No);
  FixedObserver observer;
  Gate gate(Approval::Read, &no, &record.writer());
  gate.set_observer(&observer);
  ASSERT_TRUE(has_permit(gate.request(sql("SELECT 1"), call.context())));
  ASSERT_FALSE(has_permit(gate.request(sql("DELETE FROM t"), call.context())));
  EXPECT_EQ(observer.points, 0);
}

TEST(Gate, NoRecordNoWrite) {
  const test::TestCall call;
  Gate gate(Approval::Destructive, nullptr, nullptr);
  const auto outcome = gate.request(sql("DROP TABLE t"), call.context());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Internal);
}

TEST(Gate, TheRecordIsOpenedByTheFirstActThatNeedsOne) {
  const test::TestCall call;
  Record record;
  int opened = 0;
  Gate gate(Approval::Write, nullptr, nullptr);
  gate.set_record_opener([&](const CallContext&) -> Result<evidence::PackWriter*> {
    ++opened;
    return &record.writer();
  });
  ASSERT_TRUE(has_permit(gate.request(sql("SELECT 1"), call.context())));
  EXPECT_EQ(opened, 0);
  ASSERT_FALSE(has_permit(gate.request(sql("DROP TABLE t"), call.context())));
  ASSERT_TRUE(has_permit(gate.request(sql("INSERT INTO t VALUES (1)"), call.context())));
  EXPECT_EQ(opened, 1);
  EXPECT_EQ(count_of(record.events(), "gate.decision"), 2U);
  EXPECT_EQ(count_of(record.events(), "gate.intent"), 1U);
}

TEST(Gate, ARecordThatCannotBeOpenedStopsTheActAndInComplianceTheRead) {
  const test::TestCall call;
  const auto full = [](const CallContext&) -> Result<evidence::PackWriter*> {
    return Error{.code = ErrorCode::Unavailable, .action = "open", .subject = "pack", .reason = "the disk is full"};
  };
  Gate gate(Approval::Destructive, nullptr, nullptr);
  gate.set_record_opener(full);
  EXPECT_TRUE(has_permit(gate.request(sql("SELECT 1"), call.context())));
  EXPECT_FALSE(gate.request(sql("INSERT INTO t VALUES (1)"), call.context()));
  Gate strict(GateSettings{.approval = Approval::Destructive, .compliance = true}, nullptr, nullptr);
  strict.set_record_opener(full);
  EXPECT_FALSE(strict.request(sql("SELECT 1"), call.context()));
}

TEST(Gate, TheQuestionIsInert) {
  const test::TestCall call;
  ScriptedConfirmer no(Answer::Kind::No);
  Gate gate(Approval::Read, &no, nullptr);
  ASSERT_TRUE(gate.request(sql("DROP TABLE t /* \x1b[2J \xE2\x80\xAE */"), call.context()));
  ASSERT_EQ(no.questions.size(), 1U);
  EXPECT_EQ(no.questions[0].find('\x1b'), std::string::npos);
  EXPECT_EQ(no.questions[0].find("\xE2\x80\xAE"), std::string::npos);
}

TEST(Gate, AStopIsCancelled) {
  test::TestCall call;
  call.stop();
  Gate gate(Approval::Read, nullptr, nullptr);
  const auto outcome = gate.request(sql("SELECT 1"), call.context());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace lakecode::gate
