#include "cli/person_view.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "render/paragraph.h"

namespace lakecode::cli {
namespace {

struct Field {
  std::string_view path;  ///< members from the outside in, with dots between
  std::string_view title;
  std::string_view type = "STRING";
};

/// What a person looks for in a list, in order; a list has few of them.
constexpr Field kFields[] = {{"job_id", "job_id", "BIGINT"},
                             {"run_id", "run_id", "BIGINT"},
                             {"cluster_id", "cluster_id"},
                             {"pipeline_id", "pipeline_id"},
                             {"id", "id"},
                             {"object_id", "object_id", "BIGINT"},
                             {"full_name", "full_name"},
                             {"settings.name", "name"},
                             {"name", "name"},
                             {"cluster_name", "name"},
                             {"run_name", "name"},
                             {"userName", "user"},
                             {"displayName", "display_name"},
                             {"display_name", "display_name"},
                             {"path", "path"},
                             {"object_type", "type"},
                             {"state", "state"},
                             {"state.life_cycle_state", "state"},
                             {"state.result_state", "result"},
                             {"state.ready", "ready"},
                             {"status", "status"},
                             {"health", "health"},
                             {"task", "task"},
                             {"cluster_size", "size"},
                             {"warehouse_type", "type"},
                             {"spark_version", "version"},
                             {"num_workers", "workers", "BIGINT"},
                             {"settings.schedule.quartz_cron_expression", "schedule"},
                             {"settings.schedule.pause_status", "paused"},
                             {"catalog_type", "type"},
                             {"table_type", "type"},
                             {"owner", "owner"},
                             {"creator_user_name", "creator"},
                             {"creator_name", "creator"},
                             {"comment", "comment"}};

const JsonValue* at(const JsonValue& value, std::string_view path) {
  const JsonValue* here = &value;
  for (const std::string_view name : text::split(path, '.')) {
    here = here->is_object() ? json::find(*here, name) : nullptr;
    if (here == nullptr) return nullptr;
  }
  return here;
}

std::optional<std::string> cell_of(const JsonValue& item, std::string_view path) {
  const JsonValue* value = at(item, path);
  if (value == nullptr || value->is_null() || value->is_object() || value->is_array()) return std::nullopt;
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

bool has(const JsonArray& items, std::string_view path) {
  return std::any_of(items.begin(), items.end(),
                     [&](const JsonValue& item) { return cell_of(item, path).has_value(); });
}

/// The fields that an item has, at most one of each title.
std::vector<Field> fields_of(const JsonArray& items) {
  std::vector<Field> fields;
  for (const Field& field : kFields) {
    const bool is_named =
        std::any_of(fields.begin(), fields.end(), [&](const Field& one) { return one.title == field.title; });
    if (!is_named && has(items, field.path)) fields.push_back(field);
  }
  return fields;
}

/// The text up to and with the line that names the result, without its handle; nothing when it names none.
std::string head_of(std::string_view text, std::string_view handle) {
  const std::string mark = std::string(handle) + ": ";
  std::size_t at = text.starts_with(mark) ? 0 : text.find("\n" + mark);
  if (at == std::string_view::npos) return {};
  if (at > 0) ++at;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  return std::string(text.substr(0, at)) + std::string(text.substr(at + mark.size(), end - at - mark.size())) + "\n";
}

/// A row's cell of that name; empty when it has none.
std::string cell_named(const tools::StoredResult& result, const databricks::Row& row, std::string_view name) {
  for (std::size_t i = 0; i < std::min(result.columns.size(), row.size()); ++i) {
    if (result.columns[i].name == name) return row[i].value_or("");
  }
  return {};
}

std::string first_line(std::string_view text) {
  const std::string_view trimmed = text::trim(text);
  return std::string(text::trim(trimmed.substr(0, trimmed.find('\n'))));
}

/// One row a failure: the newest run of it, and how many runs of the job ended so.
render::ResultSet failures_of(const tools::StoredResult& result) {
  render::ResultSet rows;
  rows.columns = {{"newest_run", "BIGINT"}, {"job", "STRING"},   {"ended", "STRING"},
                  {"tasks", "STRING"},      {"times", "BIGINT"}, {"message", "STRING"}};
  std::vector<std::pair<std::string, std::int64_t>> seen;  // what makes two runs the same failure, and their number
  for (const databricks::Row& row : result.rows) {
    const auto cell = [&](std::string_view name) { return cell_named(result, row, name); };
    const std::string message = first_line(cell("message").empty() ? cell("result") : cell("message"));
    const std::string what = cell("job_id") + "\n" + cell("failed_tasks") + "\n" + message;
    const auto same = std::find_if(seen.begin(), seen.end(), [&](const auto& each) { return each.first == what; });
    if (same != seen.end()) {
      ++same->second;
      continue;
    }
    seen.emplace_back(what, 1);
    const std::string ended = text::replace_all(cell("ended_at").substr(0, 16), "T", " ");
    rows.rows.push_back({cell("run_id"), cell("run_name") + " (" + cell("job_id") + ")", ended, cell("failed_tasks"),
                         std::nullopt, message});
  }
  for (std::size_t i = 0; i < seen.size(); ++i) rows.rows[i][4] = std::to_string(seen[i].second);
  return rows;
}

render::ResultSet rows_of(const tools::StoredResult& result) {
  render::ResultSet rows;
  for (const databricks::Column& column : result.columns) rows.columns.push_back({column.name, column.type_name});
  rows.rows.assign(result.rows.begin(), result.rows.end());
  return rows;
}

}  // namespace

std::string_view list_member(const JsonValue& answer) {
  if (!answer.is_object()) return {};
  std::string_view found;
  for (const auto& member : answer.get_object()) {
    if (!member.value().is_array()) continue;
    const JsonArray& items = member.value().get_array();
    const bool objects =
        std::all_of(items.begin(), items.end(), [](const JsonValue& item) { return item.is_object(); });
    if (!objects || !found.empty()) return {};
    found = std::string_view(member.key().data(), member.key().size());
  }
  return found;
}

std::optional<render::ResultSet> listing_of(const JsonValue& answer) {
  const std::string_view member = list_member(answer);
  if (member.empty()) return std::nullopt;
  const JsonArray& items = json::array_at(answer, member);
  const std::vector<Field> fields = fields_of(items);
  if (fields.empty()) return std::nullopt;
  render::ResultSet rows;
  for (const Field& field : fields) rows.columns.push_back({std::string(field.title), std::string(field.type)});
  for (const JsonValue& item : items) {
    std::vector<std::optional<std::string>> cells;
    for (const Field& field : fields) cells.push_back(cell_of(item, field.path));
    rows.rows.push_back(std::move(cells));
  }
  return rows;
}

std::string table_text(const render::ResultSet& rows, const render::Screen& screen, bool is_markdown) {
  const std::string table = render::render_result_table(rows, screen);
  return is_markdown ? "\n```\n" + table + "```\n" : table;
}

std::string text_with_table(const PersonView& view, const render::Screen& screen) {
  constexpr std::size_t kWidestProse = 100;
  const std::string head = head_of(view.text, view.result.handle);
  if (head.empty()) return std::string(view.text);
  render::ResultSet rows = view.counts_repeats ? failures_of(view.result) : rows_of(view.result);
  const auto whole = view.counts_repeats
                         ? static_cast<std::int64_t>(rows.rows.size())
                         : std::max<std::int64_t>(view.result.total_rows, static_cast<std::int64_t>(rows.rows.size()));
  const std::size_t shown = std::min(view.limit, rows.rows.size());
  rows.rows.resize(shown);
  const render::Screen prose{.columns = std::min(screen.columns, kWidestProse)};
  std::string text =
      (view.is_markdown ? head : render::paragraph(head, prose)) + table_text(rows, screen, view.is_markdown);
  if (static_cast<std::int64_t>(shown) < whole)
    text += "[the first " + text::group_digits(static_cast<std::int64_t>(shown)) + " of " + text::group_digits(whole) +
            " rows; --output json gives more]\n";
  return text;
}

}  // namespace lakecode::cli
