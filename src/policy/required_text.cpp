// Reads the top level of a pattern only. Literal ASCII letters, digits, blanks and "_" join a run; anything else ends
// it. A quantifier that allows none takes the character before it out. Groups and classes are stepped over. Patterns
// with "|" at the top, inline options, verbs or quoting give nothing.
#include "policy/required_text.h"

#include <algorithm>

namespace lakecode::policy {
namespace {

constexpr std::size_t kLeast = 3;

bool is_literal(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '_';
}

char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

class Reader {
 public:
  explicit Reader(std::string_view pattern) : pattern_(pattern) {}

  std::vector<std::string> read() {
    while (at_ < pattern_.size() && !gave_up_) step();
    end_run();
    return gave_up_ ? std::vector<std::string>() : std::move(found_);
  }

 private:
  void step() {
    const char c = pattern_[at_];
    if (is_literal(c)) {
      run_ += fold(c);
      ++at_;
    } else if (c == '?' || c == '*' || c == '{' || c == '+') {
      take_quantifier(c);
    } else if (c == '\\') {
      take_escape();
    } else if (c == '[') {
      end_run();
      gave_up_ = !skip_class();
    } else if (c == '(') {
      end_run();
      gave_up_ = !skip_group();
    } else if (c == '|' || c == ')' || c == '#') {
      gave_up_ = true;
    } else {
      end_run();
      ++at_;
    }
  }

  /// "+" keeps the character, but what follows need not stand beside the first of many.
  void take_quantifier(char c) {
    if (c != '+' && !run_.empty()) run_.pop_back();
    end_run();
    ++at_;
    if (c != '{') return;
    while (at_ < pattern_.size() && (pattern_[at_] == ',' || (pattern_[at_] >= '0' && pattern_[at_] <= '9'))) ++at_;
    gave_up_ = at_ >= pattern_.size() || pattern_[at_] != '}';  // a plain "{", then
    ++at_;
  }

  void take_escape() {
    end_run();
    const char next = at_ + 1 < pattern_.size() ? pattern_[at_ + 1] : 'Q';
    // Single-character escapes without arguments; \Q…\E, \p{…}, \x{…}, \g{…}, \k<…> and the like are not read.
    static constexpr std::string_view kPlain = ".,;:()[]{}*+?^$|/\\-'\"`#=<>!@%& bBdDsSwWAzZ";
    if (kPlain.find(next) == std::string_view::npos) gave_up_ = true;
    at_ += 2;
  }

  /// From "[" past its "]". False when it does not end.
  bool skip_class() {
    ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == '^') ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == ']') ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (pattern_[at_] == '[') return false;  // [:alpha:] and nested sets
      if (pattern_[at_] == '\\') {
        if (at_ + 1 < pattern_.size() && (pattern_[at_ + 1] == 'Q' || pattern_[at_ + 1] == 'E')) return false;
        ++at_;
      }
      ++at_;
    }
    ++at_;
    return at_ <= pattern_.size();
  }

  /// From "(" past its ")". False for options and verbs, whose effect reaches further than the group.
  bool skip_group() {
    std::size_t depth = 0;
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c == '[') {
        if (!skip_class()) return false;
        continue;
      }
      if (c == '\\') {
        if (at_ + 1 < pattern_.size() && (pattern_[at_ + 1] == 'Q' || pattern_[at_ + 1] == 'E')) return false;
        ++at_;
      } else if (c == '(') {
        if (!is_known_group()) return false;
        ++depth;
      } else if (c == ')' && --depth == 0) {
        ++at_;
        return true;
      }
      ++at_;
    }
    return false;
  }

  [[nodiscard]] bool is_known_group() const {
    const std::string_view rest = pattern_.substr(at_ + 1, 3);
    if (rest.empty()) return false;
    if (rest.front() == '*') return false;
    if (rest.front() != '?') return true;
    const char kind = rest.size() > 1 ? rest[1] : ' ';
    if (kind == ':' || kind == '=' || kind == '!') return true;
    return kind == '<' && rest.size() > 2 && (rest[2] == '=' || rest[2] == '!');
  }

  void end_run() {
    if (run_.size() >= kLeast) found_.push_back(run_);
    run_.clear();
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::string run_;
  std::vector<std::string> found_;
  bool gave_up_ = false;
};

}  // namespace

std::vector<std::string> find_required_texts(std::string_view pattern) {
  return Reader(pattern).read();
}

}  // namespace lakecode::policy
