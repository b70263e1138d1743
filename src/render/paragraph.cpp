#include "render/paragraph.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"
#include "render/screen_door.h"
#include "render/style.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kNarrowest = 20;

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> out;
  // A tab would move the cursor by an amount we do not know.
  const std::string plain = text::replace_all(text, "\t", " ");
  for (const std::string_view line : text::lines(plain)) {
    std::string current;
    for (const std::string_view word : text::split(line, ' ')) {
      if (!current.empty() && utf8::width(current) + 1 + utf8::width(word) > columns) {
        out.push_back(current);
        current.clear();
      }
      if (!current.empty()) current += ' ';
      current += word;
    }
    out.push_back(current);
  }
  return out;
}

std::size_t room(const Screen& screen, std::size_t indent) {
  return std::max(kNarrowest, screen.columns > indent ? screen.columns - indent : 0);
}

}  // namespace

std::string paragraph(std::string_view text, const Screen& screen, std::size_t indent) {
  std::string out;
  for (const std::string& line : wrap(inert(text), room(screen, indent))) {
    out += std::string(indent, ' ') + line + "\n";
  }
  return out;
}

std::string wrapped_lines(std::string_view text, std::size_t columns) {
  constexpr std::size_t kCarried = 2;
  std::vector<std::string> out;
  for (const std::string_view line : text::lines(text)) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const auto parts = wrap(inert(line.substr(indent)), room({.columns = columns}, indent + kCarried));
    for (std::size_t i = 0; i < parts.size(); ++i)
      out.push_back(std::string(indent + (i > 0 ? kCarried : 0), ' ') + parts[i]);
    if (parts.empty()) out.emplace_back();
  }
  return text::join(out, "\n");
}

std::string labelled(std::string_view label, std::string_view value, std::size_t label_width, const Screen& screen,
                     std::size_t indent) {
  const std::string name = inert_line(label);
  std::string out =
      std::string(indent, ' ') +
      styled(name + std::string(label_width > utf8::width(name) ? label_width - utf8::width(name) : 0, ' '),
             Style::Faint, screen) +
      "  ";
  bool first = true;
  for (const std::string& line : wrap(inert(value), room(screen, indent + label_width + 2))) {
    if (!first) out += std::string(indent + label_width + 2, ' ');
    out += line + "\n";
    first = false;
  }
  return first ? out + "\n" : out;
}

}  // namespace lakecode::render
