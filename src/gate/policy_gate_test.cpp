// Policy, approval levels, taint, "always", dry runs and doors together, as the gate decides them.
#include "base/json.h"
#include "gate/doors.h"
#include "gate/gate_fixture.h"
#include "tests/support/test_call.h"

namespace lakecode::gate {
namespace {

constexpr std::string_view kRules = R"(
- {name: no-drop, match: {tool: sql_execute, statement: '^DROP TABLE prod\.'}, action: deny, message: Ask the owner.}
- {name: ask-updates, match: {kind: UPDATE}, action: confirm}
- {name: type-grants, match: {kind: 'GRANT*'}, action: confirm_typed}
- {name: free, match: {objects: ['dev.*']}, action: allow}
- {name: no-count, match: {statement: '^SELECT count'}, action: deny}
)";

const char* const kInsert = "INSERT INTO main.a.b VALUES (1)";

struct GateCase {
  const char* sql;
  Approval approval;
  const char* fate;
};

TEST(PolicyGate, DenyIsFinalAndAskBeatsTheFlag) {
  const GateCase cases[] = {
      {"DROP TABLE prod.a.b", Approval::Destructive, "denied"},
      {"SELECT 1; DROP TABLE prod.a.b", Approval::Destructive, "denied"},
      {"SELECT count(*) FROM t", Approval::Destructive, "denied"},
      {"UPDATE t SET a = 1 WHERE b = 2", Approval::Destructive, "needs approval"},
      {"GRANT SELECT ON TABLE a.b.c TO x", Approval::Destructive, "needs approval"},
      {"DROP TABLE dev.a.b", Approval::Write, "needs approval"},
      {"gibberish", Approval::Write, "needs approval"},
      {kInsert, Approval::Read, "needs approval"},
      {kInsert, Approval::Write, "permit"},
      {"INSERT INTO dev.a.b VALUES (1)", Approval::Read, "permit"},
      {"DROP TABLE dev.a.b", Approval::Destructive, "permit"},
      {"SELECT 1", Approval::Read, "permit"},
  };
  for (const GateCase& c : cases) {
    const test::TestCall call;
    Evidence evidence;
    Gate gate(GateSettings{.approval = c.approval, .policy = policy_of(kRules)}, nullptr, &evidence.writer());
    EXPECT_EQ(fate_of(gate.request(sql_act(c.sql), call.context())), c.fate) << c.sql;
    EXPECT_EQ(evidence.events("gate.decision").size(), 1U) << c.sql;
    const bool is_write_permit = std::string_view(c.fate) == "permit" && std::string_view(c.sql) != "SELECT 1";
    EXPECT_EQ(evidence.events("gate.intent").size(), is_write_permit ? 1U : 0U) << c.sql;
  }
}

TEST(PolicyGate, EvidenceNamesRuleFileDigestAndLine) {
  const test::TestCall call;
  Evidence evidence;
  Gate gate(GateSettings{.approval = Approval::Destructive, .policy = policy_of(kRules)}, nullptr, &evidence.writer());
  const auto outcome = gate.request(sql_act("DROP TABLE prod.a.b"), call.context());
  EXPECT_EQ(message_of(outcome), "DROP_TABLE (DESTRUCTIVE) did not run: it is denied: Ask the owner.");
  const auto decisions = evidence.events("gate.decision");
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(json::string_at(*decisions[0], "rule"), "no-drop");
  EXPECT_EQ(json::string_at(*decisions[0], "rule_file"), "policy.yml");
  EXPECT_EQ(json::string_at(*decisions[0], "rule_file_sha256").size(), 64U);
  EXPECT_EQ(json::int_at(*decisions[0], "rule_line"), 2);
  EXPECT_EQ(json::string_at(*decisions[0], "decision"), "denied");
}

// The same denied statement, carried by every door and every kind of effect: one decision, one record.
TEST(PolicyGate, EveryDoorDecidesAlike) {
  const test::TestCall call;
  const std::string body = R"({"statement":"DROP TABLE prod.a.b","warehouse_id":"w"})";
  const safety::Effect effects[] = {
      safety::SqlEffect{.text = "DROP TABLE prod.a.b"},
      safety::RestEffect{.method = "POST", .path = "/api/2.0/sql/statements", .query = "", .body = body},
      safety::ArgvEffect{{"databricks", "api", "post", "/api/2.0/sql/statements", "--json", body}}};
  for (const safety::Effect& effect : effects) {
    std::string first;
    for (const DoorRow& row : doors()) {
      Evidence evidence;
      Gate gate(GateSettings{.approval = Approval::Destructive, .policy = policy_of(kRules)}, nullptr,
                &evidence.writer());
      const auto outcome = gate.request(act_of(effect, row.door), call.context());
      EXPECT_EQ(fate_of(outcome), "denied") << row.name;
      const auto decisions = evidence.events("gate.decision");
      ASSERT_EQ(decisions.size(), 1U) << row.name;
      JsonObject record = decisions[0]->get_object();
      EXPECT_EQ(json::string_at(*decisions[0], "door"), row.name);
      EXPECT_EQ(json::string_at(*decisions[0], "rule"), "no-drop");
      record.erase("door");
      const std::string rest = json::serialize(record);
      if (first.empty()) first = rest;
      EXPECT_EQ(rest, first) << row.name;
    }
  }
}

TEST(PolicyGate, OutsideContentStopsAutomaticWrites) {
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson no({{.kind = Answer::Kind::No}});
  Gate gate(GateSettings{.approval = Approval::Destructive, .policy = policy_of(kRules)}, &no, &evidence.writer());
  EXPECT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "permit");
  gate.mark_tainted("rows of main.s.\x1b[2Jt");
  gate.mark_tainted("something later");
  for (const char* sql : {kInsert, "INSERT INTO dev.a.b VALUES (1)", "DROP TABLE main.a.b"})
    EXPECT_EQ(fate_of(gate.request(sql_act(sql), call.context())), "declined") << sql;
  EXPECT_EQ(fate_of(gate.request(sql_act("SELECT 1"), call.context())), "permit") << "reads go on";
  ASSERT_EQ(no.questions.size(), 3U);
  EXPECT_NE(no.questions[0].text.find("rows of main.s."), std::string::npos);
  EXPECT_EQ(no.questions[0].text.find('\x1b'), std::string::npos);
  const auto decisions = evidence.events("gate.decision");
  EXPECT_TRUE(json::string_at(*decisions[1], "tainted_by").starts_with("rows of")) << "linked to what it followed";
  gate.begin_turn();
  EXPECT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "permit");
}

