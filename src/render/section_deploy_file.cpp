// data of deploy_file: what was written, what was checked, and how it differs from what was there.

#include <string>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kLinesShown = 60;

std::string syntax_text(const JsonValue& syntax) {
  if (!json::bool_at(syntax, "checked").value_or(false)) return "not checked: " + json::string_at(syntax, "why_not");
  const std::size_t problems = json::array_at(syntax, "problems").size();
  return json::string_at(syntax, "language") + ", " +
         (problems == 0 ? "fine" : fmt::format("{} problem{}", problems, problems == 1 ? "" : "s"));
}

Blocks deploy_file_blocks(const JsonValue& data) {
  Fields fields;
  const JsonValue object = json::object_at(data, "object");
  if (const std::string path = json::string_at(object, "path"); !path.empty()) {
    fields.rows.emplace_back("Object", Cell{.text = path + ", " + json::string_at(object, "state")});
  }
  if (const std::string digest = json::string_at(data, "sha256"); !digest.empty()) {
    fields.rows.emplace_back("SHA-256", Cell{.text = digest});
  }
  if (const JsonValue* syntax = json::find(data, "syntax")) {
    fields.rows.emplace_back("Syntax", Cell{.text = syntax_text(*syntax)});
  }
  if (fields.rows.empty()) return {};
  Blocks blocks{Heading{"File"}, std::move(fields)};
  const JsonValue diff = json::object_at(data, "diff");
  const std::string text = json::string_at(diff, "text");
  const auto count = [&](const char* key) { return json::int_at(diff, key).value_or(0); };
  if (count("added") + count("removed") == 0) return blocks;
  blocks.emplace_back(Heading{fmt::format("Difference: {} line{} added, {} removed", count("added"),
                                          count("added") == 1 ? "" : "s", count("removed"))});
  Verbatim lines;
  for (const std::string_view line : text::lines(text)) {
    if (lines.lines.size() == kLinesShown) {
      lines.lines.emplace_back("… more in the result");
      break;
    }
    lines.lines.push_back(text::replace_all(line, "\t", "    "));
  }
  if (!lines.lines.empty()) blocks.emplace_back(std::move(lines));
  return blocks;
}

}  // namespace

const Section kDeployFileSection{"deploy_file", deploy_file_blocks};

}  // namespace lakecode::render
