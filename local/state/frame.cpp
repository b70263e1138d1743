#include "local/state/frame.h"

#include <array>

namespace lakecode::local {
namespace {

constexpr std::size_t kHeaderBytes = 8;
// One commit of a whole demo company is a few ten megabytes; more is a damaged length.
constexpr std::uint32_t kMaxPayload = 1U << 30U;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? (value >> 1U) ^ 0xEDB88320U : value >> 1U;
    table[i] = value;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = make_crc_table();

void append_u32(std::string& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((value >> shift) & 0xFFU));
}

std::uint32_t u32_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[offset + i])) << (8 * i);
  }
  return value;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t value = 0xFFFFFFFFU;
  for (const char byte : bytes) value = (value >> 8U) ^ kCrcTable[(value ^ static_cast<unsigned char>(byte)) & 0xFFU];
  return ~value;
}

std::string make_frame(std::string_view payload) {
  std::string frame;
  frame.reserve(kHeaderBytes + payload.size());
  append_u32(frame, static_cast<std::uint32_t>(payload.size()));
  append_u32(frame, crc32(payload));
  frame.append(payload);
  return frame;
}

std::optional<FrameScan> read_frame(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < kHeaderBytes) return std::nullopt;
  const std::uint32_t length = u32_at(bytes, offset);
  if (length > kMaxPayload || bytes.size() - offset - kHeaderBytes < length) return std::nullopt;
  const std::string_view payload = bytes.substr(offset + kHeaderBytes, length);
  if (crc32(payload) != u32_at(bytes, offset + 4)) return std::nullopt;
  return FrameScan{payload, offset + kHeaderBytes + length};
}

bool is_torn_tail(std::string_view bytes, std::size_t offset) {
  if (bytes.size() - offset < kHeaderBytes) return true;
  const std::size_t length = u32_at(bytes, offset);
  return bytes.size() - offset - kHeaderBytes <= length;
}

void append_text(std::string& out, std::string_view text) {
  append_u32(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

void append_int(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  for (unsigned shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>((bits >> shift) & 0xFFU));
}

bool FrameCursor::read_text(std::string& out) {
  if (rest_.size() < 4) {
    rest_ = {};
    return false;
  }
  const std::uint32_t length = u32_at(rest_, 0);
  rest_.remove_prefix(4);
  if (rest_.size() < length) {
    rest_ = {};
    return false;
  }
  out.assign(rest_.substr(0, length));
  rest_.remove_prefix(length);
  return true;
}

bool FrameCursor::read_int(std::int64_t& out) {
  if (rest_.size() < 8) {
    rest_ = {};
    return false;
  }
  const std::uint64_t low = u32_at(rest_, 0);
  const std::uint64_t high = u32_at(rest_, 4);
  out = static_cast<std::int64_t>(low | (high << 32U));
  rest_.remove_prefix(8);
  return true;
}

}  // namespace lakecode::local
