#include "session/journal_line.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/time_format.h"
#include "base/utf8.h"

namespace lakecode::session {
namespace {

constexpr std::string_view kSumMember = ",\"sum\":\"";
constexpr std::string_view kSumEnd = "\"}";
constexpr std::size_t kSumDigits = 16;
constexpr std::size_t kTail = kSumMember.size() + kSumDigits + kSumEnd.size();

std::string sum_of(std::string_view bytes) {
  return crypto::sha256_hex(bytes).substr(0, kSumDigits);
}

Error damaged(std::string reason) {
  return Error{.code = ErrorCode::CorruptData, .action = "read record", .subject = "", .reason = std::move(reason)};
}

}  // namespace

std::string render_line(std::int64_t number, WallTime time, const JsonObject& record) {
  JsonObject body{{"n", number}, {"t", format_rfc3339(time)}};
  for (const auto& member : record) {
    if (member.key() != "n" && member.key() != "t" && member.key() != "sum") body[member.key()] = member.value();
  }
  std::string line = json::serialize(body);
  if (!utf8::is_valid(line)) line = utf8::sanitize(line);
  line.pop_back();
  const std::string sum = sum_of(line);
  line += kSumMember;
  line += sum;
  line += kSumEnd;
  line += '\n';
  return line;
}

Result<JsonBox> parse_line(std::string_view line) {
  if (line.size() <= kTail) return damaged("it is too short");
  const std::string_view tail = line.substr(line.size() - kTail);
  if (!tail.starts_with(kSumMember) || !tail.ends_with(kSumEnd)) return damaged("its end is not that of a record");
  if (tail.substr(kSumMember.size(), kSumDigits) != sum_of(line.substr(0, line.size() - kTail)))
    return damaged("its check sum does not fit");
  auto value = json::parse(line, "record");
  if (!value) return damaged(value.error().reason);
  if (!value->is_object()) return damaged("it is no JSON object");
  return JsonBox(std::move(*value));
}

}  // namespace lakecode::session
