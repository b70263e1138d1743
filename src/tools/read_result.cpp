#include <algorithm>

#include "base/text.h"
#include "base/time_format.h"
#include "render/screen_door.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"result", ParameterType::String, false, "the result's name, such as $1; left out: list the results"},
    {"offset", ParameterType::Integer, false, "rows to pass over (0)"},
    {"limit", ParameterType::Integer, false, "rows to show, 1 to 1000 (100)"},
    {"columns", ParameterType::Strings, false, "columns to show (all)"},
    {"max_cell", ParameterType::Integer, false, "bytes of one value to show, up to 16000 (500)"},
};

constexpr std::size_t kShownSource = 300;

std::string list_results(Services& services) {
  std::string text;
  for (const std::string& handle : services.results.handles()) {
    const auto result = services.results.find(handle);
    if (!result) continue;
    text += handle + ": " + counted((*result)->rows.size(), "row") + " of " +
            render::inert_line(cut_text((*result)->provenance.source, kShownSource)) + "\n";
  }
  return text.empty() ? "there are no results yet\n" : text;
}

std::string head_of(const StoredResult& result) {
  const Provenance& from = result.provenance;
  return result.handle + " from " + render::inert_line(from.workspace) + " at " + format_rfc3339(from.at) +
         (from.statement.value().empty() ? "" : ", statement " + render::inert_line(to_string(from.statement))) + "\n" +
         render::inert_line(cut_text(from.source, kShownSource)) + "\n";
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& /*ctx*/) {
  const Arguments arguments(input);
  const std::string handle = arguments.text("result");
  if (handle.empty()) return Output{.text = list_results(services)};
  const auto found = services.results.find(handle);
  if (!found) return failed_output(found.error());
  const StoredResult& result = **found;
  if (!services.rows_to_model)
    return Output{.text = "the rows are kept from you by the person's wish; they can see them", .is_error = true};
  RowsView view{.offset = arguments.count("offset", 0, 0, 1'000'000'000),
                .limit = arguments.count("limit", 100, 1, 1'000),
                .columns = arguments.texts("columns")};
  view.max_cell = arguments.count("max_cell", view.max_cell, 1, view.max_bytes);
  std::vector<std::string> names;
  for (const databricks::Column& column : result.columns) names.push_back(column.name);
  for (const std::string& wanted : view.columns) {
    const bool known = std::any_of(names.begin(), names.end(),
                                   [&](const std::string& name) { return text::equals_ignore_case(name, wanted); });
    if (known) continue;
    return Output{.text = "FAILED: " + result.handle + " has no column " + render::inert_line(wanted) + "; it has " +
                          render::inert_line(cut_text(text::join(names, ", "), 2'000)),
                  .is_error = true,
                  .acts = {},
                  .untrusted = "columns of " + result.handle};
  }
  return Output{.text = head_of(result) + render_rows(result, view),
                .is_error = false,
                .acts = {},
                .untrusted = "rows of " + result.handle};
}

}  // namespace

const ToolRecord kReadResultTool{"read_result", "Read rows of a kept result",  descriptions::kReadResult,
                                 kParameters,   safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools
