#include "gate/second_person.h"

#include <unistd.h>

#include "base/json.h"
#include "base/time_format.h"
#include "gate/gate_fixture.h"
#include "gate/policy_files.h"
#include "tests/support/test_call.h"

namespace lakecode::gate {
namespace {

using namespace std::chrono_literals;

class SecondPersonTest : public ::testing::Test {
 protected:
  SecondPersonTest() {
    const auto key = load_approval_key(ada_, random_);
    EXPECT_TRUE(key);
    if (key) approvers_ = {{.name = "ada", .key = hex_of_key(key->public_key)}};
  }

  Result<Standing> ask(const JointAct& act) {
    return ApprovalFolder(folder_ / "approvals", mine_, approvers_, clock_, random_).stand_for(act);
  }
  /// Signs the request that stands for `act` with the key in `keys`.
  Result<std::filesystem::path> sign(const Standing& standing, const std::filesystem::path& keys) {
    const auto request = load_request(standing.request, clock_);
    if (!request) return request.error();
    return approve_request(standing.request, *request, "x", keys, random_);
  }

  TempFolder folder_;
  FixedClock clock_{from_epoch_ms(1'800'000'000'000)};
  SystemRandom random_;
  std::filesystem::path mine_ = folder_ / "mine";
  std::filesystem::path ada_ = folder_ / "ada";
  std::vector<policy::Approver> approvers_;
  JointAct act_{.digest = std::string(64, 'd'),
                .effect_class = "DESTRUCTIVE",
                .kind = "DROP_TABLE",
                .text = "DROP TABLE a.b.c",
                .host = "https://h",
                .profile = "P",
                .principal = "me"};
};

TEST_F(SecondPersonTest, AnApproverSignsOnceForOneAct) {
  const auto waiting = ask(act_);
  ASSERT_TRUE(waiting) << one_line(waiting.error());
  EXPECT_FALSE(waiting->is_approved);
  ASSERT_TRUE(sign(*waiting, ada_));
  for (JointAct other : {act_, act_, act_, act_}) {
    static int turn = 0;
    std::string* fields[] = {&other.digest, &other.host, &other.profile, &other.principal};
    *fields[turn % 4] = turn % 4 == 0 ? std::string(64, 'e') : "other";
    ++turn;
    const auto standing = ask(other);
    ASSERT_TRUE(standing);
    EXPECT_FALSE(standing->is_approved) << "bound to digest, host, profile and principal";
  }
  const auto approved = ask(act_);
  ASSERT_TRUE(approved);
  EXPECT_TRUE(approved->is_approved);
  EXPECT_EQ(approved->approver, "ada");
  const auto again = ask(act_);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->is_approved) << "used once";
}

TEST_F(SecondPersonTest, TheOwnKeyAndStrangersNeverApprove) {
  const auto waiting = ask(act_);
  ASSERT_TRUE(waiting);
  const auto own = sign(*waiting, mine_);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::PermissionDenied);
  ASSERT_TRUE(sign(*waiting, folder_ / "stranger"));
  EXPECT_EQ(ask(act_)->why_not, "it is signed by a key that is no approver's");
  // Named as an approver oneself, and the request's word for it changed: still no.
  const auto key = load_approval_key(mine_, random_);
  approvers_.push_back({.name = "me", .key = hex_of_key(key->public_key)});
  const std::string bytes = *files::read(waiting->request);
  const std::string signature = crypto::sign(*key, "lakecode approval v1\n" + bytes);
  const JsonObject forged{{"key", hex_of_key(key->public_key)}, {"signature", hex_of_key(signature)}};
  std::string stem = waiting->request.string();
  stem.resize(stem.size() - std::string_view(".request.json").size());
  ASSERT_TRUE(files::write_atomic(stem + ".approval.json", json::serialize(forged)));
  EXPECT_EQ(ask(act_)->why_not, "the own key never approves");
}

TEST_F(SecondPersonTest, ChangedOrLateRequestsAreWorthNothing) {
  const auto waiting = ask(act_);
  ASSERT_TRUE(waiting && sign(*waiting, ada_));
  const std::string bytes = *files::read(waiting->request);
  ASSERT_TRUE(files::write_atomic(waiting->request, text::replace_all(bytes, "DROP TABLE a.b.c", "DROP TABLE x")));
  EXPECT_FALSE(ask(act_)->is_approved);
  const auto second = ask(act_);
  ASSERT_TRUE(sign(*second, ada_));
  clock_.advance(25h);
  EXPECT_FALSE(ask(act_)->is_approved) << "expired";
  const auto third = ask(act_);
  clock_.advance(25h);
  const auto late = load_request(third->request, clock_);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::FailedPrecondition);
  ASSERT_TRUE(files::write_atomic(folder_ / "x.request.json", "{\"schema\":\"other\"}"));
  EXPECT_EQ(load_request(folder_ / "x.request.json", clock_).error().code, ErrorCode::CorruptData);
}

