#pragma once
// A text file that was built into the program (cmake/Embed.cmake). Constant; lives as long as the program.

#include <string_view>

namespace lakecode {

struct EmbeddedFile {
  std::string_view name;  ///< file name without its ending; of <folder>/SKILL.md the folder
  std::string_view text;  ///< the bytes of the file
};

}  // namespace lakecode
