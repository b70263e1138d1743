#include "base/log.h"

#include "base/text.h"

namespace lakecode {

void Log::write(std::string_view area, std::string_view text) {
  // One record is one line, whatever the text holds; redaction comes first, as it may look across lines.
  std::string line(area);
  line += ": ";
  line += text::replace_all(text::replace_all(redactor_.redact(text), "\r", "\\r"), "\n", "\\n");
  const std::lock_guard lock(mutex_);
  sink_(line);
}

}  // namespace lakecode
