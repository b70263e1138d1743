#include "sql/token_cursor.h"

namespace lakecode::sql {

bool TokenCursor::fail(std::string_view why) {
  if (problem_.empty()) {
    problem_ = why;
    problem_at_ = at_;
  }
  return false;
}

}  // namespace lakecode::sql
