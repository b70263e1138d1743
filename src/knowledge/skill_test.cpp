#include "knowledge/skill.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lakecode::knowledge {
namespace {

SkillFile file_of(SkillOrigin origin, std::string folder, std::string text) {
  SkillFile file;
  file.origin = origin;
  file.folder_name = std::move(folder);
  file.text = std::move(text);
  return file;
}

Result<Skill> parse(const std::string& text, std::string& notice) {
  return parse_skill(file_of(SkillOrigin::User, "demo", text), notice);
}

}  // namespace

TEST(Skill, AllTwentyNineAreBuiltInWithoutANotice) {
  const SkillSet set = settle_skills(built_in_skills());
  EXPECT_EQ(set.skills.size(), 29U);
  EXPECT_TRUE(set.notices.empty()) << set.notices.front();
  for (const Skill& skill : set.skills) EXPECT_FALSE(skill.body.empty()) << skill.name;
}

TEST(Skill, ReadsFrontMatterAndBody) {
  std::string notice;
  const auto skill =
      parse("---\nname: demo\ndescription: Does it.\nmetadata:\n  version: \"2\"\n---\n# Body\n", notice);
  ASSERT_TRUE(skill.has_value());
  EXPECT_EQ(skill->name, "demo");
  EXPECT_EQ(skill->description, "Does it.");
  EXPECT_EQ(skill->version, "2");
  EXPECT_EQ(skill->body, "# Body\n");
  EXPECT_EQ(notice, "");
}

TEST(Skill, AColonInAPlainValueIsForgiven) {
  std::string notice;
  const auto skill = parse("---\nname: demo\ndescription: Use when: the \"job\" fails\n---\n", notice);
  ASSERT_TRUE(skill.has_value());
  EXPECT_EQ(skill->description, "Use when: the \"job\" fails");
}

TEST(Skill, ABadNameIsTakenWithANotice) {
  for (const std::string name : {"Demo", "-demo", "de--mo", "other"}) {
    std::string notice;
    const auto skill = parse("---\nname: " + name + "\ndescription: x\n---\n", notice);
    ASSERT_TRUE(skill.has_value()) << name;
    EXPECT_EQ(skill->name, name);
    EXPECT_NE(notice, "") << name;
  }
}

TEST(Skill, WhatCannotBeUsedIsLeftOut) {
  for (const std::string text :
       {"", "# no front matter", "---\nname: demo\n---\n", "---\nname: [\n---\n", "---\nname: demo\ndescription: x\n",
        "---\nname: \"a b\"\ndescription: x\n---\n", "---\nname: ../../etc\ndescription: x\n---\n"}) {
    std::string notice;
    const auto skill = parse(text, notice);
    ASSERT_FALSE(skill.has_value()) << text;
    EXPECT_EQ(skill.error().code, ErrorCode::CorruptData);
  }
}

TEST(Skill, ProjectHidesUserHidesOfficialHidesBuiltIn) {
  const std::string text = "---\nname: demo\ndescription: x\n---\n";
  const std::vector<SkillFile> files = {
      file_of(SkillOrigin::BuiltIn, "demo", text), file_of(SkillOrigin::User, "demo", text),
      file_of(SkillOrigin::Project, "demo", text), file_of(SkillOrigin::Official, "demo", text),
      file_of(SkillOrigin::User, "broken", "nothing")};
  const SkillSet set = settle_skills(files);
  ASSERT_EQ(set.skills.size(), 1U);
  EXPECT_EQ(set.skills.front().origin, SkillOrigin::Project);
  EXPECT_EQ(set.notices.size(), 4U);
}

}  // namespace lakecode::knowledge
