#pragma once
// The difference of two texts in lines, as unified diffs show it. Pure; bounded: texts too far apart are told by counts
// alone.

#include <cstddef>
#include <string>
#include <string_view>

namespace lakecode::workflows {

struct LineDiff {
  std::size_t added = 0;
  std::size_t removed = 0;
  std::string text;      ///< "@@ …" hunks with three lines around each; "" when equal or too far apart
  bool is_whole = true;  ///< false: `text` was cut or left out, the counts hold
};

LineDiff diff_lines(std::string_view before, std::string_view after);

}  // namespace lakecode::workflows
