#pragma once
// The real standard streams behind Output and Input. One thread.

#include <string>
#include <string_view>

#include "cli/app.h"

namespace lakecode::cli {

class StandardOutput final : public Output {
 public:
  void print(std::string_view text) override;
  void note(std::string_view line) override;
  [[nodiscard]] bool failed() const override { return failed_; }

 private:
  bool failed_ = false;
};

class StandardInput final : public Input {
 public:
  std::optional<Line> next_line(std::size_t max_bytes, const std::stop_token& stop) override;
  bool wait(std::chrono::milliseconds at_most, const std::stop_token& stop) override;

 private:
  /// Reads more into the buffer; false at the end or on a stop.
  bool fill(const std::stop_token& stop);
  std::string buffer_;
  std::size_t position_ = 0;
  bool ended_ = false;
};

}  // namespace lakecode::cli
