#include "local/demo/demo.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

const WallTime kNow = from_epoch_ms(1'795'478'400'000);  // 2026-11-24T00:00:00Z: schedules wrap around midnight

using Bodies = std::map<std::string, JsonValue>;

struct Index {
  std::map<std::string, Bodies> by_kind;

  explicit Index(DemoData demo) {
    for (Document& d : demo.documents) {
      const bool is_new = by_kind[d.kind].emplace(d.id, std::move(*d.body)).second;
      EXPECT_TRUE(is_new) << d.kind << " " << d.id << " is there twice";
    }
  }
  const JsonValue* find(const std::string& kind, const std::string& id) const {
    const auto group = by_kind.find(kind);
    if (group == by_kind.end()) {
      return nullptr;
    }
    const auto it = group->second.find(id);
    return it == group->second.end() ? nullptr : &it->second;
  }
  [[nodiscard]] const Bodies& all(const std::string& kind) const {
    static const Bodies none;
    const auto group = by_kind.find(kind);
    return group == by_kind.end() ? none : group->second;
  }
};

struct Company {
  std::uint64_t seed;
  Index index;
  Truth truth;
};

/// Seed 0 and three that are new in every run of this program, each made once for all tests.
const std::vector<Company>& companies() {
  static const std::vector<Company> made = [] {
    SystemRandom random;
    std::vector<Company> out;
    for (int i = 0; i < 4; ++i) {
      const std::uint64_t seed = i == 0 ? 0 : random.below(1'000'000'000);
      out.push_back({seed, Index(make_demo(seed, kNow)), make_truth(seed, kNow)});
    }
    return out;
  }();
  return made;
}

std::string name_of(const Company& company) {
  return "seed " + std::to_string(company.seed);
}

std::string id_at(const JsonValue& value, std::string_view key) {
  return std::to_string(json::int_at(value, key).value_or(-1));
}

std::string dump(const DemoData& demo) {
  std::string out;
  for (const Document& d : demo.documents) {
    out += d.kind + "|" + d.id + "|" + json::serialize(*d.body) + "\n";
  }
  for (const std::string& statement : demo.sql) {
    out += statement + "\n";
  }
  return out;
}

const std::string& text_of_seed_7() {
  static const std::string text = dump(make_demo(7, kNow));
  return text;
}

TEST(Demo, SameSeedAndMomentGiveTheSameBytes) {
  EXPECT_EQ(text_of_seed_7(), dump(make_demo(7, kNow)));
  EXPECT_NE(text_of_seed_7(), dump(make_demo(8, kNow)));
  EXPECT_EQ(json::serialize(truth_json(make_truth(7, kNow))), json::serialize(truth_json(make_truth(7, kNow))));
}

TEST(Demo, IsAsLargeAsPromised) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const auto& [seed, index, truth] = company;
    std::set<std::string> classes;
    std::set<std::string> findings;
    for (const TrueFailure& f : truth.failures) {
      classes.insert(f.root_class);
    }
    for (const TrueFinding& f : truth.planted) {
      findings.insert(f.finding);
    }
    EXPECT_GE(index.all("catalog").size(), 3U);
    EXPECT_GE(index.all("schema").size(), 12U);
    EXPECT_GE(index.all("table").size(), 60U);
    EXPECT_GE(index.all("job").size(), 40U);
    EXPECT_EQ(index.all("warehouse").size(), 3U);
    EXPECT_GE(index.all("query").size(), 300U);
    EXPECT_GE(classes.size(), 40U);
    EXPECT_EQ(findings.size(), 21U) << "every finding id of prove_table is planted somewhere";
    EXPECT_GE(truth.clean_tables.size(), 15U);
  }
}