TEST_F(SecondPersonTest, TheGateWaitsThenRecordsWhoSigned) {
  const test::TestCall call;
  Evidence evidence;
  ApprovalFolder second(folder_ / "approvals", mine_, approvers_, clock_, random_);
  const auto policy = policy_of("- {name: two, match: {class: DESTRUCTIVE}, action: two_person}");
  Gate gate(GateSettings{.approval = Approval::Destructive,
                         .policy = policy,
                         .second_person = &second,
                         .principal = [](const CallContext&) -> Result<std::string> { return std::string("me"); }},
            nullptr, &evidence.writer());
  const auto first = gate.request(sql_act("DROP TABLE a.b.c"), call.context());
  ASSERT_EQ(fate_of(first), "needs approval");
  const std::string message = message_of(first);
  const std::size_t at = message.find("lakecode approve ");
  ASSERT_NE(at, std::string::npos) << message;
  const std::string path = message.substr(at + 17, message.find('`', at) - at - 17);
  ASSERT_TRUE(sign(Standing{.request = path}, ada_));
  EXPECT_EQ(fate_of(gate.request(sql_act("DROP TABLE a.b.d"), call.context())), "needs approval");
  EXPECT_EQ(fate_of(gate.request(sql_act("DROP TABLE a.b.c"), call.context())), "permit");
  const auto intents = evidence.events("gate.intent");
  ASSERT_EQ(intents.size(), 1U);
  EXPECT_EQ(json::string_at_path(*intents[0], {"second_person", "name"}), "ada");
  EXPECT_EQ(fate_of(gate.request(sql_act("DROP TABLE a.b.c"), call.context())), "needs approval") << "used once";
  Gate alone(GateSettings{.approval = Approval::Destructive, .policy = policy}, nullptr, &evidence.writer());
  EXPECT_EQ(fate_of(alone.request(sql_act("DROP TABLE a.b.c"), call.context())), "denied");
}

// The policy in force.

class PolicyFilesTest : public ::testing::Test {
 protected:
  Result<LoadedPolicy> load() {
    const auto loaded = config::load_settings({.environment = environment_,
                                               .user_home = folder_.path(),
                                               .lakecode_home = home_,
                                               .working_folder = folder_.path()});
    EXPECT_TRUE(loaded);
    return load_policy(
        {.system_folder = folder_ / "etc", .lakecode_home = home_, .loaded = *loaded, .user = ::getuid()});
  }
  void write(const std::filesystem::path& file, std::string_view text) const {
    std::filesystem::create_directories(file.parent_path());
    ASSERT_TRUE(files::write_atomic(file, text));
  }
  TempFolder folder_;
  std::filesystem::path home_ = folder_ / "home";
  config::Environment environment_;
};

constexpr std::string_view kGood = "- {name: a, match: {kind: DROP_TABLE}, action: deny}\n";

TEST_F(PolicyFilesTest, BrokenFilesNeverMeanNoPolicy) {
  const std::pair<const char*, const char*> kBroken[] = {
      {"rules: [", ""},
      {"", "empty"},
      {"rules: []", "no rules"},
      {"- {name: a, match: {statement: '('}, action: deny}", "not a pattern"},
      {"- {name: a, matches: {}, action: deny}", "matches"},
      {"- {name: a, match: {}, action: forbid}", "forbid"}};
  for (const auto& [text, says] : kBroken) {
    write(home_ / "policy.yml", text);
    environment_.clear();
    const auto loaded = load();
    ASSERT_TRUE(loaded) << text;
    EXPECT_FALSE(loaded->read_only_because.empty()) << text;
    EXPECT_NE(loaded->read_only_because.find(says), std::string::npos) << loaded->read_only_because;
    ASSERT_FALSE(loaded->notices.empty());
    EXPECT_TRUE(loaded->notices.back().starts_with("READ-ONLY"));
    environment_["LAKECODE_COMPLIANCE"] = "true";
    const auto strict = load();
    ASSERT_FALSE(strict) << text;
    EXPECT_EQ(strict.error().code, ErrorCode::InvalidArgument);
  }
}

TEST_F(PolicyFilesTest, MissingIsFineOnlyWhereNothingWasPromised) {
  EXPECT_EQ(load()->read_only_because, "");
  environment_["LAKECODE_POLICY_GLOBAL_PATH"] = "other.yml";
  EXPECT_NE(load()->read_only_because, "") << "a named file that is not there";
  environment_.clear();
  environment_["LAKECODE_COMPLIANCE"] = "true";
  EXPECT_FALSE(load()) << "compliance without a policy";
  write(home_ / "policy.yml", kGood);
  ASSERT_TRUE(load());
  EXPECT_EQ(load()->policy->rules().size(), 1U);
}

TEST_F(PolicyFilesTest, FilesThatOthersCanWriteAreNotTrusted) {
  write(home_ / "policy.yml", kGood);
  std::filesystem::permissions(home_ / "policy.yml", std::filesystem::perms::group_write,
                               std::filesystem::perm_options::add);
  EXPECT_NE(load()->read_only_because.find("others may change it"), std::string::npos);
  std::filesystem::remove(home_ / "policy.yml");
  std::filesystem::create_directories(home_ / "policy.yml");
  EXPECT_NE(load()->read_only_because, "") << "a folder in its place";
}

TEST_F(PolicyFilesTest, ListsAndFilesStandTogetherAndAWrongEntryIsTold) {
  write(home_ / "policy.yml", kGood);
  write(home_ / "config.yml", "safety:\n  blocked: ['sql(TRUNCATE *)']\n  auto_approve: [sql]\n");
  const auto loaded = load();
  ASSERT_TRUE(loaded) << one_line(loaded.error());
  EXPECT_EQ(loaded->policy->rules().size(), 3U);
  EXPECT_EQ(loaded->policy->digest().size(), 64U);
}

TEST_F(PolicyFilesTest, AnUntrustedProjectChangesNothing) {
  write(folder_ / ".lakecode" / "policy.yml", "broken: [");
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->read_only_because, "");
  EXPECT_TRUE(loaded->policy->rules().empty());
}

}  // namespace
}  // namespace lakecode::gate
