#include "tools/kept_text.h"

#include "base/text.h"
#include "base/utf8.h"
#include "render/screen_door.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"

namespace lakecode::tools {

std::string keep_text(std::string_view given, std::string_view source, std::size_t max_bytes, Services& services) {
  const std::string clean = utf8::sanitize(given);
  if (clean.size() <= max_bytes && services.rows_to_model) return render::inert(clean);
  StoredResult result{
      .handle = {},
      .columns = {{.name = "line", .type_name = "STRING", .type_text = "STRING"}},
      .rows = {},
      .provenance = {
          .statement = {}, .at = services.clock.now(), .workspace = services.workspace, .source = std::string(source)}};
  for (const std::string_view line : text::lines(clean)) result.rows.push_back({std::string(line)});
  result.total_rows = static_cast<std::int64_t>(result.rows.size());
  const auto kept = services.results.add(std::move(result), services.result_handle);
  const std::string lines = text::group_digits(kept->total_rows);
  if (!services.rows_to_model)
    return kept->handle + ": " + lines + " lines, kept from you by the person's wish; they can see them\n";
  std::string shown = cut_text(clean, max_bytes);
  std::size_t whole_lines = 0;
  if (const std::size_t end = clean.substr(0, max_bytes).rfind('\n'); end != std::string::npos && end > max_bytes / 2) {
    shown = clean.substr(0, end + 1);
    whole_lines = text::lines(shown).size();
  }
  return render::inert(shown) + (shown.ends_with('\n') ? "" : "\n") + "[cut: all " + lines + " lines are " +
         kept->handle + "; the rest: read_result {\"result\": \"" + kept->handle +
         "\", \"offset\": " + std::to_string(whole_lines) + "}]\n";
}

}  // namespace lakecode::tools
