#include <vector>

#include "knowledge/skill.h"
#include "knowledge/skill_texts.h"

namespace lakecode::knowledge {

std::span<const SkillFile> built_in_skills() {
  static const std::vector<SkillFile> files = [] {
    std::vector<SkillFile> all;
    for (const EmbeddedFile& file : skill_texts::kEmbedded) {
      SkillFile one;
      one.folder_name = file.name;
      one.text = file.text;
      all.push_back(std::move(one));
    }
    return all;
  }();
  return files;
}

}  // namespace lakecode::knowledge
