#include "local/routes/multipart.h"

#include "base/text.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kType = "multipart/form-data";

Error malformed(std::string reason) {
  return refusal(ErrorCode::InvalidArgument, "MALFORMED_REQUEST", "Could not read the form: " + std::move(reason));
}

/// The value of `name=` in a header's parameters, with or without quotes; "" when absent.
std::string parameter(std::string_view header, std::string_view name) {
  for (const std::string_view part : text::split(header, ';')) {
    const std::string_view trimmed = text::trim(part);
    const std::size_t equals = trimmed.find('=');
    if (equals == std::string_view::npos || !text::equals_ignore_case(trimmed.substr(0, equals), name)) continue;
    std::string_view value = trimmed.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return "";
}

std::string_view disposition_of(std::string_view headers) {
  for (const std::string_view line : text::lines(headers)) {
    constexpr std::string_view kName = "content-disposition:";
    if (text::equals_ignore_case(line.substr(0, kName.size()), kName)) return line.substr(kName.size());
  }
  return {};
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return text::equals_ignore_case(content_type.substr(0, kType.size()), kType);
}

Result<std::map<std::string, FormPart>> parse_multipart(std::string_view content_type, std::string_view body) {
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty()) return malformed("the Content-Type names no boundary");
  const std::string first = "--" + boundary;
  const std::string next = "\r\n" + first;
  std::map<std::string, FormPart> parts;
  std::size_t at = body.find(first);
  if (at == std::string_view::npos) return malformed("the boundary is not in the body");
  at += first.size();
  while (!body.substr(at).starts_with("--")) {
    const std::size_t headers_end = body.find("\r\n\r\n", at);
    if (headers_end == std::string_view::npos) return malformed("a part has no end of headers");
    const std::size_t content = headers_end + 4;
    const std::size_t end = body.find(next, content);
    if (end == std::string_view::npos) return malformed("the last boundary is missing");
    const std::string_view disposition = disposition_of(body.substr(at, headers_end - at));
    const std::string name = parameter(disposition, "name");
    if (name.empty()) return malformed("a part has no name");
    parts[name] = {parameter(disposition, "filename"), std::string(body.substr(content, end - content))};
    at = end + next.size();
  }
  return parts;
}

}  // namespace lakecode::local