TEST(PolicyGate, OutsideContentWithoutAPersonIsARefusal) {
  const test::TestCall call;
  Evidence evidence;
  Gate gate(GateSettings{.approval = Approval::Write}, nullptr, &evidence.writer());
  gate.mark_tainted("a job log");
  const auto outcome = gate.request(sql_act(kInsert), call.context());
  EXPECT_EQ(fate_of(outcome), "needs approval");
  EXPECT_NE(message_of(outcome).find("a job log"), std::string::npos);
}

TEST(PolicyGate, AlwaysCoversOnlyItsScope) {
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson person({{.kind = Answer::Kind::Always}, {.kind = Answer::Kind::No}});
  Gate gate(GateSettings{}, &person, &evidence.writer());
  ASSERT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "permit");
  EXPECT_NE(person.questions[0].always_scope.find("INSERT that touches only write table main.a.b"), std::string::npos)
      << person.questions[0].always_scope;
  ASSERT_EQ(gate.standing_approvals().size(), 1U);
  EXPECT_EQ(fate_of(gate.request(sql_act("INSERT INTO main.a.b VALUES (2)"), call.context())), "permit");
  EXPECT_EQ(fate_of(gate.request(sql_act("INSERT INTO main.a.b VALUES (2)", Door::Tool), call.context())), "permit");
  EXPECT_EQ(person.questions.size(), 1U);
  Action elsewhere = sql_act(kInsert);
  elsewhere.host = "https://other.example";
  Action other_profile = sql_act(kInsert);
  other_profile.profile = "DEV";
  for (const Action& action :
       {elsewhere, other_profile, sql_act("INSERT INTO main.a.c VALUES (1)"),
        sql_act("INSERT INTO main.a.b SELECT * FROM main.a.secret"), sql_act("INSERT OVERWRITE main.a.b SELECT 1"),
        sql_act("INSERT INTO main.a.b VALUES (1); DROP TABLE main.a.b"), sql_act("DROP TABLE main.a.b"),
        sql_act("COPY INTO main.a.b FROM 's3://x/y'")}) {
    EXPECT_EQ(fate_of(gate.request(action, call.context())), "declined") << safety::text_of(action.effect);
  }
  EXPECT_TRUE(gate.revoke_approval(0));
  EXPECT_FALSE(gate.revoke_approval(0));
  EXPECT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "declined");
}