TEST(Demo, EveryRunBelongsToAJobAndLiesInTheWindow) {
  const std::int64_t now = to_epoch_ms(kNow);
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    for (const auto& [id, run] : index.all("run")) {
      const JsonValue* job = index.find("job", id_at(run, "job_id"));
      ASSERT_NE(job, nullptr) << id;
      EXPECT_EQ(json::string_at(run, "run_name"), json::string_at_path(*job, {"settings", "name"}));
      const std::int64_t start = json::int_at(run, "start_time").value_or(0);
      EXPECT_LE(now - start, std::chrono::milliseconds(std::chrono::hours(30 * 24)).count()) << id;
      EXPECT_LE(json::int_at(run, "end_time").value_or(0), now) << json::string_at(run, "run_name");
      for (const JsonValue& task : json::array_at(run, "tasks")) {
        EXPECT_GE(json::int_at(task, "start_time").value_or(0), start);
        EXPECT_LE(json::int_at(task, "end_time").value_or(0), now);
      }
    }
  }
}

TEST(Demo, TaskGraphsNameTheirTasks) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    const auto check = [](const JsonArray& tasks, const std::string& where) {
      std::set<std::string> keys;
      for (const JsonValue& task : tasks) {
        keys.insert(json::string_at(task, "task_key"));
      }
      for (const JsonValue& task : tasks) {
        for (const JsonValue& before : json::array_at(task, "depends_on")) {
          EXPECT_TRUE(keys.count(json::string_at(before, "task_key")) == 1) << where;
        }
      }
    };
    for (const auto& [id, job] : index.all("job")) {
      check(json::array_at(*json::find(job, "settings"), "tasks"), "job " + id);
    }
    for (const auto& [id, run] : index.all("run")) {
      check(json::array_at(run, "tasks"), "run " + id);
    }
  }
}

TEST(Demo, EveryFailedTaskLeftEvidence) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    for (const auto& [id, run] : index.all("run")) {
      for (const JsonValue& task : json::array_at(run, "tasks")) {
        const std::string result = json::string_at_path(task, {"state", "result_state"});
        if (result != "FAILED" && result != "TIMEDOUT" && result != "CANCELED") {
          continue;
        }
        const JsonValue* output = index.find("run_output", id_at(task, "run_id"));
        const std::string cluster = json::string_at_path(task, {"cluster_instance", "cluster_id"});
        const JsonValue* details = index.find("cluster", cluster);
        const bool has_reason = details != nullptr && json::find(*details, "termination_reason") != nullptr;
        EXPECT_TRUE(output != nullptr || has_reason) << json::string_at(run, "run_name") << " run " << id;
        EXPECT_TRUE(cluster.empty() || details != nullptr) << cluster;
      }
    }
  }
}

TEST(Demo, NoMarkIsLeftInAnyText) {
  const std::string& all = text_of_seed_7();
  for (const char* mark :
       {"@NOISE", "@T-", "@CLUSTER", "@HOST", "@DAY", "@USER", "@CHILD", "@ESC", "@NOW", "@ROWS", "@REQUEST", "@RUN"}) {
    EXPECT_EQ(all.find(mark), std::string::npos) << mark;
  }
}

TEST(Demo, FailedRunIsInternalErrorInStateAndTerminatedInStatus) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    int failed = 0;
    for (const auto& [id, run] : index.all("run")) {
      if (json::string_at_path(run, {"state", "result_state"}) != "FAILED") {
        continue;
      }
      ++failed;
      EXPECT_EQ(json::string_at_path(run, {"state", "life_cycle_state"}), "INTERNAL_ERROR") << id;
      EXPECT_EQ(json::string_at_path(run, {"status", "state"}), "TERMINATED") << id;
      EXPECT_FALSE(json::string_at_path(run, {"status", "termination_details", "code"}).empty()) << id;
    }
    EXPECT_GE(failed, 30);
  }
}

TEST(Demo, MostRunsSucceed) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    std::map<std::string, int> results;
    for (const auto& [id, run] : index.all("run")) {
      ++results[json::string_at_path(run, {"state", "result_state"})];
    }
    int all = 0;
    for (const auto& [result, count] : results) {
      all += count;
    }
    EXPECT_GE(results["SUCCESS"] * 100, all * 90);
    for (const char* result : {"FAILED", "TIMEDOUT", "CANCELED", "MAXIMUM_CONCURRENT_RUNS_REACHED", ""}) {
      EXPECT_GE(results[result], 1) << "no run ended as '" << result << "'";
    }
  }
}

