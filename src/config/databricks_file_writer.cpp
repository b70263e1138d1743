// Writing profiles: the text is edited line by line, so that comments and the keys of other tools stay.

#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "config/databricks_file.h"
#include "config/file_errors.h"

namespace lakecode::config {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr std::string_view kDefaultHeader =
    "; The profile in this section is used when no other is named.\n[DEFAULT]\n\n";

/// The section name of a header line, or "".
std::string_view header_of(std::string_view line) {
  line = text::trim(line);
  if (line.empty() || line.front() != '[') return {};
  const std::size_t end = line.find(']');
  return end == std::string_view::npos ? std::string_view() : text::trim(line.substr(1, end - 1));
}

bool has_line_break_or_zero(std::string_view s) {
  return s.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos;
}

Result<void> check_profile(const ProfileValues& profile) {
  Error error{.code = ErrorCode::InvalidArgument, .action = "save profile", .subject = profile.name, .reason = {}};
  if (profile.name.empty() || has_line_break_or_zero(profile.name) ||
      profile.name.find_first_of("[]") != std::string::npos) {
    error.reason = "a profile name is one line without brackets";
    return error;
  }
  if (profile.name == "__settings__") {
    error.reason = "this name is reserved";
    error.advice = "choose another name";
    return error;
  }
  for (const auto& [key, value] : profile.values) {
    if (!has_line_break_or_zero(value)) continue;
    error.reason = "the value of " + key + " has a line break or a zero byte";
    return error;
  }
  return {};
}

/// A value that a reader would cut at a comment sign is put in quotes.
std::string written_value(const std::string& value) {
  const bool plain = text::trim(value) == value && value.find(" #") == std::string::npos &&
                     value.find(" ;") == std::string::npos &&
                     (value.empty() || std::string_view("#;\"'").find(value.front()) == std::string_view::npos);
  const char* quote = value.find('"') == std::string::npos ? "\"" : "'";
  return plain ? value : quote + value + quote;
}

std::string render_section(const ProfileValues& profile) {
  std::size_t widest = 0;
  for (const auto& [key, value] : profile.values) widest = std::max(widest, key.size());
  std::string out = "[" + profile.name + "]\n";
  for (const auto& [key, value] : profile.values) {
    out += key + std::string(widest - key.size(), ' ') + " = " + written_value(value) + "\n";
  }
  return out;
}

void append_section(std::string& out, const ProfileValues& profile) {
  if (!out.empty() && out.back() != '\n') out += '\n';
  if (!out.empty() && (out.size() < 2 || out[out.size() - 2] != '\n')) out += '\n';
  out += render_section(profile);
}

}  // namespace

Result<std::string> replace_profile(std::string_view text, const ProfileValues& profile) {
  TRY_VOID(check_profile(profile));
  std::string out;
  std::string_view section = "DEFAULT";
  bool placed = false;
  bool has_default = profile.name == "DEFAULT";
  for (const std::string_view line : text::lines(text)) {
    const std::string_view header = header_of(line);
    if (!header.empty()) section = header;
    if (header == "DEFAULT") has_default = true;
    const std::string_view content = text::trim(line);
    const bool is_value = header.empty() && !content.empty() && content.front() != '#' && content.front() != ';';
    if (section != profile.name || (header.empty() && !is_value)) {
      out += line;
      out += '\n';
    } else if (!header.empty() && !placed) {
      out += render_section(profile);
      placed = true;
    }
  }
  if (!placed) append_section(out, profile);
  if (!has_default) out.insert(0, kDefaultHeader);
  return out;
}

Result<void> store_profile(const std::filesystem::path& name, const ProfileValues& profile) {
  // A link (dotfile collections use them) stays a link: what it points at is replaced.
  std::error_code failure;
  const std::filesystem::path target = std::filesystem::weakly_canonical(name, failure);
  const std::filesystem::path& path = failure ? name : target;
  std::string before;
  const bool existed = files::exists(path);
  if (existed) {
    auto text = files::read(path, kMaxBytes);
    if (!text) return as_configuration_error(std::move(text).error());
    before = std::move(text).value();
    // What cannot be read today must not be rewritten.
    TRY_VOID(parse_databricks_file(before, path));
  }
  TRY_ASSIGN(std::string after, replace_profile(before, profile));
  if (!existed) after += "\n[__settings__]\ndefault_profile = " + profile.name + "\n";
  if (existed) TRY_VOID(files::write_atomic(path.string() + ".bak", before, files::Mode::Private));
  return files::write_atomic(path, after, files::Mode::Private);
}

}  // namespace lakecode::config
