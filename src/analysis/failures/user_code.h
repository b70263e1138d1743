#pragma once
// Judges exception names that no phrase explains: did the job's own logic raise, or is it a wrapper?
// Pure. The reader is fed the lines of one failure chain in order.

#include <string_view>
#include <vector>

#include "analysis/failures/evidence_text.h"
#include "analysis/failures/rules.h"

namespace lakecode::analysis {

/// An exception that speaks for the job's own code.
struct RaisedException {
  Weight weight = Weight::Weak;
  std::size_t line = 0;
  int depth = 0;
  std::string_view text;
};

class UserCodeReader {
 public:
  void read(const TextLine& line);
  /// The exceptions met so far that may be the job's own; frames that follow a Java exception are taken into account.
  [[nodiscard]] std::vector<RaisedException> found() const;

 private:
  enum class Kind { None, Builtin, Assertion, Loose, Custom, JavaPlain, JavaCustom };
  enum class Frame { None, User, Library };
  struct Head {
    Kind kind = Kind::None;
    std::size_t line = 0;
    int depth = 0;
    std::string_view text;
    Frame python_frame_above = Frame::None;
    Frame java_frame_below = Frame::None;
    bool says_something = false;
    bool wraps_another = false;
  };
  static Kind kind_of(std::string_view name);
  static Frame java_frame(std::string_view trimmed);
  static Frame python_frame(std::string_view trimmed);
  void read_frame(std::string_view trimmed);
  void read_head(const TextLine& line);

  std::vector<Head> heads_;
  Frame last_python_frame_ = Frame::None;
};

}  // namespace lakecode::analysis
