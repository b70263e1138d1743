#include "base/yaml_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace lakecode::yaml {

LineIndex::LineIndex(std::string_view text) : starts_{0} {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts_.push_back(at + 1);
  }
}

Position LineIndex::position(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - starts_.begin());
  return {line, offset - starts_[line - 1] + 1};
}

Error corrupt(std::string_view name, Position at, std::string reason) {
  return Error{.code = ErrorCode::CorruptData,
               .action = "parse YAML",
               .subject = fmt::format("{}:{}:{}", name, at.line, at.column),
               .reason = std::move(reason)};
}

std::optional<Error> find_foreign_bytes(std::string_view text, std::string_view name) {
  const auto start = text.substr(0, 2);
  if (start == "\xFF\xFE" || start == "\xFE\xFF") return corrupt(name, {1, 1}, "it is UTF-16; save it as UTF-8");
  if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
    return corrupt(name, LineIndex(text).position(zero), "there is a NUL byte; YAML is text");
  }
  if (utf8::is_valid(text)) return std::nullopt;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto decoded = utf8::decode_at(text, at);
    if (decoded.length == 1 && static_cast<unsigned char>(text[at]) >= 0x80) break;
    at += decoded.length;
  }
  return corrupt(name, LineIndex(text).position(at), "there is a byte that is not UTF-8");
}

}  // namespace lakecode::yaml
