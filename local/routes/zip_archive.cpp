// The format (APPNOTE 6.3, without compression): for each member a local header and its bytes; then the central
// directory, one entry a member; then the record that says where the directory is. Numbers are little-endian.

#include "local/routes/zip_archive.h"

#include <array>
#include <cstdint>

namespace lakecode::local {
namespace {

constexpr std::uint16_t kVersion = 20;  // 2.0: folders
constexpr std::uint16_t kUtf8Names = 1U << 11U;
constexpr std::uint16_t kFirstDate = 0x21;  // 1980-01-01, the earliest that can be written: same content, same bytes

template <typename Number>
void put(std::string& out, Number number) {
  for (std::size_t i = 0; i < sizeof(number); ++i) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}

std::uint32_t checksum(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
      table[i] = value;
    }
    return table;
  }();
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const char byte : bytes) sum = kTable[(sum ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (sum >> 8U);
  return ~sum;
}

/// What both headers of a member say alike.
void put_facts(std::string& out, const std::string& name, const std::string& bytes) {
  put<std::uint16_t>(out, kVersion);
  put<std::uint16_t>(out, kUtf8Names);
  put<std::uint16_t>(out, 0);  // stored
  put<std::uint16_t>(out, 0);  // time
  put<std::uint16_t>(out, kFirstDate);
  put<std::uint32_t>(out, checksum(bytes));
  put<std::uint32_t>(out, static_cast<std::uint32_t>(bytes.size()));
  put<std::uint32_t>(out, static_cast<std::uint32_t>(bytes.size()));
  put<std::uint16_t>(out, static_cast<std::uint16_t>(name.size()));
  put<std::uint16_t>(out, 0);  // extra field
}

}  // namespace

std::string make_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out;
  std::string directory;
  for (const auto& [name, bytes] : members) {
    const auto place = static_cast<std::uint32_t>(out.size());
    out += "PK\x03\x04";
    put_facts(out, name, bytes);
    out += name;
    out += bytes;
    directory += "PK\x01\x02";
    put<std::uint16_t>(directory, kVersion);
    put_facts(directory, name, bytes);
    put<std::uint16_t>(directory, 0);  // comment
    put<std::uint16_t>(directory, 0);  // disk
    put<std::uint16_t>(directory, 0);  // internal attributes
    put<std::uint32_t>(directory, 0);  // external attributes
    put<std::uint32_t>(directory, place);
    directory += name;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  out += directory;
  out += "PK\x05\x06";
  put<std::uint32_t>(out, 0);  // disks
  put<std::uint16_t>(out, static_cast<std::uint16_t>(members.size()));
  put<std::uint16_t>(out, static_cast<std::uint16_t>(members.size()));
  put<std::uint32_t>(out, static_cast<std::uint32_t>(directory.size()));
  put<std::uint32_t>(out, start);
  put<std::uint16_t>(out, 0);  // comment
  return out;
}

}  // namespace lakecode::local
