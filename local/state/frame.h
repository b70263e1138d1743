#pragma once
// Frames of the write-ahead log: length, CRC-32, payload; and the little encoding inside a payload.
// Pure functions and one cursor; nothing here touches a file. Whatever the bytes are, reading ends without a fault.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lakecode::local {

std::uint32_t crc32(std::string_view bytes);  ///< IEEE 802.3

/// `payload` as a frame: 4 bytes length, 4 bytes CRC-32 (both little-endian), the payload.
std::string make_frame(std::string_view payload);

struct FrameScan {
  std::string_view payload;
  std::size_t next = 0;  ///< where the following frame starts
};
/// The frame at `offset`; nullopt when it is cut, too long or its checksum is wrong.
std::optional<FrameScan> read_frame(std::string_view bytes, std::size_t offset);

/// Whether the bytes from `offset` on can be a write that was cut off: a whole frame with a wrong checksum and more
/// behind it cannot.
bool is_torn_tail(std::string_view bytes, std::size_t offset);

void append_text(std::string& out, std::string_view text);  ///< 4 bytes length, then the text
void append_int(std::string& out, std::int64_t value);      ///< 8 bytes, little-endian

/// Reads what append_* wrote. After the first failure every read fails.
class FrameCursor {
 public:
  explicit FrameCursor(std::string_view payload) : rest_(payload) {}
  bool read_text(std::string& out);
  bool read_int(std::int64_t& out);
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace lakecode::local
