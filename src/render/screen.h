#pragma once
// What the place that text goes to can show. A plain value; pure code takes it as a parameter.

#include <cstddef>

namespace lakecode::render {

struct Screen {
  std::size_t columns = 80;
  bool color = false;   ///< escape sequences for colour may be used
  bool unicode = true;  ///< else ASCII only: bars of '#', marks of letters
};

}  // namespace lakecode::render