TEST(PolicyGate, AlwaysIsNotOfferedWhereItMayNotStand) {
  const char* const kSqls[] = {"DROP TABLE main.a.b", "gibberish", "UPDATE main.a.b SET a = 1 WHERE b = 2",
                               "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)"};
  for (const char* sql : kSqls) {
    const test::TestCall call;
    Evidence evidence;
    ScriptedPerson person({{.kind = Answer::Kind::Always}});
    Gate gate(GateSettings{.policy = policy_of(kRules)}, &person, &evidence.writer());
    EXPECT_EQ(fate_of(gate.request(sql_act(sql), call.context())), "declined") << sql;
    EXPECT_EQ(person.questions.at(0).always_scope, "") << sql;
    EXPECT_TRUE(gate.standing_approvals().empty());
  }
}

TEST(PolicyGate, AlwaysOfARequestCoversItUnderAnotherIdempotencyToken) {
  const auto run_now = [](const char* body) {
    return act_of(safety::RestEffect{.method = "POST", .path = "/api/2.2/jobs/run-now", .query = "", .body = body},
                  Door::Workflow);
  };
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson person({{.kind = Answer::Kind::Always}, {.kind = Answer::Kind::No}});
  Gate gate(GateSettings{}, &person, &evidence.writer());
  ASSERT_EQ(fate_of(gate.request(run_now(R"({"job_id":7,"idempotency_token":"one"})"), call.context())), "permit");
  EXPECT_EQ(person.questions[0].always_scope.find("one"), std::string::npos) << person.questions[0].always_scope;
  EXPECT_EQ(fate_of(gate.request(run_now(R"({"job_id":7,"idempotency_token":"two"})"), call.context())), "permit");
  EXPECT_EQ(fate_of(gate.request(run_now(R"({"job_id":7})"), call.context())), "permit");
  for (const char* other :
       {R"({"job_id":8,"idempotency_token":"one"})", R"({"job_id":7,"job_id":8})",
        R"({"job_id":7,"job_parameters":{"idempotency_token":"one"}})", R"({"job_id":8, "job_id":7})"})
    EXPECT_EQ(fate_of(gate.request(run_now(other), call.context())), "declined") << other;
}

TEST(PolicyGate, DenyBeatsAnEarlierAlways) {
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson person({{.kind = Answer::Kind::Always}});
  const auto policy = policy_of("- {name: late, match: {statement: 'VALUES \\(666\\)'}, action: deny}");
  Gate gate(GateSettings{.policy = policy}, &person, &evidence.writer());
  ASSERT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "permit");
  EXPECT_EQ(fate_of(gate.request(sql_act("INSERT INTO main.a.b VALUES (666)"), call.context())), "denied");
}

