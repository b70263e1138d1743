#include "config/databricks_file.h"

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "config/file_errors.h"

namespace lakecode::config {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr std::string_view kSettings = "__settings__";
constexpr std::string_view kDefault = "DEFAULT";

/// One line taken apart. `key` is empty for blank lines and comments.
struct Line {
  enum class Kind { Nothing, Section, Value } kind = Kind::Nothing;
  std::string_view name;  ///< of the section, or the key
  std::string_view value;
  std::size_t column = 1;  ///< of the name
};

Error bad_line(const std::filesystem::path& file, std::size_t line, std::size_t column, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read Databricks profiles",
               .subject = place_in(file.string(), line, column),
               .reason = std::move(reason),
               .advice = "correct the file by hand"};
}

bool is_comment(std::string_view text) {
  return !text.empty() && (text.front() == '#' || text.front() == ';');
}

/// The value without a trailing comment and without one pair of quotes around it. A comment sign that the value begins
/// with is part of it: passwords may.
std::string_view bare_value(std::string_view text) {
  text = text::trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
    const std::size_t end = text.find(text.front(), 1);
    const std::string_view after = end == std::string_view::npos ? text : text::trim(text.substr(end + 1));
    if (after.empty() || (end != std::string_view::npos && is_comment(after))) return text.substr(1, end - 1);
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool after_blank = text[i - 1] == ' ' || text[i - 1] == '\t';
    if (after_blank && is_comment(text.substr(i))) return text::trim(text.substr(0, i));
  }
  return text;
}

/// What is wrong with a line, or how to read it.
struct Reading {
  Line line;
  std::string_view mistake;
};

Reading read_line(std::string_view raw) {
  const std::string_view text = text::trim(raw);
  Reading out;
  if (text.empty() || is_comment(text)) return out;
  out.line.column = static_cast<std::size_t>(text.data() - raw.data()) + 1;
  if (text.front() == '[') {
    const std::size_t end = text.find(']');
    const std::string_view after =
        end == std::string_view::npos ? std::string_view() : text::trim(text.substr(end + 1));
    out.line.kind = Line::Kind::Section;
    if (end == std::string_view::npos) {
      out.mistake = "the section name has no closing bracket";
    } else if (!after.empty() && !is_comment(after)) {
      out.mistake = "there is text after the section name";
    } else if (out.line.name = text::trim(text.substr(1, end - 1)); out.line.name.empty()) {
      out.mistake = "the section has no name";
    }
    return out;
  }
  out.line.kind = Line::Kind::Value;
  const std::size_t separator = text.find_first_of("=:");
  if (separator == std::string_view::npos || separator == 0) {
    out.mistake = "expected `key = value`, a [section] or a comment";
    return out;
  }
  out.line.name = text::trim(text.substr(0, separator));
  out.line.value = bare_value(text.substr(separator + 1));
  return out;
}

ProfileSection& section_of(DatabricksFile& file, std::string_view name, std::size_t line) {
  const auto found = std::find_if(file.profiles.begin(), file.profiles.end(),
                                  [&](const ProfileSection& section) { return section.name == name; });
  if (found != file.profiles.end()) return *found;
  ProfileSection section;
  section.name = name;
  section.line = line;
  file.profiles.push_back(std::move(section));
  return file.profiles.back();
}

void take_value(DatabricksFile& file, std::string_view section, const Line& line, std::size_t number) {
  if (section == kSettings) {
    if (line.name == "default_profile") file.default_profile = line.value;
    if (line.name == "auth_storage") file.auth_storage = line.value;
    return;
  }
  ProfileSection& into = section_of(file, section, number);
  const AttributeRow* row = find_attribute_row(line.name);
  if (row == nullptr) return;  // Other tools keep keys of their own here.
  into.attributes[std::string(line.name)] =
      make_attribute(*row, line.value, place_in(file.path.string(), number, line.column));
}

}  // namespace

const ProfileSection* DatabricksFile::find(std::string_view name) const {
  const auto found = std::find_if(profiles.begin(), profiles.end(),
                                  [&](const ProfileSection& section) { return section.name == name; });
  return found == profiles.end() ? nullptr : &*found;
}

Result<DatabricksFile> parse_databricks_file(std::string_view text, const std::filesystem::path& name) {
  DatabricksFile file;
  file.path = name;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::string section(kDefault);
  std::size_t number = 0;
  for (const std::string_view raw : text::lines(text)) {
    ++number;
    if (const std::size_t zero = raw.find('\0'); zero != std::string_view::npos) {
      return bad_line(name, number, zero + 1, "there is a zero byte, so this is no text file");
    }
    const Reading reading = read_line(raw);
    if (!reading.mistake.empty()) return bad_line(name, number, reading.line.column, std::string(reading.mistake));
    if (reading.line.kind == Line::Kind::Section) {
      section = reading.line.name;
      if (section != kSettings) section_of(file, section, number);
    } else if (reading.line.kind == Line::Kind::Value) {
      take_value(file, section, reading.line, number);
    }
  }
  return file;
}

Result<DatabricksFile> load_databricks_file(const std::filesystem::path& path) {
  auto text = files::read(path, kMaxBytes);
  if (text) return parse_databricks_file(*text, path);
  if (text.error().code != ErrorCode::NotFound) return as_configuration_error(std::move(text).error());
  DatabricksFile empty;
  empty.path = path;
  return empty;
}

}  // namespace lakecode::config
