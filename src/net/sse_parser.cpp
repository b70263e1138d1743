#include "net/sse_parser.h"

#include <algorithm>
#include <cstring>

// A line ends at LF, CR or CR LF. A blank line ends an event. Field lines are NAME, or NAME ":" [" "] VALUE; a line
// that starts with ":" is a comment. One byte order mark may open the stream. The field "retry" means nothing here: we
// never reconnect by ourselves, since a repeated request would start a second answer.

namespace lakecode::net {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error too_large(std::size_t limit) {
  return Error{.code = ErrorCode::CorruptData,
               .action = "read the event stream",
               .reason = "one event is larger than " + std::to_string(limit) + " bytes"};
}

/// The line ends of one piece, front to back: every byte is looked at twice, by memchr, however short the lines are.
class LineEnds {
 public:
  /// Position in `rest`, a suffix of what was given before, of its first CR or LF; npos when it has none.
  std::size_t find(std::string_view rest) {
    const char* begin = rest.data();
    const char* end = begin + rest.size();
    if (line_feed_ == nullptr || line_feed_ < begin) line_feed_ = next(begin, end, '\n');
    if (carriage_return_ == nullptr || carriage_return_ < begin) carriage_return_ = next(begin, end, '\r');
    const char* first = std::min(line_feed_, carriage_return_);
    return first == end ? std::string_view::npos : static_cast<std::size_t>(first - begin);
  }

 private:
  static const char* next(const char* begin, const char* end, char c) {
    const void* found = std::memchr(begin, c, static_cast<std::size_t>(end - begin));
    return found == nullptr ? end : static_cast<const char*>(found);
  }
  const char* line_feed_ = nullptr;
  const char* carriage_return_ = nullptr;
};

}  // namespace

Result<void> SseParser::feed(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event) {
  LineEnds ends;
  while (!bytes.empty()) {
    if (last_was_cr_ && bytes.front() == '\n') {
      last_was_cr_ = false;
      bytes.remove_prefix(1);
      continue;
    }
    last_was_cr_ = false;
    const auto end = ends.find(bytes);
    const auto piece = bytes.substr(0, end);
    if (line_.size() + event_.data.size() + piece.size() > max_event_bytes_) return too_large(max_event_bytes_);
    if (end == std::string_view::npos) {
      line_.append(piece);
      return {};
    }
    last_was_cr_ = bytes[end] == '\r';
    if (line_.empty()) {
      take_line(piece, on_event);
    } else {
      line_.append(piece);
      take_line(line_, on_event);
      line_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  return {};
}

void SseParser::take_line(std::string_view line, const std::function<void(const SseEvent&)>& on_event) {
  if (at_start_ && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  at_start_ = false;
  if (line.empty()) {
    if (has_data_) {
      if (event_.event.empty()) event_.event = "message";
      on_event(event_);
    }
    event_.event.clear();
    event_.data.clear();
    has_data_ = false;
    return;
  }
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") {
    if (has_data_) event_.data += '\n';
    event_.data.append(value);
    has_data_ = true;
  } else if (name == "event") {
    event_.event = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    event_.id = value;
  }
}

}  // namespace lakecode::net
