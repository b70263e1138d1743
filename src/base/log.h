#pragma once
// The log behind --verbose: one line a record on a sink, redacted. Thread-safe.

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/redact.h"

namespace lakecode {

class Log {
 public:
  using Sink = std::function<void(std::string_view line)>;
  /// `sink` gets whole lines without newline, already redacted; it is called under the log's lock.
  Log(Sink sink, const Redactor& redactor) : sink_(std::move(sink)), redactor_(redactor) {}
  void write(std::string_view area, std::string_view text);

 private:
  std::mutex mutex_;
  Sink sink_;
  const Redactor& redactor_;
};

}  // namespace lakecode
