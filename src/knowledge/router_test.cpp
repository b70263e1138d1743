// The router judged on labelled requests: tests/corpus/routes/*.jsonl; a row without a skill must stay silent.

#include "knowledge/router.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "tests/support/paths.h"

namespace lakecode::knowledge {
namespace {

struct Labelled {
  std::string text;
  std::string skill;  ///< empty: off topic
};

std::vector<Labelled> load_rows(const std::string& file) {
  std::vector<Labelled> all;
  std::ifstream in(std::filesystem::path(test::source_folder()) / "tests/corpus/routes" / file);
  for (std::string line; std::getline(in, line);) {
    const auto row = json::parse(line, file);
    if (row) all.push_back({json::string_at(*row, "text"), json::string_at(*row, "skill")});
  }
  return all;
}

std::string shown(const std::vector<Routed>& routed) {
  std::string text;
  for (const Routed& one : routed) text += one.name + " " + std::to_string(one.score) + ", ";
  return text;
}

struct Shares {
  double top_two = 0.0;
  double silent = 0.0;
  std::size_t on_topic = 0;
  std::size_t off_topic = 0;
};

Shares measure(const std::string& file) {
  const SkillSet set = settle_skills(built_in_skills());
  const Router router(set.skills);
  Shares shares;
  std::size_t first = 0;
  std::size_t right = 0;
  std::size_t quiet = 0;
  for (const Labelled& row : load_rows(file)) {
    const auto routed = router.route(row.text);
    if (row.skill.empty()) {
      ++shares.off_topic;
      quiet += routed.empty() ? 1 : 0;
      if (!routed.empty()) std::cout << "not silent: \"" << row.text << "\" " << shown(routed) << "\n";
      continue;
    }
    ++shares.on_topic;
    const std::size_t seen = std::min<std::size_t>(2, routed.size());
    const bool found = std::any_of(routed.begin(), routed.begin() + static_cast<std::ptrdiff_t>(seen),
                                   [&](const Routed& one) { return one.name == row.skill; });
    right += found ? 1 : 0;
    first += !routed.empty() && routed.front().name == row.skill ? 1 : 0;
    if (!found) std::cout << "missed " << row.skill << ": \"" << row.text << "\" " << shown(routed) << "\n";
  }
  std::cout << file << ": first " << first << ", top two " << right << " of " << shares.on_topic << "; silent " << quiet
            << " of " << shares.off_topic << "\n";
  if (shares.on_topic > 0) shares.top_two = static_cast<double>(right) / static_cast<double>(shares.on_topic);
  if (shares.off_topic > 0) shares.silent = static_cast<double>(quiet) / static_cast<double>(shares.off_topic);
  return shares;
}

}  // namespace

// The first by the author of the rules; what they scored at first sight is in tests/corpus/README.md.
TEST(Router, FindsTheSkillOfLabelledRequests) {
  struct LabelledSet {
    const char* file;
    std::size_t on_topic;   ///< requests there at least
    std::size_t off_topic;  ///< likewise
    double silent;          ///< share of the off-topic ones that find nothing
  };
  constexpr LabelledSet kSets[] = {
      {"dev.jsonl", 220U, 40U, 0.95},     {"blind.jsonl", 110U, 0U, 0.95},     {"asked.jsonl", 460U, 0U, 0.95},
      {"third.jsonl", 87U, 0U, 0.95},     {"fourth.jsonl", 110U, 0U, 0.9},     {"fifth.jsonl", 110U, 0U, 0.9},
      {"sixth.jsonl", 110U, 0U, 0.9},     {"seventh.jsonl", 80U, 0U, 0.9},     {"eighth.jsonl", 135U, 20U, 0.95},
      {"ninth.jsonl", 125U, 20U, 0.9},    {"tenth.jsonl", 58U, 4U, 0.9},       {"eleventh.jsonl", 29U, 3U, 0.9},
      {"twelfth.jsonl", 85U, 10U, 0.9},   {"thirteenth.jsonl", 83U, 10U, 0.9}, {"fourteenth.jsonl", 87U, 10U, 0.9},
      {"fifteenth.jsonl", 88U, 10U, 0.9},
  };
  for (const LabelledSet& set : kSets) {
    const Shares shares = measure(set.file);
    EXPECT_GE(shares.on_topic, set.on_topic) << set.file;
    EXPECT_GE(shares.off_topic, set.off_topic) << set.file;
    EXPECT_GE(shares.top_two, 0.95) << set.file;
    EXPECT_GE(shares.silent, set.silent) << set.file;
  }
}

TEST(Router, IsSilentOnWhatIsAboutSomethingElse) {
  const Shares shares = measure("off_topic.jsonl");
  EXPECT_GE(shares.off_topic, 70U);
  EXPECT_GE(shares.silent, 0.97);
}

TEST(Router, AMissedKeyIsForgiven) {
  const SkillSet set = settle_skills(built_in_skills());
  const auto routed = Router(set.skills).route("publish the dashbord");
  ASSERT_FALSE(routed.empty());
  EXPECT_EQ(routed.front().name, "databricks-aibi-dashboards");
}

TEST(Router, AForeignSkillIsFoundByItsOwnWords) {
  const SkillFile file{SkillOrigin::User, "acme-ledger", "/home/a",
                       "---\nname: acme-ledger\ndescription: Close the Acme ledger: journals, accruals and reversals "
                       "at month end.\n---\n# Accruals\n"};
  std::vector<SkillFile> files(built_in_skills().begin(), built_in_skills().end());
  files.push_back(file);
  const SkillSet set = settle_skills(files);
  const Router router(set.skills);
  const auto routed = router.route("post the accruals and reversals in the ledger");
  ASSERT_FALSE(routed.empty());
  EXPECT_EQ(routed.front().name, "acme-ledger");
}

TEST(Router, SaysTheSameTwiceAndNothingToNothing) {
  const SkillSet set = settle_skills(built_in_skills());
  const Router router(set.skills);
  EXPECT_TRUE(router.route("").empty());
  EXPECT_TRUE(router.route(std::string(200000, ' ')).empty());
  const auto once = router.route("create a job that runs every night");
  const auto twice = Router(set.skills).route("create a job that runs every night");
  ASSERT_EQ(once.size(), twice.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].name, twice[i].name);
}

}  // namespace lakecode::knowledge
