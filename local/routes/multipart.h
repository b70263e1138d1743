#pragma once
// multipart/form-data (RFC 7578), as clients send files. Pure.

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakecode::local {

struct FormPart {
  std::string file_name;  ///< "" for plain fields
  std::string content;
};

/// The parts by name; of two with one name the last. MALFORMED_REQUEST (a refusal) when `body` is not of that form.
Result<std::map<std::string, FormPart>> parse_multipart(std::string_view content_type, std::string_view body);
bool is_multipart(std::string_view content_type);

}  // namespace lakecode::local
