#include "net/sse_parser.h"

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

}  // namespace

Result<void> SseParser::feed(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event) {
  while (!bytes.empty()) {
    if (last_was_cr_ && bytes.front() == '\n') {
      last_was_cr_ = false;
      bytes.remove_prefix(1);
      continue;
    }
    last_was_cr_ = false;
    const auto end = bytes.find_first_of("\r\n");
    const auto piece = bytes.substr(0, end);
    if (line_.size() + data_.size() + piece.size() > max_event_bytes_) return too_large(max_event_bytes_);
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
    if (has_data_) on_event(SseEvent{.event = event_.empty() ? "message" : event_, .data = data_, .id = id_});
    event_.clear();
    data_.clear();
    has_data_ = false;
    return;
  }
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") {
    if (has_data_) data_ += '\n';
    data_.append(value);
    has_data_ = true;
  } else if (name == "event") {
    event_ = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    id_ = value;
  }
}

}  // namespace lakecode::net