TEST(PolicyGate, DestructiveWantsTheTypedName) {
  const std::pair<const char*, const char*> cases[] = {{"DROP TABLE main.a.b", "main.a.b"},
                                                       {"gibberish", "destructive"},
                                                       {kInsert, ""},
                                                       {"GRANT SELECT ON TABLE a.b.c TO x", "destructive"}};
  for (const auto& [sql, name] : cases) {
    const test::TestCall call;
    Evidence evidence;
    ScriptedPerson no({{.kind = Answer::Kind::No}});
    Gate gate(GateSettings{.policy = policy_of(kRules)}, &no, &evidence.writer());
    EXPECT_EQ(fate_of(gate.request(sql_act(sql), call.context())), "declined");
    ASSERT_EQ(no.questions.size(), 1U) << sql;
    EXPECT_EQ(no.questions[0].typed_name.empty(), std::string_view(name).empty()) << sql;
    EXPECT_EQ(std::string_view(sql).starts_with("GRANT") ? name : no.questions[0].typed_name, name) << sql;
  }
}

TEST(PolicyGate, LongActsAreCutInTheMiddleAndCanBeReadInFull) {
  const test::TestCall call;
  ScriptedPerson no({{.kind = Answer::Kind::No}});
  Gate gate(GateSettings{}, &no, nullptr);
  const std::string sql = "DELETE FROM t WHERE a = '" + std::string(300, '\n') + "Allow? (y/n) y\n" +
                          std::string(100'000, 'x') + "' -- the end";
  ASSERT_EQ(fate_of(gate.request(sql_act(sql), call.context())), "declined");
  const Question& question = no.questions.at(0);
  EXPECT_LT(question.text.size(), 10'000U);
  EXPECT_NE(question.text.find("DELETE FROM t"), std::string::npos);
  EXPECT_NE(question.text.find("the end"), std::string::npos);
  EXPECT_NE(question.text.find("bytes are not shown here"), std::string::npos);
  EXPECT_GT(question.full_text.size(), 100'000U);
  const std::size_t last = question.text.rfind('\n');
  EXPECT_TRUE(question.text.substr(last + 1).starts_with("  DESTRUCTIVE at https://h.example, profile PROD, digest "));
}

TEST(PolicyGate, ADryRunListsAndDoesNothing) {
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson yes({{.kind = Answer::Kind::Yes}});
  Gate gate(GateSettings{.approval = Approval::Write, .policy = policy_of(kRules), .dry_run = true}, &yes,
            &evidence.writer());
  EXPECT_EQ(fate_of(gate.request(sql_act("SELECT 1"), call.context())), "permit");
  EXPECT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "dry run");
  EXPECT_EQ(fate_of(gate.request(sql_act("DROP TABLE x.y.z"), call.context())), "dry run");
  EXPECT_EQ(fate_of(gate.request(sql_act("DROP TABLE prod.y.z"), call.context())), "denied");
  EXPECT_TRUE(yes.questions.empty());
  EXPECT_TRUE(evidence.events("gate.intent").empty());
  const auto planned = gate.planned();
  ASSERT_EQ(planned.size(), 4U);
  EXPECT_EQ(planned[0].fate, "runs");
  EXPECT_EQ(planned[1].fate, "would run");
  EXPECT_EQ(planned[2].fate, "would be asked about");
  EXPECT_TRUE(planned[3].fate.starts_with("would be denied"));
  EXPECT_EQ(planned[2].effect_class, safety::EffectClass::Destructive);
}

TEST(PolicyGate, ABrokenPolicyLeavesOnlyReads) {
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson yes({{.kind = Answer::Kind::Yes}});
  Gate gate(GateSettings{.approval = Approval::Destructive, .read_only_because = "policy.yml:1:1: broken"}, &yes,
            &evidence.writer());
  EXPECT_EQ(fate_of(gate.request(sql_act("SELECT 1"), call.context())), "permit");
  const auto outcome = gate.request(sql_act(kInsert), call.context());
  EXPECT_EQ(fate_of(outcome), "denied");
  EXPECT_NE(message_of(outcome).find("policy.yml:1:1: broken"), std::string::npos);
  EXPECT_TRUE(yes.questions.empty());
}

TEST(PolicyGate, ComplianceModeWantsAPersonForWhatDestroys) {
  const test::TestCall call;
  Evidence evidence;
  Gate gate(GateSettings{.approval = Approval::Destructive, .compliance = true}, nullptr, &evidence.writer());
  EXPECT_EQ(fate_of(gate.request(sql_act("DROP TABLE x.y.z"), call.context())), "needs approval");
  EXPECT_EQ(fate_of(gate.request(sql_act(kInsert), call.context())), "permit");
}

TEST(PolicyGate, AnEvaluatorFaultDenies) {
  const test::TestCall call;
  Evidence evidence;
  const auto policy = policy_of("- {name: slow, match: {statement: '(a+)+[$%]'}, action: allow}");
  Gate gate(GateSettings{.approval = Approval::Destructive, .policy = policy}, nullptr, &evidence.writer());
  const auto outcome = gate.request(sql_act("SELECT '" + std::string(5000, 'a') + "'"), call.context());
  EXPECT_EQ(fate_of(outcome), "denied");
  EXPECT_NE(message_of(outcome).find("could not be evaluated"), std::string::npos) << message_of(outcome);
  EXPECT_NE(evidence.events("gate.decision").at(0)->get_object().if_contains("rule_fault"), nullptr);
}

TEST(PolicyGate, RulesOnThePrincipalAskForItOnce) {
  const test::TestCall call;
  Evidence evidence;
  int asked = 0;
  const auto policy = policy_of("- {name: robots, match: {principal: 'svc-*', class: DESTRUCTIVE}, action: deny}");
  const auto gate_for = [&](std::function<Result<std::string>(const CallContext&)> who) {
    return std::make_unique<Gate>(
        GateSettings{.approval = Approval::Destructive, .policy = policy, .principal = std::move(who)}, nullptr,
        &evidence.writer());
  };
  const auto robot = gate_for([&](const CallContext&) -> Result<std::string> { return ++asked, std::string("svc-a"); });
  EXPECT_EQ(fate_of(robot->request(sql_act("DROP TABLE a.b.c"), call.context())), "denied");
  EXPECT_EQ(fate_of(robot->request(sql_act("DROP TABLE a.b.c"), call.context())), "denied");
  EXPECT_EQ(asked, 1);
  const auto person = gate_for([](const CallContext&) -> Result<std::string> { return std::string("ada"); });
  EXPECT_EQ(fate_of(person->request(sql_act("DROP TABLE a.b.c"), call.context())), "permit");
  const auto nobody = gate_for(
      [](const CallContext&) -> Result<std::string> { return Error{.code = ErrorCode::Unavailable, .action = "ask"}; });
  EXPECT_EQ(fate_of(nobody->request(sql_act("DROP TABLE a.b.c"), call.context())), "denied") << "cannot be ruled out";
}

TEST(PolicyGate, AnEditIsANewAct) {
  const test::TestCall call;
  Evidence evidence;
  ScriptedPerson editor({{.kind = Answer::Kind::Edited, .edited = "DELETE FROM t WHERE a = 1"}});
  Gate gate(GateSettings{}, &editor, &evidence.writer());
  const auto outcome = gate.request(sql_act("DELETE FROM t"), call.context());
  ASSERT_EQ(fate_of(outcome), "edited");
  EXPECT_EQ(std::get<Refusal>(*outcome).edited, "DELETE FROM t WHERE a = 1");
  EXPECT_EQ(fate_of(gate.request(sql_act("DELETE FROM t", Door::Workflow), call.context())), "declined");
}

}  // namespace
}  // namespace lakecode::gate
