#include "policy/glob.h"

#include <vector>

namespace lakecode::policy {
namespace {

char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool fits(char wanted, char found) {
  return wanted == '?' || fold(wanted) == fold(found);
}

}  // namespace

bool Glob::matches(std::string_view text) const {
  const std::string_view pattern = pattern_;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last "*" seen, and where its run ends so far
  std::size_t run_end = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      run_end = t;
    } else if (p < pattern.size() && fits(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++run_end;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool Glob::can_continue(std::string_view prefix) const {
  // All places of the pattern that can be reached after the prefix; any of them can be completed.
  std::vector<bool> places(pattern_.size() + 1, false);
  places[0] = true;
  const auto pass_stars = [&] {
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      if (places[i] && pattern_[i] == '*') places[i + 1] = true;
    }
  };
  pass_stars();
  for (const char c : prefix) {
    bool alive = false;
    std::vector<bool> next(places.size(), false);
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      if (!places[i]) continue;
      if (pattern_[i] == '*') {
        next[i] = alive = true;
      } else if (fits(pattern_[i], c)) {
        next[i + 1] = alive = true;
      }
    }
    if (!alive) return false;
    places = std::move(next);
    pass_stars();
  }
  return true;
}

}  // namespace lakecode::policy
