#include "render/style.h"

namespace lakecode::render {
namespace {

std::string_view sequence(Style style) {
  switch (style) {
    case Style::Plain:
      return "";
    case Style::Heading:
      return "\x1b[1m";
    case Style::Faint:
      return "\x1b[2m";
    case Style::Good:
      return "\x1b[32m";
    case Style::Warning:
      return "\x1b[33m";
    case Style::Bad:
      return "\x1b[31m";
    case Style::Accent:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string styled(std::string_view text, Style style, const Screen& screen) {
  const std::string_view begin = sequence(style);
  if (!screen.color || begin.empty() || text.empty()) return std::string(text);
  return std::string(begin) + std::string(text) + "\x1b[0m";
}

Style style_of(result::Severity severity) {
  switch (severity) {
    case result::Severity::Critical:
    case result::Severity::High:
      return Style::Bad;
    case result::Severity::Medium:
      return Style::Warning;
    case result::Severity::Low:
      return Style::Accent;
    case result::Severity::Info:
      return Style::Faint;
  }
  return Style::Plain;
}

}  // namespace lakecode::render
