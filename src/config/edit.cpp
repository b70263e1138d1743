#include "config/edit.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "config/config_file.h"
#include "config/file_errors.h"

namespace lakecode::config {
namespace {

Error cannot_edit(std::string_view name, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "change configuration",
               .subject = std::string(name),
               .reason = std::move(reason),
               .advice = "change the file by hand"};
}

/// Behind the end of the line that `offset` stands in, or at the end of the text.
std::size_t next_line(std::string_view text, std::size_t offset) {
  if (offset > 0 && text[offset - 1] == '\n') return offset;
  const std::size_t end = text.find('\n', offset);
  return end == std::string_view::npos ? text.size() : end + 1;
}

void insert_line(std::string& text, std::size_t offset, const std::string& line) {
  const bool is_open = offset > 0 && text[offset - 1] != '\n';
  text.insert(offset, (is_open ? "\n" : "") + line + "\n");
}

/// Columns before the first key of a block section; 2 for a section without keys.
std::size_t indent_of(const yaml::Document& document, const JsonObject& section, const std::string& pointer) {
  if (section.empty()) return 2;
  const auto mark = document.marks.find(pointer + "/" + std::string(section.begin()->key()));
  return mark == document.marks.end() ? 2 : mark->second.key.column - 1;
}

/// The text with a key added to an existing section.
std::string added_to_section(std::string_view text, const yaml::Document& document, const std::string& pointer,
                             const std::string& line) {
  std::string out(text);
  const yaml::Mark& mark = document.marks.at(pointer);
  const JsonValue* section = json::find(*document.root, pointer.substr(1));
  const JsonObject empty;
  const JsonObject& keys = section != nullptr && section->is_object() ? section->get_object() : empty;
  const std::string_view written = text.substr(mark.value_begin, mark.value_end - mark.value_begin);
  if (!written.empty() && written.front() == '{') {
    out.insert(mark.value_end - 1, (keys.empty() ? "" : ", ") + line);
    return out;
  }
  const std::string indent(indent_of(document, keys, pointer), ' ');
  insert_line(out, next_line(text, mark.value_end), indent + line);
  return out;
}

std::string added_section(std::string_view text, std::string_view section, const std::string& line) {
  std::string out(text);
  insert_line(out, out.size(), std::string(section) + ":\n  " + line);
  return out;
}

using Rendered = std::map<std::string, std::string>;

Rendered rendered(const ConfigFile& file) {
  Rendered out;
  for (const Assignment& assignment : file.assignments) {
    out[std::string(assignment.row->name)] = json::serialize(to_json(assignment.value));
  }
  return out;
}

/// The edit must change this key and no other.
Result<void> check_edit(std::string_view before, const std::string& after, std::string_view name, const KeyRow& row,
                        const Value& value) {
  const ConfigFile file = parse_config(after, name, Layer::Global);
  Rendered expected = rendered(parse_config(before, name, Layer::Global));
  expected[std::string(row.name)] = json::serialize(to_json(value));
  if (file.mistakes.empty() && rendered(file) == expected) return {};
  return cannot_edit(name, std::string(row.name) + " cannot be set there without touching other keys");
}

}  // namespace

Result<std::string> set_in_text(std::string_view text, std::string_view name, const KeyRow& row, const Value& value) {
  const ConfigFile file = parse_config(text, name, Layer::Global);
  if (!file.mistakes.empty()) return cannot_edit(name, text::join(file.mistakes, "; also "));
  TRY_ASSIGN(const yaml::Document document, yaml::parse(text, name, {.max_bytes = kMaxConfigBytes}));
  const std::size_t dot = row.name.find('.');
  const std::string_view section = row.name.substr(0, dot);
  const std::string_view key = row.name.substr(dot + 1);
  const std::string written = yaml::to_inline(to_json(value));
  const std::string pointer = "/" + std::string(section);
  const auto key_mark = document.marks.find(pointer + "/" + std::string(key));
  std::string out(text);
  if (key_mark != document.marks.end()) {
    const yaml::Mark& mark = key_mark->second;
    const bool needs_blank = mark.value_begin > 0 && text[mark.value_begin - 1] == ':';
    out.replace(mark.value_begin, mark.value_end - mark.value_begin, (needs_blank ? " " : "") + written);
    // A block (a list over several lines, a folded text) may end with its line break.
    const bool lost_break = mark.value_end > mark.value_begin && text[mark.value_end - 1] == '\n';
    if (lost_break) out.insert(mark.value_begin + written.size() + (needs_blank ? 1 : 0), "\n");
  } else if (document.marks.find(pointer) != document.marks.end()) {
    out = added_to_section(text, document, pointer, std::string(key) + ": " + written);
  } else {
    out = added_section(text, section, std::string(key) + ": " + written);
  }
  TRY_VOID(check_edit(text, out, name, row, value));
  return out;
}

Result<const KeyRow*> require_key(std::string_view key) {
  const KeyRow* row = find_key_row(key);
  if (row != nullptr) return row;
  const auto nearest = nearest_key(key);
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use key",
               .subject = std::string(key.substr(0, 200)),
               .reason = "there is no such key",
               .advice = nearest ? "did you mean " + *nearest + "?" : "`lakecode config schema` lists the keys"};
}

Result<void> set_in_file(const std::filesystem::path& path, std::string_view key, std::string_view typed) {
  TRY_ASSIGN(const KeyRow* row, require_key(key));
  TRY_ASSIGN(const Value value, parse_value(*row, typed, Origin{}));
  auto text = files::read(path, kMaxConfigBytes);
  if (!text && text.error().code != ErrorCode::NotFound) return as_configuration_error(std::move(text).error());
  const std::string before = text ? std::move(text).value() : std::string();
  TRY_ASSIGN(const std::string after, set_in_text(before, path.string(), *row, value));
  if (auto made = files::make_private_folder(path.parent_path()); !made) {
    return as_configuration_error(std::move(made).error());
  }
  auto stored = files::write_atomic(path, after, files::Mode::Private);
  if (!stored) return as_configuration_error(std::move(stored).error());
  return {};
}

std::string render_template() {
  std::string out =
      "# Settings of lakecode. Remove the # before a key to set it; `lakecode config schema` tells more.\n";
  std::string_view section;
  for (const KeyRow& row : key_rows()) {
    const std::size_t dot = row.name.find('.');
    if (row.name.substr(0, dot) != section) {
      section = row.name.substr(0, dot);
      out += "\n" + std::string(section) + ":\n";
    }
    const std::string fallback = row.type == ValueType::List ? "[]" : std::string(row.fallback);
    out += "  # " + std::string(row.help) + "; " + describe_allowed(row) + "\n";
    out += "  # " + std::string(row.name.substr(dot + 1)) + ": " + fallback + "\n";
  }
  return out;
}

}  // namespace lakecode::config