TEST(Demo, FlagshipJobFailsWithACascadeForEverySeed) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const auto& [seed, index, truth] = company;
    const TrueFailure* latest = nullptr;
    for (const TrueFailure& f : truth.failures) {
      if (f.job_id == kFlagshipJob && f.is_latest_run) {
        latest = &f;
      }
    }
    ASSERT_NE(latest, nullptr);
    EXPECT_EQ(latest->root_class, "merge_duplicate_source");
    const JsonValue* run = index.find("run", std::to_string(latest->run_id));
    ASSERT_NE(run, nullptr);
    int cascade = 0;
    for (const JsonValue& task : json::array_at(*run, "tasks")) {
      cascade += json::string_at_path(task, {"state", "result_state"}) == "UPSTREAM_FAILED" ? 1 : 0;
    }
    EXPECT_EQ(cascade, 4);
    std::set<std::string> ids;
    for (const TrueFinding& f : truth.planted) {
      if (f.table == kFlagshipTable) {
        ids.insert(f.finding);
      }
    }
    EXPECT_GE(ids.size(), 5U);
  }
}

TEST(Demo, ChildRunThatFailedIsNamedByItsParent) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const auto& [seed, index, truth] = company;
    for (const TrueFailure& f : truth.failures) {
      if (f.root_class != "upstream_task_failed") {
        continue;
      }
      const JsonValue* output = index.find("run_output", std::to_string(f.task_run_id));
      ASSERT_NE(output, nullptr);
      const auto child = json::int_at(*json::find(*output, "run_job_output"), "run_id");
      const JsonValue* run = index.find("run", std::to_string(child.value_or(0)));
      ASSERT_NE(run, nullptr);
      EXPECT_EQ(json::string_at_path(*run, {"state", "result_state"}), "FAILED");
      EXPECT_NE(json::string_at(*output, "error").find(std::to_string(*child)), std::string::npos);
    }
  }
}

TEST(Demo, SomeIdsNeedSixtyFourBits) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    constexpr std::int64_t kExactDouble = std::int64_t{1} << 53;
    int jobs = 0;
    int runs = 0;
    for (const auto& [id, job] : index.all("job")) {
      jobs += json::int_at(job, "job_id").value_or(0) > kExactDouble ? 1 : 0;
    }
    for (const auto& [id, run] : index.all("run")) {
      runs += json::int_at(run, "run_id").value_or(0) > kExactDouble ? 1 : 0;
    }
    EXPECT_GE(jobs, 2);
    EXPECT_GE(runs, 50);
  }
}

TEST(Demo, ExactlyOneUserIsMe) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    int me = 0;
    for (const auto& [id, user] : index.all("user")) {
      me += json::bool_at(user, "lakecode_me").value_or(false) ? 1 : 0;
      EXPECT_TRUE(json::string_at(user, "userName").ends_with(".example"));
    }
    EXPECT_EQ(me, 1);
  }
}

TEST(Demo, EventsAreOldestFirstAndBelongToAKnownCluster) {
  for (const Company& company : companies()) {
    SCOPED_TRACE(name_of(company));
    const Index& index = company.index;
    for (const auto& [id, body] : index.all("cluster_events")) {
      EXPECT_NE(index.find("cluster", id), nullptr);
      std::int64_t last = 0;
      for (const JsonValue& event : json::array_at(body, "events")) {
        const std::int64_t time = json::int_at(event, "timestamp").value_or(0);
        EXPECT_GE(time, last) << id;
        EXPECT_LE(time, to_epoch_ms(kNow)) << id;
        last = time;
      }
    }
  }
}

TEST(Demo, NoRunIsEverInTheFutureAtAnyHour) {
  for (int hour = 0; hour < 24; hour += 3) {
    const WallTime now = kNow + std::chrono::hours(hour) + std::chrono::minutes(17);
    const DemoData demo = make_demo(11, now);
    for (const Document& d : demo.documents) {
      if (d.kind == "run") {
        EXPECT_LE(json::int_at(*d.body, "end_time").value_or(0), to_epoch_ms(now)) << d.id;
      }
    }
  }
}

}  // namespace
}  // namespace lakecode::local
