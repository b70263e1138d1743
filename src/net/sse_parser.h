#pragma once
// Server-sent events (WHATWG HTML, "event stream interpretation"): bytes in, events out. No sockets, any split of the
// input.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakecode::net {

struct SseEvent {
  std::string event;  ///< "message" when the stream names none
  std::string data;   ///< data lines joined by "\n"
  std::string id;
};

class SseParser {
 public:
  explicit SseParser(std::size_t max_event_bytes = 16U << 20U) : max_event_bytes_(max_event_bytes) {}
  /// Feeds bytes; `on_event` is called for each complete event, which lives until it returns. CorruptData when an event
  /// exceeds the limit. An event without its blank line at the end of the stream is never delivered.
  Result<void> feed(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event);

 private:
  void take_line(std::string_view line, const std::function<void(const SseEvent&)>& on_event);
  std::size_t max_event_bytes_;
  std::string line_;
  SseEvent event_;  ///< while it grows; its texts keep their room from event to event
  bool has_data_ = false, last_was_cr_ = false, at_start_ = true;
};

}  // namespace lakecode::net
